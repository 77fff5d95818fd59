"""From a figure to a picture in character cells."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure

from playmore_cli.outputs import Picture, Run
from playmore_cli.runner.plots.ascii import compose_ascii
from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DPI, Box, Canvas
from playmore_cli.runner.plots.compose import compose
from playmore_cli.runner.plots.frames import (
    bar_needs,
    draw_bar,
    draw_frame,
    horizontal_needs,
    quiet_frame,
    title_lines,
    vertical_needs,
)
from playmore_cli.runner.plots.layout import (
    Needs,
    all_axes,
    colorbar_of,
    colorbar_parents,
    fractions,
    inner_box,
    outer_box,
    place,
    with_aspect,
)
from playmore_cli.runner.plots.legend import Entry, draw_below, draw_inside, flowed, take_legends
from playmore_cli.runner.plots.renderer import CellRenderer
from playmore_cli.runner.plots.text import plain, to_ascii, width, wrap

LEAST_COLUMNS, LEAST_ROWS = 16, 5
"""Cells below which a plot is only named."""


@dataclass
class Part:
    """An axes with its boxes; *label_rows* is what its x tick labels got, *bars* its colour bars."""

    axes: Any
    outer: Box
    inner: Box
    label_rows: int = 1
    bars: list[Any] = field(default_factory=list)


class TooSmall(Exception):
    """The figure has no room in so few cells; the message says what it would need."""


def draw_plot(figure: Figure, columns: int, rows: int, dark: bool, ascii: bool = False) -> Picture:
    """
    Return *figure* drawn in at most *columns* cells across and about *rows* down.

    The figure itself is changed (size, ticks, what is visible): freeze it first, and draw a thawed copy. *dark*
    tells the terminal's background, *ascii* keeps to ASCII characters. Where there is no room the picture
    says so in words.
    """
    try:
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            raise TooSmall(f"a plot needs at least {LEAST_COLUMNS} columns and {LEAST_ROWS} rows")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            canvas = _drawn(figure, columns, rows, dark)
    except TooSmall as reason:
        return words_picture(f"(no room for this plot: {reason})", columns, ascii)
    return compose_ascii(canvas) if ascii else compose(canvas)


def words_picture(text: str, columns: int, ascii: bool = False) -> Picture:
    """Return a picture that is only text."""
    lines = wrap(text, max(columns, 1), 99)
    return Picture(columns, tuple((Run(to_ascii(line) if ascii else line),) for line in lines))


def _drawn(figure: Figure, columns: int, rows: int, dark: bool) -> Canvas:
    FigureCanvasBase(figure)
    figure.set_layout_engine("none")
    figure.set_dpi(DPI)
    figure.set_size_inches(columns * CELL_WIDTH / DPI, rows * CELL_HEIGHT / DPI)
    parts = _arranged(figure, columns, rows)
    canvas = Canvas(columns, rows, dark)
    legends = [(part, entries) for part in parts for entries in take_legends(part.axes, dark)]
    loose = take_legends(figure, dark)
    hidden = _undress(figure, parts, dark)
    figure.draw(CellRenderer(canvas))
    for thing in hidden:
        thing.set_visible(True)
    for part in parts:
        if part.axes.name == "rectilinear" and colorbar_of(part.axes) is None:
            draw_frame(canvas, part.axes, part.inner, part.outer, part.label_rows)
        elif colorbar_of(part.axes) is not None:
            draw_bar(canvas, part.axes, part.inner, colorbar_of(part.axes).orientation == "horizontal")
        else:
            for number, line in enumerate(title_lines(part.axes, part.outer.columns)):
                start = part.inner.left + (part.inner.columns - width(line)) // 2
                canvas.write(part.outer.top + number, max(start, 0), line, None, bold=True)
    _draw_headings(canvas, figure)
    below = list(loose)
    for part, entries in legends:
        if not draw_inside(canvas, entries, part.inner, 0.25):
            below.append(entries)
    return _extended(canvas, below, parts)


def _extended(canvas: Canvas, legends: Iterable[list[Entry]], parts: list[Part]) -> Canvas:
    """Return *canvas* with the legends that found no place inside written below it."""
    left = min((part.inner.left for part in parts), default=0)
    lines = sum(len(flowed(entries, canvas.columns - left)) for entries in legends)
    if not lines:
        return canvas
    taller = Canvas(canvas.columns, canvas.rows + lines, canvas.dark)
    taller.pixels[: canvas.height], taller.dots[: canvas.rows * 4] = canvas.pixels, canvas.dots
    taller.frame[: canvas.rows], taller.grid[: canvas.rows] = canvas.frame, canvas.grid
    taller.inks, taller.marks, taller.letters = canvas.inks, canvas.marks, canvas.letters
    row = canvas.rows
    for entries in legends:
        draw_below(taller, entries, row, left)
        row += len(flowed(entries, canvas.columns - left))
    return taller


def _headings(figure: Figure, columns: int) -> tuple[list[str], str, str]:
    """Return the lines of the figure's title and its common labels of y and x."""
    return (
        wrap(plain(figure.get_suptitle()), columns, 2) if figure.get_suptitle() else [],
        plain(figure.get_supylabel()),
        plain(figure.get_supxlabel()),
    )


