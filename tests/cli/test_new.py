"""``playmore new``: a lesson that is valid and plays at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.lesson.loader import load_lesson

Command = Callable[..., Any]


def test_a_lesson_to_begin_with(playmore: Command, tmp_path: Path) -> None:
    """
    The file is valid, plays to its end without a question, and its figures and exercises hold.
    """
    path = tmp_path / "slopes_of_f.yaml"

    ran = playmore("new", str(path))

    assert (
        ran.status == 0
        and f"playmore start {path}" in ran.out
        and "check" in ran.out
        and "preview" in ran.out
    )
    lesson = load_lesson(path)
    assert (lesson.id, lesson.title, lesson.lecture.video) == ("slopes", "Of f", "")
    checked = playmore("check", str(path), "--run")
    assert checked.status == 0 and "6 run, 1 claim, all well" in checked.out
    played = playmore("start", str(path), "--auto")
    assert played.status == 0 and "This is the end of slopes" in played.out


def test_what_is_given_is_written(playmore: Command, tmp_path: Path) -> None:
    """
    Title, video and length stand in the file; the steps are spread over the length.
    """
    path = tmp_path / "a.yml"

    playmore(
        "new", str(path), "--title", "No: 1", "--video", "https://youtu.be/VMj-3S1tku0", "--length", "1:20:00"
    )

    lesson = load_lesson(path)
    assert (lesson.title, lesson.lecture.video, lesson.lecture.length) == ("No: 1", "VMj-3S1tku0", 4800)
    assert lesson.steps[1].at == 600 and lesson.chapters[1].at == 2400


def test_the_schema_beside_it(playmore: Command, tmp_path: Path) -> None:
    """
    Where the schema lies beside the lesson, editors are told of it.
    """
    (tmp_path / "lesson.schema.json").write_text(playmore("check", "--schema").out)

    playmore("new", str(tmp_path / "with"))

    first = (tmp_path / "with.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=lesson.schema.json"


def test_nothing_is_overwritten(playmore: Command, tmp_path: Path) -> None:
    """
    A file that is there stays, unless --force is given.
    """
    path = tmp_path / "there.yaml"
    path.write_text("mine")

    refused = playmore("new", str(path))

    assert refused.status == 2 and "--force" in refused.err and path.read_text() == "mine"
    assert playmore("new", str(path), "--force").status == 0 and path.read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "missing argument 'FILE'"),
        (["."], "is a folder"),
        (["no/such/folder/a.yaml"], "there is no folder"),
        (["….yaml"], "makes no id"),
        (["a.yaml", "--length", "x"], "is not a timecode"),
    ],
)
def test_bad_usage(
    playmore: Command, arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What cannot be done is said in a sentence, and nothing is written.
    """
    monkeypatch.chdir(tmp_path)

    ran = playmore("new", *arguments)

    assert (ran.status, ran.out) == (2, "") and sentence in ran.err
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == []


# -- preview, in a pipe --------------------------------------------------------------------------------------------


def test_preview_once(playmore: Command, tmp_path: Path) -> None:
    """
    With --once the stretch is shown in plain lines where there is no terminal, and the command ends.
    """
    path = tmp_path / "slopes.yaml"
    playmore("new", str(path))

    ran = playmore("preview", str(path), "--from", "define-f", "--to", "3", "--once")

    assert (
        ran.status == 0
        and "Step 2 of 8" in ran.out
        and "Step 3 of 8" in ran.out
        and "Step 4 of 8" not in ran.out
    )
    assert "slope is 14.003" in ran.out


def test_preview_tells_a_step_that_failed(playmore: Command, tmp_path: Path) -> None:
    """
    A step that fails where it should not gives status 1.
    """
    path = tmp_path / "slopes.yaml"
    playmore("new", str(path))
    path.write_text(path.read_text().replace("h = 0.001", "h = 0.001 + nothing"))

    ran = playmore("preview", str(path), "--to", "small-step", "--once", "--trust")

    assert ran.status == 1 and "NameError" in ran.out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--from", "defin-f"], "did you mean 'define-f'?"),
        (["--from", "4", "--to", "2"], "before step 4"),
        (["--to", "3:00:00"], "beyond the end"),
    ],
)
def test_preview_of_steps_that_are_not_there(
    playmore: Command, tmp_path: Path, options: list[str], sentence: str
) -> None:
    """
    A wrong step is said at once, with and without --once.
    """
    path = tmp_path / "slopes.yaml"
    playmore("new", str(path))

    for further in ([], ["--once"]):
        ran = playmore("preview", str(path), *options, *further)
        assert ran.status == 2 and sentence in ran.err


def test_tasks_can_be_proofread(playmore: Command, tmp_path: Path) -> None:
    """
    With --tasks the preview shows what a learner sees only by doing something: answers, hints, checks, cards.
    """
    path = tmp_path / "slopes.yaml"
    playmore("new", str(path))

    bare = playmore("preview", str(path), "--once", "--from", "2", "--to", "4").out
    told = playmore("preview", str(path), "--once", "--from", "2", "--to", "4", "--tasks").out

    words = (
        "Exercise.",
        "Hint 2.",
        "the check",
        "Not allowed",
        "a mistake",
        "Answer: How much the output",
        "Card 2.",
    )
    assert [word for word in words if word not in told] == []
    assert [word for word in words if word in bare] == []
