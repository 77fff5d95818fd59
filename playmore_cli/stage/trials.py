"""What an exercise or a card asks of an attempt, as the worker judges it; and its judgement in words."""

from playmore_cli.exercises.diagnosis import Diagnosis, diagnose
from playmore_cli.lesson.model import Ban, Card, Recreate
from playmore_cli.runner.protocol import Judged, TryAttempt


def exercise_trial(
    exercise: Recreate, solution: str, source: str, name: str, *, shared: str = "", seconds: float = 0.0
) -> TryAttempt:
    """
    Return the trial of an attempt at an exercise.

    Args:
        exercise: its check and what it rules out.
        solution: the lecture's version, at the pace at hand.
        source: the attempt.
        name: how tracebacks call the attempt.
        shared: the code that all checks of the lesson begin with.
        seconds: after which it is stopped; 0 for never.
    """
    return TryAttempt(
        source,
        f"{shared}\n{exercise.check}",
        name,
        solution,
        exercise.start,
        _bans(exercise.forbids),
        seconds,
    )


def card_trial(card: Card, source: str, name: str, *, shared: str = "", seconds: float = 0.0) -> TryAttempt:
    """Return the trial of an answer in code to a card; see `exercise_trial`."""
    check = f"{shared}\n{card.check or ''}"
    return TryAttempt(source, check, name, card.code or "", "", _bans(card.forbids), seconds)


def _bans(bans: tuple[Ban, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((ban.uses, ban.because) for ban in bans)


def diagnosis_of(judged: Judged) -> Diagnosis | None:
    """Return what is wrong with an attempt, in words; ``None`` where it passes."""
    if judged.ok:
        return None
    return diagnose(
        judged.where,
        judged.failure,
        call=judged.call,
        missing=judged.missing,
        silent=judged.silent,
        interrupted=judged.interrupted,
    )
