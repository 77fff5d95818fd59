"""Images with text in their pixels: tables whose cells have a colour, one entry in as many cells as it needs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

from playmore_cli.runner.plots.canvas import Canvas, Rect
from playmore_cli.runner.plots.palette import label_ink
from playmore_cli.runner.plots.text import plain, width

_LEAST_TEXTS = 0.3
"""Share of the pixels that must hold text for an image to count as a table."""
_ORDER = {"bottom": 0, "baseline": 0, "center": 1, "center_baseline": 1, "top": 2}


@dataclass(frozen=True)
class ImageTable:
    """
    How an image with text is shown.

    Attributes:
        axes, image: what it is drawn from.
        columns, rows: pixels across and down.
        cells, lines: what each pixel takes on the screen, across and down.
        panels: ranges of pixel columns that stand below each other.
        texts: what stands in the pixels, by (row, column), uppermost first; no more than find room.
        hidden: all texts, which are written in cells instead of being drawn.
        ranking: label and value of the largest pixels, where their values are among the hidden.
    """

    axes: Any
    image: Any
    columns: int
    rows: int
    cells: int
    lines: int
    panels: tuple[tuple[int, int], ...]
    texts: dict[tuple[int, int], list[Any]]
    hidden: tuple[Any, ...]
    ranking: tuple[str, ...] = ()


def covering_image(axes: Any) -> Any | None:
    """Return the image that fills the view exactly, if there is one."""
    x, y = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        if sorted((left, right)) == x and sorted((bottom, top)) == y and image.get_array() is not None:
            return image
    return None


def table_of(axes: Any, room: int) -> ImageTable | None:
    """Return how to show the image with text of *axes* in *room* columns, ``None`` if it is not such an image."""
    image = covering_image(axes)
    if image is None:
        return None
    down, across = image.get_array().shape[:2]
    texts = _texts_by_pixel(axes, down, across)
    if len(texts) < max(2, _LEAST_TEXTS * down * across):
        return None
    lines = max(len(entry) for entry in texts.values())
    everything = tuple(text for entry in texts.values() for text in entry)
    whole = _cells(max(width(plain(text.get_text())) for text in everything))
    first = _cells(max(width(plain(entry[0].get_text())) for entry in texts.values()))
    if whole * across > room and lines > 1 and first * across <= room:
        upper = {spot: entry[:1] for spot, entry in texts.items()}
        ranking = _ranking(image, texts)
        return ImageTable(axes, image, across, down, first, 1, ((0, across),), upper, everything, ranking)
    panels = _panels(across, max(1, room // whole))
    return ImageTable(axes, image, across, down, whole, lines, panels, texts, everything)


def _texts_by_pixel(axes: Any, down: int, across: int) -> dict[tuple[int, int], list[Any]]:
    """Return the texts that stand at the centres of pixels, upper ones first, by (row, column)."""
    found: dict[tuple[int, int], list[Any]] = {}
    for text in axes.texts:
        if text.get_transform() is not axes.transData or "\n" in text.get_text() or not text.get_visible():
            continue
        x, y = (float(value) for value in text.get_unitless_position())
        column, row = round(x), round(y)
        if abs(x - column) < 0.3 and abs(y - row) < 0.5 and 0 <= row < down and 0 <= column < across:
            found.setdefault((row, column), []).append(text)
    for entry in found.values():
        entry.sort(key=lambda text: _ORDER.get(text.get_va(), 1))
    return found


def _cells(longest: int) -> int:
    """Return the cells for texts of that length: a gap for numbers, none for labels of one or two letters."""
    return longest if longest <= 2 else longest + 1


def _panels(across: int, most: int) -> tuple[tuple[int, int], ...]:
    count = -(-across // most)
    size = -(-across // count)
    return tuple((start, min(start + size, across)) for start in range(0, across, size))


def _ranking(image: Any, texts: dict[tuple[int, int], list[Any]]) -> tuple[str, ...]:
    values: Any = np.ma.filled(np.ma.asarray(image.get_array(), dtype=float), np.nan)
    if values.ndim != 2:
        return ()
    known = [spot for spot in texts if len(texts[spot]) > 1 and np.isfinite(values[spot])]
    known.sort(key=lambda spot: -values[spot])
    return tuple(" ".join(plain(text.get_text()) for text in texts[spot]) for spot in known)


def table_box(table: ImageTable, panel: tuple[int, int], room: Rect) -> Rect:
    """Return the box that the pixel columns of *panel* take, from the top left corner of *room*."""
    wide, lines = (panel[1] - panel[0]) * table.cells, table.lines
    spare = room.rows // table.rows
    if lines == 1 and spare >= 3 and table.cells >= 5:
        lines = 3
    elif lines == 1 and spare >= 2 and table.cells >= 3:
        lines = 2
    return Rect(
        room.left,
        room.top,
        min(room.left + wide, room.right),
        min(room.top + table.rows * lines, room.bottom),
    )


def write_table(canvas: Canvas, table: ImageTable, panel: tuple[int, int], box: Rect) -> None:
    """Write the texts of the pixel columns of *panel* into the cells of *box*."""
    high = box.rows // table.rows
    for (row, column), entry in table.texts.items():
        if not panel[0] <= column < panel[1]:
            continue
        top = box.top + row * high + (high - len(entry)) // 2
        left = box.left + (column - panel[0]) * table.cells
        for number, text in enumerate(entry):
            words = plain(text.get_text())
            canvas.write(
                top + number, left + (table.cells - width(words)) // 2, words, to_rgb(text.get_color())
            )


def write_ranking(canvas: Canvas, table: ImageTable, box: Rect) -> None:
    """List the largest pixels to the right of *box*, where their values found no room in it."""
    left = box.right + 3
    wide = max((width(entry) for entry in table.ranking), default=0) + 2
    across, down = (canvas.columns - left + 2) // wide, box.rows - 1
    if across < 1 or down < 3 or not table.ranking:
        return
    canvas.write(box.top, left, "largest", label_ink(canvas.dark))
    for number, entry in enumerate(table.ranking[: across * down]):
        label, _, value = entry.rpartition(" ")
        text = label + value.rjust(wide - 2 - width(label))
        canvas.write(box.top + 1 + number % down, left + number // down * wide, text)
