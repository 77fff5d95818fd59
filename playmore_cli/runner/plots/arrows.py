"""Fields of arrows (``quiver``): one character an arrow, with a shaft where it is long."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, Canvas
from playmore_cli.runner.plots.pens import rgb_of, stroke

_SIGNS = "→↗↑↖←↙↓↘"
"""By direction, in eighths of a turn from the right against the clock."""
_TIP, _TAIL = 3, (0, 6)
"""Corners of matplotlib's arrows."""
_DOT = 2.0
"""Pixels: shorter arrows are dots, they have no direction."""
_LONG = 1.5 * CELL_HEIGHT
"""Pixels: longer arrows get a shaft."""


def arrow_sign(across: float, up: float) -> str:
    """
    Return the character that points most nearly to where *across* and *up* lead.

    >>> arrow_sign(1.0, 0.1), arrow_sign(-1.0, 1.0), arrow_sign(0.0, -2.0)
    ('→', '↖', '↓')
    """
    return _SIGNS[round(np.arctan2(up, across) / (np.pi / 4)) % 8]


def draw_arrows(
    canvas: Canvas,
    gc: GraphicsContextBase,
    corners: Sequence[npt.NDArray[np.float64]],
    colours: Sequence[Any],
) -> None:
    """Draw an arrow for each polygon of *corners*, shape (8, 2) in pixels, y upwards; *colours* are used in turn."""
    for number, polygon in enumerate(corners):
        tip, tail = polygon[_TIP], polygon[list(_TAIL)].mean(axis=0)
        if not np.isfinite(polygon).all():
            continue
        (across, up), ink = tip - tail, colours[number % len(colours)]
        length = float(np.hypot(across, up))
        at = tip if length > _LONG else (tip + tail) / 2
        if length > _LONG:
            stroke(canvas, gc, Path([tail, tip]), IdentityTransform(), ink)
        sign = arrow_sign(across, up) if length > _DOT else "·"
        clip = gc.get_clip_rectangle()
        if clip is not None and not (clip.x0 <= at[0] <= clip.x1 and clip.y0 <= at[1] <= clip.y1):
            continue
        row, column = int((canvas.height - at[1]) // CELL_HEIGHT), int(at[0] // CELL_WIDTH)
        canvas.mark(row, column, sign, rgb_of(ink))
