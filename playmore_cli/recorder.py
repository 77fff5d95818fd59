"""Plays a lesson from its first step to its last and writes down what came out, for exports."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playmore_cli.exercises.guess import true_answer
from playmore_cli.exercises.judging import compare
from playmore_cli.export.document import Played
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Step
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.runner.client import describe_death
from playmore_cli.runner.protocol import Asked, Died, Done
from playmore_cli.session.transcript import Transcript
from playmore_cli.stage import Stage

COLUMNS, ROWS = 80, 20
"""Pictures in characters, and torch's lines, are made for this width: the one that torch itself assumes."""


@dataclass(frozen=True)
class Record:
    """What each step gave, by its id, and the steps that *failed* though they should not, with the reason."""

    played: dict[str, Played]
    failed: tuple[tuple[str, str], ...] = ()


@dataclass
class _Tape:
    transcript: Transcript = field(default_factory=Transcript)
    failed: list[tuple[str, str]] = field(default_factory=list)


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
    tape = _Tape()
    played = {}
    for index, step in enumerate(stage.lesson.steps):
        on_step(index)
        rebuilt = stage.bring_to(index)
        if rebuilt.stopped is not None:
            tape.failed.append((step.id, f"the variables before it could not be made: {rebuilt.reason}"))
        values = _fill(stage, (*step.pieces, step.predict.ask if step.predict else ""))
        _run(stage, index, step, tape)
        values |= _fill(stage, (step.then or "", step.predict.why if step.predict else ""))
        figures = tuple(
            compare(figure, value, stage.pace, lecture_data)
            for figure, value in zip(
                step.lecture, stage.values([(figure.value, "") for figure in step.lecture]), strict=True
            )
        )
        outputs = tape.transcript.outputs.get(step.id, ())
        played[step.id] = Played(outputs, values, figures, _answer(stage, step))
    return Record(played, tuple(tape.failed))


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


def _run(stage: Stage, index: int, step: Step, tape: _Tape) -> None:
    if step.code is None:
        return
    tape.transcript = tape.transcript.begun(step.id)
    failure: Failure | None = None
    why = ""
    for event in stage.run(index):
        match event:
            case Stream() | Result() | Graph() | Plot() | Failure():
                output: Output = event
                tape.transcript = tape.transcript.added(step.id, output)
                failure = event if isinstance(event, Failure) else failure
            case Asked():
                stage.runner.answer(None)
            case Died():
                why = describe_death(event)
            case Done(interrupted=True):
                why = "it was interrupted"
            case _:
                pass
    expected = step.expect.error if step.expect else None
    if not why and failure is not None and failure.name != expected:
        why = f"{failure.name}: {failure.message}"
    if not why and failure is None and expected is not None and step.id not in stage.edits:
        why = f"the lecture meets {expected} here; this run did not"
    if why:
        tape.failed.append((step.id, why))
