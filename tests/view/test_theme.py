"""The looks of the screen."""

from dataclasses import fields

import pytest
from contrast import DARK_GROUNDS, LIGHT_GROUNDS, contrast
from rich.color import Color

from playmore_cli.view.theme import (
    ANSI,
    DARK,
    LIGHT,
    NONE,
    Theme,
    background_from_answer,
    background_from_environment,
    choose_theme,
)

_DRAWN = ("rule", "bar", "wire")
"""Lines, which need not be read."""


@pytest.mark.parametrize(
    ("theme", "papers"), [(DARK, DARK_GROUNDS), (LIGHT, LIGHT_GROUNDS)], ids=["dark", "light"]
)
def test_legible(theme: Theme, papers: tuple[Color, ...]) -> None:
    """Every ink for words has the contrast of 4.5 to 1 that WCAG asks for, on usual grounds and on changed lines."""
    for part in fields(Theme)[1:]:
        style = getattr(theme, part.name)
        if style.color is None or part.name in _DRAWN:
            continue
        grounds = [style.bgcolor] if style.bgcolor else [*papers, theme.changed_paper.bgcolor]
        for paper in grounds:
            assert contrast(style.color, paper) >= 4.5, (part.name, paper)


def test_colours_are_of_the_table() -> None:
    """Colours are numbers of the 256-colour table, so that Rich does not shift them; ANSI has the 16 names only."""
    for theme, most in ((DARK, 255), (LIGHT, 255), (ANSI, 15), (NONE, -1)):
        for part in fields(Theme)[1:]:
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
        ("\x1b]11;rgb:0000/0000/0000\x07", "dark"),
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c", "light"),
        ("\x1b]11;rgb:f/f/f\x07", "light"),
        ("\x1b]11;rgba:1e1e/1e1e/2e2e/ffff\x07", "dark"),
        ("\x1b[?62;4c", None),
        ("", None),
        ("rgb:zz", None),
    ],
)
def test_answers(answer: str, background: str | None) -> None:
    """The colour in a terminal's answer says dark or light, in any number of digits."""
    assert background_from_answer(answer) == background


def test_environment() -> None:
    """COLORFGBG is read as terminals write it, and ignored where it is something else."""
    assert background_from_environment("15;default;0") == "dark"
    assert background_from_environment("0;15") == "light"
    assert background_from_environment("") is None
    assert background_from_environment("15;default") is None
    assert background_from_environment(None) is None
