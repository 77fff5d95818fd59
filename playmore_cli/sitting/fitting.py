"""What pictures are drawn for: the terminal as it is now."""

from playmore_cli.environment import Environment
from playmore_cli.runner.client import Runner
from playmore_cli.runner.protocol import Look
from playmore_cli.view.screen import View


def fit(environment: Environment, view: View, runner: Runner) -> None:
    """Let text and pictures be drawn for the terminal as it is now, and for the room that the step on it leaves."""
    view.resize(*environment.size())
    look = _look(environment, view, view.width(), view.height())
    runner.look(look.columns, look.rows, dark=look.dark, ascii=look.ascii, pixels=look.pixels)


def whole_look(environment: Environment, view: View) -> Look:
    """Return what pictures are drawn for where all of the screen is free: it is the same at every step."""
    return _look(environment, view, *view.whole())


def _look(environment: Environment, view: View, columns: int, rows: int) -> Look:
    pixels = (columns * view.pixels.cell[0], rows * view.pixels.cell[1]) if view.pixels else None
    return Look(columns, rows, view.is_dark, not environment.has_unicode, pixels)
