"""The gradient referee of the fifth lecture: each of the 26 gradients, with each of the usual mistakes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.checker import says
from playmore_cli.environment import Environment
from playmore_cli.exercises.diagnosis import OWN
from playmore_cli.exercises.ideas import Idea, find_idea
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports, judge_in_copy
from playmore_cli.stage.trials import exercise_trial

LESSON = Catalog().find("p5")
STEPS = [
    "dlogprobs",
    "dprobs",
    "dcounts-sum-inv",
    "dcounts-sum",
    "dcounts",
    "dnorm-logits",
    "dlogit-maxes",
    "dlogits",
    "dh",
    "dw2",
    "db2",
    "dhpreact",
    "dbngain",
    "dbnraw",
    "dbnbias",
    "dbnvar-inv",
    "dbnvar",
    "dbndiff2",
    "dbndiff",
    "dbnmeani",
    "dhprebn",
    "dembcat",
    "dw1",
    "db1",
    "demb",
    "dc",
]
"""The steps of the 26 gradients, in the lecture's order."""
SHAPES = {"db2", "db1", "demb"}
"""Gradients with one dimension or three, which nobody transposes."""
_NAME = re.compile(r"(?:Define|Complete) `(d\w+)`|set `(d\w+) =")
_SUM = re.compile(r"\.sum\(([01])")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The lesson on a worker of its own, brought from gradient to gradient in the lecture's order."""
    folder = tmp_path_factory.mktemp("p5")
    place_all(LESSON, folder, Environment.of_process())
    with Runner(WorkerSettings(Path(folder), LESSON.seed, heavy_imports(LESSON))) as runner:
        yield Stage(LESSON, runner, "quick")


def gradient_of(idea: Idea) -> str:
    """Return the name of the gradient that a task asks for."""
    found = _NAME.search(" ".join(idea.exercise.task.split()))
    assert found is not None, idea.exercise.task
    return found[1] or found[2]


def said(stage: Stage, idea: Idea, source: str) -> str:
    """Return what the check says of an attempt; nothing where it accepts it."""
    stage.bring_to(idea.index)
    trial = exercise_trial(idea.exercise, idea.solution, source, OWN, shared=LESSON.checks)
    judged = judge_in_copy(stage.runner, trial)
    return says(judged) or ""


def own(idea: Idea) -> str:
    """Return the lecture's answer without the lines that only show it."""
    return "\n".join(line for line in idea.solution.split("\n") if not line.startswith(("cmp(", "print(")))


def test_there_are_26_gradients() -> None:
    """
    Every gradient of the lecture is an exercise, and no two ask for the same one.
    """
    assert len({gradient_of(find_idea(LESSON, step)) for step in STEPS}) == 26


@pytest.mark.parametrize("step", STEPS)
def test_referee(stage: Stage, step: str) -> None:
    """
    The right gradient passes; a turned sign, a factor, a transposition and a sum over the wrong dimension are named.
    """
    idea = find_idea(LESSON, step)
    name, right = gradient_of(idea), own(idea)

    assert said(stage, idea, right) == ""
    assert "sign" in said(stage, idea, f"{right}\n{name} = -{name}").lower()
    for factor in ("* n", "/ n"):
        assert "32 times too" in said(stage, idea, f"{right}\n{name} = {name} {factor}")
    if name not in SHAPES:
        assert "transposed" in said(stage, idea, f"{right}\n{name} = {name}.T")
    else:
        assert "shape" in said(stage, idea, f"{right}\n{name} = {name}[None]").lower()
    if summed := _SUM.search(right):
        other = right.replace(f".sum({summed[1]}", f".sum({1 - int(summed[1])}")
        assert "wrong dimension" in said(stage, idea, other)


@pytest.mark.parametrize("step", [step for step in STEPS if _SUM.search(own(find_idea(LESSON, step)))])
def test_before_broadcasting_is_undone(stage: Stage, step: str) -> None:
    """
    A gradient whose copies were not yet summed is said to be right before broadcasting.
    """
    idea = find_idea(LESSON, step)
    unsummed = re.sub(r"\.sum\(.*\)$", "", own(idea), flags=re.MULTILINE)

    assert "right before broadcasting" in said(stage, idea, unsummed)
