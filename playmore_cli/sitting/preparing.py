"""Running a lesson's steps before somebody comes to them: what they give, and the states after them, are kept."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from playmore_cli.environment import Environment
from playmore_cli.lesson.inspection import digest_of
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.outputs import Output, Progress
from playmore_cli.paths import PREPARED
from playmore_cli.player.remarks import pace_ratio
from playmore_cli.runner.snapshots.store import DiskSpace, SnapshotStore
from playmore_cli.signing import ForeignError
from playmore_cli.sitting.fitting import fit
from playmore_cli.sitting.sitting import make_view
from playmore_cli.sitting.stages import open_stage
from playmore_cli.stage import Answers, Stage
from playmore_cli.store.learner import Edits
from playmore_cli.whole_files import PRIVATE, write_whole

_LIBRARIES = ("torch", "numpy", "matplotlib")


class Prepared(Struct, frozen=True):
    """
    What was prepared of a lesson at a *pace*: its first *steps* steps, and the names of the states stored (*states*).

    *code* and *versions* say of what: after a change of the lesson or of a library it is another's.
    """

    lesson: str
    pace: PaceName
    steps: int
    code: str
    versions: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class Prospect:
    """What is left to be run: about so many *seconds* and *size* bytes."""

    seconds: float
    size: int


@contextmanager
def preparing(
    environment: Environment, lesson: Lesson, pace: PaceName, edits: Mapping[str, Edits], answers: Answers
) -> Iterator[Stage]:
    """Open a stage whose outputs look as they will in this terminal."""
    with open_stage(environment, lesson, pace, edits, answers, is_ahead=True) as (stage, _):
        stage.ready()
        fit(environment, make_view(environment, plain=False), stage.runner)
        yield stage


def prepare(
    stage: Stage,
    stop: int,
    on_step: Callable[[int], None],
    hear: Callable[[Output | Progress], None] = lambda said: None,
) -> tuple[dict[int, float], str]:
    """
    Run those of the first *stop* steps that are not recorded.

    Returns:
        The seconds that each step took, now or when it was recorded, by 0-based index; and what stopped it, or nothing.
    """
    seconds: dict[int, float] = {}
    for index in range(stop):
        if stage.source(index) is None:
            continue
        on_step(index)
        if (record := stage.recorded(index)) is not None:
            seconds[index] = record.seconds
            continue
        rebuilt = stage.bring_to(index)
        if rebuilt.stopped is not None:
            return seconds, f"{rebuilt.stopped}: {rebuilt.reason}"
        ran = stage.run(index, hear=hear)
        seconds[index] = ran.seconds
        if ran.death or ran.interrupted:
            return seconds, f"{stage.lesson.steps[index].id}: {ran.death or 'it was interrupted'}"
        if ran.unanswered:
            return (
                seconds,
                f"{stage.lesson.steps[index].id} asks for input; what follows depends on the answer",
            )
    stage.runner.settle()
    return seconds, ""


def prospect(stage: Stage, stop: int, quick: Mapping[int, float], quick_size: int) -> Prospect:
    """
    Return what the first *stop* steps will take at full pace.

    Args:
        stage: at full pace.
        stop: how many steps.
        quick: the seconds that each step took at quick pace on this machine, by 0-based index.
        quick_size: bytes that the states at quick pace take.
    """
    left = [index for index in quick if index < stop and stage.recorded(index) is None]
    steps = stage.lesson.steps
    seconds = sum(
        quick[index] * (pace_ratio(steps[index], "full", "quick") if steps[index].pace else 1.0)
        for index in left
    )
    return Prospect(seconds, quick_size)


# -- what is prepared ----------------------------------------------------------------------------------------------


def note_prepared(environment: Environment, stage: Stage, steps: int) -> DiskSpace:
    """Remember that the first *steps* steps are prepared; return the room that their states take."""
    folder = environment.snapshots
    if folder is None:
        return DiskSpace(0, 0)
    states = stage.stored(steps)
    lesson = stage.lesson
    now = Prepared(lesson.id, stage.pace, steps, digest_of(lesson), _versions(), states)
    others = [one for one in _read(folder) if (one.lesson, one.pace) != (now.lesson, now.pace)]
    write_whole(_file(folder), msgspec.json.encode([*others, now]), PRIVATE)
    return SnapshotStore(folder).size_of(states)


def find_prepared(environment: Environment) -> tuple[tuple[Prepared, DiskSpace], ...]:
    """Return what is prepared and whole, with the room it takes; nothing of it counts once a state is gone."""
    folder = environment.snapshots
    if folder is None or not _file(folder).is_file():
        return ()
    try:
        store, versions = SnapshotStore(folder), _versions()
    except (ForeignError, OSError):
        return ()  # whoever plays is told
    found = [(one, store.size_of(one.states)) for one in _read(folder) if one.versions == versions]
    return tuple((one, space) for one, space in found if space.states == len(one.states))


def paces_prepared(environment: Environment, lesson: Lesson) -> tuple[PaceName, ...]:
    """Return at which paces all of a lesson, as its code is now, is prepared."""
    code, count = digest_of(lesson), len(lesson.steps)
    return tuple(
        one.pace
        for one, _ in find_prepared(environment)
        if (one.lesson, one.code, one.steps) == (lesson.id, code, count)
    )


def _read(folder: Path) -> list[Prepared]:
    try:
        return msgspec.json.decode(_file(folder).read_bytes(), type=list[Prepared])
    except (OSError, msgspec.MsgspecError):
        return []  # it says only what could be said again


def _file(folder: Path) -> Path:
    return folder / PREPARED


def _versions() -> str:
    return " ".join([sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES)])
