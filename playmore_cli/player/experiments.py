"""A learner's own versions, lines and paces: run beside the lecture's, then kept or put back."""

from dataclasses import replace

from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Changes, Output, Progress
from playmore_cli.player.desk import Desk
from playmore_cli.player.remarks import difference, merge
from playmore_cli.player.showing import show
from playmore_cli.stage import leaves_a_trace
from playmore_cli.store.learner import Edits
from playmore_cli.view.screen import changes_text


def edit(desk: Desk) -> None:
    """Let the learner change the step's code, run their version, and keep it in the lesson if they like."""
    index, step = desk.session.cursor, desk.session.step
    before = desk.stage.source(index)
    if before is None:
        desk.view.tell("this step has no code to edit; : opens a prompt")
        return
    changed = desk.reader.edit(desk.drafts.get(step.id, before), desk.complete)
    if changed is None or changed.strip() == before.strip():
        desk.view.tell("the code is as it was")
        return
    desk.drafts[step.id] = changed
    if step.id not in desk.changes:
        _run_lectures(desk, index)
    kept = desk.stage.edits.pop(step.id, Edits())
    ran = desk.session.ran
    desk.session = replace(desk.session, ran=True)
    mine = _run_version(desk, changed)
    if mine is None:
        desk.session = replace(desk.session, ran=False)
        desk.keep_edits(step.id, kept)
        desk.view.tell("your version did not run to its end; e opens it again")
        return
    del desk.drafts[step.id]
    if (lecture := desk.changes.get(step.id)) is not None:
        apart = difference(lecture, mine)
        desk.view.tell(f"against the lecture: {apart or 'no name differs in what is shown of it'}")
    if _wants_to_keep(desk, "your version"):
        desk.keep_edits(step.id, Edits(changed, kept.after))
        desk.view.tell("kept: what follows builds on it; u puts the lecture's back")
    else:
        desk.stage.stray()
        desk.keep_edits(step.id, Edits())
        if ran:
            desk.bring_to(index + 1)
        desk.session = replace(desk.session, ran=ran)
        desk.view.tell("put back: the variables are the lecture's again")


def _run_lectures(desk: Desk, index: int) -> None:
    """Learn what the lecture's version does to the names, to compare an edit with it; Ctrl-C skips that."""
    if not desk.bring_to(index):
        return

    def tell_progress(said: Output | Progress) -> None:
        if isinstance(said, Progress):
            desk.view.progress(said)

    with desk.reader.hushed(), desk.interrupts_reach_the_worker():
        ran = desk.stage.run(index, hear=tell_progress)
    desk.view.end_output()
    if ran.death:
        desk.recover(ran)
    elif ran.interrupted:
        desk.view.tell("stopped: your version runs without a comparison", "warning")
    else:
        desk.changes[desk.session.step.id] = ran.changes


def _run_version(desk: Desk, source: str) -> Changes | None:
    """Run an edited version where the step stands; return what it changed, ``None`` if it did not end."""
    if not desk.bring_to(desk.session.cursor):
        return None
    ran = desk.run(source)
    if ran.death:
        desk.recover(ran)
        return None
    desk.view.changes(ran.changes)
    return ran.changes


def try_lines(desk: Desk, line: str | None) -> None:
    home = desk.session.cursor + (1 if desk.session.ran else 0)
    if not desk.bring_to(home):
        return
    tried: list[str] = []
    merged = Changes()
    while True:
        source = line if line is not None else desk.reader.source(desk.complete)
        if source is None:
            break
        changes = _try_one(desk, source, len(tried) + 1)
        if changes is None:
            return
        merged = merge(merged, changes)
        tried.append(source)
        if line is not None and not desk.reader.is_person:
            break
        line = None
    if any(leaves_a_trace(source) for source in tried):
        _settle(desk, tried, merged, home)


def _try_one(desk: Desk, source: str, number: int) -> Changes | None:
    ran = desk.try_out(source, number)
    if ran.death:
        desk.recover(ran)
        return None
    if ran.lacking:
        desk.view.tell(
            "this needs what was left out of the stored state, which could not be built again", "warning"
        )
    return ran.changes


def _settle(desk: Desk, tried: list[str], changes: Changes, home: int) -> None:
    """Tell what experiments changed and keep them or put them back, as the learner chooses."""
    difference = changes_text(changes) or "nothing that shows in the names' short forms"
    desk.view.tell(f"against the lecture: {difference}")
    if home and _wants_to_keep(desk, "what you tried"):
        step_id = desk.session.lesson.steps[home - 1].id
        kept = desk.stage.edits.get(step_id, Edits())
        traces = tuple(source for source in tried if leaves_a_trace(source))
        desk.keep_edits(step_id, Edits(kept.code, (*kept.after, *traces)))
        desk.view.tell("kept: what follows builds on it; u puts the lecture's back")
        return
    desk.stage.stray()
    if desk.bring_to(home):
        desk.view.tell("put back: the variables are the lecture's again")


def _wants_to_keep(desk: Desk, what: str) -> bool:
    answer = desk.reader.line(f" k keeps {what}, Enter puts the lecture's state back: ")
    return (answer or "").strip().lower() in ("k", "keep")


def switch_pace(desk: Desk) -> None:
    """Let this step run at the other pace; it is kept like an edit, so that what follows builds on it."""
    step = desk.session.step
    if not step.pace:
        desk.view.tell("this step has only one pace")
        return
    kept = desk.stage.edits.get(step.id, Edits())
    if desk.pace_of(step) != desk.stage.pace:
        code = None
    else:
        code = source_at(step, "full" if desk.stage.pace == "quick" else "quick")
    desk.keep_edits(step.id, Edits(code, kept.after))
    desk.session = replace(desk.session, ran=False)
    show(desk)


def put_back(desk: Desk) -> None:
    step = desk.session.step
    if step.id not in desk.stage.edits:
        desk.view.tell("this step is as the lecture has it")
        return
    desk.keep_edits(step.id, Edits())
    desk.stage.stray()
    desk.session = replace(desk.session, ran=False)
    show(desk)
    desk.view.tell("put back: the step is as the lecture has it")
