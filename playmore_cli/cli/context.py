"""What several commands need: lessons, progress, consoles."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli import paths
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError
from playmore_cli.lesson.catalog import Catalog, Located
from playmore_cli.lesson.model import Lesson

if TYPE_CHECKING:
    from rich.console import Console

    from playmore_cli.lesson.packages import Shelf
    from playmore_cli.store.progress import Store
    from playmore_cli.view.theme import Theme

LessonName = Annotated[str, typer.Argument(metavar="LESSON", help="A lesson's id (p1) or a lesson file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def environment_of(context: typer.Context) -> Environment:
    """Return the world outside, which the entry point hands over."""
    environment = context.find_root().obj
    assert isinstance(environment, Environment)
    return environment


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """Return the lessons that are installed: playmore's own and those of other packages."""
    return Catalog(paths.lessons_folder(), paths.cache_folder(), _search)


def _search() -> "tuple[Shelf, ...]":
    from playmore_cli.lesson.packages import find_shelves

    return find_shelves(paths.cache_folder())


def find_lesson(name: str) -> Lesson:
    """
    Return a lesson by id or path, to look at; `trust.find_runnable` gives one whose code is to run.

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
    from playmore_cli.store.progress import Store, StoreError

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


def print_json(environment: Environment, document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2), file=environment.stdout)


def say(environment: Environment, line: str) -> None:
    """Print one line; whatever in it would command the terminal is taken out, for lessons may be by anyone."""
    print(_harmless(line), file=environment.stdout)


def complain(environment: Environment, message: str) -> None:
    """Print an error or a remark on the standard error, with nothing in it that would command the terminal."""
    print(f"playmore: {_harmless(message)}", file=environment.stderr)


def tell_remarks(environment: Environment, remarks: Iterable[str]) -> None:
    """Print a quiet line on the standard error for each lesson file that cannot be read."""
    for remark in remarks:
        complain(environment, remark)


def _harmless(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return text
    from playmore_cli.view.clean import clean_plain  # brings in rich, which few lines need

    return clean_plain(text)


def leave(status: ExitStatus) -> None:
    """
    End the command with *status*.

    Raises:
        typer.Exit: unless the status is that of success.
    """
    if status != ExitStatus.DONE:
        raise typer.Exit(int(status))


def is_plain(environment: Environment, plain: bool) -> bool:
    """Return whether to say things in plain lines: asked for, not a terminal, or a dumb one."""
    is_wanted = plain or environment.settings.plain
    return is_wanted or not environment.stdout.isatty() or environment.is_dumb


def choose_theme(environment: Environment) -> "Theme":
    """Return the colours that suit the terminal; it is asked for its background where that is possible."""
    from playmore_cli.view import theme

    setting = environment.settings.theme
    background = None
    if setting == "auto" and environment.has_colours and environment.is_terminal:
        background = theme.background_from_environment(environment.variables.get("COLORFGBG"))
        background = background or theme.ask_background(environment.stdin, environment.stdout)
    return theme.choose_theme(setting, background, environment.has_colours)


def make_console(environment: Environment) -> "Console":
    """Return a console for the standard output that believes what the environment says of it."""
    from rich.console import Console

    return Console(
        file=environment.stdout,
        width=environment.size().columns,
        height=environment.size().lines,
        no_color=not environment.has_colours or None,
        color_system="auto" if environment.has_colours else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
