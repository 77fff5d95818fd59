"""Waiting until files are saved."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.own_files import files_beside
from playmore_cli.lesson.own_modules import modules_beside
from playmore_cli.sitting.access import catalog

_Stamp = tuple[int, int, int] | None

PAUSE = 0.2
"""Seconds between two looks at the files."""

STILL = 0.15
"""Seconds that a file must stay as it is after a change: editors write in several goes."""

_GONE = 10
"""Looks after which a file that is not there is no longer taken for one that an editor is just replacing."""


def files_of(located: Located) -> tuple[Path, ...]:
    """Return the file of a lesson, and what lies beside it and belongs to it: its data and modules."""
    folder = located.path.parent
    try:
        lesson = catalog().load(located)
    except PlaymoreError:
        return (located.path,)  # what it names is read when it can be
    modules = (folder / name for name in modules_beside(lesson, folder))
    return (located.path, *files_beside(lesson, folder).values(), *modules)


class Follower:
    """
    Tells when one of some files was saved.

    Looked at are time, size and inode, so that editors that put a new file in the old one's place are noticed; a file
    that is gone for a moment is waited for, and one that stays away has changed.
    """

    def __init__(self, paths: Sequence[Path], sleep: Callable[[float], None] = time.sleep) -> None:
        self._paths, self._sleep = tuple(paths), sleep
        self._seen = self._stamps()

    def follow(self, paths: Sequence[Path]) -> None:
        """Look at these files from now on; those that were looked at before have changed since then."""
        before = dict(zip(self._paths, self._seen, strict=True))
        self._paths = tuple(paths)
        self._seen = tuple(before[path] if path in before else _stamp(path) for path in self._paths)

    def has_changed(self) -> bool:
        """Return whether a file is not as it was when it was last waited for."""
        return self._stamps() != self._seen

    def wait(self) -> tuple[Path, ...]:
        """Wait until a file was saved and stays as it is; return those that were."""
        gone = 0
        while True:
            now = self._stamps()
            is_gone = any(new is None and old is not None for old, new in zip(self._seen, now, strict=True))
            gone = gone + 1 if is_gone else 0
            if now != self._seen and (not is_gone or gone > _GONE):
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
