"""
Where each axes of a figure goes, in whole cells.

matplotlib's own layout works in points and would cut characters in half. Here every axes gets an outer box, from
its place in the grid of subplots; what its labels need is taken off; the rest is the inner box where data are drawn.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes._base import _TransformedBoundsLocator  # type: ignore[attr-defined]
from matplotlib.axes._secondary_axes import SecondaryAxis
from matplotlib.transforms import Bbox

from playmore_cli.runner.plots.canvas import Rect

Fractions = tuple[float, float, float, float]
"""Left, top, right, bottom of a part of the figure, 0 to 1, y downwards."""

COMFORT_COLUMNS, COMFORT_ROWS = 17, 9
"""A subplot in a grid gets at least this; else the grid is wrapped or the picture made taller."""
_STRIP_ROWS = 3
"""The same for a strip without a y axis, to which the rows of an x axis and of a title come."""
_TALL = 0.15
"""Share of the figure's height from which axes placed by hand get the rows of a subplot."""
_MOST_ROWS = 120
_INSET = 0.5
"""Share of another's area up to which axes that lie over it are an inset, and not drawn in its place."""
_MARGIN = 0.25
"""Share of the figure up to which a grid's distance from a side is a margin for labels, which we find ourselves."""


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
            for child in (*axes.child_axes, *getattr(axes, "parasites", ())):
                visit(child)

    for axes in figure.axes:
        visit(axes)
    return found


def is_secondary(axes: Any) -> bool:
    """Return whether *axes* is only a second scale of the axes around which it lies."""
    return isinstance(axes, SecondaryAxis)


def root_figure(axes: Any) -> Any:
    """Return the whole figure in which *axes* lies, also from within a subfigure."""
    figure = axes.figure
    while figure.figure is not figure:
        figure = figure.figure
    return figure


def bar_in(axes: Any) -> Any | None:
    """Return the colour bar that fills *axes*, also one that was put there by hand."""
    return getattr(axes, "_colorbar", None)


def colorbar_of(axes: Any) -> Any | None:
    """Return the colour bar that fills *axes*, if it was made for others (and not put there by hand)."""
    bar = bar_in(axes)
    return bar if bar is not None and getattr(axes, "_colorbar_info", None) else None


def is_inset(axes: Any) -> bool:
    """Return whether *axes* hangs inside another one, as ``inset_axes`` and `hang_insets` make it."""
    return isinstance(axes.get_axes_locator(), _TransformedBoundsLocator)


def is_lying(axes: Any) -> bool:
    """Return whether the colour bar that fills *axes* runs from left to right."""
    bar = colorbar_of(axes)
    return bar is not None and bar.orientation == "horizontal"


def colorbar_parents(axes: Any) -> list[Any]:
    """Return the axes beside which a colour bar stands."""
    info = getattr(axes, "_colorbar_info", None) or {}
    return list(info.get("parents", ()))


def hang_insets(figure: Any) -> None:
    """
    Let axes that were laid over others by hand (``fig.add_axes``) keep their place inside those.

    Each gets the locator that ``inset_axes`` gives; it is asked for before anything else is placed.
    """
    for axes in figure.axes:
        if axes.get_subplotspec() is None and axes.get_axes_locator() is None and colorbar_of(axes) is None:
            host = _host_of(axes)
            if host is not None:
                here, around = axes.get_position(original=True), host.get_position(original=True)
                bounds = (
                    (here.x0 - around.x0) / around.width,
                    (here.y0 - around.y0) / around.height,
                    here.width / around.width,
                    here.height / around.height,
                )
                axes.set_axes_locator(_TransformedBoundsLocator(bounds, host.transAxes))


def _host_of(axes: Any) -> Any | None:
    """Return the axes, made earlier and much larger, inside which the middle of *axes* lies."""
    here = axes.get_position(original=True)
    x, y = (here.x0 + here.x1) / 2, (here.y0 + here.y1) / 2
    for host in axes.figure.axes[: axes.figure.axes.index(axes)]:
        around = host.get_position(original=True)
        is_larger = here.width * here.height < _INSET * around.width * around.height
        if is_larger and host.get_visible() and around.contains(x, y) and host.get_axes_locator() is None:
            return host
    return None


