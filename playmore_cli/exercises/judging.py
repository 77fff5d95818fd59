"""Whether a number is the lecture's, and whether a prediction came true."""

import math
import re
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

    A choice is right as its text, its letter (from a) or its number (from 1); a sign also as + and -; a shape
    however its numbers are set apart; a number within the prediction's bound, else within one in the last digit
    the learner wrote or one percent.

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
    if value is not None and value.number is not None:
        readings = _as_numbers(given)
        if readings:
            return any(_close(one, value.number, given, prediction.within) for one in readings)
    return _same(given, truth)


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
    for choice in prediction.choices:
        if _same(given, choice):
            return choice
    word = _bare(given)
    for number, choice in enumerate(prediction.choices):
        if word in (chr(ord("a") + number), str(number + 1)):
            return choice
    starting = [choice for choice in prediction.choices if word and _bare(choice).startswith(word)]
    return starting[0] if len(starting) == 1 else None


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


_SIGNS = {
    "+": "positive",
    "plus": "positive",
    "-": "negative",
    "−": "negative",
    "minus": "negative",
    "0": "zero",
}
_SHAPE = re.compile(r"(?:torch\.size)?[(\[]*(\d+(?:[,x×*]\d+)*),?[)\]]*")


def _same(given: str, truth: str) -> bool:
    """
    Return whether two answers mean the same: as words, as signs, or as shapes.

    >>> _same("32x3x2", "torch.Size([32, 3, 2])"), _same("-", "negative"), _same("32 27", "(27, 32)")
    (True, True, False)
    """
    if _bare(given) == _bare(truth) or _SIGNS.get(given.strip()) == _bare(truth):
        return True
    shape = _shape(truth)
    return shape is not None and len(shape) > 1 and _shape(given) == shape


def _shape(text: str) -> tuple[int, ...] | None:
    """Return the sizes that *text* writes as a shape, if it does; spaces may stand for commas."""
    spaced = re.sub(r"(?<=\d)\s+(?=\d)", ",", text.strip().lower())
    found = _SHAPE.fullmatch("".join(spaced.split()))
    return tuple(int(size) for size in re.findall(r"\d+", found[1])) if found else None


def _bare(text: str) -> str:
    return "".join(text.lower().split()).strip("'\"()[].")


def _as_numbers(text: str) -> tuple[float, ...]:
    """
    Return the numbers that *text* may mean: a comma can stand before decimals or between thousands.

    >>> _as_numbers("7,553"), _as_numbers("1/4"), _as_numbers("29%"), _as_numbers("many")
    ((7.553, 7553.0), (0.25,), (29.0, 0.29), ())
    """
    plain = "".join(text.replace("−", "-").split()).replace("_", "")
    if plain.endswith("%"):
        return tuple(part for one in _as_numbers(plain[:-1]) for part in (one, one / 100))
    above, slash, below = plain.partition("/")
    if slash:
        readings = (_as_number(above), _as_number(below))
        return (readings[0] / readings[1],) if readings[0] is not None and readings[1] else ()
    found = [_as_number(plain.replace(",", "."))]
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
        found.append(_as_number(plain.replace(",", "")))
    return tuple(one for one in found if one is not None)


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _close(given: float, truth: float, written: str, within: float | None) -> bool:
    if math.isnan(truth) or math.isinf(truth):
        return given == truth or (math.isnan(given) and math.isnan(truth))
    if within is not None:
        return _near(given, truth, within)
    decimals = len(written.replace(",", ".").partition(".")[2].strip()) if "/" not in written else 0
    return abs(given - truth) <= max(0.5 * 10**-decimals if decimals else 0.0, 0.01 * abs(truth))
