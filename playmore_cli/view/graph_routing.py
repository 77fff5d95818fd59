"""
The wires between two columns of a graph: which rows and upright lines they take, so that none can be misread.

A wire leaves its source on the source's row. A source that feeds several boxes splits on an upright line of its own,
on the left; wires to one box meet on an upright line of the box's own, on the right. So no line ever carries what
it should not: wires that lie on each other share either their source or their target, all others only cross.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import count

from msgspec import Struct

Wire = tuple[Hashable, Hashable]
"""A source and a target."""


class Upright(Struct, frozen=True):
    """An upright line on *track*, 0 the leftmost; the rows on which wires come from the left and leave to the right."""

    track: int
    left: frozenset[int]
    right: frozenset[int]

    @property
    def span(self) -> range:
        """The rows it covers."""
        rows = self.left | self.right
        return range(min(rows), max(rows) + 1)


class Routes(Struct, frozen=True):
    """
    The way of each wire: along its source's row, down or up where the source *splits*, along its own row, down or
    up where its target's wires *meet*, along the target's row.

    The tracks of the two kinds are counted apart: *splitting* of the one on the left, *meeting* of the other.
    """

    rows: Mapping[Wire, int]
    splits: Mapping[Hashable, Upright]
    meets: Mapping[Hashable, Upright]
    splitting: int
    meeting: int


def route(starts: Mapping[Hashable, int], goals: Mapping[Hashable, int], wires: Sequence[Wire]) -> Routes:
    """
    Return the ways of *wires* between sources on the rows *starts* and targets on the rows *goals*.

    No two sources share a row, and no two targets do.
    """
    split = {source for source in starts if sum(wire[0] == source for wire in wires) > 1}
    while True:
        rows = _rows(starts, goals, wires, split)
        entries = {goal: frozenset(rows[wire] for wire in wires if wire[1] == goal) for goal in goals}
        meeting = {goal for goal, taken in entries.items() if taken - {goals[goal]}}
        after = _constraints(starts, goals, wires, split, meeting)
        order = _sorted(sorted(meeting, key=lambda goal: goals[goal]), after)
        if order is not None:
            break
        # two boxes stand in each other's way; a source that goes round takes itself out of the circle
        split.add(next(source for source, target in wires if source not in split and target in after))
    exits = {source: frozenset(rows[wire] for wire in wires if wire[0] == source) for source in split}
    splitting = [source for source in split if exits[source] - {starts[source]}]
    splits = _placed(
        {
            source: (frozenset({starts[source]}), exits[source])
            for source in _split_order(splitting, starts, exits)
        },
        {},
    )
    meets = _placed({goal: (entries[goal], frozenset({goals[goal]})) for goal in order}, after)
    return Routes(rows, splits, meets, _count(splits), _count(meets))


def _rows(
    starts: Mapping[Hashable, int], goals: Mapping[Hashable, int], wires: Sequence[Wire], split: set[Hashable]
) -> dict[Wire, int]:
    """Return the row of each wire between its split and its target's upright line: the source's, or a free one."""
    rows = {
        wire: starts[wire[0]] for wire in wires if wire[0] not in split or starts[wire[0]] == goals[wire[1]]
    }
    taken = set(starts.values())
    for source, target in sorted(
        (wire for wire in wires if wire not in rows), key=lambda wire: (starts[wire[0]], goals[wire[1]])
    ):
        goal = goals[target]
        barred = taken | {row for other, row in goals.items() if other != target}
        back = 1 if starts[source] > goal else -1
        candidates = (row for step in count() for row in (goal + back * step, goal - back * step) if row >= 0)
        rows[source, target] = next(row for row in candidates if row not in barred)
        taken.add(rows[source, target])
    return rows


def _constraints(
    starts: Mapping[Hashable, int],
    goals: Mapping[Hashable, int],
    wires: Sequence[Wire],
    split: set[Hashable],
    meeting: set[Hashable],
) -> dict[Hashable, set[Hashable]]:
    """Return for each target those whose lines must stand right of its own: a wire of its starts on their row."""
    after: dict[Hashable, set[Hashable]] = {}
    for source, target in wires:
        if source not in split and target in meeting:
            for other in meeting:
                if other != target and goals[other] == starts[source]:
                    after.setdefault(target, set()).add(other)
    return after


def _sorted(lines: Sequence[Hashable], after: Mapping[Hashable, set[Hashable]]) -> list[Hashable] | None:
    """Return *lines* so that each stands before those in its set, or ``None`` for a circle."""
    sorter = TopologicalSorter[Hashable](dict.fromkeys(lines, ()))
    for line in lines:
        sorter.add(line, *(before for before in lines if line in after.get(before, ())))
    try:
        return [*sorter.static_order()]
    except CycleError:
        return None


def _split_order(
    sources: Iterable[Hashable], starts: Mapping[Hashable, int], exits: Mapping[Hashable, frozenset[int]]
) -> list[Hashable]:
    """Put the lines that go up first, from the top, then those that go down, from the bottom: so they cross least."""

    def key(source: Hashable) -> tuple[bool, int]:
        up = min(exits[source]) < starts[source]
        return not up, starts[source] if up else -starts[source]

    return sorted(sources, key=key)


def _placed(
    lines: Mapping[Hashable, tuple[frozenset[int], frozenset[int]]], after: Mapping[Hashable, set[Hashable]]
) -> dict[Hashable, Upright]:
    """Give each line, in this order, the leftmost track that *after* allows and where no other line is in its way."""
    placed: dict[Hashable, Upright] = {}
    for key, (left, right) in lines.items():
        least = 1 + max(
            (line.track for other, line in placed.items() if key in after.get(other, ())), default=-1
        )
        for track in count(least):
            line = Upright(track, left, right)
            if all(other.track != track or _apart(line.span, other.span) for other in placed.values()):
                placed[key] = line
                break
    return placed


def _apart(one: range, other: range) -> bool:
    return one.stop <= other.start or other.stop <= one.start


def _count(lines: Mapping[Hashable, Upright]) -> int:
    return 1 + max((line.track for line in lines.values()), default=-1)
