"""Notes and marks: written, listed, found, changed and undone, and exported with links into the video."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.store.learner import Store

Command = Callable[..., Any]


@pytest.fixture
def noted(playmore: Command, home: Path) -> None:
    """Two notes and a mark in p1, a note in p2."""
    playmore("note", "why is it 0?\nlook again", "--lesson", "p1", "--step", "9:25")
    playmore("note", "the slope, in words", "--lesson", "p1", "--step", "define-f")
    playmore("note", "counts", "--lesson", "p2", "--step", "2")
    (path,) = home.rglob("progress.db")
    store = Store(path)
    store.toggle_mark("p1", "nudge")
    store.close()


def test_list(playmore: Command, noted: None) -> None:
    """
    Notes stand in the order of the lectures with their numbers; marks are counted and listed on request.
    """
    lines = playmore("notes").out.splitlines()

    assert lines[0].startswith("2  p1 00:08:27 define-f: ") and lines[0].endswith("the slope, in words")
    assert lines[1].startswith("1  p1 00:09:") and lines[1].endswith("why is it 0?")
    assert lines[2] == "   look again"
    assert lines[-1] == "1 step marked as not understood: playmore notes --marks"
    assert playmore("notes", "--marks").out.startswith("⚑ p1 00:11:30 nudge · derivative")


def test_find(playmore: Command, noted: None) -> None:
    """
    All words must be in a note, in any case and order; nothing found is status 1 and says so.
    """
    assert "slope" in playmore("notes", "--find", "WORDS slope").out
    nothing = playmore("notes", "--find", "slope zebra")
    assert nothing.status == 1 and "'slope zebra'" in nothing.err and nothing.out == ""


def test_a_note_is_changed_deleted_and_brought_back(playmore: Command, noted: None) -> None:
    """
    A note is changed by its number and deleted by it; undo takes back the one, then the other.
    """
    before = playmore("notes").out

    assert playmore("note", "a better question", "--edit", "1").status == 0
    assert "a better question" in playmore("notes").out and "why is it 0?" not in playmore("notes").out
    (number,) = [one["id"] for one in json.loads(playmore("notes", "--json").out) if "better" in one["text"]]
    assert playmore("note", "--delete", str(number)).status == 0
    assert "a better question" not in playmore("notes").out

    assert "undone" in playmore("note", "--undo").out
    assert "a better question" in playmore("notes").out
    playmore("note", "--undo")
    assert sorted(line[3:] for line in playmore("notes").out.splitlines()) == sorted(
        line[3:] for line in before.splitlines()
    )
    assert playmore("note", "--undo").status == 2


def test_markdown(playmore: Command, noted: None, tmp_path: Path) -> None:
    """
    Markdown has lessons, chapters, links to the second, and marks among the notes; a file is not replaced unasked.
    """
    target = tmp_path / "notes.md"
    assert playmore("notes", "p1", "-o", str(target)).status == 0
    text = target.read_text()

    assert text.startswith("# Notes on p1, Building micrograd\n\n## derivative of a simple function")
    assert "- [00:08:27](https://www.youtube.com/watch?v=VMj-3S1tku0&t=507s) `" in text
    assert "why is it 0?\n  look again" in text
    assert "`nudge`: ⚑ not understood" in text and "counts" not in text
    refused = playmore("notes", "p1", "-o", str(target))
    assert refused.status == 2 and "--force" in refused.err
    assert "# Notes on p2" in playmore("notes", "--markdown").out


def test_json(playmore: Command, noted: None) -> None:
    """
    The JSON of notes has their numbers, that of marks the times of their steps.
    """
    first = json.loads(playmore("notes", "p2", "--json").out)[0]
    assert (first["lesson"], first["text"], first["id"]) == ("p2", "counts", 3)
    (mark,) = json.loads(playmore("notes", "--marks", "--json").out)
    assert mark == {"lesson": "p1", "step": "nudge", "at": "00:11:30"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["note"], "empty"),
        (["note", "x", "--edit", "99"], "no note 99"),
        (["note", "--delete", "99"], "no note 99"),
        (["note", "x", "--edit", "1", "--delete", "1"], "one of them"),
        (["note", "--undo"], "no change of notes to undo"),
    ],
)
def test_bad_usage(playmore: Command, arguments: list[str], says: str) -> None:
    """
    What makes no sense ends with status 2 and says why.
    """
    ran = playmore(*arguments)

    assert ran.status == 2 and says in ran.err
