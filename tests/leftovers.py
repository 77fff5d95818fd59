"""What a test session would leave behind: files in its temporary folder, processes, sockets."""

import os
import time
from pathlib import Path

MARK = "PLAYMORE_TESTS"
"""The environment variable by which processes that a test session started are known; they inherit it."""
PROC = Path("/proc")
PATIENCE = 20.0
"""Seconds for a process whose parent has gone to see that and leave."""


def processes_of(session: str) -> list[str]:
    """Return the command lines of the processes that *session* started and that do not leave; only Linux tells."""
    until = time.monotonic() + PATIENCE
    while (found := _running(session)) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def _running(session: str) -> list[str]:
    wanted = f"{MARK}={session}".encode()
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it has ended, or is another user's
            continue
    return found


def files_in(folder: Path) -> list[str]:
    """Return the names of what lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


def sockets() -> set[str]:
    """Return the sockets that this process holds, as Linux names them."""
    found = set()
    for path in (PROC / "self" / "fd").glob("*"):
        try:
            target = str(path.readlink())
        except OSError:  # it was the one that listed the others
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found
