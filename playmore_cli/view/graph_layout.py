"""Boxes and wires of a graph on a grid of characters, computed from left to right."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.cells import cell_len

from playmore_cli.view.graph_boxes import Box, Boxes, Value

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_WIRES = dict(
    zip(
        (UP, DOWN, LEFT, RIGHT, UP | DOWN, LEFT | RIGHT, DOWN | RIGHT, DOWN | LEFT, UP | RIGHT, UP | LEFT),
        "╵╷╴╶│─╭╮╰╯",
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


@dataclass(frozen=True)
class Density:
    """How much room a drawing takes: boxes with or without a *floor*, wires with or without *air*, titles cut at *title*."""

    floor: bool = True
    air: bool = True
    title: int = 40


@dataclass(frozen=True)
class Cell:
    """One character of a drawing and the part it belongs to: the name of a style of the theme, or nothing."""

    character: str
    part: str = ""


Grid = dict[tuple[int, int], Cell]
"""By column and row, both 0-based, row 0 at the top; absent cells are blank."""


@dataclass
class _Place:
    """Where a box, or a wire that passes a column, will stand; *y* is its middle while it is being moved."""

    id: str
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
        return self.row + (1 if self.box and self.box.values else 0)


@dataclass(frozen=True)
class _Wire:
    """A piece of a wire between two neighbouring columns, on its way to the box *target* from the box *source*."""

    start: _Place
    end: _Place
    source: str
    target: str


def lay_out(boxes: Boxes, density: Density) -> Grid:
    """Return the drawing of *boxes* as a grid."""
    columns, wires = _columns(boxes, density)
    _settle(columns)
    return _paint(columns, wires, density)


def extent(grid: Grid) -> tuple[int, int]:
    """Return the width and height of a grid."""
    if not grid:
        return 0, 0
    return (
        max(x + cell_len(cell.character) for (x, _), cell in grid.items()),
        max(y for _, y in grid) + 1,
    )


# ---- columns: each box as near to its consumers as it can stand


def _columns(boxes: Boxes, density: Density) -> tuple[list[list[_Place]], list[_Wire]]:
    ranks: dict[str, int] = {}
    for box in reversed(boxes.ordered):
        rank = ranks.setdefault(box.id, 0)
        for source in box.inputs:
            ranks[source] = max(ranks.get(source, 0), rank + 1)
    last = max(ranks.values(), default=0)
    columns: list[list[_Place]] = [[] for _ in range(last + 1)]
    places = {box.id: _Place(box.id, ranks[box.id], _height(box, density), box) for box in boxes.ordered}
    for box in boxes.ordered:
        columns[last - ranks[box.id]].append(places[box.id])
    wires = []
    for box in boxes.ordered:
        for source in box.inputs:
            start = places[source]
            for rank in range(ranks[source] - 1, ranks[box.id], -1):
                passing = _Place(f"{source} → {box.id}", rank, 1)
                columns[last - rank].append(passing)
                wires.append(_Wire(start, passing, source, box.id))
                start = passing
            wires.append(_Wire(start, places[box.id], source, box.id))
    for wire in wires:
        wire.start.after.append(wire.end)
        wire.end.before.append(wire.start)
    return columns, wires


def _height(box: Box, density: Density) -> int:
    if not box.values:
        return 1
    return 1 + len(box.values) + density.floor


# ---- rows: leaves in reading order, the rest in the middle of what it is connected to


def _settle(columns: list[list[_Place]]) -> None:
    _first_rows(columns)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            if sweep:
                for place in column:
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


def _first_rows(columns: list[list[_Place]]) -> None:
    """Give each place a first row; without recursion, graphs are deep."""
    used = 0.0
    done: set[int] = set()
    for root in (place for column in reversed(columns) for place in column):
        stack = [(root, False)]
        while stack:
            place, ready = stack.pop()
            if id(place) in done:
                continue
            if not ready and place.before:
                stack.append((place, True))
                stack += [(other, False) for other in reversed(place.before)]
                continue
            done.add(id(place))
            if place.before:
                place.y = sum(other.y for other in place.before) / len(place.before)
            else:
                place.y = used + place.height / 2
                used += place.height


def _push_apart(column: list[_Place]) -> None:
    for _ in range(3):
        for upper, lower in itertools.pairwise(column):
            overlap = (upper.height + lower.height) / 2 - (lower.y - upper.y)
            if overlap > 0:
                upper.y -= overlap / 2
                lower.y += overlap / 2
    for upper, lower in itertools.pairwise(column):
        lower.y = max(lower.y, upper.y + (upper.height + lower.height) / 2)


# ---- painting


class _Canvas:
    def __init__(self) -> None:
        self.grid: Grid = {}
        self._wires: dict[tuple[int, int], list[tuple[int, str, str]]] = {}

    def put(self, x: int, y: int, text: str, part: str) -> None:
        """Write characters from column *x* on."""
        for character in text:
            self.grid[x, y] = Cell(character, part)
            x += max(1, cell_len(character))

    def wire(self, x: int, y: int, ways: int, source: str, target: str) -> None:
        """Lay a piece of wire that leads to the sides in *ways*."""
        self._wires.setdefault((x, y), []).append((ways, source, target))

    def line(self, start: int, end: int, y: int, source: str, target: str) -> None:
        """Lay a level wire from column *start* up to, not including, *end*."""
        for x in range(start, end):
            self.wire(x, y, LEFT | RIGHT, source, target)

    def finish(self) -> Grid:
        """Return the grid with the wires under what was written."""
        for place, pieces in self._wires.items():
            self.grid.setdefault(place, Cell(_WIRES[_joined(pieces)], "wire"))
        return self.grid


def _joined(pieces: list[tuple[int, str, str]]) -> int:
    """
    Return the sides of all wires in one cell.

    Pieces that share their source or their target are joined; of wires that only cross, the upright one stays whole.
    """
    groups: list[tuple[int, set[str], set[str]]] = []
    for ways, source, target in pieces:
        sources, targets = {source}, {target}
        apart = []
        for group in groups:
            if source in group[1] or target in group[2]:
                ways |= group[0]
                sources |= group[1]
                targets |= group[2]
            else:
                apart.append(group)
        groups = [*apart, (ways, sources, targets)]
    upright = [group[0] for group in groups if group[0] & (UP | DOWN)]
    return (upright or [groups[0][0]])[0]


def _paint(columns: list[list[_Place]], wires: list[_Wire], density: Density) -> Grid:
    canvas = _Canvas()
    incoming: dict[int, list[_Wire]] = {}
    for wire in wires:
        incoming.setdefault(wire.end.rank, []).append(wire)
    x = 0
    for number, column in enumerate(columns):
        if number:
            x = _paint_wires(canvas, incoming.get(column[0].rank, []), column, x, density)
        inner = max(
            (_inner_width(place.box, density) for place in column if place.box and place.box.values),
            default=0,
        )
        single = max(
            (cell_len(_single(place.box, density)) for place in column if place.box and not place.box.values),
            default=0,
        )
        width = max(inner + 2 if inner else 0, single)
        for place in column:
            place.left, place.right = x, x + width - 1
            if place.box:
                _paint_box(canvas, place, width, density)
        x += width
    _lay_passing(canvas, wires)
    return canvas.finish()


def _lay_passing(canvas: _Canvas, wires: list[_Wire]) -> None:
    """Lead the wires across the columns that they only pass."""
    for wire in wires:
        if wire.end.box is None:
            canvas.line(wire.end.left, wire.end.right + 1, wire.end.middle, wire.source, wire.target)


def _paint_wires(canvas: _Canvas, wires: list[_Wire], column: list[_Place], x: int, density: Density) -> int:
    """Lay the wires that lead into *column*; return the column's left edge."""
    tracks, count = _tracks(wires)
    step = 2 if density.air else 1
    first = x + (1 if density.air or count == 0 else 0)
    operations_from = first + max(1, count * step - (step - 1)) if count else first
    names = [place.box.operation for place in column if place.box]
    longest = max(map(cell_len, names), default=0)
    air = 1 if density.air else 0
    right = operations_from + longest + 1 + air
    for wire in wires:
        start, end = x, right
        track = tracks.get(id(wire.end))
        level = wire.start.middle
        if wire.start.right + 1 < start:
            canvas.line(wire.start.right + 1, start, level, wire.source, wire.target)
        if track is None or level == wire.end.middle:
            canvas.line(start, end, wire.end.middle, wire.source, wire.target)
        else:
            _lay_bent(canvas, wire, start, first + step * track, end)
        if wire.end.box:
            _paint_operation(canvas, wire.end, operations_from, longest, right, density)
    return right


