"""A lesson on a worker of its own, as the settings have it, with its data where its code opens it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.scratch import scratch_folder
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Answers, Stage, heavy_imports
from playmore_cli.store.learner import Edits


def worker_settings(
    environment: Environment, lesson: Lesson, folder: Path, *, keeps_states: bool = True
) -> WorkerSettings:
    """Return how the worker of a lesson runs in *folder*; *keeps_states*: it stores and takes stored states."""
    return WorkerSettings(
        folder,
        lesson.seed,
        heavy_imports(lesson),
        environment.settings.threads,
        environment.settings.ceiling,
        snapshots=environment.snapshots if keeps_states else None,
    )


@contextmanager
def open_stage(
    environment: Environment,
    lesson: Lesson,
    pace: PaceName,
    edits: Mapping[str, Edits] | None = None,
    answers: Answers | None = None,
    *,
    keeps_states: bool = True,
    is_ahead: bool = False,
) -> Iterator[tuple[Stage, frozenset[str]]]:
    """
    Bring a lesson, its data and a worker together where nobody is there to be asked or told; *is_ahead* as for `Stage`.

    Yields:
        The stage, and the names of the data sets that are the lecture's own files.
    """
    with scratch_folder() as folder:
        lecture_data = place_all(lesson, folder, environment)
        settings = worker_settings(environment, lesson, folder, keeps_states=keeps_states)
        with Runner(settings) as runner:
            yield Stage(lesson, runner, pace, edits, answers, is_ahead=is_ahead), lecture_data
