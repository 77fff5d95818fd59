"""Axes that a toolkit places and frames itself, made into such as `matplotlib.axes` makes."""

from typing import Any

import numpy as np
from matplotlib.transforms import Bbox

from playmore_cli.runner.plots.layout import colorbar_of, is_inset, is_secondary

_SIDES = ("left", "right", "bottom", "top")
_NEAR = 0.02
"""Share of the figure by which a bar may be longer than what it stands beside."""


def place_located(figure: Any) -> None:
    """
    Give the axes of *figure* that ask a locator for their place, as `mpl_toolkits` makes them, that place for good.

    Colour bars put beside or into a plot by such a locator, or by hand, become colour bars of that plot.
    """
    located = [axes for axes in figure.axes if _is_located(axes)]
    outside = [child for axes in figure.axes for child in axes.child_axes if _is_outside(child, axes)]
    if outside:
        located = [axes for axes in figure.axes if colorbar_of(axes) is None] + outside
    if located:
        figure.draw_without_rendering()
        boxes = {axes: axes.get_position().frozen() for axes in located}
        around = Bbox.union(list(boxes.values()))
        for axes in outside:
            axes.figure.add_axes(axes)
        for axes in figure.axes:
            axes.child_axes = [child for child in axes.child_axes if child not in outside]
        whole = len(located) == len(figure.axes)
        for axes, box in boxes.items():
            if (
                whole and around.width > 0 and around.height > 0
            ):  # the margins are found anew, from the labels
                shift = np.array([around.x0, around.y0])
                box = Bbox((box.get_points() - shift) / (around.width, around.height))
            axes.set_axes_locator(None)
            axes._subplotspec = None
            axes.set_position(box)
    for axes in figure.axes:
        _adopt(axes, figure.axes)


def _is_located(axes: Any) -> bool:
    locator = axes.get_axes_locator()
    if getattr(axes, "_colorbar", None) is not None:  # matplotlib wraps what was there before
        locator = getattr(locator, "_orig_locator", None)
    return locator is not None and not is_inset(axes) and not is_secondary(axes) and colorbar_of(axes) is None


def _is_outside(inset: Any, host: Any) -> bool:
    """Return whether an inset hangs beside its host, as the histograms at the sides of a scatter plot do."""
    if not is_inset(inset) or is_secondary(inset) or colorbar_of(inset) is not None:
        return False
    left, bottom, wide, high = inset.get_axes_locator()._bounds
    across, up = left + wide / 2, bottom + high / 2
    return inset.get_axes_locator()._transform is host.transAxes and not (0 <= across <= 1 and 0 <= up <= 1)


def _adopt(axes: Any, everything: list[Any]) -> None:
    """Note for a colour bar in axes of its own beside which plots it stands."""
    bar = getattr(axes, "_colorbar", None)
    shown = getattr(getattr(bar, "mappable", None), "axes", None)
    if (
        bar is None
        or shown is None
        or getattr(axes, "_colorbar_info", None)
        or axes.get_subplotspec() is not None
    ):
        return
    if shown not in everything or is_inset(axes):
        return
    here = axes.get_position(original=True)
    others = [each for each in everything if each is not axes and getattr(each, "_colorbar", None) is None]
    along = slice(0, None, 2) if bar.orientation == "horizontal" else slice(1, None, 2)
    low, high = here.extents[along]
    spans = {each: each.get_position(original=True).extents[along] for each in others}
    beside = [each for each, (start, end) in spans.items() if low - _NEAR <= start and end <= high + _NEAR]
    parents = beside if shown in beside and shown.get_subplotspec() is None else [shown]
    axes._colorbar_info = {"parents": parents}


def unfold(figure: Any) -> None:
    """Let axes of `axisartist` be framed as others are, and its twins stand on their own."""
    for axes in list(figure.axes):
        for twin in list(getattr(axes, "parasites", ())):
            axes.parasites.remove(twin)
            twin.set_axes_locator(axes.get_axes_locator())
            twin._subplotspec = axes.get_subplotspec()
            figure.add_axes(twin)
    for axes in figure.axes:
        if is_plain(axes) and getattr(axes, "_axisline_on", False):
            _frame(axes)


def is_plain(axes: Any) -> bool:
    """Return whether the scales of *axes* run straight along its sides: not for curved or floating ones."""
    helper = getattr(axes, "get_grid_helper", None)
    return helper is None or type(helper()).__name__ == "GridHelperRectlinear"


def _frame(axes: Any) -> None:
    """Give *axes* the sides, ticks and labels that its axis artists say; floating ones stand where they do."""
    lines = [line for line in axes.axis.values() if line.get_visible()]
    axes.toggle_axisline(False)
    axes.set_frame_on(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(**{f"{what}{side}": False for what in ("", "label") for side in _SIDES})
    for line in lines:
        helper = line._axis_artist_helper
        axis = (axes.xaxis, axes.yaxis)[helper.nth_coord]
        side = getattr(helper, "_loc", ("bottom", "left")[helper.nth_coord])
        axes.spines[side].set_visible(True)
        if hasattr(helper, "_value"):
            axes.spines[side].set_position(("data", helper._value))
        labelled = line.major_ticklabels.get_visible()
        axis.set_tick_params(**{side: line.major_ticks.get_visible(), f"label{side}": labelled})
        if line.label.get_visible() and line.label.get_text():
            axis.set_label_text(line.label.get_text())
            axis.set_label_position(side)
