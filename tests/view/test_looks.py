"""Editor, prompt and lists have the looks of the screen."""

import pytest
from prompt_toolkit.styles import Style

from playmore_cli.view.looks import prompt_looks
from playmore_cli.view.theme import DARK, NONE, THEMES, Theme


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_prompt_toolkit_understands_them(theme: Theme) -> None:
    """
    Every look of every theme is one that prompt_toolkit reads.
    """
    Style.from_dict(prompt_looks(theme))


def test_code_has_the_colours_of_the_theme() -> None:
    """
    A keyword in the editor has the ink of one on the screen; without colours nothing has.
    """
    assert prompt_looks(DARK)["pygments.keyword"] == "fg:#87afff"
    assert not [look for look in prompt_looks(NONE).values() if "fg:" in look or "bg:" in look]
