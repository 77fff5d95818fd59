"""Runs whole lessons unattended and tells what is not as the lesson says."""

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playmore_cli.exercises.claims import applies, compared
from playmore_cli.exercises.diagnosis import OWN
from playmore_cli.exercises.guess import true_answer
from playmore_cli.exercises.ideas import bound_names
from playmore_cli.exercises.judging import Comparison, Verdict, compare
from playmore_cli.exercises.telling import find_telling
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Claim, Lesson, PaceName, Prediction, Recreate, Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.lesson.source import parse_source
from playmore_cli.outputs import Failure, Graph, Output, Plot, Progress, Result, Stream
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import Judged
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.scratch import scratch_folder
from playmore_cli.stage import Ran, Stage, came_out, heavy_imports, judge_in_copy
from playmore_cli.stage.trials import card_trial, diagnosis_of, exercise_trial

_LACKING = re.compile(r"NameError: name '(\w+)' is not defined")

OnOutput = Callable[[Step, Output], None]
OnCompared = Callable[[Step, Comparison], None]


@dataclass(frozen=True)
class Fault:
    """A step that is not as the lesson says, and *why*; *is_recordable* where recording its figure mends it."""

    id: str
    why: str
    is_recordable: bool = False


@dataclass(frozen=True)
class FalseClaim:
    """A claim of the step with this *id* that does not hold: *that* expression, with the *values* it compares."""

    id: str
    that: str
    says: str
    values: tuple[tuple[str, str], ...]

    @property
    def fault(self) -> Fault:
        """The claim as what is wrong with its step."""
        sentence = f"{self.says!r} is not true: " if self.says else ""
        values = ", ".join(f"{text} is {value}" for text, value in self.values)
        return Fault(self.id, f"holds: {sentence}{self.that}, but {values}")


@dataclass(frozen=True)
class RunReport:
    """
    What came of running a lesson: steps *ran*, what *failed*, and how long it took in seconds.

    *claims* counts those that were tried, *untrue* are those that do not hold; these are among the faults as well.
    *uncompared* counts figures of the lecture that hold at the other pace or with other data only, *following* the
    faults that come of an earlier step's and are not told.
    """

    ran: int
    failed: tuple[Fault, ...]
    seconds: float
    claims: int = 0
    untrue: tuple[FalseClaim, ...] = ()
    uncompared: tuple[int, int] = (0, 0)
    following: int = 0


def check_lesson(
    lesson: Lesson,
    pace: PaceName,
    place_data: Callable[[Path], frozenset[str]],
    on_step: Callable[[int], None] | None = None,
    on_output: OnOutput | None = None,
    on_compared: OnCompared | None = None,
    *,
    memory: int | None = None,
) -> RunReport:
    """
    Run every step of a lesson and judge it.

    Checked are expected and unexpected failures, live values, figures of the lecture, what the narration claims,
    answers of predictions, and for every exercise that its check accepts the solution, refuses the start and names
    each mistake.

    Args:
        lesson: what is run.
        pace: at which pace.
        place_data: puts the lesson's data into a folder; returns the names of those that are the lecture's own.
        on_step: called with each step's index before it runs.
        on_output: called with each output of a step, as it comes.
        on_compared: called with each figure of the lecture beside the run's own.
        memory: bytes that the code may take; ``None`` for half of what is there, 0 for any.
    """
    began = time.monotonic()
    faults: list[Fault] = []
    untrue: list[FalseClaim] = []
    ran = claims = 0
    with scratch_folder() as folder:
        lecture_data = place_data(folder)
        with Runner(WorkerSettings(folder, lesson.seed, heavy_imports(lesson), memory=memory)) as runner:
            stage = Stage(lesson, runner, pace)
            for index, step in enumerate(lesson.steps):
                if on_step:
                    on_step(index)
                faults += [
                    found if isinstance(found, Fault) else Fault(step.id, found)
                    for found in _check_step(stage, index, step, lecture_data, on_output, on_compared)
                ]
                claimed = [one for one in step.holds if applies(one, pace, lecture_data)]
                untrue += _false_claims(stage, step, claimed)
                claims += len(claimed)
                ran += step.code is not None
    faults += [one.fault for one in untrue]
    told, following = _first_causes(lesson, faults)
    figures = [figure for step in lesson.steps for figure in step.lecture]
    others = sum(one.pace not in (None, pace) for one in figures)
    foreign = sum(
        one.pace in (None, pace) and one.data is not None and one.data not in lecture_data for one in figures
    )
    seconds = time.monotonic() - began
    return RunReport(ran, told, seconds, claims, tuple(untrue), (others, foreign), following)


