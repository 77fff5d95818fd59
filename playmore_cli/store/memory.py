"""Progress in memory: an empty one, and a copy of a file that cannot be written."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playmore_cli.scratch import scratch_folder
from playmore_cli.store.migrations import migrate


def empty() -> sqlite3.Connection:
    """Return a database with nothing in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    return connection


def copied(source: sqlite3.Connection) -> sqlite3.Connection:
    """
    Return a copy of a database, brought to this version.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    source.backup(connection)
    migrate(connection)
    return connection


def is_there(path: Path) -> bool:
    """Return whether a file is there; one in a folder that cannot be looked into may be, and counts."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


@contextmanager
def opened_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """
    Open a database where nothing may be written beside it.

    SQLite wants a place for the index of its log. Where there is none it reads a file without a log all the same; one
    with the log of a killed process is read from a copy in the folder for temporary files.

    Raises:
        sqlite3.Error: it is no database.
        OSError: it cannot be read.
    """
    log = path.with_name(path.name + "-wal")
    has_log = log.is_file() and log.stat().st_size > 0
    with path.open("rb"):
        pass  # whoever may not read it is told so in the system's words
    for options in ("mode=ro",) if has_log else ("mode=ro", "immutable=1"):
        address = f"{path.absolute().as_uri()}?{options}"
        with contextlib.closing(sqlite3.connect(address, timeout=5, isolation_level=None, uri=True)) as found:
            if _is_readable(found):
                yield found
                return
    with scratch_folder() as folder:
        copy = Path(folder, path.name)
        for part in (path, log) if has_log else (path,):
            shutil.copyfile(part, copy.with_name(part.name))
        with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as found:
            yield found


def _is_readable(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return False
    return True
