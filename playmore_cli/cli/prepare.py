"""``playmore prepare``: run a lecture's long steps now, so that nobody waits for them later."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from playmore_cli.cli.context import TrustOption, environment_of, leave
from playmore_cli.cli.start import Pace
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.sitting.access import catalog, open_store
from playmore_cli.sitting.permission import allow_imported, find_runnable
from playmore_cli.sitting.speech import progress_line, say

if TYPE_CHECKING:
    from playmore_cli.stage import Answers
    from playmore_cli.store.learner import Edits

    Own = tuple[Mapping[str, Edits], Answers]
    """What a learner keeps in a lesson: versions, and answers to the questions of its code."""

_SPARE = 200_000_000
"""Bytes that stay free on the disk."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(prepare)


def prepare(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[LESSON]...", help="Lessons' ids (p4) or lesson files.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All lectures of playmore's own.")] = False,
    to: Annotated[
        str | None, typer.Option("--to", metavar="STEP", help="Up to this step; for one lesson.")
    ] = None,
    pace: Pace = "quick",
    trust: TrustOption = False,
) -> None:
    """
    Run the long steps of lectures now and keep what they give: later they are shown at once.

    Ctrl-C stops it; the same command goes on from there. At full pace it says first how long that will take.

    Example: playmore prepare p4 --pace full

    Exit status: 1 if a lesson could not be prepared to its end.
    """
    environment = environment_of(context)
    chosen = list(catalog().ids()) if everything else list(names or ())
    if not chosen or (everything and names):
        raise UsageError("name the lessons to prepare, such as p4, or give --all")
    if to is not None and len(chosen) > 1:
        raise UsageError("--to is for one lesson; name that lesson alone")
    if environment.snapshots is None:
        raise UsageError(
            "nothing can be kept: the setting snapshots is off; playmore config set snapshots on"
        )
    _require_writing(environment.snapshots)
    lessons = [find_runnable(environment, name, trust=trust) for name in chosen]
    stops = [len(one.steps) if to is None else one.find(to) + 1 for one in lessons]
    with open_store(environment) as store:
        for one in lessons:
            allow_imported(environment, store, one, trust=trust)
        own = [(store.edits(one.id), store.answers(one.id)) for one in lessons]
    try:
        is_whole = [_prepare(environment, *one, pace) for one in zip(lessons, stops, own, strict=True)]
    except KeyboardInterrupt:
        say(environment, "stopped; what is prepared stays, and the same command goes on from there")
        leave(ExitStatus.INTERRUPTED)
        return
    if not all(is_whole):
        leave(ExitStatus.FAILED)


def _prepare(environment: Environment, lesson: Lesson, stop: int, own: "Own", pace: PaceName) -> bool:
    """Prepare a lesson; at full pace the quick one first, by which time and room are estimated."""
    seconds, size, why = _run(environment, lesson, stop, own, "quick", {}, 0)
    if pace == "full" and not why:
        _, _, why = _run(environment, lesson, stop, own, "full", seconds, size)
    if why:
        say(environment, f"{lesson.id} is not prepared to the end: at {why}")
    return not why


def _run(
    environment: Environment,
    lesson: Lesson,
    stop: int,
    own: "Own",
    pace: PaceName,
    quick: dict[int, float],
    quick_size: int,
) -> tuple[dict[int, float], int, str]:
    from playmore_cli.outputs import Output, Progress
    from playmore_cli.sitting import preparing
    from playmore_cli.view.progress_bar import duration, progress_text

    place = ""

    def on_step(index: int) -> None:
        nonlocal place
        place = f"{lesson.id} at {pace} pace, step {index + 1} of {stop}"
        show(place)

    def hear(said: Output | Progress) -> None:
        if isinstance(said, Progress):
            show(f"{place}: {progress_text(said)}")

    with preparing.preparing(environment, lesson, pace, *own) as stage:
        if quick:
            found = preparing.prospect(stage, stop, quick, quick_size)
            room = f"{found.size / 1e6:,.0f} MB"
            if found.seconds >= 1:
                say(
                    environment,
                    f"{lesson.id} at full pace takes about {duration(found.seconds)} here, {room} on disk",
                )
            _require_room(environment, found.size)
        with progress_line(environment) as show:
            seconds, why = preparing.prepare(stage, stop, on_step, hear)
        space = preparing.note_prepared(environment, stage, stop) if not why else None
    if space is not None:
        said = f"{lesson.id} is prepared at {pace} pace{'' if stop == len(lesson.steps) else f' up to step {stop}'}"
        kept = "1 state" if space.states == 1 else f"{space.states} states"
        say(environment, f"{said}: {kept}, {space.size / 1e6:,.1f} MB")
    return seconds, space.size if space else 0, why


def _require_writing(folder: Path) -> None:
    """See that something can be kept in the folder of the states, before anything is run for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(4096))
    except OSError as error:
        raise PlaymoreError(
            f"states cannot be kept in {folder}: {error.strerror}; check that it is writable and the disk not full"
        ) from error


def _require_room(environment: Environment, size: int) -> None:
    folder = environment.snapshots
    assert folder is not None
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise PlaymoreError(
            f"the disk has {free / 1e6:,.0f} MB left, and {(size + _SPARE) / 1e6:,.0f} MB are needed; make room first"
        )
