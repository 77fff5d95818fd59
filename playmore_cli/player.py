"""The loop of a lesson: read a command, make the transition, perform its effects."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import TypeVar

from playmore_cli.errors import ExitStatus
from playmore_cli.exercises.judging import compare, judge_prediction, true_answer
from playmore_cli.lesson.evolution import find_changes
from playmore_cli.lesson.model import PaceName, Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Changes, Failure, Graph, Plot, Progress, Result, Stream
from playmore_cli.prompt.keys import Key, offered
from playmore_cli.prompt.reader import Reader
from playmore_cli.runner.client import describe_death
from playmore_cli.runner.protocol import Asked, Died, Done, Event
from playmore_cli.session.commands import (
    Characters,
    Command,
    Edit,
    Expand,
    Help,
    Mark,
    Outline,
    PutBack,
    SwitchPace,
    TakeNote,
    Try,
    Video,
)
from playmore_cli.session.effects import (
    Effect,
    Execute,
    Finish,
    Keep,
    Leave,
    Perform,
    Predict,
    Reveal,
    Show,
)
from playmore_cli.session.session import Session, transition
from playmore_cli.session.transcript import Transcript
from playmore_cli.stage import Rebuilt, Stage, leaves_a_trace
from playmore_cli.store.progress import Edits, Store, StoreError
from playmore_cli.view.progress import duration
from playmore_cli.view.screen import Heading, View, changes_text

_T = TypeVar("_T")

SLOW = 0.7
"""Seconds of rebuilding after which the learner is told what took the time."""


@dataclass(frozen=True)
class Extras:
    """
    What the commands around the player supply.

    Args:
        lecture_data: names of the data sets that are the lecture's own files.
        outline: shows the outline, given the session and the ids of the steps done.
        help: shows the keys.
        video: opens the video at a step and tells what it did.
        look: called before a step runs, to fit pictures to the terminal as it is now.
        clock: a monotonic clock in seconds.
    """

    lecture_data: frozenset[str]
    outline: Callable[[Session, frozenset[str]], None]
    help: Callable[[tuple[Key, ...]], None]
    video: Callable[[Step], str]
    look: Callable[[], None]
    clock: Callable[[], float] = time.monotonic


class Player:
    """One sitting with one lesson."""

    def __init__(
        self, session: Session, stage: Stage, store: Store, view: View, reader: Reader, extras: Extras
    ) -> None:
        self.session = session
        self._stage, self._store, self._view, self._reader = stage, store, view, reader
        self._extras = extras
        self._transcript = Transcript()
        self._changes: dict[str, Changes] = {}
        self._done: set[str] = set(self._kept(lambda: store.done(session.lesson.id), frozenset[str]()))
        self._marked: set[str] = set(self._kept(lambda: store.marks(session.lesson.id), frozenset[str]()))
        self._guess: str | None = None
        self._warned_of_store = False
        self._interrupts = 0
        self.failed: list[str] = []
        self.finished = False

    def play(self) -> ExitStatus:
        """Play until the learner leaves or the lesson ends; return what the shell is told."""
        self._show()
        self._keep(None)
        while True:
            keys = self._offered()
            command = self._reader.command(self.session, keys)
            self.session, effects = transition(self.session, command)
            for effect in effects:
                if not self._perform(effect):
                    return ExitStatus.INTERRUPTED if self._interrupts and self._is_auto() else ExitStatus.DONE

    def _offered(self) -> tuple[Key, ...]:
        return offered(
            self.session,
            folded=self._view.folded,
            strayed=self.session.step.id in self._stage.edits,
            pixels=self._view.pixels is not None,
        )

    def _is_auto(self) -> bool:
        return not self._reader.is_person

    def _perform(self, effect: Effect) -> bool:
        """Do what a transition asked for; return whether the lesson goes on."""
        match effect:
            case Show():
                self._show()
            case Reveal():
                self._reveal(self.session.pieces - 1)
                self._show_code_when_due()
            case Predict():
                self._predict()
            case Execute():
                return self._execute()
            case Keep(done=done):
                self._keep(done)
            case Finish():
                self._finish()
                return False
            case Leave():
                return False
            case Perform(command=command):
                self._serve(command)  # type: ignore[arg-type]
        return True

    # -- showing -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        session, step = self.session, self.session.step
        lesson = session.lesson
        self._extras.look()
        self._view.heading(
            Heading(
                lesson.id,
                lesson.title,
                lesson.chapter_of(step).title,
                step.at,
                lesson.is_exact(step),
                session.cursor + 1,
                len(lesson.steps),
                len(step.code.splitlines()) if step.code else 0,
                step.id in self._done,
                step.id in self._marked,
            )
        )
        for piece in range(min(session.pieces, len(step.pieces))):
            self._reveal(piece)
        self._show_code_when_due()

    def _reveal(self, piece: int) -> None:
        text = self.session.step.pieces[piece]
        if "{{" in text:
            self._bring_to(self.session.cursor)
        self._view.narration(self._stage.fill(text))

    def _show_code_when_due(self) -> None:
        session = self.session
        source = self._stage.source(session.cursor)
        if source is None or not session.is_whole:
            return
        switched = self._pace_of(session.step) != self._stage.pace
        kept = self._stage.edits.get(session.step.id)
        edited = kept is not None and kept.code is not None and not switched
        changes = None if edited else find_changes(session.lesson, session.cursor, self._stage.pace)
        self._view.code(
            source, changes, "your version; u puts the lecture's back" if edited else self._pace_remark()
        )

    def _pace_remark(self) -> str:
        step = self.session.step
        if not step.pace:
            return ""
        timings = self._kept(lambda: self._store.timings(self.session.lesson.id, step.id), dict[str, float]())
        return pace_remark(step, self._pace_of(step), timings)

    # -- running -----------------------------------------------------------------------------------------------

    def _bring_to(self, index: int) -> bool:
        """Rebuild the state before a step; return whether it stands."""
        told = False

        def on_step(place: int) -> None:
            nonlocal told
            if not told and self._extras.clock() - began > SLOW:
                self._view.tell("rebuilding the variables …")
                told = True

        with self._reader.hushed(), self._interrupts_reach_the_worker():
            if not self._stage.runner.ready(SLOW):
                self._view.tell("loading the libraries of this lecture …")
                self._stage.runner.ready()
            began = self._extras.clock()
            rebuilt = self._stage.bring_to(index, on_step)
        self._tell_rebuilt(rebuilt)
        return rebuilt.stopped is None

    def _tell_rebuilt(self, rebuilt: Rebuilt) -> None:
        for remark in rebuilt.remarks:
            self._view.tell(remark, "warning")
        for step_id, failure in rebuilt.failed:
            self._view.tell(
                f"while rebuilding, {step_id} failed: {failure.name}: {failure.message}", "warning"
            )
        if rebuilt.stopped:
            self._view.tell(
                f"the variables could not be rebuilt: at {rebuilt.stopped} {rebuilt.reason}; r tries again",
                "warning",
            )
        elif rebuilt.restored or rebuilt.seconds > SLOW:
            self._view.tell(f"{_how_rebuilt(rebuilt)} ({duration(rebuilt.seconds)})")

    def _execute(self, source: str | None = None) -> bool:
        """Run the step's code, or *source*, and show all that comes of it; return whether the lesson goes on."""
        step, index = self.session.step, self.session.cursor
        if not self._bring_to(index):
            self.session = replace(self.session, ran=False)
            return not self._is_auto()
        self._transcript = self._transcript.begun(step.id)
        failure: Failure | None = None
        last: Event | None = None
        progress: Progress | None = None
        with self._reader.hushed(), self._interrupts_reach_the_worker():
            for event in self._stage.run(index, source):
                last = event
                failure = event if isinstance(event, Failure) else failure
                progress = event if isinstance(event, Progress) else progress
                self._show_event(event, step)
        self._view.end_output()
        match last:
            case Died():
                self._recover(last)
                return not self._is_auto()
            case Done():
                self._conclude(last, failure, progress, edited=source is not None)
                return not (last.interrupted and self._is_auto())
        return True

    def _show_event(self, event: Event, step: Step) -> None:
        match event:
            case Stream() | Result() | Graph() | Plot() | Failure():
                self._transcript = self._transcript.added(step.id, event)
                self._view.output(event, step.draws)
            case Progress():
                self._view.progress(event)
            case Asked(prompt=prompt):
                self._view.end_output()
                self._stage.runner.answer(self._reader.line(prompt))

    def _recover(self, died: Died) -> None:
        self.session = replace(self.session, ran=False)
        self.failed.append(self.session.step.id)
        self._view.tell(f"{describe_death(died)}; a new one has been started", "bad")
        if self._bring_to(self.session.cursor):
            self._view.tell("the variables are as they were before this step; nothing is lost")

    def _conclude(
        self, done: Done, failure: Failure | None, progress: Progress | None, *, edited: bool
    ) -> None:
        """Show what to make of a run that has ended."""
        step = self.session.step
        if done.dropped:
            self._view.tell(f"{done.dropped:,} more characters were printed and dropped", "warning")
        if done.interrupted:
            far = (
                f" after {progress.done:,} of {progress.total:,} rounds"
                if progress and progress.total
                else ""
            )
            self._view.tell(
                f"stopped{far}; the variables keep the values they have, r runs the step again", "warning"
            )
            return
        self._view.changes(done.changes)
        if edited:
            return
        self._changes[step.id] = done.changes
        self._tell_failure(step, failure)
        self._tell_figures(step)
        self._tell_prediction(step)
        if done.seconds > 2:
            self._view.tell(f"took {duration(done.seconds)}")
        if step.pace:
            pace = self._pace_of(step)
            self._kept(
                lambda: self._store.save_timing(self.session.lesson.id, step.id, pace, done.seconds), None
            )
        if step.then:
            self._view.space()
            self._view.narration(self._stage.fill(step.then))

    def _tell_failure(self, step: Step, failure: Failure | None) -> None:
        expected = step.expect
        if failure is None and expected is None:
            return
        own = step.id in self._stage.edits
        if failure is not None and expected is not None and failure.name == expected.error:
            self._view.tell("this error is part of the lecture")
        elif failure is not None:
            self.failed.append(step.id)
            self._view.tell(
                "your version failed; u puts the lecture's back"
                if own
                else "this step failed, which it should not",
                "bad",
            )
        elif expected is not None and not own:
            self.failed.append(step.id)
            self._view.tell(f"the lecture meets {expected.error} here; your run did not", "warning")

    def _tell_figures(self, step: Step) -> None:
        if not step.lecture:
            return
        values = self._stage.values([(figure.value, "") for figure in step.lecture])
        self._view.comparisons(
            [
                compare(figure, value, self._pace_of(step), self._extras.lecture_data)
                for figure, value in zip(step.lecture, values, strict=True)
            ]
        )

    # -- predictions -------------------------------------------------------------------------------------------

    def _predict(self) -> None:
        prediction = self.session.step.predict
        assert prediction is not None
        if "{{" in prediction.ask:
            self._bring_to(self.session.cursor)
        self._view.question(self._stage.fill(prediction.ask), prediction.choices)
        letters = f" ({', '.join('abcdefgh'[: len(prediction.choices)])})" if prediction.choices else ""
        given = self._reader.line(f" your guess{letters}, Enter skips: ")
        self._guess = given.strip() if given else None

    def _tell_prediction(self, step: Step) -> None:
        prediction, given = step.predict, self._guess
        self._guess = None
        if prediction is None:
            return
        value = None
        if prediction.answer not in prediction.choices:
            (value,) = self._stage.values([(prediction.answer, "")])
        truth = true_answer(prediction, value)
        why = f" {self._stage.fill(prediction.why)}" if prediction.why else ""
        if given:
            verdict = judge_prediction(prediction, given, value)
            self._kept(
                lambda: self._store.save_prediction(self.session.lesson.id, step.id, given, verdict), None
            )
            sign = {True: "**As you said**", False: "**Not quite**", None: "**Not judged**"}[verdict]
            self._view.narration(f"{sign}: {truth if truth is not None else 'no value'}.{why}")
        elif truth is not None:
            self._view.narration(f"Answer: {truth}.{why}")

    # -- everything else -----------------------------------------------------------------------------------------

    def _serve(self, command: Command) -> None:
        match command:
            case Edit():
                self._edit()
            case Try(line=line):
                self._try(line)
            case PutBack():
                self._put_back()
            case Expand():
                self._expand()
            case TakeNote(text=text):
                self._take_note(text)
            case Mark():
                self._mark()
            case Video():
                self._view.tell(self._extras.video(self.session.step))
            case Outline():
                self._extras.outline(self.session, frozenset(self._done))
            case Help():
                self._extras.help(self._offered())
            case SwitchPace():
                self._switch_pace()
            case Characters():
                for output in self._transcript.outputs.get(self.session.step.id, ()):
                    if isinstance(output, Plot):
                        self._view.characters(output)

    def _edit(self) -> None:
        index, step = self.session.cursor, self.session.step
        before = self._stage.source(index)
        if before is None:
            self._view.tell("this step has no code to edit; : opens a prompt")
            return
        changed = self._reader.edit(before, self._complete)
        if changed is None or changed.strip() == before.strip():
            self._view.tell("the code is as it was")
            return
        if step.id not in self._changes and not self._run_quietly(index):
            return
        lecture = self._changes[step.id]
        self._stage.edits.pop(step.id, None)
        ran = self.session.ran
        self.session = replace(self.session, ran=True)
        mine = self._run_version(changed)
        if mine is None:
            self.session = replace(self.session, ran=False)
            return
        difference = _difference(lecture, mine)
        self._view.tell(f"against the lecture: {difference or 'no name differs in what is shown of it'}")
        if self._wants_to_keep("your version"):
            self._keep_edits(step.id, Edits(changed))
            self._view.tell("kept: what follows builds on it; u puts the lecture's back")
        else:
            self._stage.stray()
            self._keep_edits(step.id, Edits())
            if ran:
                self._bring_to(index + 1)
            self.session = replace(self.session, ran=ran)
            self._view.tell("put back: the variables are the lecture's again")

    def _run_quietly(self, index: int) -> bool:
        """Learn what the lecture's version does to the names, so that an edit can be compared with it."""
        if not self._bring_to(index):
            return False
        for event in self._stage.run(index):
            if isinstance(event, Done):
                self._changes[self.session.step.id] = event.changes
            if isinstance(event, Died):
                self._recover(event)
                return False
        return True

    def _run_version(self, source: str) -> Changes | None:
        """Run an edited version where the step stands; return what it changed, ``None`` if it did not end."""
        if not self._bring_to(self.session.cursor):
            return None
        step = self.session.step
        self._transcript = self._transcript.begun(step.id)
        changes: Changes | None = None
        with self._reader.hushed(), self._interrupts_reach_the_worker():
            for event in self._stage.run(self.session.cursor, source):
                self._show_event(event, step)
                if isinstance(event, Done):
                    changes = event.changes
                if isinstance(event, Died):
                    self._view.end_output()
                    self._recover(event)
                    return None
        self._view.end_output()
        if changes is not None:
            self._view.changes(changes)
        return changes

    def _try(self, line: str | None) -> None:
        home = self.session.cursor + (1 if self.session.ran else 0)
        if not self._bring_to(home):
            return
        tried: list[str] = []
        merged = Changes()
        while True:
            source = line if line is not None else self._reader.source(self._complete)
            if source is None:
                break
            changes = self._try_one(source, len(tried) + 1)
            if changes is None:
                return
            merged = _merge(merged, changes)
            tried.append(source)
            if line is not None and not self._reader.is_person:
                break
            line = None
        if any(leaves_a_trace(source) for source in tried):
            self._settle(tried, merged, home)

    def _try_one(self, source: str, number: int) -> Changes | None:
        changes = None
        with self._reader.hushed(), self._interrupts_reach_the_worker():
            for event in self._stage.try_out(source, number):
                if isinstance(event, Done):
                    changes = event.changes
                elif isinstance(event, Died):
                    self._view.end_output()
                    self._recover(event)
                else:
                    self._show_event(event, Step(id="try", at=self.session.step.at))
        self._view.end_output()
        return changes

    def _settle(self, tried: list[str], changes: Changes, home: int) -> None:
        """Tell what experiments changed and keep them or put them back, as the learner chooses."""
        difference = changes_text(changes) or "nothing that shows in the names' short forms"
        self._view.tell(f"against the lecture: {difference}")
        if home and self._wants_to_keep("what you tried"):
            step_id = self.session.lesson.steps[home - 1].id
            kept = self._stage.edits.get(step_id, Edits())
            traces = tuple(source for source in tried if leaves_a_trace(source))
            self._keep_edits(step_id, Edits(kept.code, (*kept.after, *traces)))
            self._view.tell("kept: what follows builds on it; u puts the lecture's back")
            return
        self._stage.stray()
        if self._bring_to(home):
            self._view.tell("put back: the variables are the lecture's again")

    def _wants_to_keep(self, what: str) -> bool:
        answer = self._reader.line(f" k keeps {what}, Enter puts the lecture's state back: ")
        return (answer or "").strip().lower() in ("k", "keep")

    def _keep_edits(self, step_id: str, edits: Edits) -> None:
        if edits.is_empty:
            self._stage.edits.pop(step_id, None)
        else:
            self._stage.edits[step_id] = edits
        self._kept(lambda: self._store.save_edits(self.session.lesson.id, step_id, edits), None)

    def _pace_of(self, step: Step) -> PaceName:
        """Return at which pace a step runs: the sitting's, unless the learner switched this one."""
        own = self._stage.edits.get(step.id)
        other: PaceName = "full" if self._stage.pace == "quick" else "quick"
        switched = own is not None and step.pace and own.code == source_at(step, other)
        return other if switched else self._stage.pace

    def _switch_pace(self) -> None:
        """Let this step run at the other pace; it is kept like an edit, so that what follows builds on it."""
        step = self.session.step
        if not step.pace:
            self._view.tell("this step has only one pace")
            return
        kept = self._stage.edits.get(step.id, Edits())
        if self._pace_of(step) != self._stage.pace:
            code = None
        else:
            code = source_at(step, "full" if self._stage.pace == "quick" else "quick")
        self._keep_edits(step.id, Edits(code, kept.after))
        self.session = replace(self.session, ran=False)
        self._show()

    def _put_back(self) -> None:
        step = self.session.step
        if step.id not in self._stage.edits:
            self._view.tell("this step is as the lecture has it")
            return
        self._keep_edits(step.id, Edits())
        self._stage.stray()
        self.session = replace(self.session, ran=False)
        self._show()
        self._view.tell("put back: the step is as the lecture has it")

    def _expand(self) -> None:
        outputs = self._transcript.outputs.get(self.session.step.id, ())
        texts = [output.text for output in outputs if isinstance(output, Stream | Result)]
        if not texts:
            self._view.tell("this step has printed nothing")
        elif not self._reader.page("\n".join(texts)):
            for text in "\n".join(texts).split("\n"):
                self._view.tell(text)

    def _take_note(self, text: str | None) -> None:
        step = self.session.step
        text = text if text is not None else self._reader.line(" note: ")
        if not text or not text.strip():
            self._view.tell("no note written")
            return
        self._kept(lambda: self._store.add_note(self.session.lesson.id, step.id, step.at, text.strip()), None)
        self._view.tell("noted; playmore notes lists your notes", "good")

    def _mark(self) -> None:
        step = self.session.step
        marked = self._kept(lambda: self._store.toggle_mark(self.session.lesson.id, step.id), False)
        (self._marked.add if marked else self._marked.discard)(step.id)
        self._view.tell("marked as not understood; the outline shows it" if marked else "the mark is off")

    def _finish(self) -> None:
        self.finished = True
        lesson = self.session.lesson
        right, judged = self._kept(lambda: self._store.score(lesson.id), (0, 0))
        score = f" Predictions that came true: {right} of {judged}." if judged else ""
        self._view.tell(f"This is the end of {lesson.id}, {lesson.title}.{score}", "good")

    def _complete(self, text: str) -> tuple[tuple[str, ...], int]:
        found = self._stage.runner.complete(text)
        return found.names, found.width

    # -- the place ---------------------------------------------------------------------------------------------

    def _keep(self, done: int | None) -> None:
        session, lesson = self.session, self.session.lesson
        done_id = None if done is None else lesson.steps[done].id
        if done_id is not None:
            self._done.add(done_id)
        step = session.step
        self._kept(
            lambda: self._store.save_place(lesson.id, step.id, step.at, ran=session.ran, done=done_id), None
        )

    def _kept(self, act: Callable[[], _T], otherwise: _T) -> _T:
        """Use the store; where the disk fails say so once and play on."""
        try:
            return act()
        except StoreError as error:
            if not self._warned_of_store:
                self._warned_of_store = True
                self._view.tell(f"{error}; playing goes on, nothing more is saved", "warning")
            return otherwise

    @contextmanager
    def _interrupts_reach_the_worker(self) -> Iterator[None]:
        """Send Ctrl-C to the running step; a second one within a second ends its process."""
        runner, last = self._stage.runner, -10.0

        def interrupted(number: int, frame: FrameType | None) -> None:
            nonlocal last
            now = self._extras.clock()
            self._interrupts += 1
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


