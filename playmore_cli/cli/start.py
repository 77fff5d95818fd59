"""``playmore start`` and ``playmore resume``: play a lesson."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from playmore_cli.cli.context import TrustOption, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import catalog, locate, open_store
from playmore_cli.sitting.permission import allow_imported, find_runnable
from playmore_cli.sitting.speech import is_plain

if TYPE_CHECKING:
    from playmore_cli.store.learner import Place

Pace = Annotated[
    Literal["quick", "full"],
    typer.Option("--pace", help="Constants of long steps: quick (seconds) or full (the lecture's own)."),
]
At = Annotated[str | None, typer.Option("--at", metavar="TIMECODE", help="Begin at this time of the video.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="Plain lines: no boxes, no redrawing, pictures in words.")
]
Auto = Annotated[bool, typer.Option("--auto", help="Play on without waiting for keys.")]
Watch = Annotated[
    bool,
    typer.Option("--watch", help="With the video in mpv, each following the other (see playmore watch)."),
]

For = Annotated[
    str | None,
    typer.Option("--for", metavar="TIME", help="Play about so long (25m, 1h), to where the lecture pauses."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(start)
    app.command()(resume)


def start(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson's id (p1) or a lesson file.")
    ] = None,
    at: At = None,
    step: Annotated[str | None, typer.Option("--step", metavar="N|ID", help="Begin at this step.")] = None,
    pace: Pace = "quick",
    auto: Auto = False,
    plain: Plain = False,
    trust: TrustOption = False,
    watch: Watch = False,
    time: For = None,
) -> None:
    """
    Begin a lecture, or go on where you were. Without LESSON: the next thing to do.

    Example: playmore start p1 --at 24:58

    Exit status: 1 if, with --auto or from a pipe, a step failed that was not meant to.
    """
    environment = environment_of(context)
    _refuse_both(auto, watch)
    if at is not None and step is not None:
        raise UsageError("--at and --step both say where to begin; give one of them")
    with open_store(environment, plays=True) as store:
        lesson = find_runnable(environment, _next_name(store.places()) if name is None else name, trust=trust)
        allow_imported(environment, store, lesson, trust=trust)
        place = at if at is not None else step
        where = None if place is None else _index(lesson, place, is_time=at is not None)
        _ask_early(environment, plain=plain)

        from playmore_cli.sitting.sitting import PlayWish, play
        from playmore_cli.sitting.video_beside import Viewing

        viewing = Viewing() if watch else None
        wish = PlayWish(where, pace, auto, plain, from_saved=False, viewing=viewing, seconds=_seconds(time))
        leave(play(environment, store, lesson, wish))


def resume(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson's id; without it the last one played.")
    ] = None,
    at: At = None,
    pace: Pace = "quick",
    auto: Auto = False,
    plain: Plain = False,
    trust: TrustOption = False,
    watch: Watch = False,
    time: For = None,
) -> None:
    """
    Go on at the saved place, with the variables as they were there.

    Example: playmore resume p1
    """
    environment = environment_of(context)
    _refuse_both(auto, watch)
    with open_store(environment, plays=True) as store:
        places = store.places()
        if name is None and not places:
            raise UsageError("nothing has been begun yet; playmore start p1 begins the first lecture")
        lesson = find_runnable(environment, next(iter(places)) if name is None else name, trust=trust)
        if at is None and lesson.id not in places:
            raise UsageError(
                f"{lesson.id} has not been begun yet; playmore start {name or lesson.id} begins it"
            )
        where = None if at is None else _index(lesson, at, is_time=True)
        allow_imported(environment, store, lesson, trust=trust)
        _ask_early(environment, plain=plain)

        from playmore_cli.sitting.sitting import PlayWish, play
        from playmore_cli.sitting.video_beside import Viewing

        viewing = Viewing() if watch else None
        wish = PlayWish(where, pace, auto, plain, from_saved=True, viewing=viewing, seconds=_seconds(time))
        leave(play(environment, store, lesson, wish))


def _ask_early(environment: Environment, *, plain: bool) -> None:
    """Ask the terminal what its screen depends on before what draws it is imported: it answers meanwhile."""
    if not is_plain(environment, plain):
        from playmore_cli.sitting.pixels import begin_asking

        begin_asking(environment)


def _refuse_both(auto: bool, watch: bool) -> None:
    if auto and watch:
        raise UsageError(
            "--auto waits for nothing, so no video can keep in step with it; leave out one of them"
        )


def _seconds(time: str | None) -> float | None:
    from playmore_cli.session.stretch import parse_minutes

    return None if time is None else parse_minutes(time)


def _index(lesson: Lesson, place: str, *, is_time: bool) -> int:
    return lesson.index_at_time(place) if is_time else lesson.find(place)


def _next_name(places: "Mapping[str, Place]") -> str:
    """Return the lesson played last that is still there, or the first one."""
    for begun in places:
        try:
            locate(begun)
        except UsageError:
            continue  # its file or package is gone
        return begun
    return catalog().ids()[0]
