"""Progress files of earlier versions are brought to this one, with all that they hold."""

import json
import sqlite3
from pathlib import Path

import pytest

from playmore_cli.store.learner import Edits, Store
from playmore_cli.store.migrations import MIGRATIONS, VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as version 1 wrote it, with something in every table."""
    path = tmp_path / "progress.db"
    connection = sqlite3.connect(path)
    connection.executescript(MIGRATIONS[0])
    connection.execute("INSERT INTO place VALUES ('p1', 'define-f', 1, 511.0, 1000.0)")
    connection.execute("INSERT INTO done VALUES ('p1', 'imports', 900.0)")
    connection.execute(
        "INSERT INTO edit VALUES ('p1', 'define-f', 0, 'x = 2'), ('p1', 'define-f', 1, 'y = 3')"
    )
    connection.execute("INSERT INTO prediction VALUES ('p1', 'define-f', '3', 1, 950.0)")
    connection.execute("INSERT INTO note VALUES (7, 'p1', 'define-f', 511.0, 'why?', 960.0)")
    connection.execute("INSERT INTO mark VALUES ('p1', 'define-f', 970.0)")
    connection.execute("INSERT INTO timing VALUES ('p1', 'define-f', 'quick', 2.5)")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return path


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_version_1_is_brought_on(path: Path) -> None:
    """
    Nothing of a file of version 1 is lost, nothing is set aside, and the file has the new version.
    """
    store = Store(path)

    assert store.warning is None
    place = store.place("p1")
    assert place is not None and place.step == "define-f" and place.ran
    assert store.done("p1") == {"imports"}
    assert store.edits("p1") == {"define-f": Edits("x = 2", ("y = 3",))}
    assert store.score("p1") == (1, 1)
    assert [note.text for note in store.notes()] == ["why?"]
    assert store.marks("p1") == {"define-f"}
    assert store.timings("p1", "define-f") == {"quick": 2.5}
    store.close()
    assert _version(path) == VERSION


def test_what_is_new_works_in_an_old_file(path: Path) -> None:
    """
    Attempts are kept in a file that began as version 1.
    """
    store = Store(path)
    store.add_attempt("p1", "define-f", "def f(x): return x", False)
    store.add_attempt("p1", "define-f", "def f(x): return 3 * x", True)
    store.close()

    again = Store(path)
    assert [one.passed for one in again.attempts("p1", "define-f")] == [False, True]
    assert again.solved("p1") == {"define-f"}
    again.close()


def test_an_upgrade_that_fails_changes_nothing(path: Path) -> None:
    """
    Where the new tables cannot be made, because something stands in their place, the file stays at version 1.
    """
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE journal (something_else TEXT)")
    connection.commit()
    connection.close()

    with pytest.raises(Exception, match="journal"):
        Store(path)

    assert _version(path) == 1
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(edit)")]
    connection.close()
    assert "at" not in columns


def test_two_sessions_bring_it_on_at_once(path: Path) -> None:
    """
    A second session that opens the file meanwhile finds it done.
    """
    one, two = Store(path), Store(path)

    assert one.done("p1") == two.done("p1") == {"imports"}
    one.close()
    two.close()


def test_a_reset_of_before_is_undone(path: Path) -> None:
    """
    What an earlier version took away, an attempt without what was said of it, is put back whole.
    """
    Store(path).close()
    connection = sqlite3.connect(path)
    rows = [["attempt", ["p1", "tanh", 5.0], [["p1", "tanh", "x = 1", 0, 5.0]], []]]
    connection.execute(
        "INSERT INTO journal (kind, what, changes, at) VALUES ('reset', 'p1', ?, 6.0)", (json.dumps(rows),)
    )
    connection.commit()
    connection.close()
    store = Store(path)

    undone = store.undo("reset")

    assert undone is not None and undone.left == ()
    assert [one.source for one in store.attempts("p1", "tanh")] == ["x = 1"]
    store.close()
