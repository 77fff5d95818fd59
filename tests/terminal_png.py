"""
Draw a picture of character cells as a PNG, to look at what a terminal would show.

A tool for people, used by no test: ``python tests/terminal_png.py OUT.png < recorded.ansi`` plays bytes into
a terminal emulator; `paint` takes a `Picture`. Block, box and braille characters are drawn as shapes, so that
the result does not depend on how a font spaces them.
"""

import sys
from functools import cache
from pathlib import Path

import matplotlib
import pyte
from PIL import Image, ImageDraw, ImageFont

from playmore_cli.outputs import Colour, Picture, Run

WIDE, HIGH = 10, 20
DARK, LIGHT = (18, 18, 18), (255, 255, 255)
_EIGHTHS = "▁▂▃▄▅▆▇█"
_LEFT = "▏▎▍▌▋▊▉"
_QUADRANTS = {
    "▘": 1,
    "▝": 2,
    "▀": 3,
    "▖": 4,
    "▞": 6,
    "▛": 7,
    "▗": 8,
    "▚": 9,
    "▐": 10,
    "▜": 11,
    "▙": 13,
    "▟": 14,
}
_ARMS = {
    "─": "lr", "│": "ud", "┌": "dr", "┐": "dl", "└": "ur", "┘": "ul", "├": "udr", "┤": "udl", "┬": "dlr",
    "┴": "ulr", "┼": "udlr", "╵": "u", "╷": "d", "╴": "l", "╶": "r",
}  # fmt: skip


@cache
def font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans Mono as matplotlib ships it."""
    name = "DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)


def paint(picture: Picture, dark: bool = True, margin: int = 8, rows: int = 0) -> Image.Image:
    """Return *picture* as a terminal with that background would show it, at least *rows* high."""
    paper, ink = (DARK, (220, 220, 220)) if dark else (LIGHT, (20, 20, 20))
    size = (picture.columns * WIDE + 2 * margin, max(rows, len(picture.rows)) * HIGH + 2 * margin)
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    for row, runs in enumerate(picture.rows):
        column = 0
        for run in runs:
            for letter in run.text:
                spot = (margin + column * WIDE, margin + row * HIGH)
                _cell(draw, spot, letter, run.ink or ink, run.paper, run)
                column += 1
    return image


def _cell(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], letter: str, ink: Colour, paper: Colour | None, run: Run
) -> None:
    x, y = at
    if paper is not None:
        draw.rectangle((x, y, x + WIDE - 1, y + HIGH - 1), fill=paper)
    if run.dim:
        ink = (ink[0] // 2 + 64, ink[1] // 2 + 64, ink[2] // 2 + 64)
    if letter == " ":
        return
    if letter in _EIGHTHS:
        high = HIGH * (_EIGHTHS.index(letter) + 1) // 8
        draw.rectangle((x, y + HIGH - high, x + WIDE - 1, y + HIGH - 1), fill=ink)
    elif letter in _LEFT:
        draw.rectangle((x, y, x + max(WIDE * (_LEFT.index(letter) + 1) // 8, 1) - 1, y + HIGH - 1), fill=ink)
    elif letter in _QUADRANTS:
        for corner in range(4):
            if _QUADRANTS[letter] >> corner & 1:
                left, top = x + corner % 2 * WIDE // 2, y + corner // 2 * HIGH // 2
                draw.rectangle((left, top, left + WIDE // 2 - 1, top + HIGH // 2 - 1), fill=ink)
    elif letter in _ARMS:
        middle_x, middle_y = x + WIDE // 2, y + HIGH // 2
        ends = {"u": (middle_x, y), "d": (middle_x, y + HIGH), "l": (x, middle_y), "r": (x + WIDE, middle_y)}
        for arm in _ARMS[letter]:
            draw.line((middle_x, middle_y, *ends[arm]), fill=ink)
    elif 0x2800 <= ord(letter) < 0x2900:
        dots = ord(letter) - 0x2800
        for bit, (column, row) in enumerate(((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))):
            if dots >> bit & 1:
                left, top = x + 1 + column * WIDE // 2, y + 1 + row * HIGH // 4
                draw.rectangle((left, top, left + 2, top + 2), fill=ink)
    else:
        draw.text((x, y + 1), letter, font=font(run.bold, 16), fill=ink)


def from_ansi(data: str, columns: int = 80, rows: int = 24) -> Picture:
    """Return what a terminal of that size shows after *data* was written to it."""
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(data)
    return picture_of(screen)


def picture_of(screen: pyte.Screen) -> Picture:
    """Return what an emulated terminal shows."""
    lines = []
    for row in range(screen.lines):
        cells = [screen.buffer[row][column] for column in range(screen.columns)]
        grounds = [(c.bg, c.fg) if c.reverse else (c.fg, c.bg) for c in cells]
        lines.append(
            tuple(
                Run(c.data, _hex(ink), _hex(paper), c.bold)
                for c, (ink, paper) in zip(cells, grounds, strict=True)
            )
        )
    return Picture(screen.columns, tuple(lines))


def _hex(name: str) -> Colour | None:
    known = {
        "red": "cd0000",
        "green": "00cd00",
        "brown": "cdcd00",
        "blue": "5555ee",
        "magenta": "cd00cd",
        "cyan": "00cdcd",
    }
    code = known.get(name, name)
    if len(code) != 6:
        return None
    return (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))


if __name__ == "__main__":
    paint(from_ansi(sys.stdin.read().replace("\n", "\r\n"))).save(sys.argv[1])
