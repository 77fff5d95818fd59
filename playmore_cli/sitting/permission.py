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
from playmore_cli.sitting.access import catalog, locate, open_store

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store


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
    """Return the lesson under the name of its progress; where several may be it, or a copy, the learner says which."""
    if located.is_ours or located.shelf is not None:
        return lesson
    from playmore_cli.lesson.identity import find_claims, moved_from
    from playmore_cli.sitting.asking import ask_whose, tell_of_claims
    from playmore_cli.store.trust import Trust

    kept, path = Trust(environment.trust_file), located.path.resolve()
    claims = find_claims(lesson, path, kept.known())
    if not claims or moved_from(claims) is not None:
        return lesson
    if not environment.is_terminal:
        tell_of_claims(environment, path, claims)
        return lesson
    with open_store(environment) as store:
        done = {one.key: len(store.done(one.key)) for one in claims}
    chosen = ask_whose(environment, lesson, path, claims, done)
    _remember(environment, lambda: kept.keep_path(lesson.id if chosen is None else chosen.key, path))
    return catalog().load(located)


def allow_code(environment: Environment, lesson: Lesson, located: Located, *, trust: bool) -> None:
    """
    Return where the code of *lesson* may run: it is playmore's own, was trusted before, or is trusted now.

    What it imports from the folder where it lies is part of that code, and given to its worker from then on; so is the
    data that it brings.

    Raises:
        UsageError: nobody can be asked.
        PlaymoreError: the learner does not want it to run.
    """
    if located.is_ours:
        return
    from playmore_cli.lesson.identity import find_claims, moved_from
    from playmore_cli.lesson.inspection import digest_of
    from playmore_cli.lesson.own_files import digest_with_files, files_beside
    from playmore_cli.lesson.own_modules import digest_with, modules_beside
    from playmore_cli.store.trust import Trust

    modules, files = modules_beside(lesson, located.path.parent), files_beside(lesson, located.path.parent)
    kept, code = Trust(environment.trust_file), digest_with(digest_of(lesson), modules)
    if not _lies_in_trusted(environment, located.path):
        digest = digest_with_files(code, files)
        if not kept.is_trusted(digest) and not _is_a_copy(lesson, digest):
            if not trust:
                _ask(environment, lesson, located, modules, files, knows_code=kept.knows_code(code))
            _remember(environment, lambda: kept.trust(digest, lesson.id, environment.clock(), code))
    environment.modules[lesson.id], environment.own_files[lesson.id] = modules, files
    claims = find_claims(lesson, located.path.resolve(), kept.known())
    if located.shelf is None and (
        not claims or moved_from(claims) is not None
    ):  # the rest the learner will be asked
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
    *,
    knows_code: bool,
) -> None:
    from playmore_cli.lesson.inspection import read_code
    from playmore_cli.lesson.own_files import describe_files
    from playmore_cli.sitting.asking import Brought, ask, refusal

    reading = read_code(lesson, modules)
    if not reading.pieces:
        return
    brought = Brought(describe_files(files), is_all_new=knows_code)
    if not (environment.stdin.isatty() and environment.stderr.isatty()):
        raise UsageError(refusal(lesson, located, reading, brought))
    ask(environment, lesson, located, reading, brought)


def _is_a_copy(lesson: Lesson, digest: str) -> bool:
    """Return whether a lesson is a copy of one of playmore's own, with the same code."""
    from playmore_cli.lesson.inspection import digest_of

    bare = bare_id(lesson.id.rpartition(":")[2])
    if bare not in catalog().ids():
        return False
    try:
        return digest_of(catalog().find(bare)) == digest
    except PlaymoreError:
        return False  # ours is broken, which says nothing about this one


def _lies_in_trusted(environment: Environment, path: Path) -> bool:
    """Return whether a file lies in a folder that the learner trusts."""
    return any(_lies_in(path, folder) for folder in environment.settings.trusted_folders)


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
