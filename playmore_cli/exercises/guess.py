"""What a learner predicted: read before the code runs, judged after it."""

import ast
import math
import re
from dataclasses import dataclass
from enum import Enum

from playmore_cli.exercises.arithmetic import Reading, read_numbers
from playmore_cli.exercises.choosing import LETTERS, fitting, repeating, words_of
from playmore_cli.lesson.model import Prediction
from playmore_cli.outputs import Value


class AnswerKind(Enum):
    """What is to be typed."""

    CHOICE = "choice"
    NUMBER = "number"
    SHAPE = "shape"
    TEXT = "text"


class Outcome(Enum):
    """What became of a guess."""

    RIGHT = "right"
    NEAR = "near"
    WRONG = "wrong"
    UNREAD = "fits nothing"
    UNKNOWN = "truth unknown"

    @property
    def came_true(self) -> bool | None:
        """Whether it counts as right; ``None`` where it does not count."""
        return None if self in (Outcome.UNREAD, Outcome.UNKNOWN) else self in (Outcome.RIGHT, Outcome.NEAR)


@dataclass(frozen=True)
class Guess:
    """
    What was typed, and what it was read as.

    Of *choices* there is one where the question has some and the guess was read; of *numbers* and *shape* what the
    text may mean; *is_further* says that it is one of the prediction's further right answers, word for word.
    """

    typed: str
    choices: tuple[str, ...] = ()
    numbers: tuple[Reading, ...] = ()
    shape: tuple[int, ...] | None = None
    is_further: bool = False
    is_read: bool = True


def kind_of(prediction: Prediction) -> AnswerKind:
    """
    Return what kind of answer a question wants.

    >>> kind_of(Prediction("?", "emb.shape")), kind_of(Prediction("?", "len(xs)"))
    (<AnswerKind.SHAPE: 'shape'>, <AnswerKind.NUMBER: 'number'>)
    """
    if prediction.choices:
        return AnswerKind.CHOICE
    try:
        tree = ast.parse(prediction.answer.strip(), mode="eval").body
    except SyntaxError:
        return AnswerKind.TEXT
    if prediction.within is not None:
        return AnswerKind.NUMBER
    if _is_text(tree):
        return AnswerKind.TEXT
    return AnswerKind.SHAPE if _is_sizes(tree) else AnswerKind.NUMBER


def read_guess(prediction: Prediction, typed: str) -> Guess:
    """
    Return what *typed* means as an answer to *prediction*, before the truth is known.

    Where nothing or more than one thing fits, *is_read* is false; *choices* are then those that it may mean.
    """
    if any(_is_same(typed, other) for other in prediction.also if other not in prediction.choices):
        return Guess(typed, is_further=True)
    kind = kind_of(prediction)
    if kind is AnswerKind.CHOICE:
        found = fitting(prediction.choices, typed)
        if len(found) != 1:
            found = repeating(prediction.ask, prediction.choices, typed) or found
        return Guess(typed, found, is_read=len(found) == 1)
    numbers, shape = read_numbers(typed), read_shape(typed)
    is_read = {
        AnswerKind.NUMBER: bool(numbers),
        AnswerKind.SHAPE: shape is not None,
        AnswerKind.TEXT: bool(typed.strip()),
    }[kind]
    return Guess(typed, (), numbers, shape, is_read=is_read)


def judge_prediction(prediction: Prediction, typed: str, value: Value | None) -> Outcome:
    """
    Return what became of the guess *typed*.

    A number that is counted must be exact; a measured one is right within the prediction's bound, else within one
    percent, or where it is the truth rounded to the decimals that were written.

    Args:
        prediction: the question.
        typed: what the learner typed.
        value: the answer's expression evaluated after the step; ``None`` where the answer is a choice.
    """
    guess = read_guess(prediction, typed)
    if not guess.is_read:
        return Outcome.UNREAD
    truth = true_answer(prediction, value)
    if guess.is_further:
        return Outcome.RIGHT
    if truth is None:
        return Outcome.UNKNOWN
    if prediction.choices:
        return Outcome.RIGHT if guess.choices[0] in (truth, *prediction.also) else Outcome.WRONG
    if value is not None and value.number is not None and guess.numbers:
        outcomes = {_judge_number(one, value, prediction.within) for one in guess.numbers}
        return next(one for one in (Outcome.RIGHT, Outcome.NEAR, Outcome.WRONG) if one in outcomes)
    if (shape := read_shape(truth)) is not None and guess.shape is not None:
        return Outcome.RIGHT if guess.shape == shape else Outcome.WRONG
    return Outcome.RIGHT if _is_same(typed, truth) else Outcome.WRONG


def true_answer(prediction: Prediction, value: Value | None) -> str | None:
    """Return the right answer as text; ``None`` where its expression could not be evaluated."""
    if prediction.answer in prediction.choices:
        return prediction.answer
    if value is None or value.error is not None:
        return None
    return value.text


def shown_answer(truth: str, value: Value | None) -> str:
    """
    Return the right answer as it is told: of a measured number the digits that say something.

    >>> shown_answer("3.29583740234375", Value("3.29583740234375", 3.29583740234375)), shown_answer("2.5", None)
    ('3.2958', '2.5')
    """
    if value is None or value.number is None or truth != value.text or not _LONG.fullmatch(truth):
        return truth
    return f"{value.number:.5g}"


