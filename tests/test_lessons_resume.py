"""Every lesson that ships: resumed at some of its steps, it says what it says when played straight."""

from pathlib import Path

import pytest

from playmore_cli.checker import check_resuming, choose_steps
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.sitting.lesson_data import place_all

CATALOG = Catalog()
SEED = 7
"""Of the samples; ``playmore check LESSON --resume --all`` takes every step."""
COUNT = 24
"""Steps drawn of each lesson; those beyond the budget are not played."""
FIRST = 6
"""Steps that are taken of every lesson, the first ones."""
BUDGET = 6.0
"""Seconds of each lesson's own code that are played here; the whole matrix takes many times the lessons' own time."""


@pytest.mark.whole
@pytest.mark.parametrize("name", CATALOG.ids())
def test_resumes_as_it_runs(name: str) -> None:
    """
    From some of the steps in a lesson's first seconds, restored in a fresh process, nothing differs.
    """
    lesson = CATALOG.find(name)
    environment = Environment.of_process()

    def place(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    first = [index for index, step in enumerate(lesson.steps) if step.code is not None][1 : FIRST + 1]
    chosen = choose_steps(lesson, COUNT, SEED) | set(first)
    resumed = check_resuming(lesson, "quick", place, chosen, budget=BUDGET)

    assert resumed.differing == ()
    assert resumed.checked and resumed.stored
