"""The lessons there are, and how a learner names one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.cache import load_cached
from playmore_cli.lesson.model import Lesson, Timecode
from playmore_cli.lesson.naming import (
    ENDINGS,
    file_named,
    files_or_none,
    is_in,
    is_there,
    lesson_files,
    names_beside,
    plain_name,
)
from playmore_cli.lesson.problems import LessonError
from playmore_cli.paths import cache_folder, lessons_folder, path_named

if TYPE_CHECKING:
    from playmore_cli.lesson.packages import Shelf


class Summary(Struct, frozen=True):
    """
    A lesson in brief.

    Args:
        id: what progress is kept under; a package's lesson has the package's name in front, ``course:x1``.
        length: the lecture's.
        step_ids: in the order of the lesson.
        name: what to write where a command wants a LESSON.
        origin: the package it comes from, ``course 1.0``; empty for those that came with playmore or by path.
    """

    id: str
    title: str
    about: str
    video: str
    length: Timecode
    step_ids: tuple[str, ...]
    path: Path
    name: str
    origin: str = ""


class Group(NamedTuple):
    """Lessons of one *origin*, and a *remark* on each file that holds none, or whose name says too little."""

    origin: str
    lessons: tuple[Lesson, ...]
    summaries: tuple[Summary, ...]
    remarks: tuple[str, ...]


class Located(NamedTuple):
    """The file of a lesson; *shelf* is the package it comes from, and *is_ours* says that playmore brought it."""

    path: Path
    shelf: "Shelf | None" = None
    is_ours: bool = False


@dataclass(frozen=True)
class Catalog:
    """
    The lesson files of a folder, without one those that ship with the program; and those of installed packages.

    A file is named after its lesson's id, then an underscore and words: ``p1_micrograd.yaml``. *cache* is the
    folder that keeps lessons in parsed form; with None every lesson is read from its file each time.
    *search* finds the packages' folders and is asked only where they matter. *key* says what the progress of a lesson
    in a file is kept under, which is the lesson's id from then on; without it the id that the file has.
    """

    folder: Path = field(default_factory=lessons_folder)
    cache: Path | None = field(default_factory=lambda: cache_folder() / "lessons")
    search: "Callable[[], tuple[Shelf, ...]]" = tuple
    key: Callable[[Lesson, Path], str] | None = None

    @cached_property
    def files(self) -> dict[str, Path]:
        """
        The folder's files by id, ``p2`` before ``p10``.

        Raises:
            UsageError: the folder cannot be read.
        """
        return lesson_files(self.folder)

    @cached_property
    def shelves(self) -> "tuple[Shelf, ...]":
        """The lesson folders of installed packages."""
        return self.search()

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the folder's own lessons, in order; no file is read."""
        return tuple(self.files)

    # -- one lesson --------------------------------------------------------------------------------------------

    def find(self, name: str) -> Lesson:
        """
        Return the lesson with this id, of this package (``course:x1``), or in the file or folder at this path.

        Raises:
            UsageError: there is no such lesson or file; the message names the nearest, or all.
            LessonError: the file is there but holds no valid lesson.
        """
        return self.load(self.locate(name))

    def load(self, located: Located) -> Lesson:
        """
        Return the lesson of a file; that of a package has the package's name before its id.

        Raises:
            LessonError: the file holds no valid lesson.
        """
        lesson = load_cached(located.path, self.cache)
        key = self.key_at(located, lesson)
        return lesson if key == lesson.id else replace(lesson, id=key)

    def key_at(self, located: Located, lesson: Lesson) -> str:
        """Return what the progress of a lesson is kept under, which has the id that its file gives it."""
        if located.shelf is not None:
            return f"{located.shelf.name}:{lesson.id}"
        if located.is_ours or self.key is None:
            return lesson.id
        return self.key(lesson, located.path)

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
        Return the file of the lesson that *name* means.

        Raises:
            UsageError: there is no such lesson or file; the message names the nearest, or all.
        """
        return self.locate(name).path

    def locate(self, name: str) -> Located:
        """
        Return where the lesson lies that *name* means.

        That is, in this order: an id, or a file's name without its ending; a package's lesson as ``course:x1``; a path
        to a file, to a folder that holds one lesson, or to a folder and an id in it; the id of a package's lesson.

        Raises:
            UsageError: there is no such lesson or file; the message names the nearest, or all.
        """
        if (own := file_named(self.files, name)) is not None:
            return Located(own, None, is_ours=True)
        path = path_named(name)
        is_folder = bool(name) and path.is_dir() and bool(files_or_none(path))
        if (name and path.name != name) or path.suffix in ENDINGS or is_folder:
            found = self._at(path, name)
            return Located(found, None, is_ours=is_in(found, self.folder))
        return self._packaged(name)

    def _at(self, path: Path, name: str) -> Path:
        if path.is_dir():
            return self._only_one(path, name)
        if is_there(path):
            return path
        if path.parent.is_dir() and path.suffix not in ENDINGS:
            files = lesson_files(path.parent)
            if (inside := file_named(files, path.name) or self._with_id(files, path.name)) is not None:
                return inside
        near = did_you_mean(path.name, names_beside(path))
        raise UsageError(f"there is no lesson file {name}{near}")

    def _only_one(self, folder: Path, name: str) -> Path:
        files = lesson_files(folder)
        if len(files) == 1:
            return next(iter(files.values()))
        if not files:
            raise UsageError(f"the folder {name} holds no lesson files; their names end in .yaml")
        group = self.group_at(folder)
        rows = "".join(f"\n  {one.name}  {one.title}" for one in group.summaries)
        rows += "".join(f"\n  {remark}" for remark in group.remarks)
        raise UsageError(f"the folder {name} holds {len(files)} lessons; name one of them:{rows}")

    def _with_id(self, files: dict[str, Path], wanted: str) -> Path | None:
        """Return the file whose lesson has an id that the file's name does not tell."""
        for path in files.values():
            try:
                if load_cached(path, self.cache).id == wanted:
                    return path
            except LessonError:
                continue  # a broken file has no id; lists name it
        return None

    def _packaged(self, name: str) -> Located:
        package, colon, wanted = name.rpartition(":")
        shelves = [one for one in self.shelves if one.folder is not None]
        if colon:
            shelves = [one for one in shelves if plain_name(one.name) == plain_name(package)]
        found = []
        for shelf in shelves:
            assert shelf.folder is not None
            files = files_or_none(shelf.folder)
            path = file_named(files, wanted) or self._with_id(files, wanted)
            if path is not None:
                found.append(Located(path, shelf))
        if len(found) == 1 or (found and colon):
            return found[0]
        if found:
            offers = " or ".join(f"{one.shelf.name}:{wanted}" for one in found if one.shelf)
            raise UsageError(f"more than one package has a lesson {wanted!r}; write {offers}")
        known = [*self.ids(), *(path.stem for path in self.files.values())]
        # By the names of the files: to suggest one no lesson is read.
        known += [
            f"{shelf.name}:{key}"
            for shelf in self.shelves
            if shelf.folder is not None
            for key in files_or_none(shelf.folder)
        ]
        offer = f"; the lessons are {', '.join(self.ids())}" if known else f"; {self.folder} holds no lessons"
        raise UsageError(f"there is no lesson {name!r}{did_you_mean(name, known) or offer}")

    # -- all lessons -------------------------------------------------------------------------------------------

    def groups(self) -> tuple[Group, ...]:
        """Return the lessons by where they come from: the folder's own, then each package's."""
        return self._groups

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        groups = [self._group(self.files, "", None, "")]
        for shelf in self.shelves:
            if shelf.folder is None:
                groups.append(Group(shelf.origin, (), (), (f"{shelf.origin}: {shelf.problem}",)))
                continue
            files = files_or_none(shelf.folder)
            groups.append(self._group(files, shelf.origin, shelf, f"{shelf.name}:"))
        return tuple(groups)

    def group_at(self, folder: Path) -> Group:
        """
        Return the lessons of a folder that a learner names.

        Raises:
            UsageError: it cannot be read.
        """
        return self._group(lesson_files(folder), str(folder), None, f"{str(folder).rstrip('/')}/")

    def _group(self, files: dict[str, Path], origin: str, shelf: "Shelf | None", before: str) -> Group:
        lessons, summaries, remarks = [], [], []
        for key, path in files.items():
            try:
                lesson = self.load(Located(path, shelf, is_ours=not origin))
            except LessonError as error:
                remarks.append(_broken(path, before + key if origin else key, len(error.problems)))
                continue
            name = lesson.id if shelf else before + key
            summaries.append(summary_of(lesson, path, name, shelf.origin if shelf else ""))
            lessons.append(lesson)
            bare = lesson.id.rpartition(":")[2]
            if shelf is not None and bare in self.files:
                remarks.append(
                    f"{bare} alone is playmore's own lesson; write {lesson.id} for that of {origin}"
                )
        return Group(origin, tuple(lessons), tuple(summaries), tuple(remarks))

    def lessons(self) -> tuple[Lesson, ...]:
        """Return all lessons that can be read; `remarks` tells of the rest."""
        return tuple(lesson for group in self.groups() for lesson in group.lessons)

    def summaries(self) -> tuple[Summary, ...]:
        """Return all lessons in brief that can be read; `remarks` tells of the rest."""
        return tuple(summary for group in self.groups() for summary in group.summaries)

    def remarks(self) -> tuple[str, ...]:
        """Return a line for each file that holds no lesson, and for each id that means another lesson."""
        return tuple(remark for group in self.groups() for remark in group.remarks)


def summary_of(lesson: Lesson, path: Path, name: str, origin: str = "") -> Summary:
    """Return a lesson in brief."""
    return Summary(
        lesson.id,
        lesson.title,
        lesson.about,
        lesson.lecture.video,
        lesson.lecture.length,
        tuple(step.id for step in lesson.steps),
        path,
        name,
        origin,
    )


def _broken(path: Path, name: str, count: int) -> str:
    problems = f"{count} problem{'s' if count != 1 else ''}"
    return f"{path.parent.name}/{path.name} has {problems}; playmore check {name} names them"
