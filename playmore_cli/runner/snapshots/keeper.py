"""
What the worker does about snapshots: decide after each step whether one is worth it, write it aside, put one back.

Writing happens in a forked copy of the process, so that the step that follows need not wait for it.
"""

import json
import math
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from playmore_cli.runner.namespace import Namespace
from playmore_cli.runner.snapshots.ambient import Files, Surroundings
from playmore_cli.runner.snapshots.refusals import InexactError, NotWorthError
from playmore_cli.runner.snapshots.state import pack, unpack
from playmore_cli.runner.snapshots.store import SnapshotStore, share_left
from playmore_cli.runner.snapshots.tensors import bytes_of
from playmore_cli.signing import ForeignError

WORTH = 0.2
"""Seconds of running from the last snapshot on that a new one saves."""

_READING = 300e6
"""Bytes a second at which a snapshot is read back, checks included."""

_ROOM = 50e6
"""Bytes of new memory on disk that a second of running is worth."""

_LARGE = 32_000_000
"""Bytes on disk from which on the memory of names that are not read again is left out."""

_PATIENCE = 5
"""After a state that could not be stored as many times as long as trying took, nothing is tried."""


@dataclass(frozen=True)
class KeepOutcome:
    """
    What became of a snapshot: *size* new bytes on disk in *seconds*, or *refused* and why.

    *elapsed* is where in the straight run the state stands; before *again* seconds of it no other is tried.
    """

    key: str
    elapsed: float
    size: int = 0
    seconds: float = 0.0
    refused: str = ""
    again: float = 0.0