def parts_of(figure: Any, columns: int) -> tuple[dict[Any, Fractions], int]:
    """
    Return the part of the figure that each subplot may use with its labels, and the rows that suit them.

    Axes placed by hand keep their place. A grid with more columns than *columns* cells can show side by side
    is wrapped: its subplots follow each other in reading order.
    """
    subplots = [
        axes
        for axes in figure.axes
        if axes.get_visible() and colorbar_of(axes) is None and not is_inset(axes)
    ]
    specs = {axes: _own_spec(axes) for axes in subplots if axes.get_subplotspec() is not None}
    wrapped = _wrapped(specs, columns)
    if wrapped is not None:
        return wrapped
    parts = {}
    rows = 0
    for axes in subplots:
        spec = specs.get(axes)
        if spec is not None:
            parts[axes] = _spec_fractions(spec, axes.figure)
        elif len(subplots) == 1:
            parts[axes] = (0.0, 0.0, 1.0, 1.0)
        else:
            box = axes.get_position(original=True)
            parts[axes] = (max(box.x0, 0.0), max(1 - box.y1, 0.0), min(box.x1, 1.0), min(1 - box.y0, 1.0))
    if len(subplots) > 1:
        wanted = [
            _comfort(axes) / (bottom - top)
            for axes, (_, top, _, bottom) in parts.items()
            if bottom - top > (0.01 if specs.get(axes) is not None else _TALL)
        ]
        rows = min(_MOST_ROWS, round(max(wanted, default=0)))
    return parts, rows


def _comfort(axes: Any) -> int:
    """Return the rows in which *axes* and its labels can be read well."""
    if axes.name != "rectilinear" or (axes.axison and axes.yaxis.get_visible()):
        return COMFORT_ROWS
    return _STRIP_ROWS + 2 * bool(axes.axison) + bool(axes.get_title())


