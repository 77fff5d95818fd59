"""Whether a number is the lecture's, and whether a prediction came true."""

import math
from dataclasses import dataclass
from enum import Enum

from playmore_cli.lesson.model import Figure, PaceName, Prediction
from playmore_cli.outputs import Value


class Verdict(Enum):
    """How the learner's figure stands to the lecture's."""

    AGREES = "agrees"
    DIFFERS = "differs"
    OTHER_PACE = "other pace"
    OTHER_DATA = "other data"
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
    if figure.is_open:
        verdict = Verdict.OPEN
    elif _agrees(figure, value):
        verdict = Verdict.AGREES
    elif figure.data is not None and figure.data not in lecture_data:
        verdict = Verdict.OTHER_DATA
    elif figure.pace is not None and figure.pace != pace:
        verdict = Verdict.OTHER_PACE
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


def judge_prediction(prediction: Prediction, given: str, value: Value | None) -> bool | None:
    """
    Return whether what the learner expected came true; ``None`` where the truth is not known.

    A choice is right as its text, its number (from 1) or its letter (from a); a number within the
    prediction's bound, else within one in the last digit the learner wrote or one percent.

    Args:
        prediction: the question.
        given: what the learner typed.
        value: the answer's expression evaluated after the step; ``None`` where the answer is a choice.
    """
    truth = true_answer(prediction, value)
    if truth is None:
        return None
    if prediction.choices:
        return chosen(prediction, given) == truth
    number = _as_number(given)
    if number is not None and value is not None and value.number is not None:
        return _close(number, value.number, given, prediction.within)
    return _bare(given) == _bare(truth)


def true_answer(prediction: Prediction, value: Value | None) -> str | None:
    """Return the right answer as text; ``None`` where its expression could not be evaluated."""
    if prediction.answer in prediction.choices:
        return prediction.answer
    if value is None or value.error is not None:
        return None
    return value.text


def chosen(prediction: Prediction, given: str) -> str | None:
    """
    Return the choice that *given* means; ``None`` for none of them.

    >>> chosen(Prediction("?", "below", ("above", "below")), "b")
    'below'
    """
    word = _bare(given)
    for number, choice in enumerate(prediction.choices):
        if word in (_bare(choice), str(number + 1), chr(ord("a") + number)):
            return choice
    starting = [choice for choice in prediction.choices if word and _bare(choice).startswith(word)]
    return starting[0] if len(starting) == 1 else None


def _bare(text: str) -> str:
    return "".join(text.lower().split()).strip("'\"()[].")


def _as_number(text: str) -> float | None:
    try:
        return float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None


def _close(given: float, truth: float, written: str, within: float | None) -> bool:
    if math.isnan(truth) or math.isinf(truth):
        return given == truth or (math.isnan(given) and math.isnan(truth))
    if within is not None:
        return _near(given, truth, within)
    decimals = len(written.partition(".")[2].strip())
    return abs(given - truth) <= max(0.5 * 10**-decimals if decimals else 0.0, 0.01 * abs(truth))
