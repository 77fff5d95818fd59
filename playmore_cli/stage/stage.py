"""A lesson on its worker, brought to the state before any step."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from playmore_cli.lesson.livevalues import fill_live_values, find_live_values
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.outputs import Failure, Value
from playmore_cli.runner.client import NameLeftOutError, Runner, WorkerDiedError
from playmore_cli.runner.protocol import Died, Done, Event, Judged, TryAttempt
from playmore_cli.runner.snapshots.state_names import first_key, folder_key, next_key
from playmore_cli.runner.snapshots.store import SnapshotStore, StoredState
from playmore_cli.session.plan import Need, Plan, Snapshot, Standing, replay_plan
from playmore_cli.session.transcript import Seen
from playmore_cli.signing import ForeignError
from playmore_cli.stage.script import Script
from playmore_cli.stage.traces import leaves_a_trace
from playmore_cli.store.learner import Edits

_LACKING, _DIED = "it needs a graph that is in no snapshot", "its process ended"


@dataclass(frozen=True)
class Rebuilt:
    """
    How a state was reached: from the state after *start* steps, by running the steps with the ids in *ran*.

    *restored* says that the state after *start* steps came from a snapshot. *failed* holds what a step raised that
    was not meant to; *stopped* is the id of a step that was interrupted, or whose worker died (*reason*), so that
    the state was not reached. *remarks* tell of snapshots that could not be used.
    """

    start: int = 0
    ran: tuple[str, ...] = ()
    seconds: float = 0.0
    failed: tuple[tuple[str, Failure], ...] = ()
    stopped: str | None = None
    reason: str = ""
    restored: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stopped:
    """The step at *index* did not come to its end, for a *reason*."""

    index: int
    reason: str


class Stage:
    """
    One lesson, one worker, one pace.

    Args:
        lesson: what is played.
        runner: the worker it is played on; its settings say where snapshots lie.
        pace: which of the constants are used.
        edits: the learner's own versions and experiments that belong to the state, by step id.
    """

    def __init__(
        self, lesson: Lesson, runner: Runner, pace: PaceName, edits: Mapping[str, Edits] | None = None
    ) -> None:
        self.lesson, self.runner, self.pace = lesson, runner, pace
        self.edits: dict[str, Edits] = dict(edits or {})
        self._script = Script(lesson, pace, self.edits)
        self.standing = Standing(0)
        self._key: str | None = None
        """Names what the namespace holds, by all that ran in it; ``None`` where nothing can name it."""
        self._meant = ""
        """The name of the state that the lesson and its edits had there when it was reached."""
        self._first = ""
        self._is_partial = False
        """Whether names are left out of the namespace, as the snapshot had it."""
        self._store: SnapshotStore | None = None
        self._tried: list[str] = []
        self._remarks: list[str] = []
        self._unusable: set[str] = set()
        if runner.settings.snapshots is not None:
            try:
                self._store = SnapshotStore(runner.settings.snapshots)
            except (ForeignError, OSError) as error:
                self._remarks.append(f"states cannot be stored: {error}; steps are run again instead")

    def source(self, index: int) -> str | None:
        """Return what runs at a step: the learner's version if one is kept, else the lesson's at this pace."""
        return self._script.source(index)

    def name(self, index: int) -> str:
        """Return how tracebacks call a step's code."""
        return self._script.name(index)

    # -- states ------------------------------------------------------------------------------------------------

    def bring_to(
        self, index: int, on_step: Callable[[int], None] | None = None, need: Need = Need.NEXT
    ) -> Rebuilt:
        """
        Make the namespace what it is before the step with this 0-based *index*.

        Args:
            index: may be one past the last step, for the state at the end.
            on_step: called with the index of each step that is run again.
            need: what must be in the state; with more than `Need.NEXT` what stands is not used.
        """
        plan = self._plan(index, need)
        if plan.is_empty:
            return Rebuilt(index)
        began = time.monotonic()
        plan = self._begin(plan, index, need)
        ran: list[str] = []
        failed: list[tuple[str, Failure]] = []
        stopped = self._run_on(plan, on_step, ran, failed)
        if stopped is not None and stopped.reason == _LACKING and need is not Need.ALL:
            return self.bring_to(index, on_step, Need.ALL)
        remarks, self._remarks = tuple(self._remarks), []
        return Rebuilt(
            plan.start,
            tuple(ran),
            time.monotonic() - began,
            tuple(failed),
            self.lesson.steps[stopped.index].id if stopped else None,
            stopped.reason if stopped else "",
            plan.restore is not None,
            remarks,
        )

    def key(self, index: int) -> str:
        """Return the name of the state before a step: all that runs before it, data, seed and versions."""
        self._have_worker()
        if not self._first:
            self._first = self._first_key()
        return self._script.key(index, self._first)

    def keep(self, index: int) -> None:
        """Store the state before a step, which must stand, whatever that costs."""
        self.runner.keep(
            self.key(index), self.standing.elapsed, always=True, needed=self._script.needed(index)
        )

    def _have_worker(self) -> None:
        """Wait until a namespace stands; where the last one died unnoticed, until a new one does."""
        try:
            self.runner.ready()
        except WorkerDiedError:
            self.standing, self._key = Standing(0), None
            self.runner.ready()

    def _first_key(self) -> str:
        settings = self.runner.settings
        return first_key(
            [
                self.runner.versions,
                f"seed {settings.seed}",
                f"threads {settings.threads}",
                f"folder {folder_key(settings.folder)}",
            ]
        )

    def _plan(self, index: int, need: Need) -> Plan:
        standing = self.standing
        after = standing.after
        if after and self.key(after) not in (self._meant, self._key):
            after, standing = None, Standing(None)  # an edit before it was kept, or put back, since
        if after is not None and after <= index:
            if self._key is None and after == 0 and standing.is_straight:
                self._key = self.key(0)
            is_straight = standing.is_straight and self._key == self.key(after)
            while not is_straight and after < index and not any(self._script.sources(after)):
                after += 1  # only narration lies between: the variables stay as they are
            standing = Standing(after, standing.elapsed, is_straight)
        if after == index and need is Need.NEXT:
            return Plan(False, index, index)
        return replay_plan(standing, index, self._snapshots(index), need)

    def _snapshots(self, index: int) -> list[Snapshot]:
        if self._store is None:
            return []
        keys = {self.key(place): place for place in range(1, index + 1)}
        found = self._store.find(key for key in keys if key not in self._unusable)
        return [Snapshot(keys[key], key, kept.elapsed, _held(kept)) for key, kept in found.items()]

    def _begin(self, plan: Plan, index: int, need: Need) -> Plan:
        """Make the namespace that *plan* begins with; return the plan, another one where its snapshot is refused."""
        while plan.fresh:
            self.runner.reset()
            self.standing, self._key, self._is_partial = Standing(0), self.key(0), False
            self._tried = []
            if plan.restore is None:
                break
            refused = self._restore(plan.restore)
            if not refused:
                break
            self.standing, self._key = Standing(None), None
            plan = self._plan(index, need)
        return plan

    def _restore(self, snapshot: Snapshot) -> str:
        """Put a snapshot into the fresh namespace; return why it was refused, or nothing."""
        assert self._store is not None
        try:
            answer = self.runner.restore(snapshot.key, snapshot.elapsed)
        except WorkerDiedError as death:
            refused, is_gone = str(death), False
        else:
            refused, is_gone = answer.refused, answer.gone
        if not refused:
            self.standing = Standing(snapshot.after, snapshot.elapsed)
            self._key, self._meant, self._is_partial = snapshot.key, snapshot.key, answer.partial
            return ""
        self._unusable.add(snapshot.key)
        self._store.drop(snapshot.key)
        if not is_gone:
            self._remarks.append(f"{refused}; it was removed, and its steps are run again")
        return refused

    def _run_on(
        self,
        plan: Plan,
        on_step: Callable[[int], None] | None,
        ran: list[str],
        failed: list[tuple[str, Failure]],
    ) -> _Stopped | None:
        """Run the steps of *plan*, add what ran and what failed, and return what stopped it, if anything did."""
        for place in range(plan.start, plan.stop):
            step = self.lesson.steps[place]
            if on_step and step.code is not None:
                on_step(place)
            for source, name, is_aside in self._script.sources(place):
                stopped = ""
                for event in self.runner.run(source, name, quiet=True, aside=is_aside):
                    if isinstance(event, Failure) and step.expect is None:
                        failed.append((step.id, event))
                    stopped = stopped or self._note(event, source, "" if is_aside else name)
                if stopped:
                    self.standing, self._key = Standing(None), None
                    return _Stopped(place, stopped)
            if step.code is not None:
                ran.append(step.id)
            self._stands_after(place + 1)
        return None

    def _note(self, event: Event, source: str, name: str) -> str:
        """Take in how a run ended; return why the state after it is not that of a straight run, or nothing."""
        if isinstance(event, Died):
            self._key = None
            return _DIED
        if not isinstance(event, Done):
            return ""
        self._is_partial = event.partial
        if event.lacking or event.interrupted:
            self._key = None
            self.standing = Standing(self.standing.after, self.standing.elapsed, is_straight=False)
            return _LACKING if event.lacking else "it was interrupted"
        if self._key is not None:
            self._key = next_key(self._key, name, source)
        self.standing = Standing(
            self.standing.after, self.standing.elapsed + event.seconds, self.standing.is_straight
        )
        return ""

    def _stands_after(self, count: int, *, is_straight: bool = True) -> None:
        self.standing = Standing(count, self.standing.elapsed, is_straight)
        self._meant = self.key(count)
        if self._key is not None and is_straight:
            self.runner.keep(self._key, self.standing.elapsed, needed=self._script.needed(count))

    def stray(self) -> None:
        """Say that the namespace is no longer what the lesson makes of it; it is rebuilt when needed."""
        self.standing, self._key = Standing(None), None

    # -- running -----------------------------------------------------------------------------------------------

    def run(self, index: int, source: str | None = None) -> Iterator[Event]:
        """
        Run a step's code, or *source* instead of it, and yield its events; the state before it must stand.

        Afterwards the namespace counts as the state after the step, also where the code failed (a straight run
        fails there too) or was interrupted (what was kept is kept). A step that needs a graph which a snapshot had
        left out is run again at the whole state; what it said before is not said twice.
        """
        code = self.source(index) if source is None else source
        assert code is not None, "a narration step has nothing to run"
        seen = Seen()
        if source is not None and self._is_partial:
            # What comes of an own version cannot be built again to mend it.
            self.bring_to(index, need=Need.NAMES)
        ending = yield from self._run_once(index, code, seen)
        while ending == _LACKING:
            rebuilt = self.bring_to(index, need=Need.NAMES if self._is_partial else Need.ALL)
            if rebuilt.stopped is None:
                seen.begin_again()
                ending = yield from self._run_once(index, code, seen)
            else:
                ending = rebuilt.reason
                yield Done(rebuilt.seconds, ok=False, interrupted=True)
        if ending == _DIED:
            self.standing = Standing(0)
            return
        if source is None and not ending:
            for extra, name, is_aside in self._script.sources(index):
                for event in self.runner.run(extra, name, quiet=True, aside=True) if is_aside else ():
                    ending = ending or self._note(event, extra, "")
        self._stands_after(index + 1, is_straight=not ending)

    def _run_once(self, index: int, code: str, seen: Seen) -> Generator[Event, None, str]:
        """Run a step's code and yield what was not yet *seen* of its events; return what is wrong with its end."""
        self._tried = []
        before = self.standing
        self.standing = Standing(None, before.elapsed, before.is_straight)
        ending = ""
        for event in self.runner.run(code, self.name(index)):
            ending = ending or self._note(event, code, self.name(index))
            if ending == _LACKING:
                return ending
            if (unseen := seen.add(event)) is not None:
                yield unseen
            if isinstance(event, Died):
                return _DIED
        return ending

    def try_out(self, source: str, number: int) -> Iterator[Event]:
        """
        Run a learner's own lines in the namespace as it is.

        Lines that need a graph which a snapshot had left out are run again, after those tried before, at the whole
        state.
        """
        seen = Seen()
        lacking = yield from self._try_once(source, number, seen)
        while lacking and self._make_whole():
            seen.begin_again()
            lacking = yield from self._try_once(source, number, seen)
        self._tried.append(source)

    def _make_whole(self) -> bool:
        """Build the state that stands, experiments too, with nothing left out; return whether that is possible."""
        if self.standing.after is None:
            return False
        tried = self._tried
        need = Need.NAMES if self._is_partial else Need.ALL
        if self.bring_to(self.standing.after, need=need).stopped is not None:
            return False
        for place, earlier in enumerate(tried, start=1):
            for event in self.runner.run(earlier, f"try:{place}", quiet=True, aside=True):
                self._note_trial(event, earlier)
        self._tried = tried
        return True

    def _try_once(self, source: str, number: int, seen: Seen) -> Generator[Event, None, bool]:
        for event in self.runner.run(source, f"try:{number}", aside=True):
            if isinstance(event, Done) and event.lacking:
                return True
            self._note_trial(event, source)
            if (unseen := seen.add(event)) is not None:
                yield unseen
        return False

    def _note_trial(self, event: Event, source: str) -> None:
        if isinstance(event, Died):
            self.standing, self._key = Standing(0), None
        elif isinstance(event, Done) and (event.interrupted or leaves_a_trace(source)):
            self._note(event, source, "")

    def attempt(self, attempt: TryAttempt) -> Iterator[Event]:
        """Judge an attempt in a copy of the namespace, as `Runner.attempt` does, at the whole state."""
        for event in self.runner.attempt(attempt):
            if isinstance(event, Judged) and event.lacking and self._make_whole():
                yield from self.attempt(attempt)
                return
            yield event

    # -- values ------------------------------------------------------------------------------------------------

    def fill(self, text: str) -> str:
        """Return narration with its live values filled in; one that cannot be taken shows as ``?``."""
        found = find_live_values(text)
        if not found:
            return text
        values = self.values([(one.expression, one.spec) for one in found])
        return fill_live_values(text, ["?" if value.error else value.text for value in values])

    def values(self, expressions: Sequence[tuple[str, str]]) -> tuple[Value, ...]:
        """Return the values of (expression, format) pairs; a worker that dies of one gives errors."""
        try:
            return self._evaluate(expressions)
        except WorkerDiedError as death:
            self.standing, self._key = Standing(0), None
            return tuple(Value(error=str(death)) for _ in expressions)

    def _evaluate(self, expressions: Sequence[tuple[str, str]]) -> tuple[Value, ...]:
        try:
            return self.runner.evaluate(expressions)
        except NameLeftOutError:
            if self._make_whole():
                return self.runner.evaluate(expressions)
            return tuple(Value(error="it was left out of the stored state") for _ in expressions)


def _held(kept: StoredState) -> Need:
    if kept.names_left_out:
        return Need.NEXT
    return Need.NAMES if kept.graphs_left_out else Need.ALL
