"""
Resets, imports, changed notes and grades, each with all that it took away or put in, so that it can be undone.

``journal.changes`` is JSON: a list of ``[table, unit, rows before, rows after]``, as `Change` has them. The last ten
entries of a kind are kept.
"""

import json
import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from playmore_cli.store.database import Database
from playmore_cli.store.rows import TABLES, Change, Row, Units, apply_change, read_units

_KEPT = 10
_LATEST = (
    "SELECT id, what, changes, at FROM journal WHERE kind = ? AND undone IS NULL ORDER BY id DESC LIMIT 1"
)


class Undone(Struct, frozen=True):
    """What was undone: its description, when it had been done, the changes, and those that were left alone."""

    what: str
    at: float
    changes: tuple[Change, ...]
    left: tuple[Change, ...]


class Journal(Database):
    """The part of the store that changes much at once, and undoes it."""

    def units(self, table: str) -> Units:
        """Return all rows of a table, by unit."""
        with self._told() as connection:
            return read_units(connection, TABLES[table])

    def change(self, kind: str, what: str, changes: Sequence[Change]) -> tuple[Change, ...]:
        """
        Make *changes* and remember them under their *kind*; return those that were made.

        A unit that is no longer as the change expects it (another session wrote it meanwhile) is left alone.
        """
        with self._whole() as connection:
            made = tuple(change for change in changes if apply_change(connection, change))
            if made:
                remember(connection, kind, what, made, self._clock())
        return made

    def undo(self, kind: str) -> Undone | None:
        """
        Undo the last change of a *kind* that was not undone yet; ``None`` where there is none.

        What was made anew since is left alone; only the place in a lesson is put back whatever it is now, for the
        lesson may have been opened to see what a reset had done.
        """
        with self._whole() as connection:
            entry = connection.execute(_LATEST, (kind,)).fetchone()
            if entry is None:
                return None
            changes = _read(entry[2])
            left = tuple(change for change in changes if not _undo(connection, change))
            connection.execute("UPDATE journal SET undone = ? WHERE id = ?", (self._clock(), entry[0]))
        return Undone(entry[1], entry[3], changes, left)


def remember(
    connection: sqlite3.Connection, kind: str, what: str, made: Sequence[Change], now: float
) -> None:
    """Let changes that were made at the Unix time *now* be undone later."""
    connection.execute(
        "INSERT INTO journal (kind, what, changes, at) VALUES (?, ?, ?, ?)", (kind, what, _written(made), now)
    )
    connection.execute(
        "DELETE FROM journal WHERE kind = ? AND id NOT IN "
        "(SELECT id FROM journal WHERE kind = ? ORDER BY id DESC LIMIT ?)",
        (kind, kind, _KEPT),
    )


def _undo(connection: sqlite3.Connection, change: Change) -> bool:
    return apply_change(connection, change.reversed, always=change.table == "place" and bool(change.before))


def _written(changes: Sequence[Change]) -> str:
    return json.dumps([[one.table, one.unit, one.before, one.after] for one in changes], ensure_ascii=False)


def _read(text: str) -> tuple[Change, ...]:
    return tuple(
        Change(table, tuple(unit), _rows(before), _rows(after))
        for table, unit, before, after in json.loads(text)
    )


def _rows(rows: list[list[str | int | float | None]]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows)
