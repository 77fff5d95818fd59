"""A line that is drawn anew in place, in a window that became narrower meanwhile."""

import fcntl
import os
import pty
import struct
import termios

from rich.console import Console
from rich.text import Text

from playmore_cli.view.transient import TransientLine


def test_it_is_cut_to_the_window_as_it_is_now() -> None:
    """
    Where the window is narrower than the console still thinks the line takes one row all the same, and is erased whole.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 40, 0, 0))
    with os.fdopen(slave, "w") as stream:
        line = TransientLine(Console(file=stream, width=80, force_terminal=True, color_system=None))
        line.draw(Text("x" * 60))
        stream.flush()
        written = os.read(master, 4096).decode()
    os.close(master)

    assert 30 < written.count("x") < 40
