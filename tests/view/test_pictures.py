"""Drawings in the colours that a console has."""

import io

import pytest
from rich.console import Console

from playmore_cli.outputs import Picture, Run
from playmore_cli.view.pictures import nearest_of_256, picture

DRAWING = Picture(
    6,
    (
        (Run("ab", (255, 0, 0), (0, 0, 0), bold=True), Run("cd  ")),
        (Run("⠿⠿", None, (222, 235, 247)), Run("[x]", dim=True), Run(" ")),
    ),
)


def shown(system: str | None, **options: object) -> str:
    """Return what a console with that colour system receives."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=system is not None, color_system=system, width=80, **options)
    console.print(picture(DRAWING, indent=1))
    return file.getvalue()


def test_without_colours() -> None:
    """On a console without colours only the characters are printed, brackets and all."""
    assert shown(None) == " abcd  \n ⠿⠿[x] \n"


def test_no_color_is_asked_for() -> None:
    """NO_COLOR leaves no escape sequences in a picture."""
    assert shown("truecolor", no_color=True) == " abcd  \n ⠿⠿[x] \n"


@pytest.mark.parametrize(
    ("system", "red"),
    [("truecolor", "38;2;255;0;0;48;2;0;0;0"), ("256", "38;5;196;48;5;16"), ("standard", "31;40")],
)
def test_with_colours(system: str, red: str) -> None:
    """The picture's colours are kept, or the nearest ones are taken; no ink is the terminal's own."""
    raw = shown(system)
    assert f"\x1b[1;{red}mab\x1b[0mcd" in raw
    assert "\x1b[2m[x]" in raw


def test_pale_blue_stays_blue() -> None:
    """Along matplotlib's map of blues no colour turns grey, and none is lighter than the one before it."""
    blues = [
        (222, 235, 247),
        (198, 219, 239),
        (158, 202, 225),
        (107, 174, 214),
        (66, 146, 198),
        (33, 113, 181),
        (8, 81, 156),
    ]
    numbers = [nearest_of_256(blue) for blue in blues]
    assert all(16 <= number < 232 for number in numbers)
    levels = [(0, 95, 135, 175, 215, 255)[(number - 16) // 36] for number in numbers]
    assert levels == sorted(levels, reverse=True)


def test_greys_stay_grey() -> None:
    """A colour without hue is never tinted."""
    for level in range(0, 256, 5):
        number = nearest_of_256((level, level, level))
        assert number >= 232 or number in (16, 59, 102, 145, 188, 231)


def test_table_colours_are_themselves() -> None:
    """Each colour of the table is its own nearest."""
    for number in range(16, 232):
        colour = tuple((0, 95, 135, 175, 215, 255)[(number - 16) // size % 6] for size in (36, 6, 1))
        assert nearest_of_256(colour) == number


def test_hostile_picture() -> None:
    """A picture's characters cannot command the terminal or break its rows."""
    file = io.StringIO()
    drawing = Picture(9, ((Run("a\x1b]0;t\x07b\nc"),),))
    Console(file=file, force_terminal=True, color_system="256").print(picture(drawing))
    assert file.getvalue() == "ab c\n"
