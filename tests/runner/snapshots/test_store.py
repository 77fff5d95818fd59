"""The folder of snapshots: private, signed, shared between processes, and never larger than it may be."""

import os
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.refusals import NotWorthError
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.signing import ForeignError


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """An empty store."""
    return SnapshotStore(tmp_path / "snapshots")


def packed(*memory: bytes, stream: bytes = b"stream") -> Packed:
    """Return a state that holds *memory*."""
    return Packed(stream, 1, memory, 0, 0)


def noise(size: int, seed: int = 1) -> bytes:
    """Return bytes that nothing makes shorter."""
    return random.Random(seed).randbytes(size)


def file_of(tmp_path: Path, key: str) -> Path:
    """Return the file of a state."""
    return tmp_path / "snapshots" / "states" / key


def test_a_state_comes_back(store: SnapshotStore) -> None:
    """
    Streams, small and large memory come back as they were.
    """
    store.put("a", packed(b"small", b"x" * 10_000, b"", stream=b"s" * 50_000), 1.5)

    found = store.get("a")

    assert [bytes(one) for one in found.memory] == [b"small", b"x" * 10_000, b""]
    assert found.stream == b"s" * 50_000
    assert store.find(["a", "b"])["a"].elapsed == 1.5


def test_equal_memory_is_stored_once(store: SnapshotStore) -> None:
    """
    A tensor that did not change between two states costs nothing the second time.
    """
    first = store.put("a", packed(noise(100_000)), 1)
    second = store.put("b", packed(noise(100_000)), 2)

    assert first > 100_000 > 1_000 > second