def _lay_bent(canvas: _Canvas, wire: _Wire, start: int, track: int, end: int) -> None:
    level, goal = wire.start.middle, wire.end.middle
    down = goal > level
    canvas.line(start, track, level, wire.source, wire.target)
    canvas.wire(track, level, LEFT | (DOWN if down else UP), wire.source, wire.target)
    for row in range(min(level, goal) + 1, max(level, goal)):
        canvas.wire(track, row, UP | DOWN, wire.source, wire.target)
    canvas.wire(track, goal, RIGHT | (UP if down else DOWN), wire.source, wire.target)
    canvas.line(track + 1, end, goal, wire.source, wire.target)


def _paint_operation(
    canvas: _Canvas, place: _Place, x: int, longest: int, right: int, density: Density
) -> None:
    assert place.box is not None
    name = place.box.operation
    air = 1 if density.air else 0
    canvas.put(right - 1, place.middle, "▶", "wire")
    if name:
        canvas.put(right - 1 - air - cell_len(name), place.middle, name, "operation")


def _tracks(wires: Iterable[_Wire]) -> tuple[dict[int, int], int]:
    """
    Return the upright line on which the wires to each target bend, and how many lines there are.

    Wires to one target share a line; targets share a line where their wires do not overlap.
    """
    spans: dict[int, list[int]] = {}
    for wire in wires:
        if wire.start.middle != wire.end.middle:
            span = spans.setdefault(id(wire.end), [wire.end.middle, wire.end.middle])
            span[0] = min(span[0], wire.start.middle)
            span[1] = max(span[1], wire.start.middle)
    ends: list[int] = []
    tracks = {}
    for key, (top, bottom) in sorted(spans.items(), key=lambda item: (item[1][0], item[1][1])):
        free = next((track for track, end in enumerate(ends) if end < top), len(ends))
        ends[free : free + 1] = [bottom]
        tracks[key] = free
    return tracks, len(ends)


