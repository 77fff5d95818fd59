"""Whatever is typed is kept, however its prompt closes: it comes back with the prompt, in this sitting and the next."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import CTRL_C, ENTER, ESCAPE, UP, Terminal
from waiting import wait_until

from playmore_cli.store.learner import Store, TextKind

Play = Callable[..., Terminal]


def texts(home: Path, step: str, kind: TextKind) -> list[tuple[str, bool]]:
    """Return what is kept of the tiny lesson: the texts, and whether each is unfinished."""
    store = Store(home / "state" / "progress.db")
    found = [(one.text, one.is_open) for one in store.texts("tiny", step, kind)]
    store.close()
    return found


def to_the_code(play: Play) -> Terminal:
    terminal = play("--step", "define-x")
    terminal.step(2)
    return terminal


def edit(terminal: Terminal, typed: str) -> None:
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + typed)
    terminal.wait_for(typed)


def test_an_edit_left_with_ctrl_c_comes_back(play: Play) -> None:
    """
    Lines are numbered, new ones marked; Ctrl-C leaves the code as it was, `e` comes back with what was typed.
    """
    terminal = to_the_code(play)
    edit(terminal, "mine = 1")
    assert "  2   x + 1\n  3 ~ mine = 1" in terminal.text()
    terminal.press(CTRL_C)
    terminal.wait_for("e comes back with what you typed")
    terminal.key_line()
    terminal.press("e")

    assert "mine = 1" in terminal.wait_for("Esc Enter runs").rpartition("earlier ones")[2]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_an_edit_outlives_its_process(play: Play, home: Path, number: signal.Signals) -> None:
    """
    What was typed when the process ends comes back in the next sitting.
    """
    terminal = to_the_code(play)
    edit(terminal, "mine = 1")
    terminal.send(number)

    again = to_the_code(play)
    again.press("e")

    assert "mine = 1" in again.wait_for("Esc Enter runs").rpartition("earlier ones")[2]
    assert texts(home, "define-x", TextKind.EDIT) == [("x = 20\nx + 1\nmine = 1", True)]


def test_after_an_error_enter_edits_again(play: Play) -> None:
    """
    A slip costs one key: Enter opens the very text again; any key that is none of those offered asks again.
    """
    terminal = to_the_code(play)
    edit(terminal, "y = = 2")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("Enter edits again, k keeps your version, u puts the lecture's state back:")
    terminal.press("x" + ENTER)
    terminal.wait_for("'x' is none of these")
    terminal.press(ENTER)
    terminal.wait_for("Esc Enter runs")
    terminal.press("\x7f" * 3 + "2")
    terminal.press(ESCAPE + ENTER)

    terminal.wait_for("only yours y 2")


def test_a_version_put_back_comes_back_with_e(play: Play) -> None:
    """
    Putting back is no deleting: `e` opens the version again, and Up leads to the lecture's.
    """
    terminal = to_the_code(play)
    edit(terminal, "mine = 1")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("Enter puts the lecture's state back")
    terminal.press(ENTER)
    terminal.wait_for("put back")
    terminal.key_line()
    terminal.press("e")
    terminal.wait_for("typed last")
    terminal.wait_for("Esc Enter runs")
    terminal.press(UP * 3)
    terminal.press(ESCAPE + ENTER)

    terminal.wait_for("the code is as it was")


def test_editing_again_keeps_the_version_kept_before(play: Play, home: Path) -> None:
    """
    Enter after a second edit puts back the version that was kept, not the lecture's.
    """
    terminal = to_the_code(play)
    edit(terminal, "kept = 1")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("k keeps")
    terminal.press("k" + ENTER)
    terminal.wait_for("what follows builds on it")
    terminal.key_line()
    edit(terminal, "other = 2")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("Enter puts the one you kept before back")
    terminal.press(ENTER)
    terminal.wait_for("as you kept them before")
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("kept, 'other' in globals()" + ENTER)

    terminal.wait_for("(1, False)")
    store = Store(home / "state" / "progress.db")
    assert store.edits("tiny")["define-x"].code == "x = 20\nx + 1\nkept = 1"
    store.close()


def test_the_pace_key_leaves_a_kept_version_alone(play: Play, home: Path) -> None:
    """
    `p` at a step with a kept version says why it does nothing; the version stays.
    """
    terminal = play("--step", "long-step")
    terminal.step(8)
    edit(terminal, "own = 1")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("k keeps")
    terminal.press("k" + ENTER)
    terminal.wait_for("what follows builds on it")
    terminal.key_line()
    terminal.press("p")
    terminal.wait_for("your version of this step stays")

    store = Store(home / "state" / "progress.db")
    assert (store.edits("tiny")["long-step"].code or "").endswith("own = 1")
    store.close()


def test_lines_survive_the_death_of_their_process(play: Play) -> None:
    """
    After `os._exit` the prompt stays, tells which lines have gone, and runs them again without the last one.
    """
    terminal = to_the_code(play)
    terminal.press(":")
    for line in ("a = 5", "b = a + 1", "import os; os._exit(3)"):
        terminal.wait_for("Enter runs")
        terminal.press(line + ENTER)
        terminal.wait_for(line)
    text = terminal.wait_for("a runs them again without the last")
    assert "  a = 5\n" in text and "  b = a + 1\n" in text
    terminal.press("a" + ENTER)
    terminal.wait_for("Enter runs")
    terminal.press("a + b" + ENTER)

    terminal.wait_for("│ 11")


def test_lines_begun_come_back_and_up_leads_to_earlier_ones(play: Play) -> None:
    """
    A line left with Ctrl-C stands there again, in the next sitting too; Up leads to those that ran.
    """
    terminal = to_the_code(play)
    terminal.press(":")
    terminal.wait_for("Enter runs")
    terminal.press("3 * 7" + ENTER)
    terminal.wait_for("│ 21")
    terminal.wait_for("Enter runs")
    terminal.press("half a li")
    terminal.wait_for("half a li")
    terminal.press(CTRL_C)
    terminal.key_line()
    terminal.press("q")
    terminal.wait_for("Your place is kept")

    again = to_the_code(play)
    again.press(":")
    again.wait_for("∙ half a li")
    again.press(UP)

    again.wait_for("∙ 3 * 7")


def test_a_note_left_with_ctrl_c_comes_back(play: Play, home: Path) -> None:
    """
    `n` comes back with the note that was not finished; once written it is a note and nothing else.
    """
    terminal = to_the_code(play)
    terminal.press("n")
    terminal.wait_for("note:")
    terminal.press("why tw")
    terminal.wait_for("why tw")
    terminal.press(CTRL_C)
    terminal.wait_for("n comes back with what you typed")
    terminal.key_line()
    terminal.press("n")
    terminal.wait_for("note: why tw")
    terminal.press("enty?" + ENTER)
    terminal.wait_for("noted; playmore notes")

    store = Store(home / "state" / "progress.db")
    assert [one.text for one in store.notes("tiny")] == ["why twenty?"]
    store.close()
    assert texts(home, "define-x", TextKind.NOTE) == []


def test_the_place_is_saved_before_its_step_is_shown(play: Play) -> None:
    """
    Killed as soon as a step is on screen, the sitting goes on at that step.
    """
    terminal = play()
    terminal.wait_for("step 1 of 9")
    terminal.key_line()
    terminal.press(ENTER)
    terminal.wait_for("step 2 of 9")
    terminal.kill()

    again = play(command="resume")

    again.wait_for("step 2 of 9")


PLAIN = ("--plain", "--step", "define-x")


@pytest.mark.parametrize(
    ("key", "asked"), [(":", "A line of Python"), ("e", "single full stop"), ("n", "note:")]
)
def test_ctrl_c_in_plain_mode_closes_that_prompt_only(play: Play, key: str, asked: str) -> None:
    """
    At a prompt Ctrl-C leads back to the lesson; at the lesson it leaves, and says where the place is kept.
    """
    terminal = play(*PLAIN)
    terminal.wait_for("or a key and Enter")
    terminal.press(key + ENTER)
    terminal.wait_for(asked)
    terminal.press(CTRL_C)
    back = terminal.wait_for("? keys, q leave", after="^C")
    assert "Your place is kept" not in back
    terminal.press(CTRL_C)

    assert "Come back with: playmore resume tiny" in " ".join(terminal.wait_for("playmore resume").split())


def test_lines_of_an_edit_in_plain_mode_are_kept(play: Play, home: Path) -> None:
    """
    Ctrl-C in the middle of a version keeps its lines; a + brings them back.
    """
    terminal = play(*PLAIN)
    terminal.wait_for("or a key and Enter")
    terminal.press("e" + ENTER)
    terminal.wait_for("single full stop")
    terminal.press("first = 1" + ENTER)
    # Ctrl-C drops what was not read yet
    wait_until(lambda: texts(home, "define-x", TextKind.EDIT) == [("first = 1", True)])
    terminal.press(CTRL_C)
    terminal.wait_for("e comes back")
    terminal.press("e" + ENTER)
    terminal.wait_for("stands for these lines")
    terminal.press("+" + ENTER + "second = first + 1" + ENTER + "." + ENTER)

    terminal.wait_for("only yours first 1 · only yours second 2")
