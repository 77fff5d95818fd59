"""
Boxes and wires of a graph on a grid of characters, computed from left to right.

A box stands one column before the first that uses it; wires that go further pass the columns between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec import Struct
from rich.cells import cell_len

from playmore_cli.view.graph_boxes import Box, Boxes, BoxField
from playmore_cli.view.graph_routing import Upright, route

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_GLYPHS = dict(
    zip(
        (UP | DOWN, LEFT | RIGHT, DOWN | RIGHT, DOWN | LEFT, UP | RIGHT, UP | LEFT),
        "│─╭╮╰╯",
        strict=True,
    )
) | {
    UP | DOWN | RIGHT: "├",
    UP | DOWN | LEFT: "┤",
    DOWN | LEFT | RIGHT: "┬",
    UP | LEFT | RIGHT: "┴",
    UP | DOWN | LEFT | RIGHT: "┼",
}
_SWEEPS = 8


class Density(Struct, frozen=True):
    """
    How much room a drawing takes.

    Boxes have a *floor* or stand on each other, wires have *air* around their operations or not, and titles are
    cut to *title* characters.
    """

    floor: bool = True
    air: bool = True
    title: int = 40


class DrawnCell(Struct, frozen=True):
    """One character of a drawing and the part it belongs to: the name of a style of the theme, or nothing."""

    character: str
    part: str = ""


Grid = dict[tuple[int, int], DrawnCell]
"""By column and row, both 0-based, row 0 at the top; absent cells are blank."""


@dataclass(eq=False)
class _Place:
    """Where a box, or a wire that passes a column, will stand; *y* is its middle while it is being moved."""

    rank: int
    height: int
    box: Box | None = None
    y: float = 0.0
    row: int = 0
    left: int = 0
    right: int = 0
    before: list["_Place"] = field(default_factory=list)
    after: list["_Place"] = field(default_factory=list)

    @property
    def middle(self) -> int:
        """The row at which wires arrive and leave."""
        return self.row + (self.height > 1)


_Column = list[_Place]


class BoxArea(Struct, frozen=True):
    """Where a box stands: its first and last column, and the row at which wires arrive and leave."""

    left: int
    right: int
    middle: int


def lay_out(boxes: Boxes, density: Density) -> Grid:
    """Return the drawing of *boxes* as a grid."""
    return lay_out_areas(boxes, density)[0]


def lay_out_areas(boxes: Boxes, density: Density) -> tuple[Grid, dict[str, BoxArea]]:
    """Return the drawing of *boxes* as a grid, and where each box stands, by its id."""
    columns = _columns(boxes, density)
    _settle(columns)
    grid = _paint(columns, density)
    return grid, {
        place.box.id: BoxArea(place.left, place.right, place.middle)
        for column in columns
        for place in column
        if place.box
    }


def extent(grid: Grid) -> tuple[int, int]:
    """Return the width and height of a grid."""
    if not grid:
        return 0, 0
    width = max(x + max(1, cell_len(cell.character)) for (x, _), cell in grid.items())
    return width, 1 + max(y for _, y in grid)


# ---- columns: each box as near to its users as it can stand


def _columns(boxes: Boxes, density: Density) -> list[_Column]:
    ranks: dict[str, int] = {}
    for box in reversed(boxes.ordered):
        rank = ranks.setdefault(box.id, 0)
        for source in box.inputs:
            ranks[source] = max(ranks.get(source, 0), rank + 1)
    last = max(ranks.values(), default=0)
    columns: list[_Column] = [[] for _ in range(last + 1)]
    places: dict[tuple[str, int], _Place] = {}
    for box in boxes.ordered:
        place = _Place(ranks[box.id], _height(box, density), box)
        places[box.id, place.rank] = place
        columns[last - place.rank].append(place)
    # below a box without a floor a wire that passes would look like one
    height = 1 if density.floor else 2
    for box in boxes.ordered:
        for source in box.inputs:
            _connect(
                source, places[source, ranks[source]], places[box.id, ranks[box.id]], height, places, columns
            )
    return columns


def _connect(
    source: str,
    start: _Place,
    target: _Place,
    height: int,
    places: dict[tuple[str, int], _Place],
    columns: list[_Column],
) -> None:
    """Lead a wire from *start* to *target*; on its way it shares the places where the source's wires pass."""
    for passed in range(start.rank - 1, target.rank, -1):
        passing = places.get((source, passed))
        if passing is None:
            passing = places[source, passed] = _Place(passed, height)
            columns[len(columns) - 1 - passed].append(passing)
            start.after.append(passing)
            passing.before.append(start)
        start = passing
    start.after.append(target)
    target.before.append(start)


