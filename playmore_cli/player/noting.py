"""Notes and marks on the step on screen."""

from dataclasses import replace

from playmore_cli.player.desk import Desk
from playmore_cli.player.typed import Typed
from playmore_cli.store.learner import Note, TextKind


def take_note(desk: Desk, text: str | None) -> None:
    step = desk.session.step
    typed = Typed(desk, TextKind.NOTE)
    if text is None:
        earlier = desk.kept(lambda: desk.store.notes(desk.session.lesson.id), tuple[Note, ...]())
        before = tuple(one.text for one in earlier if one.step == step.id and "\n" not in one.text)
        text = desk.reader.line(" note: ", typed.draft(typed.unfinished or "", before=before))
        if text is None and Typed(desk, TextKind.NOTE).unfinished:
            desk.view.tell("no note written; n comes back with what you typed")
            return
    if not text or not text.strip():
        desk.view.tell("no note written")
        return
    note = text.strip()
    if not desk.keep(lambda: desk.store.add_note(desk.session.lesson.id, step.id, step.at, note)):
        typed.submit(note)
        desk.view.tell("the note could not be written; n comes back with it", "warning")
        return
    typed.finish(text, moved=True)
    if desk.store.trouble is None:
        desk.view.tell("noted; playmore notes lists your notes", "good")
    else:
        desk.view.tell("noted as long as this lesson is open: it cannot be kept", "warning")


def mark(desk: Desk) -> None:
    step = desk.session.step
    marked = desk.kept(lambda: desk.store.toggle_mark(desk.session.lesson.id, step.id), False)
    others = desk.place.marked - {step.id}
    desk.place = replace(desk.place, marked=others | {step.id} if marked else others)
    desk.view.tell("marked as not understood; the outline shows it" if marked else "the mark is off")
