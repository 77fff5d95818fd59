"""
Computation graphs as SVG, from the very layout that the terminal draws.

The layout is a grid of characters whose wires never run through boxes. Here each wire becomes a line through the middle
of its cells, round at the corners, and what is written keeps its place.
"""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from rich.cells import cell_len

from playmore_cli.outputs import Graph
from playmore_cli.view.graph_boxes import Boxes, changed_fields, fold
from playmore_cli.view.graph_layout import BoxArea, Density, DrawnCell, Grid, extent, lay_out_areas

_MAX_BOXES = 60
_ACROSS, _DOWN = 8.4, 19.0
"""Pixels of a cell, for letters of 14 pixels."""
_MARGIN = 8.0
_LANE = 0.7
"""Rows below the boxes that an edge takes which leads back."""
_ENDS = {
    "│": "ud", "─": "lr", "╭": "dr", "╮": "dl", "╰": "ur", "╯": "ul",
    "├": "udr", "┤": "udl", "┬": "dlr", "┴": "ulr", "┼": "udlr",
}  # fmt: skip
_CORNERS = {"dr", "dl", "ur", "ul"}
_COLOURS = """
.graph{background:#fff;color:#24292f}
.wire{stroke:#6e7781}.head{fill:#6e7781}.label{fill:#0a3069;font-weight:600}
.gradient{fill:#953800}.lit{fill:#8250df;font-weight:600}.operation{fill:#116329}.muted{fill:#57606a}
.label,.operation{paint-order:stroke;stroke:#fff;stroke-width:5px}
"""
_SHAPE = """
.graph text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.graph text{fill:currentColor;white-space:pre}
.graph .wire{fill:none;stroke-width:1.2;stroke-linecap:round}
"""


def graph_svg(graph: Graph, previous: Graph | None = None, *, own_colours: bool = True) -> str:
    """
    Return a graph as an ``svg`` element; nothing where it has so many boxes that nobody reads it.

    Args:
        graph: what is drawn.
        previous: the drawing before of the same graph; fields that differ are lit.
        own_colours: bring colours, on white; else those of the page around it hold.
    """
    boxes = fold(graph, changed_fields(graph, previous))
    if not boxes.ordered or len(boxes.ordered) > _MAX_BOXES:
        return ""
    grid, areas = lay_out_areas(boxes, Density())
    columns, rows = extent(grid)
    side = 3 * _ACROSS if boxes.backward else 0.0
    width = columns * _ACROSS + 2 * (_MARGIN + side)
    height = (rows + _LANE * len(boxes.backward)) * _DOWN + 2 * _MARGIN
    style = (_COLOURS if own_colours else "") + _SHAPE
    # Presentation attributes would lose against the sheet of the page; a class of its own does not.
    colours = style.replace("\n.", "\n.graph .").replace(".graph .graph", ".graph") if own_colours else style
    paper = f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff" rx="6"/>' if own_colours else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img">',
            f"<style>{colours}</style>",
            paper,
            f'<g transform="translate({_MARGIN + side:g} {_MARGIN:g})">',
            *_backward(boxes, areas, rows),
            f'<path class="wire" d="{"".join(_wires(grid))}"/>',
            *_heads(grid),
            *_texts(grid, columns, rows),
            "</g>",
            "</svg>",
        ]
    )


def _backward(boxes: Boxes, areas: Mapping[str, BoxArea], rows: int) -> Iterator[str]:
    """Yield the edges that lead back, each in a lane of its own below the boxes."""
    numbers = boxes.numbers()
    for lane, (source, target) in enumerate(boxes.backward):
        start, end = areas[source], areas[target]
        out = (start.right + 0.5) * _ACROSS
        across, back = (start.right + 1.2) * _ACROSS, (end.left - 1.9) * _ACROSS
        above, below = (start.middle + 0.5) * _DOWN, (end.middle + 0.5) * _DOWN
        floor = (rows + _LANE * (lane + 0.5)) * _DOWN
        names = f"{boxes.by_id[source].name(numbers[source])} → {boxes.by_id[target].name(numbers[target])}"
        tip = end.left * _ACROSS - 1
        yield (
            f'<g class="back"><title>{escape(names)}</title>'
            f'<path class="wire" stroke-dasharray="4 3" d="M{out:.1f} {above:.1f}H{across:.1f}'
            f'V{floor:.1f}H{back:.1f}V{below:.1f}H{tip - 4:.1f}"/>'
            f'<path class="head" d="M{tip - 5:.1f} {below - 3.6:.1f}L{tip:.1f} {below:.1f}'
            f'L{tip - 5:.1f} {below + 3.6:.1f}z"/></g>'
        )


def _wires(grid: Grid) -> Iterator[str]:
    """Yield the paths of all lines; a straight run of cells is one stroke."""
    for (column, row), cell in sorted(grid.items(), key=lambda item: (item[0][1], item[0][0])):
        ends = _ENDS.get(cell.character) if cell.part == "wire" else None
        if ends is None:
            continue
        x, y = (column + 0.5) * _ACROSS, (row + 0.5) * _DOWN
        if ends in _CORNERS:
            yield _corner(ends, x, y)
            continue
        for end in ends:
            yield f"M{x:.1f} {y:.1f}{_arm(end)}"


def _arm(end: str) -> str:
    return {
        "u": f"v{-_DOWN / 2:.1f}",
        "d": f"v{_DOWN / 2:.1f}",
        "l": f"h{-_ACROSS / 2:.1f}",
        "r": f"h{_ACROSS / 2:.1f}",
    }[end]


def _corner(ends: str, x: float, y: float) -> str:
    """Return a quarter of an ellipse between the two edges that a corner joins."""
    upright, level = ends[0], ends[1]
    edge_y = y + _DOWN / 2 * (1 if upright == "d" else -1)
    edge_x = x + _ACROSS / 2 * (1 if level == "r" else -1)
    return f"M{x:.1f} {edge_y:.1f}Q{x:.1f} {y:.1f} {edge_x:.1f} {y:.1f}"


def _heads(grid: Grid) -> Iterator[str]:
    """Yield the arrow heads."""
    for (column, row), cell in sorted(grid.items()):
        if cell.character == "▶":
            x, y = column * _ACROSS, (row + 0.5) * _DOWN
            yield (
                f'<path class="head" d="M{x + 1:.1f} {y - 3.6:.1f}L{x + _ACROSS - 0.5:.1f} {y:.1f}'
                f'L{x + 1:.1f} {y + 3.6:.1f}z"/><path class="wire" d="M{x:.1f} {y:.1f}h2"/>'
            )


def _texts(grid: Grid, columns: int, rows: int) -> Iterator[str]:
    """Yield what is written: neighbouring characters of one part as one text, as wide as their cells."""
    for row in range(rows):
        written = [(column, grid.get((column, row))) for column in range(columns)]
        words = [(column, cell) for column, cell in written if cell and not _is_drawn(cell)]
        for _, group in groupby(enumerate(words), key=lambda item: (item[0] - item[1][0], item[1][1].part)):
            cells = [cell for _, cell in group]
            text = "".join(cell.character for _, cell in cells)
            if not text.strip():
                continue
            x, y = cells[0][0] * _ACROSS, (row + 0.5) * _DOWN + 4.8
            part = f' class="{cells[0][1].part}"' if cells[0][1].part else ""
            width = cell_len(text) * _ACROSS
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}"{part} textLength="{width:.1f}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
            )


def _is_drawn(cell: DrawnCell) -> bool:
    return cell.character == "▶" or (cell.part == "wire" and cell.character in _ENDS)
