"""Axes as box-drawing characters: spines, ticks, grids, and the text around them."""

import itertools
from typing import Any, NamedTuple

from matplotlib.colors import to_rgb
from matplotlib.path import Path

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DOWN, LEFT, RIGHT, UP, Canvas, Rect
from playmore_cli.runner.plots.layout import Needs, is_secondary
from playmore_cli.runner.plots.palette import Rgb, frame_ink, label_ink
from playmore_cli.runner.plots.text import cut, plain, width, wrap
from playmore_cli.runner.plots.ticks import Tick, span, tick_params, x_ticks, y_ticks

_STEPS = 100
"""Into how many straight pieces the side of a bar is divided where axes are round."""
_LABEL_ROWS = 3
"""Rows that the labels of an x axis may take at most."""


class Sides(NamedTuple):
    """Where an axes shows a line or ticks, and where tick labels."""

    left: bool
    right: bool
    bottom: bool
    top: bool
    label_left: bool
    label_right: bool
    label_bottom: bool
    label_top: bool


def sides(axes: Any) -> Sides:
    """Return what *axes* shows on its four sides; the upper and right lines only if they carry ticks."""
    if not axes.axison:
        return Sides(*[False] * 8)
    x, y = tick_params(axes.xaxis), tick_params(axes.yaxis)
    x_there, y_there = axes.xaxis.get_visible(), axes.yaxis.get_visible()

    def line(side: str) -> bool:
        return axes.get_frame_on() and side in axes.spines and bool(axes.spines[side].get_visible())

    def is_inside(side: str) -> bool:
        return line(side) and spine_inside(axes, side) is not None

    x_ticked, y_ticked = (
        axis.get_visible() and len(axis.get_majorticklocs()) > 0 for axis in (axes.xaxis, axes.yaxis)
    )
    return Sides(
        left=(line("left") or (y_ticked and y["left"])) and not is_inside("left"),
        right=y_ticked and y["right"],
        bottom=(line("bottom") or (x_ticked and x["bottom"])) and not is_inside("bottom"),
        top=x_ticked and x["top"],
        label_left=y_there and y["labelleft"],
        label_right=y_there and y["labelright"],
        label_bottom=x_there and x["labelbottom"],
        label_top=x_there and x["labeltop"],
    )


def spine_inside(axes: Any, side: str) -> float | None:
    """
    Return where an axis line that was moved into the plot stands, in pixels; ``None`` for one at its edge.

    Its labels stay at the edge, where no curve runs through them.
    """
    position = axes.spines[side].get_position()
    kind, value = {"zero": ("data", 0.0), "center": ("axes", 0.5)}.get(position, position)
    if kind not in ("data", "axes"):
        return None
    upright = side in ("left", "right")
    transform = axes.transAxes if kind == "axes" else axes.transData
    point = (value, axes.get_ylim()[0]) if upright else (axes.get_xlim()[0], value)
    at = float(transform.transform((value, value) if kind == "axes" else point)[0 if upright else 1])
    low, high = (axes.bbox.x0, axes.bbox.x1) if upright else (axes.bbox.y0, axes.bbox.y1)
    return at if low < at < high else None


def title_lines(axes: Any, columns: int) -> list[str]:
    """Return the title of *axes* in lines of *columns* cells."""
    if is_secondary(axes):
        return []
    titles = [plain(axes.get_title(loc)) for loc in ("left", "center", "right")]
    title = "   ".join(text for text in titles if text.strip())
    return wrap(title, columns, 3) if title else []


def y_caption(axes: Any) -> str:
    """Return what stands above the y axis: its label and the factor that tick labels share."""
    axis = axes.yaxis
    if not axes.axison or not axis.get_visible():
        return ""
    offset = plain(axis.get_major_formatter().get_offset())
    return " ".join(part for part in (plain(axis.get_label_text()).replace("\n", " "), offset) if part)


