"""
Make the picture for the README: ``python docs/make_contact_sheet.py [docs/pictures.png]``.

Draws every kind of plot of the lectures as a terminal of 64 columns shows it, rows on a dark and a light ground in
turn. Needs the test folder, whose figures and painter it uses.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from PIL import Image  # noqa: E402
from runner.plots.figures import LECTURES, LETTERS, bigrams  # noqa: E402
from terminal_png import paint  # noqa: E402

from playmore_cli.runner.plots import draw_plot  # noqa: E402

COLUMNS, ROWS = 64, 17
SHEET = tuple((name, place // 3 % 2 == 0) for place, name in enumerate(LECTURES))
GAP, ACROSS, SCALE = 14, 3, 0.5


def figure(name: str) -> Figure:
    """Return the figure of that name; the counts of pairs are those of the names that come with playmore."""
    if name != "bigrams":
        return LECTURES[name]()
    counts = np.zeros((27, 27), dtype=int)
    for word in (ROOT / "data" / "names.txt").read_text(encoding="utf-8").split():
        for first, second in zip(f".{word}", f"{word}.", strict=True):
            counts[LETTERS.index(first), LETTERS.index(second)] += 1
    return bigrams(counts)


def main(target: Path) -> None:
    """Write the sheet to *target* as a PNG with a palette, to keep it small."""
    tiles = [paint(draw_plot(figure(name), COLUMNS, ROWS, dark), dark, rows=ROWS) for name, dark in SHEET]
    rows = [tiles[start : start + ACROSS] for start in range(0, len(tiles), ACROSS)]
    heights = [max(tile.height for tile in row) for row in rows]
    wide = max(tile.width for tile in tiles)
    size = (ACROSS * (wide + GAP) + GAP, sum(heights) + GAP * (len(rows) + 1))
    sheet = Image.new("RGB", size, (110, 110, 120))
    for number, row in enumerate(rows):
        top = GAP + sum(heights[:number]) + GAP * number
        for place, tile in enumerate(row):
            sheet.paste(tile, (GAP + place * (wide + GAP), top))
    small = sheet.resize((round(sheet.width * SCALE), round(sheet.height * SCALE)), Image.Resampling.LANCZOS)
    small.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {small.width} x {small.height} pixels, {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures.png")
