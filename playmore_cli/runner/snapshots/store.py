"""
Snapshots on disk.

``key`` is the user's key (`signing`). ``states/KEY`` is one state::

    32 bytes   signature over all that follows
     4 bytes   length of the head, big-endian
     head      JSON: {key, graphs_left_out, names_left_out, elapsed, recorded, pickles, packed, stream,
                     memory: [[bytes, chunk or null], ...]}
     stream    the pickles, compressed with zlib where *packed*
     rest      memory of fewer than 4096 bytes, one piece after the other (chunk null in the head)

``chunks/ab/abcd...`` is larger memory under its SHA-256 digest, so that what two states have in common is there once;
the digests are under the signature. Where zlib leaves next to nothing of it, or much less of very much, the
file holds that, and is known by being shorter than the memory; anything else is mapped, not read. Where a state is
*recorded* the last piece of memory is what the step before it gave, and so it lives and goes with the state. Files
appear whole, by renaming: a process that is killed leaves at most a ``part-`` behind. Any number of processes may read,
write and evict at once; a state whose chunk is gone is no state.
"""

import contextlib
import hashlib
import json
import math
import mmap
import os
import shutil
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playmore_cli.paths import key_file
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.refusals import NotWorthError
from playmore_cli.signing import SIGNATURE, ForeignError, is_signed, own_folder, sign, user_key
from playmore_cli.whole_files import PRIVATE, writing_whole

_INLINE = 4096
_WORTH_PACKING = 20_000
_PIECE = 1 << 14
_SHORTER, _LARGE_SHORTER, _LARGE = 0.08, 0.6, 16_000_000
"""Of the memory that may be left after compressing it for that to be worth its time at each reading; of so many bytes
more may be left, since they would fill the disk."""
_LENGTH = struct.Struct(">I")
_IN_HEAD = {"elapsed", "graphs_left_out", "names_left_out", "recorded", "memory"}
_MOST_HEAD = 1 << 24
_DIGEST = 20
_AT_ONCE = 1 << 13
"""Bytes that are lengthened in one go: what many more give would not stay in the processor's cache."""
_YOUNG = 600.0
"""Seconds for which a chunk is kept though no state names it: the state that will may be being written."""

LIMIT = 1_000_000_000
"""Bytes that all snapshots together may take unless told otherwise."""


@dataclass(frozen=True)
class StoredState:
    """
    A state that is on disk.

    *elapsed* is how many seconds the code of all steps before took when it was made; the others say whether
    living graphs of tensors and names were left out of it, and whether what the step before it gave is there too.
    """

    key: str
    elapsed: float
    graphs_left_out: bool
    names_left_out: bool
    is_recorded: bool = False


@dataclass(frozen=True)
class DiskSpace:
    """How many states there are and how many bytes they take."""

    states: int
    size: int