def _how_rebuilt(rebuilt: Rebuilt) -> str:
    """
    Return how the variables came to be what they are.

    >>> _how_rebuilt(Rebuilt(14, ("a", "b"), restored=True))
    'variables restored as they were after step 14, 2 steps run again'
    """
    count = len(rebuilt.ran)
    steps = "" if not count else f"{count} step{'s' if count > 1 else ''} run again"
    if rebuilt.restored:
        return f"variables restored as they were after step {rebuilt.start}{', ' if steps else ''}{steps}"
    start = "the beginning" if rebuilt.start == 0 else f"step {rebuilt.start}"
    return f"variables rebuilt from {start}, {steps or 'nothing to run'}"


def pace_remark(step: Step, pace: PaceName, timings: Mapping[str, float]) -> str:
    """
    Return which constants a step runs with, what the other pace has, and how long each takes.

    A pace that was never run here is estimated from the other one, as its largest constant would have it.

    >>> step = Step(id="s", at=0.0, pace={"rounds": {"quick": 20_000, "full": 200_000}})
    >>> pace_remark(step, "quick", {"quick": 8.0})
    'pace quick: rounds = 20_000, 8 s here · p for full: rounds = 200_000, about 1 min 20 s'
    """
    paces: tuple[PaceName, PaceName] = ("quick", "full") if pace == "quick" else ("full", "quick")
    parts = []
    for one, other in (paces, paces[::-1]):
        constants = ", ".join(f"{name} = {_grouped(values.get(one))}" for name, values in step.pace.items())
        lasts = ""
        if one in timings:
            lasts = f", {duration(timings[one])} here"
        elif other in timings:
            lasts = f", about {duration(timings[other] * _ratio(step, one, other))}"
        parts.append(f"{'pace' if one == pace else 'p for'} {one}: {constants}{lasts}")
    return " · ".join(parts)


