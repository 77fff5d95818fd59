"""``playmore watch``: the video at a step, as a link, in the browser, or in mpv in step with the lesson."""

from pathlib import Path
from typing import Annotated

import typer

from playmore_cli.cli.context import LessonName, TrustOption, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import find_lesson, open_store
from playmore_cli.sitting.permission import find_runnable
from playmore_cli.sitting.speech import say
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
    mpv: Annotated[
        bool, typer.Option("--mpv", help="Play the lesson with the video in mpv, each following the other.")
    ] = False,
    file: Annotated[
        str | None,
        typer.Option(
            "--file",
            metavar="PATH|URL",
            help="With mpv: play this in place of the lecture's address; remembered for the lesson.",
        ),
    ] = None,
    socket: Annotated[
        Path | None,
        typer.Option(
            "--socket", metavar="PATH", help="With mpv: the one that listens here (--input-ipc-server=PATH)."
        ),
    ] = None,
    trust: TrustOption = False,
) -> None:
    """
    Open the lecture's video at the second of a step, or play the lesson in step with the video.

    Example: playmore watch p1 1:22:28

    Example: playmore watch p1 --mpv --file ~/videos/micrograd.mp4
    """
    environment = environment_of(context)
    in_step = mpv or file is not None or socket is not None
    if link and in_step:
        raise UsageError(
            "--link opens nothing, and --mpv, --file and --socket open a player; give one or the other"
        )
    lesson = find_runnable(environment, name, trust=trust) if in_step else find_lesson(name)
    index = None if step is None else lesson.find(step)
    if in_step:
        _play_in_step(environment, lesson, index, file, socket)
    else:
        _show(environment, lesson, index, link=link)


def _show(environment: Environment, lesson: Lesson, index: int | None, *, link: bool) -> None:
    """Print where the video is, and open it there unless only the *link* is wanted."""
    from playmore_cli.video.browser import open_link

    if index is None:
        with open_store(environment) as store:
            place = store.place(lesson.id)
        index = lesson.index_of(place.step) if place and lesson.has_step(place.step) else 0
    one = lesson.steps[index]
    address = video_link(lesson.lecture.video, one.at)
    if not address:
        raise UsageError(f"{lesson.id} names no video; with --mpv --file you can play one of your own")
    print(f"{format_timecode(one.at)}  {one.id}\n{address}", file=environment.stdout)
    if not link and not open_link(address, environment.variables):
        say(environment, "no browser could be opened here; follow the link", aside=True)


def _play_in_step(
    environment: Environment, lesson: Lesson, index: int | None, file: str | None, socket: Path | None
) -> None:
    from playmore_cli.sitting.sitting import PlayWish, play
    from playmore_cli.sitting.video_beside import Viewing

    viewing = Viewing(file, socket.expanduser() if socket else None)
    with open_store(environment, plays=True) as store:
        pace, plain = environment.settings.pace, environment.settings.plain
        wish = PlayWish(index, pace=pace, auto=False, plain=plain, from_saved=True, viewing=viewing)
        leave(play(environment, store, lesson, wish))
