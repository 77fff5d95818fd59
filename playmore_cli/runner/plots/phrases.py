"""Numbers, lists and the course of a line in words."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_BLOCKS = 12
"""Stretches into which a line is cut to tell where it rises and falls."""
_LEVEL = 0.08
"""A change of less than this share of the whole range counts as level."""


def number(value: float, figures: int = 4) -> str:
    """
    Return *value* as one would read it out, with at most so many *figures* unless it is a large whole number.

    >>> number(0.25), number(20000.0), number(-3.14159, 3), number(2.5e-7), number(1e-17)
    ('0.25', '20,000', '-3.14', '2.5e-07', '0')
    """
    value = float(value)
    if not np.isfinite(value):
        return str(value)
    if 1e4 <= abs(value) < 1e9:
        return f"{value:,.0f}"
    if abs(value) < 1e-14:
        return "0"
    if abs(value) >= 10**figures - 0.5 and abs(value) < 1e9:
        return f"{value:.0f}"
    return f"{value:.{figures}g}"


def counted(count: int, thing: str) -> str:
    """
    Return a count with its noun.

    >>> counted(1, "line"), counted(1200, "bar"), counted(2, "box")
    ('1 line', '1,200 bars', '2 boxes')
    """
    plural = thing + ("es" if thing.endswith(("s", "x")) else "s")
    return f"{count:,} {thing if count == 1 else plural}"


def listed(things: Iterable[str], most: int = 99) -> str:
    """
    Return *things* with commas and "and"; those after the first *most* are counted.

    >>> listed(["a", "b", "c"]), listed("abcde", 2)
    ('a, b and c', 'a, b and 3 more')
    """
    words = list(things)
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def course(values: Floats) -> str:
    """
    Return where a line rises and falls, seen from afar.

    >>> course(np.array([4.0, 3, 2, 1, 0, 1, 2, 3, 4])), course(np.arange(50.0))
    ('falls, then rises', 'rises')
    """
    values = values[np.isfinite(values)]
    if len(values) < 3 or np.ptp(values) == 0:
        return "level" if len(values) else ""
    blocks = np.array_split(values, min(_BLOCKS, len(values)))
    means = np.array([block.mean() for block in blocks])
    unsure = 4 * _jitter(values) / np.sqrt(len(blocks[0]))
    flat = max(_LEVEL * float(np.ptp(means)), unsure)
    steps = ["level" if abs(d) < flat else "rises" if d > 0 else "falls" for d in np.diff(means)]
    stretches: list[str] = []
    for step in steps:
        if not stretches or stretches[-1] != step:
            stretches.append(step)
    if len(stretches) > 5:
        return "goes up and down" + _tendency(means, unsure)
    words = ", then ".join("stays level" if step == "level" else step for step in stretches)
    return words if words != "stays level" else "level"


def _tendency(means: Floats, unsure: float) -> str:
    third = max(1, len(means) // 3)
    change = float(means[-third:].mean() - means[:third].mean())
    if abs(change) < max(0.25 * float(np.ptp(means)), unsure):
        return ""
    return ", rising on the whole" if change > 0 else ", falling on the whole"


def _jitter(values: Floats) -> float:
    """Return the standard deviation that noise around a smooth line would have; 0 for a short line."""
    return float(np.median(np.abs(np.diff(values, 2))) / 1.65) if len(values) > 4 * _BLOCKS else 0.0


def is_noisy(values: Floats) -> bool:
    """
    Return whether a long line jumps from point to point by more than it bends.

    >>> is_noisy(np.sin(np.arange(300) / 20)), is_noisy(np.random.default_rng(0).normal(size=300))
    (False, True)
    """
    values = values[np.isfinite(values)]
    if len(values) < 200 or np.ptp(values) == 0:
        return False
    jumps, bends = np.abs(np.diff(values)), np.abs(np.diff(values, 2))
    return bool(min(np.median(jumps), np.median(bends) / 2) > 0.04 * np.ptp(values))