def _height(box: Box, density: Density) -> int:
    return 1 + len(box.values) + density.floor if box.values else 1


# ---- rows: leaves in reading order, the rest in the middle of what it is connected to


def _settle(columns: list[_Column]) -> None:
    _first_rows(columns)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            for place in column if sweep else ():
                near = place.before if forward else place.after
                if near:
                    place.y = sum(other.y for other in near) / len(near)
            column.sort(key=lambda place: place.y)
            _push_apart(column)
    top = min((place.y - place.height / 2 for column in columns for place in column), default=0)
    for column in columns:
        free = 0
        for place in column:
            place.row = max(round(place.y - top - place.height / 2), free)
            free = place.row + place.height


def _first_rows(columns: list[_Column]) -> None:
    """Give each place a first row, sources before what they feed; without recursion, graphs are deep."""
    used = 0.0
    done: set[int] = set()
    for root in (place for column in reversed(columns) for place in column):
        stack = [(root, False)]
        while stack:
            place, ready = stack.pop()
            if id(place) in done:
                continue
            if place.before and not ready:
                stack.append((place, True))
                stack += [(other, False) for other in reversed(place.before)]
                continue
            done.add(id(place))
            if place.before:
                place.y = sum(other.y for other in place.before) / len(place.before)
            else:
                place.y = used + place.height / 2
                used += place.height


def _push_apart(column: _Column) -> None:
    for _ in range(3):
        for upper, lower in pairwise(column):
            overlap = (upper.height + lower.height) / 2 - (lower.y - upper.y)
            if overlap > 0:
                upper.y -= overlap / 2
                lower.y += overlap / 2
    for upper, lower in pairwise(column):
        lower.y = max(lower.y, upper.y + (upper.height + lower.height) / 2)


# ---- painting


class _Canvas:
    def __init__(self) -> None:
        self.grid: Grid = {}
        self._wires: dict[tuple[int, int], dict[object, int]] = {}

    def put(self, x: int, y: int, text: str, part: str) -> None:
        """Write characters from column *x* on."""
        for character in text:
            self.grid[x, y] = DrawnCell(character, part)
            x += max(1, cell_len(character))

    def level(self, start: int, end: int, y: int, net: object) -> None:
        """Lay a level piece of *net* from column *start* up to, not including, *end*."""
        for x in range(start, end):
            self._wire(x, y, LEFT | RIGHT, net)

    def upright(self, x: int, line: Upright, net: object) -> None:
        """Lay an upright piece of *net*, with its turns to the sides."""
        for y in line.span:
            ways = UP * (y > line.span.start) | DOWN * (y < line.span.stop - 1)
            self._wire(x, y, ways | LEFT * (y in line.left) | RIGHT * (y in line.right), net)

    def _wire(self, x: int, y: int, ways: int, net: object) -> None:
        nets = self._wires.setdefault((x, y), {})
        nets[net] = nets.get(net, 0) | ways

    def finish(self) -> Grid:
        """Return the grid with the wires under what was written; where nets cross, the upright one stays whole."""
        for place, nets in self._wires.items():
            ways = max(nets.values(), key=lambda ways: bool(ways & (UP | DOWN)))
            self.grid.setdefault(place, DrawnCell(_GLYPHS[ways], "wire"))
        return self.grid


