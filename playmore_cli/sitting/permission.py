"""
Whether code may run that is neither playmore's nor typed here: of a lesson by others, or of imported progress.

Every command that runs a lesson's code gets the lesson from `find_runnable`, or hands it to `allow_code`; where the
learner's own code of it is run too, `allow_imported` comes first.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.identity import bare_id
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import catalog, locate

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store
    from playmore_cli.store.trust import Trust


def find_runnable(environment: Environment, name: str, *, trust: bool) -> Lesson:
    """
    Return a lesson whose code may run; where it did not come with playmore the learner is asked first.

    Args:
        environment: a terminal to ask at, if it is one.
        name: an id or a path, as for `find_lesson`.
        trust: whether ``--trust`` was given.

    Raises:
        UsageError: there is no such lesson, or nobody can be asked.
        LessonError: its file has problems.
        PlaymoreError: the learner does not want it to run.
    """
    located = locate(name)
    lesson = _settled(environment, catalog().load(located), located)
    allow_code(environment, lesson, located, trust=trust)
    return lesson


def _settled(environment: Environment, lesson: Lesson, located: Located) -> Lesson:
    """Return the lesson under the name of its progress; whether a copy goes on with another's the learner says."""
    if located.is_ours or located.shelf is not None or not environment.is_terminal:
        return lesson
    from playmore_cli.lesson.identity import find_twin
    from playmore_cli.sitting.asking import ask_about_twin
    from playmore_cli.store.trust import Trust

    kept, path = Trust(environment.trust_file), located.path.resolve()
    twin = find_twin(lesson, path, kept.known())
    if twin is None or not ask_about_twin(environment, lesson, path, twin.path):
        return lesson
    _remember(environment, lambda: kept.keep_path(twin.key, path))
    return catalog().load(located)


def allow_code(environment: Environment, lesson: Lesson, located: Located, *, trust: bool) -> None:
    """
    Return where the code of *lesson* may run: it is playmore's own, was trusted before, or is trusted now.

    What it imports from the folder where it lies is part of that code, and given to its worker from then on.

    Raises:
        UsageError: nobody can be asked.
        PlaymoreError: the learner does not want it to run.
    """
    if located.is_ours:
        return
    from playmore_cli.lesson.inspection import digest_of
    from playmore_cli.lesson.own_files import files_beside
    from playmore_cli.lesson.own_modules import digest_with, modules_beside
    from playmore_cli.store.trust import Trust

    modules, files = modules_beside(lesson, located.path.parent), files_beside(lesson, located.path.parent)
    kept, digest = Trust(environment.trust_file), digest_with(digest_of(lesson), modules)
    if not _is_known(environment, lesson, located, kept, digest):
        if not trust:
            _ask(environment, lesson, located, modules, files)
        _remember(environment, lambda: kept.trust(digest, lesson.id, environment.clock()))
    environment.modules[lesson.id], environment.own_files[lesson.id] = modules, files
    if located.shelf is None:
        key = catalog().key_at(located, replace(lesson, id=bare_id(lesson.id)))
        _remember(environment, lambda: kept.keep_path(key, located.path.absolute()))


def allow_imported(environment: Environment, store: "Store", lesson: Lesson, *, trust: bool) -> None:
    """
    Settle whether code of the learner's progress may run that came with an import; it is asked about once.

    What may not run the store keeps to itself from then on.

    Raises:
        UsageError: nobody can be asked.
    """
    codes = store.undecided(lesson.id)
    if not codes:
        return
    if not trust:
        from playmore_cli.lesson.inspection import read_pieces
        from playmore_cli.sitting.asking import ask_about_imported, refusal_of_imported

        reading = read_pieces([(code.step, code.source) for code in codes])
        if not (environment.stdin.isatty() and environment.stderr.isatty()):
            raise UsageError(refusal_of_imported(lesson, reading))
        trust = ask_about_imported(environment, lesson, codes, reading)
    store.decide(codes, allowed=trust)


def _ask(
    environment: Environment,
    lesson: Lesson,
    located: Located,
    modules: Mapping[str, str],
    files: Mapping[str, Path],
) -> None:
    from playmore_cli.lesson.inspection import read_code
    from playmore_cli.lesson.own_files import describe_files
    from playmore_cli.sitting.asking import ask, refusal

    reading = read_code(lesson, modules)
    if not reading.pieces:
        return
    if not (environment.stdin.isatty() and environment.stderr.isatty()):
        raise UsageError(refusal(lesson, located, reading))
    ask(environment, lesson, located, reading, describe_files(files))


def _is_known(environment: Environment, lesson: Lesson, located: Located, kept: "Trust", digest: str) -> bool:
    """Return whether this code is playmore's, lies in a folder that the learner trusts, or was trusted before."""
    from playmore_cli.lesson.inspection import digest_of

    if kept.is_trusted(digest):
        return True
    if any(_lies_in(located.path, folder) for folder in environment.settings.trusted_folders):
        return True
    bare = bare_id(lesson.id.rpartition(":")[2])
    if bare not in catalog().ids():
        return False
    try:
        return digest_of(catalog().find(bare)) == digest  # a copy of ours, with the same code
    except PlaymoreError:
        return False  # ours is broken, which says nothing about this one


def _lies_in(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False  # a loop of links leads nowhere


def _remember(environment: Environment, keep: Callable[[], None]) -> None:
    """Keep a decision; where the disk fails say so, and ask again the next time."""
    from playmore_cli.store.trust import TrustError

    try:
        keep()
    except TrustError as error:
        print(f"playmore: {error}; the question comes again", file=environment.stderr)
