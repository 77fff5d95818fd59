"""Coming to a step that is being run ahead: the rest is waited for, or where that is long, what the learner wants."""

from playmore_cli.player.desk import Desk
from playmore_cli.player.experiments import switch_pace
from playmore_cli.prompt.keys import Key
from playmore_cli.session.commands import GoTo, Next
from playmore_cli.view.progress_bar import duration

_LONG = 60.0
"""Seconds of waiting before which the learner is asked."""

_WAIT = Key("⏎", "wait", "", None, ("wait",))
_QUICK = Key("k", "this step at quick pace", "", None, ("quick",))
_READ_ON = Key("n", "read on", "", None, ("on",))


def join(desk: Desk) -> bool:
    """Wait for the step on screen where it is being run ahead; return whether it is now to be shown or run."""
    ahead, session = desk.extras.forerunner, desk.session
    index = session.cursor
    if ahead is None or ahead.place != index:
        return True
    if ahead.left > _LONG:
        desk.view.tell(f"this step is being run ahead; it takes about {duration(ahead.left)} more")
        is_full = session.step.pace and desk.pace_of(session.step) == "full"
        is_last = index + 1 == len(session.lesson.steps)
        quick, read_on = (_QUICK,) if is_full else (), () if is_last else (_READ_ON,)
        key = desk.reader.choose((_WAIT, *quick, *read_on))
        if key is _QUICK:
            switch_pace(desk)
            desk.ahead.append(Next())
        elif key is _READ_ON:
            desk.ahead.append(GoTo(index + 1))
        if key is not _WAIT:
            return False
    return desk.wait_ahead(lambda place: place == index)
