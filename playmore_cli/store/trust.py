"""
Which code of other people's lessons this learner lets run, and where lessons lie that were named by a path.

One JSON file of the user's own, ``lessons.json`` in the state folder:

    {"trusted": {digest of the code: [lesson id, Unix time]}, "paths": {lesson id: path}}

A file that is damaged or missing counts as empty: the question is asked again.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playmore_cli.errors import PlaymoreError
from playmore_cli.whole_files import PRIVATE, write_whole


class TrustError(PlaymoreError):
    """What was decided could not be kept; the message says why."""


@dataclass(frozen=True)
class Trust:
    """The decisions kept in the file *path*."""

    path: Path

    def is_trusted(self, digest: str) -> bool:
        """Return whether the code with this digest was let run before."""
        return digest in self._read()["trusted"]

    def trust(self, digest: str, lesson: str, when: float) -> None:
        """
        Let the code with this digest run from now on; *lesson* is its id, *when* a Unix time.

        Raises:
            TrustError: it cannot be kept.
        """
        record = self._read()
        if digest not in record["trusted"]:
            record["trusted"][digest] = [lesson, when]
            self._write(record)

    def path_of(self, lesson: str) -> Path | None:
        """Return the file from which the lesson with this id was played last, if it was named by a path."""
        named = self._read()["paths"].get(lesson)
        return Path(named) if isinstance(named, str) else None

    def keep_path(self, lesson: str, path: Path) -> None:
        """
        Remember where a lesson lies that was named by a path.

        Raises:
            TrustError: it cannot be kept.
        """
        record = self._read()
        if record["paths"].get(lesson) != str(path):
            record["paths"][lesson] = str(path)
            self._write(record)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            record = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            record = {}  # asked again
        parts = record if isinstance(record, dict) else {}
        return {
            name: parts[name] if isinstance(parts.get(name), dict) else {} for name in ("trusted", "paths")
        }

    def _write(self, record: dict[str, dict[str, Any]]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.path, json.dumps(record, indent=1).encode(), PRIVATE)
        except OSError as error:
            raise TrustError(f"{self.path} cannot be written: {error.strerror}") from error
