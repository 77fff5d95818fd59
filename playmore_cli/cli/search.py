"""``playmore search``: find words in narration and code."""

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.cli.start import Plain
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError
from playmore_cli.lesson.searching import Hit, search_lessons
from playmore_cli.ordinals import ordinal_in
from playmore_cli.sitting.access import open_store
from playmore_cli.sitting.own_lessons import all_groups
from playmore_cli.sitting.permission import find_runnable
from playmore_cli.sitting.speech import complain, make_console, print_json, say, tell_remarks
from playmore_cli.timecode import format_timecode
from playmore_cli.view.echo import harmless
from playmore_cli.view.excerpts import excerpt


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="All of them must be in one line or title.")
    ],
    go: Annotated[
        int | None,
        typer.Option("--go", metavar="N", min=1, help="Open the step of the Nth result in its lesson."),
    ] = None,
    plain: Plain = False,
    json: AsJson = False,
) -> None:
    """
    Find words in the narration and code of all lessons; in a terminal, go to one of the steps found.

    Example: playmore search saturated tanh --go 1

    Exit status: 1 if nothing is found.
    """
    environment = environment_of(context)
    wanted = " ".join(words).split()
    if not wanted:
        raise UsageError("which words? playmore search saturated tanh finds the lines with both")
    with open_store(environment) as store:
        groups = all_groups(store)
    hits = search_lessons([lesson for group in groups for lesson in group.lessons], wanted)
    if json:
        print_json(environment, [_document(hit) for hit in hits])
        return
    if not hits:
        complain(environment, f"nothing found for {' '.join(words)}")
        leave(ExitStatus.FAILED)
    if go is not None:
        leave(_open(environment, hits, str(go), plain=plain))
        return
    room = max(environment.size().columns - 4, 20)
    for number, hit in enumerate(hits, start=1):
        say(environment, f"{number} {hit.lesson} {format_timecode(hit.at)} {hit.step} ({hit.where})")
        _show_excerpt(environment, excerpt(hit, wanted, room), wanted)
    tell_remarks(environment, [remark for group in groups for remark in group.remarks])
    if environment.is_terminal:
        print(
            f"1 to {len(hits)} goes to that step, Enter leaves: ", end="", file=environment.stdout, flush=True
        )
        answer = environment.read_line().strip()
        if answer:
            leave(_open(environment, hits, answer, plain=plain))


def _open(environment: Environment, hits: Sequence[Hit], chosen: str, *, plain: bool) -> ExitStatus:
    """
    Play the lesson of a hit, given by its number from 1, at its step, with its variables rebuilt.

    It is a look: the learner's place, and so what comes next, stays what it was.
    """
    from playmore_cli.sitting.sitting import PlayWish, play

    number = ordinal_in(chosen)
    if number is None or not 1 <= number <= len(hits):
        raise UsageError(f"there is no result {chosen}; they are 1 to {len(hits)}")
    hit = hits[number - 1]
    lesson = find_runnable(environment, hit.lesson, trust=False)
    with open_store(environment) as store:
        wish = PlayWish(
            lesson.index_of(hit.step), "quick", auto=False, plain=plain, from_saved=False, looks=True
        )
        return play(environment, store, lesson, wish)


def _document(hit: Hit) -> dict[str, object]:
    return {
        "lesson": hit.lesson,
        "step": hit.step,
        "n": hit.number,
        "at": format_timecode(hit.at),
        "where": hit.where,
        "line": hit.line,
    }


def _show_excerpt(environment: Environment, text: str, words: Sequence[str]) -> None:
    """Print an excerpt, the words that were looked for in bold where the terminal has that."""
    if not (environment.has_colours and environment.stdout.isatty()):
        say(environment, f"    {text}")
        return
    from rich.text import Text

    line = Text(f"    {harmless(text)}", no_wrap=True)
    for word in words:
        line.highlight_regex(f"(?i){re.escape(word)}", "bold")
    make_console(environment).print(line)