def _first_causes(lesson: Lesson, faults: list[Fault]) -> tuple[tuple[Fault, ...], int]:
    """
    Return the faults without those that lack a name which a step that failed was to define, and how many these are.

    Without a file that the third step reads everything after it fails as well: one fault, and a count.
    """
    missing: set[str] = set()
    told: list[Fault] = []
    for step in lesson.steps:
        for fault in (one for one in faults if one.id == step.id):
            lacking = set(_LACKING.findall(fault.why))
            if not lacking or not lacking <= missing:
                told.append(fault)
            if fault.why.startswith("unexpected ") and (tree := parse_source(step.code or "")):
                missing |= bound_names(tree.body)
    return tuple(told), len(faults) - len(told)


def _false_claims(stage: Stage, step: Step, claims: list[Claim]) -> Iterator[FalseClaim]:
    held = stage.values([(f"bool({claim.that.strip()})", "") for claim in claims])
    for claim, value in zip(claims, held, strict=True):
        if value.text == "True" and value.error is None:
            continue
        texts = compared(claim.that)
        values = stage.values([(text, "") for text in texts])
        found = tuple((text, one.error or one.text) for text, one in zip(texts, values, strict=True))
        yield FalseClaim(step.id, claim.that.strip(), claim.says, found)


def _check_step(
    stage: Stage,
    index: int,
    step: Step,
    lecture_data: frozenset[str],
    on_output: OnOutput | None,
    on_compared: OnCompared | None,
) -> Iterator[str | Fault]:
    for piece in step.pieces:
        yield from _live_values(stage, piece)
    if step.recreate is not None:
        yield from check_exercise(stage, step.recreate, source_at(step, stage.pace), step.id)
    if step.code is not None:
        yield from _run(stage, index, step, on_output)
    if step.then is not None:
        yield from _live_values(stage, step.then)
    for number, figure in enumerate(step.lecture):
        (value,) = stage.values([(figure.value, "")])
        comparison = compare(figure, value, stage.pace, lecture_data)
        if on_compared:
            on_compared(step, comparison)
        if why := _figure_fault(comparison):
            is_recordable = figure.recorded or figure.is_open
            yield Fault(
                step.id,
                f"lecture[{number}] {figure.what}: {why}",
                is_recordable and comparison.verdict is not Verdict.NO_VALUE,
            )
    if step.predict is not None:
        yield from _prediction(stage, index, step, step.predict)
    for number, card in enumerate(step.cards):
        if card.check is not None:
            trial = card_trial(card, card.code or "", OWN, shared=stage.lesson.checks)
            refused = says(judge_in_copy(stage.runner, trial))
            if refused is not None:
                yield f"cards[{number}]: its check refuses its own code: {refused}"


def _prediction(stage: Stage, index: int, step: Step, prediction: Prediction) -> Iterator[str]:
    (value,) = (
        stage.values([(prediction.answer, "")]) if prediction.answer not in prediction.choices else (None,)
    )
    truth = true_answer(prediction, value)
    if truth is None:
        yield f"predict: its answer cannot be evaluated: {value.error if value else ''}"
    elif prediction.choices and truth not in prediction.choices:
        yield f"predict: its answer is {truth!r}, which is none of the choices"
    elif where := find_telling(step, stage.source(index), truth):
        advice = "hold: true asks before it is shown" if where == "code" else "say it in 'then' or 'why'"
        yield f"predict: '{where}' tells the answer, {truth!r}, before the question: {advice}; hold: false lets it"
    yield from _live_values(stage, prediction.why)


