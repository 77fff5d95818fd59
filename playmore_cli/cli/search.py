"""``playmore search``: find words in narration and code."""

from typing import Annotated

import typer

from playmore_cli.cli.context import (
    AsJson,
    catalog,
    environment_of,
    leave,
    print_json,
    say,
    tell_remarks,
)
from playmore_cli.errors import ExitStatus
from playmore_cli.lesson.searching import Hit, search_lessons
from playmore_cli.timecode import format_timecode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(search)


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="All of them must be in one line or title.")
    ],
    json: AsJson = False,
) -> None:
    """
    Find words in the narration and code of all lessons.

    Example: playmore search saturated tanh
    """
    environment = environment_of(context)
    hits = search_lessons(catalog().lessons(), " ".join(words).split())
    if json:
        print_json(environment, [_document(hit) for hit in hits])
        return
    if not hits:
        print(f"nothing found for {' '.join(words)}", file=environment.stderr)
        leave(ExitStatus.FAILED)
    width = max(environment.size().columns, 30)
    for hit in hits:
        head = f"{hit.lesson} {format_timecode(hit.at)} {hit.step} ({hit.where})"
        room = max(width - 4, 20)
        say(environment, head)
        say(environment, f"    {_around(hit.line, words[0], room)}")
    tell_remarks(environment, catalog().remarks())


def _document(hit: Hit) -> dict[str, object]:
    return {
        "lesson": hit.lesson,
        "step": hit.step,
        "n": hit.number,
        "at": format_timecode(hit.at),
        "where": hit.where,
        "line": hit.line,
    }


def _around(line: str, word: str, room: int) -> str:
    """Return the part of *line* around *word* that fits into *room* characters."""
    line = " ".join(line.split())
    if len(line) <= room:
        return line
    start = max(min(line.lower().find(word.lower()) - room // 3, len(line) - room + 1), 0)
    part = line[start : start + room - 2]
    return ("…" if start else "") + part + ("…" if start + len(part) < len(line) else "")
