"""Sizes and edges moved to whole cells, where that costs little and makes a picture clear."""

import math
from typing import Any

import numpy as np
from matplotlib.collections import QuadMesh
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, Rect
from playmore_cli.runner.plots.layout import place
from playmore_cli.runner.plots.matrix import ImageTable, covering_image, table_box

_HALF = CELL_HEIGHT // 2
_STRIP = 2
"""An image at least so many times as long as it is wide may be stretched."""
_WORTH = 0.6
"""A snapped size must be at least this share of the free one."""


def settle(
    axes: Any, box: Rect, columns: int, rows: int, table: ImageTable | None, panel: tuple[int, int]
) -> Rect:
    """
    Return the box that *axes* takes inside *box*, and leave it placed there with no aspect of its own.

    Its aspect is kept; but pixels of an image become whole or half cells, a strip far wider or higher than the
    room is stretched until each of its pixels has half a cell, and an image with text follows its *table*.
    """
    place(axes, box, columns, rows)
    if table is not None and table.axes is axes:
        box = table_box(table, panel, box)
        left, right, _, _ = table.image.get_extent()
        pitch = (right - left) / table.columns
        axes.set_xlim(left + panel[0] * pitch, left + panel[1] * pitch)
    elif axes.get_aspect() != "auto" or axes.get_box_aspect() is not None:
        axes.apply_aspect()
        if axes.get_adjustable() == "box":
            box = _shrunk(axes, box)
    else:
        box = _mesh_box(axes, box)
    axes.set_aspect("auto")
    axes.set_box_aspect(None)
    place(axes, box, columns, rows)
    return box


def count_pixels(axes: Any) -> None:
    """Let the ticks of an image whose pixels are numbered stand at whole numbers."""
    image = covering_image(axes)
    if image is None:
        return
    down, across = image.get_array().shape[:2]
    left, right, bottom, top = image.get_extent()
    for axis, span, count in ((axes.xaxis, right - left, across), (axes.yaxis, bottom - top, down)):
        locator = axis.get_major_locator()
        if abs(span) == count and isinstance(locator, MaxNLocator):
            locator.set_params(integer=True)


