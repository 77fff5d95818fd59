"""Numbers by which people name one of several things: a step, a chapter, a result."""

_MOST_DIGITS = 7
"""More name nothing here, and Python refuses to read thousands of them."""


def ordinal_in(words: str) -> int | None:
    """
    Return the whole number that *words* are, ``None`` where they are anything else.

    >>> ordinal_in("12"), ordinal_in("1:00"), ordinal_in("9" * 5000)
    (12, None, None)
    """
    return int(words) if words.isdecimal() and len(words) <= _MOST_DIGITS else None
