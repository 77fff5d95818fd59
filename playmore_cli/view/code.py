"""A step's code: highlighted, with the lines that changed since the version before marked in the gutter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.view.clean import clean_plain
from playmore_cli.view.theme import DARK, Theme

if TYPE_CHECKING:
    from pygments.lexers.python import PythonLexer

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""By 0-based line the changed columns, 0-based, end excluded."""

Removed = Mapping[int, Sequence[str]]
"""By 0-based line the old lines that were taken out before it; the number of lines stands for the end."""

_MIN_WIDTH = 16


@dataclass(frozen=True)
class Code:
    """
    Python source as a renderable.

    *marks* hold one of ``" "``, ``"+"`` (new) and ``"~"`` (changed) for each line; without them there is no
    gutter. Lines too long for the screen go on in the next row behind a ``┆``; nothing is cut off.
    """

    source: str
    marks: Sequence[str] | None = None
    spans: Spans = field(default_factory=dict)
    removed: Removed = field(default_factory=dict)
    theme: Theme = DARK
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width."""
        for row in self.rows(options.max_width, paper=console.color_system is not None):
            yield from row.render(console, end="\n")

    def rows(self, width: int, *, paper: bool = True) -> Iterator[Text]:
        """Yield the rows for *width* columns; *paper* sets changed lines on a ground of their own."""
        lines = highlighted(self.source, self.theme)
        for number, line in enumerate(lines):
            yield from self._removed_rows(number, width)
            mark = self._mark(number)
            for start, end in self.spans.get(number, ()):
                line.stylize(self.theme.changed_text, start, end)
            yield from self._line_rows(line, mark, width, paper=paper and mark in "+~")
        for number in range(len(lines), len(lines) + 1):
            yield from self._removed_rows(number, width)

    def _mark(self, number: int) -> str:
        if self.marks is None or number >= len(self.marks):
            return " "
        return self.marks[number]

    def _removed_rows(self, number: int, width: int) -> Iterator[Text]:
        for old in self.removed.get(number, ()):
            yield from self._line_rows(Text(clean_plain(old), self.theme.removed), "-", width, paper=False)

    def _line_rows(self, line: Text, mark: str, width: int, *, paper: bool) -> Iterator[Text]:
        gutter = self.marks is not None or bool(self.removed)
        room = max(_MIN_WIDTH, width - self.indent - (2 if gutter else 0))
        for number, part in enumerate(_fold(line, room)):
            row = Text(" " * self.indent, no_wrap=True, overflow="ignore", end="")
            if gutter:
                look = {"+": self.theme.added, "~": self.theme.changed, "-": self.theme.removed}.get(mark)
                row.append(mark if number == 0 else " ", look or Style.null())
                row.append("┆" if number else " ", self.theme.muted if number else Style.null())
            row.append_text(part)
            if paper:
                row.append(" " * max(0, width - row.cell_len))
                row.stylize_before(self.theme.changed_paper, self.indent)
            yield row


def code(
    source: str,
    marks: Sequence[str] | None = None,
    spans: Spans | None = None,
    removed: Removed | None = None,
    *,
    theme: Theme = DARK,
    indent: int = 0,
) -> Code:
    """Return *source* as a renderable; see `Code`."""
    return Code(source.rstrip("\n"), marks, spans or {}, removed or {}, theme, indent)


def plain_code(
    source: str, marks: Sequence[str] | None = None, removed: Removed | None = None, *, indent: int = 4
) -> str:
    r"""
    Return *source* for pipes and screen readers, the marks before the changed lines.

    >>> print(plain_code("a = 1\\nb = 2", [" ", "+"]))
        a = 1
      + b = 2
    """
    rows = []
    lines = clean_plain(source.rstrip("\n")).split("\n")
    for number in range(len(lines) + 1):
        rows += [_plain_row("-", clean_plain(old), indent) for old in (removed or {}).get(number, ())]
        if number < len(lines):
            mark = marks[number] if marks is not None and number < len(marks) else " "
            rows.append(_plain_row(mark, lines[number], indent))
    return "\n".join(rows)


def _plain_row(mark: str, line: str, indent: int) -> str:
    return (
        f"{mark} ".rjust(indent).rstrip("" if line else " ") + line
        if mark != " "
        else (" " * indent + line).rstrip()
    )


def _fold(line: Text, room: int) -> Iterator[Text]:
    """Yield the parts of a line, the continued ones indented a little deeper than the line itself."""
    line.expand_tabs(4)
    if line.cell_len <= room:
        yield line
        return
    indent = len(line.plain) - len(line.plain.lstrip())
    deeper = " " * min(indent + 4, room // 2)
    first = True
    while line.plain:
        space = room if first else room - len(deeper)
        cut = _break(line.plain, space, 0 if not first else indent)
        part, line = _split(line, cut)
        yield part if first else Text(deeper).append_text(part)
        first = False


def _split(line: Text, place: int) -> tuple[Text, Text]:
    parts = line.divide([place])
    return parts[0], parts[1] if len(parts) > 1 else Text()


def _break(text: str, room: int, indent: int) -> int:
    """Return how many characters of *text* go into *room* columns, ending behind a space or comma where possible."""
    from rich.cells import cell_len

    fit, used = 0, 0
    for fit, character in enumerate(text):
        used += cell_len(character)
        if used > room:
            break
    else:
        return len(text)
    best = max(text.rfind(" ", 0, fit), text.rfind(",", 0, fit), text.rfind("(", 0, fit)) + 1
    return best if best > indent + room // 3 else max(1, fit)


@lru_cache(maxsize=1)
def _lexer() -> "PythonLexer":
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


def highlighted(source: str, theme: Theme) -> list[Text]:
    """Return the lines of *source* with the theme's colours, made safe to print."""
    shown = clean_plain(source.replace("\r\n", "\n"))
    text = Text(no_wrap=True)
    if theme.name == "none":
        text.append(shown)
    else:
        looks = _looks(theme.name, theme)
        for token, value in _lexer().get_tokens(shown):
            kind = str(token)
            text.append(value, _look(kind, looks))
    return list(text.split("\n", allow_blank=True))


@lru_cache(maxsize=4)
def _looks(name: str, theme: Theme) -> tuple[tuple[str, Style], ...]:
    """Return the style of each kind of token; the first that begins the kind's name counts."""
    return (
        ("Token.Keyword.Constant", theme.number),
        ("Token.Keyword", theme.keyword),
        ("Token.Operator.Word", theme.keyword),
        ("Token.Name.Function", theme.defined),
        ("Token.Name.Class", theme.defined),
        ("Token.Name.Builtin.Pseudo", theme.builtin),
        ("Token.Name.Builtin", theme.builtin),
        ("Token.Name.Exception", theme.builtin),
        ("Token.Name.Decorator", theme.number),
        ("Token.Literal.String.Affix", theme.keyword),
        ("Token.Literal.String.Interpol", theme.operator),
        ("Token.Literal.String", theme.string),
        ("Token.Literal.Number", theme.number),
        ("Token.Comment", theme.comment),
        ("Token.Operator", theme.operator),
        ("Token.Punctuation", theme.operator),
    )


def _look(kind: str, looks: tuple[tuple[str, Style], ...]) -> Style:
    return next((style for prefix, style in looks if kind.startswith(prefix)), Style.null())
