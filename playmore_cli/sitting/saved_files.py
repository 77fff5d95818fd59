"""Waiting until files are saved."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

_Stamp = tuple[int, int, int] | None

PAUSE = 0.2
"""Seconds between two looks at the files."""

STILL = 0.15
"""Seconds that a file must stay as it is after a change: editors write in several goes."""


class Follower:
    """
    Tells when one of some files was saved.

    Looked at are time, size and inode, so that editors that put a new file in the old one's place are noticed; a file
    that is gone for a moment is waited for.
    """

    def __init__(self, paths: Sequence[Path], sleep: Callable[[float], None] = time.sleep) -> None:
        self._paths, self._sleep = tuple(paths), sleep
        self._seen = self._stamps()

    def has_changed(self) -> bool:
        """Return whether a file is not as it was when it was last waited for."""
        return self._stamps() != self._seen

    def wait(self) -> tuple[Path, ...]:
        """Wait until a file was saved and stays as it is; return those that were."""
        while True:
            now = self._stamps()
            if now != self._seen and None not in now:
                self._sleep(STILL)
                if self._stamps() == now:
                    changed = [
                        path
                        for path, old, new in zip(self._paths, self._seen, now, strict=True)
                        if old != new
                    ]
                    self._seen = now
                    return tuple(changed)
                continue
            self._sleep(PAUSE)

    def _stamps(self) -> tuple[_Stamp, ...]:
        return tuple(_stamp(path) for path in self._paths)


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None  # an editor is just putting the new one in its place
    return found.st_mtime_ns, found.st_size, found.st_ino
