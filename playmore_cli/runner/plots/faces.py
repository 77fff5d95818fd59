"""Faces and images, painted by Agg without antialiasing and laid over the canvas."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends import backend_agg
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform

from playmore_cli.runner.plots.canvas import CELL_WIDTH, DPI, Canvas
from playmore_cli.runner.plots.palette import visible_face

_LEAST = (CELL_WIDTH / 2, 2.0)
"""Pixels that an upright rectangle is at least wide and high, so that it fills a sample."""
_THIN = 2.5
"""Pixels: long shapes narrower than this are drawn as lines as well."""


class Painter:
    """Paints on a surface of its own and lays the result over *canvas*."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        agg: Any = backend_agg.RendererAgg
        self._agg = agg(canvas.width, canvas.height, DPI)

    @property
    def height(self) -> int:
        """The surface's height in pixels."""
        return self._canvas.height

    def paint(self, draw: Callable[[Any], None], clip: Any = None) -> None:
        """
        Let *draw* paint on the empty surface and lay what it painted over the canvas.

        *clip*: a rectangle in pixels, y upwards, beyond which nothing is kept; images may pass it by a pixel.
        """
        self._agg.clear()
        draw(self._agg)
        painted = np.asarray(self._agg.buffer_rgba())
        if clip is not None:
            left, right = max(round(clip.x0), 0), max(round(clip.x1), 0)
            top, bottom = (max(round(self._canvas.height - y), 0) for y in (clip.y1, clip.y0))
            inside = np.zeros(painted.shape[:2], np.bool_)
            inside[top:bottom, left:right] = True
            painted = np.where(inside[..., None], painted, 0).astype(np.uint8)
        there = painted[..., 3] > 0
        rows = np.flatnonzero(there.any(axis=1))
        if not len(rows):
            return
        columns = np.flatnonzero(there[rows[0] : rows[-1] + 1].any(axis=0))
        patch = painted[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        self._canvas.fill(int(rows[0]), int(columns[0]), patch)

    def shape(self, gc: GraphicsContextBase, path: Any, transform: Transform, colour: Any) -> None:
        """Paint the inside of *path*."""
        face = face_context(gc)
        outline, placed = _at_least_visible(path, transform)
        seen = visible_face(tuple(colour), self._canvas.dark)
        self.paint(lambda agg: agg.draw_path(face, outline, placed, seen))


def face_context(gc: GraphicsContextBase) -> GraphicsContextBase:
    """Return a copy of *gc* for faces alone: no edge, hard borders."""
    face = GraphicsContextBase()
    face.copy_properties(gc)
    face.set_linewidth(0)
    face.set_antialiased(False)
    face.set_snap(False)
    face.set_hatch(None)
    return face


def is_thin(path: Any, transform: Any) -> bool:
    """Return whether *path* is so thin that its face may fall between the samples: an arrow, a sliver."""
    corners = np.asarray(transform.transform(path.vertices), dtype=np.float64)
    if len(corners) < 3 or len(corners) > 200 or not np.isfinite(corners).all():
        return False
    if len(corners) <= 5 and _is_upright(corners):
        return False
    x, y = corners.T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    outline = float(np.hypot(*np.diff(corners, axis=0).T).sum())
    wide = 2 * area / max(outline, 1e-9)
    return wide < _THIN and outline / 2 - wide > max(3 * wide, CELL_WIDTH)


def _at_least_visible(path: Any, transform: Transform) -> tuple[Path, Transform]:
    """Return *path* in pixels, a thin upright rectangle widened so that it fills at least one sample."""
    if not 4 <= len(path.vertices) <= 5:
        return path, transform
    corners = np.asarray(transform.transform(path.vertices), dtype=np.float64)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = high - low
    if not np.isfinite(size).all() or (size <= 0).any() or (size >= _LEAST).all():
        return path, transform
    if not _is_upright(corners):
        return path, transform
    least = np.array(_LEAST)
    start = np.where(size < least, np.floor(low / least) * least, low)
    return rectangle(start, start + np.maximum(size, least)), IdentityTransform()


def _is_upright(corners: npt.NDArray[np.float64]) -> bool:
    """Return whether every corner is one of its bounding box."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    return bool(((np.abs(corners - low) < 1e-6) | (np.abs(corners - high) < 1e-6)).all())


def rectangle(low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> Path:
    """Return the upright rectangle from the corner *low* to the corner *high*."""
    (x0, y0), (x1, y1) = low, high
    corners: Sequence[Sequence[float]] = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    return Path(corners, closed=True)
