"""Coming back after a break, chapter ends with notes in them, and playing for a given time."""

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from terminal import ENTER, Terminal

from playmore_cli import paths
from playmore_cli.cli import run
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.session.stretch import time_taken
from playmore_cli.store.learner import Store

Command = Callable[..., Any]

LESSON = """\
format: 1
id: tiny
title: Two chapters
lecture: {title: Two, by: nobody, video: abc, length: "00:12:00"}
about: For tests.
chapters:
  - at: "00:00:00"
    title: first chapter
    steps:
      - {id: one, at: "00:00:00", say: "We begin with *one* thing. And then more."}
      - id: two
        at: "00:02:00"
        say: Then come two things.
        cards: [{ask: How many things?, answer: Two.}]
  - at: "00:04:00"
    title: second chapter
    steps:
      - {id: three, at: "00:04:00", say: "Three is {{ 1 + 2 }}."}
      - {id: four, at: "00:06:00", say: Four.}
      - {id: five, at: "00:08:00", say: Five.}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A lesson of narration in two chapters."""
    path = tmp_path / "tiny_two.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture
def left(home: Path, tiny: str) -> str:
    """The lesson as it was left at its third step, a note and a mark in its first chapter, at the time 1,000,000."""
    store = Store(paths.state_folder() / "progress.db", lambda: 1_000_000.0)
    for step, seconds in (("one", 0.0), ("two", 120.0)):
        store.save_place("tiny", step, seconds, ran=True, done=step)
    store.add_note("tiny", "one", 0.0, "why one?")
    store.toggle_mark("tiny", "two")
    store.close()
    return tiny


def _at(moment: float, *arguments: str, stdin: str = "q\n") -> str:
    """What a command says at a Unix time."""
    out = io.StringIO()
    variables = {"TERM": "xterm", "PLAYMORE_TRUSTED_FOLDERS": str(paths.state_folder().parent.parent)}
    environment = Environment(io.StringIO(stdin), out, io.StringIO(), variables, lambda: moment)
    run(arguments, environment)
    return out.getvalue()


def test_one_line_after_a_break(left: str) -> None:
    """
    After a day one line tells the next step, and what was marked and noted.
    """
    lines = _at(1_000_000.0 + 86_400, "resume", left).splitlines()

    assert lines[0] == ("1 day ago, step 3 of 5 is next: three - marked two - 1 note")
    assert any(line.startswith("Step 3 of 5") for line in lines[:4])


def test_nothing_right_after(left: str) -> None:
    """
    Who resumes within the hour, or names a place, is told nothing of it.
    """
    assert "is next" not in _at(1_000_000.0 + 1800, "resume", left)
    assert "is next" not in _at(1_000_000.0 + 86_400, "start", left, "--step", "2")


def test_the_line_fits(left: str, home: Path) -> None:
    """
    What the next step says is cut, so that the line is one line of a usual terminal.
    """
    Path(left).write_text(LESSON.replace("Three is {{ 1 + 2 }}.", "A sentence " * 20 + "that has an end."))
    with Terminal(["start", left], home) as terminal:
        screen = terminal.wait_for("1 begin again")

    (told,) = (line for line in screen.split("\n") if "is next" in line)
    assert "A sentence" in told and "… · marked two · 1 note" in told


def test_a_warm_up_in_a_terminal(left: str, home: Path) -> None:
    """
    One key asks a card of the lesson, whose rating is kept; then the lesson goes on where it was left.
    """
    with Terminal(["resume", left], home) as terminal:
        terminal.wait_for("w warm up with 1 card")
        terminal.press("w")
        terminal.wait_for("How many things?")
        terminal.wait_for("⏎ answer")
        terminal.press(ENTER)
        terminal.wait_for("3 good")
        terminal.press("3")
        terminal.step(3)
        terminal.press("q")
        terminal.end()
    with closing(sqlite3.connect(paths.state_folder() / "progress.db")) as file:
        assert file.execute("SELECT lesson, step, rating FROM review").fetchall() == [("tiny", "two", 3)]


