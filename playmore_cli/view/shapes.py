"""The shapes of a line of code: operands and result below each other, their dimensions aligned as they meet."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from playmore_cli.outputs import Operand, ShapeLine
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.theme import DARK, NONE, Theme

_ELEMENTWISE = frozenset(("+", "-", "*", "/", "**", "%", "//", "&", "|", "==", "!=", "<", "<=", ">", ">="))
_REDUCING = frozenset(
    "sum mean std var max min amax amin prod norm logsumexp argmax argmin all any median nansum".split()  # noqa: SIM905
)
_MISSING = "·"
_LABEL = 30
"""Columns that the text of an operand takes at most."""
_AT_AN_ERROR = 4
"""Operations that are shown of a statement that failed: those that led to it."""


@dataclass(frozen=True)
class Cell:
    """A size, or what stands for one, and what it *means*: ``stretched``, ``inner``, ``summed``, ``apart``."""

    text: str
    means: str = ""


@dataclass(frozen=True)
class ShapeRow:
    """An operand or the result: what it is called, its cells in columns, and a remark."""

    label: str
    cells: tuple[Cell, ...]
    remark: str = ""


def aligned(line: ShapeLine) -> tuple[ShapeRow, ...]:
    """
    Return operands and result of an operation in rows whose cells stand below what they meet.

    >>> two = Operand("a", (32, 100)), Operand("b", (100,))
    >>> for row in aligned(ShapeLine(1, "a + b", "+", two, (32, 100))):
    ...     print(" ".join((row.label, *(cell.text for cell in row.cells), row.remark)).strip())
    a 32 100
    b · 100 stretched to 32
    = 32 100
    """
    if len(line.operands) != 2:
        return ()
    left, right = line.operands
    sign = line.sign.removesuffix("=") if line.sign not in _ELEMENTWISE else line.sign
    if sign == "@" or line.sign in ("matmul", "mm", "bmm"):
        return _multiplied(line, left, right)
    if sign in _ELEMENTWISE and left.shape and right.shape and (left.shape != right.shape or line.failed):
        return _broadcast(line, left, right)
    return ()


def _broadcast(line: ShapeLine, left: Operand, right: Operand) -> tuple[ShapeRow, ...]:
    count = max(len(left.shape), len(right.shape))
    sides = [(1,) * (count - len(one.shape)) + one.shape for one in (left, right)]
    apart = [a != b and 1 not in (a, b) for a, b in zip(*sides, strict=True)]
    rows = []
    for one, own, other in ((left, sides[0], sides[1]), (right, sides[1], sides[0])):
        missing, cells, to = count - len(one.shape), [], []
        for place, size in enumerate(own):
            is_stretched = size == 1 and (other[place] != 1 or place < missing)
            means = "apart" if apart[place] else "stretched" if is_stretched else ""
            cells.append(Cell(_MISSING if place < missing else str(size), means))
            if is_stretched and other[place] != 1:
                to.append(str(other[place]))
        rows.append(ShapeRow(one.text, tuple(cells), f"stretched to {', '.join(to)}" if to else ""))
    if line.failed:
        met = next(
            (
                f"{a} and {b} differ"
                for (a, b), is_apart in zip(zip(*sides, strict=True), apart, strict=True)
                if is_apart
            ),
            "",
        )
        said = f"{met}, and neither is 1" if met else "it failed"
        return (*rows, ShapeRow("✗", (), said))
    return (*rows, ShapeRow("=", tuple(Cell(str(size)) for size in line.result or ())))


def _multiplied(line: ShapeLine, left: Operand, right: Operand) -> tuple[ShapeRow, ...]:
    if not left.shape or not right.shape:
        return ()
    lead = max(len(left.shape), len(right.shape), 2) - 2
    inner = left.shape[-1], right.shape[-2] if len(right.shape) > 1 else right.shape[0]
    is_met = inner[0] == inner[1]
    means = "inner" if is_met else "apart"
    batches = [tuple(map(str, one.shape[:-2])) for one in (left, right)]
    heads = [tuple(Cell(text) for text in (_MISSING,) * (lead - len(batch)) + batch) for batch in batches]
    outer = str(left.shape[-2]) if len(left.shape) > 1 else ""
    last = str(right.shape[-1]) if len(right.shape) > 1 else ""
    rows = (
        ShapeRow(left.text, (*heads[0], Cell(outer), Cell(str(inner[0]), means), Cell(""))),
        ShapeRow(
            right.text,
            (*heads[1], Cell(""), Cell(str(inner[1]), means), Cell(last)),
            f"the inner sizes meet, {inner[0]} is summed over" if is_met else "",
        ),
    )
    if line.failed:
        said = "it failed" if is_met else f"the inner sizes {inner[0]} and {inner[1]} do not meet"
        return (*rows, ShapeRow("✗", (), said))
    result = tuple(map(str, line.result or ()))
    ending = [Cell(result[-2] if outer and last else result[-1] if outer and result else ""), Cell("")]
    ending.append(Cell(result[-1] if last and result else ""))
    batch = result[: max(len(result) - bool(outer) - bool(last), 0)]
    return (*rows, ShapeRow("=", (*(Cell(size) for size in batch), *ending)))


def shape_sentence(line: ShapeLine) -> str:
    """
    Return an operation in one line: the shapes that go in, and the one that comes out; a summed one behind a Σ.

    >>> shape_sentence(ShapeLine(1, "h.sum(1)", "sum", (Operand("h", (32, 100)),), (32,), (1,)))
    '(32, Σ100) → (32,)'
    """
    given = [one.shape for one in line.operands if one.shape]
    texts = [_tuple(shape) for shape in given]
    if line.sign in _REDUCING and len(given) == 1 and line.over is not None and line.result != given[0]:
        summed = {one % len(given[0]) for one in line.over} if line.over else set(range(len(given[0])))
        texts = [_tuple(given[0], summed)]
    by = (
        " at "
        if line.sign == "[]"
        else f" {line.sign} "
        if not line.sign[:1].isalpha() and line.sign[:1] != "."
        else ", "
    )
    out = (
        "✗ it failed"
        if line.failed
        else f"→ {_tuple(line.result)}"
        if line.result is not None
        else "→ no tensor"
    )
    return f"{by.join(texts)} {out}".strip()


def _tuple(shape: Sequence[int], summed: frozenset[int] | set[int] = frozenset()) -> str:
    sizes = [f"Σ{size}" if place in summed else str(size) for place, size in enumerate(shape)]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def _says_something(line: ShapeLine) -> bool:
    """Whether an operation does more to shapes than keep them."""
    given = {one.shape for one in line.operands if one.shape}
    return line.failed or not (line.result is not None and given == {line.result})


@dataclass(frozen=True)
class ShapesView:
    """The shapes of some code as a renderable."""

    lines: tuple[ShapeLine, ...]
    theme: Theme = DARK
    indent: int = 0
    with_places: bool = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width."""
        for row in shape_rows(
            self.lines, options.max_width - self.indent, self.theme, with_places=self.with_places
        ):
            row.no_wrap, row.overflow = True, "ellipsis"
            yield Text(" " * self.indent, no_wrap=True, overflow="ellipsis").append_text(row)


