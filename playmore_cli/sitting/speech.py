"""What a command says: lines, remarks, documents, and the console and colours that suit the terminal."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playmore_cli.environment import Environment
from playmore_cli.view.echo import escaped, harmless, unfiltered
from playmore_cli.view.line_breaks import between_words

if TYPE_CHECKING:
    from rich.console import Console

    from playmore_cli.view.theme import Theme


def print_json(environment: Environment, document: Any) -> None:
    """Print one JSON document."""
    print(escaped(json.dumps(document, ensure_ascii=False, indent=2)), file=environment.stdout)


def say(environment: Environment, line: str, *, hang: int = 0, aside: bool = False) -> None:
    """
    Print a line, broken between words where a terminal is narrower, its further rows *hang* columns further in.

    Whatever in it would command the terminal is taken out, for lessons may be by anyone. An *aside* goes to the
    standard error: what a command says beside what it was asked for.
    """
    stream = environment.stderr if aside else environment.stdout
    text = harmless(line)
    print(between_words(text, environment.size().columns, hang) if stream.isatty() else text, file=stream)


def complain(environment: Environment, message: str) -> None:
    """Print an error or a remark on the standard error, as `say` does."""
    say(environment, f"playmore: {message}", aside=True)


def tell_remarks(environment: Environment, remarks: Iterable[str]) -> None:
    """Print a quiet line on the standard error for each lesson file that cannot be read."""
    for remark in remarks:
        complain(environment, remark)


@contextmanager
def progress_line(environment: Environment, otherwise: str = "") -> Iterator[Callable[[str], None]]:
    """
    Yield what writes a line of progress over the one before on the standard error; it is gone afterwards.

    Where no terminal draws it nothing is written but *otherwise*, once, at the beginning.
    """
    draws = environment.stderr.isatty() and not environment.is_dumb

    def show(text: str) -> None:
        if draws:
            line = f"\r\x1b[K{harmless(text)}"
            print(line, end="", file=unfiltered(environment.stderr), flush=True)

    if otherwise and not draws:
        print(otherwise, file=environment.stderr, flush=True)
    try:
        yield show
    finally:
        show("")


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
        if background is None:
            from playmore_cli.sitting.pixels import ask_terminal

            background = theme.background_from_answer(ask_terminal(environment))
    return theme.choose_theme(setting, background, environment.has_colours)


def make_console(environment: Environment) -> "Console":
    """Return a console for the standard output that believes what the environment says of it."""
    from rich.console import Console

    return Console(
        # Without a terminal there is nothing to draw with, and all is cleaned.
        file=unfiltered(environment.stdout) if environment.stdout.isatty() else environment.stdout,
        width=environment.size().columns,
        height=environment.size().lines,
        no_color=not environment.has_colours or None,
        color_system="auto" if environment.has_colours else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