def x_caption(axes: Any) -> str:
    """Return what stands below the tick labels of the x axis."""
    axis = axes.xaxis
    if not axes.axison or not axis.get_visible():
        return ""
    offset = plain(axis.get_major_formatter().get_offset())
    return " ".join(part for part in (plain(axis.get_label_text()).replace("\n", " "), offset) if part)


def vertical_needs(axes: Any, outer: Rect) -> Needs:
    """Return the rows that labels above and below take; *axes* is placed roughly where it will be."""
    shown = sides(axes)
    top, bottom = len(title_lines(axes, outer.columns)), int(shown.bottom)
    rows = 0
    if shown.label_bottom or shown.label_top:
        ticks = x_ticks(axes, max(outer.columns - 8, 4), _LABEL_ROWS)
        rows = max((tick.label.count("\n") + 1 for tick in ticks if tick.label), default=0)
    if shown.label_bottom:
        bottom += rows
    if shown.top:
        top += 1 + (rows if shown.label_top else 0)
    if x_caption(axes):
        if axes.xaxis.get_label_position() == "top":
            top += 1
        else:
            bottom += 1
    if (shown.label_left or shown.label_right) and axes.yaxis.get_visible():
        y_ticks(axes, max(outer.rows - top - bottom, 2))
    if y_caption(axes):
        top += 1
    return Needs(top=top, bottom=bottom)


def angle_labels(axes: Any) -> int:
    """Return the columns that the labels around a polar plot take on each side; 0 for axes of any other kind."""
    axis = axes.xaxis
    if axes.name != "polar" or not axis.get_visible():
        return 0
    return max(
        map(width, map(plain, axis.get_major_formatter().format_ticks(axis.get_majorticklocs()))), default=0
    )


def horizontal_needs(axes: Any, rows: int) -> Needs:
    """Return the columns that the y axis takes for a frame of *rows*."""
    shown = sides(axes)
    labels = 0
    if shown.label_left or shown.label_right:
        labels = max((width(tick.label) for tick in y_ticks(axes, rows)), default=0)
    return Needs(
        left=int(shown.left) + (labels if shown.label_left else 0),
        right=int(shown.right) + (labels if shown.label_right else 0),
    )


