"""
Two blocks of rows side by side, in a screen that scrolls: text and code on the left, what comes out on the right.

What stands on the screen already is painted again as a block grows; it is one region of the transcript, and stays
there like everything else.
"""

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console
from rich.segment import Segment, Segments

Row = list[Segment]

LEAST = 120
"""Columns of the narrowest screen with two panes."""

_LEFT_MOST, _RIGHT_MOST = 88, 104
_GAP = 1
_BELOW = 3
"""Rows that stay free below the panes for the line of keys and what stands above it."""


def pane_widths(columns: int) -> tuple[int, int] | None:
    """
    Return the columns of the left pane and of the right one; ``None`` where the screen is too narrow for two.

    >>> pane_widths(120), pane_widths(200), pane_widths(119)
    ((58, 60), (88, 104), None)
    """
    if columns < LEAST:
        return None
    left = min(_LEFT_MOST, (columns - 3) // 2)
    return left, min(_RIGHT_MOST, columns - left - _GAP - 1)


def side_by_side(left: Sequence[Row], right: Sequence[Row], width: int) -> list[Row]:
    """
    Return rows that show *left*, filled to *width* columns, and *right* beside it.

    >>> rows = side_by_side([[Segment("a")]], [[Segment("1")], [Segment("2")]], 3)
    >>> ["".join(part.text for part in row) for row in rows]
    ['a   1', '    2']
    """
    nothing: Row = []
    return [
        [*one, Segment(" " * (width + _GAP - Segment.get_line_length(one))), *other] if other else one
        for one, other in zip_longest(left, right, fillvalue=nothing)
    ]


class Panes:
    """The two panes of one step, the left one *left* columns wide, the right one *right*."""

    def __init__(self, console: Console, left: int, right: int) -> None:
        self.left, self.right = left, right
        self._console = console
        self._rows: tuple[list[Row], list[Row]] = ([], [])
        self._painted: list[Row] = []

    @property
    def is_begun(self) -> bool:
        """Whether anything stands on the right."""
        return bool(self._rows[1])

    @property
    def lacking(self) -> int:
        """How many rows the left pane lacks until it ends a row below the right one; 0 before anything stands there."""
        left, right = map(len, self._rows)
        return max(right + 1 - left, 0) if right else 0

    def room(self) -> int:
        """Return the rows that the right pane has left."""
        return self._console.height - _BELOW - len(self._rows[1])

    def paint(self, rows: Sequence[Row], *, right: bool) -> int | None:
        """
        Add *rows* to a pane and paint what has changed; return by how many rows both together have grown.

        ``None`` where they would not be on the screen as a whole: then nothing was painted.
        """
        self._rows[right].extend(rows)
        whole = side_by_side(*self._rows, self.left)
        if len(whole) > self._console.height - _BELOW:
            return None
        alike = next(
            (place for place, (old, new) in enumerate(zip(self._painted, whole, strict=False)) if old != new),
            len(self._painted),
        )
        up, out = len(self._painted) - alike, self._console.file
        if up:
            # All at once, where the terminal can; it is no longer than a screen.
            out.write(f"\x1b[?2026h\x1b[{up}A\r\x1b[J")
        parts = [part for row in whole[alike:] for part in (*row, Segment.line())]
        self._console.print(Segments(parts), end="", soft_wrap=True)
        if up:
            out.write("\x1b[?2026l")
            out.flush()
        grown = len(whole) - len(self._painted)
        self._painted = whole
        return grown
