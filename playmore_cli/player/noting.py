"""Notes and marks on the step on screen."""

from playmore_cli.player.desk import Desk


def take_note(desk: Desk, text: str | None) -> None:
    step = desk.session.step
    text = text if text is not None else desk.reader.line(" note: ")
    if not text or not text.strip():
        desk.view.tell("no note written")
        return
    desk.kept(lambda: desk.store.add_note(desk.session.lesson.id, step.id, step.at, text.strip()), None)
    desk.view.tell("noted; playmore notes lists your notes", "good")


def mark(desk: Desk) -> None:
    step = desk.session.step
    marked = desk.kept(lambda: desk.store.toggle_mark(desk.session.lesson.id, step.id), False)
    (desk.marked.add if marked else desk.marked.discard)(step.id)
    desk.view.tell("marked as not understood; the outline shows it" if marked else "the mark is off")