class Keeper:
    """
    The snapshots of one namespace.

    Args:
        namespace: what is stored.
        folder: where snapshots lie, ``None`` for none at all.
        limit: bytes that all of them may take.
        files: what lay in the working folder at the very first run.
        fork: copies the process, returns the copy's id, and 0 in the copy; ``None`` where no copy can be had.
    """

    def __init__(
        self,
        namespace: Namespace,
        folder: Path | None,
        limit: int,
        files: Files,
        fork: Callable[[], int | None],
    ) -> None:
        self._namespace = namespace
        self.surroundings = Surroundings(files)
        self._limit = limit
        self._fork = fork
        self._store: SnapshotStore | None = None
        self._kept_at = 0.0
        self._again = 0.0
        self._writing: list[tuple[int, int, KeepOutcome]] = []
        self._outcomes: list[KeepOutcome] = []
        self.changes_libraries = False
        """Whether a step has changed what no snapshot holds; from then on none is made."""
        if folder is not None:
            try:
                self._store = SnapshotStore(folder)
            except (ForeignError, OSError) as error:
                self._outcomes.append(KeepOutcome("", 0.0, refused=str(error)))

    def keep(
        self,
        key: str,
        elapsed: float,
        *,
        always: bool = False,
        needed: Collection[str] | None = None,
        record: bytes = b"",
    ) -> None:
        """
        Write the state *key* if that is worth it, *elapsed* seconds into the straight run.

        Args:
            key: names the state.
            elapsed: seconds that the code took from the beginning.
            always: whatever it costs; tests and measurements.
            needed: names that what comes next reads before it sets them; ``None`` for all there are.
            record: what the step before gave; a state that is here without it is written again.
        """
        self._collect(wait=False)
        if self._store is None or self.changes_libraries:
            return
        since = elapsed - max([self._kept_at, *(under_way.elapsed for _, _, under_way in self._writing)])
        if not always and (since < WORTH or elapsed < self._again):
            return
        if key in (found := self._store.find([key])) and (found[key].is_recorded or not record):
            self._kept_at = elapsed
            return
        worth = None if always else since
        ours, theirs = os.pipe()
        copy = self._fork()
        if copy is None:
            os.close(ours)
            os.close(theirs)
            self._took(self._write(key, elapsed, worth, needed, record))
            return
        if copy == 0:
            self._write_aside(theirs, key, elapsed, worth, needed, record)
        os.close(theirs)
        self._writing.append((copy, ours, KeepOutcome(key, elapsed)))

    def _write_aside(
        self,
        pipe: int,
        key: str,
        elapsed: float,
        since: float | None,
        needed: Collection[str] | None,
        record: bytes,
    ) -> None:
        """Be the copy that writes, and end."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            outcome = self._write(key, elapsed, since, needed, record)
            os.write(pipe, json.dumps(asdict(outcome)).encode())
        finally:
            os._exit(0)

    def _write(
        self, key: str, elapsed: float, since: float | None, needed: Collection[str] | None, record: bytes
    ) -> KeepOutcome:
        assert self._store is not None
        began = perf_counter()
        again = 0.0
        try:
            left_out = self._namespace.describe(_large(self._namespace.names, needed))
            left_out |= self._namespace.left_out
            packed = pack(self._namespace.names, self.surroundings, left_out, self._namespace.order)
            worth = 2 * packed.size / _READING
            if since is not None and since < worth:
                again = elapsed - since + worth
                raise NotWorthError(
                    f"{packed.size // 1_000_000} MB take longer to read than {since:.1f} s of running"
                )
            room = math.inf if since is None else since * _ROOM
            size = self._store.put(key, packed, elapsed, room, record)
            self._store.evict(self._limit)
        except (InexactError, NotWorthError, OSError) as error:
            seconds = perf_counter() - began
            again = max(again, elapsed + _PATIENCE * seconds)
            return KeepOutcome(key, elapsed, 0, seconds, str(error), again)
        return KeepOutcome(key, elapsed, size, perf_counter() - began)

    def _collect(self, *, wait: bool) -> None:
        """Take in what the copies that write have come to; with *wait* until the last one has ended."""
        running = []
        for copy, pipe, begun in self._writing:
            if not _has_ended(copy, wait=wait):
                running.append((copy, pipe, begun))
                continue
            with os.fdopen(pipe, "rb") as file:
                said = file.read()
            lost = KeepOutcome(begun.key, begun.elapsed, refused="the process that wrote it ended")
            self._took(KeepOutcome(**json.loads(said)) if said else lost)
        self._writing = running

    def _took(self, outcome: KeepOutcome) -> None:
        self._outcomes.append(outcome)
        self._again = outcome.again
        if not outcome.refused:
            self._kept_at = max(self._kept_at, outcome.elapsed)

    def settle(self) -> Iterator[KeepOutcome]:
        """Wait for all that is being written and yield what came of it since the last call."""
        self._collect(wait=True)
        outcomes, self._outcomes = self._outcomes, []
        yield from outcomes

    def put_back(self, key: str, elapsed: float) -> None:
        """
        Make the fresh namespace the state *key*.

        Raises:
            KeyError: it is not there.
            ForeignError: it is damaged or was not written by this program for this user.
        """
        if self._store is None:
            raise KeyError(key)
        left_out = unpack(self._store.get(key), self._namespace.names, self.surroundings)
        self._namespace.leave_out(left_out.values, left_out.order)
        self._kept_at = elapsed


def _has_ended(copy: int, *, wait: bool) -> bool:
    try:
        return bool(os.waitpid(copy, 0 if wait else os.WNOHANG)[0])
    except ChildProcessError:  # the code waits for all children, or ignores their end
        try:
            os.kill(copy, 0)
        except ProcessLookupError:
            return True
        return wait  # its words are waited for where they are read


def _large(names: Mapping[str, Any], needed: Collection[str] | None) -> list[str]:
    """Return the names of tensors and arrays that nothing needs, the largest, where they take much room together."""
    if needed is None:
        return []
    sizes = {name: _room(value) for name, value in names.items() if name not in needed and name[0] != "_"}
    if sum(sizes.values()) < _LARGE:
        return []
    return [name for name, size in sizes.items() if size > _LARGE // 8]


def _room(value: Any) -> float:
    """Return about how many bytes on disk the memory of a tensor or an array takes; nothing for little and the rest."""
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if torch is not None and type(value) is torch.Tensor and value.layout is torch.strided and value.is_cpu:
        owner = value.untyped_storage()
    elif (
        numpy is not None
        and type(value) is numpy.ndarray
        and value.base is None
        and not value.dtype.hasobject
    ):
        owner = value
    else:
        return 0
    size = owner.nbytes() if callable(owner.nbytes) else owner.nbytes
    return size * share_left(bytes_of(owner)[1]) if size > _LARGE // 8 else 0
