"""What a prediction is read as, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.exercises.guess import (
    AnswerKind,
    Outcome,
    judge_prediction,
    kind_of,
    read_guess,
    read_shape,
    tolerance,
)
from playmore_cli.lesson.model import Prediction
from playmore_cli.outputs import Value

SIX = Value("6", 6.0)
ROOT = Value("3.16", 3.16)


@pytest.mark.parametrize(
    ("answer", "choices", "kind"),
    [
        ("above", ("above", "below"), AnswerKind.CHOICE),
        ("len(xs)", (), AnswerKind.NUMBER),
        ("emb.shape", (), AnswerKind.SHAPE),
        ("tuple(emb.shape)", (), AnswerKind.SHAPE),
        ("emb.shape[0]", (), AnswerKind.NUMBER),
        ("'up' if x > 0 else 'down'", (), AnswerKind.TEXT),
        ("str(x.dtype)", (), AnswerKind.TEXT),
    ],
)
def test_kind(answer: str, choices: tuple[str, ...], kind: AnswerKind) -> None:
    """
    What is to be typed is known from the question alone, before the code runs.
    """
    assert kind_of(Prediction("?", answer, choices)) is kind


@pytest.mark.parametrize(
    ("given", "within", "value", "outcome"),
    [
        ("6", None, SIX, Outcome.RIGHT),
        ("two times three", None, SIX, Outcome.RIGHT),
        ("6.0", None, SIX, Outcome.RIGHT),
        ("7", None, SIX, Outcome.WRONG),
        ("6.04", None, SIX, Outcome.WRONG),
        ("9", 4.0, SIX, Outcome.NEAR),
        ("11", 4.0, SIX, Outcome.WRONG),
        ("22k", None, Value("22097", 22097.0), Outcome.NEAR),
        ("about 22,000", None, Value("22097", 22097.0), Outcome.NEAR),
        ("22,000", None, Value("22097", 22097.0), Outcome.WRONG),
        ("about 40", None, Value("41", 41.0), Outcome.WRONG),
        ("3.2", 0.01, ROOT, Outcome.RIGHT),
        ("3.1", 0.01, ROOT, Outcome.WRONG),
        ("3", 0.3, ROOT, Outcome.NEAR),
        ("3.3", 0.3, ROOT, Outcome.NEAR),
        ("-3.16", 0.3, ROOT, Outcome.WRONG),
        ("sqrt 10", None, ROOT, Outcome.RIGHT),
        ("3.18", None, ROOT, Outcome.NEAR),
        ("3.2", None, ROOT, Outcome.RIGHT),
        ("4", None, ROOT, Outcome.WRONG),
        ("0", 0.01, Value("0.02", 0.02), Outcome.WRONG),
        ("inf", None, Value("inf", float("inf")), Outcome.RIGHT),
        ("nan", None, ROOT, Outcome.WRONG),
        ("no idea", None, SIX, Outcome.UNREAD),
        ("a", None, SIX, Outcome.UNREAD),
    ],
)
def test_numbers(given: str, within: float | None, value: Value, outcome: Outcome) -> None:
    """
    What is counted must be exact unless it is said to be round, what is measured within its bound.
    """
    assert judge_prediction(Prediction("?", "x", within=within), given, value) is outcome


def test_near_is_right_and_says_so() -> None:
    """
    A guess within the bound counts as right, but as another thing than the answer itself.
    """
    assert Outcome.NEAR.came_true is True
    assert tolerance(Prediction("?", "x", within=4.0)) == "to within 4"


@pytest.mark.parametrize(
    ("typed", "sizes"),
    [
        ("(32, 3, 2)", (32, 3, 2)),
        ("32 3 2", (32, 3, 2)),
        ("32x3x2", (32, 3, 2)),
        ("32 × 3 × 2", (32, 3, 2)),
        ("[32, 3, 2]", (32, 3, 2)),
        ("torch.Size([32, 3, 2])", (32, 3, 2)),
        ("6 by 2", (6, 2)),
        ("6 rows by 2 columns", (6, 2)),
        ("shape 6, 2", (6, 2)),
        ("(64,)", (64,)),
        ("()", ()),
        ("flat", None),
        ("", None),
    ],
)
def test_shapes(typed: str, sizes: tuple[int, ...] | None) -> None:
    """
    A shape is read however its sizes are set apart.
    """
    assert read_shape(typed) == sizes


@given(st.lists(st.integers(1, 999), min_size=1, max_size=4))
def test_every_shape_is_read_back(sizes: list[int]) -> None:
    """
    A shape as Python and torch write it is read as itself, and no other shape is right.
    """
    value = Value(f"torch.Size({sizes})", None, tuple(map(float, sizes)))
    question = Prediction("?", "x.shape")

    assert judge_prediction(question, str(tuple(sizes)), value) is Outcome.RIGHT
    assert judge_prediction(question, " by ".join(map(str, sizes)), value) is Outcome.RIGHT
    assert judge_prediction(question, str((*sizes, 1)), value) is Outcome.WRONG


def test_further_answers() -> None:
    """
    Two answers may be right, and own words may stand for the right one.
    """
    question = Prediction("?", "32", ("32", "33", "1"), also=("33", "one for each example"))

    assert judge_prediction(question, "b", None) is Outcome.RIGHT
    assert judge_prediction(question, "One for each example.", None) is Outcome.RIGHT
    assert judge_prediction(question, "1", None) is Outcome.WRONG


def test_what_fits_nothing_is_not_counted() -> None:
    """
    What is no choice, or fits two, is neither right nor wrong.
    """
    question = Prediction("?", "no, smaller", ("yes", "no, smaller", "no, larger"))

    assert judge_prediction(question, "sideways", None).came_true is None
    assert read_guess(question, "no").choices == ("no, smaller", "no, larger")
    assert judge_prediction(question, "no", None).came_true is None


def test_answer_that_cannot_be_evaluated() -> None:
    """
    Where the truth is not known nothing is judged.
    """
    assert judge_prediction(Prediction("?", "x"), "3", Value(error="NameError: x")) is Outcome.UNKNOWN


@given(st.text(max_size=60), st.sampled_from([(), ("above", "below"), ("about 5 %", "0", "none of these")]))
def test_nothing_typed_is_an_error(typed: str, choices: tuple[str, ...]) -> None:
    """
    Whatever is typed has an outcome.
    """
    assert judge_prediction(Prediction("?", choices[0] if choices else "x", choices), typed, SIX) in Outcome
