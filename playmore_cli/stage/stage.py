"""A lesson on its worker, brought to the state before any step."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from playmore_cli.lesson.livevalues import fill_live_values, find_live_values
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.outputs import Failure, Value
from playmore_cli.runner.client import NameLeftOutError, Runner, WorkerBrokenError, WorkerDiedError
from playmore_cli.runner.protocol import Judged, TryAttempt
from playmore_cli.runner.snapshots.state_names import first_key, folder_key, next_key
from playmore_cli.runner.snapshots.store import SnapshotStore, StoredState
from playmore_cli.session.plan import Need, Plan, Snapshot, Standing, replay_plan
from playmore_cli.session.transcript import Seen
from playmore_cli.signing import ForeignError
from playmore_cli.stage.outcome import Ask, Hear, Questions, Ran, came_out, follow, judge_in_copy, unheard
from playmore_cli.stage.records import Course, StepRecord, as_seen_now, record_from, record_of
from playmore_cli.stage.sameness import says_the_same
from playmore_cli.stage.script import Answers, Script
from playmore_cli.stage.traces import leaves_a_trace
from playmore_cli.store.learner import Edits

_LACKING, _DIED = "it needs a graph that is in no snapshot", "its process ended"


@dataclass(frozen=True)
class Rebuilt:
    """
    How a state was reached: from the state after *start* steps, by running the steps with the ids in *ran*.

    *restored* says that the state after *start* steps came from a snapshot. *failed* holds what a step raised that
    was not meant to; *stopped* is the id of a step that was interrupted, or whose worker died (*reason*), so that
    the state was not reached. *remarks* tell of snapshots that could not be used, and of questions that nobody
    answered.
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
class Held:
    """
    What the namespace holds, as far as the stage knows.

    *key* names it by all that ran in it, ``None`` where nothing can name it; *meant* is the name of the state that the
    lesson and its edits had there when it was reached. *partial* says that names are left out of it, as the snapshot
    had it; *tried* are the learner's own lines that ran in it since.
    """

    standing: Standing = field(default_factory=Standing)
    key: str | None = None
    meant: str = ""
    partial: bool = False
    tried: tuple[str, ...] = ()


