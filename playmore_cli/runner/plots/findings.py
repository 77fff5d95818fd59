"""What the artists of one axes show, in sentences without full stops."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.contour import ContourSet
from matplotlib.patches import Rectangle, Wedge

from playmore_cli.runner.plots.phrases import counted, course, is_noisy, listed, number
from playmore_cli.runner.plots.seen import has_ink, is_seen
from playmore_cli.runner.plots.text import plain

Floats = npt.NDArray[np.float64]

_MOST = 12
"""Lines, bars or texts that are told one by one; of more only some are."""
_ROUNDING = 1e-7
"""A mean that is a smaller part of the largest value is 0, and what else it shows is rounding in 32 bits."""
_LABELS = 60
"""Labelled points up to which each is told with its place."""


def findings(axes: Any) -> Iterator[str]:
    """Yield one sentence for each thing drawn in *axes*."""
    if axes.name == "3d":
        yield from _in_space(axes)
        return
    yield from _lines(axes)
    yield from _bars(axes)
    for image in (one for one in axes.images if is_seen(one, axes)):
        yield from _grid(axes, image.get_array(), "image", image.get_extent())
    for collection in axes.collections:
        yield from _collection(axes, collection)
    yield from _patches(axes)
    if not axes.images and not any(isinstance(each, PathCollection) for each in axes.collections):
        yield from _texts(axes)
    yield from _arrows(axes)


def floats(values: Any) -> Floats:
    """Return *values* as plain numbers, masked and unreadable ones as NaN."""
    try:
        plain_values: Floats = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
        return plain_values
    except (TypeError, ValueError):
        return np.full(np.shape(values), np.nan)


# Lines


def _lines(axes: Any) -> Iterator[str]:
    names = _legend_names(axes)
    bars = [line for box in axes.containers if isinstance(box, ErrorbarContainer) for line in box.lines[1]]
    lines = [line for line in axes.lines if line not in bars and is_seen(line, axes)]
    for count, line in enumerate(lines[:_MOST], start=1):
        own = str(line.get_label())
        name = names.get(line) or ("" if own.startswith("_") else plain(own))
        text = _line(axes, line, f"line '{name}'" if name else f"line {count}" if len(lines) > 1 else "line")
        if text:
            yield text
    if len(lines) > _MOST:
        yield f"and {counted(len(lines) - _MOST, 'more line')}"


def _legend_names(axes: Any) -> dict[Any, str]:
    legend = axes.get_legend()
    if legend is None:
        return {}
    texts = [plain(text.get_text()) for text in legend.get_texts()]
    labelled = [line for line in axes.lines if not str(line.get_label()).startswith("_")]
    return dict(zip(labelled if len(labelled) == len(texts) else axes.lines, texts, strict=False))


def _line(axes: Any, line: Any, name: str) -> str:
    x, y = floats(line.get_xdata()), floats(line.get_ydata())
    if x.shape != y.shape or x.ndim != 1:
        return ""
    there = np.isfinite(x) & np.isfinite(y)
    x, y = x[there], y[there]
    if not len(x):
        return f"{name}: nothing to see, its values are not numbers"
    if len(x) == 1:
        return f"{name}: one point at x {number(x[0])}, y {number(y[0])}"
    if str(line.get_linestyle()) in ("None", "none", " ", ""):
        return f"{name.replace('line', 'points', 1)}: {_cloud(x, y)}"
    if np.ptp(y) == 0:
        return f"{name}: horizontal at {number(y[0])}{_stretch(line, axes, x)}"
    if np.ptp(x) == 0:
        return f"{name}: vertical at x {number(x[0])}"
    ends = f"starts at {number(y[0])}, ends at {number(y[-1])}"
    if len(x) == 2:
        return (
            f"{name}: straight from x {number(x[0])}, y {number(y[0])} to x {number(x[1])}, y {number(y[1])}"
        )
    low, high = int(y.argmin()), int(y.argmax())
    told = f"{name}: {counted(len(x), 'point')}, x {number(x.min())} to {number(x.max())}; {ends}"
    told += (
        f"; lowest {number(y[low])} at x {number(x[low])}, highest {number(y[high])} at x {number(x[high])}"
    )
    if (np.diff(x) >= 0).all():
        told += f"; {course(y)}"
        if is_noisy(y):
            told += f"; noisy, the last tenth averages {number(float(y[-max(1, len(y) // 10) :].mean()))}"
    return told


def _stretch(line: Any, axes: Any, x: Floats) -> str:
    if line.get_transform() is not axes.transData and line.get_transform() != axes.transData:
        return " across the whole plot"
    return f" from x {number(x.min())} to {number(x.max())}"


def _in_space(axes: Any) -> Iterator[str]:
    """Yield what stands in a three-dimensional plot."""
    for line in axes.lines:
        x, y, z = (floats(values) for values in line.get_data_3d())
        if len(x):
            start, end = (", ".join(number(values[n]) for values in (x, y, z)) for n in (0, -1))
            yield f"line: {counted(len(x), 'point')}, from {start} to {end}"
    for collection in axes.collections:
        if hasattr(collection, "_offsets3d"):
            spans = zip("xyz", (floats(values) for values in collection._offsets3d), strict=True)
            told = ", ".join(
                f"{name} {number(np.nanmin(v))} to {number(np.nanmax(v))}" for name, v in spans if v.size
            )
            yield f"{counted(len(collection._offsets3d[0]), 'point')}, {told}"
        else:
            kind = "line segment" if hasattr(collection, "_segments3d") else "face"
            found = (getattr(collection, name, None) for name in ("_segments3d", "_faces", "_segslices"))
            pieces: Any = next((each for each in found if each is not None), ())
            yield f"surface of {counted(len(pieces), kind)}"


# Bars and other patches


def _bars(axes: Any) -> Iterator[str]:
    for container in axes.containers:
        if isinstance(container, BarContainer) and any(is_seen(bar, axes) for bar in container.patches):
            lying = container.orientation == "horizontal"
            name = str(container.get_label())
            yield ("" if name.startswith("_") else f"'{plain(name)}': ") + _bar_group(
                axes, container.patches, lying
            )


def _bar_group(axes: Any, bars: list[Any], lying: bool) -> str:
    sizes = floats([bar.get_width() if lying else bar.get_height() for bar in bars])
    starts = floats([bar.get_y() if lying else bar.get_x() for bar in bars])
    widths = floats([bar.get_height() if lying else bar.get_width() for bar in bars])
    middles = starts + widths / 2
    names = _names(axes.yaxis if lying else axes.xaxis, middles)
    if len(bars) <= _MOST:
        each = "; ".join(f"{name}: {number(size)}" for name, size in zip(names, sizes, strict=True))
        return f"{counted(len(bars), 'bar')}, {each}"
    known = np.isfinite(sizes)
    if not known.any():
        return f"{counted(len(bars), 'bar')} whose lengths are not numbers"
    order = np.argsort(np.where(known, -sizes, np.inf))[:3]
    first, last = number(np.nanmin(starts)), number(np.nanmax(starts + widths))
    told = f"{counted(len(bars), 'bar')} from {first} to {last}, "
    told += f"lengths {number(np.nanmin(sizes))} to {number(np.nanmax(sizes))}; "
    told += "longest " + listed(f"at {names[n]} ({number(sizes[n])})" for n in order)
    total = float(np.nansum(np.where(sizes > 0, sizes, 0)))
    if total > 0 and (sizes[known] >= 0).all():
        share = np.nancumsum(sizes) / total
        low, middle, high = (number(middles[int((share >= q).argmax())], 3) for q in (0.25, 0.5, 0.75))
        told += f"; the middle half lies between {low} and {high}, around {middle}"
    return told


def _names(axis: Any, places: Floats) -> list[str]:
    """Return what the axis says at *places*: names where it has them, numbers else."""
    ticks = floats(axis.get_majorticklocs())
    labels = (
        [plain(str(label)) for label in axis.get_major_formatter().format_ticks(ticks)] if len(ticks) else []
    )
    named = {
        round(float(tick), 6): label.replace("\n", " ")
        for tick, label in zip(ticks, labels, strict=False)
        if any(letter.isalpha() for letter in label)
    }
    return [named.get(round(float(place), 6), number(place)) for place in places]


def _patches(axes: Any) -> Iterator[str]:
    bars = {bar for box in axes.containers if isinstance(box, BarContainer) for bar in box.patches}
    loose = [patch for patch in axes.patches if patch not in bars and is_seen(patch, axes)]
    wedges = [patch for patch in loose if isinstance(patch, Wedge)]
    if wedges:
        shares = [f"{(wedge.theta2 - wedge.theta1) / 3.6:.0f} %" for wedge in wedges]
        yield f"pie of {counted(len(wedges), 'piece')}: {listed(shares, _MOST)}"
    rectangles = [patch for patch in loose if isinstance(patch, Rectangle)]
    for patch in rectangles[:3]:
        x, y, wide, high = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
        yield (
            f"rectangle, x {number(x)} to {number(x + wide)}, y {number(y)} to {number(y + high)}"
            if patch.get_transform() == patch.get_patch_transform() + axes.transData
            else f"band, x {number(x)} to {number(x + wide)}"
        )
    others = len(loose) - len(wedges) - min(len(rectangles), 3)
    if others > 0:
        yield counted(others, "other shape")


# Images and meshes


def _grid(axes: Any, array: Any, kind: str, extent: tuple[float, ...] | None) -> Iterator[str]:
    if array is None or np.ndim(array) < 2:
        return
    down, across = np.shape(array)[:2]
    size = f"{kind} of {counted(down, 'row')} and {counted(across, 'column')}"
    if np.ndim(array) > 2:
        yield f"{size}, in colours"
        return
    values = floats(array)
    known = np.isfinite(values)
    if not known.any():
        yield f"{size}, without values"
        return
    if np.isin(values[known], (0.0, 1.0)).all():
        yield f"{size}, {_yes_and_no(values)}"
        return
    labels = _pixel_labels(axes, down, across)
    low, high, mean = (float(of(values)) for of in (np.nanmin, np.nanmax, np.nanmean))
    if abs(mean) < max(-low, high) * _ROUNDING:
        mean = 0.0
    yield f"{size}, values {number(low)} to {number(high)}, mean {number(mean)}"
    flat = np.where(known, values, -np.inf).ravel()
    top = [(int(n) // across, int(n) % across) for n in np.argsort(-flat, kind="stable")[:5]]
    yield "largest: " + listed(f"{_pixel(spot, labels)} ({number(values[spot])})" for spot in top)
    bottom = np.unravel_index(int(np.where(known, values, np.inf).argmin()), values.shape)
    spot = (int(bottom[0]), int(bottom[1]))
    yield f"smallest: {_pixel(spot, labels)} ({number(values[spot])})"
    yield from _pattern(values)


def _yes_and_no(values: Floats) -> str:
    on = values == 1
    told = f"{int(on.sum()):,} of {on.size:,} on ({on.mean():.1%})"
    per_row = on.sum(axis=1)
    if on.shape[0] <= 40 and (per_row == 1).all():
        return told + ", one in each row: columns " + listed(str(n) for n in on.argmax(axis=1))
    for name, axis in (("column", 0), ("row", 1)):
        whole = np.flatnonzero(on.all(axis=axis))
        empty = np.flatnonzero(~on.any(axis=axis))
        told += f"; {name}s all on: " + (listed((str(n) for n in whole), 8) if len(whole) else "none")
        told += f", all off: {len(empty)}"
    return told


def _pattern(values: Floats) -> Iterator[str]:
    """Yield what stands out in a matrix: an empty triangle, one large value in each row."""
    down, across = values.shape
    if down == across and down > 2 and (values[np.triu_indices(down, 1)] == 0).all() and values.any():
        yield "zero above the diagonal"
    if 2 < down <= 40 and across > 1 and np.isfinite(values).all():
        ordered = np.sort(values, axis=1)
        if (ordered[:, -1] > 3 * np.abs(ordered[:, -2]) + 1e-12).all():
            yield "one value stands out in each row: columns " + listed(str(n) for n in values.argmax(axis=1))


def _pixel_labels(axes: Any, down: int, across: int) -> dict[tuple[int, int], str]:
    labels: dict[tuple[int, int], str] = {}
    for text in axes.texts:
        x, y = (float(value) for value in floats(text.get_unitless_position()))
        if np.isfinite([x, y]).all() and 0 <= round(y) < down and 0 <= round(x) < across:
            said = plain(text.get_text())
            if any(letter.isalpha() for letter in said):
                labels[round(y), round(x)] = said
    return labels


def _pixel(spot: tuple[int, int], labels: dict[tuple[int, int], str]) -> str:
    return labels.get(spot) or f"row {spot[0]} column {spot[1]}"


# Collections


def _collection(axes: Any, collection: Any) -> Iterator[str]:
    if not is_seen(collection, axes):
        return
    label = str(collection.get_label())
    name = "" if label.startswith("_") else f"'{plain(label)}': "
    if isinstance(collection, ContourSet):
        kind = "filled regions between the levels" if collection.filled else "contour lines at the levels"
        yield f"{name}{kind} {listed((number(level) for level in collection.levels), _MOST)}"
    elif isinstance(collection, QuadMesh):
        array: Any = collection.get_array()
        if array is not None:
            mesh: Any = collection
            shape = tuple(size - 1 for size in mesh.get_coordinates().shape[:2])
            values = floats(array)
            yield from _grid(
                axes, values.reshape(shape) if values.size == shape[0] * shape[1] else values, "mesh", None
            )
    elif isinstance(collection, PathCollection):
        yield from _scatter(axes, collection, name)
    elif isinstance(collection, LineCollection):
        yield f"{name}{counted(len(collection.get_paths()), 'line segment')}"
    elif isinstance(collection, PolyCollection):
        yield f"{name}{_areas(collection)}"
    else:
        yield f"{name}{counted(max(len(collection.get_paths()), 1), 'shape')}"


def _areas(collection: Any) -> str:
    corners = [floats(path.vertices) for path in collection.get_paths() if len(path.vertices)]
    if not corners:
        return "an empty area"
    points = np.concatenate(corners)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return "an empty area"
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    what = "filled area" if len(corners) == 1 else counted(len(corners), "polygon")
    return f"{what}, x {number(x0)} to {number(x1)}, y {number(y0)} to {number(y1)}"


def _scatter(axes: Any, collection: Any, name: str) -> Iterator[str]:
    points = floats(collection.get_offsets()).reshape(-1, 2)
    there = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
    if not there.any():
        yield f"{name}no points"
        return
    yield name + _cloud(*points[there].T)
    yield from _colour_groups(collection, points, there)
    labels = [(plain(text.get_text()), floats(text.get_unitless_position())) for text in axes.texts]
    labels = [(said, place) for said, place in labels if said.strip() and np.isfinite(place).all()]
    if 0 < len(labels) <= _LABELS:
        yield "labels: " + "; ".join(
            f"{said} at {number(p[0], 3)}, {number(p[1], 3)}" for said, p in sorted(labels, key=_said)
        )
    if len(labels) > 3:
        yield _neighbours([said for said, _ in labels], np.array([place for _, place in labels]))


def _said(label: tuple[str, Floats]) -> str:
    return label[0]


def _cloud(x: Floats, y: Floats) -> str:
    told = f"{counted(len(x), 'point')}, x {number(x.min())} to {number(x.max())}"
    told += f", y {number(y.min())} to {number(y.max())}"
    if len(x) > 2 and np.ptp(x) > 0 and np.ptp(y) > 0:
        told += f", centre {number(x.mean(), 3)}, {number(y.mean(), 3)}"
        together = float(np.corrcoef(x, y)[0, 1])
        if abs(together) > 0.5:
            told += f", y {'rises' if together > 0 else 'falls'} with x (correlation {together:.2f})"
    return told


def _colour_groups(collection: Any, points: Floats, there: npt.NDArray[np.bool_]) -> Iterator[str]:
    array = collection.get_array()
    if array is None:
        return
    values = floats(array)
    if values.shape != there.shape:
        return
    kinds = np.unique(values[there & np.isfinite(values)])
    if 1 < len(kinds) <= 6:
        for kind in kinds:
            x, y = points[there & (values == kind)].T
            centre = f"centre {number(x.mean(), 3)}, {number(y.mean(), 3)}"
            yield f"colour {number(kind)}: {counted(len(x), 'point')}, {centre}"
    elif len(kinds):
        yield f"coloured by values {number(kinds[0])} to {number(kinds[-1])}"


def _neighbours(names: list[str], places: Floats) -> str:
    """Return which labelled points lie closest together and which lies furthest from all others."""
    places = places[:200]
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=-1))
    np.fill_diagonal(apart, np.inf)
    alone = int(apart.min(axis=1).argmax())
    pairs = []
    for _ in range(3):
        one, other = (int(n) for n in np.unravel_index(int(apart.argmin()), apart.shape))
        pairs.append(f"{names[one]} and {names[other]}")
        apart[[one, other]] = np.inf
        apart[:, [one, other]] = np.inf
        if not np.isfinite(apart).any():
            break
    return f"closest: {'; '.join(pairs)}; furthest from all others: {names[alone]}"


# Texts


def _texts(axes: Any) -> Iterator[str]:
    texts = [text for text in axes.texts if text.get_text().strip() and is_seen(text, axes)]
    for text in texts[:_MOST]:
        place = floats(text.get_unitless_position())
        said = plain(text.get_text()).replace("\n", " ")
        yield f"text '{said}' at x {number(place[0])}, y {number(place[1])}"
    if len(texts) > _MOST:
        yield f"and {counted(len(texts) - _MOST, 'more text')}"


def _arrows(axes: Any) -> Iterator[str]:
    """Yield how many arrows stand without words; one with words is told as a text."""
    wordless = [text for text in axes.texts if is_seen(text, axes) and not text.get_text().strip()]
    arrows = [arrow for text in wordless if (arrow := getattr(text, "arrow_patch", None)) and has_ink(arrow)]
    if arrows:
        yield counted(len(arrows), "arrow")
