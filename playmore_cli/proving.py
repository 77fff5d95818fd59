"""Proves a lesson's checks: by attempts known to be right or wrong, and by mutants of the solutions."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from playmore_cli.errors import PlaymoreError
from playmore_cli.exercises.diagnosis import OWN
from playmore_cli.exercises.guess import Outcome, judge_prediction
from playmore_cli.exercises.mutants import Mutant, mutants_of, trivial_answers
from playmore_cli.lesson.cases import Case, Equivalent, Open
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.runner.protocol import TryAttempt
from playmore_cli.stage import Stage
from playmore_cli.stage.trials import card_trial, diagnosis_of, exercise_trial

PATIENCE = 60.0
"""Seconds that an attempt of the file may take."""
_LEAST, _TIMES = 4.0, 8.0
"""A mutant may take so many seconds, or as many times as long as the solution."""


@dataclass(frozen=True)
class JudgedCase:
    """A case, whether it was *accepted*, and what a learner is told of it."""

    case: Case
    accepted: bool
    says: str

    @property
    def is_met(self) -> bool:
        """Whether the verdict is that of the label, and the diagnosis holds the words it must."""
        holds = self.case.right or self.case.says.lower() in self.says.lower()
        return self.accepted == self.case.right and holds


@dataclass(frozen=True)
class ProvedExercise:
    """
    How the mutants of one exercise, or of one card in code, were judged.

    *survivors* were accepted and are not marked as *equivalent*; *marked* are those that were accepted and are.
    """

    step: str
    card: int | None
    mutants: int
    refused: int
    marked: int
    survivors: tuple[Mutant, ...]


def judge_cases(stage: Stage, cases: Sequence[Case]) -> Iterator[JudgedCase]:
    """Judge cases in the order of the lesson; the state of a step is built once for all of its cases."""
    lesson = stage.lesson

    def place(case: Case) -> tuple[int, bool]:
        return lesson.index_of(case.step), _is_after(case)

    for (index, is_after), group in groupby(sorted(cases, key=place), key=place):
        bring(stage, index + is_after)
        step = lesson.steps[index]
        for case in group:
            yield judge_case(stage, step, case)


def _is_after(case: Case) -> bool:
    """Whether a case is judged at the state after its step."""
    return case.typed is not None or case.card is not None


def judge_case(stage: Stage, step: Step, case: Case) -> JudgedCase:
    """Judge one case at its state, which must stand."""
    if case.typed is not None:
        return _judge_typed(stage, step, case, case.typed)
    says = _tried(stage, trial_at(stage, step, case.card, case.code or "", PATIENCE))
    return JudgedCase(case, says is None, says or "")


def _judge_typed(stage: Stage, step: Step, case: Case, typed: str) -> JudgedCase:
    if step.predict is None:
        return JudgedCase(case, accepted=False, says="this step has no prediction")
    value = None
    if step.predict.answer not in step.predict.choices:
        (value,) = stage.values([(step.predict.answer, "")])
    verdict = judge_prediction(step.predict, typed, value)
    return JudgedCase(case, verdict.came_true is True, _OUTCOMES.get(verdict, ""))


_OUTCOMES = {
    Outcome.WRONG: "it did not come true",
    Outcome.UNREAD: "it is asked again",
    Outcome.UNKNOWN: "the answer is not known",
}
"""What became of a typed prediction that is not accepted."""


def trial_at(stage: Stage, step: Step, card: int | None, source: str, seconds: float) -> TryAttempt:
    """Return the trial of an attempt at a step's exercise, or at one of its cards."""
    if card is not None:
        return card_trial(step.cards[card], source, OWN, shared=stage.lesson.checks, seconds=seconds)
    assert step.recreate is not None, "cases are checked before they are judged"
    return exercise_trial(
        step.recreate,
        _solution(step, stage.pace),
        source,
        OWN,
        shared=stage.lesson.checks,
        seconds=seconds,
    )


def _solution(step: Step, pace: PaceName) -> str:
    exercise = step.recreate
    assert exercise is not None, "only exercises have a solution"
    return exercise.solution or (source_at(step, pace) if step.code else "")


def _tried(stage: Stage, attempt: TryAttempt) -> str | None:
    """Return what is said of an attempt; ``None`` where it passes."""
    found = diagnosis_of(stage.attempt(attempt))
    return found.says if found else None


