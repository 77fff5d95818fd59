"""``playmore glossary``: the words and calls of the lectures, one sentence each."""

import textwrap
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, environment_of
from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.terms import Meaning, find_meanings, meanings
from playmore_cli.sitting.access import catalog, find_lesson
from playmore_cli.sitting.speech import choose_theme, is_plain, make_console, print_json, say, tell_remarks
from playmore_cli.timecode import format_timecode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(glossary)


def glossary(
    context: typer.Context,
    word: Annotated[str, typer.Argument(metavar="[WORD]", help="A word or call; without one, all.")] = "",
    lesson_name: Annotated[
        str | None, typer.Option("--lesson", metavar="LESSON", help="The words of this lesson alone.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Explain a word or call of the lectures in one sentence, and say which step introduces it.

    Example: playmore glossary logits

    Example: playmore glossary --lesson p2
    """
    environment = environment_of(context)
    lessons = catalog().lessons() if lesson_name is None else (find_lesson(lesson_name),)
    known = [one for lesson in lessons for one in meanings(lesson)]
    found = find_meanings(known, word) if word else tuple(sorted(known, key=_order))
    if word and not found:
        near = did_you_mean(word, {one.word for one in known})
        raise UsageError(f"the glossary has no word {word!r}{near or '; playmore glossary lists them'}")
    if json:
        print_json(environment, [_document(one) for one in found])
        return
    console = None if is_plain(environment, False) else make_console(environment)
    theme = choose_theme(environment) if console else None
    for one in found:
        head, *rest = glossary_lines(one, max(environment.size().columns, 20), is_alone=bool(word))
        if console and theme:
            from rich.text import Text

            console.print(Text(head, theme.title))
        else:
            say(environment, head)
        for line in rest:
            say(environment, line)
    tell_remarks(environment, catalog().remarks())


def glossary_lines(one: Meaning, width: int, *, is_alone: bool) -> Iterator[str]:
    """
    Yield a term in lines of at most *width* cells: its name, its sentence, and where it is introduced.

    A command to get there follows where it *is_alone*, on a line of its own.
    """
    also = f" ({', '.join(one.forms)})" if one.forms else ""
    yield from textwrap.wrap(f"{one.word}{also}", width, subsequent_indent="    ")
    where = f"[{one.place}, {format_timecode(one.at)}]"
    yield from textwrap.wrap(f"{one.says} {where}", width, initial_indent="    ", subsequent_indent="    ")
    if is_alone:
        yield f"    playmore start {one.lesson} --step {one.step}"


def _order(one: Meaning) -> str:
    return one.word.lower().lstrip(".")


def _document(one: Meaning) -> dict[str, Any]:
    return {
        "word": one.word,
        "is": one.says,
        "forms": list(one.forms),
        "lesson": one.lesson,
        "step": one.step,
        "n": one.number,
        "at": format_timecode(one.at),
    }
