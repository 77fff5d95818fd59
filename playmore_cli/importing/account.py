"""What became of a notebook, cell by cell, for the author to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Topic = Literal[
    "dropped",
    "changed",
    "kept as text",
    "picture",
    "html",
    "maths",
    "error",
    "long",
    "timecode",
    "placeholder",
    "jupyter",
    "data",
]
"""What a remark is about."""


@dataclass(frozen=True)
class Remark:
    """Something to know about *cell* (from 1), or about the lesson as a whole where that is ``None``."""

    cell: int | None
    topic: Topic
    message: str

    def __str__(self) -> str:
        """Return the remark with its place in front."""
        return f"cell {self.cell}: {self.message}" if self.cell is not None else self.message


_FEW = 2
"""Remarks of one kind that are each told; of more only the first, and where the others are."""
_CELLS = 8
"""Cells that are named one by one."""


def by_kind(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """
    Return remarks for a quick look: of many on one topic the first, and a line that says how many more there are.

    >>> [str(one) for one in by_kind([Remark(cell, "html", "HTML was reduced") for cell in (1, 3, 4)])]
    ['cell 1: HTML was reduced', '… and 2 more of this kind, in cells 3, 4 (--verbose tells all)']
    """
    told = [remark for remark in remarks if remark.cell is None]
    for topic in dict.fromkeys(remark.topic for remark in remarks if remark.cell is not None):
        ours = [remark for remark in remarks if remark.topic == topic and remark.cell is not None]
        if len(ours) <= _FEW:
            told += ours
            continue
        cells = list(dict.fromkeys(str(remark.cell) for remark in ours[1:]))
        others = f" and {len(cells) - _CELLS} others" if len(cells) > _CELLS else ""
        where = f"cell{'s' if len(cells) > 1 else ''} {', '.join(cells[:_CELLS])}{others}"
        more = f"… and {len(ours) - 1} more of this kind, in {where} (--verbose tells all)"
        told += [ours[0], Remark(None, topic, more)]
    return tuple(told)


@dataclass
class Notes:
    """Remarks as they are made; the one thing here that grows."""

    remarks: list[Remark] = field(default_factory=list)

    def add(self, cell: int | None, topic: Topic, message: str) -> None:
        """Make a remark; the same one is made once."""
        remark = Remark(cell, topic, message)
        if remark not in self.remarks:
            self.remarks.append(remark)


Accounts = tuple[tuple[int, str, tuple[str, ...]], ...]
"""Each cell's number, its kind, and the ids of the steps it became part of."""


@dataclass(frozen=True)
class ImportReport:
    """
    What an import did.

    *cells* holds the accounts of the cells; where one became no step a remark says why. *pictures* are files to lie
    beside the lesson, by name; so are *data*, those of an exported lesson that its notebook carries.
    """

    cells: Accounts
    remarks: tuple[Remark, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
