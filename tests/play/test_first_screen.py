"""The first screen: it stands, keys and all, before what waits for a key is imported."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terminal import CTRL_C, ENTER, Terminal

IMPORTS_LATE = """\
import os, sys, time

class Late:
    def find_spec(self, name, path=None, target=None):
        while name == "prompt_toolkit" and not os.path.exists(os.environ["TYPED"]):
            time.sleep(0.01)

sys.meta_path.insert(0, Late())
from playmore_cli.__main__ import main
main()
"""
"""A playmore whose prompts are not there before the file ``TYPED`` is."""


@contextmanager
def first_screen(tiny: Path, tmp_path: Path, key: str) -> Iterator[Terminal]:
    """Press *key* when the first step and its keys are on the screen, and let prompts be imported then."""
    typed = tmp_path / "typed"
    program = [sys.executable, "-c", IMPORTS_LATE, "start", str(tiny)]
    with Terminal((), tmp_path, program=program, variables={"TYPED": str(typed)}) as terminal:
        terminal.step(1)
        terminal.press(key)
        typed.touch()
        yield terminal


def test_enter_on_the_first_screen(tiny: Path, tmp_path: Path) -> None:
    """
    The keys are shown before there are prompts; Enter pressed there leads on, and the line of keys goes.
    """
    with first_screen(tiny, tmp_path, ENTER) as terminal:
        terminal.step(2)

        assert terminal.everything().count("? keys") == 1


@pytest.mark.parametrize("key", ["q", CTRL_C])
def test_leaving_from_the_first_screen(tiny: Path, tmp_path: Path, key: str) -> None:
    """
    Leaving before there are prompts is leaving: the place is told, nothing that was pressed is on the screen.
    """
    with first_screen(tiny, tmp_path, key) as terminal:
        assert terminal.end() == 0
        assert "Your place is kept" in terminal.everything()
        assert "? keys" not in terminal.everything()
        assert "^C" not in terminal.everything()
