"""
The drawing surface: a grid of character cells with layers of different fineness.

A cell is 8 x 16 pixels at 96 dpi, so that a default figure keeps its proportions on 80 x 30 cells. Fills and
images are kept in pixels, lines in dots (2 x 4 a cell, 4 x 4 pixels each), marks, letters and axes in whole cells.
All coordinates count from the top left corner, downwards.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from playmore_cli.runner.plots.palette import Rgb
from playmore_cli.runner.plots.text import letters, width

CELL_WIDTH, CELL_HEIGHT, DPI = 8, 16, 96
DOT = 4
"""Pixels a dot is wide and high."""

UP, DOWN, LEFT, RIGHT = range(4)
"""Arms of a piece of an axis, indices into the last axis of `Canvas.frame`."""

Pixels = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


class Rect(NamedTuple):
    """A rectangle of cells; *right* and *bottom* lie outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def columns(self) -> int:
        """Width in cells."""
        return self.right - self.left

    @property
    def rows(self) -> int:
        """Height in cells."""
        return self.bottom - self.top


class Letter(NamedTuple):
    """What a cell says: usually one character; *ink* ``None`` is the terminal's own colour."""

    text: str
    ink: Rgb | None
    bold: bool = False


class Canvas:
    """
    Everything drawn so far, in layers; the artist that draws last owns what it covers.

    Attributes:
        pixels: colour and opacity of fills, shape (rows * 16, columns * 8, 4), 0 to 255.
        dots: number of the stroke that owns a dot, 0 for none, shape (rows * 4, columns * 2).
        inks: colour of each stroke; stroke n has ``inks[n - 1]``.
        artists: number of the artist that drew each stroke, in step with *inks*.
        marks: markers that fill a cell, by (row, column).
        letters: text, by (row, column); an empty string is the second half of a wide letter.
        frame: arms of axes, shape (rows, columns, 4): up, down, left, right.
        grid: grid lines through a cell, shape (rows, columns, 2): vertical, horizontal.
    """

    def __init__(self, columns: int, rows: int, dark: bool) -> None:
        self.columns, self.rows, self.dark = columns, rows, dark
        self.width, self.height = columns * CELL_WIDTH, rows * CELL_HEIGHT
        self.pixels: Pixels = np.zeros((self.height, self.width, 4), np.uint8)
        self.dots = np.zeros((rows * 4, columns * 2), np.int32)
        self.inks: list[Rgb] = []
        self.artists: list[int] = []
        self._artist = 0
        self.marks: dict[tuple[int, int], Letter] = {}
        self.letters: dict[tuple[int, int], Letter] = {}
        self.frame = np.zeros((rows, columns, 4), np.bool_)
        self.grid = np.zeros((rows, columns, 2), np.bool_)

    def fill(self, top: int, left: int, patch: Pixels) -> None:
        """
        Lay *patch* over the fills, its top left pixel at (*left*, *top*); where it is opaque it hides all else.

        *patch*: shape (height, width, 4), inside the canvas.
        """
        below = self.pixels[top : top + patch.shape[0], left : left + patch.shape[1]]
        opaque = patch[..., 3] == 255
        below[opaque] = patch[opaque]
        clear = (patch[..., 3] > 0) & ~opaque
        if clear.any():
            over, under = patch[clear].astype(np.float32) / 255, below[clear].astype(np.float32) / 255
            share, rest = over[:, 3:], under[:, 3:] * (1 - over[:, 3:])
            alpha = share + rest
            below[clear, :3] = np.rint((over[:, :3] * share + under[:, :3] * rest) / alpha * 255)
            below[clear, 3:] = np.rint(alpha * 255)
        self._hide(top, left, patch[..., 3] > 128)

    def _hide(self, top: int, left: int, covered: npt.NDArray[np.bool_]) -> None:
        """Drop the dots, marks and letters whose centres lie under *covered* (pixels)."""
        if self.inks:
            rows = np.arange((top + DOT // 2 - 1) // DOT, (top + covered.shape[0] - DOT // 2) // DOT + 1)
            columns = np.arange((left + DOT // 2 - 1) // DOT, (left + covered.shape[1] - DOT // 2) // DOT + 1)
            y, x = rows * DOT + DOT // 2 - top, columns * DOT + DOT // 2 - left
            rows, y = rows[(y >= 0) & (y < covered.shape[0])], y[(y >= 0) & (y < covered.shape[0])]
            columns, x = columns[(x >= 0) & (x < covered.shape[1])], x[(x >= 0) & (x < covered.shape[1])]
            self.dots[np.ix_(rows, columns)] *= ~covered[np.ix_(y, x)]
        for layer in (self.marks, self.letters):
            for row, column in list(layer):
                y_at = row * CELL_HEIGHT + CELL_HEIGHT // 2 - top
                x_at = column * CELL_WIDTH + CELL_WIDTH // 2 - left
                if 0 <= y_at < covered.shape[0] and 0 <= x_at < covered.shape[1] and covered[y_at, x_at]:
                    del layer[row, column]

    def next_artist(self) -> None:
        """Let what is stroked from now on belong to another artist; its dots take over the cells they touch."""
        self._artist += 1

    def stroke(self, dots: Ints, ink: Rgb) -> None:
        """Set *dots*, shape (n, 2) as (x, y); those outside the canvas are left out."""
        x, y = dots[:, 0], dots[:, 1]
        inside = (x >= 0) & (x < self.columns * 2) & (y >= 0) & (y < self.rows * 4)
        if not self.inks or (self.inks[-1], self.artists[-1]) != (ink, self._artist):
            self.inks.append(ink)
            self.artists.append(self._artist)
        self.dots[y[inside], x[inside]] = len(self.inks)

    def speckle(self, dots: Ints, kinds: Ints, inks: list[Rgb]) -> None:
        """Set *dots*, shape (n, 2) as (x, y), each in the colour ``inks[kind]``; later ones hide earlier ones."""
        x, y = dots[:, 0], dots[:, 1]
        inside = (x >= 0) & (x < self.columns * 2) & (y >= 0) & (y < self.rows * 4)
        first = len(self.inks) + 1
        self.inks += inks
        self.artists += [self._artist] * len(inks)
        self.dots[y[inside], x[inside]] = first + kinds[inside]

    def mark(self, row: int, column: int, sign: str, ink: Rgb) -> None:
        """Put a marker into a cell, if it is on the canvas."""
        if 0 <= row < self.rows and 0 <= column < self.columns:
            self.marks[row, column] = Letter(sign, ink)

    def write(self, row: int, column: int, text: str, ink: Rgb | None = None, bold: bool = False) -> None:
        """Write one line of text from a cell to the right; what falls off the canvas is left out."""
        if not 0 <= row < self.rows:
            return
        for piece, cells in letters(text):
            if column >= 0 and column + cells <= self.columns:
                self.letters[row, column] = Letter(piece, ink, bold)
                if cells == 2:
                    self.letters[row, column + 1] = Letter("", ink, bold)
            column += cells

    def letter(self, row: int, column: int) -> Letter | None:
        """Return what was written into a cell; a wide letter of which one half was overwritten is gone."""
        found = self.letters.get((row, column))
        if found is None:
            return None
        if found.text == "":
            first = self.letters.get((row, column - 1))
            return found if first is not None and width(first.text) == 2 else None
        if width(found.text) == 2:
            second = self.letters.get((row, column + 1))
            return found if second is not None and second.text == "" else None
        return found

    def wipe(self, box: Rect) -> None:
        """Make the cells of *box* blank."""
        left, top = max(box.left, 0), max(box.top, 0)
        right, bottom = max(box.right, left), max(box.bottom, top)
        self.pixels[top * CELL_HEIGHT : bottom * CELL_HEIGHT, left * CELL_WIDTH : right * CELL_WIDTH] = 0
        self.dots[top * 4 : bottom * 4, left * 2 : right * 2] = 0
        self.frame[top:bottom, left:right] = False
        self.grid[top:bottom, left:right] = False
        for layer in (self.marks, self.letters):
            for row, column in list(layer):
                if top <= row < bottom and left <= column < right:
                    del layer[row, column]

    def taller(self, rows: int) -> "Canvas":
        """Return a canvas with the same drawing and so many blank *rows* more below."""
        other = Canvas(self.columns, self.rows + rows, self.dark)
        other.pixels[: self.height], other.dots[: self.rows * 4] = self.pixels, self.dots
        other.frame[: self.rows], other.grid[: self.rows] = self.frame, self.grid
        other.inks, other.artists = list(self.inks), list(self.artists)
        other.marks, other.letters = dict(self.marks), dict(self.letters)
        return other

    def busy(self) -> npt.NDArray[np.bool_]:
        """Return which cells show something of the plot (axes and grid not counted), shape (rows, columns)."""
        marked = np.asarray((self.dots > 0).reshape(self.rows, 4, self.columns, 2).any(axis=(1, 3)))
        alpha = self.pixels[..., 3].reshape(self.rows, CELL_HEIGHT, self.columns, CELL_WIDTH)
        marked |= (alpha > 0).mean(axis=(1, 3)) > 0.3
        for row, column in (*self.marks, *self.letters):
            marked[row, column] = True
        return marked
