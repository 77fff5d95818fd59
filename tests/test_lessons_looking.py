"""Looking at a lesson's variables never moves them: whoever plays and looks has the states of a silent straight run."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import pytest
from brief import shortened

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports
from playmore_cli.stage.trials import exercise_trial

CATALOG = Catalog()
BRIEF = {"p1": (53, 63), "p2": (8, 20)}
"""Stretches of steps that are played in every run of the tests; the first holds figures that make nodes of a graph."""


EVERY = 5
"""A state is stored before each code step whose index this divides, beside those that are worth it."""


@contextmanager
def opened(lesson: Lesson, *, forks: bool = True) -> Iterator[Stage]:
    """Bring a lesson on a worker, on the data at hand, with snapshots."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        place_all(lesson, folder, Environment.of_process())
        settings = WorkerSettings(
            folder, lesson.seed, heavy_imports(lesson), snapshots=Path(name) / "snapshots", forks=forks
        )
        with Runner(settings) as runner:
            yield Stage(lesson, runner, "quick")


def looks_before(step: Step) -> list[str]:
    """Return the expressions that are taken before a step runs."""
    texts = [*step.pieces, step.predict.ask if step.predict else ""]
    return [value.expression for text in texts for value in find_live_values(text)]


def looks_after(step: Step) -> list[str]:
    """Return the expressions that are taken after a step has run."""
    texts = [step.then or "", step.predict.why if step.predict else ""]
    found = [value.expression for text in texts for value in find_live_values(text)]
    found += [figure.value for figure in step.lecture]
    if step.predict is not None and step.predict.answer not in step.predict.choices:
        found.append(step.predict.answer)
    return found


def moved_by(stage: Stage, expressions: list[str]) -> list[str]:
    """Return the expressions after whose evaluation, or that of a completion, the state is another one."""
    before = stage.runner.digest()
    moved = []
    for expression in expressions:
        stage.values([(expression, "")])
        stage.runner.complete(expression.partition("(")[0])
        after = stage.runner.digest()
        if after != before:
            moved.append(expression)
        before = after
    return moved


def play(stage: Stage, index: int) -> list[str]:
    """Play a step as a learner does who looks at all there is; return which looks have moved the state."""
    step = stage.lesson.steps[index]
    stage.bring_to(index)
    moved = moved_by(stage, looks_before(step))
    if step.code is None:
        return moved
    if step.recreate is not None:
        before = stage.runner.digest()
        right = step.recreate.solution or step.code
        stage.attempt(exercise_trial(step.recreate, right, right, "yours"))
        moved += [] if stage.runner.digest() == before else [f"the exercise of {step.id}"]
    stage.run(index)
    return moved + moved_by(stage, looks_after(step))


def differing(lesson: Lesson, first: int, last: int, *, forks: bool = True) -> tuple[list[str], list[str]]:
    """
    Play a stretch of a lesson, and rebuild each state of it silently.

    Return the looks that moved a state, and the ids of steps after which the two are not the same.
    """
    moved, apart = [], []
    with opened(lesson, forks=forks) as played, opened(lesson, forks=forks) as silent:
        for index in range(first, last):
            moved += play(played, index)
            played.bring_to(index + 1)
            silent.bring_to(index + 1)
            if played.runner.digest() != silent.runner.digest():
                apart.append(lesson.steps[index].id)
    return moved, apart


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "forks"),
    [
        ("p1", True),
        *(
            pytest.param(*one, marks=pytest.mark.whole)
            for one in [("p1", False), ("p2", True), ("p2", False)]
        ),
    ],
)
def test_looking_moves_nothing(name: str, forks: bool) -> None:
    """
    No figure, live value, answer, completion or exercise of a stretch moves the state, which is that of a silent run.
    """
    lesson = CATALOG.find(name)
    first, last = BRIEF[name]

    assert differing(lesson, first, min(last, len(lesson.steps)), forks=forks) == ([], [])


def read_on(stage: Stage, index: int) -> None:
    """Play a step as a learner does who looks at all there is, and store the state before it where one is due."""
    step = stage.lesson.steps[index]
    stage.bring_to(index)
    if step.code is None:
        return
    stage.values([(one, "") for one in looks_before(step)])
    if index % EVERY == 0:
        stage.keep(index)
    stage.run(index)
    stage.values([(one, "") for one in looks_after(step)])


@pytest.mark.by_hand
@pytest.mark.parametrize("name", CATALOG.ids())
def test_stored_states_are_those_of_a_silent_run(name: str) -> None:
    """
    What is stored while a lesson is played with all its looks is, restored, what a silent run of it comes to.
    """
    lesson = shortened(CATALOG.find(name))
    apart, compared = [], 0
    with opened(lesson) as played, opened(lesson) as silent:
        for index in range(len(lesson.steps)):
            read_on(played, index)
        played.runner.settle()
        stored = played.stored(len(lesson.steps))
        for place in range(len(lesson.steps)):
            if played.key(place) not in stored:
                continue
            silent.bring_to(place)
            played.stray()
            rebuilt = played.bring_to(place)
            assert rebuilt.restored and not rebuilt.ran
            with suppress(InexactError):  # large names that nothing reads any more are left out of it
                found = played.runner.digest()
                compared += 1
                apart += [lesson.steps[place].id] if found != silent.runner.digest() else []

    assert apart == []
    assert compared > len(lesson.steps) // (4 * EVERY)


@pytest.mark.by_hand
@pytest.mark.parametrize("name", CATALOG.ids())
def test_looking_moves_nothing_in_the_whole_lesson(name: str) -> None:
    """
    The same for every step of every lesson.
    """
    lesson = CATALOG.find(name)

    assert differing(lesson, 0, len(lesson.steps)) == ([], [])


def test_every_stretch_is_looked_at() -> None:
    """
    The stretches of the tests do hold looks, calls of functions among them.
    """
    for name, (first, last) in BRIEF.items():
        steps = CATALOG.find(name).steps[first:last]
        looks = [one for step in steps for one in (*looks_before(step), *looks_after(step))]
        assert len(looks) > 2 and any("(" in look for look in looks), name
        assert all(first <= second for first, second in pairwise(step.at for step in steps))
