"""Every lesson that ships: no problems, and it runs from start to end as it says."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pictures import recorded

from playmore_cli.checker import check_lesson
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.outputs import Graph, Output, Plot
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.view.maths import undrawable

CATALOG = Catalog()
LESSONS = CATALOG.ids()


@pytest.fixture
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """One of the lessons that ship."""
    return CATALOG.find(request.param)


@dataclass(frozen=True)
class Played:
    """What came of one lesson played from start to end: its *faults*, and every plot and graph by its step."""

    lesson: Lesson
    faults: tuple[str, ...]
    pictures: tuple[tuple[Step, Plot | Graph], ...]


def play(lesson: Lesson) -> Played:
    """Play a lesson at quick pace on the data that the environment's variables lead to."""
    environment = Environment.of_process()
    pictures: list[tuple[Step, Plot | Graph]] = []

    def place(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    def keep(step: Step, output: Output) -> None:
        if isinstance(output, Plot | Graph):
            pictures.append((step, output))

    report = check_lesson(lesson, "quick", place, on_output=keep)
    assert report.ran == sum(step.code is not None for step in lesson.steps)
    return Played(lesson, tuple(f"{fault.id}: {fault.why}" for fault in report.failed), tuple(pictures))


def together(names: Sequence[str]) -> list[object]:
    """Return lessons as parameters whose tests share a worker of pytest-xdist, and so a single play of the lesson."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


@pytest.fixture(scope="module", params=together(LESSONS))
def played(request: pytest.FixtureRequest) -> Played:
    """A lesson, played once for all tests that look at it, on the data that ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLAYMORE_DATA_DIR", raising=False)
        return play(CATALOG.find(request.param))


def test_there_are_lessons() -> None:
    """
    The first lecture is among the lessons, so the tests below have something to test.
    """
    assert "p1" in LESSONS


@pytest.mark.parametrize("name", LESSONS)
def test_no_problems(name: str) -> None:
    """
    The file is valid, and every formula in it can be drawn.
    """
    load_lesson(CATALOG.path_of(name), undrawable)


@pytest.mark.slow
def test_runs_as_it_says(played: Played) -> None:
    """
    At quick pace, on the data that ships, every step, figure, prediction, exercise and card comes out.
    """
    assert played.faults == ()


@pytest.mark.slow
def test_draws_what_was_recorded(played: Played) -> None:
    """
    The steps draw what test_pictures.py looks at, to the words where nothing was trained yet.

    After the first long training the last digits may differ from processor to processor.
    """
    lesson, kept = played.lesson, recorded(played.lesson.id).pictures
    assert [step.id for step, _ in played.pictures] == [step_id for step_id, _ in kept]

    paced = min((index for index, step in enumerate(lesson.steps) if step.pace), default=len(lesson.steps))
    for (step, picture), (_, before) in zip(played.pictures, kept, strict=True):
        assert type(picture) is type(before), step.id
        if lesson.index_of(step.id) < paced:
            assert (picture if isinstance(picture, Graph) else picture.words) == (
                before if isinstance(before, Graph) else before.words
            ), step.id


@pytest.mark.slow
@pytest.mark.skipif(
    "PLAYMORE_DATA_DIR" not in os.environ, reason="needs the lectures' own data in PLAYMORE_DATA_DIR"
)
@pytest.mark.parametrize("lesson", [name for name in LESSONS if CATALOG.find(name).data], indirect=True)
def test_runs_on_the_lectures_data(lesson: Lesson) -> None:
    """
    On the lectures' own data too, where the lecture's figures are compared.
    """
    assert play(lesson).faults == ()


@pytest.mark.parametrize("lesson", LESSONS, indirect=True)
def test_links_lead_somewhere(lesson: Lesson) -> None:
    """
    Every link to a step of another lesson names a step that is there, once that lesson is.
    """
    broken = []
    for step in lesson.steps:
        for link in step.see:
            name, _, target = link.partition("/")
            if name in LESSONS and not CATALOG.find(name).has_step(target):
                broken.append(f"{step.id} → {link}")

    assert broken == []


@pytest.mark.parametrize("lesson", LESSONS, indirect=True)
def test_begins_with_the_keys(lesson: Lesson) -> None:
    """
    The first lesson's first step teaches Enter, ? and q by using them.
    """
    first = " ".join(lesson.steps[0].pieces)

    assert lesson.id != "p1" or all(key in first for key in ("Enter", "`?`", "`q`"))
