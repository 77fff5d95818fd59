"""
How much memory the code may take.

The limit is the kernel's on private writable memory (``RLIMIT_DATA``): address space that is only mapped, as libraries
and drivers do by the tens of gigabytes, does not count. It holds for each process by itself. macOS has no such limit.
"""

import contextlib
import os
import sys
from pathlib import Path

_CONTAINER = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_REFUSALS = ("can't allocate memory", "Cannot allocate memory", "std::bad_alloc", "not enough memory")
"""What C code says in exceptions of other names: torch's allocator, the system, C++."""
_NEARLY_ALL = 0.8


def half_of_memory() -> int:
    """Return half of the bytes of memory that are there, of the machine or of the container; 0 if nobody knows."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
    for file in _CONTAINER:
        with contextlib.suppress(OSError, ValueError):
            there = min(there, int(file.read_text()))
    return there // 2


def set_ceiling(ceiling: int) -> None:
    """Let this process and those that it starts take at most so many bytes each; 0 for no limit."""
    if ceiling and sys.platform.startswith("linux"):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        ceiling = ceiling if most == resource.RLIM_INFINITY else min(ceiling, most)
        resource.setrlimit(resource.RLIMIT_DATA, (ceiling, most))


def was_hit(error: BaseException) -> bool:
    """Return whether *error* says that memory was refused."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError | OSError) and any(word in str(error) for word in _REFUSALS)


def was_fatal(ceiling: int, peak: int, last_words: bytes) -> bool:
    """
    Return whether a process that crashed did so for want of memory, as far as one can see.

    Args:
        ceiling: bytes that it could take; 0 for any.
        peak: bytes that it held at most; 0 where nobody knows.
        last_words: what C code printed last.
    """
    is_said = any(word.encode() in last_words for word in _REFUSALS)
    return bool(ceiling) and (is_said or peak > _NEARLY_ALL * ceiling)


def told(ceiling: int) -> str:
    """
    Return the sentence for when a ceiling was hit.

    >>> told(12 * 10**9)
    'code may take 12 GB of memory here and asked for more; playmore config set memory changes that'
    """
    return (
        f"code may take {in_words(ceiling)} of memory here and asked for more; "
        "playmore config set memory changes that"
    )


def in_words(size: int) -> str:
    """
    Return a size as one reads it.

    >>> in_words(12_619_000_000), in_words(500_000_000)
    ('12.6 GB', '500 MB')
    """
    if size < 10**9:
        return f"{size / 10**6:.0f} MB"
    return f"{size / 10**9:.1f}".removesuffix(".0") + " GB"
