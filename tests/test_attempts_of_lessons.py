"""
Attempts at the exercises as learners write them: the right ones pass, the wrong ones are told what is wrong.

`tests/attempts/` holds them by lesson. One lesson alone: ``pytest tests/test_attempts_of_lessons.py -k p2``.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playmore_cli.environment import Environment
from playmore_cli.exercises.ideas import find_ideas
from playmore_cli.lesson.cases import CaseFile, read_cases
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson
from playmore_cli.proving import judge_cases, mutants_for, unfit
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

CATALOG = Catalog()
FOLDER = Path(__file__).parent / "attempts"
PROVEN: tuple[str, ...] = ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")
"""The lessons whose checks have been proved with their attempts."""
RIGHT, WRONG = 5, 6
"""How many of each an exercise has at least; of one that trains a network a single right one, since each takes long."""


def cases_of_lesson(name: str) -> CaseFile:
    """Return a lesson's cases."""
    file = FOLDER / f"{name}.yaml"
    return read_cases(file.read_text(encoding="utf-8"), file.name)


@contextmanager
def opened(lesson: Lesson) -> Iterator[Stage]:
    """Bring a lesson on a worker, on the data at hand."""
    with tempfile.TemporaryDirectory() as folder:
        place_all(lesson, Path(folder), Environment.of_process())
        with Runner(WorkerSettings(Path(folder), lesson.seed, heavy_imports(lesson))) as runner:
            yield Stage(lesson, runner, "quick")


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.yaml")))
def test_cases_belong_to_exercises(name: str) -> None:
    """
    Every attempt and every change without effect stands for a step that has such an exercise.
    """
    lesson, cases = CATALOG.find(name), cases_of_lesson(name)

    assert [
        why for one in (*cases.attempts, *cases.equivalent, *cases.open) if (why := unfit(lesson, one))
    ] == []


@pytest.mark.whole
@pytest.mark.parametrize("name", PROVEN)
def test_changes_without_effect_are_mutants(name: str) -> None:
    """
    Every change that is marked as making no difference is still one of the mutants, and none is marked twice.
    """
    lesson, marked = CATALOG.find(name), cases_of_lesson(name).equivalent
    places = {(one.step, one.card) for one in marked}
    changes = {
        (step, card): {mutant.change for mutant in mutants_for(lesson.steps[lesson.index_of(step)], card)}
        for step, card in places
    }

    assert [one for one in marked if one.change not in changes[one.step, one.card]] == []
    assert len({(one.step, one.card, one.change) for one in marked}) == len(marked)


@pytest.mark.parametrize("name", PROVEN)
def test_every_exercise_has_attempts(name: str) -> None:
    """
    Each exercise has right and wrong attempts enough, and each wrong one the words of its diagnosis.
    """
    cases = cases_of_lesson(name).attempts

    assert [one.label for one in cases if not one.right and one.code is not None and not one.says] == []
    for idea in find_ideas(CATALOG.find(name)):
        labels = [one.right for one in cases if one.step == idea.step.id and one.card is None and one.code]
        right = 1 if idea.step.pace and idea.exercise.solution else RIGHT
        assert labels.count(True) >= right and labels.count(False) >= WRONG, idea.step.id


@pytest.mark.whole
@pytest.mark.parametrize("name", PROVEN)
def test_attempts(name: str) -> None:
    """
    Every attempt is judged as it is labelled, and a wrong one by the words that fit it.
    """
    lesson = CATALOG.find(name)
    with opened(lesson) as stage:
        found = list(judge_cases(stage, cases_of_lesson(name).attempts))

    assert [(one.case.step, one.case.label, one.says) for one in found if not one.is_met] == []
