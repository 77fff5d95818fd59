"""The drawing in ASCII characters, for terminals and locales without Unicode."""

import numpy as np

from playmore_cli.outputs import Picture
from playmore_cli.runner.plots.blocks import best_blocks
from playmore_cli.runner.plots.canvas import Canvas
from playmore_cli.runner.plots.compose import Cell, paper_of, to_picture
from playmore_cli.runner.plots.palette import Rgb, frame_ink, legible, luminance
from playmore_cli.runner.plots.text import to_ascii

_MARKS = "*+xo@&$~"
"""One for each colour of lines, in the order of their first strokes."""
_POINTS = "oxv@sd"
"""One for each colour of markers, while these are few."""
_ARROWS = dict(zip("→↗↑↖←↙↓↘", ">/^\\</v\\", strict=True))
_FACES = "#:%-="
"""One for each colour of fills, while these are few."""
_RAMP = " .:-=+*#%@"
"""Fills by brightness, where there are many colours."""


def compose_ascii(canvas: Canvas) -> Picture:
    """Return *canvas* as a picture in ASCII characters; colours are kept as ink, never needed to read it."""
    blocks = best_blocks(canvas)
    owner = canvas.dots.reshape(canvas.rows, 4, canvas.columns, 2).max(axis=(1, 3))
    marks: dict[Rgb, str] = {}
    for number in np.unique(owner[owner > 0]):
        marks.setdefault(_rounded(canvas.inks[int(number) - 1]), _MARKS[len(marks) % len(_MARKS)])
    for letter in canvas.letters.values():
        if letter.text in "━╍┅█" and letter.text and letter.ink is not None:
            marks.setdefault(_rounded(letter.ink), _MARKS[len(marks) % len(_MARKS)])
    faces = _faces(blocks.mean[blocks.covered > 0.4])
    points = _points(canvas)
    quiet = frame_ink(canvas.dark)
    lines: list[list[Cell]] = []
    for row in range(canvas.rows):
        line: list[Cell] = []
        for column in range(canvas.columns):
            up, down, left, right = canvas.frame[row, column].tolist()
            said, mark = canvas.letter(row, column), canvas.marks.get((row, column))
            if said is not None:
                text = to_ascii(said.text)[:1] or " "
                if said.text in ("━", "╍", "┅", "█"):
                    ink = _rounded(said.ink or (0.5, 0.5, 0.5))
                    text = faces.get(ink, marks[ink]) if said.text == "█" else marks[ink]
                line.append((text, legible(said.ink, None, canvas.dark), None, said.bold))
            elif mark is not None:
                ink = mark.ink or (0.5, 0.5, 0.5)
                sign = _ARROWS.get(mark.text) or points.get(_rounded(ink), "o")
                line.append((sign, legible(ink, None, canvas.dark), None, False))
            elif up or down or left or right:
                sign = "+" if (up or down) and (left or right) else "|" if up or down else "-"
                line.append((sign, quiet, None, False))
            elif owner[row, column]:
                ink = canvas.inks[owner[row, column] - 1]
                line.append((marks[_rounded(ink)], legible(ink, None, canvas.dark), None, False))
            elif blocks.covered[row, column] > 0.4:
                paper = paper_of(blocks, row, column, 0.0) or (0.5, 0.5, 0.5)
                line.append((_face(paper, faces), legible(paper, None, canvas.dark), None, False))
            elif canvas.grid[row, column].any():
                line.append((".", quiet, None, False))
            else:
                line.append((" ", None, None, False))
        lines.append(line)
    return to_picture(canvas.columns, lines)


def _rounded(rgb: Rgb) -> Rgb:
    return (round(rgb[0], 2), round(rgb[1], 2), round(rgb[2], 2))


def _points(canvas: Canvas) -> dict[Rgb, str]:
    """Return a character for each colour of the markers, or nothing where they are more than a few."""
    inks = list(dict.fromkeys(_rounded(mark.ink) for mark in canvas.marks.values() if mark.ink is not None))
    return dict(zip(inks, _POINTS, strict=False)) if len(inks) <= len(_POINTS) else {}


def _faces(means: np.ndarray) -> dict[Rgb, str]:
    """Return a character for each colour of the fills, or nothing where they are more than a few."""
    if not len(means):
        return {}
    colours, counts = np.unique(np.round(means, 2), axis=0, return_counts=True)
    frequent = colours[counts > 0.03 * counts.sum()]
    if not 0 < len(frequent) <= len(_FACES):
        return {}
    return {
        _rounded((float(c[0]), float(c[1]), float(c[2]))): sign
        for c, sign in zip(frequent, _FACES, strict=False)
    }


def _face(paper: Rgb, faces: dict[Rgb, str]) -> str:
    if faces:
        nearest = min(faces, key=lambda face: sum((a - b) ** 2 for a, b in zip(face, paper, strict=True)))
        return faces[nearest]
    return _RAMP[min(9, int(9.99 * luminance(paper) ** 0.5))]
