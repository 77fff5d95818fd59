"""Plays a lesson from its first step to its last and writes down what came out, for exports."""

from collections.abc import Callable
from dataclasses import dataclass

from playmore_cli.exercises.guess import true_answer
from playmore_cli.exercises.judging import compare
from playmore_cli.export.document import Played
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Step
from playmore_cli.stage import Came, Ran, Stage, came_out

COLUMNS, ROWS = 80, 20
"""Pictures in characters, and torch's lines, are made for this width: the one that torch itself assumes."""


@dataclass(frozen=True)
class Record:
    """What each step gave, by its id, and the steps that *failed* though they should not, with the reason."""

    played: dict[str, Played]
    failed: tuple[tuple[str, str], ...] = ()


def record(
    stage: Stage, lecture_data: frozenset[str], on_step: Callable[[int], None] = lambda index: None
) -> Record:
    """
    Return what every step gives in a straight run; plots come as pictures of their figures' own size.

    Args:
        stage: the lesson on a worker; its edits are played too.
        lecture_data: names of the data sets that are the lecture's own files.
        on_step: called with each step's 0-based index before it runs.
    """
    stage.runner.look(COLUMNS, ROWS, pixels=(0, 0))
    failed: list[tuple[str, str]] = []
    played = {}
    for index, step in enumerate(stage.lesson.steps):
        on_step(index)
        rebuilt = stage.bring_to(index)
        if rebuilt.stopped is not None:
            failed.append((step.id, f"the variables before it could not be made: {rebuilt.reason}"))
        values = _fill(stage, (*step.pieces, step.predict.ask if step.predict else ""))
        ran = stage.run(index) if step.code is not None else Ran()
        if why := _fault(stage, step, ran):
            failed.append((step.id, why))
        values |= _fill(stage, (step.then or "", step.predict.why if step.predict else ""))
        figures = tuple(
            compare(figure, value, stage.pace, lecture_data)
            for figure, value in zip(
                step.lecture, stage.values([(figure.value, "") for figure in step.lecture]), strict=True
            )
        )
        played[step.id] = Played(ran.outputs, values, figures, _answer(stage, step))
    return Record(played, tuple(failed))


def _fill(stage: Stage, texts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the live values of *texts* as the state gives them; one that cannot be taken is ``?``."""
    filled = {}
    for text in texts:
        if found := find_live_values(text):
            values = stage.values([(one.expression, one.spec) for one in found])
            filled[text] = tuple("?" if value.error else value.text for value in values)
    return filled


def _answer(stage: Stage, step: Step) -> str | None:
    if step.predict is None:
        return None
    if step.predict.answer in step.predict.choices:
        return step.predict.answer
    (value,) = stage.values([(step.predict.answer, "")])
    return true_answer(step.predict, value)


def _fault(stage: Stage, step: Step, ran: Ran) -> str:
    """Return why a step did not come out as the lesson says, or nothing."""
    if step.code is None:
        return ""
    came = came_out(step, ran, is_own=step.id in stage.edits)
    if came.how is Came.FAILED and step.expect is None and ran.failure is not None:
        return f"{ran.failure.name}: {ran.failure.message}"
    return came.why
