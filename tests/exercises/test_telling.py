"""Whether code or narration tells the answer of a question too early."""

import pytest

from playmore_cli.exercises.telling import find_telling, tells
from playmore_cli.lesson.model import Prediction, Step, Timecode

SIDES = ("dimension 0", "dimension 1")
PRODUCTS = ("h @ d.T", "h.T @ d", "d.T @ h")
ROOTS = ("10", "the square root of 10", "the logarithm of 10")


@pytest.mark.parametrize(
    ("choices", "truth", "code", "is_told"),
    [
        (SIDES, "dimension 1", "torch.cat([e[:, 0], e[:, 1]], 1)", True),
        (SIDES, "dimension 1", "torch.cat(parts, dim)", False),
        (SIDES, "dimension 1", "x.sum(0) + x.sum(1)", False),
        (SIDES, "dimension 0", "x.sum(1)", False),
        (PRODUCTS, "h.T @ d", "dW = h.T @ d\ncmp(dW)", True),
        (PRODUCTS, "h.T @ d", "dW = gradient(h, d)", False),
        (ROOTS, "the square root of 10", "w = torch.randn(10, 200) / 10**0.5", True),
        (ROOTS, "the square root of 10", "w = torch.randn(10, 200)", False),
        (("0.0", "14.0"), "0.0", "h = 1e-15", False),
        (("yes", "no"), "no", "x = 'no'", True),
        ((), "17424", "print(17424)", True),
        ((), "2", "x = 2", False),
    ],
)
def test_code(choices: tuple[str, ...], truth: str, code: str, is_told: bool) -> None:
    """
    Code tells the answer where the right choice, or the number that makes it, is in it and no other is.
    """
    assert tells(Prediction("?", "x", choices), truth, code, is_code=True) is is_told


@pytest.mark.parametrize(
    ("hold", "say", "told"),
    [
        (None, "Which?", "code"),
        (True, "Which?", None),
        (False, "Which?", None),
        (True, "It is dimension 1.", "say"),
        (True, "Not dimension 0, but dimension 1.", None),
    ],
)
def test_step(hold: bool | None, say: str, told: str | None) -> None:
    """
    Code that is held back tells nothing, narration does; a lesson may let both tell it.
    """
    question = Prediction("?", "dimension 1", SIDES, hold=hold)
    step = Step(id="a", at=Timecode(0), say=say, code="x.sum(1)", predict=question)

    assert find_telling(step, step.code, "dimension 1") == told
