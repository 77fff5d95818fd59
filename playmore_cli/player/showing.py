"""Showing the step under the cursor: heading, narration, code."""

from rich.cells import cell_len

from playmore_cli.lesson.evolution import CodeChanges, find_changes
from playmore_cli.lesson.older_code import OlderCode, find_older, piece_of
from playmore_cli.outputs import Plot, Result, Stream
from playmore_cli.player.desk import Desk
from playmore_cli.player.remarks import marks_remark, older_line, pace_remark
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
            if not desk.view.pending:
                desk.view.space()
        return
    switched = desk.pace_of(session.step) != desk.stage.pace
    kept = desk.stage.edits.get(session.step.id)
    edited = kept is not None and kept.code is not None and not switched
    changes = None if edited else find_changes(session.lesson, session.cursor, desk.stage.pace)
    desk.view.code(
        source,
        changes,
        "your version; u puts the lecture's back" if edited else _remark(desk, changes),
        older_line(older_code(desk), by_key=desk.reader.is_person),
    )


def older_code(desk: Desk) -> tuple[OlderCode, ...]:
    """Return the functions and classes that the code on screen uses and that were shown long before."""
    session = desk.session
    return find_older(session.lesson, session.cursor) if session.is_whole else ()


def _remark(desk: Desk, changes: CodeChanges | None) -> str:
    session = desk.session
    steps = session.lesson.steps
    before = next((one for one in reversed(range(session.cursor)) if steps[one].code), None)
    remarks = (
        marks_remark(changes, before),
        _pace_of_code(desk),
    )
    return " · ".join(one for one in remarks if one)


def _pace_of_code(desk: Desk) -> str:
    step = desk.session.step
    if not step.pace:
        return ""
    timings = desk.kept(lambda: desk.store.timings(desk.session.lesson.id, step.id), dict[str, float]())
    return pace_remark(step, desk.pace_of(step), timings)


def unfold(desk: Desk, *, in_place: bool = True) -> bool:
    """
    Show what was folded; return whether there is anything to show.

    Code of long before is shown below the step if wished, where nothing else is folded. All there is, what was printed
    last as well, is shown in a pager, or line by line where there is none.
    """
    is_here = desk.shown == desk.session.step.id
    older = [
        (f"{one.name}, as in step {one.index + 1}", piece_of(one.name, desk.stage.source(one.index) or ""))
        for one in (older_code(desk) if is_here else ())
    ]
    if older and in_place and not desk.view.folded:
        for heading, source in older:
            desk.view.tell(heading)
            desk.view.code(source, None, "")
        return True
    outputs = desk.transcript.outputs.get(desk.shown or desk.session.step.id, ())
    text = "\n".join(
        output.picture.text() if isinstance(output, Plot) else output.text.removesuffix("\n")
        for output in outputs
        if isinstance(output, Stream | Result | Plot)
    )
    if desk.view.hides_code and is_here:
        text = "\n\n".join(part for part in (desk.stage.source(desk.session.cursor), text) if part)
    text = "\n\n".join([*(f"# {heading}\n{source}" for heading, source in older), *([text] if text else [])])
    if text and not desk.reader.page(text):
        for line in text.split("\n"):
            desk.view.tell(line)
    return bool(text)
