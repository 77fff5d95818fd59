"""``playmore preview``: steps of a lesson as a learner sees them, shown again from the first change on each save."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from playmore_cli.cli.context import TrustOption, environment_of, leave
from playmore_cli.cli.start import Pace, Plain
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.lesson.changes import first_change
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.lesson.own_files import digest_with_files
from playmore_cli.lesson.own_modules import digest_with
from playmore_cli.prompt.keys import Key
from playmore_cli.prompt.lines import AutoReader
from playmore_cli.prompt.reader import Beside
from playmore_cli.session.commands import Command, GoTo, Quit
from playmore_cli.session.session import Session
from playmore_cli.sitting.access import catalog, locate
from playmore_cli.sitting.permission import allow_code
from playmore_cli.sitting.proofreading import show_tasks
from playmore_cli.sitting.saved_files import Follower, files_of
from playmore_cli.view.echo import unfiltered

if TYPE_CHECKING:
    from playmore_cli.lesson.catalog import Located
    from playmore_cli.player.desk import Desk
    from playmore_cli.store.learner import Store
    from playmore_cli.view.screen import View

_CLEAR = "\x1b[H\x1b[2J"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(preview)


def preview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="FILE", help="A lesson file, or a lesson's id.")],
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="STEP", help="The first step to show: number, id or timecode."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="STEP", help="The last one; without it the end of the lesson."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Show the steps and leave.")] = False,
    tasks: Annotated[
        bool, typer.Option("--tasks", help="Show questions, exercises and cards too, with their answers.")
    ] = False,
    pace: Pace = "quick",
    plain: Plain = False,
    trust: TrustOption = False,
) -> None:
    """
    Show steps of a lesson as a learner sees them, run, and again each time the file is saved.

    What is shown again begins with the first step that changed; the variables before it are restored. Ctrl-C ends it.

    Example: playmore preview lesson.yaml --from define-f --to 9
    """
    environment = environment_of(context)
    from playmore_cli.sitting.sitting import make_view
    from playmore_cli.store.learner import Store

    located = locate(name)
    memory = Store.in_memory(environment.clock)
    try:
        shown = _Preview(
            environment,
            located,
            make_view(environment, plain),
            memory,
            _Stretch(begin, end),
            pace,
            Follower([located.path]),
            tasks=tasks,
        )
        leave(shown.once(trust=trust) if once else shown.forever(trust=trust))
    finally:
        memory.close()


@dataclass(frozen=True)
class _Stretch:
    """From which step to which, as the author names them."""

    begin: str | None
    end: str | None

    def of(self, lesson: Lesson) -> tuple[int, int]:
        """
        Return the 0-based first and last step.

        Raises:
            UsageError: there is no such step, or the last lies before the first.
        """
        first = 0 if self.begin is None else lesson.find(self.begin)
        last = len(lesson.steps) - 1 if self.end is None else lesson.find(self.end)
        if last < first:
            raise UsageError(
                f"--to {self.end} is step {last + 1}, before step {first + 1}, where the stretch begins"
            )
        return first, last


class _Reader(AutoReader):
    """Goes on to the *last* step, with *show* called behind each; leaves early where the file was saved meanwhile."""

    def __init__(self, last: int, follower: Follower, show: Callable[[Step], None] | None = None) -> None:
        super().__init__(last)
        self._follower, self._show = follower, show

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """Return `Quit` once what is shown is no longer what the file holds."""
        if self._show is not None and session.is_whole and not session.is_due:
            self._show(session.step)
        return Quit() if self._follower.has_changed() else super().command(session, keys, look)


class _Preview:
    """Shows a stretch of a lesson, and again what changed of it."""

    def __init__(
        self,
        environment: Environment,
        located: "Located",
        view: "View",
        memory: "Store",
        stretch: _Stretch,
        pace: PaceName,
        follower: Follower,
        *,
        tasks: bool = False,
    ) -> None:
        self._environment, self._located, self._view = environment, located, view
        self._memory, self._stretch, self._pace, self._follower = memory, stretch, pace, follower
        self._tasks = tasks
        self._beside = ""
        """Names what lies beside the lesson and belongs to it, as it was when it was loaded."""

    def once(self, *, trust: bool) -> ExitStatus:
        """Show the stretch; return what the shell is told."""
        lesson = self._load(trust=trust)
        first, last = self._stretch.of(lesson)
        with self._open(lesson) as desk:
            status = self._show(desk, first, last)
            return ExitStatus.FAILED if status is ExitStatus.DONE and desk.outcome.failed else status

    def forever(self, *, trust: bool) -> ExitStatus:
        """Show the stretch now and on each save; return only when interrupted."""
        lesson = self._load_or_wait(trust=trust)
        # A step that is not there is a mistake in the command now, later one in the file.
        self._stretch.of(lesson)
        start = 0
        while True:
            with self._open(lesson) as desk:
                while True:
                    if self._show_from(desk, lesson, start) is ExitStatus.INTERRUPTED:
                        return ExitStatus.INTERRUPTED
                    before, beside = lesson, self._beside
                    lesson, was_bad = self._next(lesson)
                    has_other = self._beside != beside
                    # After a fault all is shown again: what stood on the screen has given way to what was wrong.
                    start = 0 if was_bad or has_other else first_change(before, lesson)
                    self._clear()
                    if has_other or _needs_other_worker(before, lesson):
                        break
                    desk = self._again(desk, lesson)

    # -- showing -----------------------------------------------------------------------------------------------

    def _open(self, lesson: Lesson) -> "AbstractContextManager[Desk]":
        from playmore_cli.sitting.sitting import open_desk

        return open_desk(
            self._environment, self._memory, lesson, self._view, _Reader(0, self._follower), pace=self._pace
        )

    def _again(self, desk: "Desk", lesson: Lesson) -> "Desk":
        """Return a desk for the lesson as it is now, on the worker that is there; its namespace begins anew."""
        from playmore_cli.player.desk import Desk
        from playmore_cli.runner.client import WorkerDiedError
        from playmore_cli.stage import Stage

        runner = desk.stage.runner
        # States that are being stored save running their steps again; a worker that died stores none.
        with suppress(WorkerDiedError):
            runner.settle()
        runner.reset()
        stage = Stage(lesson, runner, self._pace)
        again = Desk(Session(lesson), stage, self._memory, self._view, desk.reader, desk.extras)
        again.place = replace(again.place, done=frozenset())  # what is shown once more is new to a learner
        return again

    def _show_from(self, desk: "Desk", lesson: Lesson, start: int) -> ExitStatus:
        """Show the stretch from the step *start* on, if it reaches that far."""
        try:
            first, last = self._stretch.of(lesson)
        except UsageError as error:
            self._view.tell(str(error), "warning")
            self._wait_line()
            return ExitStatus.DONE
        if start > last:
            self._view.tell(f"nothing changed up to step {last + 1}, where the preview ends")
            self._wait_line()
            return ExitStatus.DONE
        status = self._show(desk, max(first, start), last)
        if not self._follower.has_changed() and status is not ExitStatus.INTERRUPTED:
            self._wait_line()
        return status

    def _show(self, desk: "Desk", first: int, last: int) -> ExitStatus:
        from playmore_cli.player.player import play

        show = (lambda step: show_tasks(self._view, step)) if self._tasks else None
        desk.reader = _Reader(last, self._follower, show)
        desk.move(GoTo(first))
        return play(desk)

    def _clear(self) -> None:
        if self._environment.stdout.isatty() and not self._environment.is_dumb:
            print(_CLEAR, end="", file=unfiltered(self._environment.stdout), flush=True)

    def _wait_line(self) -> None:
        clock = time.strftime("%H:%M:%S", time.localtime(self._environment.clock()))
        self._view.space()
        self._view.tell(f"{clock} waiting for {self._located.path.name} to be saved; Ctrl-C ends")

    # -- loading -----------------------------------------------------------------------------------------------

    def _load(self, *, trust: bool) -> Lesson:
        from playmore_cli.view.maths import undrawable

        lesson = catalog().check(Path(self._located.path), undrawable)
        allow_code(self._environment, lesson, self._located, trust=trust)
        modules, files = self._environment.modules, self._environment.own_files
        self._beside = digest_with_files(
            digest_with("", modules.get(lesson.id, {})), files.get(lesson.id, {})
        )
        self._follower.follow(files_of(self._located))
        return lesson

    def _load_or_wait(self, *, trust: bool) -> Lesson:
        """Return the lesson as soon as its file is one; what is wrong with it until then is told."""
        from playmore_cli.lesson.problems import LessonError

        while True:
            try:
                return self._load(trust=trust)
            except LessonError as error:
                self._tell_problems(error)
            self._follower.wait()
            self._clear()

    def _next(self, lesson: Lesson) -> tuple[Lesson, bool]:
        """
        Wait until the file holds another lesson than *lesson*, or one again after it held none.

        Return it, and whether the file held none meanwhile.
        """
        was_bad, beside = False, self._beside
        while True:
            self._follower.wait()
            try:
                found = self._load(trust=True)  # whoever saves a file while it is shown wants its code to run
            except PlaymoreError as error:
                self._clear()
                self._tell_problems(error)
                was_bad = True
                continue
            if found != lesson or was_bad or self._beside != beside:
                return found, was_bad
            self._view.tell("saved, and nothing of it that a learner sees has changed")

    def _tell_problems(self, error: PlaymoreError) -> None:
        for line in str(error).split("\n"):
            self._view.tell(line, "warning")
        self._wait_line()


def _needs_other_worker(before: Lesson, after: Lesson) -> bool:
    from playmore_cli.stage import heavy_imports

    return (before.id, before.seed, before.data, heavy_imports(before)) != (
        after.id,
        after.seed,
        after.data,
        heavy_imports(after),
    )
