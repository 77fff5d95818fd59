"""Every axes of a figure placed on whole cells, with the room its labels need."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DPI, Rect
from playmore_cli.runner.plots.frames import (
    angle_labels,
    bar_needs,
    horizontal_needs,
    sides,
    title_lines,
    vertical_needs,
    x_caption,
    y_caption,
)
from playmore_cli.runner.plots.layout import (
    Fractions,
    Needs,
    all_axes,
    colorbar_of,
    colorbar_parents,
    hang_insets,
    heads_subfigure,
    inner_box,
    is_lying,
    is_secondary,
    outer_box,
    parts_of,
    place,
)
from playmore_cli.runner.plots.matrix import ImageTable, table_of
from playmore_cli.runner.plots.snapping import count_pixels, settle, snap_bars, space_bars, sunk
from playmore_cli.runner.plots.text import plain, width, wrap
from playmore_cli.runner.plots.toolkits import place_located, unfold

LEAST_COLUMNS, LEAST_ROWS = 16, 6
"""Cells below which a plot is only named."""

_Z_LABELS = 6
"""Columns beside axes in three dimensions where the labels of z stand, for what comes after them."""
_FURTHEST = 24
"""Columns beyond the side of a plot from which a text belongs to something else."""
_COLUMNS, _ROWS = 76, 20
"""Cells to which no plot is reduced for its proportion alone."""
_WIDEST, _NARROWEST = 2.6, 1.8
"""Columns to a row within which a square figure still looks like one; 2 would be exact."""


class TooSmallError(Exception):
    """The figure has no room in so few cells; the message says what it would need, *rows* how many more rows."""

    def __init__(self, message: str, rows: int = 0) -> None:
        super().__init__(message)
        self.rows = rows


@dataclass
class Subplot:
    """An axes with its boxes; *label_rows* is what its x tick labels got, *bars* its colour bars."""

    axes: Any
    outer: Rect
    inner: Rect
    label_rows: int = 1
    bars: list[Any] = field(default_factory=list)
    reserved: int = 0
    """Columns to the right that the colour bars take."""
    further: int = 0
    """Columns by which its scale at the right stands beyond those of others in the same place."""
    is_inset: bool = False
    """Whether it lies inside another axes, and covers what that one draws there."""


@dataclass(frozen=True)
class FigurePlan:
    """What is known about a figure before it is drawn: its size in cells, its subplots, its table if it is one."""

    columns: int
    rows: int
    parts: dict[Any, Fractions]
    table: ImageTable | None


def planned(figure: Figure, columns: int, rows: int) -> FigurePlan:
    """
    Return how to draw *figure* in at most *columns* x *rows*, about in its proportion.

    There are more rows where subplots or a table need them.

    Raises:
        TooSmallError: there are fewer cells than any plot needs.
    """
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        raise TooSmallError(f"a plot needs at least {LEAST_COLUMNS} columns and {LEAST_ROWS} rows")
    unfold(figure)
    place_located(figure)
    hang_insets(figure)
    across, down = figure.get_size_inches()
    for axes in all_axes(figure):
        if is_secondary(axes):
            axes._set_lims()
        else:
            count_pixels(axes)
    parts, suited = parts_of(figure, columns)
    title, y_label, x_label = headings(figure, columns)
    rows = max(rows, suited + len(title) + bool(y_label) + bool(x_label))
    only = next(iter(parts)) if len(parts) == 1 else None
    table = None
    if only is not None and only.name == "rectilinear":
        _size(figure, columns, rows)
        place(only, Rect(0, 0, columns, rows), columns, rows)
        beside = horizontal_needs(only, rows).left
        beside += sum(bar_needs(bar, rows, horizontal=False) for bar in figure.axes if colorbar_of(bar))
        table = table_of(only, columns - beside)
    if table is not None:
        around = vertical_needs(table.axes, Rect(0, 0, columns, rows))
        rows = max(rows, table.rows * table.lines + around.top + around.bottom + len(title))
    elif all(axes.get_aspect() == "auto" for axes in parts):
        narrow, low = in_proportion(columns, rows, across / down)
        if len(parts) == 1:
            rows = low
        if parts_of(figure, narrow)[0] == parts:
            columns = narrow
    return FigurePlan(columns, rows, parts, table)


def in_proportion(columns: int, rows: int, shape: float) -> tuple[int, int]:
    """
    Return the part of *columns* x *rows* in which a figure *shape* times as wide as high keeps its proportion.

    A cell is twice as high as it is wide. A plot may be drawn somewhat wider than it is, for it has more to show
    across than down, and is not made smaller than it would be on a screen of 80 x 26.

    >>> in_proportion(196, 30, 4 / 3), in_proportion(36, 30, 4 / 3), in_proportion(76, 18, 4 / 3)
    ((104, 30), (36, 20), (76, 18))
    """
    return (
        min(columns, max(_COLUMNS, round(rows * _WIDEST * shape))),
        min(rows, max(_ROWS, round(columns / (_NARROWEST * shape)))),
    )


def _size(figure: Figure, columns: int, rows: int) -> None:
    figure.set_dpi(DPI)
    figure.set_size_inches(columns * CELL_WIDTH / DPI, rows * CELL_HEIGHT / DPI)


def headings(figure: Figure, columns: int) -> tuple[list[str], str, str]:
    """Return the lines of the figure's title and its common labels of y and x."""
    title = plain(figure.get_suptitle())
    return (
        wrap(title, columns, 2) if title else [],
        plain(figure.get_supylabel()),
        plain(figure.get_supxlabel()),
    )


