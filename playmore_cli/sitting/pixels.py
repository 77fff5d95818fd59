"""Finding out what the terminal is like: its background, and whether and how it shows pixels."""

import fcntl
import struct
import termios
from typing import TYPE_CHECKING

from playmore_cli.environment import Environment
from playmore_cli.prompt.answers import BACKGROUND_ONLY, QUESTION
from playmore_cli.view import graphics
from playmore_cli.view.theme import background_from_environment

if TYPE_CHECKING:
    from playmore_cli.view.screen import Pixels

_CELL = (10, 20)


def ask_terminal(environment: Environment) -> str:
    """
    Ask the terminal what its looks depend on, if anything does; return what it has answered until then.

    It is asked once. Whoever needs the answer waits for it, a tenth of a second at most.
    """
    begin_asking(environment)
    return environment.keyboard.answer


def begin_asking(environment: Environment) -> None:
    """Ask the terminal, and let it answer while other things are done."""
    if not (environment.is_terminal and environment.has_colours):
        return
    if environment.settings.graphics == "auto" and _shows_nothing_of_questions(environment):
        environment.keyboard.ask(QUESTION)
    elif environment.settings.theme == "auto" and not background_from_environment(
        environment.variables.get("COLORFGBG")
    ):
        environment.keyboard.ask(BACKGROUND_ONLY)


def find_pixels(environment: Environment) -> "Pixels | None":
    """
    Return how pixels are shown here; ``None`` for characters.

    The setting ``graphics`` forces ``kitty``, ``iterm2`` or ``sixel``, or forbids them with ``off``. Else the
    terminal is asked, unless it is one that would not pass the question on (tmux, screen).
    """
    from playmore_cli.view.screen import Pixels

    setting = environment.settings.graphics
    known = {protocol.value: protocol for protocol in graphics.Protocol}
    if setting in known:
        return Pixels(known[setting], _cell_of_window(environment) or _CELL)
    if setting == "off" or not _shows_nothing_of_questions(environment):
        return None
    answer = ask_terminal(environment)
    protocol = graphics.protocol_in(answer, environment.variables)
    if protocol is None:
        return None
    # xterm keeps the size of its cells to itself, but tells the kernel that of its window.
    return Pixels(protocol, graphics.cell_in(answer) or _cell_of_window(environment) or _CELL)


def _cell_of_window(environment: Environment) -> tuple[int, int] | None:
    """Return a cell's size in pixels from the size of the window; ``None`` where the system does not know it."""
    try:
        answer = fcntl.ioctl(environment.stdout.fileno(), termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):  # not a terminal, or none that has a window
        return None
    rows, columns, wide, high = struct.unpack("HHHH", answer)
    return graphics.believable_cell(wide / columns, high / rows) if rows and columns else None


def _shows_nothing_of_questions(environment: Environment) -> bool:
    """Whether this terminal can be asked about pictures and is not known to print what it should answer."""
    return graphics.may_be_asked(environment.variables) and (
        environment.variables.get("TERM_PROGRAM") != "Apple_Terminal"
    )