def _paint(columns: list[_Column], density: Density) -> Grid:
    canvas = _Canvas()
    x = 0
    for number, column in enumerate(columns):
        if number:
            x = _paint_gap(canvas, column, x, density)
        width = max(_width(place.box, density) if place.box else 1 for place in column)
        for place in column:
            place.left, place.right = x, x + width - 1
            if place.box:
                _paint_box(canvas, place, place.box, width, density)
            else:
                canvas.level(x, x + width, place.middle, place)
        x += width
    return canvas.finish()


def _paint_gap(canvas: _Canvas, column: _Column, x: int, density: Density) -> int:
    """Lay the wires that lead into *column*, from column *x* on; return the boxes' left edge."""
    wires = [(source, place) for place in column for source in place.before]
    routes = route(
        {source: source.middle for source, _ in wires}, {place: place.middle for _, place in wires}, wires
    )
    step, air = (2, 1) if density.air else (1, 0)
    longest = max((cell_len(place.box.operation) for place in column if place.box), default=0)
    first = x + air
    second = first + step * routes.splitting
    edge = max(first, second + step * routes.meeting - air) + longest + air + 1
    for source, target in wires:
        row = routes.rows[source, target]
        split, meet = routes.splits.get(source), routes.meets.get(target)
        start, end = source.right + 1, edge
        if split:
            start = first + step * split.track
            canvas.level(source.right + 1, start, source.middle, ("out", source))
            canvas.upright(start, split, ("out", source))
            start += 1
        if meet:
            end = second + step * meet.track
            canvas.upright(end, meet, ("in", target))
            canvas.level(end + 1, edge, target.middle, ("in", target))
        canvas.level(start, end, row, (source, target))
    for place in column:
        if place.box and place.before:
            name = place.box.operation
            canvas.put(edge - 1, place.middle, "▶", "wire")
            canvas.put(edge - 1 - air - cell_len(name), place.middle, name, "operation")
    return edge


# ---- boxes


def _width(box: Box, density: Density) -> int:
    if not box.values:
        return cell_len(_single(box, density))
    title = cut(box.title, density.title)
    return 2 + max([cell_len(title) + 2 if title else 0, *map(_value_width, box.values)])


def _value_width(value: BoxField) -> int:
    """Return the columns of a field: sign, a space or the mark of a change, text."""
    return cell_len(value.sign) + (1 if value.sign or value.lit else 0) + cell_len(value.text)


def _single(box: Box, density: Density) -> str:
    """Return a box without fields, on one line."""
    title = cut(box.title, density.title) or " "
    return f"({title})" if box.bubble else f"[{title}]"


def cut(text: str, length: int) -> str:
    """Return *text*, or its beginning with a sign that there is more."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _paint_box(canvas: _Canvas, place: _Place, box: Box, width: int, density: Density) -> None:
    if not box.values:
        shown = _single(box, density)
        place.right = place.left + cell_len(shown) - 1
        canvas.put(place.left, place.row, shown, "operation" if box.bubble else "label")
        return
    inner = width - 2
    canvas.put(place.left, place.row, "╭" + "─" * inner + "╮", "wire")
    canvas.put(place.left + 2, place.row, cut(box.title, density.title), "label")
    for row, value in enumerate(box.values, start=place.row + 1):
        canvas.put(place.left, row, "│", "wire")
        canvas.put(place.right, row, "├" if place.after and row == place.middle else "│", "wire")
        for column, text, part in _value_parts(value, inner):
            canvas.put(place.left + 1 + column, row, text, part)
    if density.floor:
        canvas.put(place.left, place.row + len(box.values) + 1, "╰" + "─" * inner + "╯", "wire")


def _value_parts(value: BoxField, width: int) -> Iterator[tuple[int, str, str]]:
    """Yield the parts of a field with the columns they begin at: sign on the left, text on the right."""
    if value.sign:
        yield 0, value.sign, "gradient" if value.part == "gradient" else "muted"
    start = width - cell_len(value.text)
    yield start, value.text, value.part
    if value.lit:
        yield start - 1, "•", "lit"
