"""What all parts of the player work with: the session, the stage, the store, the screen and the reader."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from playmore_cli.errors import UsageError
from playmore_cli.lesson.links import Link
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Changes, Output, Plot, Progress, Value
from playmore_cli.player.remarks import how_rebuilt
from playmore_cli.player.typed import Typed
from playmore_cli.player.watching import Watching
from playmore_cli.prompt.keys import Key
from playmore_cli.prompt.lines import AutoReader
from playmore_cli.prompt.reader import Reader
from playmore_cli.runner.client import WorkerBrokenError, WorkerDiedError
from playmore_cli.runner.protocol import Judged, TryAttempt
from playmore_cli.session.commands import Command, Report, Unrun
from playmore_cli.session.effects import Effect
from playmore_cli.session.session import Session, transition
from playmore_cli.session.stretch import Stretch
from playmore_cli.session.transcript import Transcript
from playmore_cli.stage import Answers, Ask, Ran, Rebuilt, Stage, StepRecord, redrawn
from playmore_cli.store.learner import Edits, Store, StoreError, TextKind
from playmore_cli.view.progress_bar import duration
from playmore_cli.view.screen import View

if TYPE_CHECKING:
    from playmore_cli.player.forerunner import Forerunner

_T = TypeVar("_T")

SLOW = 0.7
"""Seconds of rebuilding after which the learner is told what took the time."""

_CURVE = 0.4
"""Seconds in which the course of a run that is over is drawn."""

_HEARING = 0.1
"""Seconds within which Ctrl-C is heard where nothing runs that it could reach."""


def no_lesson(name: str) -> Lesson:
    """Find no lesson, where there are none but the one that is played."""
    raise UsageError(f"there is no lesson {name!r}")


class Home(Enum):
    """The wish to come back to the lesson from which a link led here."""

    HOME = "home"


@dataclass(frozen=True)
class Extras:
    """
    What the commands around the player supply.

    Args:
        lecture_data: names of the data sets that are the lecture's own files.
        outline: shows the outline, given the session and the ids of the steps done.
        help: shows the keys, given the session and those that do something now.
        video: opens the video at a step and tells what it did.
        look: called before a step runs, to fit pictures to the terminal as it is now.
        fit: called while it runs, to fit text to the terminal as it is now.
        clock: a monotonic clock in seconds.
        threads: where the links of a step lead.
        find: returns a lesson that this one needs, by its id, or raises a `PlaymoreError`.
        is_visit: a link from another lesson or a search has led here; the place in this one stays as it was.
        watching: the video beside the lesson, if one was asked for.
        forerunner: runs the steps ahead while the learner reads, where that may be.
    """

    lecture_data: frozenset[str]
    outline: Callable[[Session, frozenset[str]], None]
    help: Callable[[Session, tuple[Key, ...]], None]
    video: Callable[[Step], str]
    look: Callable[[], None]
    fit: Callable[[], None]
    clock: Callable[[], float] = time.monotonic
    threads: Callable[[Step], tuple[Link, ...]] = lambda step: ()
    find: Callable[[str], Lesson] = no_lesson
    is_visit: bool = False
    watching: Watching | None = None
    forerunner: "Forerunner | None" = None


@dataclass(frozen=True)
class Whereabouts:
    """Where the learner is in a lesson, and the ids of the steps that are *done* and *marked*."""

    session: Session
    done: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """
    What is said once.

    *of_store* that nothing is saved any more; *links* of which step (0-based) the links
    were told; *stretch* is the time that was set, as long as its end was not told.
    """

    of_store: bool = False
    links: int | None = None
    stretch: Stretch | None = None


@dataclass(frozen=True)
class SittingOutcome:
    """
    What has come of the sitting so far.

    *failed* holds the ids of steps that did not come out as the lesson says; *is_finished* says that the last step
    was done; *wish* is where the learner wants to go in another lesson.
    """

    failed: tuple[str, ...] = ()
    is_finished: bool = False
    wish: Link | Home | None = None


class Desk:
    """
    One sitting with one lesson: what is on the desk, and the moves that every part of the player makes.

    *place* moves by `move` alone, *told* and *outcome* are replaced as a whole. *changes* holds what the lecture's
    version of each step did to the names, by step id; *unsaved* is the error of a write that the disk refused.
    """

    def __init__(
        self, session: Session, stage: Stage, store: Store, view: View, reader: Reader, extras: Extras
    ) -> None:
        self.stage, self.store, self.view, self.reader = stage, store, view, reader
        self.extras = extras
        self.told, self.outcome = Told(), SittingOutcome()
        self.unsaved: StoreError | None = None
        self.transcript = Transcript()
        self.changes: dict[str, Changes] = {}
        lesson = session.lesson.id
        self.place = Whereabouts(
            session,
            self.kept(lambda: store.done(lesson), frozenset[str]()),
            self.kept(lambda: store.marks(lesson), frozenset[str]()),
        )
        self.guess: tuple[str, str] | None = None
        self.interrupts = 0
        self.shown = ""
        """What was shown last: a step's id, ``try`` or ``look``, under which the transcript has it."""
        self._misfits: list[tuple[Step, Plot]] = []
        """Plots that came while a step ran and were drawn for another width than the screen has now."""
        self.ahead: list[Command] = []
        """What was chosen in a list and comes next."""
        self._unawaited: set[int] = set()
        """Steps (0-based) for which the learner would not wait while they were run ahead."""
        self.lost = ""
        """How the worker ended while nothing was asked of it, if it did."""

    @property
    def session(self) -> Session:
        """The learner's place in the lesson."""
        return self.place.session

    def move(self, command: Command | Report) -> tuple[Effect, ...]:
        """Let a command or a report move the place; return the effects it asks for."""
        session, effects = transition(self.session, command)
        self.place = replace(self.place, session=session)
        return effects

    def note_failure(self, step_id: str) -> None:
        """Remember that a step did not come out as the lesson says."""
        self.outcome = replace(self.outcome, failed=(*self.outcome.failed, step_id))

    @property
    def is_auto(self) -> bool:
        """Whether nobody chooses what comes next."""
        return not self.reader.is_person

    def bring_to(self, index: int) -> bool:
        """Rebuild the state before a step; return whether it stands."""
        if not (self.ready() and self.wait_ahead(lambda place: self.stage.is_on_the_way(place, index))):
            return False

        def on_step(place: int) -> None:
            if self.extras.clock() - began > SLOW:
                self.view.wait(f"rebuilding the variables, at step {place + 1} of {index}")

        with self.reader.hushed(), self.interrupts_reach_the_worker(), self._alone():
            began = self.extras.clock()
            try:
                rebuilt = self.stage.bring_to(index, on_step)
            finally:
                self.view.waited()
        self._tell_rebuilt(rebuilt)
        return rebuilt.stopped is None

    def _libraries_stand(self) -> bool:
        """Wait until the lesson's libraries are loaded; return whether nobody pressed Ctrl-C meanwhile."""
        before, began = self.interrupts, self.extras.clock()
        try:
            while not self.stage.ready(_HEARING):
                if self.interrupts > before:
                    break
                if self.extras.clock() - began > SLOW:
                    self.view.wait("loading the libraries of this lecture")
            else:
                return True
        finally:
            self.view.waited()
        self.view.tell("stopped; the libraries go on loading", "warning")
        return False

    def _tell_rebuilt(self, rebuilt: Rebuilt) -> None:
        for remark in rebuilt.remarks:
            self.view.tell(remark, "warning")
        for step_id, failure in rebuilt.failed:
            self.view.tell(
                f"while rebuilding, {step_id} failed: {failure.name}: {failure.message}", "warning"
            )
        if rebuilt.stopped:
            key = "r" if self.session.ran else "Enter"
            self.view.tell(
                f"the variables could not be rebuilt: at {rebuilt.stopped} {rebuilt.reason}; {key} tries again",
                "warning",
            )
        elif rebuilt.restored or rebuilt.seconds > SLOW:
            self.view.tell(f"{how_rebuilt(rebuilt)} ({duration(rebuilt.seconds)})")

    def run(self, source: str | None = None, *, anew: bool = False) -> Ran:
        """Run the step on screen, or *source* in its place, and show all that it says; *anew* asks all that it asks."""
        step, index = self.session.step, self.session.cursor
        self.begin_output(step.id)
        anew = anew or source is not None
        return self._followed(
            lambda: self.stage.run(index, source, hear=self.hear(step), ask=self.asker, is_anew=anew)
        )

    def recall(self) -> StepRecord | None:
        """Show what the step on screen gave when it ran before at this state, and return it; ``None``: it is to run."""
        step, index = self.session.step, self.session.cursor
        with self.reader.hushed(), self.interrupts_reach_the_worker():
            record = self.stage.recall(index)
            if record is None:
                return None
            self.begin_output(step.id)
            hear = self.hear(step)
            for moment in record.course:
                hear(moment)
                time.sleep(_CURVE / len(record.course))
            for output in record.outputs:
                hear(output)
        self._show_misfits()
        self.view.end_output()
        return record

    def ready(self) -> bool:
        """Wait until a namespace stands; return whether it does, and nobody pressed Ctrl-C meanwhile."""
        self._tell_lost()
        with self.reader.hushed(), self.interrupts_reach_the_worker():
            return self._libraries_stand()

    def _tell_lost(self) -> None:
        """Say that the worker ended while nothing was asked of it, if it did."""
        if self.lost:
            self.view.tell(f"{self.lost}; a new one is started", "bad")
            self.lost = ""

    def run_unseen(self, index: int, source: str | None = None) -> Ran:
        """Run a step at the state before it, which stands, or *source* in its place, and show only how far it is."""

        def hear(said: Output | Progress) -> None:
            self.extras.fit()
            if isinstance(said, Progress):
                self.view.progress(said)

        return self._followed(lambda: self.stage.run(index, source, hear=hear))

    def try_out(self, source: str, number: int) -> Ran:
        """Run a learner's own lines and show all that they say."""
        aside = Step(id="try", at=self.session.step.at)
        self.begin_output(aside.id)
        return self._followed(
            lambda: self.stage.try_out(source, number, hear=self.hear(aside), ask=self.asker), unfolds=":f"
        )

    def begin_output(self, name: str) -> None:
        """Forget what was shown under a name, a step's id or one for what stands beside it: it begins anew."""
        self.transcript = self.transcript.begun(name)
        self.shown = name

    def show_aside(self, name: str, output: Output) -> None:
        """Show an output that no step said, and keep it under a name."""
        self.transcript = self.transcript.added(name, output)
        self.view.output(output)

    def attempt(self, attempt: TryAttempt, aside: Step) -> Judged:
        """Judge a learner's code in a copy of the variables and show what it says."""
        return self._followed(lambda: self.stage.attempt(attempt, hear=self.hear(aside), ask=self.asker))

    def _followed(self, run: Callable[[], _T], *, unfolds: str = "f") -> _T:
        """Let something run that Ctrl-C can stop; *unfolds* is what shows what was folded of it."""
        before = dict(self.stage.answers)
        with self.reader.hushed(), self.interrupts_reach_the_worker(), self._alone():
            came = run()
        self._keep_answers(before)
        self._show_misfits()
        self.view.end_output(unfolds, came.dropped_lines if isinstance(came, Ran) else 0)
        return came

    def _alone(self) -> AbstractContextManager[None]:
        """Return a context in which nothing is run ahead, for what the learner waits for."""
        ahead = self.extras.forerunner
        return nullcontext() if ahead is None else ahead.held()

    def wait_ahead(self, is_needed: Callable[[int], bool]) -> bool:
        """
        Wait while a step that *is_needed* (0-based) is being run ahead; return whether Ctrl-C did not end that.

        What the learner would not wait for is not waited for again.
        """
        ahead, before = self.extras.forerunner, self.interrupts
        if ahead is None or not ahead.is_long or (first := ahead.place) is None or not is_needed(first):
            return True
        if first in self._unawaited:
            return True
        with self.reader.hushed(), self.interrupts_reach_the_worker(), ahead.urged():
            try:
                while (place := ahead.place) is not None and is_needed(place) and self.interrupts == before:
                    if ahead.progress is None:
                        self.view.wait(f"step {place + 1} is being run ahead")
                    else:
                        self.view.waited()
                        self.view.progress(ahead.progress)
                    time.sleep(_HEARING)
            finally:
                self.view.waited()
        self.view.end_output()
        if self.interrupts > before:
            self._unawaited.add(first)
            self.view.tell("no longer waiting; Enter runs it here", "warning")
        return self.interrupts == before

    def _show_misfits(self) -> None:
        """Show the plots that did not fit, drawn for all of the screen as it is now."""
        misfits, self._misfits = self._misfits, []
        if misfits:
            self.view.set_panes(anew=False)
            self.extras.look()
        for step, plot in misfits:
            with suppress(WorkerDiedError, WorkerBrokenError):
                plot = redrawn(plot, self.stage.runner)
            self.transcript = self.transcript.added(step.id, plot)
            self.view.output(plot, step.draws)

    def show_rest(self) -> None:
        """Show all that was held back because it did not fit: a question stands below what it is about."""
        while self.view.pending:
            self.view.more()

    def fill(self, text: str) -> str:
        """Return narration with its live values filled in; Ctrl-C stops what takes long, and it shows as ``?``."""
        if "{{" not in text:
            return text
        with self.reader.hushed(), self.interrupts_reach_the_worker():
            return self.stage.fill(text)

    def values(self, expressions: Sequence[str]) -> tuple[Value, ...]:
        """Return the values of expressions; Ctrl-C stops one that takes long."""
        if not expressions:
            return ()
        with self.reader.hushed(), self.interrupts_reach_the_worker():
            return self.stage.values([(one, "") for one in expressions])

    def hear(self, step: Step) -> Callable[[Output | Progress], None]:
        """Return what shows and keeps all that a running step says."""

        def hear(said: Output | Progress) -> None:
            self.extras.fit()
            if isinstance(said, Progress):
                self.view.progress(said)
            elif isinstance(said, Plot) and not self.view.takes(said):
                self._misfits.append((step, said))
            else:
                self.transcript = self.transcript.added(step.id, said)
                self.view.output(said, step.draws)

        return hear

    @property
    def asker(self) -> Ask | None:
        """Who answers the questions of the code; ``None`` where nobody does."""

        def ask(prompt: str, before: str | None) -> str | None:
            self.view.end_output()
            self.view.set_panes(anew=False)
            typed = Typed(self, TextKind.ANSWER)
            text = self.reader.line(prompt, typed.draft(typed.unfinished or "" if before is None else before))
            if text is not None:
                typed.finish(text)
            return text

        return None if isinstance(self.reader, AutoReader) else ask

    def _keep_answers(self, before: Answers) -> None:
        """Let what was answered since belong to the state in later sittings too."""
        lesson, now = self.session.lesson.id, self.stage.answers
        for step, source in {*before, *now}:
            given = now.get((step, source), ())
            if given != before.get((step, source), ()):
                self.keep(partial(self.store.save_answers, lesson, step, source, given))

    def recover(self, ran: Ran) -> None:
        """Tell that the worker ended, and bring a new one to the state before this step."""
        self.move(Unrun())
        self.note_failure(self.session.step.id)
        self.view.tell(f"{ran.death}; a new one has been started", "bad")
        if self.bring_to(self.session.cursor):
            self.view.tell("the variables are as they were before this step")

    def pace_of(self, step: Step) -> PaceName:
        """Return at which pace a step runs: the sitting's, unless the learner switched this one."""
        own = self.stage.edits.get(step.id)
        other: PaceName = "full" if self.stage.pace == "quick" else "quick"
        switched = own is not None and step.pace and own.code == source_at(step, other)
        return other if switched else self.stage.pace

    def keep_edits(self, step_id: str, edits: Edits) -> None:
        """Let what the learner changed at a step belong to the state from now on; empty edits undo it."""
        if edits.is_empty:
            self.stage.edits.pop(step_id, None)
        else:
            self.stage.edits[step_id] = edits
        self.keep(lambda: self.store.save_edits(self.session.lesson.id, step_id, edits))

    def complete(self, text: str) -> tuple[tuple[str, ...], int]:
        """Return the names that could end *text*, and how many of its characters they replace."""
        try:
            found = self.stage.runner.complete(text)
        except (WorkerDiedError, WorkerBrokenError) as error:
            self.lost = str(error)
            self.stage.stray()
            return (), 0
        return found.names, found.width

    def find_again(self, index: int) -> bool:
        """Where the worker was found to have ended meanwhile rebuild the state; return whether it stands."""
        return not self.lost or self.bring_to(index)

    def kept(self, act: Callable[[], _T], otherwise: _T) -> _T:
        """Use the store; where the disk fails say so once and play on, with what memory holds."""
        self._tell_unsaved()
        try:
            return act()
        except StoreError as error:
            self.unsaved = error
        self._tell_unsaved()
        if self.store.trouble is None:
            return otherwise
        try:
            return act()
        except StoreError:
            return otherwise  # it was told

    def keep(self, act: Callable[[], object]) -> bool:
        """Write to the store as `kept` does; return whether it has taken it."""

        def acted() -> bool:
            act()
            return True

        return self.kept(acted, False)

    def _tell_unsaved(self) -> None:
        """Say once that the disk takes nothing."""
        if self.unsaved is not None and not self.told.of_store:
            self.told = replace(self.told, of_store=True)
            self.view.tell(f"{self.unsaved}; playing goes on, nothing more is saved", "warning")

    @contextmanager
    def interrupts_reach_the_worker(self) -> Iterator[None]:
        """Send Ctrl-C to the running step; a second one within a second ends its process."""
        runner, last = self.stage.runner, -10.0

        def interrupted(number: int, frame: FrameType | None) -> None:
            nonlocal last
            now = self.extras.clock()
            self.interrupts += 1
            if now - last < 1:
                runner.kill()
            else:
                runner.interrupt()
            last = now

        try:
            before = signal.signal(signal.SIGINT, interrupted)
        except ValueError:  # not the main thread: whoever runs us there handles the signal
            yield
            return
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
