"""What lies in a worker's folder before any code runs: remembered outside of the worker, which the code may break."""

import os
from pathlib import Path

from playmore_cli.runner.snapshots.ambient import list_files

_MOST = 50_000_000
"""Bytes of the lesson's data that are kept, in case the code deletes them."""


class Stock:
    """The *files* of a *folder* as they were first, and what is in them, as far as it is not large."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = list_files(folder)
        self._kept: dict[str, bytes] = {}
        size = 0
        for name in sorted(self.files):
            if (size := size + self.files[name][0]) <= _MOST:
                self._kept[name] = (folder / name).read_bytes()

    def bring_back(self) -> None:
        """Bring back the folder, and what lay in it at first, where code has deleted it."""
        for name, content in self._kept.items():
            path = self._folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                os.utime(path, ns=(self.files[name][1],) * 2)