def shapes(lines: Sequence[ShapeLine], *, theme: Theme = DARK, indent: int = 0) -> ShapesView:
    """Return the shapes of a step's code as a renderable; what leaves them as they are is left out."""
    return ShapesView(tuple(one for one in lines if _says_something(one)) or tuple(lines), theme, indent)


def shapes_at_error(lines: Sequence[ShapeLine], *, theme: Theme = DARK, indent: int = 0) -> ShapesView:
    """Return the shapes that led to an error as a renderable."""
    return ShapesView(tuple(lines)[-_AT_AN_ERROR:], theme, indent, with_places=False)


def plain_shapes(lines: Sequence[ShapeLine], width: int, *, at_error: bool = False) -> str:
    """Return the shapes as text without colours."""
    view = shapes_at_error(lines, theme=NONE) if at_error else shapes(lines, theme=NONE)
    rows = shape_rows(view.lines, width, NONE, with_places=view.with_places)
    return "\n".join(row.plain.rstrip() for row in rows)


def shape_rows(lines: Sequence[ShapeLine], width: int, theme: Theme, *, with_places: bool) -> Iterator[Text]:
    """Yield the rows for *width* columns, each operation in one where no dimensions need to be aligned."""
    looks = {"stretched": theme.warning, "inner": theme.accent, "apart": theme.bad}
    place = 0
    for line in lines:
        if with_places and line.line != place:
            place = line.line
            yield Text(f"line {place}", theme.muted)
        rows = aligned(line)
        text = clean_plain(line.text)
        head = Text("  " if with_places else "")
        if not rows:
            said = clean_plain(shape_sentence(line))
            room = width - len(head.plain) - cell_len(said) - 2
            if room >= 12:
                yield (
                    head.append(_cut(text, room))
                    .append("  ")
                    .append(said, theme.bad if line.failed else theme.muted)
                )
            else:
                yield head.append(_cut(text, width - len(head.plain)))
                yield Text("    ").append(said, theme.bad if line.failed else theme.muted)
            continue
        yield head.append(_cut(text, width - len(head.plain)))
        rows = tuple(
            replace(row, label=_cut(clean_plain(row.label), min(_LABEL, width // 3))) for row in rows
        )
        label = max(cell_len(row.label) for row in rows)
        count = max(len(row.cells) for row in rows)
        sizes = [
            max((len(row.cells[at].text) for row in rows if at < len(row.cells)), default=0)
            for at in range(count)
        ]
        for row in rows:
            shown = Text("    " if with_places else "  ")
            shown.append(
                row.label + " " * (label - cell_len(row.label)),
                theme.bad if row.label == "✗" else theme.muted,
            )
            for size, cell in zip(sizes, row.cells, strict=False):
                shown.append("  " + " " * (size - len(cell.text))).append(
                    cell.text, looks.get(cell.means, theme.strong)
                )
            missing = sum(size + 2 for size in sizes[len(row.cells) :]) if row.cells else 0
            yield from _remarked(shown.append(" " * missing), row, width, theme)


def _remarked(shown: Text, row: ShapeRow, width: int, theme: Theme) -> Iterator[Text]:
    look = theme.bad if row.label == "✗" else theme.muted
    if not row.remark or shown.cell_len + 2 + cell_len(row.remark) <= width:
        yield shown.append(f"  {row.remark}" if row.remark else "", look)
    else:
        yield shown
        for part in textwrap.wrap(row.remark, max(width - 6, 10)):
            yield Text("      ").append(part, look)


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else text[: max(room - 1, 1)] + "…"
