"""The looks of the screen."""

import os
import pty
import threading
from dataclasses import fields

import pytest
from rich.color import Color

from playmore_cli.view.theme import (
    ANSI,
    DARK,
    LIGHT,
    NONE,
    Theme,
    ask_background,
    background_from_answer,
    background_from_environment,
    choose_theme,
)

_BLACKS = (Color.from_rgb(0, 0, 0), Color.from_rgb(30, 30, 46), Color.from_rgb(0, 43, 54))
_WHITES = (Color.from_rgb(255, 255, 255), Color.from_rgb(250, 244, 230))
_DRAWN = ("rule", "wire")
"""Lines, which need not be read."""


def contrast(ink: Color, paper: Color) -> float:
    """Return the WCAG contrast of two colours, 1 (none) to 21 (black on white)."""
    lights = sorted((_luminance(colour) for colour in (ink, paper)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.get_truecolor())
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("theme", "papers"), [(DARK, _BLACKS), (LIGHT, _WHITES)], ids=["dark", "light"])
def test_legible(theme: Theme, papers: tuple[Color, ...]) -> None:
    """Every ink for words has the contrast of 4.5 to 1 that WCAG asks for, on usual grounds and on changed lines."""
    for part in fields(Theme)[2:]:
        style = getattr(theme, part.name)
        if style.color is None or part.name in _DRAWN:
            continue
        grounds = [style.bgcolor] if style.bgcolor else [*papers, theme.changed_paper.bgcolor]
        for paper in grounds:
            assert contrast(style.color, paper) >= 4.5, (part.name, paper)


def test_colours_are_of_the_table() -> None:
    """Colours are numbers of the 256-colour table, so that Rich does not shift them; ANSI has the 16 names only."""
    for theme, most in ((DARK, 255), (LIGHT, 255), (ANSI, 15), (NONE, -1)):
        for part in fields(Theme)[2:]:
            style = getattr(theme, part.name)
            for colour in (style.color, style.bgcolor):
                assert colour is None or (colour.number is not None and colour.number <= most), part.name


@pytest.mark.parametrize(
    ("setting", "background", "colours", "theme"),
    [
        ("auto", "dark", True, DARK),
        ("auto", "light", True, LIGHT),
        ("auto", None, True, ANSI),
        ("auto", "dark", False, NONE),
        ("light", "dark", True, LIGHT),
        ("none", "dark", True, NONE),
    ],
)
def test_choice(setting, background, colours: bool, theme: Theme) -> None:
    """A setting is obeyed; else the terminal's ground decides, and where it is unknown the user's own colours."""
    assert choose_theme(setting, background, colours) is theme


@pytest.mark.parametrize(
    ("answer", "background"),
    [
        (b"\x1b]11;rgb:0000/0000/0000\x07", "dark"),
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c", "light"),
        (b"\x1b]11;rgb:f/f/f\x07", "light"),
        (b"\x1b]11;rgba:1e1e/1e1e/2e2e/ffff\x07", "dark"),
        (b"\x1b[?62;4c", None),
        (b"", None),
        (b"rgb:zz", None),
    ],
)
def test_answers(answer: bytes, background: str | None) -> None:
    """The colour in a terminal's answer says dark or light, in any number of digits."""
    assert background_from_answer(answer) == background


def test_environment() -> None:
    """COLORFGBG is read as terminals write it, and ignored where it is something else."""
    assert background_from_environment("15;default;0") == "dark"
    assert background_from_environment("0;15") == "light"
    assert background_from_environment("") is None
    assert background_from_environment("15;default") is None
    assert background_from_environment(None) is None


class _End:
    """One end of a terminal, as sys.stdin and sys.stdout are."""

    def __init__(self, number: int, tty: bool = True) -> None:
        self._number, self._tty = number, tty

    def fileno(self) -> int:
        """Return the file's number."""
        return self._number

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._tty


@pytest.fixture
def terminal():
    """A terminal: the file number of its own side, and of the program's side."""
    own, program = pty.openpty()
    yield own, program
    os.close(own)
    os.close(program)


@pytest.mark.parametrize(
    ("answer", "background"),
    [(b"\x1b]11;rgb:fafa/fafa/fafa\x1b\\\x1b[?62;4c", "light"), (b"\x1b[?62;4c", None)],
)
def test_asking_a_terminal(terminal: tuple[int, int], answer: bytes, background: str | None) -> None:
    """A terminal that knows the question tells its colour; one that does not ends the wait by its attributes."""
    own, program = terminal
    asked: list[bytes] = []

    def reply() -> None:
        while not b"".join(asked).endswith(b"\x1b[c"):
            asked.append(os.read(own, 100))
        os.write(own, answer)

    screen = threading.Thread(target=reply)
    screen.start()
    found = ask_background(_End(program), _End(program), timeout=30)
    screen.join()
    assert found == background
    assert b"".join(asked) == b"\x1b]11;?\x07\x1b[c"


def test_terminal_without_an_answer(terminal: tuple[int, int]) -> None:
    """A terminal that stays silent costs the time-out and no more."""
    _, program = terminal
    assert ask_background(_End(program), _End(program), timeout=0.01) is None


def test_nothing_is_written_into_a_pipe() -> None:
    """Where one side is no terminal, nothing is asked."""
    reading, writing = os.pipe()
    try:
        assert ask_background(_End(reading), _End(writing, tty=False)) is None
        os.close(writing)
        assert os.read(reading, 100) == b""
    finally:
        os.close(reading)
