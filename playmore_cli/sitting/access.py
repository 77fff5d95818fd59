"""The lessons and the learner's progress, as every command reaches them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from playmore_cli import paths
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Catalog, Located
from playmore_cli.lesson.model import Lesson

if TYPE_CHECKING:
    from playmore_cli.lesson.packages import Shelf
    from playmore_cli.store.learner import Store


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """Return the lessons that are installed: playmore's own and those of other packages."""
    return Catalog(paths.lessons_folder(), paths.cache_folder(), _search)


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


def locate(name: str) -> Located:
    """
    Return where a lesson lies: one of the catalogue, or one that was played by its path and is named by its id now.

    Raises:
        UsageError: there is none of this name.
    """
    try:
        return catalog().locate(name)
    except UsageError:
        from playmore_cli.store.trust import Trust

        path = Trust(paths.trust_file()).path_of(name)
        if path is None or not path.is_file():
            raise
        return catalog().locate(str(path))


@contextmanager
def open_store(environment: Environment) -> "Iterator[Store]":
    """
    Open the learner's progress; where the disk cannot be used say so and go on without memory.

    Playing must not depend on a writable disk, and what cannot be kept is said before anything is lost.
    """
    from playmore_cli.store.learner import Store, StoreError

    try:
        store = Store(environment.progress_file, environment.clock)
    except StoreError as error:
        print(f"playmore: {error}; for now nothing is kept", file=environment.stderr)
        store = Store.in_memory(environment.clock)
    if store.warning:
        print(f"playmore: {store.warning}", file=environment.stderr)
    try:
        yield store
    finally:
        store.close()
