"""
What is known of lessons by others: which code may run, where files lie that were played, which courses are kept.

One JSON file of the user's own, ``lessons.json`` in the state folder; lessons by what their progress is kept under:

    {"trusted": {digest of code and data: [lesson, Unix time, digest of the code]}, "paths": {lesson: path},
     "steps": {lesson: {step id: digest of its text and code, when it was played last}},
     "courses": {folder: where it was fetched from, or nothing}}

A file that is damaged or missing counts as empty: the question is asked again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.identity import KnownLesson
from playmore_cli.whole_files import PRIVATE, write_whole


class TrustError(PlaymoreError):
    """What was decided could not be kept; the message says why."""


@dataclass(frozen=True)
class Trust:
    """The decisions kept in the file *path*."""

    path: Path

    def is_trusted(self, digest: str) -> bool:
        """Return whether what has this digest, code with its data, was let run before."""
        return digest in self._read()["trusted"]

    def knows_code(self, code: str) -> bool:
        """Return whether the code with this digest was let run before, with whatever data."""
        trusted = self._read()["trusted"]
        return code in trusted or any(isinstance(one, list) and code in one[2:] for one in trusted.values())

    def trust(self, digest: str, lesson: str, when: float, code: str = "") -> None:
        """
        Let what has this digest run from now on.

        Args:
            digest: of the code and its data.
            lesson: its id.
            when: a Unix time.
            code: the digest of the code alone.

        Raises:
            TrustError: it cannot be kept.
        """
        record = self._read()
        if digest not in record["trusted"]:
            record["trusted"][digest] = [lesson, when, code]
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

    def known(self) -> tuple[KnownLesson, ...]:
        """Return the lessons that were played from files."""
        record = self._read()
        return tuple(
            KnownLesson(key, Path(path).resolve(), _texts(record["steps"].get(key)), Path(path).is_file())
            for key, path in record["paths"].items()
            if isinstance(path, str)
        )

    def steps_of(self, lesson: str) -> dict[str, str]:
        """Return what the steps of a lesson were when it was played last, by id; nothing where it never was."""
        return _texts(self._read()["steps"].get(lesson))

    def keep_steps(self, lesson: str, steps: Mapping[str, str]) -> None:
        """
        Remember what the steps of a lesson are.

        Raises:
            TrustError: it cannot be kept.
        """
        record = self._read()
        if list(_texts(record["steps"].get(lesson)).items()) != list(steps.items()):
            record["steps"][lesson] = dict(steps)
            self._write(record)

    def courses(self) -> dict[Path, str]:
        """Return the folders of lessons that the learner keeps, each with the address it was fetched from, if any."""
        return {Path(folder): str(source) for folder, source in self._read()["courses"].items()}

    def keep_course(self, folder: Path, source: str, *, kept: bool = True) -> None:
        """
        Keep a folder of lessons in the list, or with *kept* false no more.

        Raises:
            TrustError: it cannot be kept.
        """
        record = self._read()
        record["courses"].pop(str(folder), None)
        if kept:
            record["courses"][str(folder)] = source
        self._write(record)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            record = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            record = {}  # asked again
        parts = record if isinstance(record, dict) else {}
        return {
            name: parts[name] if isinstance(parts.get(name), dict) else {}
            for name in ("trusted", "paths", "steps", "courses")
        }

    def _write(self, record: dict[str, dict[str, Any]]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.path, json.dumps(record, indent=1).encode(), PRIVATE)
        except OSError as error:
            raise TrustError(f"{self.path} cannot be written: {error.strerror}") from error


def _texts(found: Any) -> dict[str, str]:
    return (
        {key: text for key, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
    )
