"""Hatches as patterns of dots, so that faces of one colour can be told apart."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.transforms import Transform

from playmore_cli.runner.plots.canvas import DOT, Canvas, Ints
from playmore_cli.runner.plots.pens import clipped, rgb_of

_WIDEST = 8
"""Dots between two lines of a hatch that is named once; named more often they come closer, as in matplotlib."""
_KEYS = {"/": "╱", "\\": "╲", "x": "╳", "+": "┼", "-": "═", "|": "│", ".": "·", "o": "o", "O": "O", "*": "*"}


def hatch_key(hatch: str) -> str:
    r"""
    Return two characters that show a hatch in a legend.

    >>> hatch_key("//"), hatch_key("xx"), hatch_key("o-")
    ('╱╱', '╳╳', 'o═')
    """
    signs = [_KEYS.get(sign, "█") for sign in dict.fromkeys(hatch)]
    return (signs[0] + signs[min(1, len(signs) - 1)]) if signs else "██"


def draw_hatch(canvas: Canvas, gc: GraphicsContextBase, path: Any, transform: Transform, colour: Any) -> None:
    """Draw the hatch of *gc* in *colour* inside *path*, which *transform* leads to pixels, y upwards."""
    extents = path.get_extents(transform)
    if not np.isfinite(extents.extents).all():
        return
    left, right = max(math.floor(extents.x0 / DOT), 0), min(math.ceil(extents.x1 / DOT), canvas.columns * 2)
    top = max(math.floor((canvas.height - extents.y1) / DOT), 0)
    bottom = min(math.ceil((canvas.height - extents.y0) / DOT), canvas.rows * 4)
    if right <= left or bottom <= top:
        return
    y, x = (one.ravel() for one in np.mgrid[top:bottom, left:right])
    drawn = np.zeros(len(x), np.bool_)
    hatch = gc.get_hatch() or ""
    for sign in dict.fromkeys(hatch):
        drawn |= _pattern(sign, max(_WIDEST - 2 * (hatch.count(sign) - 1), 3), x, y)
    dots = np.column_stack([x[drawn], y[drawn]])
    centres = np.stack([(dots[:, 0] + 0.5) * DOT, canvas.height - (dots[:, 1] + 0.5) * DOT], axis=1)
    inside = path.contains_points(centres, transform) if len(dots) else np.zeros(0, np.bool_)
    canvas.stroke(clipped(canvas, gc, dots[inside]), rgb_of(colour))


def _pattern(sign: str, period: int, x: Ints, y: Ints) -> npt.NDArray[np.bool_]:
    """Return which dots of a plane a sign of matplotlib's hatches sets."""
    near = period // 2
    found: Any
    match sign:
        case "/":
            found = (x + y) % period == 0
        case "\\":
            found = (x - y) % period == 0
        case "x":
            found = ((x + y) % period == 0) | ((x - y) % period == 0)
        case "-":
            found = y % near == 0
        case "|":
            found = x % near == 0
        case "+":
            found = (y % near == 0) | (x % near == 0)
        case "o" | "O":
            ring = near - (sign == "o")
            across, down = x % period, y % period
            ends = ((across == 0) | (across == ring)).astype(int) + ((down == 0) | (down == ring))
            found = (across <= ring) & (down <= ring) & (ends == 1)
        case _:  # points and stars
            found = (x % near == 0) & (y % near == (x // near) % 2)
    return np.asarray(found, np.bool_)
