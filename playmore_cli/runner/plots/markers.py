"""Which character stands for a marker of matplotlib's."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

SMALL = 14
"""Pixels: markers up to this size become one character each."""

_SIGNS: dict[str | int | tuple[int, int], str] = {
    "o": "●", "s": "■", "^": "▲", "v": "▼", "<": "◀", ">": "▶", "D": "◆", "d": "◆", "*": "★", "x": "×",
    "X": "×", "+": "+", "P": "+", "p": "●", "h": "●", "|": "│", "_": "─",
    (5, 1): "★", (6, 1): "★", (5, 2): "*", (6, 2): "*", (5, 0): "●", (6, 0): "●",
    "1": "Y", "2": "λ", "3": "<", "4": ">", 0: "─", 1: "─", 2: "│", 3: "│", 4: "◀", 5: "▶", 6: "▲", 7: "▼",
}  # fmt: skip


_HOLLOW = str.maketrans("●•■▲▼◀▶◆★", "○∘□△▽◁▷◇☆")


def sign_of(outline: npt.NDArray[np.float64], *, hollow: bool = False) -> str:
    """
    Return the character for a marker with this *outline*, shape (n, 2) in pixels, of any size; *hollow* has no face.

    Small dots (matplotlib's ``"."``) and unknown outlines become a dot.
    """
    extent = float(np.ptp(outline, axis=0).max()) if len(outline) else 0.0
    sign = _known().get(_key(outline), "●")
    sign = "•" if sign == "●" and extent <= 5 else sign
    return sign.translate(_HOLLOW) if hollow else sign


def is_known(outline: npt.NDArray[np.float64]) -> bool:
    """Return whether a marker with this *outline* is one of matplotlib's that has a character."""
    return _key(outline) in _known()


def is_stroke(path: Path) -> bool:
    """
    Whether a marker is made of lines alone, as ``x`` and ``+`` are.

    >>> [is_stroke(MarkerStyle(name).get_path()) for name in "x+1os"]
    [True, True, True, False, False]
    """
    if np.asarray(path.vertices).shape[0] == 2:
        return True
    if path.codes is None:
        return False
    codes = np.asarray(path.codes).tolist()
    return int(Path.MOVETO) in codes[1:] and int(Path.CLOSEPOLY) not in codes


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
