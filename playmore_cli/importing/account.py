"""What became of a notebook, cell by cell, for the author to read."""

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
    beside the lesson, by name.
    """

    cells: Accounts
    remarks: tuple[Remark, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)