class SnapshotStore:
    """
    The snapshots of one user in a *folder*, signed with the key in the file *key*; ``None`` for the user's own.

    Raises:
        ForeignError: the folder or the key is not the user's own.
        OSError: one of them cannot be made.
    """

    def __init__(self, folder: Path, key: Path | None = None) -> None:
        self._folder = own_folder(folder)
        self._states, self._chunks = own_folder(folder / "states"), own_folder(folder / "chunks")
        (folder / "key").unlink(missing_ok=True)  # here it was until format 4, beside what it signed
        self._key = user_key(key or key_file())

    # -- looking -----------------------------------------------------------------------------------------------

    def find(self, keys: Iterable[str]) -> dict[str, StoredState]:
        """Return those of the states that are here; nothing is unpacked and no signature is checked."""
        found = {}
        for key in dict.fromkeys(keys):
            with contextlib.suppress(OSError, ForeignError), (self._states / key).open("rb") as file:
                file.seek(SIGNATURE)
                found[key] = _kept(key, _read_head(file.read(_LENGTH.size), file.read))
        return found

    # -- writing -----------------------------------------------------------------------------------------------

    def put(
        self, key: str, packed: Packed, elapsed: float, most: float = math.inf, record: bytes = b""
    ) -> int:
        """
        Write a state, with a *record* where there is one, and return how many bytes that took on disk.

        Raises:
            NotWorthError: more than *most* bytes of its memory are new.
            OSError: the disk cannot take it.
        """
        pieces = [*packed.memory, record] if record else packed.memory
        large = {number: _name_of(view) for number, view in enumerate(pieces) if len(view) >= _INLINE}
        views = {name: pieces[number] for number, name in large.items()}
        new, written = {}, 0
        for name, view in views.items():
            if not self._use_chunk(name):
                new[name] = _shortened(view)
                written += len(new[name])
                if written > most:
                    raise NotWorthError(f"{written // 1_000_000} MB or more are new in it")
        for name, view in new.items():
            path = self._chunk_path(name)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _write(path, [view])
        small = [bytes(view) for view in pieces if len(view) < _INLINE]
        memory = [(len(view), large.get(number)) for number, view in enumerate(pieces)]
        is_packed = len(packed.stream) > _WORTH_PACKING
        stream = zlib.compress(packed.stream, 1) if is_packed else packed.stream
        head = json.dumps(
            {
                "key": key,
                "graphs_left_out": packed.graphs_left_out,
                "names_left_out": packed.names_left_out,
                "elapsed": elapsed,
                "recorded": bool(record),
                "pickles": packed.pickles,
                "packed": is_packed,
                "stream": len(stream),
                "memory": memory,
            }
        ).encode()
        body = b"".join([_LENGTH.pack(len(head)), head, stream, *small])
        _write(self._states / key, [sign(self._key, body), body])
        return written + SIGNATURE + len(body)

    def _use_chunk(self, name: str) -> bool:
        """Whether a chunk is here; whoever evicts then leaves it alone for a while."""
        try:
            os.utime(self._chunk_path(name))
        except FileNotFoundError:
            return False
        return True

    def _chunk_path(self, name: str) -> Path:
        return self._chunks / name[:2] / name

    # -- reading -----------------------------------------------------------------------------------------------

    def get(self, key: str) -> Packed:
        """
        Return a state, its signature and the digests of its memory checked.

        Raises:
            KeyError: it is not here, or was evicted in part.
            ForeignError: it is damaged or was not written by this program for this user.
        """
        packed, _ = self._take(key, lambda number, count: True)
        return packed

    def record(self, key: str) -> bytes:
        """
        Return what the step before a state gave; nothing where that was not recorded. It raises what `get` does.
        """
        _, record = self._take(key, lambda number, count: number == count)
        return record

    def _take(self, key: str, wants: Callable[[int, int], bool]) -> tuple[Packed, bytes]:
        """Return a state and its record; of its pieces of memory those that *wants* says, by number and count."""
        path = self._states / key
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError as error:
            raise KeyError(key) from error
        body = data[SIGNATURE:]
        if not is_signed(self._key, data[:SIGNATURE], body):
            raise ForeignError("a snapshot was altered, or written by somebody else")
        whole = memoryview(body)
        place = _LENGTH.size

        def take(count: int) -> memoryview:
            nonlocal place
            place += count
            return whole[place - count : place]

        head = _read_head(body[: _LENGTH.size], lambda count: bytes(take(count)))
        if head["key"] != key:
            raise ForeignError("a snapshot was put in another one's place")
        stream: Any = take(head["stream"])
        stream = zlib.decompress(stream) if head["packed"] else bytes(stream)
        memory = []
        for number, (size, name) in enumerate(head["memory"], start=1):
            if name is None:
                memory.append(bytearray(take(size)))
            elif wants(number, len(head["memory"])):
                memory.append(self._chunk(key, name, size))
        record = bytes(memory.pop()) if head["recorded"] else b""
        packed = Packed(stream, head["pickles"], memory, head["graphs_left_out"], head["names_left_out"])
        return packed, record

    def _chunk(self, key: str, name: str, size: int) -> Any:
        """Return memory as it lies on disk, of which nothing is trusted before its digest is right."""
        try:
            with self._chunk_path(name).open("rb", buffering=0) as file:
                content: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        except (OSError, ValueError) as error:  # it is gone, or empty
            raise KeyError(key) from error
        if len(content) < size:
            with contextlib.suppress(zlib.error):
                content = _lengthened(content, size)
        if _name_of(content) != name:
            raise ForeignError("the memory of a snapshot was altered")
        return content

    # -- room --------------------------------------------------------------------------------------------------

    def space(self) -> DiskSpace:
        """Return how much is here."""
        states = list(_files(self._states))
        return DiskSpace(len(states), sum(_size(path) for path in (*states, *_files(self._chunks))))

    def size_of(self, keys: Iterable[str]) -> DiskSpace:
        """Return how many of some states are here, and how many bytes they take together."""
        paths = [path for path in (self._states / key for key in dict.fromkeys(keys)) if path.is_file()]
        chunks = frozenset[str]().union(*(self._chunks_of(path) for path in paths))
        return DiskSpace(len(paths), sum(map(_size, (*paths, *map(self._chunk_path, chunks)))))

    def drop(self, key: str) -> None:
        """Remove a state; its memory goes with the next eviction."""
        (self._states / key).unlink(missing_ok=True)

    def clear(self) -> DiskSpace:
        """Remove everything; return what that was."""
        space = self.space()
        for folder in (self._states, self._chunks):
            shutil.rmtree(folder, ignore_errors=True)
            own_folder(folder)
        return space

    def evict(self, limit: int = LIMIT, now: float | None = None) -> int:
        """
        Remove the states unused for longest until all take at most nine tenths of *limit* bytes.

        Returns how many were removed. Nothing happens below the limit. A state that goes only costs the time to run
        its steps again.
        """
        if self.space().size <= limit:
            return 0
        now = time.time() if now is None else now
        states = sorted(_files(self._states), key=_used)
        uses = {path: self._chunks_of(path) for path in states}
        holders: dict[str, int] = {}
        for names in uses.values():
            for name in names:
                holders[name] = holders.get(name, 0) + 1
        size = self._sweep(holders, now)
        removed = 0
        for path in states:
            if size <= limit * 9 // 10:
                break
            size -= _size(path)
            path.unlink(missing_ok=True)
            removed += 1
            for name in uses[path]:
                holders[name] -= 1
                if not holders[name]:
                    size -= self._remove_chunk(name)
        return removed

    def _chunks_of(self, path: Path) -> set[str]:
        try:
            with path.open("rb") as file:
                file.seek(SIGNATURE)
                head = _read_head(file.read(_LENGTH.size), file.read)
            return {name for _, name in head["memory"] if isinstance(name, str) and name.isalnum()}
        except (OSError, ForeignError):
            return set()

    def _sweep(self, holders: dict[str, int], now: float) -> int:
        """Remove memory that no state names and parts that were never finished; return the bytes that stay."""
        size = sum(_size(path) for path in _files(self._states))
        for path in _files(self._chunks, parts=True):
            if path.name not in holders and now - _used(path) > _YOUNG:
                path.unlink(missing_ok=True)
            else:
                size += _size(path)
        for path in self._states.glob("part-*"):
            if now - _used(path) > _YOUNG:
                path.unlink(missing_ok=True)
        return size

    def _remove_chunk(self, name: str) -> int:
        path = self._chunk_path(name)
        size = _size(path)
        path.unlink(missing_ok=True)
        return size