def arranged(figure: Figure, plan: FigurePlan, panel: tuple[int, int]) -> list[Subplot]:
    """
    Return every visible axes placed on whole cells; of a table only the pixel columns of *panel*.

    Raises:
        TooSmallError: the labels leave no room for what they label.
    """
    columns, rows = plan.columns, plan.rows
    _size(figure, columns, rows)
    title, y_label, x_label = headings(figure, columns)
    area = Rect(0, len(title) + bool(y_label), columns, rows - bool(x_label))
    everything = all_axes(figure)
    bars = [axes for axes in everything if colorbar_of(axes) is not None]
    shared = [bar for bar in bars if len(colorbar_parents(bar)) != 1]
    for bar in shared:
        if is_lying(bar):
            area = area._replace(bottom=area.bottom - bar_needs(bar, 1, horizontal=True))
        else:
            area = area._replace(right=area.right - bar_needs(bar, area.rows, horizontal=False))
    parts = []
    for axes, fractions in plan.parts.items():
        outer = outer_box(fractions, area)
        if heads_subfigure(axes, fractions):
            outer = outer._replace(top=outer.top + 1)
        parts.append(
            Subplot(axes, outer, outer, bars=[bar for bar in bars if colorbar_parents(bar) == [axes]])
        )
        parts += [Subplot(child, outer, outer) for child in axes.child_axes if is_secondary(child)]
    _give_room(parts, plan, panel)
    for axes in everything:
        if axes not in bars and axes not in plan.parts and not is_secondary(axes):
            parts.append(_inset(axes, plan))
    for part in list(parts):
        parts += _bars(part, columns, rows)
    for bar in shared:
        parents = [part.inner for part in parts if part.axes in colorbar_parents(bar)]
        if parents:
            top, bottom = min(box.top for box in parents), max(box.bottom for box in parents)
            left, right = min(box.left for box in parents), max(box.right for box in parents)
            inner = (
                Rect(left, area.bottom, right, area.bottom + 1)
                if is_lying(bar)
                else Rect(area.right + 2, top, area.right + 4, bottom)
            )
            parts.append(_placed_bar(bar, inner, columns, rows))
    return parts


