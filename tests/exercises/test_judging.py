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
