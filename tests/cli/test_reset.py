"""``playmore reset`` and ``playmore progress``: told before, done whole, undone on request, carried elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import ENTER, Terminal

from playmore_cli import paths
from playmore_cli.sitting.access import catalog
from playmore_cli.store.learner import Store

Command = Callable[..., Any]


@pytest.fixture
def begun(playmore: Command, home: Path) -> None:
    """Eight steps of p1 gone through, a note written, a card rated."""
    store = Store(paths.state_folder() / "progress.db", lambda: 1_000_000.0)
    for step in catalog().find("p1").steps[:8]:
        store.save_place("p1", step.id, step.at, ran=False, done=step.id)
    store.close()
    playmore("note", "mine", "--lesson", "p1", "--step", "2")
    playmore("review", "--lesson", "p1", stdin="\n3\nq\n")


def _done(playmore: Command) -> int:
    return int(json.loads(playmore("list", "--json").out)[0]["done"])


def test_it_says_what_goes_and_does_nothing_unasked(playmore: Command, begun: None) -> None:
    """
    Where nobody can be asked the reset is told, refused with what to add, and nothing is removed.
    """
    before = _done(playmore)
    ran = playmore("reset", "p1")

    assert ran.status == 2 and "--yes" in ran.err
    assert f"{before} steps done" in ran.out and "1 review card" in ran.out
    assert "This stays: 1 note" in ran.out
    assert _done(playmore) == before > 0


def test_reset_and_undo(playmore: Command, begun: None) -> None:
    """
    A lesson that was reset begins anew, its note stays, and undo brings all of it back.
    """
    before = playmore("list", "--json").out

    assert playmore("reset", "p1", "--yes").status == 0
    assert _done(playmore) == 0 and "next: playmore start p1" in playmore().out
    assert "mine" in playmore("notes").out
    assert "undone: reset of p1" in playmore("reset", "--undo").out
    assert playmore("list", "--json").out == before
    assert playmore("reset", "--undo").status == 2


def test_reset_of_parts(playmore: Command, begun: None) -> None:
    """
    A step or a chapter can be reset by number, id or words; what is there no more cannot be reset again.
    """
    before = _done(playmore)

    assert "step " in playmore("reset", "p1", "--step", "2", "--yes").out
    assert _done(playmore) == before - 1
    assert "chapter intro" in playmore("reset", "p1", "--chapter", "1", "--yes").out
    assert "nothing was removed" in playmore("reset", "p1", "--chapter", "intro", "--yes").out
    playmore("reset", "--all", "--notes", "--yes")
    assert _done(playmore) == 0 and playmore("notes").out == ""


def test_json_of_a_reset(playmore: Command, begun: None) -> None:
    """
    The JSON says what would go; with --yes what went.
    """
    would = json.loads(playmore("reset", "p1", "--json").out)
    assert would["would_remove"]["done"] == _done(playmore) > 0
    assert json.loads(playmore("reset", "p1", "--json", "--yes").out)["removed"] == would["would_remove"]
    assert json.loads(playmore("reset", "p1", "--json", "--yes").out)["removed"] == {}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a lesson"),
        (["p1", "--all"], "without --all"),
        (["p1", "--step", "2", "--chapter", "1"], "one of them"),
        (["p1", "--chapter", "99"], "chapters are 1 to"),
        (["p1", "--chapter", "derivative"], "in 2 chapters"),
        (["p1", "--chapter", "zebra"], "no chapter with 'zebra'"),
        (["p1", "--step", "nudgee"], "did you mean 'nudge'?"),
        (["p1", "--undo"], "stands alone"),
    ],
)
def test_bad_usage_of_reset(playmore: Command, arguments: list[str], says: str) -> None:
    """
    What is not clear is refused with status 2 and a sentence, before anything is removed.
    """
    ran = playmore("reset", *arguments)

    assert ran.status == 2 and says in ran.err


def test_asked_in_a_terminal(begun: None, home: Path, playmore: Command) -> None:
    """
    In a terminal the learner is asked; Enter keeps all, y removes.
    """
    before = _done(playmore)
    with Terminal(["reset", "p1"], home) as terminal:
        terminal.wait_for("Remove it?")
        terminal.press(ENTER)
        assert terminal.end() == 0 and "nothing was removed" in terminal.text()
    assert _done(playmore) == before
    with Terminal(["reset", "p1"], home) as terminal:
        terminal.wait_for("Remove it?")
        terminal.press("y" + ENTER)
        assert terminal.end() == 0 and "--undo brings it back" in terminal.text()
    assert _done(playmore) == 0


def test_to_another_machine_and_back(playmore: Command, begun: None, tmp_path: Path) -> None:
    """
    What one home exports makes another one equal; twice changes nothing; undo takes it back.
    """
    file = tmp_path / "progress.json"
    before = playmore("list", "--json").out
    assert playmore("progress", "export", str(file)).status == 0
    playmore("reset", "--all", "--notes", "--yes")

    ran = playmore("progress", "import", str(file))
    assert ran.status == 0 and "added: 1 place" in ran.out
    assert playmore("list", "--json").out == before and "mine" in playmore("notes").out
    assert "nothing was changed" in playmore("progress", "import", str(file)).out
    assert playmore("progress", "import", "--undo").status == 0
    assert _done(playmore) == 0


def test_export_to_the_standard_output(playmore: Command, begun: None) -> None:
    """
    With - the file goes to the standard output and comes from the standard input.
    """
    text = playmore("progress", "export", "-").out
    assert json.loads(text)["playmore"] == "progress"
    assert json.loads(playmore("progress", "import", "-", "--json", stdin=text).out)["added"] == {}


def test_what_cannot_be_imported(playmore: Command, tmp_path: Path) -> None:
    """
    A foreign file, a binary one and none at all are refused with a sentence and status 2.
    """
    foreign, binary = tmp_path / "foreign.json", tmp_path / "binary"
    foreign.write_text("[1, 2]")
    binary.write_bytes(b"\x80\x81")

    for file, says in (
        (foreign, "not progress"),
        (binary, "is not UTF-8 text"),
        (tmp_path / "none", "No such file"),
    ):
        ran = playmore("progress", "import", str(file))
        assert ran.status == 2 and says in ran.err
    assert playmore("progress", "import").status == 2
    assert playmore("progress", "export", str(foreign)).status == 2 and foreign.read_text() == "[1, 2]"
