"""Tensors and arrays: a heading, their spread, and a few aligned rows."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import TensorTable
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.theme import DARK, NONE, Theme

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


def plain_table(tabulated: TensorTable, width: int = 78) -> str:
    """Return a table as text without colours."""
    return "\n".join(row.plain.rstrip() for row in table_rows(tabulated, width, NONE))


def table_rows(table: TensorTable, width: int, theme: Theme) -> list[Text]:
    """Return the rows of a table for *width* columns."""
    rows = _heading(clean_plain(table.heading), width, theme)
    if table.spread:
        rows.append(Text("spread ", theme.muted).append(f"│{clean_plain(table.spread)}│", theme.spread))
    return rows + _cells(table, width, theme)


def _heading(heading: str, width: int, theme: Theme) -> list[Text]:
    """Break the heading between its parts, which stand between middle dots."""
    rows = [Text()]
    for number, part in enumerate(heading.split(" · ")):
        look = theme.title if number == 0 else theme.muted
        if number and rows[-1].cell_len + 3 + cell_len(part) > width:
            rows.append(Text(part, look))
        else:
            rows[-1].append(" · " if number else "", theme.muted).append(part, look)
    return rows


def _cells(table: TensorTable, width: int, theme: Theme) -> list[Text]:
    if not table.cells or not table.columns:
        return []
    columns = list(table.columns)
    cells = [[clean_plain(cell) for cell in row] for row in table.cells]
    gutter = max((cell_len(label) for label in table.rows), default=0)
    columns, cells = _fit(columns, cells, width - gutter - 3)
    widths = [
        max([cell_len(name or _LEFT_OUT)] + [cell_len(row[place]) for row in cells])
        for place, name in enumerate(columns)
    ]
    head = "  ".join((name or _LEFT_OUT).rjust(size) for name, size in zip(columns, widths, strict=True))
    rows = [Text(" " * (gutter + 3)).append(head, theme.muted)]
    for label, row in zip(table.rows, cells, strict=True):
        line = Text((label or _ROWS_LEFT_OUT).rjust(gutter), theme.muted).append(" │ ", theme.rule)
        if label:
            for place, (cell, size) in enumerate(zip(row, widths, strict=True)):
                shown = cell if columns[place] else _LEFT_OUT
                line.append("  " if place else "").append(shown.rjust(size), _cell_look(shown, theme))
        rows.append(line)
    return rows


def _fit(columns: list[str], cells: list[list[str]], room: int) -> tuple[list[str], list[list[str]]]:
    """Leave columns out, those left of the last two first, until the rest fits into *room*."""
    while len(columns) > 2:
        widths = [
            max([cell_len(name or _LEFT_OUT)] + [cell_len(row[place]) for row in cells])
            for place, name in enumerate(columns)
        ]
        if sum(widths) + 2 * (len(widths) - 1) <= room:
            break
        if "" in columns:
            gap = columns.index("")
            drop = gap - 1 if gap >= len(columns) - gap - 1 and gap else gap + 1
            del columns[drop]
            cells = [row[:drop] + row[drop + 1 :] for row in cells]
        else:
            gap = len(columns) - 2 if len(columns) > 3 else 1
            columns[gap] = ""
            cells = [[*row[:gap], _LEFT_OUT, *row[gap + 1 :]] for row in cells]
    return columns, cells


def _cell_look(cell: str, theme: Theme) -> Style:
    if cell in ("nan", "inf", "-inf"):
        return theme.bad
    return theme.muted if cell == _LEFT_OUT else Style.null()
