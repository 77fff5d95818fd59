"""What learners hand in, and what a teacher is told of a class: strangers' files, only read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_files import hand_in_hostile
from one_chapter import one_chapter

from playmore_cli.store.learner import Store
from playmore_cli.store.rows import TABLES
from playmore_cli.store.transfer import write_progress

Command = Callable[..., Any]

STEPS = ["talk", "one", "two"]
OUTLINE = {"id": "tiny", "title": "Tiny", "steps": STEPS}
WRONG = "slope(2) gives 3, and 4 is right"


def handed_in(path: Path, name: str, number: int) -> Path:
    """What a learner hands in who is at the step *number*, and tried the exercise of the last so many times."""
    times = iter(range(1_000_000, 2_000_000))
    store = Store.in_memory(lambda: float(next(times)))
    for step in STEPS[:number]:
        store.save_place("tiny", step, 0.0, ran=True, done=step)
    store.save_prediction("tiny", "one", "3", number > 1)
    for _ in range(number):
        store.add_attempt("tiny", "two", "open('sprung', 'w')", False, f"your line {number} is wrong")
    store.add_attempt("tiny", "two", "x", number > 1, None if number > 1 else WRONG)
    if number == 1:
        store.toggle_mark("tiny", "one")
    tables = {table: store.units(table) for table in TABLES}
    store.close()
    path.write_text(write_progress(tables, 3_000_000.0, {"name": name, "lesson": OUTLINE}))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files are handed in."""
    folder = tmp_path / "handed-in"
    folder.mkdir()
    return folder


def test_hand_in_and_report(playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is handed in holds one lesson and the name, is called after both, and is told by the report.
    """
    monkeypatch.chdir(tmp_path)
    lesson = tmp_path / "tiny_lesson.yaml"
    steps = "".join(f'      - {{id: {step}, at: "00:00:00", say: Words.}}\n' for step in STEPS)
    lesson.write_text(one_chapter(steps))
    store = Store(tmp_path / "home" / "state" / "progress.db", lambda: 1_000_000.0)
    store.save_place("tiny", "one", 0.0, ran=False, done="talk")
    store.save_place("p1", "imports", 0.0, ran=False, done="imports")
    store.close()

    ran = playmore("progress", "export", "--lesson", str(lesson), "--name", "Ada  Lovelace")
    report = json.loads(playmore("progress", "report", "tiny-ada-lovelace.json", "--json").out)

    assert ran.status == 0
    document = json.loads((tmp_path / "tiny-ada-lovelace.json").read_text())
    assert document["name"] == "Ada Lovelace"
    assert {row[0] for table in document["tables"].values() for row in table["rows"]} == {"tiny"}
    (told,) = report["lessons"]
    (learner,) = told["learners"]
    assert (told["id"], told["steps"]) == ("tiny", 3)
    assert learner["name"] == "Ada Lovelace" and learner["place"] == {
        "step": "one",
        "n": 2,
        "since": "1970-01-12",
    }


def test_a_class_of_thirty(playmore: Command, folder: Path, tmp_path: Path) -> None:
    """
    Of thirty files five are hostile: those that are no progress are left out with the reason, the rest is counted,
    cleaned and shown as table, document and page; nothing is run, and nothing comes into the teacher's progress.
    """
    for number in range(25):
        handed_in(folder / f"{number:02}.json", f"Learner {number}", 1 + number % 3)
    pattern = handed_in(tmp_path / "pattern.json", "x", 1)
    hand_in_hostile(folder, json.loads(pattern.read_text()))
    before = playmore("progress", "export", "-").out

    ran = playmore("progress", "report", str(folder))
    told = json.loads(playmore("progress", "report", str(folder), "--json").out)
    page = tmp_path / "class.html"
    assert playmore("progress", "report", str(folder), "--html", str(page)).status == 0

    (lesson,) = told["lessons"]
    assert len(lesson["learners"]) == 27
    assert {one["file"] for one in told["left_out"]} == {
        f"bad-{word}.json" for word in ("nested", "binary", "columns")
    }
    (exercise,) = lesson["exercises"]
    assert (exercise["step"], exercise["tried"], exercise["solved"]) == ("two", 27, 16)
    assert exercise["diagnoses"][0] == {"says": "your line … is wrong", "learners": 26}
    assert {"says": WRONG, "learners": 11} in exercise["diagnoses"]
    assert lesson["predictions"] == [{"step": "one", "right": 16, "judged": 27}]
    assert lesson["unclear"] == [{"step": "one", "learners": 11}]
    assert ran.status == 0 and "Learner 7" in ran.out and "bad-nested.json is left out" in ran.err
    assert "\x1b" not in ran.out and "\u202e" not in ran.out
    assert max(map(len, ran.out.splitlines())) < 250
    text = page.read_text()
    assert "<script" not in text and "<img" not in text and "Learner 7" in text
    assert playmore("progress", "export", "-").out == before
    assert not list(tmp_path.rglob("sprung"))


def test_lessons_kept_under_another_name(playmore: Command, folder: Path) -> None:
    """
    Who keeps the lesson apart, as ``tiny@home``, stands with the class; a file that only speaks of a lesson makes no
    report, and of two learners with one name the files are named.
    """
    for number, id_ in enumerate(["tiny", "tiny@home", "other"]):
        path = handed_in(folder / f"{number}.json", "Ada", 1)
        text = path.read_text()
        path.write_text(
            text.replace('"id": "tiny"', '"id": "other"')
            if id_ == "other"
            else text.replace('"tiny"', f'"{id_}"')
        )

    (lesson,) = json.loads(playmore("progress", "report", str(folder), "--json").out)["lessons"]
    table = playmore("progress", "report", str(folder)).out

    assert (lesson["id"], len(lesson["learners"])) == ("tiny", 3)
    assert "0: Ada" in table and "1: Ada" in table
    assert "no file holds progress in p2" in playmore("progress", "report", str(folder), "--lesson", "p2").err


@pytest.mark.parametrize("left", ["nothing", "folder"])
def test_nothing_to_report(playmore: Command, folder: Path, left: str) -> None:
    """
    A name that leads nowhere, and a folder without files, are told.
    """
    ran = playmore("progress", "report", str(folder / "none.json" if left == "nothing" else folder))

    assert ran.status == 2 and ("none.json" in ran.err or "holds no files" in ran.err)


def test_only_what_cannot_be_read(playmore: Command, folder: Path) -> None:
    """
    Where no file can be read the command fails, with the reason for each.
    """
    (folder / "a.json").write_text("{}")

    ran = playmore("progress", "report", str(folder))

    assert ran.status == 1 and "a.json is left out: it is not progress that playmore has written" in ran.err


def test_no_progress_is_not_handed_in(playmore: Command, tmp_path: Path) -> None:
    """
    A lesson that was never begun is not handed in, and no file is made.
    """
    ran = playmore("progress", "export", str(tmp_path / "mine.json"), "--lesson", "p2")

    assert ran.status == 1 and "there is no progress in p2" in ran.err
    assert not (tmp_path / "mine.json").exists()