def _give_room(parts: list[Subplot], plan: FigurePlan, panel: tuple[int, int]) -> None:
    """Shrink the outer boxes to inner ones; what stands in one row or column of subplots stays in line."""
    columns, rows = plan.columns, plan.rows
    for part in parts:
        if part.outer.columns < 6 or part.outer.rows < 3:
            lacking = 0 if part.outer.columns < 6 else -(-3 * rows // max(part.outer.rows, 1)) - rows
            raise TooSmallError("its subplots need more room", lacking)
        place(part.axes, part.outer, columns, rows)
    down = [_vertical(part) for part in parts]
    tops = _agreed([(part.outer.top, needs.top) for part, needs in zip(parts, down, strict=True)])
    bottoms = _agreed([(part.outer.bottom, needs.bottom) for part, needs in zip(parts, down, strict=True)])
    for part, top, bottom, needs in zip(parts, tops, bottoms, down, strict=True):
        part.inner = inner_box(part.outer, Needs(top=top, bottom=bottom))
        part.label_rows = max(needs.bottom - 1 - bool(x_caption(part.axes)), 1)
        if part.inner.rows < 2:
            lacking = 2 - part.inner.rows
            for_all = -(-lacking * rows // part.outer.rows)
            raise TooSmallError(f"it needs at least {rows + lacking} rows", for_all)
        place(part.axes, part.inner, columns, rows)
    _part_scales(parts)
    across = [_horizontal(part, part.inner, plan) for part in parts]
    lefts = _agreed([(part.outer.left, needs.left) for part, needs in zip(parts, across, strict=True)])
    rights = _agreed([(part.outer.right, needs.right) for part, needs in zip(parts, across, strict=True)])
    for part, left, right in zip(parts, lefts, rights, strict=True):
        part.inner = inner_box(part.inner, Needs(left=left, right=right))
        if part.inner.columns < 4:
            raise TooSmallError(f"it needs at least {columns + 4 - part.inner.columns} columns")
        part.inner = _settled(part, plan, panel)


def _part_scales(parts: list[Subplot]) -> None:
    """Let the second and third scale at the right of one frame stand beside each other."""
    taken: dict[Rect, int] = {}
    for part in parts:
        if part.axes.name == "rectilinear" and sides(part.axes).label_right:
            part.further = taken.get(part.outer, 0)
            taken[part.outer] = part.further + horizontal_needs(part.axes, part.inner.rows).right + 1


def _settled(part: Subplot, plan: FigurePlan, panel: tuple[int, int]) -> Rect:
    """Return the final inner box of *part*, its aspect, bars and tick labels considered."""
    columns, rows = plan.columns, plan.rows
    box = settle(part.axes, part.inner, columns, rows, plan.table, panel)
    if part.axes.name != "rectilinear" or is_secondary(part.axes):
        return box
    needs = horizontal_needs(part.axes, box.rows)
    needs = needs._replace(right=needs.right + part.further)
    spare = part.outer.right - part.reserved - needs.right - box.right
    reach = overhang(part.axes) if plan.table is None else 0
    beside = min(reach - (box.left - part.outer.left), spare)
    shift = min(
        max(needs.left - (box.left - part.outer.left), beside, 0),
        part.outer.right - part.reserved - box.left - 4,
    )
    if shift > 0:
        right = min(box.right + shift, part.outer.right - part.reserved - needs.right)
        box = box._replace(left=box.left + shift, right=max(right, box.left + shift + 4))
    box = space_bars(part.axes, box)
    under_left, under_bottom = sunk(part.axes)
    place(part.axes, box, columns, rows, under_left, under_bottom)
    snap_bars(part.axes)
    return box


def overhang(axes: Any) -> int:
    """Return the columns by which the texts of *axes*, placed already, reach beyond its left side: labels of a pie."""
    reach = 0.0
    for text in axes.texts:
        if not text.get_visible() or text.get_rotation() or not text.get_text():
            continue
        if isinstance(text, Annotation):
            text.update_positions(axes.figure._get_renderer())
        x = text.get_transform().transform(text.get_unitless_position())[0]
        cells = max(map(width, plain(text.get_text()).split("\n")))
        share = {"left": 0.0, "right": 1.0}.get(text.get_ha(), 0.5)
        start = (x - axes.bbox.x0) / CELL_WIDTH - share * cells
        if np.isfinite(start) and start > -_FURTHEST:
            reach = max(reach, -start)
    return math.ceil(reach)


def _vertical(part: Subplot) -> Needs:
    if part.axes.name != "rectilinear":
        rim = int(angle_labels(part.axes) > 0)
        title = len(title_lines(part.axes, part.outer.columns))
        return Needs(top=title + rim * (2 if title else 1), bottom=rim)  # its labels stand a row away from it
    needs = vertical_needs(part.axes, part.outer)
    if any(not is_lying(bar) and y_caption(bar) for bar in part.bars) and not y_caption(part.axes):
        needs = needs._replace(top=needs.top + 1)  # in a row of its own, not over a title
    lying = [bar for bar in part.bars if is_lying(bar)]
    return needs._replace(bottom=needs.bottom + sum(bar_needs(bar, 1, horizontal=True) for bar in lying))


def _horizontal(part: Subplot, inner: Rect, plan: FigurePlan) -> Needs:
    """Return the columns that labels and colour bars take; the latter are noted in the part."""
    if part.axes.name == "rectilinear":
        needs = horizontal_needs(part.axes, inner.rows)
        needs = needs._replace(right=needs.right + part.further)
    else:
        needs = Needs(left=angle_labels(part.axes), right=angle_labels(part.axes))
    standing = [bar for bar in part.bars if not is_lying(bar)]
    if standing and part.axes.name == "3d":
        needs = needs._replace(right=_Z_LABELS)
    for bar in standing:
        place(bar, inner, plan.columns, plan.rows)
    part.reserved = sum(bar_needs(bar, inner.rows, horizontal=False) for bar in standing)
    return needs._replace(right=needs.right + part.reserved)


def _agreed(edges: list[tuple[int, int]]) -> list[int]:
    """Return for each (place, need) the largest need at that place."""
    return [max(need for place, need in edges if place == own) for own, _ in edges]


def _inset(axes: Any, plan: FigurePlan) -> Subplot:
    """Place an axes that lies inside another one."""
    locator = axes.get_axes_locator()
    spot = locator(axes, None) if locator is not None else axes.get_position()
    left, top = round(spot.x0 * plan.columns), round((1 - spot.y1) * plan.rows)
    right = max(round(spot.x1 * plan.columns), left + 2)
    bottom = max(round((1 - spot.y0) * plan.rows), top + 2)
    inner = settle(axes, Rect(left, top, right, bottom), plan.columns, plan.rows, None, (0, 0))
    return Subplot(axes, inner._replace(left=0, right=plan.columns), inner, is_inset=True)


def _bars(part: Subplot, columns: int, rows: int) -> list[Subplot]:
    """Place the colour bars of *part* beside it or below it."""
    placed = []
    right, bottom = part.inner.right, part.inner.bottom
    if part.bars and part.axes.name == "rectilinear":
        right += horizontal_needs(part.axes, part.inner.rows).right
        bottom += vertical_needs(part.axes, part.outer).bottom
    for bar in part.bars:
        if is_lying(bar):
            inner = Rect(part.inner.left, bottom + 1, part.inner.right, bottom + 2)
            bottom += bar_needs(bar, 1, horizontal=True)
        else:
            inner = Rect(right + 2, part.inner.top, right + 4, part.inner.bottom)
            right += bar_needs(bar, part.inner.rows, horizontal=False)
        placed.append(_placed_bar(bar, inner, columns, rows))
    return placed


def _placed_bar(bar: Any, inner: Rect, columns: int, rows: int) -> Subplot:
    bar.set_box_aspect(None)
    bar.set_aspect("auto")
    place(bar, inner, columns, rows)
    return Subplot(bar, inner, inner)
