"""
Progress as rows that can be taken away, brought back, carried to another machine and merged.

What belongs together is a *unit*: the note written at one time, the card with one key, all edits of one step. A unit
is changed as a whole or not at all.
"""

import sqlite3
from collections.abc import Mapping

from msgspec import Struct

Value = str | int | float | None
Row = tuple[Value, ...]
Unit = tuple[Value, ...]
"""The values of the columns that name a unit."""
Rows = tuple[Row, ...]
Units = Mapping[Unit, Rows]


class OwnTable(Struct, frozen=True):
    """
    A table of the learner's own doing.

    *columns* are those that travel (an id that only counts does not); *unit* names the ones that say which rows
    belong together; *times* those that say when a row was written, the last one that is not NULL counting. *since*
    tells of columns, the last ones, in which format of an export they came; rows from before have NULL there.
    """

    name: str
    columns: tuple[str, ...]
    unit: tuple[str, ...]
    times: tuple[str, ...] = ("at",)
    since: Mapping[str, int] = {}

    def columns_in(self, format: int) -> tuple[str, ...]:
        """Return the columns that an export of this format has."""
        return tuple(column for column in self.columns if self.since.get(column, 1) <= format)

    def filled(self, rows: Rows) -> Rows:
        """Return rows of any format with all columns."""
        return tuple((*row, *(None,) * (len(self.columns) - len(row))) for row in rows)

    def unit_of(self, row: Row) -> Unit:
        """Return which unit a row belongs to."""
        return tuple(row[self.columns.index(column)] for column in self.unit)

    def written(self, rows: Rows) -> float:
        """Return when the rows of a unit were written last, as a Unix time; 0 for none."""
        moments = [row[self.columns.index(column)] for row in rows for column in self.times]
        return max((float(moment) for moment in moments if moment is not None), default=0.0)


_STEP = ("lesson", "step")
TABLES: Mapping[str, OwnTable] = {
    table.name: table
    for table in (
        OwnTable("place", ("lesson", "step", "ran", "seconds", "saved"), ("lesson",), ("saved",)),
        OwnTable("done", (*_STEP, "at"), _STEP),
        OwnTable("edit", (*_STEP, "position", "source", "at"), _STEP),
        OwnTable("answer", (*_STEP, "source", "answers", "at"), (*_STEP, "source")),
        OwnTable("prediction", (*_STEP, "given", "verdict", "at"), (*_STEP, "at")),
        OwnTable("note", (*_STEP, "seconds", "text", "at", "changed"), (*_STEP, "at"), ("at", "changed")),
        OwnTable("mark", (*_STEP, "at"), _STEP),
        OwnTable("attempt", (*_STEP, "source", "verdict", "at", "says"), (*_STEP, "at"), since={"says": 3}),
        OwnTable(
            "typed",
            (*_STEP, "kind", "text", "at", "changed", "open"),
            (*_STEP, "kind", "at"),
            ("at", "changed"),
        ),
        OwnTable("card", (*_STEP, "key", "position", "ask", "state", "due", "at"), (*_STEP, "key")),
        OwnTable("review", (*_STEP, "key", "rating", "at"), (*_STEP, "key", "at")),
    )
}
"""
The tables that resets, exports and imports know. How long steps took is none of them: it tells of a machine, not of a
learner.
"""


class Change(Struct, frozen=True):
    """A unit of a table as it was and as it is to be; no rows where it is not there."""

    table: str
    unit: Unit
    before: Rows
    after: Rows

    @property
    def reversed(self) -> "Change":
        """The change that undoes this one."""
        return Change(self.table, self.unit, self.after, self.before)


def read_units(connection: sqlite3.Connection, table: OwnTable) -> dict[Unit, Rows]:
    """Return all rows of a table by unit, in the order they were written."""
    units: dict[Unit, Rows] = {}
    for row in connection.execute(f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY rowid"):
        unit = table.unit_of(row)
        units[unit] = (*units.get(unit, ()), row)
    return units


def apply_change(connection: sqlite3.Connection, change: Change, *, always: bool = False) -> bool:
    """
    Let a unit be as the change has it; return whether that was done.

    A unit that is not as it was *before* was changed since; it is left alone, unless *always*.
    """
    table = TABLES[change.table]
    where = " AND ".join(f"{column} = ?" for column in table.unit)
    columns = ", ".join(table.columns)
    found = connection.execute(
        f"SELECT {columns} FROM {table.name} WHERE {where} ORDER BY rowid", change.unit
    ).fetchall()
    if not always and sorted(map(repr, found)) != sorted(map(repr, table.filled(change.before))):
        return False
    connection.execute(f"DELETE FROM {table.name} WHERE {where}", change.unit)
    signs = ", ".join("?" for _ in table.columns)
    connection.executemany(
        f"INSERT INTO {table.name} ({columns}) VALUES ({signs})", table.filled(change.after)
    )
    return True
