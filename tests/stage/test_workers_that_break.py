"""Workers that end while they load their libraries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.runner.client import Runner, WorkerBrokenError, WorkerSettings
from playmore_cli.stage import Stage

STEPS = tuple(Step(id=f"s{place}", at=Timecode(place), say="Words.", code="x = 1") for place in range(2))
LESSON = Lesson(
    format=1,
    id="t",
    title="Small",
    lecture=Lecture("Small", "nobody", "x", Timecode(10)),
    about="",
    chapters=(Chapter(Timecode(0), "one", STEPS),),
)
LIBRARY = """\
import os, pathlib
file = pathlib.Path(__file__).with_name("left")
left = int(file.read_text())
file.write_text(str(left - 1))
if left:
    os._exit(3)
"""
"""Ends its process as many times as the file beside it says."""


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A lesson whose worker loads the library, which ends it once or as often as the parameter says."""
    (tmp_path / "fragile.py").write_text(LIBRARY)
    (tmp_path / "left").write_text(str(getattr(request, "param", 1)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Runner(WorkerSettings(tmp_path / "work", preload=("fragile",))) as runner:
        yield Stage(LESSON, runner, "quick")


def test_another_takes_its_place(stage: Stage) -> None:
    """
    The state asked for stands all the same, and what happened is a remark.
    """
    rebuilt = stage.bring_to(1)

    assert rebuilt.ran == ("s0",) and stage.values([("x", "")])[0].text == "1"
    assert "loaded its libraries" in rebuilt.remarks[0] and "another was started" in rebuilt.remarks[0]


@pytest.mark.parametrize("stage", [1000], indirect=True)
def test_a_second_one_is_the_last(stage: Stage) -> None:
    """
    Where the next one ends as well, that is told; none is begun without end, however short one waits each time.
    """
    with pytest.raises(WorkerBrokenError, match="ended while it loaded its libraries"):
        while not stage.ready(0.01):
            pass


def test_later_there_is_another_chance(stage: Stage, tmp_path: Path) -> None:
    """
    A worker that breaks after one that stood is replaced again.
    """
    stage.bring_to(1)
    (tmp_path / "left").write_text("1")
    stage.runner._process.kill()
    stage.runner._process.wait()
    assert stage.values([("x", "")])[0].error

    assert stage.bring_to(1).ran == ("s0",)
