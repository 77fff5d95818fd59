"""The lessons there are, and how a learner names one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.cache import load_cached
from playmore_cli.lesson.model import Lesson, Timecode
from playmore_cli.paths import cache_folder, lessons_folder

_ENDINGS = (".yaml", ".yml")


class Summary(Struct, frozen=True):
    """A lesson in brief; *length* is the lecture's, *step_ids* are in the order of the lesson."""

    id: str
    title: str
    about: str
    video: str
    length: Timecode
    step_ids: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Catalog:
    """
    The lesson files of a folder; without one, those that ship with the program.

    A file is named after its lesson's id, then an underscore and words: ``p1_micrograd.yaml``. *cache* is the
    folder that keeps lessons in parsed form; with None every lesson is read from its file each time.
    """

    folder: Path = field(default_factory=lessons_folder)
    cache: Path | None = field(default_factory=lambda: cache_folder() / "lessons")

    @cached_property
    def files(self) -> dict[str, Path]:
        """
        The files by id, ``p2`` before ``p10``.

        Raises:
            UsageError: the folder cannot be read.
        """
        try:
            found = [
                path for path in self.folder.iterdir() if path.suffix in _ENDINGS and path.name[0] != "."
            ]
        except OSError as error:
            raise UsageError(f"the lessons in {self.folder} cannot be listed: {error.strerror}") from error
        return {path.stem.partition("_")[0]: path for path in sorted(found, key=_natural_order)}

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the lessons, in order; no file is read."""
        return tuple(self.files)

    def find(self, name: str) -> Lesson:
        """
        Return the lesson with this id, or the one in the file at this path.

        Raises:
            UsageError: there is no such lesson or file; the message names the nearest, or all.
            LessonError: the file is there but holds no valid lesson.
        """
        return load_cached(self.path_of(name), self.cache)

    def check(self, path: Path, undrawable: Callable[[str], str | None] | None = None) -> Lesson:
        """
        Return the lesson in a file, read anew, its formulae tried with *undrawable* (see `rules.Undrawable`).

        Raises:
            LessonError: the file holds no valid lesson; the error holds all problems.
        """
        from playmore_cli.lesson.loader import load_lesson  # brings in YAML, which other commands do not need

        return load_lesson(path, undrawable)

    def path_of(self, name: str) -> Path:
        """
        Return the file of the lesson that *name* means: an id, a file's name without its ending, or a path.

        Raises:
            UsageError: there is no such lesson or file; the message names the nearest, or all.
        """
        for key, path in self.files.items():
            if name.lower() in (key, path.stem.lower()):
                return path
        path = Path(name).expanduser() if name.startswith("~/") else Path(name)
        if path.name != name or path.suffix in _ENDINGS:
            if _is_there(path):
                return path
            raise UsageError(f"there is no lesson file {name}{did_you_mean(path.name, _names_beside(path))}")
        known = [*self.ids(), *(path.stem for path in self.files.values())]
        offer = f"; the lessons are {', '.join(self.ids())}" if known else f"; {self.folder} holds no lessons"
        raise UsageError(f"there is no lesson {name!r}{did_you_mean(name, known) or offer}")

    def lessons(self) -> tuple[Lesson, ...]:
        """
        Return all lessons.

        Raises:
            LessonError: one of the files holds no valid lesson.
        """
        return tuple(load_cached(path, self.cache) for path in self.files.values())

    def summaries(self) -> tuple[Summary, ...]:
        """
        Return all lessons in brief, for the home screen and lists.

        Raises:
            LessonError: one of the files holds no valid lesson.
        """
        return tuple(
            Summary(
                lesson.id,
                lesson.title,
                lesson.about,
                lesson.lecture.video,
                lesson.lecture.length,
                tuple(step.id for step in lesson.steps),
                path,
            )
            for path, lesson in zip(self.files.values(), self.lessons(), strict=True)
        )


def _natural_order(path: Path) -> list[tuple[int, str]]:
    """
    Return what sorts names with their numbers as numbers.

    >>> sorted([Path("p10_b"), Path("p9_a")], key=_natural_order)[0].name
    'p9_a'
    """
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", path.stem)]


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # something stands there that may not be looked at; reading it says what


def _names_beside(path: Path) -> list[str]:
    try:
        return [other.name for other in path.parent.iterdir() if other.suffix in _ENDINGS]
    except OSError:
        return []  # only a suggestion is lost