def _kept(key: str, head: dict[str, Any]) -> StoredState:
    return StoredState(
        key,
        float(head["elapsed"]),
        bool(head["graphs_left_out"]),
        bool(head["names_left_out"]),
        bool(head["recorded"]),
    )


def _read_head(length: bytes, read: Any) -> dict[str, Any]:
    """
    Return the head of a state.

    Raises:
        ForeignError: there is none.
    """
    try:
        (count,) = _LENGTH.unpack(length)
        head = json.loads(read(min(count, _MOST_HEAD)))
        if not isinstance(head, dict) or not set(head) >= _IN_HEAD:
            raise ValueError("no head of a state")
    except (ValueError, struct.error) as error:
        raise ForeignError("a snapshot is damaged") from error
    return head


def share_left(view: Any) -> float:
    """Return about which share of *view* is left when it is compressed, told by pieces of it; 1 for most of it."""
    size = len(view)
    pieces = [view[start : start + _PIECE] for start in range(0, size, max(size // 4, _PIECE))]
    share = sum(len(zlib.compress(piece, 1)) for piece in pieces) / max(sum(map(len, pieces)), 1)
    return share if share <= (_SHORTER if size < _LARGE else _LARGE_SHORTER) else 1.0


def _shortened(view: Any) -> Any:
    """Return *view*, compressed where that makes it much shorter."""
    if share_left(view) == 1:
        return view
    packed = zlib.compress(view, 1)
    return packed if len(packed) < len(view) else view


def _lengthened(packed: Any, size: int) -> bytearray:
    """Return compressed memory as it was; a stream that swells ends with the *size*."""
    content, place, unpacker, pieces = bytearray(size), 0, zlib.decompressobj(), memoryview(packed)
    for start in range(0, len(pieces), _AT_ONCE):
        if place < size:
            piece = unpacker.decompress(pieces[start : start + _AT_ONCE], size - place)
            content[place : place + len(piece)] = piece
            place += len(piece)
    return content


def _name_of(view: Any) -> str:
    return hashlib.sha256(view).hexdigest()[: 2 * _DIGEST]


def _write(path: Path, parts: Sequence[Any]) -> None:
    with writing_whole(path, PRIVATE, beginning="part-") as file:
        for one in parts:
            file.write(one)


def _files(folder: Path, *, parts: bool = False) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if (parts or not path.name.startswith("part-")) and path.is_file():
            yield path


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def _used(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
