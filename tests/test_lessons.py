"""Every lesson that ships: no problems, and it runs from start to end as it says."""

import os
from pathlib import Path

import pytest

from playmore_cli.checker import check_lesson
from playmore_cli.cli.lesson_data import place_all
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.view.maths import undrawable

CATALOG = Catalog()
LESSONS = CATALOG.ids()


@pytest.fixture
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """One of the lessons that ship."""
    return CATALOG.find(request.param)


def run(lesson: Lesson, pace: PaceName) -> list[str]:
    """Run a lesson and return its faults."""
    environment = Environment.of_process()

    def place(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    report = check_lesson(lesson, pace, place)
    assert report.ran == sum(step.code is not None for step in lesson.steps)
    return [f"{fault.id}: {fault.why}" for fault in report.failed]


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
@pytest.mark.parametrize("lesson", LESSONS, indirect=True)
def test_runs_as_it_says(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    At quick pace, on the data that ships, every step, figure, prediction, exercise and card comes out.
    """
    monkeypatch.delenv("PLAYMORE_DATA_DIR", raising=False)

    assert run(lesson, "quick") == []


@pytest.mark.slow
@pytest.mark.skipif(
    "PLAYMORE_DATA_DIR" not in os.environ, reason="needs the lectures' own data in PLAYMORE_DATA_DIR"
)
@pytest.mark.parametrize("lesson", [name for name in LESSONS if CATALOG.find(name).data], indirect=True)
def test_runs_on_the_lectures_data(lesson: Lesson) -> None:
    """
    On the lectures' own data too, where the lecture's figures are compared.
    """
    assert run(lesson, "quick") == []


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
