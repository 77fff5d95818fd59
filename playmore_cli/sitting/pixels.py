"""Finding out whether the terminal shows pixels, and how."""

import struct

from playmore_cli.environment import Environment
from playmore_cli.view.screen import Pixels
from playmore_cli.view.theme import ask_terminal

_CELL = (10, 20)


def find_pixels(environment: Environment) -> Pixels | None:
    """
    Return how pixels are shown here; ``None`` for characters.

    The setting ``graphics`` forces ``kitty``, ``iterm2`` or ``sixel``, or forbids them with ``off``. Else the
    terminal is asked, unless it is one that would not pass the question on (tmux, screen).
    """
    setting = environment.settings.graphics
    if setting == "off" or (setting == "auto" and not _may_ask(environment)):
        return None
    from playmore_cli.view import graphics  # encoders and an image library that few terminals need

    known = {protocol.value: protocol for protocol in graphics.Protocol}
    if setting in known:
        return Pixels(known[setting], _cell_of_window(environment) or _CELL)
    if not graphics.may_be_asked(environment.variables) or _prints_questions(environment):
        return None
    answer = ask_terminal(environment.stdin, environment.stdout, graphics.QUESTION.encode()).decode(
        errors="replace"
    )
    # A terminal that does not know the question may have printed it: take that away again.
    environment.stdout.write("\r\x1b[K")
    protocol = graphics.protocol_in(answer, environment.variables)
    if protocol is None:
        return None
    # xterm keeps the size of its cells to itself, but tells the kernel that of its window.
    return Pixels(protocol, graphics.cell_in(answer) or _cell_of_window(environment) or _CELL)


def _cell_of_window(environment: Environment) -> tuple[int, int] | None:
    """Return a cell's size in pixels from the size of the window; ``None`` where the system does not know it."""
    try:
        import fcntl
        import termios
    except ImportError:
        return None
    from playmore_cli.view import graphics

    try:
        answer = fcntl.ioctl(environment.stdout.fileno(), termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):  # not a terminal, or none that has a window
        return None
    rows, columns, wide, high = struct.unpack("HHHH", answer)
    return graphics.believable_cell(wide / columns, high / rows) if rows and columns else None


def _prints_questions(environment: Environment) -> bool:
    """Whether this terminal is known to show what it should answer."""
    return environment.variables.get("TERM_PROGRAM") == "Apple_Terminal"


def _may_ask(environment: Environment) -> bool:
    return environment.is_terminal and not environment.is_dumb and environment.has_colours
