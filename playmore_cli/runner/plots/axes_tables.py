"""Tables that stand in or below a plot (``axes.table``), written below the picture: their own rows fit no cells."""

from typing import Any

from playmore_cli.runner.plots.canvas import Canvas
from playmore_cli.runner.plots.palette import label_ink
from playmore_cli.runner.plots.text import cut, plain, width

_GAP = 2


def take_tables(axes: Any) -> list[list[str]]:
    """Hide the tables of *axes* and return each as lines of text, its columns aligned."""
    found = []
    for table in axes.tables:
        if not table.get_visible():
            continue
        table.set_visible(False)
        cells = {
            spot: " ".join(plain(cell.get_text().get_text()).split())
            for spot, cell in table.get_celld().items()
        }
        rows, columns = (sorted({spot[part] for spot in cells}) for part in (0, 1))
        wide = {column: max(width(cells.get((row, column), "")) for row in rows) for column in columns}
        lines = []
        for row in rows:
            entries = [(cells.get((row, column), ""), wide[column]) for column in columns]
            (first, room), *others = entries
            line = first + " " * (room - width(first))
            line += "".join(" " * (_GAP + room - width(entry)) + entry for entry, room in others)
            lines.append(line.rstrip())
        found.append(lines)
    return found


def write_tables(canvas: Canvas, tables: list[list[str]]) -> Canvas:
    """Return *canvas* with *tables* written below it."""
    for lines in tables:
        row, canvas = canvas.rows, canvas.taller(len(lines))
        for number, line in enumerate(lines):
            ink = label_ink(canvas.dark) if number == 0 else None
            canvas.write(row + number, 0, cut(line, canvas.columns), ink)
    return canvas