def bring(stage: Stage, index: int) -> None:
    """
    Bring the lesson to the state before a step.

    Raises:
        PlaymoreError: the state cannot be built; the message names the step that stopped.
    """
    rebuilt = stage.bring_to(index)
    if rebuilt.stopped is not None:
        raise PlaymoreError(
            f"the variables after {index} steps cannot be built: step {rebuilt.stopped} stopped, {rebuilt.reason}"
        )


def unfit(lesson: Lesson, case: Case | Equivalent | Open) -> str:
    """Return why a case cannot be judged in this lesson, or nothing."""
    if not lesson.has_step(case.step):
        return f"{lesson.id} has no step {case.step!r}"
    step = lesson.steps[lesson.index_of(case.step)]
    if not isinstance(case, Open) and case.card is not None:
        fits = case.card < len(step.cards) and step.cards[case.card].check is not None
        return "" if fits else f"{case.step} has no card {case.card} that is answered in code"
    if isinstance(case, Case) and case.typed is not None:
        return "" if step.predict is not None else f"{case.step} has no prediction"
    return "" if step.recreate is not None else f"{case.step} has no exercise"


def prove_checks(
    stage: Stage,
    equivalent: Sequence[Equivalent],
    steps: frozenset[str] = frozenset(),
    sample: int | None = None,
    on_mutant: Callable[[str, int, int], None] | None = None,
    left_out: frozenset[str] = frozenset(),
) -> Iterator[ProvedExercise]:
    """
    Judge the mutants of every exercise and card in code, in the lesson's order.

    Args:
        stage: the lesson on its worker.
        equivalent: changes that make no difference.
        steps: only these; all if empty.
        sample: at most so many mutants of each, drawn evenly; all if ``None``.
        on_mutant: called with the step, how many were judged and how many there are.
        left_out: steps whose exercise has no mutants.
    """
    for index, step in enumerate(stage.lesson.steps):
        if steps and step.id not in steps:
            continue
        if step.recreate is not None and step.id not in left_out:
            bring(stage, index)
            yield _prove(stage, step, None, sample, equivalent, on_mutant)
        for number, card in enumerate(step.cards):
            if card.check is not None and card.code is not None:
                bring(stage, index + 1)
                yield _prove(stage, step, number, sample, equivalent, on_mutant)


def mutants_for(step: Step, card: int | None, pace: PaceName = "quick") -> tuple[Mutant, ...]:
    """Return the mutants of a step's solution; of its *card*, those of the answer in code and the ways out of it."""
    if card is None:
        return mutants_of(_solution(step, pace), step.recreate.check if step.recreate else "")
    code = step.cards[card].code or ""
    easy = tuple(Mutant(one, f"=> {one}", f"+{one}") for one in trivial_answers(code))
    return (*mutants_of(code), *easy)


def _drawn(mutants: tuple[Mutant, ...], sample: int | None) -> tuple[Mutant, ...]:
    if sample is None or len(mutants) <= sample:
        return mutants
    chosen = sorted(Random(0).sample(range(len(mutants)), sample))
    return tuple(mutants[place] for place in chosen)


def _prove(
    stage: Stage,
    step: Step,
    card: int | None,
    sample: int | None,
    equivalent: Sequence[Equivalent],
    on_mutant: Callable[[str, int, int], None] | None,
) -> ProvedExercise:
    mutants = _drawn(mutants_for(step, card, stage.pace), sample)
    right = _solution(step, stage.pace) if card is None else step.cards[card].code or ""
    began = time.monotonic()
    _tried(stage, trial_at(stage, step, card, right, PATIENCE))
    seconds = max(_LEAST, _TIMES * (time.monotonic() - began))
    same = {one.change for one in equivalent if (one.step, one.card) == (step.id, card)}
    survivors: list[Mutant] = []
    marked = 0
    for number, mutant in enumerate(mutants):
        if on_mutant:
            on_mutant(step.id, number, len(mutants))
        if _tried(stage, trial_at(stage, step, card, mutant.source, seconds)) is None:
            if mutant.change in same:
                marked += 1
            else:
                survivors.append(mutant)
    refused = len(mutants) - marked - len(survivors)
    return ProvedExercise(step.id, card, len(mutants), refused, marked, tuple(survivors))
