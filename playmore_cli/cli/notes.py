"""``playmore note`` and ``playmore notes``: write and list notes on steps."""

from typing import Annotated

import typer

from playmore_cli.cli.context import AsJson, catalog, environment_of, find_lesson, open_store, print_json
from playmore_cli.errors import UsageError
from playmore_cli.timecode import format_timecode, video_link


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(note)
    app.command()(notes)


def note(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="The note.")],
    lesson: Annotated[
        str | None, typer.Option("--lesson", help="The lesson; without it the one played last.")
    ] = None,
    step: Annotated[
        str | None,
        typer.Option("--step", metavar="N|ID|TIMECODE", help="The step; without it where you are."),
    ] = None,
) -> None:
    """
    Write a note on a step.

    Example: playmore note "why is the gradient 0 here?" --lesson p1 --step 1:06:20
    """
    environment = environment_of(context)
    if not text.strip():
        raise UsageError("the note is empty; write it in quotes behind the command")
    with open_store(environment) as store:
        places = store.places()
        name = lesson or next(iter(places), None)
        if name is None:
            raise UsageError("nothing has been begun yet; name the lesson with --lesson")
        found = find_lesson(name)
        place = places.get(found.id)
        if step is not None:
            index = found.find(step)
        elif place is not None and found.has_step(place.step):
            index = found.index_of(place.step)
        else:
            raise UsageError(f"{found.id} has not been begun yet; name the step with --step")
        one = found.steps[index]
        store.add_note(found.id, one.id, one.at, text.strip())
    print(f"noted at {found.id}, {one.id}, {format_timecode(one.at)}", file=environment.stdout)


def notes(
    context: typer.Context,
    lesson: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson; without it all notes.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As Markdown, with links to the second of the video.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    List your notes.

    Example: playmore notes p1 --markdown > p1-notes.md
    """
    environment = environment_of(context)
    name = None if lesson is None else find_lesson(lesson).id
    with open_store(environment) as store:
        written = store.notes(name)
    videos = {summary.id: summary.video for summary in catalog().summaries()}
    if json:
        print_json(
            environment,
            [
                {"lesson": one.lesson, "step": one.step, "at": format_timecode(one.seconds), "text": one.text}
                for one in written
            ],
        )
        return
    if not written:
        print("no notes yet; n writes one while a lesson is open", file=environment.stderr)
    heading = ""
    for one in written:
        clock = format_timecode(one.seconds)
        if not markdown:
            print(f"{one.lesson} {clock} {one.step}: {one.text}", file=environment.stdout)
            continue
        if one.lesson != heading:
            heading = one.lesson
            print(f"# Notes on {one.lesson}\n", file=environment.stdout)
        where = f"[{clock}]({video_link(videos[one.lesson], one.seconds)})" if one.lesson in videos else clock
        print(f"- {where} `{one.step}`: {one.text}", file=environment.stdout)
