"""Whether a figure is the lecture's."""

import pytest

from playmore_cli.exercises.judging import Verdict, compare
from playmore_cli.lesson.model import Figure
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
        (Figure("nll", "nll", 2.4541, 0.1, pace="full"), NUMBER, Verdict.OTHER_PACE),
        (Figure("nll", "nll", 2.4541, 0.1, pace="full", data="names"), NUMBER, Verdict.OTHER_BOTH),
        (Figure("nll", "nll", 2.4541, 0.1, data="names"), NUMBER, Verdict.OTHER_DATA),
        (Figure("nll", "nll", 2.1), Value(error="NameError: nll"), Verdict.NO_VALUE),
        (Figure("shape", "x", "(3, 2)"), Value("(3, 2)"), Verdict.AGREES),
        (Figure("grads", "g", (1.0, 2.0), 0.01), Value("[1, 2]", None, (1.0, 2.005)), Verdict.AGREES),
        (Figure("grads", "g", (1.0, 2.0), 0.01), Value("[1]", None, (1.0,)), Verdict.DIFFERS),
        (Figure("nll", "nll", 2.0), Value("abc"), Verdict.DIFFERS),
    ],
)
def test_compare(figure: Figure, value: Value, verdict: Verdict) -> None:
    """
    A figure agrees within its bound; at another pace or on other data it is only told, however near it is.
    """
    assert compare(figure, value, "quick", frozenset()).verdict is verdict