def draw_frame(
    canvas: Canvas, axes: Any, inner: Rect, outer: Rect, label_rows: int, further: int = 0
) -> None:
    """
    Draw the axis lines, ticks, labels and title of *axes* around its *inner* box.

    *outer* is how far text may reach; *label_rows* how many rows were left for the labels below; *further* by how
    many columns the scale at the right stands off, beyond another one.
    """
    shown = sides(axes)
    quiet = label_ink(canvas.dark)
    top = inner.top - 1
    if shown.left or shown.right or shown.label_left or shown.label_right:
        _draw_y(canvas, axes, inner, shown, inner.right + further)
    caption = y_caption(axes)
    if shown.bottom or shown.top or shown.label_bottom or shown.label_top:
        _draw_x(canvas, axes, inner, outer, shown, max(label_rows, 1))
    if shown.top:
        top -= 1 + int(shown.label_top)
    if caption:
        room = outer.right - outer.left
        if axes.yaxis.get_label_position() == "right":
            start = outer.right - width(cut(caption, room))
            while start > outer.left and any(
                (top, start + each) in canvas.letters for each in range(width(caption))
            ):
                start -= 1  # beside that of another scale at the right
            canvas.write(top, start - (start < outer.right - width(caption)), cut(caption, room), quiet)
        else:
            canvas.write(top, outer.left, cut(caption, room), quiet)
    for side in ("left", "bottom"):
        at = spine_inside(axes, side) if axes.axison and axes.spines[side].get_visible() else None
        if at is not None and side == "left":
            canvas.grid[inner.top : inner.bottom, int(at // CELL_WIDTH), 0] = True
        elif at is not None:
            canvas.grid[int((canvas.height - at) // CELL_HEIGHT), inner.left : inner.right, 1] = True
    for row, column, text in _title_places(axes, inner, outer):
        canvas.write(row, column, text, None, bold=True)


def _title_places(axes: Any, inner: Rect, outer: Rect) -> list[tuple[int, int, str]]:
    """Return the pieces of the title, each with its row and column: at the sides they were given for, if they fit."""
    if is_secondary(axes):
        return []

    def column(where: str, text: str) -> int:
        free = inner.columns - width(text)
        start = inner.left + {"left": 0, "center": free // 2, "right": free}[where]
        return max(outer.left, min(start, outer.right - width(text)))

    given = {where: plain(axes.get_title(where)) for where in ("left", "center", "right")}
    given = {where: text for where, text in given.items() if text.strip()}
    spots = [(column(where, text), text) for where, text in given.items()]
    if len(spots) > 1 and all(
        "\n" not in text and start + width(text) < after
        for (start, text), (after, _) in itertools.pairwise(spots)
    ):
        return [(outer.top, start, text) for start, text in spots]
    where = next(iter(given)) if len(given) == 1 else "center"
    return [
        (outer.top + number, column(where, line), line)
        for number, line in enumerate(title_lines(axes, outer.columns))
    ]


def _draw_y(canvas: Canvas, axes: Any, inner: Rect, shown: Sides, right: int) -> None:
    params = tick_params(axes.yaxis)
    ink = _label_colour(params, canvas.dark)
    rows = range(inner.top, inner.bottom)
    for column, there in ((inner.left - 1, shown.left), (right, shown.right)):
        if there and 0 <= column < canvas.columns:
            canvas.frame[inner.top : inner.bottom, column, UP] = True
            canvas.frame[inner.top : inner.bottom, column, DOWN] = True
            if shown.bottom and inner.bottom < canvas.rows:
                canvas.frame[inner.bottom, column, UP] = True
    ticks = y_ticks(axes, inner.rows)
    if axes.yaxis.get_inverted():
        ticks = list(reversed(ticks))
    for tick in ticks:
        row = int((canvas.height - tick.at + 1e-6) // CELL_HEIGHT)
        row = min(row, inner.bottom if shown.bottom else inner.bottom - 1)
        if not 0 <= row < canvas.rows:
            continue
        if params["left"] and shown.left and inner.left >= 1:
            canvas.frame[row, inner.left - 1, LEFT] = True
        if params["right"] and shown.right and right < canvas.columns:
            canvas.frame[row, right, RIGHT] = True
        if params.get("gridOn") and row in rows:
            canvas.grid[row, inner.left : inner.right, 1] = True
        if shown.label_left:
            label = cut(tick.label, inner.left - int(shown.left))
            canvas.write(row, inner.left - int(shown.left) - width(label), label, ink)
        if shown.label_right:
            start = right + int(shown.right)
            canvas.write(row, start, cut(tick.label, canvas.columns - start), ink)


def _draw_x(canvas: Canvas, axes: Any, inner: Rect, outer: Rect, shown: Sides, label_rows: int) -> None:
    params = tick_params(axes.xaxis)
    ink = _label_colour(params, canvas.dark)
    for row, there in ((inner.bottom, shown.bottom), (inner.top - 1, shown.top)):
        if there and 0 <= row < canvas.rows:
            canvas.frame[row, inner.left : inner.right, LEFT] = True
            canvas.frame[row, inner.left : inner.right, RIGHT] = True
            for column, side, arm in ((inner.left - 1, shown.left, RIGHT), (inner.right, shown.right, LEFT)):
                if side and 0 <= column < canvas.columns:
                    canvas.frame[row, column, arm] = True
    for tick in x_ticks(axes, inner.columns, label_rows):
        column = min(int((tick.at + 1e-6) // CELL_WIDTH), inner.right - 1)
        if shown.bottom and params["bottom"] and inner.bottom < canvas.rows:
            canvas.frame[inner.bottom, column, DOWN] = True
        if shown.top and params["top"] and inner.top >= 1:
            canvas.frame[inner.top - 1, column, UP] = True
        if params.get("gridOn"):
            canvas.grid[inner.top : inner.bottom, column, 0] = True
        if shown.label_bottom:
            _write_below(canvas, tick, inner.bottom + int(shown.bottom), outer, ink)
        if shown.label_top:
            _write_below(canvas, tick, inner.top - 2, outer, ink)
    caption = x_caption(axes)
    if caption:
        text = cut(caption, outer.columns)
        start = inner.left + (inner.columns - width(text)) // 2
        start = max(outer.left, min(start, outer.right - width(text)))
        below = inner.bottom + int(shown.bottom) + (label_rows if shown.label_bottom else 0)
        row = inner.top - 3 if axes.xaxis.get_label_position() == "top" else below
        canvas.write(row, start, text, label_ink(canvas.dark))


def _write_below(canvas: Canvas, tick: Tick, row: int, outer: Rect, ink: Rgb) -> None:
    first, _ = span(tick)
    for number, line in enumerate(tick.label.split("\n")):
        start = int(tick.at // CELL_WIDTH) - (width(line) - 1) // 2 if line else first
        start = max(0, min(start, canvas.columns - width(line)))
        canvas.write(row + number, start, line, ink)


def _label_colour(params: Any, dark: bool) -> Rgb:
    colour = params.get("labelcolor")
    if colour is None or colour == "inherit":
        return label_ink(dark)
    red, green, blue = to_rgb(colour)
    return label_ink(dark) if max(red, green, blue) - min(red, green, blue) < 0.06 else (red, green, blue)


def bar_needs(axes: Any, rows: int, horizontal: bool) -> int:
    """Return the columns (or, for a lying bar, the rows) that a colour bar takes, the gap included."""
    if horizontal:
        return 3 + bool(x_caption(axes))
    labels = max((width(tick.label) for tick in y_ticks(axes, rows)), default=0)
    return 2 + 2 + 1 + labels


def draw_bar(canvas: Canvas, axes: Any, inner: Rect, horizontal: bool) -> None:
    """Draw the numbers beside a colour bar that fills *inner*, and its label."""
    quiet = label_ink(canvas.dark)
    if horizontal:
        for tick in x_ticks(axes, inner.columns, 1):
            _write_below(canvas, tick, inner.bottom, inner, quiet)
        text = cut(x_caption(axes), inner.columns)
        canvas.write(inner.bottom + 1, inner.left + (inner.columns - width(text)) // 2, text, quiet)
        return
    ticks = y_ticks(axes, inner.rows)
    for tick in ticks:
        row = int((canvas.height - tick.at + 1e-6) // CELL_HEIGHT)
        canvas.write(max(inner.top, min(row, inner.bottom - 1)), inner.right + 1, tick.label, quiet)
    text = cut(y_caption(axes), canvas.columns)
    canvas.write(inner.top - 1, min(inner.left, canvas.columns - width(text)), text, quiet)


def quiet_frame(axes: Any, dark: bool) -> None:
    """Give axes that matplotlib draws itself (3-D, polar) grey lines and no panes."""
    grey = frame_ink(dark)
    # bars are bent into wedges by as many steps as matplotlib notes on its one rectangle, which no pickle holds
    steps: Any = Path.unit_rectangle()
    steps._interpolation_steps = _STEPS
    axes.tick_params(colors=grey, grid_color=grey, labelcolor=label_ink(dark))
    for spine in axes.spines.values():
        spine.set_edgecolor(grey)
    for name in ("xaxis", "yaxis", "zaxis"):
        axis = getattr(axes, name, None)
        if axis is not None and hasattr(axis, "set_pane_color"):
            axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
            axis.line.set_color(grey)
            axis.set_rotate_label(False)
            axis._axinfo["label"]["ha"] = "center" if name == "xaxis" else "left"
            axis._axinfo["grid"].update(color=grey)
