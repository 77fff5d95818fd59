"""
Where each axes of a figure goes, in whole cells.

matplotlib's own layout works in points and would cut characters in half. Here every axes gets an outer box, from
its place in the grid of subplots; what its labels need is taken off; the rest is the inner box where data are drawn.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.transforms import Bbox

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, Box

Fractions = tuple[float, float, float, float]
"""Left, top, right, bottom of a part of the figure, 0 to 1, y downwards."""


class Needs(NamedTuple):
    """Cells that labels take on the four sides of an inner box."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


def all_axes(figure: Any) -> list[Any]:
    """Return the axes of *figure* and those that lie inside others (insets), each once, parents first."""
    found: list[Any] = []

    def visit(axes: Any) -> None:
        if axes not in found and axes.get_visible():
            found.append(axes)
            for child in axes.child_axes:
                visit(child)

    for axes in figure.axes:
        visit(axes)
    return found


def colorbar_of(axes: Any) -> Any | None:
    """Return the colour bar that fills *axes*, if it was made for others (and not put there by hand)."""
    bar = getattr(axes, "_colorbar", None)
    return bar if bar is not None and getattr(axes, "_colorbar_info", None) else None


def colorbar_parents(axes: Any) -> list[Any]:
    """Return the axes beside which a colour bar stands."""
    info = getattr(axes, "_colorbar_info", None) or {}
    return list(info.get("parents", ()))


def fractions(axes: Any) -> Fractions | None:
    """Return the part of the figure that a subplot may use with its labels; ``None`` for axes placed by hand."""
    spec = axes.get_subplotspec()
    if spec is None:
        return None
    while _is_made_for_colorbar(spec, axes):
        spec = spec.get_gridspec()._subplot_spec
    return _spec_fractions(spec, axes.get_figure(root=False))


def _is_made_for_colorbar(spec: Any, axes: Any) -> bool:
    """Return whether a colour bar split this cell off; its room is found anew, from its labels."""
    grid = spec.get_gridspec()
    if getattr(grid, "_subplot_spec", None) is None:
        return False
    return any(
        colorbar_of(other)
        and other.get_subplotspec() is not None
        and other.get_subplotspec().get_gridspec() is grid
        for other in axes.get_figure(root=True).axes
    )


def _spec_fractions(spec: Any, figure: Any) -> Fractions:
    grid = spec.get_gridspec()
    parent = getattr(grid, "_subplot_spec", None)
    left, top, right, bottom = (
        _figure_fractions(figure) if parent is None else _spec_fractions(parent, figure)
    )
    x0, x1 = _shares(grid.get_width_ratios(), grid.ncols, spec.colspan)
    y0, y1 = _shares(grid.get_height_ratios(), grid.nrows, spec.rowspan)
    wide, high = right - left, bottom - top
    return left + x0 * wide, top + y0 * high, left + x1 * wide, top + y1 * high


def _figure_fractions(figure: Any) -> Fractions:
    box = getattr(figure, "bbox_relative", None)
    return (0.0, 0.0, 1.0, 1.0) if box is None else (box.x0, 1 - box.y1, box.x1, 1 - box.y0)


def _shares(ratios: Sequence[float] | None, count: int, cells: range) -> tuple[float, float]:
    weights = list(ratios) if ratios is not None else [1.0] * count
    total = sum(weights) or 1.0
    return sum(weights[: cells.start]) / total, sum(weights[: cells.stop]) / total


def outer_box(part: Fractions, area: Box) -> Box:
    """Return *part* of *area* in whole cells, with a gap to what stands to the right and below."""
    left, right = (round(area.left + share * area.columns) for share in (part[0], part[2]))
    top, bottom = (round(area.top + share * area.rows) for share in (part[1], part[3]))
    return Box(left, top, right - 2 if part[2] < 0.999 else right, bottom - 1 if part[3] < 0.999 else bottom)


def inner_box(outer: Box, needs: Needs) -> Box:
    """Return what *needs* leave of *outer*."""
    return Box(
        outer.left + needs.left, outer.top + needs.top, outer.right - needs.right, outer.bottom - needs.bottom
    )


def place(axes: Any, box: Box, columns: int, rows: int) -> None:
    """Put *axes* on exactly the cells of *box*, on a canvas of *columns* x *rows*."""
    axes.set_axes_locator(None)
    axes.set_position(
        Bbox([[box.left / columns, 1 - box.bottom / rows], [box.right / columns, 1 - box.top / rows]])
    )


def with_aspect(axes: Any, box: Box, columns: int, rows: int) -> Box:
    """
    Return the box that *axes* takes when its aspect is kept, and leave it placed there with no aspect of its own.

    Pixels of an image become whole cells or half cells where that costs little size. A strip far wider or higher
    than the room is stretched until each of its pixels has half a cell.
    """
    place(axes, box, columns, rows)
    aspect, shape = axes.get_aspect(), axes.get_box_aspect()
    if aspect == "auto" and shape is None:
        return box
    axes.apply_aspect()
    if axes.get_adjustable() == "box":
        wide = axes.bbox.width
        high = axes.bbox.height
        image = _covering_image(axes)
        if image is not None:
            wide, high = _image_size(axes, image, wide, high, box)
        right = box.left + max(1, min(box.columns, -int(-wide // CELL_WIDTH)))
        bottom = box.top + max(1, min(box.rows, -int(-(high - 0.5) // CELL_HEIGHT)))
        box = Box(box.left, box.top, right, bottom)
    axes.set_aspect("auto")
    axes.set_box_aspect(None)
    place(axes, box, columns, rows)
    return box


def _covering_image(axes: Any) -> Any | None:
    """Return the image that fills the view exactly, if there is one."""
    x, y = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        if sorted((left, right)) == x and sorted((bottom, top)) == y:
            return image
    return None


def _image_size(axes: Any, image: Any, wide: float, high: float, room: Box) -> tuple[float, float]:
    """
    Return a size in pixels near *wide* x *high* at which the pixels of *image* fall on cells.

    Where the height ends in the middle of a cell, the view is extended to the cell's end.
    """
    down, across = image.get_array().shape[:2]
    most_wide, most_high = room.columns * CELL_WIDTH, room.rows * CELL_HEIGHT
    half = CELL_HEIGHT // 2
    if high / down < half and high < 0.4 * most_high:
        high = min(most_high, down * half)
    elif wide / across < half and wide < 0.4 * most_wide:
        wide = min(most_wide, across * half)
    new_wide, new_high = _snapped(wide, across, CELL_WIDTH), _snapped(high, down, half)
    square = abs(wide / across - high / down) < 0.01
    if square and new_wide / across != new_high / down:
        size = min(new_wide / across, new_high / down)
        if size >= half:
            new_wide, new_high = size * across, size * down
    missing = -new_high % CELL_HEIGHT
    if missing:
        bottom, top = axes.get_ylim()
        axes.set_ylim(bottom + (bottom - top) * missing / new_high, top)
    return new_wide, new_high


def _snapped(size: float, count: int, step: int) -> float:
    """Return *size* with each of *count* pixels a multiple of *step*, or unchanged where that is far smaller."""
    each = size / count
    whole = int(each // step + 1e-6) * step
    return float(whole * count) if whole >= 0.6 * each else size