def test_memory_that_repeats_is_stored_short(store: SnapshotStore, tmp_path: Path) -> None:
    """
    Rows that repeat are compressed, noise is not; both come back, and a compressed file that was changed is refused.
    """
    rows = b"".join(random.Random(number % 9).randbytes(40) for number in range(5_000))

    assert store.put("a", packed(rows, noise(10_000)), 1) < len(rows) // 10
    assert [bytes(one) for one in store.get("a").memory] == [rows, noise(10_000)]

    for chunk in (tmp_path / "snapshots" / "chunks").rglob("*"):
        if chunk.is_file() and chunk.stat().st_size != 10_000:
            data = bytearray(chunk.read_bytes())
            data[len(data) // 2] ^= 1
            chunk.write_bytes(data)
    with pytest.raises(ForeignError):
        store.get("a")


def test_too_much_new_memory(store: SnapshotStore) -> None:
    """
    A state whose new memory is more than its time is worth is not stored.
    """
    with pytest.raises(NotWorthError):
        store.put("a", packed(noise(100_000)), 1, most=50_000)
    assert not store.find(["a"])


def test_everything_is_private(store: SnapshotStore, tmp_path: Path) -> None:
    """
    No file or folder can be read by others.
    """
    store.put("a", packed(b"x" * 10_000), 1)

    paths = [tmp_path / "snapshots", *(tmp_path / "snapshots").rglob("*")]
    assert len(paths) > 5
    assert not [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_folder_open_to_others(tmp_path: Path) -> None:
    """
    A folder into which others can write is refused.
    """
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots").chmod(0o777)

    with pytest.raises(ForeignError, match="chmod"):
        SnapshotStore(tmp_path / "snapshots")


@pytest.mark.parametrize("place", [0, 40, -1])
def test_an_altered_state(store: SnapshotStore, tmp_path: Path, place: int) -> None:
    """
    One changed byte, in the signature, the head or the content, and the state is refused.
    """
    store.put("a", packed(b"small"), 1)
    data = bytearray(file_of(tmp_path, "a").read_bytes())
    data[place] ^= 1
    file_of(tmp_path, "a").write_bytes(data)

    with pytest.raises(ForeignError):
        store.get("a")


def test_a_state_of_another_user(store: SnapshotStore, tmp_path: Path) -> None:
    """
    A state signed with another key is refused.
    """
    other = SnapshotStore(tmp_path / "other", tmp_path / "other.key")
    other.put("a", packed(b"small"), 1)
    file_of(tmp_path, "a").write_bytes((tmp_path / "other" / "states" / "a").read_bytes())

    with pytest.raises(ForeignError):
        store.get("a")


def test_a_state_under_another_name(store: SnapshotStore, tmp_path: Path) -> None:
    """
    A state put in the place of another one is refused.
    """
    store.put("a", packed(b"small"), 1)
    file_of(tmp_path, "b").write_bytes(file_of(tmp_path, "a").read_bytes())

    with pytest.raises(ForeignError):
        store.get("b")


def test_altered_memory(store: SnapshotStore, tmp_path: Path) -> None:
    """
    Large memory that was changed is refused, memory that is gone makes the state gone.
    """
    store.put("a", packed(b"x" * 10_000), 1)
    (chunk,) = [path for path in (tmp_path / "snapshots" / "chunks").rglob("*") if path.is_file()]

    chunk.write_bytes(b"y" * 10_000)
    with pytest.raises(ForeignError):
        store.get("a")
    chunk.unlink()
    with pytest.raises(KeyError):
        store.get("a")


@pytest.mark.parametrize("garbage", [b"", b"x" * 20, b"\0" * 36 + b"{}", b"\0" * 32 + b"\xff" * 40])
def test_a_file_that_is_no_state(store: SnapshotStore, tmp_path: Path, garbage: bytes) -> None:
    """
    A file that holds something else is not found.
    """
    file_of(tmp_path, "a").write_bytes(garbage)

    assert store.find(["a"]) == {}
    with pytest.raises(ForeignError):
        store.get("a")


def test_eviction(store: SnapshotStore, tmp_path: Path) -> None:
    """
    Above the limit the states unused for longest go, with the memory that only they hold.
    """
    shared = noise(20_000)
    for age, key in enumerate("dcba"):
        store.put(key, packed(shared, noise(50_000, age)), 1)
        os.utime(file_of(tmp_path, key), (1000 - age, 1000 - age))

    removed = store.evict(150_000)

    assert removed == 2 and set(store.find("abcd")) == {"c", "d"}
    assert store.space().size <= 150_000
    assert bytes(store.get("d").memory[0]) == shared


def test_nothing_goes_below_the_limit(store: SnapshotStore) -> None:
    """
    While there is room nothing is removed.
    """
    store.put("a", packed(b"x" * 10_000), 1)

    assert store.evict(1_000_000) == 0
    assert store.find(["a"])


def test_leftovers_go_when_they_are_old(store: SnapshotStore, tmp_path: Path) -> None:
    """
    What a killed process left half written goes with an eviction, but not what another one is writing now.
    """
    store.put("a", packed(b"x" * 10_000), 1)
    young, old = (tmp_path / "snapshots" / "states" / name for name in ("part-young", "part-old"))
    for part in (young, old):
        part.write_bytes(b"half")
    os.utime(old, (1000, 1000))

    store.evict(1)

    assert young.exists() and not old.exists()


def test_clear(store: SnapshotStore) -> None:
    """
    Clearing tells what was there, and the store goes on working.
    """
    store.put("a", packed(b"x" * 10_000), 1)

    assert store.clear().states == 1
    assert store.space().states == 0
    store.put("a", packed(b"x" * 10_000), 1)
    assert store.find(["a"])


# -- several processes ---------------------------------------------------------------------------------------------

WRITER = """
import random, sys, time
from pathlib import Path
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.signing import ForeignError
folder, name, rounds, limit = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store, draw = SnapshotStore(Path(folder)), random.Random(name)
shared = random.Random(0).randbytes(30_000)
for number in range(rounds):
    own = random.Random(f"{name}{number}").randbytes(100_000)
    store.put(f"{name}{number}", Packed(b"stream", 1, [shared, own], 0, 0), number)
    print(number, flush=True)
    store.evict(limit)
    for key in store.find([f"{name}{draw.randrange(number + 1)}", f"a{draw.randrange(number + 1)}"]):
        try:
            found = store.get(key)
        except KeyError:
            continue
        assert bytes(found.memory[1]) == random.Random(key).randbytes(100_000), key
"""


def write_aside(folder: Path, name: str, rounds: int, limit: int) -> "subprocess.Popen[str]":
    """Start a process that writes states *name*0, *name*1 ..., reads some back, and keeps all below *limit* bytes."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(rounds), str(limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_process_that_is_killed(tmp_path: Path) -> None:
    """
    Whenever a process that writes is killed, what is found afterwards is whole, and its leftovers go.
    """
    folder = tmp_path / "snapshots"
    for name, lines in (("a", 1), ("b", 3), ("c", 5)):
        with write_aside(folder, name, 100_000, 10**9) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                writer.stdout.readline()
            writer.kill()
    store = SnapshotStore(folder)
    keys = [f"{name}{number}" for name in "abc" for number in range(200)]

    found = store.find(keys)
    assert {"a0", "b2", "c4"} <= set(found)
    for key in found:
        assert bytes(store.get(key).memory[1]) == random.Random(key).randbytes(100_000)
    store.evict(1, now=time.time() + 10_000)
    assert not [path for path in folder.rglob("*") if path.is_file() and path.name != "key"]


def test_two_sessions_at_once(tmp_path: Path) -> None:
    """
    Two processes that write, read and evict in one folder never find anything that is not whole, and keep the limit.
    """
    folder = tmp_path / "snapshots"
    writers = [write_aside(folder, name, 30, 800_000) for name in "ab"]
    said = [writer.communicate()[0] for writer in writers]

    assert [writer.returncode for writer in writers] == [0, 0], said
    store = SnapshotStore(folder)
    assert store.space().size <= 1_000_000
    assert {key for key in store.find(["a29", "b29"]) if store.get(key)}
