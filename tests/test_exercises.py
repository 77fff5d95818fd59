"""
The exercises of every lesson: the solution passes, the start fails, every mistake gets its own message.

`tests/test_lessons.py` proves it for whole lessons at their own pace. Here a sample of each lesson is tried at states
for which the trainings before are cut short, so that all lessons are covered in every run.
"""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from playmore_cli.checker import check_exercise
from playmore_cli.environment import Environment
from playmore_cli.exercises.ideas import Idea, find_ideas
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

CATALOG = Catalog()
ROUNDS = 20
"""Rounds that a training on the way to an exercise takes here at most."""
EACH = 2
"""Exercises of a lesson that are tried."""
SEED = 8
FAR = {"exercise-fold", "exercise-batched-heads", "exercise-addition-data"}
"""Exercises behind so many steps that even a short way there is long; whole runs of their lessons try them."""


def cut_short(step: Step) -> Step:
    """Return a step whose loops take few rounds at the quick pace."""
    pace = {
        name: {**values, "quick": min(values["quick"], ROUNDS)}
        if name.endswith(("steps", "iters"))
        else values
        for name, values in step.pace.items()
    }
    return replace(step, pace=pace)


def shortened(lesson: Lesson) -> Lesson:
    """Return a lesson that trains only a little."""
    chapters = tuple(
        replace(chapter, steps=tuple(cut_short(step) for step in chapter.steps))
        for chapter in lesson.chapters
    )
    return replace(lesson, chapters=chapters)


@contextmanager
def opened(lesson: Lesson) -> Iterator[Stage]:
    """Bring a lesson on a worker, on the data at hand."""
    with tempfile.TemporaryDirectory() as name:
        place_all(lesson, Path(name), Environment.of_process())
        with Runner(WorkerSettings(Path(name), lesson.seed, heavy_imports(lesson))) as runner:
            yield Stage(lesson, runner, "quick")


def sample(lesson: Lesson) -> list[Idea]:
    """Return a few of the exercises drawn with the seed, in order."""
    free = [idea for idea in find_ideas(lesson) if not idea.step.pace and idea.step.id not in FAR]
    drawn = random.Random(SEED).sample(free, min(EACH, len(free)))
    return sorted(drawn, key=lambda idea: idea.index)


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOG.ids())
def test_exercises(name: str) -> None:
    """
    The check of an exercise accepts the solution, refuses the start, and tells each mistake by its message.
    """
    lesson = shortened(CATALOG.find(name))
    found = []
    with opened(lesson) as stage:
        for idea in sample(lesson):
            assert stage.bring_to(idea.index).stopped is None
            name = stage.name(idea.index)
            found += [
                f"{idea.step.id}: {why}"
                for why in check_exercise(stage.runner, idea.exercise, idea.solution, name)
            ]

    assert found == []
