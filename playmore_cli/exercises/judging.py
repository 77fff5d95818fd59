"""Whether a number is the lecture's."""

from dataclasses import dataclass
from enum import Enum

from playmore_cli.lesson.model import Figure, PaceName
from playmore_cli.outputs import Value


class Verdict(Enum):
    """How the learner's figure stands to the lecture's."""

    AGREES = "agrees"
    DIFFERS = "differs"
    OTHER_PACE = "other pace"
    OTHER_DATA = "other data"
    OTHER_BOTH = "other data and pace"
    NO_VALUE = "no value"
    OPEN = "not recorded yet"


@dataclass(frozen=True)
class Comparison:
    """
    A figure of the lecture and the learner's *yours*, as text, with the verdict.

    *value* is what was evaluated, with its numbers.
    """

    figure: Figure
    yours: str
    verdict: Verdict
    value: Value | None = None


def compare(figure: Figure, value: Value, pace: PaceName, lecture_data: frozenset[str]) -> Comparison:
    """
    Return how *value* stands to the lecture's figure.

    Args:
        figure: what the lecture showed.
        value: the figure's expression, evaluated after the step.
        pace: at which pace the step ran.
        lecture_data: names of the data sets that are the lecture's own files.
    """
    if value.error is not None:
        return Comparison(figure, value.error, Verdict.NO_VALUE)
    other_data = figure.data is not None and figure.data not in lecture_data
    other_pace = figure.pace is not None and figure.pace != pace
    if figure.is_open:
        verdict = Verdict.OPEN
    elif other_data and other_pace:
        verdict = Verdict.OTHER_BOTH
    elif other_data:
        verdict = Verdict.OTHER_DATA  # two numbers that happen to be near agree on nothing
    elif other_pace:
        verdict = Verdict.OTHER_PACE
    elif _agrees(figure, value):
        verdict = Verdict.AGREES
    else:
        verdict = Verdict.DIFFERS
    return Comparison(figure, value.text, verdict, value)


def _agrees(figure: Figure, value: Value) -> bool:
    if isinstance(figure.is_, str):
        return value.text.strip() == figure.is_.strip()
    if isinstance(figure.is_, tuple):
        return value.numbers is not None and (
            len(value.numbers) == len(figure.is_)
            and all(
                _near(yours, is_, figure.within) for yours, is_ in zip(value.numbers, figure.is_, strict=True)
            )
        )
    return value.number is not None and _near(value.number, figure.is_, figure.within)


def _near(yours: float, is_: float, within: float) -> bool:
    # a bound such as 0.0005 is meant in decimals: the last bit of the difference must not decide
    return abs(yours - is_) <= within * (1 + 1e-9) or yours == is_


def score_text(right: int, judged: int, solved: int) -> str:
    """
    Return how predictions came out and how many ideas were written, in a few words; nothing where there are none.

    >>> score_text(12, 15, 1)
    'predictions: 12 of 15 came true · 1 idea written yourself'
    """
    parts = [f"predictions: {right} of {judged} came true"] if judged else []
    if solved:
        parts.append(f"{solved} idea{'s' if solved > 1 else ''} written yourself")
    return " · ".join(parts)