def _figure_fault(comparison: Comparison) -> str:
    """Return what is wrong with a figure, or nothing."""
    figure = comparison.figure
    match comparison.verdict:
        case Verdict.OPEN:
            return f"found {comparison.yours}, not recorded yet; check --run --update writes it"
        case Verdict.DIFFERS if figure.recorded:
            return f"found {comparison.yours}, recorded was {figure.is_}; check --run --update writes it anew"
        case Verdict.NO_VALUE if figure.is_open:
            return f"it cannot be recorded: {comparison.yours}"
        case Verdict.DIFFERS | Verdict.NO_VALUE:
            return f"found {comparison.yours}, the lecture has {figure.is_}"
    return ""


def _run(stage: Stage, index: int, step: Step, on_output: OnOutput | None) -> Iterator[str]:
    def hear(said: Output | Progress) -> None:
        if on_output and not isinstance(said, Progress):
            on_output(step, said)

    ran = stage.run(index, hear=hear)
    if why := came_out(step, ran).why:
        asked = f"; it asks {ran.unanswered[0]!r}, and nobody answers" if ran.unanswered else ""
        yield f"{why}{asked}"


def _live_values(stage: Stage, text: str) -> Iterator[str]:
    found = find_live_values(text)
    for one, value in zip(found, stage.values([(one.expression, one.spec) for one in found]), strict=True):
        if value.error is not None:
            yield f"the live value {{{{ {one.expression} }}}} cannot be taken: {value.error}"


def check_exercise(stage: Stage, exercise: Recreate, code: str, name: str) -> Iterator[str]:
    """Yield what is wrong with an exercise at the state that stands: solution, start and mistakes are tried."""
    right = exercise.solution or code

    def tried(source: str) -> str | None:
        return says(
            judge_in_copy(
                stage.runner, exercise_trial(exercise, right, source, OWN, shared=stage.lesson.checks)
            )
        )

    if why := tried(right):
        yield f"recreate: its check refuses the solution: {why}"
    if tried(exercise.start) is None:
        yield "recreate: its check accepts the start, so there is nothing to write"
    for number, mistake in enumerate(exercise.mistakes):
        why = tried(mistake.code)
        if why is None:
            yield f"recreate.mistakes[{number}]: its check accepts this mistake"
        elif mistake.says not in why:
            yield f"recreate.mistakes[{number}]: should say {mistake.says!r}, says {why!r}"


def says(judged: Judged) -> str | None:
    """Return what a learner is told of an attempt; ``None`` where it passes."""
    found = diagnosis_of(judged)
    return found.says if found else None


# -- resuming ------------------------------------------------------------------------------------------------------

HEAVY = 0.5
"""Seconds from which on a step is heavy: a resumed stretch ends before it."""

FAR = 2.0
"""
Seconds of the code's own time after which a resumed stretch ends, heavy step or not.

Without it the stretches before the first heavy step, which begin at each step there, run each step as often as steps
stand before it.
"""

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


@dataclass(frozen=True)
class Resumed:
    """
    What came of resuming at *checked* steps: the ids of those after which some output differed from the straight run.

    *stored* counts the states that came straight from a snapshot, *ran* the steps that were compared.
    """

    checked: int
    differing: tuple[str, ...]
    stored: int
    ran: int
    seconds: float


