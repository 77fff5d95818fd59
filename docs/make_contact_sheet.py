"""
Make the picture for the README: ``python docs/make_contact_sheet.py [docs/pictures.png]``.

Draws every plot of every lecture, as recorded for the tests, as a terminal of 64 columns shows it: rows on a dark
and a light ground in turn. Needs the test folder, whose recorded pictures and painter it uses.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from pictures import recorded  # noqa: E402
from PIL import Image  # noqa: E402
from terminal_png import paint  # noqa: E402

from playmore_cli.lesson.catalog import Catalog  # noqa: E402
from playmore_cli.outputs import Plot  # noqa: E402
from playmore_cli.runner.plots import draw_plot, thaw  # noqa: E402

COLUMNS, ROWS = 64, 17
GAP, ACROSS, SCALE = 12, 5, 0.5


def tiles() -> list[Image.Image]:
    """Return every lecture's plots in order, as many rows of them dark as light."""
    figures = [
        picture.figure
        for name in Catalog().ids()
        for _, picture in recorded(name).pictures
        if isinstance(picture, Plot)
    ]
    dark = [place // ACROSS % 2 == 0 for place in range(len(figures))]
    return [
        paint(draw_plot(thaw(figure), COLUMNS, ROWS, is_dark), is_dark, rows=ROWS)
        for figure, is_dark in zip(figures, dark, strict=True)
    ]


def main(target: Path) -> None:
    """Write the sheet to *target* as a PNG with a palette, to keep it small."""
    drawn = tiles()
    wide, high = max(tile.width for tile in drawn), min(tile.height for tile in drawn)
    rows = -(-len(drawn) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (wide + GAP) + GAP, rows * (high + GAP) + GAP), (110, 110, 120))
    for number, tile in enumerate(drawn):
        shown = tile.crop((0, 0, wide, high))  # the whole matrix of pairs is taller than a screen
        sheet.paste(shown, (GAP + number % ACROSS * (wide + GAP), GAP + number // ACROSS * (high + GAP)))
    small = sheet.resize((round(sheet.width * SCALE), round(sheet.height * SCALE)), Image.Resampling.LANCZOS)
    small.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {len(drawn)} plots, {small.width} x {small.height}, {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures.png")