_LONG = re.compile(r"-?\d*\.\d{6,}(?:e[+-]?\d+)?")
"""A number with more digits than were measured."""


def what_to_type(prediction: Prediction) -> str:
    """
    Return what may be typed, in a sentence.

    >>> what_to_type(Prediction("?", "above", ("above", "below")))
    'a or b, or the answer in words; a word that only one has, or its beginning, is enough'
    """
    match kind_of(prediction):
        case AnswerKind.CHOICE:
            letters = LETTERS[: len(prediction.choices)]
            letters = f"{', '.join(letters[:-1])} or {letters[-1]}"
            return f"{letters}, or the answer in words; a word that only one has, or its beginning, is enough"
        case AnswerKind.NUMBER:
            return (
                "a number: in figures, in words, or to be worked out, as 27**3, log(27), 2/3, sqrt 10, 60 %"
            )
        case AnswerKind.SHAPE:
            return "the sizes in their order, as 32, 3, 2 or 32x3x2"
        case AnswerKind.TEXT:
            return "the answer in words"


def tolerance(prediction: Prediction) -> str:
    """
    Return how near a number must come, where the question allows for it; nothing where it does not.

    >>> tolerance(Prediction("?", "x", within=0.3)), tolerance(Prediction("?", "x", within=0.0))
    ('to within 0.3', 'exact')
    """
    if kind_of(prediction) is not AnswerKind.NUMBER or prediction.within is None:
        return ""
    return f"to within {prediction.within:g}" if prediction.within else "exact"


_SHAPE = re.compile(r"(?:torch\.?size|shape|size)?[(\[]*(\d+(?:[,x*]\d+)*)?,?[)\]]*")


def read_shape(text: str) -> tuple[int, ...] | None:
    """
    Return the sizes that *text* writes as a shape, if it does; spaces and "by" may stand for commas.

    >>> read_shape("6 by 2"), read_shape("torch.Size([32, 3, 2])"), read_shape("(64,)"), read_shape("x")
    ((6, 2), (32, 3, 2), (64,), None)
    """
    plain = re.sub(
        r"^\s*(?:about|around|it'?s|it is|a|the|of|is|=|:|shape|size)\s+", "", text.strip().lower()
    )
    plain = re.sub(
        r"\b(?:rows?|columns?|cols?|tensor|matrix)\b", " ", plain.replace("×", "x").replace("·", "x")
    )
    plain = re.sub(r"\b(?:by|and|times)\b", ",", plain)
    spaced = re.sub(r"(?<=\d)\s+(?=\d)", ",", plain)
    found = _SHAPE.fullmatch("".join(spaced.split()).replace(",,", ","))
    if found is None or not "".join(spaced.split()):
        return None
    return tuple(int(size) for size in re.findall(r"\d+", found[1] or ""))


def _is_same(given: str, truth: str) -> bool:
    """Return whether two answers are the same words, or the same shape."""
    if "".join(given.lower().split()) == "".join(truth.lower().split()):
        return True
    if words_of(given, bare=True) == words_of(truth, bare=True) and words_of(given):
        return True
    shape = read_shape(truth)
    return shape is not None and len(shape) > 1 and read_shape(given) == shape


def _judge_number(given: Reading, value: Value, within: float | None) -> Outcome:
    truth = value.number
    assert truth is not None
    if given.equals(truth):
        return Outcome.RIGHT
    if math.isnan(truth) or math.isinf(truth) or math.isnan(given.value):
        return Outcome.WRONG
    off = abs(given.value - truth)
    if not within and _is_counted(value):
        return Outcome.NEAR if off <= _rounding(given) else Outcome.WRONG
    if given.is_near(truth):
        return Outcome.RIGHT
    bound = 0.01 * abs(truth) if within is None else within
    # a bound such as 0.0005 is meant in decimals: the last bit of the difference must not decide
    return Outcome.NEAR if off <= bound * (1 + 1e-9) else Outcome.WRONG


def _is_counted(value: Value) -> bool:
    return re.fullmatch(r"[-+]?\d+", value.text.strip()) is not None


def _rounding(given: Reading) -> float:
    """Return how far a number may be off that was said to be round, as 22k: two figures of it must agree."""
    if not given.is_rounded or not given.unit or given.value % 1:
        return 0.0
    unit = given.unit
    while given.value and given.value % (10 * unit) == 0:
        unit *= 10
    return unit / 2 if abs(given.value) >= 10 * unit > 10 else 0.0


def _is_text(tree: ast.expr) -> bool:
    match tree:
        case ast.JoinedStr() | ast.Constant(value=str()) | ast.Call(func=ast.Name(id="str")):
            return True
        case ast.Call(func=ast.Attribute(attr="join")):
            return True
        case ast.IfExp(body=body):
            return _is_text(body)
    return False


def _is_sizes(tree: ast.expr) -> bool:
    match tree:
        case ast.Attribute(attr="shape") | ast.Tuple() | ast.List():
            return True
        case ast.Call(func=ast.Attribute(attr="size"), args=[]):
            return True
        case ast.Call(func=ast.Name(id="tuple" | "list")):
            return True
    return False
