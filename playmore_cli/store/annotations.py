"""Notes on steps, and marks on those that were not understood."""

from msgspec import Struct

from playmore_cli.store.database import Database
from playmore_cli.store.rows import TABLES, Change, Row, Units

KIND = "notes"
"""How the journal calls changed and deleted notes."""


class Note(Struct, frozen=True):
    """A note on a step; *seconds* is the step's timecode, *at* a Unix time."""

    id: int
    lesson: str
    step: str
    seconds: float
    text: str
    at: float


class Mark(Struct, frozen=True):
    """A step marked as not understood, and when (a Unix time)."""

    lesson: str
    step: str
    at: float


class Annotations(Database):
    """The part of the store that holds notes and marks."""

    def add_note(self, lesson: str, step: str, seconds: float, text: str) -> None:
        """Write a note on a step."""
        with self._whole() as connection:
            connection.execute(
                "INSERT INTO note (lesson, step, seconds, text, at) VALUES (?, ?, ?, ?, ?)",
                (lesson, step, seconds, text, self._clock()),
            )

    def notes(self, lesson: str | None = None) -> tuple[Note, ...]:
        """Return the notes of a lesson, or of all, in the order of the lectures."""
        where, values = ("WHERE lesson = ?", (lesson,)) if lesson else ("", ())
        with self._told() as connection:
            rows = connection.execute(
                f"SELECT id, lesson, step, seconds, text, at FROM note {where} ORDER BY lesson, seconds, id",
                values,
            ).fetchall()
        return tuple(Note(*row) for row in rows)

    def toggle_mark(self, lesson: str, step: str) -> bool:
        """Mark a step as not understood, or take the mark off; return whether it is marked now."""
        with self._whole() as connection:
            gone = connection.execute(
                "DELETE FROM mark WHERE lesson = ? AND step = ?", (lesson, step)
            ).rowcount
            if not gone:
                connection.execute("INSERT INTO mark VALUES (?, ?, ?)", (lesson, step, self._clock()))
        return not gone

    def marks(self, lesson: str) -> frozenset[str]:
        """Return the ids of the steps marked as not understood."""
        with self._told() as connection:
            rows = connection.execute("SELECT step FROM mark WHERE lesson = ?", (lesson,)).fetchall()
        return frozenset(row[0] for row in rows)

    def all_marks(self, lesson: str | None = None) -> tuple[Mark, ...]:
        """Return the marks in a lesson, or in all, the earliest made first."""
        where, values = ("WHERE lesson = ?", (lesson,)) if lesson else ("", ())
        with self._told() as connection:
            rows = connection.execute(
                f"SELECT lesson, step, at FROM mark {where} ORDER BY lesson, at, rowid", values
            ).fetchall()
        return tuple(Mark(*row) for row in rows)


def note_change(note: Note, notes: Units, text: str | None, now: float) -> Change:
    """
    Return the change that gives a note another *text*, or, with ``None``, deletes it.

    *notes* are the units of the table; *now* is a Unix time.
    """
    unit = (note.lesson, note.step, note.at)
    before = notes.get(unit, ())
    after: list[Row] = []
    found = False
    for row in before:
        values = dict(zip(TABLES["note"].columns, row, strict=True))
        if found or values["text"] != note.text:
            after.append(row)
            continue
        found = True
        if text is not None:
            after.append(tuple((values | {"text": text, "changed": now}).values()))
    return Change("note", unit, before, tuple(after))
