"""``playmore check --attempts`` and ``--mutants``: a lesson's checks proved, told or as a document."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.cases import CaseFile, cases_of, read_cases
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.sitting.access import locate, read_text_file
from playmore_cli.sitting.permission import find_runnable
from playmore_cli.sitting.speech import progress_line, say

if TYPE_CHECKING:
    from playmore_cli.proving import JudgedCase, ProvedExercise
    from playmore_cli.stage import Stage


@dataclass(frozen=True)
class ProofWish:
    """
    What is to be proved of one lesson.

    Args:
        file: with the cases; by default the one of the lesson's id beside the lessons, where there is one.
        attempts: judge the cases.
        mutants: judge mutants of the solutions.
        steps: of these steps only; of all if empty.
        sample: at most so many mutants of each exercise.
        pace: which constants long steps use.
        trust: run the code of lessons by others without a question.
        talk: tell on the standard output; without it only the document is returned.
    """

    file: str | None
    attempts: bool
    mutants: bool
    steps: frozenset[str]
    sample: int | None
    pace: PaceName
    trust: bool
    talk: bool


def prove(environment: Environment, name: str, wish: ProofWish) -> tuple[dict[str, Any], bool]:
    """
    Prove a lesson's checks; return the document of the command, and whether all is as it should be.

    Raises:
        UsageError: the file cannot be read, or holds what the lesson does not have.
    """
    from playmore_cli.proving import unfit
    from playmore_cli.sitting.stages import open_stage

    located = locate(name)
    lesson = find_runnable(environment, name, trust=wish.trust)
    for step in sorted(wish.steps):
        lesson.index_of(step)
    cases = _cases(located, lesson, wish)
    chosen = cases_of(cases.attempts, lesson.id, wish.steps)
    for why in (unfit(lesson, case) for named in (chosen, cases.equivalent, cases.open) for case in named):
        if why:
            raise UsageError(f"{wish.file or 'the cases'}: {why}")
    document: dict[str, Any] = {"lesson": lesson.id}
    ok = True
    with open_stage(environment, lesson, wish.pace) as (stage, _):
        if wish.attempts:
            ok &= _attempts(environment, stage, chosen, wish, document)
        if wish.mutants:
            ok &= _mutants(environment, stage, cases, wish, document)
    return document, ok


def _cases(located: Located, lesson: Lesson, wish: ProofWish) -> CaseFile:
    if wish.file is not None:
        return read_cases(read_text_file(wish.file), wish.file)
    beside = located.path.parent.parent / "tests" / "attempts" / f"{lesson.id}.yaml"
    return read_cases(beside.read_text(encoding="utf-8"), str(beside)) if beside.is_file() else CaseFile()


def _attempts(
    environment: Environment, stage: "Stage", cases: Any, wish: ProofWish, document: dict[str, Any]
) -> bool:
    from playmore_cli.proving import judge_cases

    found: list[JudgedCase] = []
    for one in judge_cases(stage, cases):
        found.append(one)
        if wish.talk:
            _tell_case(environment, one)
    right = [one for one in found if one.case.right]
    wrong = [one for one in found if not one.case.right]
    document["attempts"] = [
        {
            "step": one.case.step,
            "label": one.case.label,
            "right": one.case.right,
            "accepted": one.accepted,
            "says": one.says,
            "met": one.is_met,
        }
        | ({"typed": one.case.typed} if one.case.typed is not None else {})
        | ({"card": one.case.card} if one.case.card is not None else {})
        for one in found
    ]
    document["right"] = {"accepted": sum(one.accepted for one in right), "of": len(right)}
    document["wrong"] = {"refused": sum(not one.accepted for one in wrong), "of": len(wrong)}
    if wish.talk:
        unmet = sum(not one.is_met for one in found)
        say(
            environment,
            f"{stage.lesson.id}: {document['right']['accepted']} of {len(right)} right attempts accepted, "
            f"{document['wrong']['refused']} of {len(wrong)} wrong ones refused, {unmet} not as labelled",
        )
    return all(one.is_met for one in found)


def _tell_case(environment: Environment, one: "JudgedCase") -> None:
    """Tell a verdict and what the learner is told; what is not as labelled stands out."""
    case = one.case
    verdict = "accepted" if one.accepted else "refused"
    mark = " " if one.is_met else "!"
    label = " ".join((case.label or case.typed or "").split())
    where = case.step if case.card is None else f"{case.step} card {case.card}"
    say(environment, f"{mark} {where} · {'right' if case.right else 'wrong'}, {verdict} · {label}")
    if one.says:
        say(environment, f"      {one.says}")
    if not one.is_met and not one.accepted and not case.right:
        say(environment, f"      it should say: {case.says}")


def _mutants(
    environment: Environment, stage: "Stage", cases: CaseFile, wish: ProofWish, document: dict[str, Any]
) -> bool:
    from playmore_cli.proving import prove_checks

    found: list[ProvedExercise] = []
    with progress_line(environment) as show:

        def on_mutant(step: str, number: int, total: int) -> None:
            if wish.talk:
                show(f"{step} {number}/{total}")

        left_out = frozenset(one.step for one in cases.open)
        for one in prove_checks(stage, cases.equivalent, wish.steps, wish.sample, on_mutant, left_out):
            found.append(one)
            if wish.talk:
                show("")
                _tell_proof(environment, one)
    total, refused = sum(one.mutants for one in found), sum(one.refused for one in found)
    marked = sum(one.marked for one in found)
    score = refused / (total - marked) if total > marked else 1.0
    document["exercises"] = [
        {
            "step": one.step,
            "mutants": one.mutants,
            "refused": one.refused,
            "equivalent": one.marked,
            "survivors": [{"diff": mutant.diff, "change": mutant.change} for mutant in one.survivors],
        }
        | ({"card": one.card} if one.card is not None else {})
        for one in found
    ]
    document["score"] = round(score, 4)
    left = [one for one in cases.open if not wish.steps or one.step in wish.steps]
    document["open"] = [{"step": one.step, "why": one.why} for one in left]
    if wish.talk:
        for some in left:
            say(environment, f"{some.step}: without mutants, {some.why}")
        say(
            environment,
            f"{stage.lesson.id}: {refused} of {total - marked} mutants refused ({score:.1%}), "
            f"{marked} marked as equivalent",
        )
    return all(not one.survivors for one in found)


def _tell_proof(environment: Environment, one: "ProvedExercise") -> None:
    where = one.step if one.card is None else f"{one.step} card {one.card}"
    marked = f", {one.marked} equivalent" if one.marked else ""
    say(environment, f"{where}: {one.refused} of {one.mutants} mutants refused{marked}")
    for mutant in one.survivors:
        say(environment, f"    accepted: {mutant.change}")
        for line in mutant.diff.splitlines()[2:]:
            say(environment, f"      {line}")
