"""The first screen: it stands, keys and all, before what waits for a key is imported."""

import sys
from pathlib import Path

import pytest
from terminal import CTRL_C, ENTER, Terminal

IMPORTS_LATE = """\
import select, sys

class Late:
    def find_spec(self, name, path=None, target=None):
        if name == "prompt_toolkit":
            select.select([sys.stdin], [], [], 60)

sys.meta_path.insert(0, Late())
from playmore_cli.__main__ import main
main()
"""
"""A playmore whose prompts are not there before something is typed."""


def first_screen(tiny: Path, tmp_path: Path) -> Terminal:
    """Return a terminal with the first step on its screen and nothing yet that waits for a key."""
    return Terminal((), tmp_path, program=[sys.executable, "-c", IMPORTS_LATE, "start", str(tiny)])


def test_enter_on_the_first_screen(tiny: Path, tmp_path: Path) -> None:
    """
    The keys are shown before there are prompts; Enter pressed there leads on, and the line of keys goes.
    """
    with first_screen(tiny, tmp_path) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.step(2)

        assert terminal.everything().count("? keys") == 1


@pytest.mark.parametrize("key", ["q", CTRL_C])
def test_leaving_from_the_first_screen(tiny: Path, tmp_path: Path, key: str) -> None:
    """
    Leaving before there are prompts is leaving: the place is told, nothing that was pressed is on the screen.
    """
    with first_screen(tiny, tmp_path) as terminal:
        terminal.step(1)
        terminal.press(key)

        assert terminal.end() == 0
        assert "Your place is kept" in terminal.everything()
        assert "? keys" not in terminal.everything()
        assert "^C" not in terminal.everything()
