"""Fills as block characters."""

import numpy as np
import pytest

from playmore_cli.runner.plots.blocks import SIGNS, best_blocks
from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, Canvas
from playmore_cli.runner.plots.compose import compose

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def painted(*patches: tuple[int, int, int, int, tuple[int, int, int, int]]) -> Canvas:
    """Return a canvas of one cell with patches (top, left, height, width, colour) in pixels."""
    canvas = Canvas(1, 1, dark=True)
    for top, left, high, wide, colour in patches:
        canvas.fill(top, left, np.full((high, wide, 4), colour, np.uint8))
    return canvas


@pytest.mark.parametrize("eighths", range(1, 8))
def test_a_bar_ends_at_an_eighth_of_a_cell(eighths: int) -> None:
    """
    The lower part of a cell is filled to the eighth, in the bar's colour, on the terminal's own ground.
    """
    high = CELL_HEIGHT * eighths // 8
    (row,) = compose(painted((CELL_HEIGHT - high, 0, high, CELL_WIDTH, RED))).rows
    (run,) = row
    assert run.text == " ▁▂▃▄▅▆▇"[eighths]
    assert (run.ink, run.paper) == ((255, 0, 0), None)


@pytest.mark.parametrize("eighths", range(1, 8))
def test_a_lying_bar_ends_at_an_eighth_of_a_cell(eighths: int) -> None:
    """
    The left part of a cell is filled to the eighth.
    """
    blocks = best_blocks(painted((0, 0, CELL_HEIGHT, CELL_WIDTH * eighths // 8, RED)))
    assert SIGNS[blocks.sign[0, 0]] == " ▏▎▍▌▋▊▉"[eighths]


def test_a_full_cell_is_only_paper() -> None:
    """
    A cell of one colour is a blank on that colour, which no font can leave gaps in.
    """
    (row,) = compose(painted((0, 0, CELL_HEIGHT, CELL_WIDTH, BLUE))).rows
    assert [(run.text, run.paper) for run in row] == [(" ", (0, 0, 255))]


def test_two_colours_share_a_cell() -> None:
    """
    Red over blue is one half block with both colours.
    """
    half = CELL_HEIGHT // 2
    (row,) = compose(painted((0, 0, half, CELL_WIDTH, RED), (half, 0, half, CELL_WIDTH, BLUE))).rows
    (run,) = row
    assert {run.ink, run.paper} == {(255, 0, 0), (0, 0, 255)}
    assert run.text in "▀▄"


def test_a_clear_fill_lets_the_ground_through() -> None:
    """
    Half opaque white is grey on a dark terminal and white on a light one.
    """
    half_white = np.full((CELL_HEIGHT, CELL_WIDTH, 4), (255, 255, 255, 128), np.uint8)
    greys = []
    for dark in (True, False):
        canvas = Canvas(1, 1, dark)
        canvas.fill(0, 0, half_white)
        ((run,),) = compose(canvas).rows
        assert run.paper is not None
        greys.append(run.paper[0])
    assert 120 < greys[0] < 150 and greys[1] == 255


def test_a_fill_hides_the_lines_and_letters_below_it() -> None:
    """
    What is drawn later covers what was drawn before.
    """
    canvas = Canvas(2, 1, dark=True)
    canvas.next_artist()
    canvas.stroke(np.array([[0, 1], [1, 1], [2, 1], [3, 1]]), (1.0, 1.0, 1.0))
    canvas.write(0, 0, "ab")
    canvas.fill(0, 0, np.full((CELL_HEIGHT, CELL_WIDTH, 4), RED, np.uint8))
    assert canvas.letter(0, 0) is None and canvas.letter(0, 1) is not None
    assert not canvas.dots[:, :2].any() and canvas.dots[:, 2:].any()


def test_half_a_wide_letter_is_no_letter() -> None:
    """
    A letter of two cells of which one is overwritten disappears, so that no row grows wider than the screen.
    """
    canvas = Canvas(4, 1, dark=True)
    canvas.write(0, 0, "損x")
    canvas.write(0, 1, "y")
    assert canvas.letter(0, 0) is None
    assert compose(canvas).text() == " yx"
