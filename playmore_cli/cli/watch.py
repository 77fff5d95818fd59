"""``playmore watch``: the video at a step."""

from typing import Annotated

import typer

from playmore_cli.cli.context import LessonName, environment_of, find_lesson, open_store
from playmore_cli.timecode import format_timecode, video_link


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(watch)


def watch(
    context: typer.Context,
    name: LessonName,
    step: Annotated[
        str | None, typer.Argument(metavar="[STEP|TIMECODE]", help="Where; without it where you are.")
    ] = None,
    link: Annotated[bool, typer.Option("--link", help="Print the link and open nothing.")] = False,
) -> None:
    """
    Open the lecture's video at the second of a step.

    Example: playmore watch p1 1:22:28
    """
    from playmore_cli.video.browser import open_link

    environment = environment_of(context)
    lesson = find_lesson(name)
    with open_store(environment) as store:
        place = store.place(lesson.id)
    if step is not None:
        index = lesson.find(step)
    else:
        index = lesson.index_of(place.step) if place and lesson.has_step(place.step) else 0
    one = lesson.steps[index]
    address = video_link(lesson.lecture.video, one.at)
    print(f"{format_timecode(one.at)}  {one.id}\n{address}", file=environment.stdout)
    if not link and not open_link(address, environment.variables):
        print("no browser could be opened here; follow the link", file=environment.stderr)
