"""From a canvas to a picture: what each cell shows, in which colours."""

import numpy as np

from playmore_cli.outputs import Colour, Picture, Run
from playmore_cli.runner.plots.blocks import SIGNS, Blocks, best_blocks
from playmore_cli.runner.plots.canvas import DOT, Canvas, Letter
from playmore_cli.runner.plots.palette import (
    READABLE,
    READABLE_ON_DARK,
    VISIBLE,
    Rgb,
    contrast,
    frame_ink,
    legible,
    luminance,
    thin,
)

_BRAILLE = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
_CORNERS = " ╶╴─╷┌┐┬╵└┘┴│├┤┼"
"""Axes, indexed by the sum of 8 up, 4 down, 2 left, 1 right."""
_STROKES = "━╍┅"
"""Keys of a legend, coloured as the lines they stand for."""
_GRID = " ┈┊┼"
"""Grid lines, indexed by the sum of 2 vertical, 1 horizontal."""

_UNDER_FRAME = 0.2
"""Bars that reach under their axis line by half a cell are shown there instead of the line."""

_MOSTLY = 0.5
"""A cell of which a face covers more takes its colour as paper."""

Cell = tuple[str, Rgb | None, Rgb | None, bool]
"""Text, ink, paper and whether it is bold."""


def compose(canvas: Canvas) -> Picture:
    """Return *canvas* as a picture in Unicode characters."""
    blocks = best_blocks(canvas)
    braille, owner = _braille(canvas, blocks.covered)
    frame = (canvas.frame * [8, 4, 2, 1]).sum(axis=2)
    grid = (canvas.grid * [2, 1]).sum(axis=2)
    quiet = frame_ink(canvas.dark)
    lines: list[list[Cell]] = []
    for row in range(canvas.rows):
        line: list[Cell] = []
        for column in range(canvas.columns):
            said, mark = canvas.letter(row, column), canvas.marks.get((row, column))
            if said is not None:
                line.append(_spoken(said, blocks, row, column, canvas.dark, READABLE))
            elif mark is not None:
                line.append(_spoken(mark, blocks, row, column, canvas.dark, VISIBLE))
            elif frame[row, column] and _shows_under_frame(blocks, row, column):
                line.append(block_cell(blocks, row, column))
            elif frame[row, column]:
                line.append((_CORNERS[frame[row, column]], quiet, None, False))
            elif braille[row, column]:
                ink = canvas.inks[owner[row, column] - 1]
                paper = paper_of(blocks, row, column, _MOSTLY)
                if paper is not None and contrast(ink, paper) < 1.02:
                    line.append(block_cell(blocks, row, column))
                else:
                    sign = chr(0x2800 + int(braille[row, column]))
                    line.append((sign, thin(ink, paper, canvas.dark), paper, False))
            elif blocks.covered[row, column]:
                line.append(block_cell(blocks, row, column))
            elif grid[row, column]:
                line.append((_GRID[grid[row, column]], quiet, None, False))
            else:
                line.append((" ", None, None, False))
        lines.append(line)
    return to_picture(canvas.columns, lines)


def _braille(canvas: Canvas, covered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the braille pattern and the stroke of each cell, shape (rows, columns) each.

    The artist that drew last owns the cell; only its dots and those of its colour show, so that a guide line
    stays whole inside noise. Dots beside a face that fills most of its cell give way to it.
    """
    cells = (canvas.rows, 4, canvas.columns, 2)
    dots = canvas.dots.reshape(cells)
    owner = dots.max(axis=(1, 3))
    inks = {ink: number for number, ink in enumerate(canvas.inks)}
    artists = np.array([0, *canvas.artists])
    colours = np.array([-1, *(inks[ink] for ink in canvas.inks)])
    last = owner[:, None, :, None]
    own = (dots > 0) & ((artists[dots] == artists[last]) | (colours[dots] == colours[last]))
    face = canvas.pixels[DOT // 2 :: DOT, DOT // 2 :: DOT, 3].reshape(cells) > 0
    beside = (covered > _MOSTLY) & ~(own & face).any(axis=(1, 3))
    own &= ~beside[:, None, :, None]
    for row, column in zip(
        *np.nonzero((own & (colours[dots] != colours[last])).any(axis=(1, 3))), strict=True
    ):
        strokes = dots[row, :, column][own[row, :, column]]
        owner[row, column] = np.bincount(strokes).argmax()
    return (own * _BRAILLE[None, :, None, :]).sum(axis=(1, 3)), owner


def _spoken(said: Letter, blocks: Blocks, row: int, column: int, dark: bool, need: float) -> Cell:
    paper = paper_of(blocks, row, column, 0.25)
    if need <= VISIBLE or (said.text and said.text in _STROKES):
        return (said.text, thin(said.ink, paper, dark), paper, said.bold)
    if need >= READABLE and paper is not None and luminance(paper) < 0.18:
        need = READABLE_ON_DARK
    return (said.text, legible(said.ink, paper, dark, need), paper, said.bold)


def _shows_under_frame(blocks: Blocks, row: int, column: int) -> bool:
    shown = blocks.sign[row, column] > 0 or blocks.has_paper[row, column]
    return bool(shown and blocks.covered[row, column] > _UNDER_FRAME)


def paper_of(blocks: Blocks, row: int, column: int, least: float) -> Rgb | None:
    """Return the mean fill of a cell that is filled by more than the share *least*, else ``None``."""
    return _rgb(blocks.mean[row, column]) if blocks.covered[row, column] > least else None


def block_cell(blocks: Blocks, row: int, column: int) -> Cell:
    """Return the block character of a cell with its colours."""
    ink = _rgb(blocks.ink[row, column]) if blocks.has_ink[row, column] else None
    paper = _rgb(blocks.paper[row, column]) if blocks.has_paper[row, column] else None
    return (SIGNS[int(blocks.sign[row, column])], ink, paper, False)


def _rgb(value: np.ndarray) -> Rgb:
    red, green, blue = (round(float(part), 3) for part in value)
    return (red, green, blue)


def to_picture(columns: int, lines: list[list[Cell]]) -> Picture:
    """Return *lines* as a picture: equal looks joined to runs, blanks at line ends left out."""
    rows = []
    for line in lines:
        kept = len(line)
        while kept and line[kept - 1][0] == " " and line[kept - 1][2] is None:
            kept -= 1
        runs: list[Run] = []
        for text, ink, paper, bold in line[:kept]:
            look = Run(text, _bytes(ink) if text != " " else None, _bytes(paper), bold)
            before = runs[-1] if runs else None
            blank = text == " " and paper is None
            if (
                before is not None
                and before.paper == look.paper
                and (blank or (before.ink, before.bold) == (look.ink, look.bold))
            ):
                runs[-1] = Run(before.text + text, before.ink, before.paper, before.bold)
            else:
                runs.append(look)
        rows.append(tuple(runs))
    return Picture(columns, tuple(rows))


def _bytes(rgb: Rgb | None) -> Colour | None:
    return None if rgb is None else (round(rgb[0] * 255), round(rgb[1] * 255), round(rgb[2] * 255))
