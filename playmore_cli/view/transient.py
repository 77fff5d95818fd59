"""A line that is drawn anew in place, and gone in the end."""

import os

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text


class TransientLine:
    """
    One line below all that was printed.

    The cursor waits at its beginning: where the window becomes narrower, and the terminal breaks the line, all of
    it is still below the cursor and is erased.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._is_drawn = False

    def draw(self, text: Text) -> None:
        """Show *text*, cut to the width, in place of what was shown."""
        if not self._console.is_terminal:
            return
        line = text.copy()
        line.truncate(max(self._columns() - 1, 1), overflow="ellipsis")
        self._write(f"{'' if self._is_drawn else HIDE_CURSOR}\r\x1b[J", line, "\r")
        self._is_drawn = True

    def erase(self) -> None:
        """Take the line away."""
        if self._is_drawn:
            self._is_drawn = False
            self._write(f"\r\x1b[J{SHOW_CURSOR}")

    def _columns(self) -> int:
        """
        Return the columns of the window as it is now.

        The console learns of another size when a prompt ends or an output comes; a wait may be longer than that.
        """
        try:
            return min(
                os.get_terminal_size(self._console.file.fileno()).columns or self._console.width,
                self._console.width,
            )
        except (OSError, ValueError):  # no terminal, or one that has gone
            return self._console.width

    def _write(self, before: str, line: Text | None = None, after: str = "") -> None:
        parts = [Segment(before, None, []), *(self._console.render(line) if line else ())]
        shown = [part for part in parts if part.text != "\n"]
        self._console.print(Segments([*shown, Segment(after, None, [])]), end="", soft_wrap=True)


SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"
