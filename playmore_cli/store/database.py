"""
The progress file itself: opened, brought to this version, set aside where it is damaged.

Write-ahead logging lets two sessions write at once and survives a killed process. Where the disk takes nothing, what
is kept is read into memory, so that reading never needs writing.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playmore_cli import __version__
from playmore_cli.errors import PlaymoreError
from playmore_cli.store.memory import copied, empty, is_there, opened_to_read
from playmore_cli.store.migrations import VERSION, migrate

_REFUSALS = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")
"""How SQLite's names of errors begin that come of the disk; another session in the way is none of them."""


class StoreError(PlaymoreError):
    """Progress could not be read or written; the message says why and what to do."""


class Database:
    """
    The learner's progress on disk.

    *trouble* says why nothing can be kept there, where that is so; *unkept* that something was written since, which
    memory alone holds; *warning* that a damaged file was set aside.

    Args:
        path: the database file; its folder is made if need be.
        clock: gives the Unix time.
        goes_on: whether what the disk does not take is held in memory as long as the program runs: a lesson is
            played all the same. Without it such a write is an error.

    Raises:
        StoreError: what is kept cannot be read, or a newer playmore wrote it. A lesson that goes on begins with
            nothing where it cannot be read.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time, *, goes_on: bool = False) -> None:
        self._clock = clock
        self._goes_on = goes_on
        self.path = path
        self.warning: str | None = None
        self.trouble: str | None = None
        self.unkept = False
        self._connection = self._open()

    @classmethod
    def in_memory(cls, clock: Callable[[], float] = time.time) -> Self:
        """Return a store that forgets everything when the program ends."""
        store = cls.__new__(cls)
        store._clock, store._goes_on = clock, False
        store.path = Path(":memory:")
        store.warning = store.trouble = None
        store.unkept = False
        store._connection = empty()
        return store

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # -- opening -----------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._connect()
        except OSError as error:
            self.trouble = _advice(self.path.parent, str(error.strerror))
        except sqlite3.OperationalError as error:
            self.trouble = _advice(self.path, _reason(error))
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
            try:
                return self._connect()
            except sqlite3.Error as again:
                self.trouble = _advice(self.path, _reason(again))
        return self._read_copy()

    def _connect(self) -> sqlite3.Connection:
        _make_private(self.path)
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        try:
            version = self._version_of(connection)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            # A page that was overwritten shows only when it is read.
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            if version < VERSION:
                migrate(connection)
            # A folder that turned read-only shows only when something is written.
            connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _version_of(self, connection: sqlite3.Connection) -> int:
        """
        Return the version of the tables.

        Raises:
            StoreError: this program does not know it; the file stays as it is.
        """
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version <= VERSION:
            return int(version)
        try:
            (name,) = connection.execute("SELECT version FROM writer").fetchone()
        except (sqlite3.Error, TypeError):
            name = "of a later version"
        raise StoreError(
            f"your progress in {self.path} was written by playmore {name} (format {version}), and this is playmore "
            f"{__version__} (format {VERSION}); update this one. Nothing was changed"
        )

    def _read_copy(self) -> sqlite3.Connection:
        """Return all that is kept, in memory; where nothing can be written reading works all the same."""
        if not is_there(self.path):
            return empty()
        try:
            with opened_to_read(self.path) as found:
                self._version_of(found)
                return copied(found)
        except (OSError, sqlite3.Error) as error:
            if self._goes_on:
                return empty()
            reason = _reason(error) if isinstance(error, sqlite3.Error) else error.strerror
            raise StoreError(
                f"your progress in {self.path} cannot be read: {reason}; make it readable, "
                "or set PLAYMORE_HOME to another folder"
            ) from error

    def _set_aside(self, reason: Exception) -> None:
        """Move the file, with its log, out of the way; it is never deleted."""
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(self._clock()))
        aside = self.path.with_name(f"{self.path.stem}.aside-{stamp}{self.path.suffix}")
        try:
            for ending in ("", "-wal", "-shm"):
                part = self.path.with_name(self.path.name + ending)
                if part.exists():
                    part.rename(aside.with_name(aside.name + ending))
        except OSError as error:
            raise StoreError(
                f"your progress file {self.path} could not be used ({reason}) and not be set aside: {error.strerror}"
            ) from error
        self.warning = (
            f"your progress file could not be used ({reason}); it is kept as {aside} and a new one was begun"
        )

    # -- reading and writing -----------------------------------------------------------------------------------

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        """Turn trouble with reading into a sentence."""
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise StoreError(_advice(self.path, _reason(error))) from error

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """
        Let what is written be written whole or not at all.

        Raises:
            StoreError: nothing was written. Where the lesson goes on, memory takes it when it is tried again.
        """
        if self.trouble is not None:
            if not self._goes_on:
                raise StoreError(self.trouble)
            self.unkept = True
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            advice = _advice(self.path, _reason(error))
            if self._goes_on and str(getattr(error, "sqlite_errorname", "")).startswith(_REFUSALS):
                self._go_on_in_memory(advice)
            raise StoreError(advice) from error

    def _go_on_in_memory(self, trouble: str) -> None:
        on_disk, self.trouble = self._connection, trouble
        try:
            self._connection = copied(on_disk)
        except sqlite3.Error:  # not even readable any more, which the sentence says
            self._connection = empty()
        with contextlib.suppress(sqlite3.Error):  # what it cannot tidy up, the next to open it does
            on_disk.close()


def _reason(error: sqlite3.Error) -> str:
    """Return in words what is wrong with the disk; what SQLite says where it is something else."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name == "SQLITE_FULL":
        return "the disk is full"
    if name.startswith("SQLITE_READONLY"):
        return "it cannot be written"
    return str(error)


def _advice(path: Path, reason: str) -> str:
    return (
        f"progress cannot be kept in {path}: {reason}; "
        "check that its folder is writable and the disk not full, or set PLAYMORE_HOME to another folder"
    )


def _make_private(path: Path) -> None:
    """Let the file be for its owner's eyes; SQLite gives what it puts beside it the same rights."""
    with contextlib.suppress(OSError):  # what cannot be made, or is another's, shows when it is opened
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists() and part.stat().st_mode & 0o077:
                part.chmod(0o600)
