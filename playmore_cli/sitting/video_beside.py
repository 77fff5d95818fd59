"""Bringing the video up beside a sitting: which player, and what it plays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Lesson
from playmore_cli.paths import path_named
from playmore_cli.player.watching import Watching
from playmore_cli.store.learner import Store
from playmore_cli.timecode import video_address


@dataclass(frozen=True)
class Viewing:
    """
    How the learner wants to see the video in step with the lesson.

    Args:
        file: a file or address to play; ``None`` for the one named last, or the lecture's own.
        socket: where a player of the learner's listens; ``None`` to start one.
    """

    file: str | None = None
    socket: Path | None = None


def prepare_video(
    environment: Environment, store: Store, lesson: Lesson, viewing: Viewing, *, leads: bool
) -> Watching:
    """
    Return the video beside a sitting, about to be opened; *leads*: it is brought to the lesson's step at first.

    Raises:
        UsageError: the file or socket that was named is not there.
        MpvError: there is no player.
    """
    # Only where a video is wanted: a sitting without one does not wait for the import.
    from playmore_cli.video.companion import Companion, Film
    from playmore_cli.video.keeping_step import Following, Passages
    from playmore_cli.video.mpv import Mpv, find_mpv, reach_mpv, start_mpv

    source = find_source(store, lesson, viewing.file)
    starts = tuple(float(step.at) for step in lesson.steps)
    if viewing.socket is None:
        program = find_mpv(environment.variables)
    else:
        reach_mpv(viewing.socket).close()  # said now, and not when the lesson has begun

    def connect() -> Mpv:
        if viewing.socket is not None:
            return reach_mpv(viewing.socket)
        return start_mpv(program, f"{lesson.id} · {lesson.title}")

    def open_at(step: int) -> Companion:
        replaces = viewing.socket is None or viewing.file is not None
        film = Film(source, float(lesson.lecture.length), replaces)
        return Companion(connect(), film, Following(Passages(starts), step, leads or replaces))

    return Watching(open_at, source if viewing.file is not None else None)


def find_source(store: Store, lesson: Lesson, named: str | None) -> str:
    """
    Return what to play: the file or address *named* now, or before, or else the lecture's own address.

    Raises:
        UsageError: a file is not there.
    """
    remembered = store.video(lesson.id)
    source = named if named is not None else remembered
    if source is None:
        if not lesson.lecture.video:
            raise UsageError(f"{lesson.id} names no video; play a file or an address with --file")
        address = video_address(lesson.lecture.video)
        if not address.startswith(("https://", "http://")):
            # mpv knows more kinds of addresses than a lesson by somebody else should be able to open.
            raise UsageError(f"{lesson.id} has its video at {address}, which is no web address; see --file")
        return address
    if "://" in source:
        return source
    path = path_named(source).absolute()
    if path.is_file():
        return str(path)
    if named is not None:
        raise UsageError(
            f"there is no file {path}; name another one, or an address that begins with https://"
        )
    address = video_address(lesson.lecture.video)
    own = f", or the lecture's own with --file '{address}'" if address else ""
    raise UsageError(
        f"{path}, from which the video of {lesson.id} was played before, is not there any more; "
        f"name another one with --file PATH{own}"
    )


@contextmanager
def beside(watching: Watching | None, step: int) -> Iterator[None]:
    """Keep the video up, from the 0-based *step* on, as long as the lesson is played."""
    if watching is None:
        yield
        return
    watching.begin(step)
    try:
        yield
    finally:
        watching.close()
