"""A step's code: highlighted, with the lines that changed since the version before marked in the gutter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.view.clean import clean_plain
from playmore_cli.view.folding import Fold, fold, fold_text
from playmore_cli.view.theme import DARK, Theme

if TYPE_CHECKING:
    from pygments.lexers.python import PythonLexer

Spans = Mapping[int, Sequence[tuple[int, int]]]
"""By 0-based line the changed columns, 0-based, end excluded."""

Removed = Mapping[int, Sequence[str]]
"""By 0-based line the old lines that were taken out before it; the number of lines stands for the end."""

_TAB = 4
_MIN_ROOM = 4
_GUTTER = 2
"""Columns of the mark before a line and of the gap behind it."""
_NOTHING = Style.null()


@dataclass(frozen=True)
class Code:
    """
    Python source as a renderable, *indent* columns from the left.

    *folds* say which lines are shown, in place of all; see `folding`.
    *marks* hold one of ``" "``, ``"+"`` (new) and ``"~"`` (changed) for each line; without them and without
    *removed* lines there is no gutter. Lines too long for the screen go on in the next row behind a ``┆``;
    nothing is cut off.
    """

    source: str
    marks: Sequence[str] | None = None
    spans: Spans = field(default_factory=dict)
    removed: Removed = field(default_factory=dict)
    theme: Theme = DARK
    indent: int = 0
    folds: Sequence[int | Fold] | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width."""
        for row in self.rows(options.max_width, coloured=console.color_system is not None):
            yield from row.render(console, end="\n")

    def rows(self, width: int, *, coloured: bool = True) -> Iterator[Text]:
        """Yield the rows for *width* columns; where *coloured*, changed lines have a ground of their own."""
        lines = highlighted(self.source, self.theme)
        for item in range(len(lines)) if self.folds is None else self.folds:
            if isinstance(item, Fold):
                yield self._fold_row(item, width)
                continue
            number, line = item, lines[item]
            yield from self._removed_rows(number, width)
            mark = self.marks[number] if self.marks is not None and number < len(self.marks) else " "
            for start, end in self.spans.get(number, ()):
                # rich counts from the end where one is negative, and never ends where that is before the beginning
                line.stylize(self.theme.changed_text, max(start, 0), max(end, 0))
            yield from self._rows_of(line, mark, width, paper=coloured and mark in ("+", "~"))
        yield from self._removed_rows(len(lines), width)

    def fitted(self, room: int, width: int) -> "Code":
        """
        Return the code folded around its changes where it takes more than *room* rows of *width* columns.

        Code without marks was not there before: none of it is left out, and what does not fit comes in pieces.
        """
        if self.marks is None and not self.removed:
            return self
        lines = [Text(line) for line in clean_plain(self.source).split("\n")]
        columns = self._room(width)
        folds = fold(
            self.source,
            self.marks or (),
            self.removed,
            room,
            lambda line: sum(1 for _ in _fold(lines[line].copy(), columns)) if line < len(lines) else 1,
        )
        return replace(self, folds=folds)

    def _room(self, width: int) -> int:
        gutter = self.marks is not None or bool(self.removed)
        return max(_MIN_ROOM, width - self.indent - (_GUTTER if gutter else 0))

    def _fold_row(self, folded: Fold, width: int) -> Text:
        gutter = self.marks is not None or bool(self.removed)
        row = Text(" " * (self.indent + (_GUTTER if gutter else 0)), no_wrap=True, overflow="ignore", end="")
        return row.append(fold_text(folded, self._room(width)), self.theme.muted)

    def _removed_rows(self, number: int, width: int) -> Iterator[Text]:
        for old in self.removed.get(number, ()):
            line = Text().append(clean_plain(old).replace("\n", " "), self.theme.removed)
            yield from self._rows_of(line, "-", width, paper=False)

    def _rows_of(self, line: Text, mark: str, width: int, *, paper: bool) -> Iterator[Text]:
        gutter = self.marks is not None or bool(self.removed)
        room = self._room(width)
        look = {"+": self.theme.added, "~": self.theme.changed, "-": self.theme.removed}.get(mark, _NOTHING)
        for number, part in enumerate(_fold(line, room)):
            row = Text(" " * self.indent, no_wrap=True, overflow="ignore", end="")
            if gutter:
                row.append("┆" if number else mark, self.theme.rule if number else look).append(" ")
            elif number and self.indent > 1:
                row = Text(" " * (self.indent - 2), no_wrap=True, overflow="ignore", end="")
                row.append("┆ ", self.theme.rule)
            row.append_text(part)
            row.rstrip()
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
    Return *source* for pipes and screen readers, *indent* columns from the left, marks before changed lines.

    >>> print(plain_code("a = 1\nb = 2", [" ", "+"], {1: ["c = 3"]}))
        a = 1
      - c = 3
      + b = 2
    """
    lines = clean_plain(source.rstrip("\n")).split("\n")
    rows = []
    for number in range(len(lines) + 1):
        rows += [("-", clean_plain(old)) for old in (removed or {}).get(number, ())]
        if number < len(lines):
            mark = marks[number] if marks is not None and number < len(marks) else " "
            rows.append((mark, lines[number]))
    return "\n".join(f"{f'{mark} '.rjust(indent)}{line}".rstrip() for mark, line in rows)


# ---- long lines


def _fold(line: Text, room: int) -> Iterator[Text]:
    """Yield the parts of a line that go into *room* columns; those behind the first are set in deeper."""
    line.expand_tabs(_TAB)
    indent = len(line.plain) - len(line.plain.lstrip())
    deeper = Text(" " * min(indent + _TAB, room // 3))
    prefix, least = Text(), indent
    while line.cell_len > room - len(prefix.plain):
        place = _break(line.plain, room - len(prefix.plain), least)
        part, line = line.divide([place])
        yield prefix.copy().append_text(part)
        prefix, least = deeper, 0
    yield prefix.copy().append_text(line)


def _break(text: str, room: int, indent: int) -> int:
    """
    Return how many characters of *text* go into *room* columns.

    The last place behind a space is taken, else behind a comma or a bracket, unless that leaves most of the
    row empty.
    """
    fit, used = 0, 0
    for character in text:
        used += cell_len(character)
        if used > room:
            break
        fit += 1
    least = indent + room // 3
    for signs in (" ", ",(["):
        best = 1 + max(text.rfind(sign, 0, fit) for sign in signs)
        if text[:best].endswith("# "):
            best -= 2  # a comment is not parted from its sign
        if best > least:
            return best
    return max(1, fit)


# ---- colours


@lru_cache(maxsize=1)
def _lexer() -> "PythonLexer":
    from pygments.lexers.python import PythonLexer  # only once code is shown: 45 ms

    return PythonLexer(stripnl=False, ensurenl=False)


def highlighted(source: str, theme: Theme) -> list[Text]:
    """Return the lines of *source* in the theme's colours, made safe to print."""
    shown = clean_plain(source.replace("\r\n", "\n"))
    text = Text(no_wrap=True)
    if theme.name == "none":
        text.append(shown)
    else:
        for token, value in _lexer().get_tokens(shown):
            text.append(value, _look(str(token), theme))
    return list(text.split("\n", allow_blank=True))


LOOKS = (
    ("Keyword.Constant", "number"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Name.Function", "defined"),
    ("Name.Class", "defined"),
    ("Name.Builtin", "builtin"),
    ("Name.Exception", "builtin"),
    ("Name.Decorator", "number"),
    ("Literal.String.Affix", "keyword"),
    ("Literal.String.Interpol", "operator"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Comment", "comment"),
    ("Operator", "operator"),
    ("Punctuation", "operator"),
)
"""Kinds of token and the theme's style for them; the first that a token's name begins with counts."""


@lru_cache(maxsize=512)
def _style_name(token: str) -> str | None:
    kind = token.removeprefix("Token.")
    return next((name for prefix, name in LOOKS if kind.startswith(prefix)), None)


def _look(token: str, theme: Theme) -> Style:
    name = _style_name(token)
    return getattr(theme, name) if name else _NOTHING
