"""The comparison of resumed steps with a straight run, on a small lesson."""

from pathlib import Path

import pytest
from test_states import make_lesson

from playmore_cli import checker

LESSON = make_lesson("n = 0", *["n += 1; n"] * 6)


def compare() -> checker.Resumed:
    """Resume at every step of the small lesson."""

    def place(folder: Path) -> frozenset[str]:
        return frozenset()

    return checker.check_resuming(LESSON, "quick", place, frozenset(range(len(LESSON.steps))))


@pytest.mark.parametrize(("far", "compared"), [(0.0, 7), (60.0, 28)])
def test_a_stretch_has_an_end(monkeypatch: pytest.MonkeyPatch, far: float, compared: int) -> None:
    """
    From each step those behind it are run, up to the next heavy one, but no further than was set.
    """
    monkeypatch.setattr(checker, "HEAVY", 60.0)
    monkeypatch.setattr(checker, "FAR", far)

    resumed = compare()

    assert (resumed.checked, resumed.ran, resumed.differing) == (7, compared, ())
