"""Files that are there whole or not at all, whatever ends the program."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""Rights for the user alone."""


def write_whole(path: Path, content: bytes, mode: int | None = None) -> None:
    """
    Put *content* into a file in one go; *mode* as for `writing_whole`.

    Raises:
        OSError: the disk cannot take it; what was there is there still.
    """
    with writing_whole(path, mode) as file:
        file.write(content)


@contextmanager
def writing_whole(path: Path, mode: int | None = None, *, beginning: str = "") -> Iterator[BinaryIO]:
    """
    Give a file beside *path* to write to, and put it in its place at the end; a link stays a link.

    Args:
        path: the file; its folder is there.
        mode: its rights; ``None`` for those of the file that was there, or else those a new one gets.
        beginning: of the name that it has meanwhile; its own, hidden, where none is given.

    Raises:
        OSError: the disk cannot take it; what was there is there still, and nothing beside it.
    """
    target = path.resolve() if path.is_symlink() else path
    if mode is None:
        try:
            mode = target.stat().st_mode & 0o777
        except FileNotFoundError:
            mode = 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=beginning or f".{target.name}.")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        part.chmod(mode)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
