"""The lessons and the learner's progress, as every command reaches them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from playmore_cli import paths
from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.lesson.catalog import Catalog, Group, Located, Summary
from playmore_cli.lesson.identity import bare_id
from playmore_cli.lesson.model import Lesson
from playmore_cli.paths import path_named, text_named
from playmore_cli.sitting.speech import complain

if TYPE_CHECKING:
    from playmore_cli.lesson.packages import Shelf
    from playmore_cli.store.learner import Store

_NOT_KEPT = "playing goes on, but nothing of it is kept: no place, no notes, no code of yours, no answers"
"""What is said once where the disk takes nothing while a lesson is played."""


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """Return the lessons that are installed: playmore's own and those of other packages."""
    return Catalog(paths.lessons_folder(), paths.cache_folder(), _search, _key)


def _key(lesson: Lesson, path: Path) -> str:
    from playmore_cli.lesson.identity import key_of
    from playmore_cli.store.trust import Trust

    return key_of(lesson, path.resolve(), Trust(paths.trust_file()).known(), catalog().ids())


def _search() -> "tuple[Shelf, ...]":
    from playmore_cli.lesson.packages import find_shelves

    return find_shelves(paths.cache_folder())


def find_lesson(name: str) -> Lesson:
    """
    Return a lesson by id or path, to look at; `permission.find_runnable` gives one whose code is to run.

    Raises:
        UsageError: there is none of this name.
        LessonError: its file has problems.
    """
    return catalog().load(locate(name))


def find_needed(lesson: Lesson, name: str) -> Lesson:
    """
    Return a lesson that another one needs or links to: of the same package or folder, or else any of this name.

    Raises:
        UsageError: there is none of this name.
        LessonError: its file has problems.
    """
    package, colon, own = lesson.id.rpartition(":")
    if name == bare_id(own):
        return lesson
    if not colon and (beside := _beside(lesson, name)) is not None:
        return beside
    try:
        return find_lesson(f"{package}{colon}{name}")
    except UsageError:
        if not colon:
            raise
    return find_lesson(name)


def _beside(lesson: Lesson, name: str) -> Lesson | None:
    """Return the lesson of this name in the folder where a lesson lies that was named by its path, if there is one."""
    from playmore_cli.store.trust import Trust, TrustError

    kept = Trust(paths.trust_file())
    path = kept.path_of(lesson.id)
    if path is None:
        return None
    try:
        located = catalog().locate(str(path.parent / name))
        found = catalog().load(located)
    except PlaymoreError:
        return None
    if not located.is_ours:
        with suppress(TrustError):  # it is found by its name alone from now on
            kept.keep_path(found.id, located.path.absolute())
    return found


def locate(name: str) -> Located:
    """
    Return where a lesson lies: one of the catalogue, one that was played by its path, or one of a course that is kept.

    Raises:
        UsageError: there is none of this name.
    """
    try:
        return catalog().locate(name)
    except UsageError:
        from playmore_cli.store.trust import Trust

        kept = Trust(paths.trust_file())
        path = kept.path_of(name)
        if path is not None and path.is_file():
            return catalog().locate(str(path))
        for folder in kept.courses():
            if (found := _in_course(folder, name)) is not None:
                return found
        raise


def _in_course(folder: Path, name: str) -> Located | None:
    """Return the lesson of a folder by its file's name, its id, or what its progress is kept under (``x1@course``)."""
    try:
        located = catalog().locate(str(folder / bare_id(name)))
        return located if name == bare_id(name) or catalog().load(located).id == name else None
    except PlaymoreError:
        return None


def named_briefly(group: Group) -> Group:
    """Return the lessons of a course that is kept, each by the shortest name that means it."""
    return group._replace(summaries=tuple(_named_briefly(one) for one in group.summaries))


def _named_briefly(summary: Summary) -> Summary:
    try:
        is_meant = locate(summary.id).path.resolve() == summary.path.resolve()
    except PlaymoreError:
        return summary
    return replace(summary, name=summary.id) if is_meant else summary


@contextmanager
def open_store(environment: Environment, *, plays: bool = False) -> "Iterator[Store]":
    """
    Open the learner's progress.

    Args:
        environment: says where it lies.
        plays: whether a lesson is played, which must not depend on a writable disk: it is said at the start that
            nothing will be kept, and at the end that something was not. Without it what cannot be kept is an error
            at once; reading works all the same.

    Raises:
        StoreError: progress cannot be read, or something could not be kept.
    """
    from playmore_cli.store.learner import Store, StoreError

    store = Store(environment.progress_file, environment.clock, goes_on=plays)
    if store.warning:
        complain(environment, store.warning)
    if plays and store.trouble:
        complain(environment, f"{store.trouble}; {_NOT_KEPT}")
    try:
        yield store
        if store.unkept:
            raise StoreError(f"what you did since was not kept: {store.trouble}")
    finally:
        store.close()


def read_text_file(file: str) -> str:
    """
    Return what is written in a file that a learner or author names.

    Raises:
        UsageError: it cannot be read, is no text or too long.
    """
    try:
        with path_named(file).open("rb") as opened:
            return text_named(opened, file)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
