"""
The progress file itself: opened, brought to this version, set aside where it cannot be used.

Write-ahead logging lets two sessions write at once and survives a killed process.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playmore_cli.errors import PlaymoreError
from playmore_cli.store.migrations import MIGRATIONS, VERSION


class StoreError(PlaymoreError):
    """Progress could not be read or written; the message says why and what to do."""


class Database:
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
    def in_memory(cls, clock: Callable[[], float] = time.time) -> Self:
        """Return a store that forgets everything when the program ends, for when the disk cannot be used."""
        store = cls.__new__(cls)
        store._clock = clock
        store.path = Path(":memory:")
        store.warning = None
        store._connection = sqlite3.connect(":memory:", isolation_level=None)
        _migrate(store._connection)
        return store

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

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
            # A page that was overwritten shows only when it is read.
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            if version < VERSION:
                _migrate(connection)
            # A folder that turned read-only shows only when something is written.
            connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection

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

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """Let what is done to the connection be done whole or not at all."""
        with self._told() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


class _NewerVersionError(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(f"it was written by a newer playmore, format {version}; this one knows {VERSION}")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables from whichever version they have to this one, whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:  # none if another session was first while this one waited
            for statement in migration.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _advice(path: Path, error: sqlite3.Error) -> str:
    return (
        f"progress cannot be kept in {path}: {error}; "
        "check that its folder is writable and the disk not full, or set PLAYMORE_HOME to another folder"
    )