def _ratio(step: Step, one: PaceName, other: PaceName) -> float:
    """Return how many times as long a step takes at one pace as at the other, by the constant that differs most."""
    ratios = [
        float(values[one]) / float(values[other])
        for values in step.pace.values()
        if one in values
        and other in values
        and isinstance(values[one], int | float)
        and isinstance(values[other], int | float)
        and values[other]
    ]
    return max(ratios, key=lambda ratio: max(ratio, 1 / ratio if ratio else 0), default=1.0)


def _grouped(constant: object) -> str:
    return f"{constant:_}" if isinstance(constant, int) and not isinstance(constant, bool) else str(constant)


def _difference(lecture: Changes, mine: Changes) -> str:
    """Return how the names after a learner's version differ from those after the lecture's, in one line."""
    theirs, ours = _after(lecture), _after(mine)
    parts = [
        f"{name} {theirs[name]} → {ours[name]}"
        for name in ours
        if name in theirs and theirs[name] != ours[name]
    ]
    parts += [f"only yours {name} {ours[name]}" for name in ours if name not in theirs]
    parts += [f"only the lecture's {name} {theirs[name]}" for name in theirs if name not in ours]
    return " · ".join(parts)


def _after(changes: Changes) -> dict[str, str]:
    return {**changes.new, **{name: after for name, (_, after) in changes.changed.items()}}


def _merge(first: Changes, second: Changes) -> Changes:
    """Return two runs' changes as those of one run."""
    new = {name: text for name, text in first.new.items() if name not in second.gone} | second.new
    changed = dict(first.changed)
    for name, (before, after) in second.changed.items():
        if name in new:
            new[name] = after
        else:
            changed[name] = (changed.get(name, (before, ""))[0], after)
    return Changes(new, changed, (*first.gone, *second.gone))
