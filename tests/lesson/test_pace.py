"""Constants by pace."""

import pytest

from playmore_cli.lesson.model import Constant, Step, Timecode
from playmore_cli.lesson.pace import find_literals, source_at


def _step(code: str | None, **pace: dict[str, Constant]) -> Step:
    return Step(id="train", at=Timecode(0), code=code, pace=pace)  # type: ignore[arg-type]


def test_only_the_literal_is_replaced() -> None:
    """Comments, layout and everything else stay as they are."""
    code = "# all of it\nmax_steps = 200_000   # the lecture's\nfor i in range(max_steps):\n    pass"
    step = _step(code, max_steps={"quick": 20_000, "full": 200_000})
    assert source_at(step, "quick") == code.replace("200_000", "20_000")
    assert source_at(step, "full") == code


def test_a_pace_that_is_not_named_keeps_the_code() -> None:
    """What the lesson does not set at a pace is as the code says."""
    step = _step("n = 5", n={"quick": 1})
    assert source_at(step, "full") == "n = 5"


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("n = 5", 7, "n = 7"),
        ("n = -5", 7, "n = 7"),
        ("n = 5", -7, "n = -7"),
        ("n: int = 5", 7, "n: int = 7"),
        ("a = n = 5", 7, "a = n = 7"),
        ("x = 'é'; n = 5  # é", 1_000_000, "x = 'é'; n = 1_000_000  # é"),
        ("n = (5)", 7, "n = (7)"),
        ("n = '''a\nb'''\nx = 1", "c", "n = 'c'\nx = 1"),
        ("n = True", False, "n = False"),
        ("n = 0.1", 1e-3, "n = 0.001"),
    ],
)
def test_kinds_of_literals(code: str, value: Constant, expected: str) -> None:
    """Numbers, signs, text and truth values are replaced wherever they stand on the line."""
    assert source_at(_step(code, n={"quick": value}), "quick") == expected


def test_several_constants() -> None:
    """Each is replaced at its own place, however long the others become."""
    step = _step("a = 1\nb = 2; c = 3", c={"quick": 300_000}, a={"quick": 100_000}, b={"quick": 0})
    assert source_at(step, "quick") == "a = 100_000\nb = 0; c = 300_000"


def test_two_names_for_one_constant() -> None:
    """Of a chain the constant is replaced once."""
    step = _step("a = b = 1", a={"quick": 2}, b={"quick": 2})
    assert source_at(step, "quick") == "a = b = 2"


@pytest.mark.parametrize(
    "code",
    [
        "n = 1\nn = 2",
        "n = 1 + 1",
        "n, m = 1, 2",
        "if True:\n    n = 1",
        "n += 1",
        "n: int",
        "n = f()",
        "n = (",
        "n = b'x'",
    ],
)
def test_what_is_no_constant(code: str) -> None:
    """Assigned twice, computed, unpacked, in a block or not at all: nothing to replace."""
    assert "n" not in find_literals(code)
    assert source_at(_step(code, n={"quick": 7}), "quick") == code


def test_a_step_without_code() -> None:
    """There is nothing to run at any pace."""
    assert source_at(_step(None), "quick") == ""
