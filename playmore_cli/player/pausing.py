"""Where a sitting may pause: the end of a chapter with notes or marks in it, and the end of the time that was set."""

from dataclasses import replace

from playmore_cli.lesson.model import Step
from playmore_cli.player.desk import Desk
from playmore_cli.store.learner import Note
from playmore_cli.timecode import format_timecode


def tell_chapter_end(desk: Desk, done: int) -> None:
    """Offer quietly what was noted and marked in a chapter, when its last step, with the 0-based index, is left."""
    lesson = desk.session.lesson
    chapter = lesson.chapter_of(lesson.steps[done])
    if desk.session.cursor == done or lesson.steps[done].id != chapter.steps[-1].id:
        return
    tell_lists(desk, chapter.steps, "in this chapter")


def tell_lists(desk: Desk, steps: tuple[Step, ...], where: str) -> None:
    """Offer in one quiet line the notes and marks on *steps*; say nothing where there are none."""
    lesson = desk.session.lesson.id
    ids = {step.id for step in steps}
    notes = desk.kept(lambda: desk.store.notes(lesson), tuple[Note, ...]())
    line = lists_text(
        lesson,
        sum(one.step in ids for one in notes),
        [step.id for step in steps if step.id in desk.place.marked],
    )
    if line:
        desk.view.tell(f"{where} {line}")


def lists_text(lesson: str, notes: int, marked: list[str]) -> str:
    """
    Return what was noted and marked and the commands that list it; nothing where there is nothing.

    >>> lists_text("p1", 2, ["nudge"])
    'you wrote 2 notes (playmore notes p1) and marked nudge (playmore notes p1 --marks)'
    >>> lists_text("p1", 0, [])
    ''
    """
    parts = [f"wrote {notes} note{'s' if notes > 1 else ''} (playmore notes {lesson})"] if notes else []
    if marked:
        steps = ", ".join(marked) if len(marked) <= 3 else f"{len(marked)} steps"
        parts.append(f"marked {steps} (playmore notes {lesson} --marks)")
    return f"you {' and '.join(parts)}" if parts else ""


def tell_stretch(desk: Desk) -> None:
    """Say how far the time that was set will go."""
    stretch = desk.told.stretch
    if stretch is None:
        return
    step = desk.session.lesson.steps[stretch.last]
    by = "at your own pace" if stretch.is_own_pace else "at the video's pace"
    desk.view.tell(
        f"to step {stretch.last + 1}, {format_timecode(step.at)}, {stretch.ending}: "
        f"about {max(round(stretch.seconds / 60), 1)} min {by}"
    )


def tell_stop(desk: Desk) -> None:
    """Say once, when the stretch that was planned is played, that this is a good place to leave."""
    stretch = desk.told.stretch
    if stretch is None or desk.session.cursor <= stretch.last:
        return
    desk.told = replace(desk.told, stretch=None)
    desk.view.tell(f"the time you set ends here, at {stretch.ending}: q leaves, Enter goes on", "good")
