"""
What the worker does about snapshots: decide after each step whether one is worth it, write it aside, put one back.

Writing happens in a forked copy of the process, so that the step that follows need not wait for it.
"""

import json
import math
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playmore_cli.runner.snapshots.ambient import Files, Surroundings
from playmore_cli.runner.snapshots.errors import ForeignError, InexactError, NotWorthError
from playmore_cli.runner.snapshots.state import pack, unpack
from playmore_cli.runner.snapshots.store import SnapshotStore

WORTH = 0.2
"""Seconds of running from the last snapshot on that a new one saves."""

_READING = 200e6
"""Bytes a second at which a snapshot is read back, checks included."""

_ROOM = 50e6
"""Bytes of new memory on disk that a second of running is worth."""

FORKS = sys.platform.startswith("linux")


@dataclass(frozen=True)
class Outcome:
    """
    What became of a snapshot: *size* new bytes on disk in *seconds*, or *refused* and why.

    *elapsed* is where in the straight run the state stands.
    """

    key: str
    elapsed: float
    size: int = 0
    seconds: float = 0.0
    refused: str = ""


class Keeper:
    """
    The snapshots of one namespace.

    Args:
        names: the namespace.
        folder: where snapshots lie, ``None`` for none at all.
        limit: bytes that all of them may take.
        files: what lay in the working folder at the very first run.
    """

    def __init__(self, names: dict[str, Any], folder: Path | None, limit: int, files: Files) -> None:
        self._names = names
        self._surroundings = Surroundings(files)
        self._limit = limit
        self._store: SnapshotStore | None = None
        self._kept_at = 0.0
        self._writing: list[tuple[int, int, Outcome]] = []
        self._outcomes: list[Outcome] = []
        self._refusals = self._rest = 0
        self.changes_libraries = False
        """Whether a step has changed what no snapshot holds; from then on none is made."""
        if folder is not None:
            try:
                self._store = SnapshotStore(folder)
            except (ForeignError, OSError) as error:
                self._outcomes.append(Outcome("", 0.0, refused=str(error)))

    def keep(self, key: str, elapsed: float, *, always: bool = False) -> None:
        """
        Write the state *key* if that is worth it, *elapsed* seconds into the straight run.

        Args:
            key: names the state.
            elapsed: seconds that the code took from the beginning.
            always: whatever it costs; tests and measurements.
        """
        self._collect(wait=False)
        if self._store is None or self.changes_libraries:
            return
        if self._store.find([key]):
            self._kept_at = elapsed
            return
        since = elapsed - max([self._kept_at, *(under_way.elapsed for _, _, under_way in self._writing)])
        if not always and (since < WORTH or self._is_resting()):
            return
        if not FORKS:
            self._took(self._write(key, elapsed, None if always else since))
            return
        ours, theirs = os.pipe()
        stream = random.getstate()
        copy = os.fork()
        if copy == 0:
            random.setstate(stream)  # Python seeds it anew in a forked process
            self._write_aside(theirs, key, elapsed, None if always else since)
        os.close(theirs)
        self._writing.append((copy, ours, Outcome(key, elapsed)))

    def _is_resting(self) -> bool:
        """After refusals wait longer and longer: what was refused is likely still there."""
        self._rest = max(self._rest - 1, 0)
        return self._rest > 0

    def _write_aside(self, pipe: int, key: str, elapsed: float, since: float | None) -> None:
        """Be the copy that writes, and end."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            outcome = self._write(key, elapsed, since)
            os.write(pipe, json.dumps(asdict(outcome)).encode())
        finally:
            os._exit(0)

    def _write(self, key: str, elapsed: float, since: float | None) -> Outcome:
        assert self._store is not None
        began = time.perf_counter()
        try:
            packed = pack(self._names, self._surroundings)
            if since is not None and since < 2 * packed.size / _READING:
                size = packed.size // 1_000_000
                return Outcome(
                    key, elapsed, refused=f"{size} MB cost more to read than {since:.1f} s of running"
                )
            size = self._store.put(key, packed, elapsed, math.inf if since is None else since * _ROOM)
            self._store.evict(self._limit)
        except (InexactError, NotWorthError, OSError) as error:
            return Outcome(key, elapsed, refused=str(error))
        return Outcome(key, elapsed, size, time.perf_counter() - began)

    def _collect(self, *, wait: bool) -> None:
        """Take in what the copies that write have come to; with *wait* until the last one has ended."""
        running = []
        for copy, pipe, begun in self._writing:
            ended, _ = os.waitpid(copy, 0 if wait else os.WNOHANG)
            if not ended:
                running.append((copy, pipe, begun))
                continue
            with os.fdopen(pipe, "rb") as file:
                said = file.read()
            lost = Outcome(begun.key, begun.elapsed, refused="the process that wrote it ended")
            self._took(Outcome(**json.loads(said)) if said else lost)
        self._writing = running

    def _took(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if outcome.refused:
            self._refusals += 1
            self._rest = min(2**self._refusals, 16)
        else:
            self._refusals = 0
            self._kept_at = max(self._kept_at, outcome.elapsed)

    def settle(self) -> Iterator[Outcome]:
        """Wait for all that is being written and yield what came of it since the last call."""
        self._collect(wait=True)
        outcomes, self._outcomes = self._outcomes, []
        yield from outcomes

    def put_back(self, key: str, elapsed: float) -> int:
        """
        Make the fresh namespace the state *key*; return how many tensors lack their living graph.

        Raises:
            KeyError: it is not there.
            ForeignError: it is damaged or was not written by this program for this user.
        """
        if self._store is None:
            raise KeyError(key)
        packed = self._store.get(key)
        unpack(packed, self._names, self._surroundings)
        self._kept_at = elapsed
        return packed.left_out
