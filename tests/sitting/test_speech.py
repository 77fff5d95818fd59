"""What a command says besides its answer."""

import io
import os
from dataclasses import replace

import pytest

from playmore_cli.environment import Environment
from playmore_cli.sitting.speech import complain, progress_line, say


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def env(stderr: io.StringIO, term: str = "xterm") -> Environment:
    return Environment(io.StringIO(), io.StringIO(), stderr, {"TERM": term})


def test_a_line_of_progress_is_drawn_over_and_gone_afterwards() -> None:
    """
    Whatever ends the work, an interrupt too, what is said next begins a line of its own.
    """
    screen = Terminal()
    with pytest.raises(KeyboardInterrupt), progress_line(env(screen), "at work") as show:
        show("1/2")
        show("2/\x1b[2J2")
        raise KeyboardInterrupt
    assert screen.getvalue() == "\r\x1b[K1/2\r\x1b[K2/2\r\x1b[K"


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()], ids=["a dumb terminal", "a file"])
def test_where_no_line_can_be_drawn_over(stream: io.StringIO) -> None:
    """
    A terminal that cannot move its cursor, and a file, get one sentence and nothing that commands a terminal.
    """
    with progress_line(env(stream, "dumb"), "at work") as show:
        show("1/2")
    assert stream.getvalue() == "at work\n"


def told(text: str, stream: io.StringIO, columns: int) -> str:
    """Return what an error looks like on a stream of so many columns."""
    size = os.terminal_size((columns, 20))
    environment = replace(Environment(io.StringIO(), stream, stream), size=lambda: size)
    complain(environment, text)
    say(environment, "    playmore start p1 --step a-step-with-a-long-name")
    return stream.getvalue()


def test_words_are_whole_on_a_narrow_terminal() -> None:
    """
    An error goes on in the next row between two words; a command to copy stays in one row, and a pipe gets one line.
    """
    text = "'99:99' is not a timecode; write it as 24:58, 1:22:28 or 82m"
    rows = told(text, Terminal(), 40).splitlines()

    assert all(len(row) <= 40 for row in rows[:-1]) and len(rows) == 3
    assert " ".join(rows[:-1]) == f"playmore: {text}"
    assert rows[-1].endswith("a-step-with-a-long-name")
    assert told(text, io.StringIO(), 40).splitlines()[0] == f"playmore: {text}"
