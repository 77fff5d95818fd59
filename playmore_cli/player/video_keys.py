"""The learner's keys for the video beside a lesson."""

from playmore_cli.errors import PlaymoreError
from playmore_cli.player.desk import Desk
from playmore_cli.player.watching import Watching
from playmore_cli.prompt.keys import Key
from playmore_cli.session.commands import Command, GoTo, JoinVideo
from playmore_cli.timecode import format_timecode


def next_command(desk: Desk, keys: tuple[Key, ...]) -> Command:
    """
    Return the learner's next command, while the video beside the lesson may have something to say.

    Where the video is, only its player knows; the wish to go there becomes a command to go to a step.
    """
    watching = desk.extras.watching
    if watching is None:
        return desk.reader.command(desk.session, keys)
    _tell_heard(desk, watching)
    command = desk.reader.command(desk.session, keys, watching.look)
    _tell_heard(desk, watching)
    if isinstance(command, JoinVideo) and (step := watching.join()) is not None:
        return GoTo(step)
    return command


def turn_video(desk: Desk, before: int) -> None:
    """Let the video follow where the lesson has left step *before* (0-based)."""
    if desk.extras.watching is not None and desk.session.cursor != before:
        desk.extras.watching.turn_to(desk.session.cursor)


def leave_video(desk: Desk) -> None:
    """Keep what the learner named for the video, unless it could not be opened."""
    if (watching := desk.extras.watching) is not None:
        _remember(desk, watching, leaving=True)


def show_video(desk: Desk) -> None:
    """Show the video at this step: beside the lesson where one was opened there, else as the command has it."""
    watching = desk.extras.watching
    if watching is None:
        desk.view.tell(desk.extras.video(desk.session.step))
    elif watching.is_attached:
        play_passage(desk)
    else:
        try:
            watching.begin(desk.session.cursor)
        except PlaymoreError as error:
            desk.view.tell(str(error), "warning")


def play_passage(desk: Desk) -> None:
    """Play this step's passage of the video, and tell from where to where."""
    watching, session = desk.extras.watching, desk.session
    if watching is None:
        desk.view.tell(_how_to_attach(desk))
    elif not watching.play_passage(session.cursor):
        desk.view.tell(watching.trouble())
    else:
        later = [step.at for step in session.lesson.steps if step.at > session.step.at]
        start, end = session.step.at, later[0] if later else session.lesson.lecture.length
        desk.view.tell(f"the video plays {format_timecode(start)} to {format_timecode(end)}")


def stay(desk: Desk) -> None:
    """Tell why the lesson does not go where the video is."""
    watching = desk.extras.watching
    if watching is None:
        desk.view.tell(_how_to_attach(desk))
    else:
        desk.view.tell(watching.trouble() or "the video is at this step")


def _how_to_attach(desk: Desk) -> str:
    name = desk.session.lesson.id
    return f"no video is open beside the lesson; playmore watch {name} --mpv plays it in step with the lesson"


def _tell_heard(desk: Desk, watching: Watching) -> None:
    for remark in watching.heard():
        desk.view.tell(remark)
    _remember(desk, watching)


def _remember(desk: Desk, watching: Watching, *, leaving: bool = False) -> None:
    if (named := watching.to_remember(leaving=leaving)) is not None:
        desk.keep(lambda: desk.store.save_video(desk.session.lesson.id, named))
