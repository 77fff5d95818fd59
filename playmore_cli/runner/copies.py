"""
How something is done with the namespace that must leave no trace in it: the one place where the worker copies itself.

Two ways. A forked copy does it and ends, and takes along whatever it has moved. Where a fork is unsafe (macOS, a
process that has begun to use a GPU) it is done in the process itself, and all that it moved is put back; see
`playmore_cli.runner.snapshots.untouched`.
"""

import os
import random
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from time import monotonic

from playmore_cli.runner import guarding, protocol

_PATIENCE = 0.2
"""Seconds between two looks at whether a silent copy is still there."""


FORK_SWITCH = "PLAYMORE_FORK"
"""The environment variable that says ``off`` where no process may copy itself by a fork."""

_IS_SWITCHED_OFF = os.environ.get(FORK_SWITCH) == "off"


class Way(Enum):
    """How a look at the namespace leaves no trace."""

    FORK = "fork"
    PUT_BACK = "put back"


def safe_way(may_fork: bool = True) -> Way:
    """
    Return the way that is safe in this process now; *may_fork* is false for whoever wants none, as is `FORK_SWITCH`.

    A process in which CUDA has been initialised cannot use the GPU after a fork, and one with macOS's frameworks in it
    may hang.
    """
    torch = sys.modules.get("torch")
    holds_gpu = torch is not None and torch.cuda.is_initialized()
    may_fork = may_fork and not _IS_SWITCHED_OFF and not holds_gpu
    return Way.FORK if may_fork and sys.platform.startswith("linux") else Way.PUT_BACK


class OwnForks:
    """
    The forks that are the worker's own, and by contrast those that the code makes.

    A copy that the code made with ``os.fork()`` shares our pipes; it *is_foreign*, says nothing on them and ends with
    the step.
    """

    def __init__(self) -> None:
        self.is_foreign = False
        self._is_own = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after)

    def fork(self) -> int:
        """Copy this process; return the copy's id, and 0 in the copy."""
        stream = random.getstate()
        self._is_own = True
        try:
            copy = os.fork()
        finally:
            self._is_own = False
        if copy == 0:
            random.setstate(stream)  # Python seeds it anew in a forked process
        return copy

    def _after(self) -> None:
        self.is_foreign = self.is_foreign or not self._is_own


class Copy:
    """
    A forked copy at work, as its parent sees it.

    Args:
        process: its id.
        pipe: what it says comes up here, whole messages or the beginning of one.
    """

    def __init__(self, process: int, pipe: int) -> None:
        self._process, self._pipe = process, pipe

    def interrupt(self) -> None:
        """Send it a Ctrl-C."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGINT)

    def answer(
        self, pass_on: Callable[[protocol.Event], None], seconds: float | None = None
    ) -> tuple[protocol.Event | None, bool]:
        """
        Pass on what the copy says until it answers; return the answer, and whether its time was over.

        The answer is ``None`` where the copy ended without one. After *seconds* it is killed.
        """
        buffer = protocol.EventBuffer()
        until = None if seconds is None else monotonic() + seconds
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN | select.POLLHUP)
        is_there = True
        try:
            while True:
                if not poll.poll(1000 * _PATIENCE if is_there else 0):
                    if not is_there:
                        return None, False
                    is_there = not self._has_ended()
                    if until is not None and monotonic() > until:
                        self._end()
                        return None, True
                    continue
                data = os.read(self._pipe, 1 << 18)
                if not data:
                    return None, False
                for event in buffer.feed(data):
                    if isinstance(event, protocol.ANSWERS):
                        return event, False
                    pass_on(event)
        finally:
            os.close(self._pipe)
            if is_there:
                self._reap()

    def _end(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)

    def _has_ended(self) -> bool:
        # Code that waits for all children, or ignores their end, has taken it before us.
        try:
            return bool(os.waitpid(self._process, os.WNOHANG)[0])
        except ChildProcessError:
            return True

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def begin_copy(forks: OwnForks, work: Callable[[int], None]) -> Copy:
    """
    Fork a copy that does its *work*, given the pipe to its parent, and ends; return it.

    It dies with its parent.
    """
    ours, theirs = os.pipe()
    home = os.getpid()
    process = forks.fork()
    if process == 0:
        status = 1
        try:
            os.close(ours)
            guarding.die_with(home)
            work(theirs)
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    return Copy(process, ours)