def _shrunk(axes: Any, box: Rect) -> Rect:
    """Return *box* reduced to the aspect that was applied to *axes*."""
    wide, high = float(axes.bbox.width), float(axes.bbox.height)
    image = covering_image(axes)
    if image is not None:
        wide, high = _image_size(axes, image, wide, high, box)
    right = box.left + max(1, min(box.columns, -int(-wide // CELL_WIDTH)))
    bottom = box.top + max(1, min(box.rows, -int(-(high - 0.5) // CELL_HEIGHT)))
    return Rect(box.left, box.top, right, bottom)


def _image_size(axes: Any, image: Any, wide: float, high: float, room: Rect) -> tuple[float, float]:
    """
    Return a size in pixels near *wide* x *high* at which the pixels of *image* fall on cells.

    Where the height ends in the middle of a cell, the view is extended to the cell's end.
    """
    down, across = image.get_array().shape[:2]
    most_wide, most_high = room.columns * CELL_WIDTH, room.rows * CELL_HEIGHT
    if high / down < _HALF and high < 0.4 * most_high and wide > _STRIP * high:
        high = min(most_high, down * _HALF)
    elif wide / across < _HALF and wide < 0.4 * most_wide and high > _STRIP * wide:
        wide = min(most_wide, across * _HALF)
    new_wide, new_high = _snapped(wide, across, CELL_WIDTH), _snapped(high, down, _HALF)
    square = abs(wide / across - high / down) < 0.01
    if square and new_wide / across != new_high / down:
        size = min(new_wide / across, new_high / down)
        if size >= _HALF:
            new_wide, new_high = size * across, size * down
    missing = -new_high % CELL_HEIGHT
    if missing and new_high != high:
        bottom, top = axes.get_ylim()
        axes.set_ylim(bottom + (bottom - top) * missing / new_high, top)
    return new_wide, new_high


def _snapped(size: float, count: int, step: int) -> float:
    """Return *size* with each of *count* pixels a multiple of *step*, or unchanged where that is far smaller."""
    each = size / count
    whole = int(each // step + 1e-6) * step
    return float(whole * count) if whole >= _WORTH * each else size


def _mesh_box(axes: Any, box: Rect) -> Rect:
    """Return *box* with its columns and rows a multiple of those of the mesh or image that fills it."""
    shape = None
    image = covering_image(axes)
    if image is not None:
        shape = image.get_array().shape[:2]
    elif len(axes.collections) == 1 and isinstance(axes.collections[0], QuadMesh):
        mesh: Any = axes.collections[0]
        shape = tuple(size - 1 for size in mesh.get_coordinates().shape[:2])
    if shape is None or min(shape) < 1 or axes.get_xscale() != "linear":
        return box
    columns, rows = box.columns // shape[1] * shape[1], box.rows // shape[0] * shape[0]
    wide = columns if columns >= _WORTH * box.columns else box.columns
    high = rows if rows >= _WORTH * box.rows else box.rows
    return Rect(box.left, box.top, box.left + wide, box.top + high)


def sunk(axes: Any) -> tuple[float, float]:
    """
    Return by how much of a cell *axes* should reach under its left and its lower axis line, 0 or 0.5.

    Bars that stand on an axis line then stand on the middle of its characters, with no gap between.
    """
    upright = [bar for bar in _bars(axes, "vertical") if bar.get_y() == axes.get_ylim()[0]]
    lying = [bar for bar in _bars(axes, "horizontal") if bar.get_x() == axes.get_xlim()[0]]
    return (0.5 if lying else 0.0), (0.5 if upright else 0.0)


def _bars(axes: Any, orientation: str) -> list[Any]:
    return [
        patch
        for container in axes.containers
        if isinstance(container, BarContainer) and (container.orientation or "vertical") == orientation
        for patch in container.patches
    ]


def snap_bars(axes: Any) -> None:
    """
    Move the sides of bars to the borders of cells, so that their ends are exact to an eighth.

    Bars that touch keep touching; others keep a gap of at least one cell where they are wide enough for it.
    """
    for orientation, along, cell in (("vertical", 0, CELL_WIDTH), ("horizontal", 1, CELL_HEIGHT)):
        bars = _bars(axes, orientation)
        if not bars:
            continue
        edges = np.array([_sides(axes, bar, along) for bar in bars])
        if not np.isfinite(edges).all():
            continue
        following = _following(edges)
        gaps = {number: edges[after, 0] - edges[number, 1] for number, after in following.items()}
        apart = any(gap > 1 for gap in gaps.values())
        for number, (low, high) in enumerate(edges):
            if high - low < cell:
                if along == 0 and not apart and high - low >= cell / 2:
                    _snap_sliver(axes, bars[number], low, high)
                continue
            start, end = _nearest(low / cell), _nearest(high / cell)
            if gaps.get(number, 2) > 1 and apart:
                end = start + max(1, int((high - low) / cell + 0.25))
            _set_sides(axes, bars[number], along, start * cell, end * cell)


def _following(edges: Any) -> dict[int, int]:
    """Return for each bar the next one beside it, by number; those stacked upon it begin where it does."""
    order = np.argsort(edges[:, 0], kind="stable").tolist()
    after: dict[int, int] = {}
    for rank, number in enumerate(order):
        beside = (other for other in order[rank + 1 :] if edges[other, 0] > edges[number, 0] + 1)
        found = next(beside, None)
        if found is not None:
            after[number] = found
    return after


def _snap_sliver(axes: Any, bar: Any, low: float, high: float) -> None:
    """Move the sides and the top of a bar narrower than a cell to half cells, all that quadrants can show."""
    half = CELL_WIDTH / 2
    _set_sides(axes, bar, 0, _nearest(low / half) * half, _nearest(high / half) * half)
    foot, top = _sides(axes, bar, 1)
    if top - foot > 2 and bar.get_height() > 0:
        snapped = max(_nearest(top / _HALF) * _HALF, foot + 2)
        _set_sides(axes, bar, 1, foot, snapped)


def _nearest(value: float) -> int:
    """Return the nearest whole number, the same one for two edges that differ by a rounding error."""
    return math.floor(value + 0.500001)


def _sides(axes: Any, bar: Any, along: int) -> tuple[float, float]:
    """Return where *bar* begins and ends across its length, in pixels."""
    start, size = (bar.get_x(), bar.get_width()) if along == 0 else (bar.get_y(), bar.get_height())
    points = np.zeros((2, 2))
    points[:, along] = start, start + size
    transform = axes.get_xaxis_transform() if along == 0 else axes.get_yaxis_transform()
    low, high = sorted(np.asarray(transform.transform(points))[:, along])
    return float(low), float(high)


def _set_sides(axes: Any, bar: Any, along: int, low: float, high: float) -> None:
    points = np.zeros((2, 2))
    points[:, along] = low, high
    inverse = axes.transData.inverted()
    start, end = np.asarray(inverse.transform(points))[:, along]
    if along == 0:
        bar.set_x(start)
        bar.set_width(end - start)
    else:
        bar.set_y(start)
        bar.set_height(end - start)


def space_bars(axes: Any, box: Rect) -> Rect:
    """
    Return *box* narrowed so that bars with gaps, evenly spaced, take the same whole number of cells each.

    The view is set to match, with one cell left free on both sides.
    """
    containers = [each for each in axes.containers if isinstance(each, BarContainer)]
    bars = _bars(axes, "vertical")
    shared = len(axes.get_shared_x_axes().get_siblings(axes)) > 1
    if len(containers) != 1 or len(bars) < 6 or shared or axes.get_xscale() != "linear":
        return box
    starts = np.array([bar.get_x() for bar in bars])
    widths = np.array([bar.get_width() for bar in bars])
    pitches = np.diff(starts)
    even = np.allclose(pitches, pitches[0], rtol=1e-3) and np.allclose(widths, widths[0], rtol=1e-3)
    low, high = axes.get_xlim()
    if not even or pitches[0] <= 0 or widths[0] > 0.97 * pitches[0] or starts[0] < low or high < starts[-1]:
        return box
    free = box.columns * pitches[0] / (high - low)
    cells = (box.columns - 1) // len(bars)
    if cells < 2 or cells < _WORTH * free or free > 8:
        return box
    unit = pitches[0] / cells
    columns = len(bars) * cells + 1
    axes.set_xlim(starts[0] - unit, starts[0] + (columns - 1) * unit)
    return Rect(box.left, box.top, box.left + columns, box.bottom)
