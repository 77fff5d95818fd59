"""A value as it is written into a lesson: exact where that is short, else with few digits and what it may be off by."""

import math
from collections.abc import Sequence

from playmore_cli.outputs import Value

MOST = 24
"""How many numbers one figure may have."""

_DIGITS = 5
"""Digits of a decimal number that are recorded; the last one is what it may be off by."""

_LONGEST = 200

_MOST_DECIMALS = 6
"""A figure with more was written down as the machine gave it, not as somebody would tell it."""


def read_figure(
    value: Value, within: float | None = None
) -> tuple[int | float | str | tuple[int | float, ...], float | None] | str:
    """
    Return what to write for a value, and by how much it may be off, or why it cannot be recorded.

    Whole numbers, short decimals and words are exact; other decimals get five digits, or as many as *within* asks for.

    >>> read_figure(Value("2.4540143", 2.4540143)), read_figure(Value("20.0", 20.0)), read_figure(Value("3", 3.0))
    ((2.454, 0.0001), (20.0, None), (3, None))
    """
    if value.error is not None:
        return f"its value cannot be taken: {value.error}"
    if value.text in ("True", "False") or (value.number is None and value.numbers is None):
        words = value.text.strip()
        if not words or "\n" in words or len(words) > _LONGEST:
            return "its value is no number and no short line of text"
        return words, None
    numbers = (value.number,) if value.number is not None else value.numbers or ()
    if len(numbers) > MOST:
        return f"its value has {len(numbers)} numbers; {MOST} is the most"
    if not all(map(math.isfinite, numbers)):
        return "its value is not finite"
    is_whole = "." not in value.text and "e" not in value.text
    if is_whole and all(number == int(number) for number in numbers):
        exact: tuple[int | float, ...] = tuple(int(number) for number in numbers)
        return (exact[0] if value.number is not None else exact), None
    decimals = _decimals(numbers, within)
    rounded = tuple(round(number, decimals) for number in numbers)
    off = None if within is not None or rounded == tuple(numbers) else float(f"1e{-decimals}")
    return (rounded[0] if value.number is not None else rounded), off


def _decimals(numbers: Sequence[float], within: float | None) -> int:
    """Return how many decimals are written; fewer than none round before the point."""
    if within is not None:
        return max(0, 1 - math.floor(math.log10(within)))
    largest = max(map(abs, numbers))
    return _DIGITS - 1 - math.floor(math.log10(largest)) if largest else 0


def round_like(number: float, figure: float, within: float = 0.0) -> str:
    """
    Return a number with the digits of the figure it stands beside; of a long one those that *within* makes meaningful.

    >>> round_like(63.0581, 60.95), round_like(2.124538, 2.1245384216308594, 0.001), round_like(17.7697, 17, 1)
    ('63.06', '2.1245', '17.8')
    >>> round_like(22097, 22000, 500), round_like(5.6e-09, 5.122e-09), round_like(float("nan"), 1.5)
    ('22097', '5.600e-09', 'nan')
    >>> round_like(2.9993785e-06, 2.999378523327323e-06, 1e-9)
    '2.9994e-06'
    """
    if not math.isfinite(number):
        return str(number)
    if isinstance(figure, int) and number == int(number):
        return f"{number:.0f}"
    mantissa, _, exponent = repr(float(figure)).partition("e")
    decimals = len(mantissa.partition(".")[2])
    meant = max(0, 1 - math.floor(math.log10(within)) + int(exponent or 0)) if within > 0 else decimals
    if exponent:
        return f"{number:.{min(decimals, meant) if decimals > _MOST_DECIMALS else decimals}e}"
    if isinstance(figure, int):
        decimals = meant
    elif decimals > _MOST_DECIMALS:
        decimals = min(decimals, meant)
    return f"{number:.{decimals}f}"
