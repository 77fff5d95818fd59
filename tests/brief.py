"""
Lessons played from start to end, once for all tests that look at them.

A *brief* run takes the few rounds of each training that show its shape; everything else is as at quick pace. It is
played on the data that ships. `tests/README.md` says what a brief run cannot show and which whole run does.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from playmore_cli.checker import check_lesson
from playmore_cli.environment import Environment
from playmore_cli.exercises.judging import Comparison
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Constant, Lesson, Step
from playmore_cli.outputs import Graph, Output, Plot
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.view.after_run import comparison_text

CATALOG = Catalog()
LESSONS = CATALOG.ids()
FEW = {"eval_iters": 4, "iters": 10, "max_steps": 100, "steps": 10, "interval": 5, "block": 1, "tokens": 20}
"""What a constant of a step's pace is at most in a brief run, by the end of its name; the first that fits counts."""
SHORT = 301
"""Steps of a training up to which it is left as it is: what comes after may look at its three hundredth."""


@dataclass(frozen=True)
class Played:
    """
    What came of one lesson played from start to end: its *faults*, every plot and graph by its step, and each figure as
    it is told beside the lecture's.
    """

    lesson: Lesson
    faults: tuple[str, ...]
    pictures: tuple[tuple[Step, Plot | Graph], ...]
    figures: tuple[str, ...]


def play(lesson: Lesson) -> Played:
    """Play a lesson at quick pace on the data that the environment's variables lead to."""
    environment = Environment.of_process()
    pictures: list[tuple[Step, Plot | Graph]] = []
    figures: list[str] = []

    def place(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    def keep(step: Step, output: Output) -> None:
        if isinstance(output, Plot | Graph):
            pictures.append((step, output))

    def tell(step: Step, comparison: Comparison) -> None:
        figures.append(comparison_text(comparison))

    report = check_lesson(lesson, "quick", place, on_output=keep, on_compared=tell)
    assert report.ran == sum(step.code is not None for step in lesson.steps)
    return Played(
        lesson, tuple(f"{fault.id}: {fault.why}" for fault in report.failed), tuple(pictures), tuple(figures)
    )


def play_what_ships(lesson: Lesson) -> Played:
    """Play a lesson at quick pace on the data that ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLAYMORE_DATA_DIR", raising=False)
        return play(lesson)


@cache
def played_briefly(name: str) -> Played:
    """Return what a brief run of a lesson gave; it is played where nobody in this process has asked before."""
    return play_what_ships(shortened(CATALOG.find(name)))


@cache
def played_whole(name: str) -> Played:
    """Return what a run at quick pace gave; it is played where nobody in this process has asked before."""
    return play_what_ships(CATALOG.find(name))


def together(names: list[str]) -> list[object]:
    """Return lessons as parameters whose tests share a worker of pytest-xdist, and so a single play of the lesson."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


def shortened(lesson: Lesson) -> Lesson:
    """Return a lesson whose trainings take few rounds at quick pace, without full-pace figures and claims."""
    chapters = tuple(
        replace(chapter, steps=tuple(_shortened_step(step) for step in chapter.steps))
        for chapter in lesson.chapters
    )
    return replace(lesson, chapters=chapters)


def _shortened_step(step: Step) -> Step:
    pace = {name: values | {"quick": few(name, values["quick"])} for name, values in step.pace.items()}
    return replace(
        step, pace=pace, lecture=tuple(one for one in step.lecture if one.pace != "full"), holds=()
    )


def few(name: str, value: Constant) -> Constant:
    """
    Return what a constant of the pace is in a brief run.

    >>> few("more_steps", 3000), few("learning_rate", 0.1)
    (10, 0.1)
    """
    if name.endswith("steps") and isinstance(value, int) and value <= SHORT:
        return value
    limits = (limit for end, limit in FEW.items() if name.endswith(end))
    return min(value, next(limits, value)) if isinstance(value, int) else value
