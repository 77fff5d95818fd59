"""Where a sitting may pause: the end of a chapter, and the end of the time that was set."""

from dataclasses import dataclass, replace

from playmore_cli.lesson.model import Step
from playmore_cli.player.desk import Desk
from playmore_cli.prompt.lines import AutoReader
from playmore_cli.session.stretch import time_taken
from playmore_cli.store.learner import Note
from playmore_cli.timecode import format_timecode
from playmore_cli.view.progress_bar import duration


def tell_chapter_end(desk: Desk, done: int, *, is_new: bool) -> None:
    """
    Sum a chapter up in one line, when its last step is left.

    *done* is the 0-based index of the step that is left; *is_new* says that it was never gone through before.
    """
    lesson = desk.session.lesson
    chapter = lesson.chapter_of(lesson.steps[done])
    is_over = desk.session.cursor != done and lesson.steps[done].id == chapter.steps[-1].id
    if not is_over or isinstance(desk.reader, AutoReader):
        return
    count = sum(step.id in desk.place.done for step in chapter.steps)
    first = "chapter done"
    if count < len(chapter.steps):
        first = f"end of the chapter, {count} of its {len(chapter.steps)} steps done"
    elif is_new:
        done_at = desk.kept(lambda: desk.store.done_at(lesson.id), dict[str, float]())
        seconds = time_taken(lesson, lesson.index_of(chapter.steps[0].id), done, done_at)
        first += f" in {duration(seconds)}" if seconds >= 1 else ""
    desk.view.tell(" · ".join((first, *find_facts(desk, chapter.steps).texts())))


@dataclass(frozen=True)
class Facts:
    """
    What is known of some steps.

    Args:
        verdicts: whether each prediction that was judged was right.
        marked: ids of the steps marked as not understood.
        notes: how many notes there are.
        to_write: ids of the steps whose idea was not written yet.
    """

    verdicts: tuple[bool, ...] = ()
    marked: tuple[str, ...] = ()
    notes: int = 0
    to_write: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """
        Return them in a few words each; nothing for what is not there.

        >>> Facts((True, False), ("nudge",), 1, ("value-op", "trace")).texts()
        ('predictions 1 of 2', 'marked nudge', '1 note', 'to write yourself: value-op, trace')
        """
        found = (
            f"predictions {sum(self.verdicts)} of {len(self.verdicts)}" if self.verdicts else "",
            f"marked {_named(self.marked, 'step')}" if self.marked else "",
            f"{self.notes} note{'s' if self.notes > 1 else ''}" if self.notes else "",
            f"to write yourself: {_named(self.to_write, 'idea')}" if self.to_write else "",
        )
        return tuple(fact for fact in found if fact)


def find_facts(desk: Desk, steps: tuple[Step, ...]) -> Facts:
    """Return what is known of *steps*: predictions, marks, notes, and the ideas that wait to be written."""
    lesson = desk.session.lesson
    ids = {step.id for step in steps}
    predicted = desk.kept(
        lambda: desk.store.predictions(lesson.id), dict[str, tuple[tuple[str, bool | None], ...]]()
    )
    solved = desk.kept(lambda: desk.store.solved(lesson.id), frozenset[str]())
    notes = desk.kept(lambda: desk.store.notes(lesson.id), tuple[Note, ...]())
    verdicts = [given[-1][1] for step, given in predicted.items() if step in ids]
    return Facts(
        tuple(verdict for verdict in verdicts if verdict is not None),
        tuple(step.id for step in steps if step.id in desk.place.marked),
        sum(one.step in ids for one in notes),
        tuple(step.id for step in steps if step.recreate is not None and step.id not in solved),
    )


def _named(ids: tuple[str, ...], what: str) -> str:
    return ", ".join(ids) if len(ids) <= 2 else f"{len(ids)} {what}s"


def tell_lecture_end(desk: Desk) -> None:
    """Sum the whole lecture up, and name the commands that lead on from there."""
    lesson = desk.session.lesson
    facts = find_facts(desk, lesson.steps)
    if texts := facts.texts():
        desk.view.tell(" · ".join(texts))
    if facts.to_write:
        desk.view.command(f"playmore recreate {lesson.id}")
    if facts.marked or facts.notes:
        desk.view.command(f"playmore notes {lesson.id}")


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