def _draw_headings(canvas: Canvas, figure: Figure) -> None:
    title, y_label, x_label = _headings(figure, canvas.columns)
    for row, line in enumerate(title):
        canvas.write(row, (canvas.columns - width(line)) // 2, line, None, bold=True)
    canvas.write(len(title), 0, y_label)
    canvas.write(canvas.rows - 1, (canvas.columns - width(x_label)) // 2, x_label)


def _undress(figure: Figure, parts: list[Part], dark: bool) -> list[Any]:
    """
    Hide what is drawn in characters afterwards, and return the axes and lines hidden.

    The terminal's background stands for all backgrounds.
    """
    hidden = []
    figure.patch.set_visible(False)
    for text in (figure._suptitle, figure._supxlabel, figure._supylabel):  # type: ignore[attr-defined]
        if text is not None:
            text.set_visible(False)
    for part in parts:
        axes = part.axes
        axes.set_title(axes.get_title(), y=1.0)
        for text in (axes.title, axes._left_title, axes._right_title):
            text.set_visible(False)
        axes.patch.set_visible(False)
        for image in axes.images:
            if image.get_interpolation() in ("auto", "antialiased"):
                image.set_interpolation("nearest")
        if axes.name == "rectilinear":
            shown = [
                thing for thing in (axes.xaxis, axes.yaxis, *axes.spines.values()) if thing.get_visible()
            ]
            for thing in shown:
                thing.set_visible(False)
            hidden += shown
        else:
            quiet_frame(axes, dark)
    return hidden


def _arranged(figure: Figure, columns: int, rows: int) -> list[Part]:
    """Return every visible axes placed on whole cells."""
    title, y_label, x_label = _headings(figure, columns)
    area = Box(0, len(title) + bool(y_label), columns, rows - bool(x_label))
    everything = all_axes(figure)
    bars = [axes for axes in everything if colorbar_of(axes) is not None]
    shared = [bar for bar in bars if len(colorbar_parents(bar)) != 1]
    for bar in shared:
        area = area._replace(right=area.right - bar_needs(bar, area.rows, horizontal=False))
    parts = []
    for axes in everything:
        if axes in bars:
            continue
        part = fractions(axes)
        if part is None and axes in figure.axes:
            part = (0.0, 0.0, 1.0, 1.0) if len(everything) - len(bars) == 1 else _by_hand(axes)
        if part is not None:
            outer = outer_box(part, area)
            parts.append(Part(axes, outer, outer, bars=[b for b in bars if colorbar_parents(b) == [axes]]))
    _give_room(parts, columns, rows)
    insets = [axes for axes in everything if axes not in bars and axes not in [part.axes for part in parts]]
    for axes in insets:
        parts.append(_inset(axes, columns, rows))
    for part in list(parts):
        parts += _bars(part, columns, rows)
    for bar in shared:
        parents = [part.inner for part in parts if part.axes in colorbar_parents(bar)]
        if parents:
            top, bottom = min(box.top for box in parents), max(box.bottom for box in parents)
            inner = Box(area.right + 2, top, area.right + 4, bottom)
            parts.append(_placed_bar(bar, inner, columns, rows))
    return parts


def _by_hand(axes: Any) -> tuple[float, float, float, float]:
    box = axes.get_position(original=True)
    return (max(box.x0, 0.0), max(1 - box.y1, 0.0), min(box.x1, 1.0), min(1 - box.y0, 1.0))


def _give_room(parts: list[Part], columns: int, rows: int) -> None:
    """Shrink the outer boxes to inner ones; what stands in one row or column of subplots stays in line."""
    for part in parts:
        if part.outer.columns < 4 or part.outer.rows < 3:
            raise TooSmall("its subplots need more room")
        place(part.axes, part.outer, columns, rows)
    down = [_vertical(part) for part in parts]
    tops = _agreed([(part.outer.top, needs.top) for part, needs in zip(parts, down, strict=True)])
    bottoms = _agreed([(part.outer.bottom, needs.bottom) for part, needs in zip(parts, down, strict=True)])
    for part, top, bottom, needs in zip(parts, tops, bottoms, down, strict=True):
        part.inner = inner_box(part.outer, Needs(top=top, bottom=bottom))
        part.label_rows = max(needs.bottom - 1 - bool(_has_x_caption(part.axes)), 1)
        if part.inner.rows < 2:
            raise TooSmall(f"it needs at least {rows + 2 - part.inner.rows} rows")
        place(part.axes, part.inner, columns, rows)
    across = [_horizontal(part) for part in parts]
    lefts = _agreed([(part.outer.left, needs.left) for part, needs in zip(parts, across, strict=True)])
    rights = _agreed([(part.outer.right, needs.right) for part, needs in zip(parts, across, strict=True)])
    for part, left, right in zip(parts, lefts, rights, strict=True):
        part.inner = inner_box(part.inner, Needs(left=left, right=right))
        if part.inner.columns < 4:
            raise TooSmall(f"it needs at least {columns + 4 - part.inner.columns} columns")
        part.inner = with_aspect(part.axes, part.inner, columns, rows)


def _has_x_caption(axes: Any) -> bool:
    return bool(axes.axison and axes.xaxis.get_visible() and axes.xaxis.get_label_text())


def _vertical(part: Part) -> Needs:
    if part.axes.name != "rectilinear":
        return Needs(top=len(title_lines(part.axes, part.outer.columns)))
    needs = vertical_needs(part.axes, part.outer)
    lying = [bar for bar in part.bars if colorbar_of(bar).orientation == "horizontal"]
    return needs._replace(bottom=needs.bottom + sum(bar_needs(bar, 1, horizontal=True) for bar in lying))


def _horizontal(part: Part) -> Needs:
    if part.axes.name != "rectilinear":
        return Needs()
    needs = horizontal_needs(part.axes, part.inner.rows)
    standing = [bar for bar in part.bars if colorbar_of(bar).orientation != "horizontal"]
    for bar in standing:
        place(bar, part.inner, part.outer.columns, part.inner.rows)
    taken = sum(bar_needs(bar, part.inner.rows, horizontal=False) for bar in standing)
    return needs._replace(right=needs.right + taken)


def _agreed(edges: list[tuple[int, int]]) -> list[int]:
    """Return for each (place, need) the largest need at that place."""
    return [max(need for place, need in edges if place == own) for own, _ in edges]


def _inset(axes: Any, columns: int, rows: int) -> Part:
    """Place an axes that lies inside another one."""
    locator = axes.get_axes_locator()
    spot = locator(axes, None) if locator is not None else axes.get_position()
    left, top = round(spot.x0 * columns), round((1 - spot.y1) * rows)
    right, bottom = max(round(spot.x1 * columns), left + 2), max(round((1 - spot.y0) * rows), top + 2)
    inner = with_aspect(axes, Box(left, top, right, bottom), columns, rows)
    return Part(axes, inner._replace(left=0, right=columns), inner)


def _bars(part: Part, columns: int, rows: int) -> list[Part]:
    """Place the colour bars of *part* beside it or below it."""
    placed = []
    right = part.inner.right + _horizontal(part).right
    bottom = part.inner.bottom
    right -= sum(
        bar_needs(bar, part.inner.rows, horizontal=False)
        for bar in part.bars
        if colorbar_of(bar).orientation != "horizontal"
    )
    if part.axes.name == "rectilinear":
        bottom += vertical_needs(part.axes, part.outer).bottom
    for bar in part.bars:
        if colorbar_of(bar).orientation == "horizontal":
            inner = Box(part.inner.left, bottom + 1, part.inner.right, bottom + 2)
            bottom += bar_needs(bar, 1, horizontal=True)
        else:
            inner = Box(right + 2, part.inner.top, right + 4, part.inner.bottom)
            right += bar_needs(bar, part.inner.rows, horizontal=False)
        placed.append(_placed_bar(bar, inner, columns, rows))
    return placed


def _placed_bar(bar: Any, inner: Box, columns: int, rows: int) -> Part:
    bar.set_box_aspect(None)
    bar.set_aspect("auto")
    place(bar, inner, columns, rows)
    return Part(bar, inner, inner)