@dataclass
class _Rebuilding:
    """What a rebuilding has come to so far."""

    ran: list[str] = field(default_factory=list)
    failed: list[tuple[str, Failure]] = field(default_factory=list)


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
        answers: what was given to the questions of the code (``input()``), which belongs to the state too.
        is_ahead: whether it runs before the learner comes to it; what fails unforeseen is then kept nowhere, since what
            made it fail (a full disk) may be over when the learner comes.
    """

    def __init__(
        self,
        lesson: Lesson,
        runner: Runner,
        pace: PaceName,
        edits: Mapping[str, Edits] | None = None,
        answers: Answers | None = None,
        *,
        is_ahead: bool = False,
    ) -> None:
        self.lesson, self.runner, self.pace = lesson, runner, pace
        self.edits: dict[str, Edits] = dict(edits or {})
        self.answers: dict[tuple[str, str], tuple[str | None, ...]] = dict(answers or {})
        self._is_ahead = is_ahead
        self._script = Script(lesson, pace, self.edits, self.answers)
        self._held = Held()
        self._first = ""
        self._store: SnapshotStore | None = None
        self._remarks: list[str] = []
        self._has_broken = False
        """Whether the worker before this one never came to hold a namespace."""
        self._unusable: set[str] = set()
        if runner.settings.snapshots is not None:
            try:
                self._store = SnapshotStore(runner.settings.snapshots)
            except (ForeignError, OSError) as error:
                self._remarks.append(f"states cannot be stored: {error}; steps are run again instead")

    @property
    def stores(self) -> bool:
        """Whether states can be stored."""
        return self._store is not None

    @property
    def standing(self) -> Standing:
        """What the namespace holds now."""
        return self._held.standing

    def source(self, index: int) -> str | None:
        """Return what runs at a step: the learner's version if one is kept, else the lesson's at this pace."""
        return self._script.source(index)

    def is_answered(self, index: int) -> bool:
        """Return whether the questions of what runs at a step were answered before."""
        source = self.source(index)
        return source is not None and bool(self._script.answers_of(index, source))

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
            self._held = replace(self._held, standing=replace(self.standing, after=index))
            return Rebuilt(index, remarks=self._take_remarks())
        began = time.monotonic()
        plan = self._begin(plan, index, need)
        so_far = _Rebuilding()
        stopped = self._run_on(plan, on_step, so_far)
        if stopped is not None and stopped.reason == _LACKING and need is not Need.ALL:
            return self.bring_to(index, on_step, Need.ALL)
        return Rebuilt(
            plan.start,
            tuple(so_far.ran),
            time.monotonic() - began,
            tuple(so_far.failed),
            self.lesson.steps[stopped.index].id if stopped else None,
            stopped.reason if stopped else "",
            plan.restore is not None,
            self._take_remarks(),
        )

    def _take_remarks(self) -> tuple[str, ...]:
        remarks, self._remarks = tuple(self._remarks), []
        return remarks

    def is_on_the_way(self, place: int, index: int) -> bool:
        """Return whether a step is run to reach the state before *index* from what stands or is stored."""
        return place < index and self._plan(index, Need.NEXT).start <= place

    def key(self, index: int) -> str:
        """Return the name of the state before a step: all that runs before it, data, seed and versions."""
        self.ready()
        if not self._first:
            self._first = self._first_key()
        return self._script.key(index, self._first)

    def keep(self, index: int) -> None:
        """Store the state before a step, which must stand, whatever that costs."""
        self.runner.keep(
            self.key(index), self.standing.elapsed, always=True, needed=self._script.needed(index)
        )

    def recorded(self, index: int) -> StepRecord | None:
        """Return what a step gave when it ran before at the very state that stands, or would stand, before it."""
        if self._store is None or self.source(index) is None:
            return None
        key = self.key(index + 1)
        found = self._store.find([key] if key not in self._unusable else [])
        if key not in found or not found[key].is_recorded:
            return None
        plan = self._plan(index, Need.NEXT)
        is_straight = self.standing.is_straight and self._held.key == self.key(index)
        if plan.is_empty and not is_straight:
            return None
        try:
            return record_from(self._store.record(key))
        except (ForeignError, KeyError):
            return None  # running the step tells, and stores another

    def stored(self, count: int) -> tuple[str, ...]:
        """Return the names of the states after the first *count* steps, or fewer, that are stored."""
        return tuple(one.key for one in self._snapshots(count))

    def recall(self, index: int) -> StepRecord | None:
        """
        Make the namespace what it is after a step that ran before, and return what that run gave.

        ``None`` where it is to be run: nothing was recorded, or its state cannot be had, or it was another one's.
        """
        if (stored := self.recorded(index)) is None or self._store is None:
            return None
        record, key = as_seen_now(stored, self.runner), self.key(index + 1)
        if record is None or key not in (found := self._store.find([key])):
            return None
        self.runner.reset()
        self._held = Held(key=self.key(0))
        if self._restore(Snapshot(index + 1, key, found[key].elapsed, _held(found[key]))):
            self.stray()
            return None
        return record

    def ready(self, timeout: float | None = None) -> bool:
        """
        Wait until a namespace stands, at most *timeout* seconds; return whether it does.

        Where the last one died unnoticed, or a worker while it loaded the libraries, another is begun.

        Raises:
            WorkerBrokenError: of two workers, one after the other, neither could be started.
        """
        try:
            stands = self.runner.ready(timeout)
        except (WorkerDiedError, WorkerBrokenError) as error:
            self._held = Held()
            if isinstance(error, WorkerBrokenError):
                if self._has_broken:
                    raise
                self._has_broken = True
                self._remarks.append(f"{error}; another was started")
            return self.ready(timeout)
        self._has_broken = self._has_broken and not stands
        return stands

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
        if after and self.key(after) not in (self._held.meant, self._held.key):
            after, standing = None, Standing(None)  # an edit before it was kept, or put back, since
        if after is not None and after <= index:
            if self._held.key is None and after == 0 and standing.is_straight:
                self._held = replace(self._held, key=self.key(0))
            is_straight = standing.is_straight and self._held.key == self.key(after)
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
            self._held = Held()
            self._held = Held(key=self.key(0))
            if plan.restore is None:
                break
            refused = self._restore(plan.restore)
            if not refused:
                break
            self.stray()
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
            standing = Standing(snapshot.after, snapshot.elapsed)
            self._held = Held(standing, snapshot.key, snapshot.key, answer.partial)
            return ""
        self._unusable.add(snapshot.key)
        self._store.drop(snapshot.key)
        if not is_gone:
            self._remarks.append(f"{refused}; it was removed, and its steps are run again")
        return refused

    def _run_on(
        self, plan: Plan, on_step: Callable[[int], None] | None, so_far: _Rebuilding
    ) -> _Stopped | None:
        """Run the steps of *plan*, add to what ran and failed, and return what stopped it, if anything did."""
        for place in range(plan.start, plan.stop):
            step = self.lesson.steps[place]
            if on_step and step.code is not None:
                on_step(place)
            for source, name, is_aside in self._script.sources(place):
                ran = self._execute(place, source, name, quiet=True, is_aside=is_aside)
                is_own = is_aside or step.id in self.edits
                if ran.failure is not None and not came_out(step, ran, is_own=is_own).is_as_told:
                    so_far.failed.append((step.id, ran.failure))
                    if self._is_ahead:
                        self.stray()
                        return _Stopped(place, "it failed")
                for prompt in ran.unanswered:
                    self._remarks.append(f"{step.id} asks {prompt!r}, and nobody answers: the end of input")
                if stopped := self._note(place, ran, source, "" if is_aside else name):
                    self.stray()
                    return _Stopped(place, stopped)
            if step.code is not None:
                so_far.ran.append(step.id)
            self._stands_after(place + 1)
        return None

    def _execute(
        self,
        place: int,
        source: str,
        name: str,
        *,
        quiet: bool = False,
        is_aside: bool = False,
        hear: Hear = unheard,
        questions: Questions | None = None,
        seen: Seen | None = None,
        so_far: Ran | None = None,
    ) -> Ran:
        """Run a source at a step; whoever is thrown out of it leaves a namespace of which nothing is known."""
        held, self._held = self._held, Held(Standing(None))
        questions = questions or self._questions(place, source, None)
        events = self.runner.run(source, name, quiet=quiet, aside=is_aside)
        ran = follow(self.runner, events, questions, hear, seen, so_far)
        self._held = held
        return ran

    def _questions(self, place: int, source: str, ask: Ask | None, *, is_anew: bool = False) -> Questions:
        """Return what answers a source at a step: what was answered before, unless *is_anew*, then somebody."""
        answers = self._script.answers_of(place, source)
        if not answers and (own := self.source(place)) is not None:
            return Questions((), ask, self._script.answers_of(place, own))
        return Questions(() if is_anew else answers, ask, answers)

    def _note(self, place: int, ran: Ran, source: str, name: str) -> str:
        """Take in how a run ended; return why the state after it is not that of a straight run, or nothing."""
        if ran.death:
            self._held = Held()
            return _DIED
        held, standing = replace(self._held, partial=ran.partial), self.standing
        if ran.lacking or ran.interrupted:
            self._held = replace(held, key=None, standing=replace(standing, is_straight=False))
            return _LACKING if ran.lacking else "it was interrupted"
        key = held.key and next_key(held.key, name, source, self._script.answers_of(place, source))
        self._held = replace(
            held, key=key, standing=replace(standing, elapsed=standing.elapsed + ran.seconds)
        )
        return ""

    def _stands_after(self, count: int, *, is_straight: bool = True, record: bytes = b"") -> None:
        standing = Standing(count, self.standing.elapsed, is_straight)
        self._held = replace(self._held, standing=standing, meant=self.key(count), tried=())
        if self._held.key is not None and is_straight:
            needed = self._script.needed_after(count - 1)
            self.runner.keep(self._held.key, standing.elapsed, needed=needed, record=record)

    def stray(self) -> None:
        """Say that the namespace is no longer what the lesson makes of it; it is rebuilt when needed."""
        self._held = Held(Standing(None))

    # -- running -----------------------------------------------------------------------------------------------

    def run(
        self,
        index: int,
        source: str | None = None,
        *,
        hear: Hear = unheard,
        ask: Ask | None = None,
        is_anew: bool = False,
    ) -> Ran:
        """
        Run a step's code, or *source* instead of it, and return what came of it; the state before it must stand.

        Afterwards the namespace counts as the state after the step, also where the code failed (a straight run
        fails there too) or was interrupted (what was kept is kept). A step that needs a graph which a snapshot had
        left out is run again at the whole state; what it said before is not said twice.

        Args:
            index: of the step, from 0.
            source: an own version.
            hear: is told what it says, as it comes.
            ask: answers what was not answered before, and its answers belong to the state from now on; without it
                there is the end of input.
            is_anew: all questions are asked again.
        """
        code = self.source(index) if source is None else source
        assert code is not None, "a narration step has nothing to run"
        if source is not None and self._held.partial:
            # What comes of an own version cannot be built again to mend it.
            self.bring_to(index, need=Need.NAMES)
        seen, course = Seen(), Course(hear)
        questions = self._questions(index, code, ask, is_anew=is_anew and ask is not None)
        ran: Ran | None = None
        while ran is None or ran.lacking:
            if ran is not None:
                rebuilt = self.bring_to(index, need=Need.NAMES if self._held.partial else Need.ALL)
                if rebuilt.stopped is not None:
                    return replace(ran, lacking=False, interrupted=True, seconds=rebuilt.seconds)
                seen.begin_again()
                questions.begin_again()
            ran = self._execute(
                index, code, self.name(index), hear=course, questions=questions, seen=seen, so_far=ran
            )
            if ran.lacking:
                self._note(index, ran, code, self.name(index))
        if ask is not None and ran.ended:
            self._keep_answers(index, code, ran)
        if self._note(index, ran, code, self.name(index)) == _DIED:
            return ran
        if self._is_ahead and ran.failure is not None and not self._came_out(index, ran):
            self.stray()
            return ran
        is_straight = ran.ended
        if source is None and ran.ended:
            for extra, name, is_aside in self._script.sources(index):
                if not is_aside:
                    continue
                ending = self._note(
                    index, self._execute(index, extra, name, quiet=True, is_aside=True), extra, ""
                )
                if ending == _DIED:
                    return replace(ran, death="what you keep behind this step ended its process")
                is_straight = is_straight and not ending
        record = b""
        if source is None and is_straight and self._held.key == self.key(index + 1):
            earlier, look = self._script.earlier(index), self.runner.looks
            record = record_of(ran, course, look, code, earlier, is_ahead=self._is_ahead)
        self._stands_after(index + 1, is_straight=is_straight, record=record)
        return ran

    def _came_out(self, index: int, ran: Ran) -> bool:
        step = self.lesson.steps[index]
        return came_out(step, ran, is_own=step.id in self.edits).is_as_told

    def is_steady(self, index: int) -> bool:
        """Return whether all that runs at a step is certain to come out the same in every run, told by reading."""
        earlier = [*self._script.earlier(index)]
        return all(says_the_same(source, earlier) for source, _, _ in self._script.sources(index))

    def _keep_answers(self, place: int, source: str, ran: Ran) -> None:
        key = (self.lesson.steps[place].id, source)
        if ran.answers:
            self.answers[key] = ran.answers
        else:
            self.answers.pop(key, None)

    def try_out(self, source: str, number: int, *, hear: Hear = unheard, ask: Ask | None = None) -> Ran:
        """
        Run a learner's own lines in the namespace as it is.

        Lines that need a graph which a snapshot had left out are run again, after those tried before, at the whole
        state; where that cannot be had, the outcome is `Ran.lacking`.
        """
        place = max((self.standing.after or 0) - 1, 0)
        seen, questions = Seen(), self._questions(place, source, ask, is_anew=ask is not None)
        ran = self._try_once(place, source, number, hear, questions, seen, None)
        while ran.lacking and self._make_whole():
            seen.begin_again()
            questions.begin_again()
            ran = self._try_once(place, source, number, hear, questions, seen, ran)
        if ask is not None and ran.ended:
            self._keep_answers(place, source, ran)
        self._note_trial(place, ran, source)
        self._held = replace(self._held, tried=(*self._held.tried, source))
        return ran

    def _try_once(
        self,
        place: int,
        source: str,
        number: int,
        hear: Hear,
        questions: Questions,
        seen: Seen,
        so_far: Ran | None,
    ) -> Ran:
        return self._execute(
            place,
            source,
            f"try:{number}",
            is_aside=True,
            hear=hear,
            questions=questions,
            seen=seen,
            so_far=so_far,
        )

    def _make_whole(self) -> bool:
        """Build the state that stands, experiments too, with nothing left out; return whether that is possible."""
        if self.standing.after is None:
            return False
        tried = self._held.tried
        need = Need.NAMES if self._held.partial else Need.ALL
        place = max(self.standing.after - 1, 0)
        if self.bring_to(self.standing.after, need=need).stopped is not None:
            return False
        for number, earlier in enumerate(tried, start=1):
            ran = self._execute(place, earlier, f"try:{number}", quiet=True, is_aside=True)
            self._note_trial(place, ran, earlier)
        self._held = replace(self._held, tried=tried)
        return True

    def _note_trial(self, place: int, ran: Ran, source: str) -> None:
        if ran.death or (not ran.lacking and (ran.interrupted or leaves_a_trace(source))):
            self._note(place, ran, source, "")

    def attempt(self, attempt: TryAttempt, *, hear: Hear = unheard, ask: Ask | None = None) -> Judged:
        """Judge an attempt in a copy of the namespace, at the whole state; see `judge_in_copy`."""
        judged = judge_in_copy(self.runner, attempt, hear, ask)
        if judged.lacking and self._make_whole():
            return self.attempt(attempt, hear=hear, ask=ask)
        if judged.touched:
            self.stray()
        return judged

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
        except (WorkerDiedError, WorkerBrokenError) as death:
            self._held = Held()
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
