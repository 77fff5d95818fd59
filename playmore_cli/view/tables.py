"""Tensors and arrays: a heading, their spread, and a few aligned rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import TensorTable
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.theme import DARK, Theme

_LEFT_OUT = "⋯"
_ROWS_LEFT_OUT = "⋮"


@dataclass(frozen=True)
class TableView:
    """A `TensorTable` as a renderable; columns that do not fit are left out in the middle."""

    table: TensorTable
    theme: Theme = DARK
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width."""
        for row in table_rows(self.table, options.max_width - self.indent, self.theme):
            yield Text(" " * self.indent, no_wrap=True, end="\n").append_text(row)


def table(tabulated: TensorTable, *, theme: Theme = DARK, indent: int = 0) -> TableView:
    """Return a table as a renderable."""
    return TableView(tabulated, theme, indent)


def table_rows(tabulated: TensorTable, width: int, theme: Theme) -> list[Text]:
    """Return the rows of a table for *width* columns."""
    rows = _heading(clean_plain(tabulated.heading), width, theme)
    if tabulated.spread:
        spread = f"│{clean_plain(tabulated.spread)}│"
        rows.append(Text().append("spread ", theme.muted).append(spread, theme.spread))
    if tabulated.columns and tabulated.cells:
        rows += _cells(tabulated, width, theme)
    return rows


def _heading(heading: str, width: int, theme: Theme) -> list[Text]:
    """Break the heading between its parts, which stand between middle dots."""
    first, *parts = heading.split(" · ")
    rows = [Text().append(first, theme.title)]
    for part in parts:
        if rows[-1].cell_len + 3 + cell_len(part) > width:
            rows.append(Text().append(part, theme.muted))
        else:
            rows[-1].append(f" · {part}", theme.muted)
    return rows


def _cells(tabulated: TensorTable, width: int, theme: Theme) -> list[Text]:
    gutter = max(cell_len(label) for label in tabulated.rows)
    columns = [
        [name or _LEFT_OUT, *(clean_plain(row[place]) if name else _LEFT_OUT for row in tabulated.cells)]
        for place, name in enumerate(tabulated.columns)
    ]
    columns = _fit(columns, width - gutter - 3)
    widths = [max(map(cell_len, column)) for column in columns]
    head, *lines = zip(*columns, strict=True)
    rows = [Text(" " * (gutter + 3)).append(_line(head, widths), theme.muted)]
    for label, line in zip(tabulated.rows, lines, strict=True):
        row = Text().append((label or _ROWS_LEFT_OUT).rjust(gutter), theme.muted).append(" │", theme.rule)
        for cell, size in zip(line, widths, strict=True) if label else ():
            row.append("  " if row.plain[-1] != "│" else " ")
            row.append(cell.rjust(size + len(cell) - cell_len(cell)), _look(cell, theme))
        rows.append(row)
    return rows


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.rjust(size) for cell, size in zip(cells, widths, strict=True))


def _fit(columns: list[list[str]], room: int) -> list[list[str]]:
    """Leave columns out until the rest goes into *room*: those in the middle first, the first one last."""
    columns = list(columns)
    while len(columns) > 1 and sum(max(map(cell_len, column)) + 2 for column in columns) - 2 > room:
        gap = next((place for place, column in enumerate(columns) if column[0] == _LEFT_OUT), None)
        if gap is None and len(columns) > 2:
            gap = len(columns) - 2
            columns[gap] = [_LEFT_OUT] * len(columns[gap])
        elif gap is None or gap == len(columns) - 1:
            del columns[-1]
        else:
            del columns[gap - 1 if gap > 1 else gap + 1]
    return columns


def _look(cell: str, theme: Theme) -> Style:
    if cell in ("nan", "inf", "-inf"):
        return theme.bad
    return theme.muted if cell == _LEFT_OUT else Style.null()
