"""Narration: Markdown with maths, laid out for the columns at hand, or as plain text for screen readers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.view.clean import clean_plain
from playmore_cli.view.code import code, plain_code
from playmore_cli.view.maths import box_maths, inline_maths
from playmore_cli.view.theme import DARK, NONE, Theme
from playmore_cli.view.wrapping import finished, unbroken, with_units, wrapped

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)


def narration(
    markdown: str, *, theme: Theme = DARK, width: int | None = None, hyperlinks: bool = True
) -> "Narration":
    """
    Return *markdown* as a renderable for at most *width* columns, or the console's.

    With *hyperlinks* the links are live where the console is a terminal; otherwise their addresses are shown.
    """
    return Narration(markdown, theme, width, hyperlinks)


@dataclass(frozen=True)
class Narration:
    """Narration as a renderable; see `narration`."""

    markdown: str
    theme: Theme
    width: int | None
    hyperlinks: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width."""
        width = min(options.max_width, self.width or options.max_width)
        live = self.hyperlinks and console.is_terminal and console.color_system is not None
        yield from (finished(row) for row in _Layout(self.theme, live=live).rows(self.markdown, width))


def plain_narration(markdown: str, *, width: int | None = None) -> str:
    r"""
    Return *markdown* as plain text: formulae on one line, addresses in parentheses, no drawn lines.

    Without *width* a paragraph is one line.

    >>> plain_narration(r"The *slope* is $\frac{dL}{da}$, see [the notes](https://example.org).")
    'The slope is dL/da, see the notes (https://example.org).'
    """
    rows = _Layout(NONE, live=False, plain=True).rows(markdown, width or 1_000_000)
    return "\n".join(finished(row).plain.rstrip() for row in rows)


# ---- maths as part of the Markdown grammar, so that it is found neither in code nor behind a backslash


def _inline_maths_rule(state: "StateInline", silent: bool) -> bool:
    """Read ``$...$`` or ``$$...$$``; as in Pandoc, ``$5 and $6`` is no formula."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    mark = "$$" if source.startswith("$$", start) else "$"
    inner = start + len(mark)
    end = _closing(source, inner, state.posMax, mark)
    if end < 0:
        return False
    if not silent:
        token = state.push("maths", "", 0)
        token.content = source[inner:end].strip()
        token.markup = mark
    state.pos = end + len(mark)
    return True


def _closing(source: str, start: int, limit: int, mark: str) -> int:
    """Return where the closing mark stands, or -1."""
    if start >= limit or (mark == "$" and source[start].isspace()):
        return -1
    place = source.find(mark, start)
    while 0 <= place <= limit - len(mark):
        escaped = source[place - 1] == "\\"
        tail = source[place + len(mark) : place + len(mark) + 1]
        if (
            not escaped
            and place > start
            and (mark == "$$" or not (source[place - 1].isspace() or tail.isdigit()))
        ):
            return place
        place = source.find(mark, place + 1)
    return -1


def _block_maths_rule(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Read a block that begins with ``$$`` and ends with a line that ends with ``$$``."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("$$", start):
        return False
    last = line
    while last < end_line:
        text = state.src[state.bMarks[last] : state.eMarks[last]].rstrip()
        begins = start + 2 if last == line else state.bMarks[last]
        if text.endswith("$$") and state.bMarks[last] + len(text) - 2 >= begins:
            break
        if last > line and not text.strip():
            return False
        last += 1
    else:
        return False
    content = state.src[start + 2 : state.bMarks[last] + len(text) - 2]
    if "$$" in content:
        return False
    if not silent:
        token = state.push("maths_block", "", 0)
        token.content = content.strip()
        token.map = [line, last + 1]
        state.line = last + 1
    return True


@lru_cache(maxsize=1)
def markdown_parser() -> "MarkdownIt":
    """Return what reads narration: CommonMark with tables, struck words and maths, and no HTML."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "maths", _inline_maths_rule)
    parser.block.ruler.before(
        "fence", "maths_block", _block_maths_rule, {"alt": ["paragraph", "blockquote", "list"]}
    )
    return parser


# ---- blocks


