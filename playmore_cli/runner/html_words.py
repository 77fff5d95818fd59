"""HTML as words: its tables in columns, its blocks on lines of their own."""

from html.parser import HTMLParser

_BLOCKS = frozenset(
    ["br", "p", "div", "li", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "hr", "text"]
)
_UNSEEN = frozenset(["style", "script", "head", "title"])


class _Reader(HTMLParser):
    """Gathers lines, and the cells of the table that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._rows: list[list[str]] = []
        self._unseen = self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a row or a cell."""
        self._unseen += tag in _UNSEEN
        if tag == "table":
            self._tables += 1
        elif self._tables and tag == "tr":
            self._rows.append([])
        elif self._tables and tag in ("td", "th") and self._rows:
            self._rows[-1].append("")
        elif not self._tables and tag in _BLOCKS:
            self.lines.append("• " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        """End a block, and set a table when it is whole."""
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self.lines += [*_in_columns(self._rows), ""]
                self._rows = []
        elif not self._tables and tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Take in words where they belong."""
        if self._unseen:
            return
        words = " ".join(data.split())
        words = f"{' ' * data[:1].isspace()}{words}{' ' * data[-1:].isspace()}" if words else " " * bool(data)
        if not self._tables:
            self.lines[-1] += words
        elif self._rows and self._rows[-1]:
            self._rows[-1][-1] += words


def words_of_html(html: str) -> str:
    r"""
    Return what *html* says.

    >>> words_of_html("<p>plain <b>words</b></p>")
    'plain words'
    >>> words_of_html("<table><tr><th></th><th>a</th></tr><tr><th>x</th><td>10</td></tr></table>")
    '    a\nx  10'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.rstrip() if "  " in line else line.strip() for line in reader.lines]
    return "\n".join(line for line in lines if line.strip())


def _in_columns(rows: list[list[str]]) -> list[str]:
    """Return the rows of a table with their cells below each other: numbers to the right, words to the left."""
    cells = [[cell.strip() for cell in row] for row in rows if row]
    count = max(map(len, cells), default=0)
    cells = [row + [""] * (count - len(row)) for row in cells]
    widths = [max(len(row[place]) for row in cells) for place in range(count)]
    are_numbers = [
        all(_is_number(row[place]) for row in cells[1:]) and len(cells) > 1 for place in range(count)
    ]
    return [
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, are_numbers, strict=True)
        ).rstrip()
        for row in cells
    ]


def _is_number(cell: str) -> bool:
    return not cell or cell.replace(",", "").replace(".", "", 1).lstrip("+-−").removesuffix("%").isdecimal()
