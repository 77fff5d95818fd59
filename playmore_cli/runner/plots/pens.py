"""Strokes of matplotlib's as dots on the canvas: colour, dashes, clipping."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.transforms import Transform

from playmore_cli.runner.plots.canvas import DOT, DPI, Canvas
from playmore_cli.runner.plots.palette import Rgb, seen_through
from playmore_cli.runner.plots.strokes import line_dots

_DASHES = 2
"""Dashes are drawn this much longer than asked for, so that gaps are wider than a dot."""
_THICK = 1.75 * DOT
"""Pixels: lines at least this wide are drawn two dots wide."""


def rgb_of(colour: Any) -> Rgb:
    """Return a colour of matplotlib's without its opacity."""
    red, green, blue = (float(part) for part in colour[:3])
    return (red, green, blue)


def opacity(gc: GraphicsContextBase, colour: Any) -> float:
    """Return how opaque *colour* is drawn, 0 to 1."""
    if gc.get_forced_alpha():
        return float(gc.get_alpha())
    return float(colour[3]) if len(colour) > 3 else 1.0


def stroke(canvas: Canvas, gc: GraphicsContextBase, path: Any, transform: Transform, colour: Any) -> None:
    """Draw the line *path* in *colour* with the dashes, the width and the clipping of *gc*."""
    alpha = opacity(gc, colour)
    if alpha <= 0:
        return
    ink = seen_through(rgb_of(colour), alpha, canvas.dark)
    margin = 2 * max(canvas.width, canvas.height)
    shown = path.cleaned(
        transform=transform,
        remove_nans=True,
        clip=(-margin, -margin, canvas.width + margin, canvas.height + margin),
        simplify=False,
        curves=False,
    )
    pattern: Any
    offset, pattern = gc.get_dashes()
    scale = _DASHES * DPI / 72 / DOT
    dashes = [] if pattern is None else [max(round(float(length) * scale), 1) for length in pattern]
    parts: Any = shown.to_polygons(closed_only=False)
    for part in parts:
        corners = np.asarray(part, dtype=np.float64)
        if len(corners) < 2 or not np.isfinite(corners).all():
            continue
        dots = np.stack([corners[:, 0] / DOT, (canvas.height - corners[:, 1]) / DOT], axis=1)
        covered = line_dots(dots, dashes, float(offset or 0) * scale)
        if gc.get_linewidth() * DPI / 72 >= _THICK:
            covered = np.concatenate([covered, covered + np.array((1, 0)), covered + np.array((0, 1))])
        canvas.stroke(clipped(canvas, gc, covered), ink)


def clipped(canvas: Canvas, gc: GraphicsContextBase, dots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """
    Return the *dots* inside the rectangle and the path that *gc* clips to.

    *dots*: x and y in the first two columns; others are carried along. Dots on the right and the lower border
    belong to the last column and row inside.
    """
    clip = gc.get_clip_rectangle()
    if clip is not None:
        left, right = int(np.floor(clip.x0 / DOT + 0.01)), int(np.ceil(clip.x1 / DOT - 0.01))
        top = int(np.floor((canvas.height - clip.y1) / DOT + 0.01))
        bottom = int(np.ceil((canvas.height - clip.y0) / DOT - 0.01))
        x, y = dots[:, 0] - (dots[:, 0] == right), dots[:, 1] - (dots[:, 1] == bottom)
        inside = (x >= left) & (x < right) & (y >= top) & (y < bottom)
        dots = np.column_stack([x, y, dots[:, 2:]])[inside]
    outline: Any
    outline, transform = gc.get_clip_path()
    if outline is not None and transform is not None and len(dots):
        centres = np.stack([(dots[:, 0] + 0.5) * DOT, canvas.height - (dots[:, 1] + 0.5) * DOT], axis=1)
        dots = dots[outline.contains_points(centres, transform, radius=DOT)]
    return dots
