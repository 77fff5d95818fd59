"""
Temporary folders that say whose they are, so that those of processes that were killed can be taken away.

``playmore-HOST-PID-START-RANDOM``: HOST stands for the machine and its process numbers (a container has its own), START
is when the process began, in ticks since the machine started, for numbers are used again.
"""

import os
import platform
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

_NAME = re.compile(r"playmore-([0-9a-f]{8})-(\d+)-(\d+)-\w+")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder that is gone afterwards; those whose processes are no more are removed first."""
    sweep()
    process = os.getpid()
    with tempfile.TemporaryDirectory(
        prefix=f"playmore-{_host()}-{process}-{_began(process)}-", ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def sweep(folder: Path | None = None) -> int:
    """Remove this user's folders in *folder*, the system's by default, whose processes are gone; return how many."""
    folder = Path(tempfile.gettempdir()) if folder is None else folder
    removed = 0
    with suppress(OSError):  # a folder that cannot be listed holds nothing of ours
        for entry in os.scandir(folder):
            named = _NAME.fullmatch(entry.name)
            if named and _is_ours(entry) and _is_dead(named[1], int(named[2]), int(named[3])):
                shutil.rmtree(entry.path, ignore_errors=True)
                removed += 1
    return removed


def _is_ours(entry: "os.DirEntry[str]") -> bool:
    with suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return False


def _is_dead(host: str, process: int, began: int) -> bool:
    if host != _host():
        return False  # its processes cannot be seen from here
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return _began(process) != began


@lru_cache(maxsize=1)
def _host() -> str:
    """Return eight hexadecimal digits that are the same for processes that see each other."""
    numbers = ""
    with suppress(OSError):
        numbers = str(Path("/proc/self/ns/pid").readlink())
    return blake2b(f"{platform.node()} {numbers}".encode(), digest_size=4).hexdigest()


def _began(process: int) -> int:
    """Return when a process began, in ticks since the machine started; 0 where that cannot be known."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
    return 0
