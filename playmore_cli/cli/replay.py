"""``playmore replay``: rebuild the state before a step, run it, show it, leave."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, LessonName, TrustOption, environment_of, leave
from playmore_cli.cli.start import Pace, Plain
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.sitting.access import open_store
from playmore_cli.sitting.permission import allow_imported, find_runnable
from playmore_cli.sitting.speech import print_json
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.stage import Answers, Rebuilt, Stage
    from playmore_cli.store.learner import Edits


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    context: typer.Context,
    name: LessonName,
    step: Annotated[
        str, typer.Argument(metavar="STEP|TIMECODE", help="A step's number or id, or a timecode.")
    ],
    to: Annotated[
        str | None, typer.Option("--to", metavar="STEP", help="Replay up to this step as well.")
    ] = None,
    pace: Pace = "quick",
    plain: Plain = False,
    trust: TrustOption = False,
    json: AsJson = False,
) -> None:
    """
    Rebuild the state before a step, run it, show it, and leave. Your place in the lesson stays.

    Example: playmore replay p1 1:22:28

    Exit status: 1 if a step failed that was not meant to.
    """
    environment = environment_of(context)
    lesson = find_runnable(environment, name, trust=trust)
    first = lesson.find(step)
    last = first if to is None else lesson.find(to)
    if last < first:
        raise UsageError(f"--to {to} is step {last + 1}, before step {first + 1}, where the stretch begins")
    with open_store(environment) as store:
        allow_imported(environment, store, lesson, trust=trust)
        edits, answers = store.edits(lesson.id), store.answers(lesson.id)
    if json:
        document, is_well = _as_document(environment, lesson, (first, last), pace, edits, answers)
        print_json(environment, document)
    else:
        from playmore_cli.sitting.sitting import show_stretch

        is_well = show_stretch(environment, lesson, (first, last), pace, edits, answers, plain=plain)
    if not is_well:
        leave(ExitStatus.FAILED)


def _as_document(
    environment: Environment,
    lesson: Lesson,
    stretch: tuple[int, int],
    pace: PaceName,
    edits: "Mapping[str, Edits]",
    answers: "Answers",
) -> tuple[dict[str, Any], bool]:
    """Play the steps from the first to the last of *stretch*; return the document, and whether all came out well."""
    from playmore_cli.sitting.stages import open_stage
    from playmore_cli.store import datasets

    first, last = stretch
    places = environment.data_places
    data = {one: datasets.locate(datasets.dataset(one), places).source for one in lesson.data_sets}
    with open_stage(environment, lesson, pace, edits, answers) as (stage, lecture_data):
        rebuilt = stage.bring_to(first)
        steps = [_step_document(stage, index, lecture_data) for index in range(first, last + 1)]
    document = {
        "lesson": lesson.id,
        "pace": pace,
        "data": data,
        "rebuilt": _rebuilt_document(rebuilt),
        "steps": steps,
    }
    return document, rebuilt.stopped is None and all(one["ok"] for one in steps)


def _rebuilt_document(rebuilt: "Rebuilt") -> dict[str, Any]:
    return {"from": rebuilt.start, "ran": list(rebuilt.ran), "seconds": round(rebuilt.seconds, 3)}


def _step_document(stage: "Stage", index: int, lecture_data: frozenset[str]) -> dict[str, Any]:
    from playmore_cli.exercises.judging import compare
    from playmore_cli.sitting.documents import changes_document, comparison_document, output_document
    from playmore_cli.stage import Ran, came_out

    step = stage.lesson.steps[index]
    began = time.monotonic()
    ran = stage.run(index) if step.code is not None else Ran()
    came = came_out(step, ran, is_own=step.id in stage.edits)
    seconds = time.monotonic() - began
    values = stage.values([(figure.value, "") for figure in step.lecture])
    comparisons = [
        compare(figure, value, stage.pace, lecture_data)
        for figure, value in zip(step.lecture, values, strict=True)
    ]
    return {
        "n": index + 1,
        "id": step.id,
        "at": format_timecode(step.at),
        "ok": step.code is None or came.is_as_told,
        "seconds": round(seconds, 4),
        "outputs": [output_document(output) for output in ran.outputs],
        "changed": changes_document(ran.changes),
        "lecture": [comparison_document(one) for one in comparisons],
    }