def _single(box: Box, density: Density) -> str:
    """Return a box without fields, on one line."""
    title = _cut(box.title, density.title) or " "
    return f"({title})" if box.bubble else f"[{title}]"


def _inner_width(box: Box, density: Density) -> int:
    title = _cut(box.title, density.title)
    return max([cell_len(title) + 2 if title else 0] + [_value_width(value) for value in box.values])


def _value_width(value: Value) -> int:
    return cell_len(value.text) + (cell_len(value.sign) + 1 if value.sign else 1 if value.lit else 0)


def _cut(title: str, length: int) -> str:
    return title if len(title) <= length else title[: length - 1] + "…"


def _paint_box(canvas: _Canvas, place: _Place, width: int, density: Density) -> None:
    box = place.box
    assert box is not None
    if not box.values:
        shown = _single(box, density)
        canvas.put(place.left, place.row, shown, "operation" if box.bubble else "label")
        place.right = place.left + cell_len(shown) - 1
        return
    inner = width - 2
    canvas.put(place.left, place.row, "╭" + "─" * inner + "╮", "wire")
    if box.title:
        canvas.put(place.left + 2, place.row, _cut(box.title, density.title), "label")
    for number, value in enumerate(box.values, start=1):
        row = place.row + number
        leaves = place.after and row == place.middle
        canvas.put(place.left, row, "│", "wire")
        canvas.put(place.right, row, "├" if leaves else "│", "wire")
        part = "lit" if value.lit else "gradient" if value.name == "grad" else ""
        shown = value.text.rjust(inner - cell_len(value.sign))
        if value.sign:
            canvas.put(place.left + 1, row, value.sign, "gradient" if value.name == "grad" else "muted")
        blank = len(shown) - len(shown.lstrip())
        canvas.put(place.left + 1 + cell_len(value.sign) + blank, row, shown.lstrip(), part)
        if value.lit:
            canvas.put(place.left + cell_len(value.sign) + blank, row, "•", "lit")
    if density.floor:
        canvas.put(place.left, place.row + len(box.values) + 1, "╰" + "─" * inner + "╯", "wire")
