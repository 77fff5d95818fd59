"""Which ticks an axis gets in so many cells, and what they say."""

import itertools
from typing import Any, NamedTuple

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DPI
from playmore_cli.runner.plots.text import cut, plain, width

_MOST = 9
"""Ticks an axis has at most where matplotlib chooses them."""


class Tick(NamedTuple):
    """A place on an axis in pixels from the canvas' left or bottom edge, and its label, "" for none."""

    at: float
    label: str


def tick_params(axis: Any) -> dict[str, Any]:
    """Return how the major ticks of *axis* look; matplotlib before 3.10 named the sides of an x axis as of a y axis."""
    params = dict(axis.get_tick_params())
    if axis.axis_name == "x":
        for old, new in (
            ("left", "bottom"),
            ("right", "top"),
            ("labelleft", "labelbottom"),
            ("labelright", "labeltop"),
        ):
            params.setdefault(new, params.get(old))
    return params


def y_ticks(axes: Any, rows: int) -> list[Tick]:
    """Return the ticks of the y axis for a frame of so many *rows*, from bottom to top, one a row at most."""
    axis = axes.yaxis
    _ask_for(axis, max(2, min(_MOST, round(rows / 2.2))), rows * CELL_HEIGHT, 2)
    ticks = sorted(_ticks(axes, axis, vertical=True))
    taken: set[int] = set()
    kept = []
    for tick in ticks:
        row = int(tick.at // CELL_HEIGHT)
        label = "" if row in taken else tick.label
        if label:
            taken.add(row)
        kept.append(Tick(tick.at, " ".join(label.split("\n"))))
    return kept


def x_ticks(axes: Any, columns: int, room: int = 3) -> list[Tick]:
    """
    Return the ticks of the x axis for a frame of so many *columns*, from left to right.

    Labels of numbers become fewer until they stand apart. Labels that the code gave (names of bars) are
    put on up to *room* rows in turn, or cut; their rows are separated by newlines.
    """
    axis = axes.xaxis
    ticks: list[Tick] = []
    for count in range(min(_MOST, max(2, columns // 6)), 0, -1):
        _ask_for(axis, count, columns * CELL_WIDTH, 3)
        ticks = sorted(_ticks(axes, axis, vertical=False))
        if _apart(ticks):
            return ticks
        if isinstance(axis.get_major_locator(), FixedLocator) or _are_names(ticks):
            break
    if _are_names(ticks):
        return _named(ticks, room)
    return thinned(ticks)


def _ask_for(axis: Any, count: int, pixels: int, factor: int) -> None:
    """
    Make matplotlib's automatic locators aim at *count* intervals.

    They derive the number from the size of the labels (length / (size * factor)), so that size is set.
    """
    points = pixels * 72 / DPI
    axis.set_tick_params(which="major", labelsize=max(points / ((count + 0.5) * factor), 0.01))


def _ticks(axes: Any, axis: Any, vertical: bool) -> list[Tick]:
    """Return the ticks inside the view; minor labels count where fewer than two major ones are in sight."""
    major = _labelled(axes, axis.get_majorticklocs(), axis.get_major_formatter(), axis, vertical)
    if sum(bool(tick.label) for tick in major) >= 2:
        return major
    formatter = axis.get_minor_formatter()
    if isinstance(formatter, NullFormatter):
        return major
    minor = _labelled(axes, axis.get_minorticklocs(), formatter, axis, vertical)
    return sorted({*major, *(tick for tick in minor if tick.label)})


def _labelled(axes: Any, places: Any, formatter: Any, axis: Any, vertical: bool) -> list[Tick]:
    places = np.asarray(places, dtype=float)
    if not len(places):
        return []
    labels = formatter.format_ticks(places)
    points = np.zeros((len(places), 2))
    points[:, int(vertical)] = places
    transform = axes.get_yaxis_transform() if vertical else axes.get_xaxis_transform()
    with np.errstate(all="ignore"):
        at = np.asarray(transform.transform(points))[:, int(vertical)]
    low, high = (axes.bbox.y0, axes.bbox.y1) if vertical else (axes.bbox.x0, axes.bbox.x1)
    return [
        Tick(float(where), plain(str(label)))
        for where, label in zip(at, labels, strict=False)
        if np.isfinite(where) and low - 0.5 <= where <= high + 0.5
    ]


def _are_names(ticks: list[Tick]) -> bool:
    """Return whether most labels are words and not numbers."""
    labels = [tick.label for tick in ticks if tick.label]
    return sum(any(letter.isalpha() for letter in label) for label in labels) * 2 > len(labels)


def span(tick: Tick) -> tuple[int, int]:
    """Return the first and the last column (excluded) of a label centred below its tick."""
    wide = max((width(line) for line in tick.label.split("\n")), default=0)
    first = int(tick.at // CELL_WIDTH) - (wide - 1) // 2
    return first, first + wide


def _apart(ticks: list[Tick], gap: int = 1) -> bool:
    """Return whether no two labels come nearer than *gap* cells; longer labels need two."""
    spans = [span(tick) for tick in ticks if tick.label]
    return all(
        right[0] - left[1] >= (gap if left[1] - left[0] <= 2 else max(gap, 2))
        for left, right in itertools.pairwise(spans)
    )


def thinned(ticks: list[Tick]) -> list[Tick]:
    """Return *ticks* with only every second, third, ... label, so that the labels stand apart."""
    for every in range(2, len(ticks) + 2):
        kept = [Tick(tick.at, tick.label if n % every == 0 else "") for n, tick in enumerate(ticks)]
        if _apart(kept):
            return kept
    return [Tick(tick.at, "") for tick in ticks]


def _named(ticks: list[Tick], room: int) -> list[Tick]:
    """Return names spread over as few rows as they need, cut where even *room* rows are not enough."""
    for rows in range(1, room + 1):
        if all(_apart(ticks[start::rows]) for start in range(rows)):
            return [Tick(tick.at, "\n" * (n % rows) + tick.label) for n, tick in enumerate(ticks)]
    pitch = min((b.at - a.at for a, b in itertools.pairwise(ticks)), default=0.0) / CELL_WIDTH
    if pitch * room < 4:
        return thinned([Tick(tick.at, cut(tick.label, 8)) for tick in ticks])
    return [
        Tick(tick.at, "\n" * (n % room) + cut(tick.label, max(int(pitch * room) - 2, 2)))
        for n, tick in enumerate(ticks)
    ]
