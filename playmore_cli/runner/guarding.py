"""
That nothing outlives the front process: neither the code, whatever it is doing, nor what the code has started.

On Linux the nursery is the guard. It adopts what loses its parent (a subreaper), sees the front process's end of the
request pipe close, which the kernel does at any death, and then ends everything below it, in whatever session it is.
Until there is anything to guard, and in the child and its copies, the kernel's parent-death signal does the same. Where
there is no such thing, a small forked watcher ends the worker's process group.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LINUX = sys.platform.startswith("linux")

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_PATIENCE = 4.0
"""Seconds for which what has been killed is waited for; a process in the kernel's hands takes its time."""


def die_with(parent: int) -> None:
    """Let the kernel end this process when its *parent* ends, and end it here if that has happened already."""
    if LINUX:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def become_guard() -> None:
    """Outlive the parent from now on, for as long as `wait_for` needs, and adopt the orphans of those below."""
    if LINUX:
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)
        _prctl(_PR_SET_PDEATHSIG, 0)


def has_hung_up(requests: int, timeout: float | None = 0) -> bool:
    """Wait, for at most *timeout* seconds, until nobody holds the other end of a pipe; return whether that is so."""
    poll = select.poll()
    poll.register(requests, 0)
    return bool(poll.poll(None if timeout is None else 1000 * timeout))


def wait_for(child: int, requests: int) -> tuple[int, int]:
    """
    Return the exit code of *child* once it has ended, and how many bytes of memory it held at most.

    Where *requests* hangs up first, the front process is gone: everything below this process is ended, and itself.
    """
    with _ending_of(child) as ended:
        poll = select.poll()
        poll.register(requests, 0)
        if ended is not None:
            poll.register(ended, select.POLLIN)
        while True:
            gone = {descriptor for descriptor, _ in poll.poll(None if ended is not None else 20)}
            if requests in gone:
                end_all_below()
                os._exit(0)
            found, status, used = os.wait4(child, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status), used.ru_maxrss * (1024 if LINUX else 1)


@contextlib.contextmanager
def _ending_of(child: int) -> Iterator[int | None]:
    """Yield a descriptor that can be read once *child* has ended; ``None`` where the kernel has none."""
    try:
        ended = os.pidfd_open(child) if LINUX else None
    except OSError:
        ended = None
    try:
        yield ended
    finally:
        if ended is not None:
            os.close(ended)


def end_all_below() -> None:
    """End all processes below this one; they are stopped first, so that none starts another meanwhile."""
    until = time.monotonic() + _PATIENCE
    while _has_children() and time.monotonic() < until:
        stopped: set[int] = set()
        while found := set(below(os.getpid())) - stopped:
            for process in found:
                send(process, signal.SIGSTOP)
            stopped |= found
        for process in stopped:
            send(process, signal.SIGKILL)
        time.sleep(0.002)


def watch(requests: int) -> None:
    """Fork a process that ends this group once *requests* hangs up; for where no guard can stand in between."""
    group = os.getpgrp()
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for descriptor in range(3, 1024):
            if (
                descriptor != requests
            ):  # above all not our end of the events, whose closing tells of our death
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        silent = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(silent, descriptor)
        has_hung_up(requests, None)
        os.killpg(group, signal.SIGKILL)


def give_way(ancestor: int, niceness: int) -> None:
    """
    Let the sessions begun below *ancestor* give way to all others so far, 0 for as any other and 19 for the most.

    Where Linux shares time out by session, nice itself only counts among the processes of one.
    """
    for process in below(ancestor) if LINUX else ():
        with contextlib.suppress(OSError):
            if os.getsid(process) == process:
                Path(f"/proc/{process}/autogroup").write_text(str(niceness))


def _has_children() -> bool:
    """Reap what has ended; return whether any child is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def below(ancestor: int) -> list[int]:
    """Return the processes that descend from *ancestor* and have not ended."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, ValueError, IndexError):
                state, parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
                if state != "Z":
                    children.setdefault(int(parent), []).append(int(entry.name))
    found: list[int] = []
    waiting = [ancestor]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def send(process: int, number: int) -> None:
    """Send a signal, unless the process has just ended or belongs to another user (sudo), who alone can end it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0)
