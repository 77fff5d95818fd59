"""Legends of our own: matplotlib's row pitch never fits cells."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from playmore_cli.runner.plots.canvas import Canvas, Rect
from playmore_cli.runner.plots.hatches import hatch_key
from playmore_cli.runner.plots.markers import sign_of
from playmore_cli.runner.plots.palette import Rgb, blend, is_blank
from playmore_cli.runner.plots.text import cut, plain, width


class LegendLine(NamedTuple):
    """One line of a legend: *key* is two cells wide."""

    key: str
    ink: Rgb
    text: str


def take_legends(owner: Any, dark: bool) -> list[list[LegendLine]]:
    """Hide the legends of *owner* (axes or figure) and return their entries, titles first."""
    found = []
    legends = [child for child in owner.get_children() if isinstance(child, Legend) and child.get_visible()]
    for legend in legends:
        legend.set_visible(False)
        entries = [
            _entry(handle, plain(text.get_text()).replace("\n", " "), dark)
            for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        ]
        title = plain(legend.get_title().get_text())
        if title and legend.get_title().get_visible():
            entries.insert(0, LegendLine("", (0.5, 0.5, 0.5), title))
        found.append(entries)
    return found


def _entry(handle: Any, text: str, dark: bool) -> LegendLine:
    colour: Any = (0.5, 0.5, 0.5, 1.0)
    key = "██"
    if isinstance(handle, Line2D):
        colour, key = to_rgba(handle.get_color()), _line_key(handle)
        if key.strip() and handle.get_linestyle() in ("None", "none", " ", ""):
            face, edge = handle.get_markerfacecolor(), handle.get_markeredgecolor()
            colour = to_rgba(edge if _is_hollow(handle) else face)
    else:
        for name in ("get_facecolor", "get_edgecolor", "get_color"):
            values = np.atleast_2d(np.asarray(getattr(handle, name, list)(), dtype=object))
            if values.shape[-1] in (3, 4) and len(values):
                found = [*map(float, values[0]), 1.0][:4]
                if found[3] > 0:
                    colour = (found[0], found[1], found[2], found[3])
                    break
        hatch = getattr(handle, "get_hatch", str)()
        if hatch:
            key = hatch_key(hatch)
        elif hasattr(handle, "get_offsets"):
            key = " ●" if np.any(np.asarray(handle.get_facecolor()).reshape(-1, 4)[:, 3:] > 0) else " ○"
        elif hasattr(handle, "get_segments"):
            key = "━━"
    return LegendLine(key, blend((colour[0], colour[1], colour[2]), colour[3], dark), text)


def _is_hollow(line: Line2D) -> bool:
    face, edge = to_rgba(line.get_markerfacecolor()), to_rgba(line.get_markeredgecolor())
    return is_blank(face, edge)


def _line_key(line: Line2D) -> str:
    if str(line.get_linestyle()) in ("None", "none", " ", ""):
        marker = line.get_marker()
        if marker in (None, "None", "none", "", " "):
            return "  "
        style = line._marker  # type: ignore[attr-defined]
        outline = style.get_transform().scale(line.get_markersize()).transform(style.get_path().vertices)
        return " " + sign_of(outline, hollow=_is_hollow(line))
    return {"--": "╍╍", ":": "┅┅", "-.": "╍╍"}.get(str(line.get_linestyle()), "━━")


def size(entries: list[LegendLine]) -> tuple[int, int]:
    """Return the columns and rows of a legend that stands inside a plot."""
    return max((width(entry.text) for entry in entries), default=0) + 3, len(entries)


def draw_inside(canvas: Canvas, entries: list[LegendLine], box: Rect, most_hidden: float) -> bool:
    """
    Write the legend where it hides least of what *box* shows; corners come first among equals.

    Returns whether it was written: not where it would not fit, or hides marks on more than the share
    *most_hidden* of its cells.
    """
    columns, rows = size(entries)
    if columns + 1 > box.columns or rows > box.rows:
        return False
    busy = np.pad(canvas.busy()[box.top : box.bottom, box.left : box.right], ((0, 0), (1, 1)))
    sums = np.pad(busy.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    wide = columns + 2
    hidden = sums[rows:, wide:] - sums[:-rows, wide:] - sums[rows:, :-wide] + sums[:-rows, :-wide]
    down, across = np.indices(hidden.shape)
    last_row, last_column = hidden.shape[0] - 1, hidden.shape[1] - 1
    from_corner = np.minimum(down, last_row - down) * 2 + np.minimum(last_column - across, across + 2)
    best = int((hidden * 1000 + from_corner).argmin())
    row, column = best // hidden.shape[1], best % hidden.shape[1]
    if hidden[row, column] > most_hidden * wide * rows:
        return False
    column = max(min(column, last_column - 1), 1)
    for number, entry in enumerate(entries):
        line = box.top + row + number
        start = box.left + column
        canvas.wipe(Rect(start - 1, line, start + columns, line + 1))
        _write(canvas, line, start, entry, columns)
    return True


def _write(canvas: Canvas, row: int, column: int, entry: LegendLine, columns: int) -> None:
    canvas.write(row, column, entry.key, entry.ink)
    skip = 3 if entry.key else 0
    canvas.write(row, column + skip, cut(entry.text, columns - skip), None)


def flowed(entries: list[LegendLine], columns: int) -> list[list[LegendLine]]:
    """Return the entries in lines of at most *columns* cells, for a legend below the plot."""
    lines: list[list[LegendLine]] = [[]]
    used = 0
    for entry in entries:
        wide = min(width(entry.text) + 3, columns)
        if lines[-1] and used + wide + 3 > columns:
            lines.append([])
            used = 0
        used += wide + (3 if lines[-1] else 0)
        lines[-1].append(entry)
    return lines


def draw_below(canvas: Canvas, entries: list[LegendLine], row: int, left: int) -> None:
    """Write the legend in lines from *row* down, beginning at column *left*."""
    for number, line in enumerate(flowed(entries, canvas.columns - left)):
        column = left
        for entry in line:
            room = min(width(entry.text) + 3, canvas.columns - column)
            _write(canvas, row + number, column, entry, room)
            column += room + 3