@dataclass(frozen=True)
class _Layout:
    """
    Lays out a parsed narration.

    *live* links are escape sequences; *plain* asks for words instead of drawn lines.
    """

    theme: Theme
    live: bool
    plain: bool = False

    def rows(self, markdown: str, width: int) -> list[Text]:
        """Return the rows of a narration for *width* columns."""
        from markdown_it.tree import SyntaxTreeNode

        tree = SyntaxTreeNode(markdown_parser().parse(clean_plain(markdown)))
        return self._blocks(tree.children, max(width, 12))

    def _blocks(self, nodes: Sequence["SyntaxTreeNode"], width: int, *, tight: bool = False) -> list[Text]:
        rows: list[Text] = []
        for node in nodes:
            block = self._block(node, width)
            if rows and block and not tight:
                rows.append(Text())
            rows += block
        return rows

    def _block(self, node: "SyntaxTreeNode", width: int) -> list[Text]:
        match node.type:
            case "heading":
                return wrapped(self._inline(node, self.theme.heading), width)
            case "paragraph":
                return self._paragraph(node, width)
            case "maths_block":
                return self._display(node.content, width)
            case "bullet_list" | "ordered_list":
                return self._list(node, width)
            case "blockquote":
                bar = Text("> ") if self.plain else Text("▎ ", self.theme.bullet)
                inner = self._blocks(node.children, width - 2)
                return [_join(bar, _over(row, self.theme.quote)) for row in inner]
            case "fence" | "code_block":
                return self._code(node, width)
            case "table":
                return self._table(node, width)
            case "hr":
                return [Text("* * *" if self.plain else "─" * min(width, 40), self.theme.rule)]
            case _:
                return (
                    wrapped(Text(node.content), width) if node.content else self._blocks(node.children, width)
                )

    def _paragraph(self, node: "SyntaxTreeNode", width: int) -> list[Text]:
        parts = node.children[0].children if node.children else []
        formulae = [part for part in parts if part.type == "maths"]
        if len(parts) == 1 and formulae and (formulae[0].markup == "$$" or _tall(formulae[0].content)):
            return self._display(formulae[0].content, width)
        return wrapped(self._inline(node, Style.null()), width)

    def _display(self, tex: str, width: int) -> list[Text]:
        indent = min(4, width // 8)
        lines = [inline_maths(tex)] if self.plain else box_maths(tex)
        if max(map(cell_len, lines)) + indent > width:
            lines = [inline_maths(tex)]
        rows = [Text(line, self.theme.maths) for line in lines]
        if len(rows) == 1:
            rows = wrapped(rows[0], width - indent)
        return [_join(Text(" " * indent), row) for row in rows]

    def _list(self, node: "SyntaxTreeNode", width: int) -> list[Text]:
        ordered = node.type == "ordered_list"
        first = int(node.attrs.get("start", 1)) if ordered else 0
        labels = [
            f"{first + number}." if ordered else ("-" if self.plain else "•")
            for number in range(len(node.children))
        ]
        reach = max(map(len, labels)) + 1
        tight = all(
            child.hidden for item in node.children for child in item.children if child.type == "paragraph"
        )
        rows: list[Text] = []
        for label, item in zip(labels, node.children, strict=True):
            inner = self._blocks(item.children, width - reach, tight=tight) or [Text()]
            if rows and not tight:
                rows.append(Text())
            bullet = Text(label.rjust(reach - 1) + " ", self.theme.bullet)
            rows.append(_join(bullet, inner[0] if self.plain else _task(inner[0])))
            rows += [_join(Text(" " * reach), row) for row in inner[1:]]
        return rows

    def _code(self, node: "SyntaxTreeNode", width: int) -> list[Text]:
        source = node.content.rstrip("\n")
        language = node.info.split()[0].lower() if node.info.split() else "python"
        if self.plain:
            return [Text(line) for line in plain_code(source).split("\n")]
        theme = self.theme if language in ("python", "py", "python3") else NONE
        return list(code(source, theme=theme, indent=min(4, width // 8)).rows(width))

    def _table(self, node: "SyntaxTreeNode", width: int) -> list[Text]:
        lines = [row for part in node.children for row in part.children]
        cells = [
            [self._inline(cell, self.theme.strong if number == 0 else Style.null()) for cell in row.children]
            for number, row in enumerate(lines)
        ]
        aligns = [str(cell.attrs.get("style", "")).rpartition(":")[2] for cell in lines[0].children]
        between = 3
        widths = _column_widths(cells, width - between * (len(aligns) - 1))
        rows: list[Text] = []
        for number, line in enumerate(cells):
            folded = [wrapped(cell, size) for cell, size in zip(line, widths, strict=True)]
            for place in range(max(map(len, folded))):
                row = Text()
                for column, (parts, size) in enumerate(zip(folded, widths, strict=True)):
                    part = parts[place] if place < len(parts) else Text()
                    row.append(" " * between if column else "")
                    row.append_text(_padded(part, size, aligns[column]))
                row.rstrip()
                rows.append(row)
            if number == 0:
                mark = "-" if self.plain else "─"
                rows.append(Text((" " * between).join(mark * size for size in widths), self.theme.rule))
        return rows

    # ---- inside a line

    def _inline(self, node: "SyntaxTreeNode", look: Style) -> Text:
        text = Text()
        for part in node.children:
            self._inline_part(part, look, text)
        return text

    def _inline_part(self, node: "SyntaxTreeNode", look: Style, text: Text) -> None:
        match node.type:
            case "inline":
                for part in node.children:
                    self._inline_part(part, look, text)
            case "text":
                text.append(with_units(node.content), look)
            case "softbreak":
                text.append(" ", look)
            case "hardbreak":
                text.append("\n")
            case "code_inline":
                shown = unbroken(node.content)
                text.append(f"`{shown}`" if self._code_needs_quotes() else shown, look + self.theme.code_span)
            case "maths":
                text.append(unbroken(inline_maths(node.content)), look + self.theme.maths)
            case "link":
                self._link(node, look, text)
            case "image":
                text.append(f"[picture: {node.content}]" if node.content else "[picture]", look)
                _append_address(text, str(node.attrs.get("src", "")), look + self.theme.muted)
            case "strong" | "em" | "s":
                style = {"strong": self.theme.strong, "em": self.theme.emphasis, "s": Style(strike=True)}[
                    node.type
                ]
                for part in node.children:
                    self._inline_part(part, look + style, text)
            case _:
                text.append(node.content, look)

    def _code_needs_quotes(self) -> bool:
        return self.theme.name == "none"

    def _link(self, node: "SyntaxTreeNode", look: Style, text: Text) -> None:
        address = clean_plain(str(node.attrs.get("href", ""))).strip()
        live = self.live and _WEB.fullmatch(address) is not None
        inner = look + self.theme.link + (Style(link=address) if live else Style.null())
        before = len(text)
        for part in node.children:
            self._inline_part(part, inner, text)
        if not live and text.plain[before:].strip() != address:
            _append_address(text, address, look + self.theme.muted)


def _append_address(text: Text, address: str, look: Style) -> None:
    if address:
        text.append(f" ({clean_plain(address)})", look)


def _tall(tex: str) -> bool:
    return len(box_maths(tex)) > 1


def _join(before: Text, row: Text) -> Text:
    return Text().append_text(before).append_text(row)


def _over(row: Text, style: Style) -> Text:
    """Return *row* with *style* beneath what it has."""
    row.stylize_before(style)
    return row


def _task(row: Text) -> Text:
    """Show a task's box."""
    for written, box in (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")):
        if row.plain.startswith(written):
            return _join(Text(box), row[len(written) :])
    return row


def _padded(text: Text, width: int, align: str) -> Text:
    missing = max(0, width - text.cell_len)
    left = {"right": missing, "center": missing // 2}.get(align, 0)
    return Text(" " * left).append_text(text).append(" " * (missing - left))


def _column_widths(cells: Sequence[Sequence[Text]], room: int) -> list[int]:
    """Return the columns' widths: what they need, or less of the widest ones until all go into *room*."""
    widths = [
        max(1, *(max(map(cell_len, cell.plain.split("\n"))) for cell in column))
        for column in zip(*cells, strict=True)
    ]
    while sum(widths) > room and max(widths) > 4:
        widths[widths.index(max(widths))] -= 1
    return widths
