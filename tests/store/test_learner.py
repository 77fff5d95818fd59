"""Progress on disk: kept at once, by two sessions, through kills, and never lost to a bad file."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli import __version__
from playmore_cli.store.learner import Edits, Store, StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "progress.db"


def test_place_is_kept(path: Path) -> None:
    """
    A new store at the same file finds the place and the steps done.
    """
    store = Store(path)
    store.save_place("p1", "define-f", 511.0, ran=True, done="imports")
    store.close()

    again = Store(path)

    place = again.place("p1")
    assert place is not None
    assert (place.step, place.ran, place.seconds) == ("define-f", True, 511.0)
    assert again.done("p1") == {"imports"}
    again.close()


def test_a_lesson_never_begun(path: Path) -> None:
    """
    There is no place in a lesson that was never opened.
    """
    store = Store(path)

    assert store.place("p7") is None
    assert store.done("p7") == frozenset()
    store.close()


def test_two_sessions_write_at_once(path: Path) -> None:
    """
    What two open stores write is all there, and the later place wins.
    """
    one, two = Store(path), Store(path)

    for number in range(50):
        one.save_place("p1", f"a-{number}", 1.0, ran=False, done=f"a-{number}")
        two.save_place("p1", f"b-{number}", 2.0, ran=False, done=f"b-{number}")

    assert len(one.done("p1")) == 100
    place = one.place("p1")
    assert place is not None and place.step == "b-49"
    one.close()
    two.close()


def test_killed_while_writing(path: Path) -> None:
    """
    A process killed between two writes loses neither the file nor what it had saved.
    """
    program = (
        "import sys; from pathlib import Path; from playmore_cli.store.learner import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for n in range(10**9):\n"
        "    store.save_place('p1', f's-{n}', n, ran=False, done=f's-{n}')\n"
        "    if n == 20: print('ready', flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()

    store = Store(path)

    assert store.warning is None
    assert len(store.done("p1")) >= 20
    store.close()


@pytest.mark.parametrize(
    "content", [b"this is no database at all, not even nearly", b"SQLite format 3\0" + b"x" * 4000]
)
def test_damaged_file_is_kept_aside(path: Path, content: bytes) -> None:
    """
    A file that is no database is moved, not deleted; the learner is told where, and a new one works.
    """
    path.parent.mkdir()
    path.write_bytes(content)

    store = Store(path)

    (aside,) = path.parent.glob("progress.aside-*.db")
    assert aside.read_bytes() == content
    assert store.warning is not None and str(aside) in store.warning
    store.save_place("p1", "x", 0.0, ran=False, done=None)
    assert store.place("p1") is not None
    store.close()


@pytest.mark.parametrize("goes_on", [False, True])
def test_newer_file_is_refused(path: Path, goes_on: bool) -> None:
    """
    A file of a newer playmore stays as it is, where it is; the error names both versions.
    """
    Store(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE writer SET version = '9.8.7'")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match=rf"playmore 9\.8\.7 .format 99.*playmore {__version__} "):
        Store(path, goes_on=goes_on)

    assert path.read_bytes() == before
    assert not list(path.parent.glob("*aside*"))


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """
    Where no folder can be made nothing is there to be read, and writing says which folder and what to set instead.
    """
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = Store(blocked / "state" / "progress.db")

    assert store.places() == {}
    with pytest.raises(StoreError, match="PLAYMORE_HOME"):
        store.add_note("p1", "x", 0.0, "mine")
    store.close()


def test_edits_come_back_in_order(path: Path) -> None:
    """
    A changed step and the experiments after it are kept apart, in the order they were made.
    """
    store = Store(path)
    store.save_edits("p1", "s", Edits("x = 2", ("y = 3", "z = 4")))
    store.save_edits("p1", "t", Edits(None, ("q = 1",)))

    assert store.edits("p1") == {"s": Edits("x = 2", ("y = 3", "z = 4")), "t": Edits(None, ("q = 1",))}

    store.save_edits("p1", "s", Edits())
    assert "s" not in store.edits("p1")
    store.close()


def test_score_counts_judged_predictions(path: Path) -> None:
    """
    Predictions that could not be judged count neither as right nor as wrong.
    """
    store = Store(path)
    store.save_prediction("p1", "a", "above", True)
    store.save_prediction("p1", "b", "3", False)
    store.save_prediction("p1", "c", "?", None)

    assert store.score("p1") == (1, 2)
    store.close()


def test_mark_is_a_switch(path: Path) -> None:
    """
    Marking a marked step takes the mark off.
    """
    store = Store(path)

    assert store.toggle_mark("p1", "s") is True
    assert store.marks("p1") == {"s"}
    assert store.toggle_mark("p1", "s") is False
    assert store.marks("p1") == frozenset()
    store.close()
