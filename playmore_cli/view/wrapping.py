"""Breaking styled text into rows at spaces, but not at those inside a formula or a span of code."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_STUCK = "\u00a0"
"""Stands for a space at which a row is not broken, until the row is finished."""
_LONGEST = 30
"""Columns; what is longer is broken like other text."""


_UNIT = re.compile(r"(?<=\d) (?=(?:%|ms|s|min|h|kB|MB|GB|Hz)(?!\w))")
"""The space between a number and its unit."""


def with_units(shown: str) -> str:
    """Return *shown* so that `wrapped` keeps numbers and their units in one row; `finished` takes that back."""
    return _UNIT.sub(_STUCK, shown)


def unbroken(shown: str) -> str:
    """Return *shown* so that `wrapped` keeps it in one row, where it is short; `finished` takes that back."""
    return shown.replace(" ", _STUCK) if cell_len(shown) <= _LONGEST else shown


def finished(row: Text) -> Text:
    """Return a row as it is to be printed."""
    row.plain = row.plain.replace(_STUCK, " ")
    row.rstrip()
    row.no_wrap, row.overflow, row.end = True, "ignore", "\n"
    return row


def wrapped(text: Text, width: int) -> list[Text]:
    """
    Break a text into rows of at most *width* columns, at spaces where there are some.

    >>> [row.plain for row in wrapped(Text("one two three"), 8)]
    ['one two', 'three']
    """
    rows: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        starts = list(_row_starts(line.plain, max(1, width)))
        for row in line.divide(starts) if starts else [line]:
            row.rstrip()
            rows.append(row)
    return rows


def _row_starts(line: str, width: int) -> Iterator[int]:
    """Yield where each row but the first begins."""
    used = 0
    for word in re.finditer(r"[^ ]+ *| +", line):
        size = cell_len(word[0].rstrip(" "))
        if used and used + size > width:
            yield word.start()
            used = 0
        if size > width:
            column = 0
            for place, character in enumerate(word[0]):
                column += cell_len(character)
                if column > width and character != " ":
                    yield word.start() + place
                    column = cell_len(character)
            used = column
        else:
            used += cell_len(word[0])
