"""A figure in words, for pipes, screen readers and the transcript."""

import warnings
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from playmore_cli.runner.plots.findings import findings
from playmore_cli.runner.plots.layout import all_axes, bar_in, is_secondary, root_figure
from playmore_cli.runner.plots.phrases import counted, number
from playmore_cli.runner.plots.text import plain


def describe_figure(figure: Figure) -> str:
    """
    Return what *figure* shows, in words: for each plot its axes and ranges, and for each thing drawn its extremes.

    One line for each finding; the figure is not changed.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        everything = all_axes(figure)
        plots = [axes for axes in everything if bar_in(axes) is None and not is_secondary(axes)]
        lines = []
        title = plain(figure.get_suptitle()).replace("\n", " ")
        if title:
            lines.append(title)
        if len(plots) > 1:
            lines.append(counted(len(plots), "plot") + ":")
        for number_, axes in enumerate(plots, start=1):
            lines.append(_heading(axes, f"Plot {number_}" if len(plots) > 1 else "Plot"))
            lines += [f"  {finding}" for finding in findings(axes)] or ["  nothing drawn"]
            lines += [f"  second {_scale(child)}" for child in axes.child_axes if is_secondary(child)]
        for axes in everything:
            if bar_in(axes) is not None:
                lines.append(_colour_bar(axes))
    return "\n".join(lines) if lines else "An empty figure"


def _heading(axes: Any, name: str) -> str:
    title = "; ".join(
        plain(axes.get_title(loc)).replace("\n", " ")
        for loc in ("left", "center", "right")
        if axes.get_title(loc)
    )
    kind = {"3d": " in three dimensions", "polar": " in polar coordinates"}.get(axes.name, "")
    parts = [f"{name}{kind}{_twin(axes)}: {title}" if title else f"{name}{kind}{_twin(axes)}"]
    if axes.axison or axes.name == "3d":
        parts += [_axis(axes, which) for which in ("x", "y", "z") if hasattr(axes, f"{which}axis")]
    return "; ".join(parts)


def _twin(axes: Any) -> str:
    """Return a remark where *axes* lies in the frame of another one before it."""
    spec = axes.get_subplotspec()
    everything = root_figure(axes).axes
    before = everything[: everything.index(axes)] if spec else []
    together = any(other.get_subplotspec() == spec for other in before)
    if not together:
        return ""
    return " in the same frame" + (
        ", its y axis at the right" if axes.yaxis.get_label_position() == "right" else ""
    )


def _axis(axes: Any, which: str) -> str:
    axis = getattr(axes, f"{which}axis")
    label = plain(axis.get_label_text()).replace("\n", " ")
    low, high = (float(value) for value in axis.get_view_interval())
    told = f"{which} axis" + (f" '{label}'" if label else "")
    if axis.get_scale() != "linear":
        told += f" ({'logarithmic' if axis.get_scale() == 'log' else axis.get_scale()})"
    turned = " downwards" if which == "y" and axis.get_inverted() else ""
    return f"{told} from {number(min(low, high), 3)} to {number(max(low, high), 3)}{turned}"


def _scale(axes: Any) -> str:
    """Return the axis that a second scale consists of."""
    axes._set_lims()
    return _axis(axes, "x" if axes.xaxis.get_visible() else "y")


def _colour_bar(axes: Any) -> str:
    bar = bar_in(axes)
    if bar is None:
        return ""
    label = plain(axes.get_ylabel() or axes.get_xlabel())
    return f"Colour bar{f' {label!r}' if label else ''} from {number(bar.vmin)} to {number(bar.vmax)}"