def check_resuming(
    lesson: Lesson,
    pace: PaceName,
    place_data: Callable[[Path], frozenset[str]],
    chosen: frozenset[int],
    on_step: Callable[[int], None] | None = None,
    *,
    budget: float = float("inf"),
    memory: int | None = None,
) -> Resumed:
    """
    Run a lesson straight; for each of the *chosen* steps restore the state before it in a fresh process and run on.

    A resumed stretch ends before the next heavy step, and after `FAR` seconds. All that a step prints, shows, draws and
    raises must be the same, but for addresses of objects.

    Args:
        lesson: what is run.
        pace: at which pace.
        place_data: puts the lesson's data into a folder.
        chosen: 0-based indices of steps; `choose_steps` draws them.
        on_step: called with each step's index before the straight run reaches it.
        budget: seconds of the code's own time after which the rest is left out.
        memory: bytes that the code may take; ``None`` for half of what is there, 0 for any.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        root = stack.enter_context(scratch_folder())
        stages = []
        for name in ("straight", "resumed"):
            (root / name).mkdir()
            place_data(root / name)
            settings = WorkerSettings(
                root / name,
                lesson.seed,
                heavy_imports(lesson),
                memory=memory,
                snapshots=root / "snapshots",
            )
            stages.append(Stage(lesson, stack.enter_context(Runner(settings)), pace))
        return _Comparison(stages[0], stages[1], SnapshotStore(root / "snapshots"), chosen).run(
            on_step, began, budget
        )


def choose_steps(lesson: Lesson, count: int, seed: int) -> frozenset[int]:
    """Return *count* code steps drawn with *seed*; all of them where there are no more."""
    steps = [index for index, step in enumerate(lesson.steps) if step.code is not None]
    return frozenset(random.Random(seed).sample(steps, min(count, len(steps))))


class _Comparison:
    """A straight run on one worker, and beside it stretches resumed on another."""

    def __init__(self, straight: Stage, resumed: Stage, store: SnapshotStore, chosen: frozenset[int]) -> None:
        self._straight, self._resumed, self._store, self._chosen = straight, resumed, store, chosen
        self._said: dict[int, tuple[str, ...]] = {}
        self._took: dict[int, float] = {}
        self._waiting: list[int] = []
        self._differing: list[str] = []
        self._checked = self._stored = self._ran = 0

    def run(self, on_step: Callable[[int], None] | None, began: float, budget: float) -> Resumed:
        """Run all; what waits is resumed whenever a heavy step shows where its stretch ends."""
        lesson = self._straight.lesson
        for index, step in enumerate(lesson.steps):
            if step.code is None:
                continue
            if on_step:
                on_step(index)
            self._straight.bring_to(index)
            if index in self._chosen:
                self._straight.keep(index)
                self._waiting.append(index)
            started = time.monotonic()
            self._said[index] = _said(self._straight.run(index))
            self._took[index] = time.monotonic() - started
            if self._took[index] > HEAVY:
                self._resume_waiting(index)
            if self._straight.standing.elapsed > budget:
                break
        self._resume_waiting(len(lesson.steps))
        return Resumed(
            self._checked, tuple(self._differing), self._stored, self._ran, time.monotonic() - began
        )

    def _resume_waiting(self, heavy: int) -> None:
        """Resume at each step that waits and run on up to the one with index *heavy*, at least the step itself."""
        self._straight.runner.settle()
        for start in self._waiting:
            self._resumed.stray()
            rebuilt = self._resumed.bring_to(start)
            self._stored += rebuilt.restored and not rebuilt.ran
            self._checked += 1
            if not all(self._is_same(index) for index in self._stretch(start, heavy)):
                self._differing.append(self._resumed.lesson.steps[start].id)
        for start in self._waiting:
            self._store.drop(self._straight.key(start))
        self._waiting = []

    def _stretch(self, start: int, heavy: int) -> Iterator[int]:
        """Tell which steps to run from *start* on: itself, and those before *heavy* that are not too far."""
        seconds = 0.0
        for index, took in self._took.items():
            if index == start or (start < index < heavy and seconds < FAR):
                seconds += took
                yield index

    def _is_same(self, index: int) -> bool:
        self._resumed.bring_to(index)
        self._ran += 1
        return _said(self._resumed.run(index)) == self._said[index]


def _said(ran: Ran) -> tuple[str, ...]:
    """Return all that a step says as texts, the addresses of objects masked."""
    return tuple(_ADDRESS.sub("0x…", text) for text in (*map(_text, ran.outputs), ran.death))


def _text(output: Output) -> str:
    match output:
        case Stream(name=name, text=text):
            return f"{name}: {text}"
        case Result(text=text):
            return f"result: {text}"
        case Plot():
            return f"plot: {output.picture.text()}\n{output.words}"
        case Graph(nodes=nodes, edges=edges):
            return f"graph: {nodes} {edges}"
        case Failure():
            return f"failure: {output.traceback()}"
