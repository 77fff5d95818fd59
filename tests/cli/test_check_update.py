"""``playmore check --run --update``: recorded figures, in a real file, by a real run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - id: one
        at: "00:01:00"
        code: |
          x = 1 / 3
        lecture:
          - {what: third, value: x, is: "?"}  # naïve
          - {what: stale, value: x + 1, is: 7, recorded: true}
      - id: two
        at: "00:02:00"
        code: |
          rounds = 10
          y = rounds * 2
        lecture:
          - {what: y, value: y, is: "?"}
        pace: {rounds: {quick: 2, full: 10}}
""",
    name="rec",
    title="Recorded",
)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson with figures to record, its lines ending as on Windows."""
    path = tmp_path / "rec.yaml"
    path.write_bytes(LESSON.replace("\n", "\r\n").encode("utf-8-sig"))
    return path


def test_figures_are_recorded_in_place(playmore: Command, lesson: Path) -> None:
    """
    Without --update they are told and fail the check; with it they are written, shown as a diff, and agree from then
    on. All else in the file stays, to the mark at its beginning.
    """
    before = lesson.read_bytes()

    told = playmore("check", str(lesson), "--run", "--trust")

    assert told.status == 1 and lesson.read_bytes() == before
    assert "found 0.3333333333333333, not recorded yet; check --run --update writes it" in told.out
    assert "recorded was 7" in told.out

    updated = playmore("check", str(lesson), "--run", "--update", "--trust")

    assert updated.status == 0 and "rec: 3 figures recorded" in updated.out
    assert "  + - {what: y, value: y, is: 4, pace: quick, recorded: true}" in updated.out
    after = lesson.read_bytes()
    assert after.startswith(b"\xef\xbb\xbfformat: 1\r\n") and after.count(b"\r\n") == before.count(b"\r\n")
    assert "is: 0.33333, within: 0.00001, recorded: true}  # naïve\r\n" in after.decode("utf-8-sig")

    document = json.loads(playmore("check", str(lesson), "--run", "--update", "--json", "--trust").out)

    assert document["ok"] and document["lessons"][0]["recorded"] == [] and lesson.read_bytes() == after


def test_figures_of_the_lecture_are_never_written(playmore: Command, tmp_path: Path) -> None:
    """
    A figure that is the lecture's own differs and stays, --update or not.
    """
    path = tmp_path / "own.yaml"
    path.write_text(LESSON.replace('"?"', "0.4").replace(", recorded: true", ""))

    ran = playmore("check", str(path), "--run", "--update", "--trust")

    assert ran.status == 1 and "the lecture has 0.4" in ran.out and "no figure is to be recorded" in ran.out
    assert "recorded" not in path.read_text().replace("Recorded", "")


def test_with_other_data_nothing_is_recorded(
    playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Figures of a lesson with data are recorded with the lecture's own data only, and the message says how to get it.
    """
    monkeypatch.delenv("PLAYMORE_DATA_DIR", raising=False)
    path = tmp_path / "data.yaml"
    path.write_text(LESSON.replace("about:", "data: [names]\nabout:"))

    ran = playmore("check", str(path), "--run", "--update", "--trust")

    assert ran.status == 1 and "playmore data fetch" in ran.out and '"?"' in path.read_text()


def test_update_needs_run(playmore: Command, lesson: Path) -> None:
    """
    --update without --run is refused with what to add.
    """
    ran = playmore("check", str(lesson), "--update")

    assert ran.status == 2 and "add --run" in ran.err


def test_the_schema_can_be_printed(playmore: Command) -> None:
    """
    Authors get the schema for their editor from the command.
    """
    ran = playmore("check", "--schema")

    assert json.loads(ran.out)["$defs"]["Figure"]["properties"]["recorded"]


def test_a_file_in_the_one_form(playmore: Command, lesson: Path) -> None:
    """
    --format writes the file anew, with its mark and its line ends, and finds nothing to do a second time.
    """
    before = lesson.read_bytes()

    first = playmore("check", str(lesson), "--format")
    second = playmore("check", str(lesson), "--format", "--json")

    assert first.status == 0 and "rec: written anew in the one form" in first.out
    assert json.loads(second.out)["lessons"][0]["formatted"] is False
    after = lesson.read_bytes()
    assert after.index(b"pace: {rounds") < after.index(b"{what: y") and before.count(b"\r\n") == after.count(
        b"\r\n"
    )
    assert after.startswith("\ufeff".encode())
