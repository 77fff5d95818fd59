"""Showing the step under the cursor: heading, narration, code."""

from rich.cells import cell_len

from playmore_cli.lesson.evolution import CodeChanges, find_changes
from playmore_cli.lesson.older_code import find_older
from playmore_cli.outputs import Plot, Result, Stream
from playmore_cli.player.desk import Desk
from playmore_cli.player.remarks import marks_remark, older_remark, pace_remark
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.screen import Heading


def show(desk: Desk) -> None:
    show_heading(desk)
    session = desk.session
    for piece in range(min(session.pieces, len(session.step.pieces))):
        reveal(desk, piece)
    show_code_when_due(desk)


def show_heading(desk: Desk) -> None:
    session, step = desk.session, desk.session.step
    lesson, desk.shown = session.lesson, step.id
    desk.extras.look()
    desk.view.heading(
        Heading(
            lesson.id,
            clean_plain(lesson.title),
            clean_plain(lesson.chapter_of(step).title),
            step.at,
            lesson.is_exact(step),
            session.cursor + 1,
            len(lesson.steps),
            len(step.code.splitlines()) if step.code else 0,
            step.id in desk.place.done,
            step.id in desk.place.marked,
            _columns_beside(desk) if step.draws is not None else 0,
        )
    )


def _columns_beside(desk: Desk) -> int:
    """Return the columns of the code of the step on screen, at least 1."""
    source = desk.stage.source(desk.session.cursor) or ""
    return max(1, *map(cell_len, source.split("\n")))


def reveal(desk: Desk, piece: int) -> None:
    text = desk.session.step.pieces[piece]
    if "{{" in text:
        desk.bring_to(desk.session.cursor)
    desk.view.narration(desk.fill(text))


def show_code_when_due(desk: Desk) -> None:
    session = desk.session
    source = desk.stage.source(session.cursor)
    if source is None or not session.is_whole:
        if session.pieces == session.offer and desk.reader.is_person:
            desk.view.tell("y lets you write the code yourself before you see it")
        return
    switched = desk.pace_of(session.step) != desk.stage.pace
    kept = desk.stage.edits.get(session.step.id)
    edited = kept is not None and kept.code is not None and not switched
    changes = None if edited else find_changes(session.lesson, session.cursor, desk.stage.pace)
    desk.view.code(
        source, changes, "your version; u puts the lecture's back" if edited else _remark(desk, changes)
    )


def _remark(desk: Desk, changes: CodeChanges | None) -> str:
    session = desk.session
    steps = session.lesson.steps
    before = next((one for one in reversed(range(session.cursor)) if steps[one].code), None)
    remarks = (
        marks_remark(changes, before),
        older_remark(find_older(session.lesson, session.cursor), by_key=desk.reader.is_person),
        _pace_of_code(desk),
    )
    return " · ".join(one for one in remarks if one)


def _pace_of_code(desk: Desk) -> str:
    step = desk.session.step
    if not step.pace:
        return ""
    timings = desk.kept(lambda: desk.store.timings(desk.session.lesson.id, step.id), dict[str, float]())
    return pace_remark(step, desk.pace_of(step), timings)


def unfold(desk: Desk) -> bool:
    """Show all of what was printed last, in a pager where there is one; return whether anything was."""
    outputs = desk.transcript.outputs.get(desk.shown or desk.session.step.id, ())
    text = "\n".join(
        output.picture.text() if isinstance(output, Plot) else output.text.removesuffix("\n")
        for output in outputs
        if isinstance(output, Stream | Result | Plot)
    )
    if desk.view.hides_code and desk.shown == desk.session.step.id:
        text = "\n\n".join(part for part in (desk.stage.source(desk.session.cursor), text) if part)
    if text and not desk.reader.page(text):
        for line in text.split("\n"):
            desk.view.tell(line)
    return bool(text)
