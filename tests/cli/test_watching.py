"""``check --watch`` and ``preview``: real terminals, real files saved while they are looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import CTRL_C, Terminal

from playmore_cli.lesson.changes import first_change
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.saved_files import Follower

LESSON = """\
format: 1
id: saved
title: Saved
lecture: {title: Saved, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
chapters:
  - at: "00:00:00"
    title: first
    steps:
      - id: one
        at: "00:01:00"
        say: One.
        code: |
          x = 20
      - id: two
        at: "00:02:00"
        say: Two.
        code: |
          x + 1
      - id: three
        at: "00:03:00"
        say: Three, after {{ x }}.
        code: |
          x + 2
  - at: "00:04:00"
    title: second
    steps:
      - id: four
        at: "00:04:00"
        say: Four.
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson that is edited while it is looked at."""
    path = tmp_path / "saved.yaml"
    path.write_text(LESSON)
    return path


def save(path: Path, old: str, new: str) -> None:
    """Save the file as editors do: another file in its place."""
    part = path.with_suffix(".part")
    part.write_text(path.read_text().replace(old, new))
    part.replace(path)


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    """Terminals to be closed in the end."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.__exit__()


def test_each_save_is_checked(lesson: Path, tmp_path: Path, opened: list[Terminal]) -> None:
    """
    The result stands on the screen in place of the one before; what is wrong with the other file stays in sight.
    """
    other = tmp_path / "other.yaml"
    other.write_text(LESSON.replace("id: saved", "id: other"))
    terminal = Terminal(["check", str(lesson), str(other), "--watch"], tmp_path / "home", columns=200)
    opened.append(terminal)

    terminal.wait_for("all well · watching 2 files")
    save(lesson, "say: Two.", "sai: Two.")
    terminal.wait_for("a step has no key 'sai'")
    terminal.wait_for("not well: saved.yaml · watching 2 files")
    save(other, "x = 20", "x = ")
    terminal.wait_for("not well: saved.yaml, other.yaml")
    assert "a step has no key 'sai'" in terminal.text() and "is not Python" in terminal.text()
    save(lesson, "sai: Two.", "say: Two.")
    terminal.wait_for("not well: other.yaml")
    terminal.press(CTRL_C)

    assert terminal.end() == 130


def test_preview_shows_what_changed(lesson: Path, tmp_path: Path, opened: list[Terminal]) -> None:
    """
    The stretch is shown as a learner sees it; after a save again from the first changed step, with its variables.
    """
    terminal = Terminal(
        ["preview", str(lesson), "--from", "two", "--to", "3", "--trust"], tmp_path / "home", rows=40
    )
    opened.append(terminal)

    first = terminal.wait_for("waiting for saved.yaml")
    assert "step 2 of 4" in first and "Three, after 20." in first and "step 1 of 4" not in first

    save(lesson, "x + 2", "x + 102")
    terminal.wait_for("122")
    second = terminal.wait_for("waiting for saved.yaml")
    assert "step 3 of 4" in second and "step 2 of 4" not in second

    save(lesson, "x = 20", "x = 70")  # a change before the stretch changes its variables
    terminal.wait_for("Three, after 70.")
    assert "step 2 of 4" in terminal.wait_for("waiting for saved.yaml")

    save(lesson, "say: Two.", "sai: Two.")
    terminal.wait_for("a step has no key 'sai'")
    save(lesson, "sai: Two.", "say: Twice.")
    terminal.wait_for("Twice.")
    terminal.wait_for("waiting for saved.yaml")
    save(lesson, "say: Four.", "sai: Four.")
    terminal.wait_for("a step has no key 'sai'")
    save(lesson, "sai: Four.", "say: Four.")
    assert "step 2 of 4" in terminal.wait_for("waiting for saved.yaml", after="step 3 of 4")
    save(lesson, "say: Four.", "say: Fourth.")
    terminal.wait_for("nothing changed up to step 3")
    terminal.press(CTRL_C)

    assert terminal.end() == 130


def test_followers_wait_for_the_whole_file(tmp_path: Path) -> None:
    """
    A file that is gone for a moment, or still being written, is waited for; only those that changed are told.
    """
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_text("old")
    goes = iter(
        [
            lambda: paths[0].unlink(),
            lambda: paths[0].write_text("part"),
            lambda: paths[0].write_text("part and more"),
        ]
    )

    def sleep(_: float) -> None:
        next(goes, lambda: None)()

    follower = Follower(paths, sleep)

    assert not follower.has_changed()
    assert follower.wait() == (paths[0],)
    assert paths[0].read_text() == "part and more" and not follower.has_changed()


def test_followers_tell_of_a_file_that_stays_away(tmp_path: Path) -> None:
    """
    A file that is gone for good has changed; one that was not there is not waited for, and has changed when it comes.
    """
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_text("old")
    goes = iter([paths[0].unlink])
    follower = Follower(paths[:1], lambda _: next(goes, lambda: None)())
    follower.follow(paths)

    assert follower.wait() == (paths[0],)
    paths[1].write_text("new")
    assert follower.has_changed() and follower.wait() == (paths[1],)


@pytest.mark.whole
def test_data_are_watched(lesson: Path, tmp_path: Path, opened: list[Terminal]) -> None:
    """
    A lesson is checked and shown again when its data are saved.
    """
    data = tmp_path / "n.txt"
    save(lesson, "about: For tests.", "about: For tests.\ndata: [n.txt]")
    save(lesson, "x = 20", "x = int(open('n.txt').read())")
    checking = Terminal(["check", str(lesson), "--watch"], tmp_path / "home", columns=200)
    opened.append(checking)
    checking.wait_for("there is no file")
    data.write_text("20")
    checking.wait_for("all well · watching")
    checking.press(CTRL_C)
    showing = Terminal(["preview", str(lesson), "--to", "3", "--trust"], tmp_path / "home", rows=40)
    opened.append(showing)

    assert "Three, after 20." in showing.wait_for("waiting for saved.yaml")
    data.write_text("70")
    showing.wait_for("Three, after 70.")
    assert "step 1 of 4" in showing.wait_for("waiting for saved.yaml", after="Three, after 70.")
    showing.press(CTRL_C)

    assert (checking.end(), showing.end()) == (130, 130)


FOUR = """\
      - id: four
        at: "00:04:00"
        say: Four.
"""


def changed(old: str, new: str) -> int:
    """Return the first change after *old* became *new* in the lesson."""
    lessons: list[Lesson] = []
    for text in (LESSON, LESSON.replace(old, new)):
        lesson, problems = read_lesson(text, "saved.yaml")
        assert lesson is not None, problems
        lessons.append(lesson)
    return first_change(*lessons)


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        ("about: For tests.", "about: For more tests.", 4),
        ("title: Saved", "title: Kept", 0),
        ("about:", "seed: 3\nabout:", 0),
        ("say: Two.", "say: Second.", 1),
        ("title: second", "title: last", 3),
        (FOUR, FOUR.replace("four", "five").replace("Four", "Five"), 3),
        ("      - id: three", "      - {id: between, at: \"00:02:30\", say: New.}\n      - id: three", 2),
    ],
)  # fmt: skip
def test_the_first_change(old: str, new: str, first: int) -> None:
    """
    What a learner would see otherwise begins at this step; what nobody sees changes none.
    """
    assert changed(old, new) == first
