"""
Where a learner is, what is done, changed, predicted, noted and marked: one SQLite file.

Tables (version 1, kept in ``PRAGMA user_version``):

    place(lesson, step, ran, seconds, saved)         one row a lesson; *seconds* is the step's timecode
    done(lesson, step, at)                           steps gone through
    edit(lesson, step, position, source)             position 0: instead of the step's code; 1, 2 ...: after it
    prediction(lesson, step, given, verdict, at)     verdict 1 right, 0 wrong, NULL not judged
    note(id, lesson, step, seconds, text, at)
    mark(lesson, step, at)                           "did not get this"
    timing(lesson, step, pace, seconds)              how long a long step took here last

Steps are named by their stable ids, so that a lesson may change around them. Write-ahead logging lets two
sessions write at once and survives a killed process.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playmore_cli.errors import PlaymoreError

VERSION = 1

_TABLES = """
CREATE TABLE place (lesson TEXT PRIMARY KEY, step TEXT NOT NULL, ran INTEGER NOT NULL,
                    seconds REAL NOT NULL, saved REAL NOT NULL);
CREATE TABLE done (lesson TEXT, step TEXT, at REAL NOT NULL, PRIMARY KEY (lesson, step));
CREATE TABLE edit (lesson TEXT, step TEXT, position INTEGER, source TEXT NOT NULL,
                   PRIMARY KEY (lesson, step, position));