def test_enter_skips_the_warm_up_and_one_begins_again(left: str, home: Path) -> None:
    """
    start offers to begin again in the same line; Enter goes on at once.
    """
    with Terminal(["start", left], home, columns=40) as terminal:
        terminal.wait_for("⏎ go")
        terminal.press("1")
        terminal.wait_for("1/5")
        terminal.key_line()
        terminal.press("q")
        terminal.end()
    store = Store(paths.state_folder() / "progress.db", lambda: 1_000_000.0)
    store.save_place("tiny", "two", 120.0, ran=True, done=None)
    store.close()
    with Terminal(["start", left], home) as terminal:
        terminal.wait_for("1 begin again")
        terminal.press(ENTER)
        terminal.step(3)


def test_a_chapter_ends(left: str) -> None:
    """
    Leaving the last step of a chapter sums it up in one line before the next step: marks, notes, what to write.
    """
    text = _at(1_000_000.0, "start", left, "--step", "2", stdin="\n\nq\n")

    line = "chapter done - marked two - 1 note\n"
    assert text.count(line) == 1
    assert text.index(line) < text.index("Step 3 of 5")


def test_a_chapter_that_was_not_gone_through(home: Path, tiny: str) -> None:
    """
    Of a chapter whose beginning was left out it is not said that it is done.
    """
    text = _at(1_000_000.0, "start", tiny, "--step", "2", stdin="\nq\n")

    assert "end of the chapter, 1 of its 2 steps done" in text and "chapter done" not in text


def test_ideas_that_wait(left: str) -> None:
    """
    What was gone through and could be written oneself is named after a break and at the end.
    """
    idea = "code: two = 2, recreate: {task: Set two to 2., check: assert two == 2}"
    Path(left).write_text(LESSON.replace("say: Four.", f"say: Four., {idea}"))

    end = _at(1_000_000.0, "start", left, "--step", "four", stdin="\n\n\n\n")
    back = _at(1_000_000.0 + 86_400, "resume", left)

    assert "to write yourself: four\n  playmore recreate tiny\n" in end
    assert "1 note - to write yourself: four" in back.splitlines()[0]


def test_the_time_of_a_chapter(tiny: str) -> None:
    """
    A chapter gone through for the first time says how long it took; breaks do not count.
    """
    steps = Catalog().load(Catalog().locate(tiny))
    done_at = {"one": 100.0, "two": 160.0, "three": 230.0, "four": 9_000.0, "five": 9_025.0}

    assert time_taken(steps, 0, 1, done_at) == 60
    assert time_taken(steps, 2, 4, done_at) == 70 + 25


def test_a_lecture_ends(left: str) -> None:
    """
    The end of a lecture sums it up, and the commands that lead on stand on lines of their own.
    """
    lines = _at(1_000_000.0, "start", left, "--step", "5", stdin="\n").splitlines()

    assert lines[-3:] == [
        "This is the end of tiny, Two chapters.",
        "marked two - 1 note",
        "  playmore notes tiny",
    ]


def test_playing_for_a_time(left: str) -> None:
    """
    The stretch and its end are told at once, and its end again when it is reached; then one may go on.
    """
    text = _at(1_000_000.0, "start", left, "--step", "1", "--for", "4m", stdin="\n\n\nq\n")

    assert (
        "to step 2, 00:02:00, the end of the chapter first chapter: about 4 min at the video's pace" in text
    )
    stop = "the time you set ends here, at the end of the chapter first chapter: q leaves, Enter goes on"
    assert text.count(stop) == 1
    assert text.index("Step 3 of 5") < text.index(stop) < text.index("Step 4 of 5")


def test_playing_by_itself_for_a_time(left: str) -> None:
    """
    Where nobody chooses, the time ends the sitting.
    """
    text = _at(1_000_000.0, "start", left, "--step", "1", "--for", "4", "--auto")

    assert "Step 2 of 5" in text and "Step 3 of 5" not in text


def test_a_time_that_makes_no_sense(playmore: Command, left: str) -> None:
    """
    What is no time is refused with status 2.
    """
    ran = playmore("start", left, "--for", "soon")

    assert ran.status == 2 and "25m" in ran.err
