"""Runs whole lessons unattended and tells what is not as the lesson says."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playmore_cli.exercises.judging import Verdict, compare, true_answer
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, PaceName, Recreate, Step
from playmore_cli.outputs import Failure
from playmore_cli.runner.client import Runner, Settings, describe_death
from playmore_cli.runner.protocol import Died, Done, Judged
from playmore_cli.stage import Stage, heavy_imports


@dataclass(frozen=True)
class Fault:
    """A step that is not as the lesson says, and *why*."""

    id: str
    why: str


@dataclass(frozen=True)
class Report:
    """What came of running a lesson: steps *ran*, what *failed*, and how long it took in seconds."""

    ran: int
    failed: tuple[Fault, ...]
    seconds: float


def check_lesson(
    lesson: Lesson,
    pace: PaceName,
    place_data: Callable[[Path], frozenset[str]],
    on_step: Callable[[int], None] | None = None,
) -> Report:
    """
    Run every step of a lesson and judge it.

    Checked are expected and unexpected failures, live values, figures of the lecture, answers of predictions,
    and for every exercise that its check accepts the solution, refuses the start and names each mistake.

    Args:
        lesson: what is run.
        pace: at which pace.
        place_data: puts the lesson's data into a folder; returns the names of those that are the lecture's own.
        on_step: called with each step's index before it runs.
    """
    began = time.monotonic()
    faults: list[Fault] = []
    ran = 0
    with tempfile.TemporaryDirectory(prefix="playmore-") as name:
        folder = Path(name)
        lecture_data = place_data(folder)
        with Runner(Settings(folder, lesson.seed, heavy_imports(lesson))) as runner:
            stage = Stage(lesson, runner, pace)
            for index, step in enumerate(lesson.steps):
                if on_step:
                    on_step(index)
                faults += [Fault(step.id, why) for why in _check_step(stage, index, step, lecture_data)]
                ran += step.code is not None
    return Report(ran, tuple(faults), time.monotonic() - began)


def _check_step(stage: Stage, index: int, step: Step, lecture_data: frozenset[str]) -> Iterator[str]:
    for piece in step.pieces:
        yield from _live_values(stage, piece)
    if step.recreate is not None:
        yield from check_exercise(stage.runner, step.recreate, step.code or "", step.id)
    if step.code is not None:
        yield from _run(stage, index, step)
    if step.then is not None:
        yield from _live_values(stage, step.then)
    for number, figure in enumerate(step.lecture):
        (value,) = stage.values([(figure.value, "")])
        comparison = compare(figure, value, stage.pace, lecture_data)
        if comparison.verdict in (Verdict.DIFFERS, Verdict.NO_VALUE):
            yield f"lecture[{number}] {figure.what}: found {comparison.yours}, the lecture has {figure.is_}"
    if step.predict is not None and step.predict.answer not in step.predict.choices:
        (value,) = stage.values([(step.predict.answer, "")])
        truth = true_answer(step.predict, value)
        if truth is None:
            yield f"predict: its answer cannot be evaluated: {value.error}"
        elif step.predict.choices and truth not in step.predict.choices:
            yield f"predict: its answer is {truth!r}, which is none of the choices"
        yield from _live_values(stage, step.predict.why)
    for number, card in enumerate(step.cards):
        if card.check is not None:
            judged = judge(stage.runner, card.code or "", card.check, f"{step.id}:card{number}")
            if not judged.ok:
                yield f"cards[{number}]: its check refuses its own code: {_reason(judged)}"


def _run(stage: Stage, index: int, step: Step) -> Iterator[str]:
    failure: Failure | None = None
    for event in stage.run(index):
        if isinstance(event, Failure):
            failure = event
        if isinstance(event, Died):
            yield describe_death(event)
            return
        if isinstance(event, Done) and event.interrupted:
            yield "it was interrupted"
    if failure is None:
        if step.expect is not None:
            yield f"expected {step.expect.error}, but the code ran through"
    elif step.expect is None:
        yield f"unexpected {failure.name}: {failure.message}"
    elif failure.name != step.expect.error:
        yield f"expected {step.expect.error}, found {failure.name}: {failure.message}"
    elif step.expect.match is not None and not re.search(step.expect.match, failure.message):
        yield f"{failure.name} does not match {step.expect.match!r}: {failure.message}"


def _live_values(stage: Stage, text: str) -> Iterator[str]:
    found = find_live_values(text)
    for one, value in zip(found, stage.values([(one.expression, one.spec) for one in found]), strict=True):
        if value.error is not None:
            yield f"the live value {{{{ {one.expression} }}}} cannot be taken: {value.error}"


def check_exercise(runner: Runner, exercise: Recreate, code: str, name: str) -> Iterator[str]:
    """Yield what is wrong with an exercise at the state that stands: solution, start and mistakes are tried."""
    solution = judge(runner, exercise.solution or code, exercise.check, name)
    if not solution.ok:
        yield f"recreate: its check refuses the solution: {_reason(solution)}"
    start = judge(runner, exercise.start, exercise.check, name)
    if start.ok:
        yield "recreate: its check accepts the start, so there is nothing to write"
    for number, mistake in enumerate(exercise.mistakes):
        judged = judge(runner, mistake.code, exercise.check, name)
        if judged.ok:
            yield f"recreate.mistakes[{number}]: its check accepts this mistake"
        elif judged.failure is None or mistake.says not in judged.failure.message:
            yield f"recreate.mistakes[{number}]: should say {mistake.says!r}, says {_reason(judged)!r}"


def judge(runner: Runner, source: str, check: str, name: str) -> Judged:
    """Return how *check* judges *source* in a copy of the namespace."""
    for event in runner.attempt(source, check, name):
        if isinstance(event, Judged):
            return event
    raise AssertionError("an attempt ends with a judgement")


def _reason(judged: Judged) -> str:
    if judged.failure is None:
        return "it was interrupted" if judged.interrupted else "its process ended"
    failure = judged.failure
    return failure.message if failure.name == "AssertionError" else f"{failure.name}: {failure.message}"
