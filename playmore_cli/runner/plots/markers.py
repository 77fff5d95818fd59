"""Which character stands for a marker of matplotlib's."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from matplotlib.markers import MarkerStyle

SMALL = 14
"""Pixels: markers up to this size become one character each."""

_SIGNS = {
    "o": "●", "s": "■", "^": "▲", "v": "▼", "<": "◀", ">": "▶", "D": "◆", "d": "◆", "*": "★", "x": "×",
    "X": "×", "+": "+", "P": "+", "p": "●", "h": "●", "|": "│", "_": "─",
}  # fmt: skip


def sign_of(outline: npt.NDArray[np.float64]) -> str:
    """
    Return the character for a marker with this *outline*, shape (n, 2) in pixels, of any size.

    Small dots (matplotlib's ``"."``) and unknown outlines become a dot.
    """
    extent = float(np.ptp(outline, axis=0).max()) if len(outline) else 0.0
    sign = _known().get(_key(outline), "●")
    return "•" if sign == "●" and extent <= 5 else sign


@lru_cache(1)
def _known() -> dict[tuple[float, ...], str]:
    known = {}
    for name, sign in _SIGNS.items():
        marker = MarkerStyle(name)
        known[_key(marker.get_transform().transform(marker.get_path().vertices))] = sign
    return known


def _key(outline: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Return the outline's first corners in units of its size: the same for one shape at any scale."""
    if len(outline) < 2:
        return ()
    low = outline.min(axis=0)
    size = max(float(np.ptp(outline, axis=0).max()), 1e-9)
    return tuple(np.round((outline[:8] - low) / size, 1).ravel() + 0.0)