def _wrapped(specs: dict[Any, Any], columns: int) -> tuple[dict[Any, Fractions], int] | None:
    """Return a simple grid of subplots laid out anew because it is too wide, or ``None`` where it is not."""
    grids = {id(spec.get_gridspec()): spec.get_gridspec() for spec in specs.values()}
    if len(grids) != 1:
        return None
    grid = next(iter(grids.values()))
    plain = getattr(grid, "_subplot_spec", None) is None and all(
        len(spec.rowspan) == 1 and len(spec.colspan) == 1 for spec in specs.values()
    )
    if not plain or grid.ncols == 1 or columns // grid.ncols >= COMFORT_COLUMNS:
        return None
    across = max(1, columns // COMFORT_COLUMNS)
    cells = sorted({spec.num1 for spec in specs.values()})
    down = -(-len(cells) // across)
    parts = {}
    for axes, spec in specs.items():
        row, column = divmod(cells.index(spec.num1), across)
        parts[axes] = (column / across, row / down, (column + 1) / across, (row + 1) / down)
    return parts, min(_MOST_ROWS, down * COMFORT_ROWS)


def _own_spec(axes: Any) -> Any:
    """Return the cell of the grid that belongs to *axes* and its colour bars together."""
    spec = axes.get_subplotspec()
    while _is_made_for_colorbar(spec, axes):
        spec = spec.get_gridspec()._subplot_spec
    return spec


def _is_made_for_colorbar(spec: Any, axes: Any) -> bool:
    """Return whether a colour bar split this cell off; its room is found anew, from its labels."""
    grid = spec.get_gridspec()
    if getattr(grid, "_subplot_spec", None) is None:
        return False
    beside = [other for other in root_figure(axes).axes if colorbar_of(other) is not None]
    return any(
        bar.get_subplotspec() is not None and bar.get_subplotspec().get_gridspec() is grid for bar in beside
    )


def _spec_fractions(spec: Any, figure: Any) -> Fractions:
    grid = spec.get_gridspec()
    parent = getattr(grid, "_subplot_spec", None)
    left, top, right, bottom = (
        _grid_fractions(grid, figure) if parent is None else _spec_fractions(parent, figure)
    )
    x0, x1 = _shares(grid.get_width_ratios(), grid.ncols, spec.colspan)
    y0, y1 = _shares(grid.get_height_ratios(), grid.nrows, spec.rowspan)
    wide, high = right - left, bottom - top
    return left + x0 * wide, top + y0 * high, left + x1 * wide, top + y1 * high


def _grid_fractions(grid: Any, figure: Any) -> Fractions:
    """Return the part of the whole figure that a grid of subplots takes; it may have been given one itself."""
    left, top, right, bottom = figure_fractions(figure)
    sides = {name: getattr(grid, name, None) for name in ("left", "top", "right", "bottom")}
    wide, high = right - left, bottom - top
    if (side := sides["left"]) is not None and side > _MARGIN:
        left += side * wide
    if (side := sides["right"]) is not None and side < 1 - _MARGIN:
        right -= (1 - side) * wide
    if (side := sides["top"]) is not None and side < 1 - _MARGIN:
        top += (1 - side) * high
    if (side := sides["bottom"]) is not None and side > _MARGIN:
        bottom -= side * high
    return left, top, right, bottom


def figure_fractions(figure: Any) -> Fractions:
    """Return the part of the whole figure that *figure* takes, all of it unless it is a subfigure."""
    box = getattr(figure, "bbox_relative", None)
    return (0.0, 0.0, 1.0, 1.0) if box is None else (box.x0, 1 - box.y1, box.x1, 1 - box.y0)


def _shares(ratios: Sequence[float] | None, count: int, cells: range) -> tuple[float, float]:
    weights = list(ratios) if ratios is not None else [1.0] * count
    total = sum(weights) or 1.0
    return sum(weights[: cells.start]) / total, sum(weights[: cells.stop]) / total


def heads_subfigure(axes: Any, fractions: Fractions) -> bool:
    """Return whether *axes* stands at the top of a subfigure that has a title."""
    figure = axes.figure
    if figure is root_figure(axes) or not figure.get_suptitle():
        return False
    return abs(fractions[1] - figure_fractions(figure)[1]) < 1e-6


def outer_box(part: Fractions, area: Rect) -> Rect:
    """Return *part* of *area* in whole cells, with a gap to what stands to the right and below."""
    left, right = (round(area.left + share * area.columns) for share in (part[0], part[2]))
    top, bottom = (round(area.top + share * area.rows) for share in (part[1], part[3]))
    return Rect(left, top, right - 2 if part[2] < 0.999 else right, bottom - 1 if part[3] < 0.999 else bottom)


def inner_box(outer: Rect, needs: Needs) -> Rect:
    """Return what *needs* leave of *outer*."""
    return Rect(
        outer.left + needs.left, outer.top + needs.top, outer.right - needs.right, outer.bottom - needs.bottom
    )


def place(
    axes: Any, box: Rect, columns: int, rows: int, sunk_left: float = 0.0, sunk_bottom: float = 0.0
) -> None:
    """
    Put *axes* on exactly the cells of *box*, on a canvas of *columns* x *rows*.

    *sunk_left* and *sunk_bottom* are shares of a cell by which it reaches under its left and lower axis line.
    """
    axes.set_axes_locator(None)
    x0, y0, x1, y1 = figure_fractions(axes.figure)
    across, down = (x1 - x0) * columns, (y1 - y0) * rows
    left, right = (box.left - sunk_left - x0 * columns) / across, (box.right - x0 * columns) / across
    bottom, top = (box.bottom + sunk_bottom - y0 * rows) / down, (box.top - y0 * rows) / down
    axes.set_position(Bbox([[left, 1 - bottom], [right, 1 - top]]))
