"""The user's key: away from what it signs, for one user and machine, refused where others may read it."""

import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from one_chapter import one_chapter

from playmore_cli import paths, signing
from playmore_cli.lesson import cache
from playmore_cli.lesson.cache import load_cached
from playmore_cli.lesson.model import Lesson
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.signing import SIGNATURE, ForeignError, sign, user_key

LESSON = one_chapter("""\
      - {id: run, at: "00:00:00", say: It runs., code: "x = 1"}
""")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Let somebody be at home: *name* is whose folder holds what playmore keeps."""

    def move_in(name: str) -> Path:
        monkeypatch.setenv("PLAYMORE_HOME", str(tmp_path / name))
        return tmp_path / name

    return move_in


def a_state() -> Packed:
    """Return a small state."""
    return Packed(b"stream", 1, (b"memory",), 0, 0)


def archive(folder: Path) -> bytes:
    """Return a folder as an archive."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as file:
        file.add(folder, folder.name)
    return held.getvalue()


def unpack(packed: bytes, folder: Path) -> None:
    """Unpack an archive."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as file:
        file.extractall(folder, filter="fully_trusted")


def test_the_key_lies_with_the_settings(home: Callable[[str], Path]) -> None:
    """
    The key is the user's alone, beside the settings, and no part of a folder of states or of the cache.
    """
    here = home("mine")
    SnapshotStore(here / "state" / "snapshots").put("a", a_state(), 1)

    assert paths.key_file().parent == paths.config_file().parent
    assert stat.S_IMODE(paths.key_file().stat().st_mode) == 0o600
    assert [path for path in here.rglob("*key*") if path.is_file()] == [paths.key_file()]


def test_states_from_elsewhere(home: Callable[[str], Path]) -> None:
    """
    A folder of states that somebody else signed and packed, with a key in it where it once was, is refused.
    """
    theirs = home("theirs")
    SnapshotStore(theirs / "state" / "snapshots").put("a", a_state(), 1)
    (theirs / "state" / "snapshots" / "key").write_bytes(paths.key_file().read_bytes())
    (theirs / "state" / "snapshots" / "key").chmod(0o600)
    packed = archive(theirs / "state")

    mine = home("mine")
    unpack(packed, mine)
    store = SnapshotStore(mine / "state" / "snapshots")

    with pytest.raises(ForeignError):
        store.get("a")
    assert not (mine / "state" / "snapshots" / "key").exists()


def test_a_home_from_another_machine(
    home: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A whole home from elsewhere, its key among it, signs nothing on this machine.
    """
    here = home("mine")
    (tmp_path / "machine").write_text("one")
    monkeypatch.setattr(signing, "_MACHINE", (tmp_path / "machine",))
    SnapshotStore(here / "snapshots").put("a", a_state(), 1)

    (tmp_path / "machine").write_text("another")

    with pytest.raises(ForeignError):
        SnapshotStore(here / "snapshots").get("a")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_may_read(home: Callable[[str], Path], mode: int) -> None:
    """
    A key that is open to others is refused, saying how to close it.
    """
    home("mine")
    user_key(paths.key_file())
    paths.key_file().chmod(mode)

    with pytest.raises(ForeignError, match="chmod"):
        user_key(paths.key_file())


def test_a_planted_lesson_is_read_anew(home: Callable[[str], Path], tmp_path: Path) -> None:
    """
    A lesson in the cache that somebody else put there is not used; the file is read and the cache made right.
    """
    path, folder = tmp_path / "tiny.yaml", tmp_path / "cache"
    path.write_text(LESSON)
    home("theirs")
    load_cached(path, folder)
    (planted,) = folder.iterdir()
    record = planted.read_bytes()[SIGNATURE:].replace(b"x = 1", b"x = 2")
    evil = sign(user_key(paths.key_file()), cache._digest(cache._stamp(), path.read_bytes(), record)) + record
    planted.write_bytes(evil)
    assert code(load_cached(path, folder)) == "x = 2"  # to whoever signed it, it is good

    home("mine")

    assert code(load_cached(path, folder)) == "x = 1"
    assert planted.read_bytes() != evil


def test_the_cache_is_used(home: Callable[[str], Path], tmp_path: Path) -> None:
    """
    What was signed here is taken from the cache as it is.
    """
    path, folder = tmp_path / "tiny.yaml", tmp_path / "cache"
    path.write_text(LESSON)
    home("mine")
    load_cached(path, folder)
    (kept,) = folder.iterdir()
    made = kept.stat().st_mtime_ns, kept.stat().st_ino

    assert code(load_cached(path, folder)) == "x = 1"
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == made


def code(lesson: Lesson) -> str | None:
    """Return the code of the first step."""
    return lesson.steps[0].code
