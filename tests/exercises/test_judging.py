"""Whether a figure is the lecture's and a prediction came true."""

import pytest

from playmore_cli.exercises.judging import Verdict, chosen, compare, judge_prediction
from playmore_cli.lesson.model import Figure, Prediction
from playmore_cli.outputs import Value

NUMBER = Value("2.4541", 2.4541)


@pytest.mark.parametrize(
    ("figure", "value", "verdict"),
    [
        (Figure("nll", "nll", 2.4540, 0.0005), NUMBER, Verdict.AGREES),
        (Figure("nll", "nll", 2.4540, 0.0001), NUMBER, Verdict.AGREES),
        (Figure("nll", "nll", 2.4540, 0.00001), NUMBER, Verdict.DIFFERS),
        (Figure("nll", "nll", 2.1, 0.0, pace="full"), NUMBER, Verdict.OTHER_PACE),
        (Figure("nll", "nll", 2.1, 0.0, data="names"), NUMBER, Verdict.OTHER_DATA),
        (Figure("nll", "nll", 2.1), Value(error="NameError: nll"), Verdict.NO_VALUE),
        (Figure("shape", "x", "(3, 2)"), Value("(3, 2)"), Verdict.AGREES),
        (Figure("grads", "g", (1.0, 2.0), 0.01), Value("[1, 2]", None, (1.0, 2.005)), Verdict.AGREES),
        (Figure("grads", "g", (1.0, 2.0), 0.01), Value("[1]", None, (1.0,)), Verdict.DIFFERS),
        (Figure("nll", "nll", 2.0), Value("abc"), Verdict.DIFFERS),
    ],
)
def test_compare(figure: Figure, value: Value, verdict: Verdict) -> None:
    """
    A figure agrees within its bound; at another pace or on other data it is only told.
    """
    assert compare(figure, value, "quick", frozenset()).verdict is verdict


@pytest.mark.parametrize(
    ("given", "came_true"),
    [
        ("14", True),
        ("14.1", True),
        ("15", False),
        ("-14", False),
        ("14,0", True),
        ("fourteen", False),
        ("nan", False),
    ],
)
def test_predicted_number(given: str, came_true: bool) -> None:
    """
    A number is right within one percent or the digits that were written, with point or comma.
    """
    assert judge_prediction(Prediction("?", "slope"), given, Value("14.003", 14.003)) is came_true


@pytest.mark.parametrize("given", ["below", "b", "2", "Below.", "bel"])
def test_choice_by_letter_number_or_word(given: str) -> None:
    """
    A choice may be given as its word, its beginning, its letter or its number.
    """
    assert chosen(Prediction("?", "below", ("above", "below")), given) == "below"


def test_choice_that_is_none() -> None:
    """
    What is no choice is wrong, and no error.
    """
    assert judge_prediction(Prediction("?", "below", ("above", "below")), "sideways", None) is False


def test_answer_that_cannot_be_evaluated() -> None:
    """
    Where the truth is not known nothing is judged.
    """
    assert judge_prediction(Prediction("?", "x"), "3", Value(error="NameError: x")) is None


@pytest.mark.parametrize(
    ("given", "came_true"),
    [
        ("(32, 3, 2)", True),
        ("32 3 2", True),
        ("32x3x2", True),
        ("[32, 3, 2]", True),
        ("torch.Size([32, 3, 2])", True),
        ("(32, 6)", False),
        ("3, 32, 2", False),
    ],
)
def test_predicted_shape(given: str, came_true: bool) -> None:
    """
    A shape is right however its numbers are set apart, and only in their order.
    """
    value = Value("torch.Size([32, 3, 2])", None, (32.0, 3.0, 2.0))

    assert judge_prediction(Prediction("?", "emb.shape"), given, value) is came_true


@pytest.mark.parametrize(
    ("given", "came_true"), [("negative", True), ("-", True), ("−", True), ("b", True), ("+", False)]
)
def test_predicted_sign(given: str, came_true: bool) -> None:
    """
    A sign may be given as its word, as the sign itself or as its letter.
    """
    prediction = Prediction("?", "'positive' if d > 0 else 'negative'", ("positive", "negative"))

    assert judge_prediction(prediction, given, Value("negative")) is came_true


def test_choices_that_are_numbers() -> None:
    """
    A choice's own text comes before its place in the list.
    """
    prediction = Prediction("?", "x", ("3", "2", "1"))

    assert [chosen(prediction, given) for given in ("1", "3", "a", "c")] == ["1", "3", "3", "1"]


@pytest.mark.parametrize(
    ("given", "truth"), [("7,553", 7553.0), ("7553", 7553.0), ("1/27", 0.037), ("29 %", 0.29), ("3,3", 3.3)]
)
def test_ways_to_write_a_number(given: str, truth: float) -> None:
    """
    Thousands may be parted, decimals may follow a comma, and fractions and percentages are read.
    """
    assert judge_prediction(Prediction("?", "x"), given, Value(str(truth), truth)) is True
