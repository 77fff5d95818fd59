"""Where a sitting begins: at the place wished for, at the saved one, or at the first step."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from playmore_cli.environment import Environment
from playmore_cli.lesson.identity import changed_since, step_digests
from playmore_cli.lesson.model import Lesson
from playmore_cli.player.desk import Desk
from playmore_cli.session.session import Session
from playmore_cli.sitting.returning import welcome_back
from playmore_cli.store.learner import Place
from playmore_cli.store.trust import Trust, TrustError
from playmore_cli.timecode import format_timecode
from playmore_cli.view.screen import View


def begin(desk: Desk, where: int | None, clock: Callable[[], float], *, from_saved: bool) -> int:
    """
    Return the 0-based index of the step to begin at.

    Args:
        desk: of the lesson; a person at it may be asked.
        where: 0-based step to begin at, if one was named.
        clock: gives the Unix time, to tell how long the learner was away.
        from_saved: go on at the saved place without asking whether to.
    """
    lesson = desk.session.lesson
    if where is not None:
        return where
    place = desk.kept(lambda: desk.store.place(lesson.id), None)
    if place is None:
        return 0
    saved = _saved_session(lesson, place, desk.view)
    if saved.cursor == 0:
        return 0
    begins_again = welcome_back(desk, saved, place, clock, may_begin_again=not from_saved)
    return 0 if begins_again else saved.cursor


def tell_changes(environment: Environment, view: View, lesson: Lesson) -> None:
    """Say in one line what changed in the lesson since it was played last, and remember what it is now."""
    kept = Trust(environment.trust_file)
    if line := changed_since(kept.steps_of(lesson.id), lesson):
        view.tell(line)
    with suppress(TrustError):  # it is said again the next time
        kept.keep_steps(lesson.id, step_digests(lesson))


def _saved_session(lesson: Lesson, place: Place, view: View) -> Session:
    """Return the session at a saved place; a step that is gone gives the one at its timecode."""
    if not lesson.has_step(place.step):
        index = lesson.index_at(min(place.seconds, lesson.lecture.length))
        view.tell(
            f"the step where you were ({place.step}) is no longer in {lesson.id}; "
            f"going on at its time, {format_timecode(place.seconds)}",
            "warning",
        )
        return Session(lesson, index)
    session = Session(lesson, lesson.index_of(place.step))
    if place.ran and not session.is_last:
        return session.at(session.cursor + 1)
    return replace(session, ran=False)