CREATE TABLE prediction (lesson TEXT, step TEXT, given TEXT NOT NULL, verdict INTEGER, at REAL NOT NULL);
CREATE TABLE note (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, step TEXT NOT NULL, seconds REAL NOT NULL,
                   text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE mark (lesson TEXT, step TEXT, at REAL NOT NULL, PRIMARY KEY (lesson, step));
CREATE TABLE timing (lesson TEXT, step TEXT, pace TEXT, seconds REAL NOT NULL, PRIMARY KEY (lesson, step, pace));
"""


class StoreError(PlaymoreError):
    """Progress could not be read or written; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where a learner left a lesson; *seconds* is the step's timecode, *saved* a Unix time."""

    lesson: str
    step: str
    ran: bool
    seconds: float
    saved: float


@dataclass(frozen=True)
class Edits:
    """
    What a learner keeps instead of, and after, a step's code.

    *code* replaces the step's own; *after* are experiments run behind it, in order.
    """

    code: str | None = None
    after: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the step is as the lesson has it."""
        return self.code is None and not self.after


@dataclass(frozen=True)
class Note:
    """A note on a step; *seconds* is the step's timecode, *at* a Unix time."""

    id: int
    lesson: str
    step: str
    seconds: float
    text: str
    at: float


class Store:
    """
    The learner's progress on disk.

    Args:
        path: the database file; its folder is made if need be.
        clock: gives the Unix time.

    Raises:
        StoreError: the folder or file cannot be used.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.path = path
        self.warning: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(
                f"progress cannot be kept in {path.parent}: {error.strerror}; "
                "make the folder writable, or set PLAYMORE_HOME to one that is"
            ) from error
        self._connection = self._open()

    @classmethod
    def in_memory(cls, clock: Callable[[], float] = time.time) -> "Store":
        """Return a store that forgets everything when the program ends, for when the disk cannot be used."""
        store = cls.__new__(cls)
        store._clock = clock
        store.path = Path(":memory:")
        store.warning = None
        store._connection = sqlite3.connect(":memory:", isolation_level=None)
        store._connection.executescript(_TABLES)
        return store

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # -- the file ----------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError as error:
            raise StoreError(_advice(self.path, error)) from error
        except (sqlite3.DatabaseError, _NewerVersionError) as error:
            self._set_aside(error)
        try:
            return self._connect()
        except sqlite3.Error as error:
            raise StoreError(_advice(self.path, error)) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise _NewerVersionError(version)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if version == 0:
                self._make_tables(connection)
            # A page that was overwritten shows only when it is read.
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            # A folder that turned read-only shows only when something is written.
            connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:  # else another session made them while this one waited
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")

    def _set_aside(self, reason: Exception) -> None:
        """Move the file, with its log, out of the way; it is never deleted."""
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(self._clock()))
        aside = self.path.with_name(f"{self.path.stem}.aside-{stamp}{self.path.suffix}")
        for ending in ("", "-wal", "-shm"):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        self.warning = (
            f"your progress file could not be used ({reason}); it is kept as {aside} and a new one was begun"
        )

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        """Turn trouble with the disk into a sentence."""
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise StoreError(_advice(self.path, error)) from error

    # -- the place ---------------------------------------------------------------------------------------------

    def save_place(self, lesson: str, step: str, seconds: float, *, ran: bool, done: str | None) -> None:
        """Keep where the learner is, and the id of the step that is now *done*, in one transaction."""
        now = self._clock()
        with self._told() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute(
                    "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?)", (lesson, step, ran, seconds, now)
                )
                if done is not None:
                    connection.execute("INSERT OR IGNORE INTO done VALUES (?, ?, ?)", (lesson, done, now))
                connection.execute("COMMIT")
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def place(self, lesson: str) -> Place | None:
        """Return where the learner left *lesson*; ``None`` if never begun."""
        return self.places().get(lesson)

    def places(self) -> Mapping[str, Place]:
        """Return the place in every lesson begun, the latest first."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT lesson, step, ran, seconds, saved FROM place ORDER BY saved DESC"
            ).fetchall()
        return {row[0]: Place(row[0], row[1], bool(row[2]), row[3], row[4]) for row in rows}

    def done(self, lesson: str) -> frozenset[str]:
        """Return the ids of the steps gone through."""
        with self._told() as connection:
            rows = connection.execute("SELECT step FROM done WHERE lesson = ?", (lesson,)).fetchall()
        return frozenset(row[0] for row in rows)

    # -- edits -------------------------------------------------------------------------------------------------

    def edits(self, lesson: str) -> dict[str, Edits]:
        """Return what the learner keeps at each step, by step id."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT step, position, source FROM edit WHERE lesson = ? ORDER BY step, position", (lesson,)
            ).fetchall()
        kept: dict[str, Edits] = {}
        for step, position, source in rows:
            before = kept.get(step, Edits())
            kept[step] = Edits(source, ()) if position == 0 else Edits(before.code, (*before.after, source))
        return kept

    def save_edits(self, lesson: str, step: str, edits: Edits) -> None:
        """Keep *edits* at a step instead of what was kept there."""
        rows = [] if edits.code is None else [(lesson, step, 0, edits.code)]
        rows += [(lesson, step, number, source) for number, source in enumerate(edits.after, start=1)]
        with self._told() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM edit WHERE lesson = ? AND step = ?", (lesson, step))
            connection.executemany("INSERT INTO edit VALUES (?, ?, ?, ?)", rows)
            connection.execute("COMMIT")

    # -- predictions, notes, marks -----------------------------------------------------------------------------

    def save_prediction(self, lesson: str, step: str, given: str, verdict: bool | None) -> None:
        """Keep what the learner expected of a step and whether it came so."""
        with self._told() as connection:
            connection.execute(
                "INSERT INTO prediction VALUES (?, ?, ?, ?, ?)", (lesson, step, given, verdict, self._clock())
            )

    def score(self, lesson: str) -> tuple[int, int]:
        """Return how many of the judged predictions of a lesson were right, and how many there were."""
        with self._told() as connection:
            right, judged = connection.execute(
                "SELECT COALESCE(SUM(verdict), 0), COUNT(verdict) FROM prediction WHERE lesson = ?", (lesson,)
            ).fetchone()
        return right, judged

    def save_timing(self, lesson: str, step: str, pace: str, seconds: float) -> None:
        """Keep how long a step took at a pace."""
        with self._told() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO timing VALUES (?, ?, ?, ?)", (lesson, step, pace, seconds)
            )

    def timings(self, lesson: str, step: str) -> dict[str, float]:
        """Return how many seconds a step took here last, by pace."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT pace, seconds FROM timing WHERE lesson = ? AND step = ?", (lesson, step)
            ).fetchall()
        return dict(rows)

    def add_note(self, lesson: str, step: str, seconds: float, text: str) -> None:
        """Write a note on a step."""
        with self._told() as connection:
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
        with self._told() as connection:
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


class _NewerVersionError(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(f"it was written by a newer playmore, format {version}; this one knows {VERSION}")


def _advice(path: Path, error: sqlite3.Error) -> str:
    return (
        f"progress cannot be kept in {path}: {error}; "
        "check that its folder is writable and the disk not full, or set PLAYMORE_HOME to another folder"
    )
