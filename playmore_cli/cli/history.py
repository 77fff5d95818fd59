"""``playmore history``: how a class, function or name grew through the lecture."""

from typing import Annotated

import typer

from playmore_cli.cli.context import AsJson, LessonName, environment_of
from playmore_cli.lesson.evolution import Version, compare_code, history
from playmore_cli.sitting.access import find_lesson
from playmore_cli.sitting.speech import choose_theme, is_plain, make_console, print_json, say
from playmore_cli.timecode import format_timecode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("history")(show_history)


def show_history(
    context: typer.Context,
    lesson_name: LessonName,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A class, function, method (Value.backward) or name.")
    ],
    full: Annotated[
        bool, typer.Option("--full", help="Each version in full instead of its changes.")
    ] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="What you typed at a step instead; NAME is its number or id.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Show the versions of a class or function through the lecture, with what changed and when.

    Example: playmore history p1 Value

    With --mine: all that you typed at a step, and when: edits, attempts, lines, notes and guesses.

    Example: playmore history p1 value-op --mine
    """
    environment = environment_of(context)
    lesson = find_lesson(lesson_name)
    if mine:
        from playmore_cli.sitting.own_texts import show_own_texts

        show_own_texts(environment, lesson, lesson.find(name), json=json)
        return
    versions = history(lesson, name)
    if json:
        print_json(
            environment,
            [
                {
                    "step": lesson.steps[version.index].id,
                    "n": version.index + 1,
                    "at": format_timecode(version.at),
                    "source": version.source,
                }
                for version in versions
            ],
        )
        return
    plain = is_plain(environment, False)
    for number, version in enumerate(versions, start=1):
        step = lesson.steps[version.index]
        where = f"{format_timecode(version.at)} · step {version.index + 1} {step.id}"
        head = f"{name}, version {number} of {len(versions)} · {where}"
        before = versions[number - 2].source if number > 1 else None
        if plain:
            say(environment, head)
            print(_plain(version, before, full), file=environment.stdout)
        else:
            from rich.text import Text

            from playmore_cli.view.code import code

            console, theme = make_console(environment), choose_theme(environment)
            console.print(Text(head, theme.title))
            marks, removed, source = _changes(version, before, full)
            console.print(code(source, marks, removed=removed, theme=theme, indent=1))
            console.print()


def _plain(version: Version, before: str | None, full: bool) -> str:
    from playmore_cli.view.code import plain_code

    marks, removed, source = _changes(version, before, full)
    return plain_code(source, marks, removed) + "\n"


def _changes(
    version: Version, before: str | None, full: bool
) -> tuple[list[str] | None, dict[int, list[str]], str]:
    """
    Return marks by line, removed lines by place and the lines to show.

    Unless *full*, lines far from any change are left out, a ``...`` in their place.
    """
    lines = version.source.split("\n")
    if before is None:
        return None, {}, version.source
    changes = compare_code(before, version.source)
    marks, removed = list(changes.marks), {place: list(old) for place, old in changes.removed.items()}
    if full:
        return marks, removed, version.source
    return _near_changes(lines, marks, removed)


def _near_changes(
    lines: list[str], marks: list[str], removed: dict[int, list[str]], context: int = 2
) -> tuple[list[str], dict[int, list[str]], str]:
    touched = {index for index, mark in enumerate(marks) if mark != " "} | set(removed)
    near = {
        other
        for index in touched
        for other in range(index - context, index + context + 1)
        if 0 <= other < len(lines)
    } | {0}
    kept_lines: list[str] = []
    kept_marks: list[str] = []
    kept_removed: dict[int, list[str]] = {}
    for index in range(len(lines) + 1):
        if index in removed:
            kept_removed[len(kept_lines)] = removed[index]
        if index in near:
            kept_lines.append(lines[index])
            kept_marks.append(marks[index])
        elif index < len(lines) and (not kept_lines or kept_lines[-1] != "..."):
            kept_lines.append("...")
            kept_marks.append(" ")
    return kept_marks, kept_removed, "\n".join(kept_lines)
