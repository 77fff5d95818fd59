"""A list to pick from, moved in with arrows and narrowed by typing: what is in sight, and what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

BESIDE_FROM = 30
"""Columns that a row's own text keeps at least, if it needs them; what stands on its right gives way before."""


@dataclass(frozen=True)
class PickRow:
    """
    A row of a list.

    Args:
        key: what is returned when it is picked.
        lead: what stands before its text, always shown.
        text: what it is, cut where there is no room.
        tail: what stands on the right where there is room for it.
        words: what else it is found by.
        parent: the key of the row that opens to show it; empty for one that is always in sight.
        detail: what is shown below the list while it is chosen.
    """

    key: str
    lead: str
    text: str
    tail: str = ""
    words: str = ""
    parent: str = ""
    detail: str = ""

    def fitted(self, width: int) -> str:
        """
        Return the row in exactly *width* cells.

        >>> PickRow("a", "1 ", "a long title of a chapter", "2/5").fitted(20)
        '1 a long title of a…'
        """
        lead = self.lead if len(self.lead) <= width else self.lead[:width]
        room = width - cell_len(lead)
        least = min(BESIDE_FROM, cell_len(self.text))
        tail = f"  {self.tail}" if self.tail and room - cell_len(self.tail) - 2 >= least else ""
        room -= cell_len(tail)
        text = (
            self.text
            if cell_len(self.text) <= room
            else self.text[: max(room - 1, 0)].rstrip() + "…" * (room > 0)
        )
        return lead + text + " " * max(room - cell_len(text), 0) + tail


@dataclass(frozen=True)
class PickList:
    """
    A list and where one is in it.

    *typed* narrows it; *opened* are the keys of the rows whose own rows are in sight; *place* counts among those in
    sight.
    """

    rows: tuple[PickRow, ...]
    typed: str = ""
    opened: frozenset[str] = frozenset()
    place: int = 0
    shows_all: bool = True
    """Whether rows are in sight before anything was typed."""

    @property
    def visible(self) -> tuple[PickRow, ...]:
        """The rows in sight."""
        wanted = self.typed.lower().split()
        if not wanted:
            return (
                tuple(row for row in self.rows if not row.parent or row.parent in self.opened)
                * self.shows_all
            )
        return tuple(
            row for row in self.rows if all(word in f"{row.text} {row.words}".lower() for word in wanted)
        )

    @property
    def chosen(self) -> PickRow | None:
        """The row that Enter picks."""
        visible = self.visible
        return visible[min(self.place, len(visible) - 1)] if visible else None

    def at(self, key: str) -> "PickList":
        """Return the list at a row, opened as far as it needs to be."""
        row = next((one for one in self.rows if one.key == key), None)
        if row is None:
            return self
        opened = replace(self, opened=self.opened | ({row.parent} if row.parent else set()))
        return replace(opened, place=[one.key for one in opened.visible].index(key) if opened.visible else 0)

    def moved(self, by: int) -> "PickList":
        """Return the list with the next row chosen, or one further on; it ends at its ends."""
        last = max(len(self.visible) - 1, 0)
        return replace(self, place=max(min(min(self.place, last) + by, last), 0))

    def narrowed(self, typed: str) -> "PickList":
        """Return the list for other words; the row that was chosen stays so where it is still in sight."""
        before, found = self.chosen, replace(self, typed=typed, place=0)
        keys = [row.key for row in found.visible]
        return replace(found, place=keys.index(before.key)) if before and before.key in keys else found

    def opened_at_place(self, *, closes: bool) -> "PickList":
        """Return the list with the chosen row opened, or with *closes* the one that it belongs to closed."""
        row = self.chosen
        if row is None or self.typed:
            return self
        if closes:
            key = row.parent or row.key
            return replace(self, opened=self.opened - {key}).at(key)
        return replace(self, opened=self.opened | {row.key}) if not row.parent else self


def window(count: int, place: int, room: int) -> range:
    """
    Return which of *count* rows are in sight in *room*, so that the one at *place* is.

    >>> list(window(10, 7, 4)), list(window(3, 1, 9))
    ([5, 6, 7, 8], [0, 1, 2])
    """
    first = max(min(place - room // 2, count - room), 0)
    return range(first, min(first + room, count))


def counted(found: Sequence[PickRow], typed: str, one: str) -> str:
    """
    Return how many rows there are, and for which words.

    >>> counted((), "tanh", "line")
    'no line mentions tanh'
    """
    number = f"{len(found):,} {one}{'s' if len(found) != 1 else ''}"
    if not typed.strip():
        return number
    return (
        f"{number} mention{'s' if len(found) == 1 else ''} {typed.strip()}"
        if found
        else f"no {one} mentions {typed.strip()}"
    )
