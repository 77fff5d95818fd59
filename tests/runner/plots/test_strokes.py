"""Lines as dots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playmore_cli.runner.plots.strokes import line_dots, samples

PLACES = st.tuples(st.floats(-50, 50), st.floats(-50, 50))


def as_set(dots: np.ndarray) -> set[tuple[int, int]]:
    """Return the different dots."""
    return {(int(x), int(y)) for x, y in dots}


@settings(deadline=None)
@given(st.lists(PLACES, min_size=2, max_size=12))
def test_a_line_has_no_holes(corners: list[tuple[float, float]]) -> None:
    """
    Between any two corners the dots follow each other without a gap, and the ends are covered.
    """
    along = samples(np.array(corners))
    steps = np.abs(np.diff(along, axis=0))
    assert steps.max(initial=0) <= 1 + 1e-9
    dots = as_set(line_dots(np.array(corners)))
    for x, y in (corners[0], corners[-1]):
        assert (int(np.floor(x)), int(np.floor(y))) in dots


def test_many_points_give_the_same_dots_as_drawing_each_segment() -> None:
    """
    The short cut for long series covers exactly what drawing all 5,000 segments would.
    """
    random = np.random.default_rng(0)
    points = np.stack([np.linspace(0.5, 79.5, 5000), random.uniform(0, 60, 5000)], axis=1)
    slow = np.floor(samples(points)).astype(int)
    fast, slow_set = as_set(line_dots(points)), as_set(slow)
    assert len(fast ^ slow_set) <= 0.02 * len(slow_set)
    assert fast >= slow_set & as_set(np.floor(points).astype(int))


def test_dashes_leave_dots_out() -> None:
    """
    Four dots drawn, two left out, again and again.
    """
    dots = as_set(line_dots(np.array([[0.0, 0.5], [12.0, 0.5]]), dashes=[4, 2]))
    assert {x for x, _ in dots} == {0, 1, 2, 3, 6, 7, 8, 9, 12}


@pytest.mark.parametrize("points", [[], [[3.2, 4.7]]])
def test_fewer_than_two_points_are_no_line(points: list[list[float]]) -> None:
    """
    A single point is its own dot, none is none.
    """
    assert len(line_dots(np.array(points, dtype=float).reshape(-1, 2))) == len(points)
