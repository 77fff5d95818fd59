"""Terminals that answer late, in pieces or never; and a lesson that is suspended."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import CTRL_C, ENTER, Terminal

Play = Callable[..., Terminal]

ANSWER = "\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\\x1b[6;20;9t\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;22c"
UNKNOWN = {"COLORFGBG": None}
"""Of a terminal that tells its background only when asked."""


@pytest.mark.parametrize("pieces", [1, 7, len(ANSWER)])
def test_late_answers_are_no_keys(play: Play, pieces: int) -> None:
    """
    An answer that comes when a key is waited for does nothing, in one piece or byte by byte; keys around it count.
    """
    terminal = play(silent=True, variables=UNKNOWN)
    before = terminal.step(1)
    length = -(-len(ANSWER) // pieces)
    for begin in range(0, len(ANSWER), length):
        terminal.press(ANSWER[begin : begin + length])
        time.sleep(0.01)  # so that it is read by itself
    assert terminal.key_line() == before
    terminal.press(ENTER)
    terminal.step(2)


def test_late_answers_at_a_prompt(play: Play) -> None:
    """
    An answer that comes while a line is typed is not in the line.
    """
    terminal = play("--step", "define-x", silent=True, variables=UNKNOWN)
    terminal.step(2)
    terminal.press("n")
    terminal.wait_for("note:")
    terminal.press("why" + ANSWER + " 20" + ENTER)
    terminal.wait_for("noted")
    terminal.key_line()

    assert "note: why 20\n" in terminal.everything()


def test_answers_while_a_step_runs(play: Play, tiny: Path) -> None:
    """
    An answer of which half comes while a step runs is forgotten whole, and is not shown.
    """
    tiny.write_text(tiny.read_text().replace("time.sleep(0.01)", "time.sleep(0.5)"))
    terminal = play("--step", "long-step", "--pace", "full", silent=True, variables=UNKNOWN)
    terminal.step(8)
    terminal.press(ENTER)
    terminal.wait_for("of 5")
    terminal.press(ANSWER[:40])
    terminal.wait_for("of 5", gone=True)
    terminal.key_line()
    terminal.press(ANSWER[40:])
    terminal.press("?")
    terminal.wait_for("not now")

    assert "rgb" not in terminal.everything() and "2e2e" not in terminal.everything()


def test_asked_once_and_not_for_the_cursor(play: Play) -> None:
    """
    The terminal is asked for its background once, and never where its cursor is; nobody warns of that.
    """
    terminal = play(silent=True, variables=UNKNOWN)
    terminal.step(1)
    terminal.press(ENTER)
    terminal.step(2)
    terminal.press("n")
    terminal.wait_for("note:")
    time.sleep(2.5)  # after two seconds prompt_toolkit would warn
    terminal.press(CTRL_C)
    terminal.key_line()
    terminal.press("q")
    terminal.end()

    assert terminal.raw.count(b"\x1b]11;?") == 1
    assert b"\x1b[6n" not in terminal.raw and b"CPR" not in terminal.raw


@pytest.fixture
def shell(home: Path, tiny: Path) -> Iterator[Terminal]:
    """A shell in a terminal that answers nothing; ``$tiny`` is the lesson, ``playmore`` the program."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs a shell with jobs")
    variables = UNKNOWN | {"PS1": "shell> ", "tiny": str(tiny)}
    with Terminal(
        [], home, variables=variables, silent=True, program=[bash, "--norc", "--noprofile", "-i"]
    ) as one:
        one.wait_for("shell>")
        one.press(f"playmore() {{ {sys.executable} -m playmore_cli \"$@\"; }}; clear; echo read''y" + ENTER)
        one.wait_for("ready")
        yield one


def test_late_answers_are_not_left_for_the_shell(shell: Terminal) -> None:
    """
    A command that ends at once waits a moment for the answer that is still on its way, and takes it along.
    """
    shell.press('playmore history "$tiny" f' + ENTER)
    shell.wait_for_raw(b"\x1b]11;?")
    time.sleep(0.15)  # later than it is waited for before something is shown
    shell.press(ANSWER)
    shell.wait_for("def f")
    shell.wait_for("return a * 2 + y")
    shell.press("echo do''ne" + ENTER)
    shell.wait_for("done")

    assert "rgb" not in shell.everything() and "2e2e" not in shell.everything()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("", "? keys"), ("g", "go to ("), ("n", "note:"), (":", "Enter runs"), ("e", "Esc Enter runs")],
    ids=["keys", "go to", "note", "try", "edit"],
)
def test_suspended_and_continued(shell: Terminal, keys: str, shown: str) -> None:
    """
    Ctrl-Z gives the shell back at every prompt, and ``fg`` shows the prompt again, which works as before.
    """
    shell.press('playmore start "$tiny" --step 2' + ENTER)
    shell.step(2)
    shell.press(keys)
    shell.wait_for(shown)
    shell.press("\x1a")
    shell.wait_for("Stopped")
    shell.press("clear; echo he''re" + ENTER)
    shell.wait_for("here")
    assert shown not in shell.text()
    shell.press("fg" + ENTER)
    shell.wait_for(shown)
    if keys:
        shell.press(CTRL_C)
        shell.wait_for("? keys")
    shell.press("q")
    shell.wait_for("Your place is kept")


def test_suspended_in_the_pager(shell: Terminal) -> None:
    """
    Ctrl-Z gives the shell back in the pager too.
    """
    shell.press('playmore start "$tiny" --step long-output' + ENTER)
    shell.step(7)
    shell.press(ENTER)
    shell.wait_for("76 more lines")
    shell.key_line()
    shell.press("f")
    shell.wait_for("back to the lesson")
    shell.press("\x1a")
    shell.wait_for("Stopped")
    shell.press("fg" + ENTER)
    shell.wait_for("back to the lesson")
    shell.press("q")
    shell.key_line()


def test_suspended_while_a_step_runs(shell: Terminal, tiny: Path) -> None:
    """
    What is typed after coming back still does not show.
    """
    tiny.write_text(tiny.read_text().replace("time.sleep(0.01)", "time.sleep(1)"))
    shell.press('playmore start "$tiny" --step long-step --pace full' + ENTER)
    shell.step(8)
    shell.press(ENTER)
    shell.wait_for("of 5")
    shell.press("\x1a")
    shell.wait_for("Stopped")
    shell.press("fg" + ENTER)
    shell.press("abcabcabc")
    shell.key_line()

    assert "abcabc" not in shell.everything()


def test_pasted_tabs_are_spaces(play: Play) -> None:
    """
    Code pasted with tabs runs, and stands there with spaces.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press("\x1b[200~\nfor i in [1]:\r\n\tz = 5\n\x1b[201~")
    screen = terminal.wait_for("z = 5")
    assert "    z = 5" in screen and "^I" not in screen
    terminal.press("\x1b" + ENTER)
    terminal.wait_for("k keeps")

    assert "only yours" in terminal.text() and "z 5" in terminal.text()
