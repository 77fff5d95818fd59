"""prompt_toolkit's two ends of a terminal: keys without the terminal's answers, a screen that asks nothing."""

from typing import TextIO

from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.output.vt100 import Vt100_Output

from playmore_cli.prompt.answers import Answers


class TypedKeys(Vt100Input):
    """Keys from *stdin*; what the terminal answers goes to *answers*."""

    def __init__(self, stdin: TextIO, answers: Answers) -> None:
        super().__init__(stdin)
        self._answers = answers

    def keys_of(self, text: str) -> list[KeyPress]:
        """Return the keys that were pressed to give *text*."""
        self.vt100_parser.feed(text)
        result, self._buffer = self._buffer, []
        return result

    def read_keys(self) -> list[KeyPress]:
        """Return the keys pressed since the last time."""
        return self.keys_of(self._answers.keys_in(self.stdin_reader.read()))

    def flush_keys(self) -> list[KeyPress]:
        """Return the keys that waited for more, now that nothing has come."""
        self.vt100_parser.feed(self._answers.key_waiting())
        return super().flush_keys()


_ALL_OF_IT = 9_999
"""Columns by which a terminal goes back no further than to the left edge."""


class PromptScreen(Vt100_Output):
    """
    A screen that is not asked where its cursor is.

    prompt_toolkit would wait up to a second for the answer whenever a prompt ends, and warns where none comes.
    """

    def cursor_backward(self, amount: int) -> None:
        """
        Go back in the row, from beyond the screen's edge up to where the row began.

        So far prompt_toolkit goes only where the window has become narrower: the terminal has broken the row by then.
        """
        above = amount // max(self.get_size().columns, 1)
        if above:
            self.cursor_up(above)
            amount = _ALL_OF_IT
        super().cursor_backward(amount)

    def get_rows_below_cursor_position(self) -> int:
        """Return 1: a prompt takes the rows that it needs, wherever it stands."""
        return 1
