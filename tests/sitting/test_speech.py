"""What a command says besides its answer."""

import io

import pytest

from playmore_cli.environment import Environment
from playmore_cli.sitting.speech import progress_line


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
