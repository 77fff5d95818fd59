"""A learner's own versions, lines and paces: run beside the lecture's, then kept or put back."""

from dataclasses import dataclass
from enum import Enum

from playmore_cli.lesson.model import Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Changes
from playmore_cli.player.desk import Desk
from playmore_cli.player.inspecting import look_into, pick_variable, tell_shapes
from playmore_cli.player.remarks import difference, merge
from playmore_cli.player.showing import show, unfold
from playmore_cli.player.typed import Typed
from playmore_cli.prompt.asides import (
    Aside,
    AskAbout,
    Explained,
    LeaveLines,
    PressKey,
    read_aside,
    without_prompts,
)
from playmore_cli.session.commands import CountAsRun, Unrun
from playmore_cli.stage import Ran, leaves_a_trace
from playmore_cli.store.learner import Edits, TextKind
from playmore_cli.view.after_run import changes_text


@dataclass(frozen=True)
class Edited:
    """
    What came of editing a step.

    Args:
        edits: what is kept at the step from now on.
        ran: whether the step counts as run.
        strays: whether the namespace is not what the lesson and *edits* make of it.
        says: what the learner is told.
    """

    edits: Edits
    ran: bool
    strays: bool
    says: str


class Ended(Enum):
    """How a learner's version ended."""

    WELL = "well"
    FAILED = "failed"
    """It raised, or was stopped."""
    DIED = "died"
    """Its process ended, or the state before it could not be made."""


def edit(desk: Desk) -> None:
    """Let the learner change the step's code, run their version, and keep it in the lesson if they like."""
    step, before = desk.session.step, desk.stage.source(desk.session.cursor)
    if before is None:
        desk.view.tell("this step has no code to edit; : opens a prompt")
        return
    typed = Typed(desk, TextKind.EDIT)
    text, ran, tried = _what_to_edit(desk, typed, before), desk.session.ran, False
    while True:
        own = (_lectures(desk, step), before)
        changed = desk.reader.edit(text, desk.complete, draft=typed.draft(text, before=own))
        desk.view.space()
        if changed is None or changed.strip() == before.strip():
            break
        text, tried = changed, True
        typed.finish(changed)
        if step.id not in desk.changes:
            _run_lectures(desk, step)
        ended, changes = _run_version(desk, changed)
        if ended is Ended.WELL and changes is not None and step.id in desk.changes:
            apart = difference(desk.changes[step.id], changes)
            desk.view.tell(f"against the lecture: {apart or 'no difference that shows'}")
        choice = _choose(desk, ended)
        if choice is Choice.AGAIN:
            continue
        _apply(desk, _kept(desk, changed) if choice is Choice.KEEP else _put_back(desk, ran))
        return
    if tried:
        _apply(desk, _put_back(desk, ran))
    elif Typed(desk, TextKind.EDIT).unfinished is not None:
        desk.view.tell("the code is as it was; e comes back with what you typed")
    else:
        desk.view.tell("the code is as it was")


def _lectures(desk: Desk, step: Step) -> str:
    """Return the lecture's own code of a step, at the pace it is played at."""
    return source_at(step, desk.pace_of(step)) if step.code is not None else ""


def _what_to_edit(desk: Desk, typed: Typed, before: str) -> str:
    """Return what the editor holds at first: what was left unfinished, what is kept, else what was typed last."""
    if typed.unfinished is not None:
        desk.view.tell("this is what you typed; ↑ on its first line goes to earlier ones and the lecture's")
        return typed.unfinished
    if before == _lectures(desk, desk.session.step) and typed.earlier:
        desk.view.tell(
            "this is what you typed last; ↑ on its first line goes to earlier ones and the lecture's"
        )
        return typed.earlier[-1]
    return before


class Choice(Enum):
    """What is to become of a learner's version."""

    AGAIN = "again"
    KEEP = "keep"
    PUT_BACK = "put back"


def _choose(desk: Desk, ended: Ended) -> Choice:
    """Ask what is to become of a version that ended so; where it failed, Enter edits again."""
    theirs = "the one you kept before" if _has_own(desk) else "the lecture's state"
    enter = f"Enter puts {theirs} back" if ended is Ended.WELL else "Enter edits again"
    keep = () if ended is Ended.DIED else ("k keeps your version",)
    others = ("e edits again",) if ended is Ended.WELL else (f"u puts {theirs} back",)
    question = ", ".join((*keep, *others, enter) if ended is Ended.WELL else (enter, *keep, *others))
    answers = {"e": Choice.AGAIN, "edit": Choice.AGAIN, "u": Choice.PUT_BACK, "undo": Choice.PUT_BACK}
    answers[""] = Choice.PUT_BACK if ended is Ended.WELL else Choice.AGAIN
    if keep:
        answers |= {"k": Choice.KEEP, "keep": Choice.KEEP}
    while True:
        answer = desk.reader.line(f" {question}: ")
        if answer is None:
            return Choice.PUT_BACK
        if (choice := answers.get(answer.strip().lower())) is not None:
            return choice
        desk.view.tell(f"'{answer.strip()[:40]}' is none of these")


def _has_own(desk: Desk) -> bool:
    """Return whether a version of the learner's own is kept at the step on screen."""
    step = desk.session.step
    kept = desk.stage.edits.get(step.id)
    return kept is not None and kept.code is not None and desk.pace_of(step) == desk.stage.pace


def _kept(desk: Desk, code: str) -> Edited:
    after = desk.stage.edits.get(desk.session.step.id, Edits()).after
    return Edited(
        Edits(code, after),
        ran=True,
        strays=bool(after),
        says="kept: what follows builds on it; u puts the lecture's back",
    )


def _put_back(desk: Desk, ran: bool) -> Edited:
    kept = desk.stage.edits.get(desk.session.step.id, Edits())
    whose = "as you kept them before" if not kept.is_empty else "the lecture's again"
    return Edited(kept, ran, strays=True, says=f"put back: the variables are {whose}; e brings your version")


def _apply(desk: Desk, outcome: Edited) -> None:
    """Let the store, the stage and the session be as an edit leaves them, and say so."""
    step_id = desk.session.step.id
    if outcome.edits != desk.stage.edits.get(step_id, Edits()):
        desk.keep_edits(step_id, outcome.edits)
    if outcome.strays:
        desk.stage.stray()
        if outcome.ran:
            desk.bring_to(desk.session.cursor + 1)
    desk.move(CountAsRun() if outcome.ran else Unrun())
    desk.view.tell(outcome.says)


def _run_lectures(desk: Desk, step: Step) -> None:
    """Learn what the lecture's version does to the names, to compare an edit with it; Ctrl-C skips that."""
    if not desk.bring_to(desk.session.cursor):
        return
    ran = desk.run_unseen(desk.session.cursor, _lectures(desk, step))
    if ran.death:
        desk.recover(ran)
    elif ran.interrupted:
        desk.view.tell("stopped: your version runs without a comparison", "warning")
    else:
        desk.changes[step.id] = ran.changes


def _run_version(desk: Desk, source: str) -> tuple[Ended, Changes | None]:
    """Run an edited version where the step stands; return how it ended and what it changed."""
    if not desk.bring_to(desk.session.cursor):
        return Ended.DIED, None
    ran = desk.run(source)
    if ran.death:
        desk.recover(ran)
        return Ended.DIED, None
    desk.view.changes(ran.changes)
    expected = desk.session.step.expect
    is_meant = ran.failure is None or (expected is not None and expected.error == ran.failure.name)
    return Ended.WELL if ran.ended and is_meant else Ended.FAILED, ran.changes


# -- lines at the prompt ---------------------------------------------------------------------------------------


def try_lines(desk: Desk, line: str | None) -> None:
    """Run the learner's own lines among the lesson's variables, until they are done; then keep or put back."""
    home = desk.session.cursor + (1 if desk.session.ran else 0)
    if not desk.bring_to(home):
        return
    tried: list[str] = []
    merged = Changes()
    while True:
        typed = Typed(desk, TextKind.LINES, everywhere=True)
        waiting = typed.unfinished or ""
        source = line if line is not None else desk.reader.source(desk.complete, draft=typed.draft(waiting))
        if source is None:
            break
        source = without_prompts(source)
        typed.finish(source)
        aside = read_aside(source)
        if isinstance(aside, LeaveLines):
            break
        if aside is not None and _serve_aside(desk, aside):
            if line is not None and not desk.reader.is_person:
                break
            line = None
            continue
        if not desk.find_again(home):
            return
        ran = _try_one(desk, source, len(tried) + 1)
        if ran.death:
            tried, merged = _after_death(desk, ran, home, [*tried, source])
        else:
            merged = merge(merged, ran.changes)
            tried.append(source)
        if line is not None and not desk.reader.is_person:
            break
        line = None
    if any(leaves_a_trace(source) for source in tried):
        _settle(desk, tried, merged, home)


def _serve_aside(desk: Desk, aside: Aside) -> bool:
    """Do what is meant by a line that is no Python; return whether it was that."""
    match aside:
        case AskAbout(expression=expression, whole=whole):
            look_into(desk, expression, whole=whole)
        case Explained(says=says):
            desk.view.tell(says)
        case PressKey(key=key, surely=surely, rest=rest):
            if not surely and not _is_no_name(desk, key):
                return False
            _press(desk, key, rest)
    return True


def _is_no_name(desk: Desk, word: str) -> bool:
    error = desk.values([word])[0].error
    return error is not None and error.startswith("NameError")


def _press(desk: Desk, key: str, rest: str) -> None:
    """Do what a key of the lesson does, among the lines of the prompt."""
    match key:
        case "f":
            if not unfold(desk, in_place=False):
                desk.view.tell("nothing was printed that could be shown")
        case "v":
            pick_variable(desk, rest or None)
        case "x" if rest:
            tell_shapes(desk, rest)
        case "x":
            desk.view.tell("write what is to be looked at behind it: :x h @ W1")
        case _:
            desk.view.tell("an empty line goes back to the lesson, where q leaves")


def _try_one(desk: Desk, source: str, number: int) -> Ran:
    """Run a line and show what it says."""
    ran = desk.try_out(source, number)
    if ran.lacking:
        desk.view.tell(
            "this needs what was left out of the stored state, which could not be built again", "warning"
        )
    return ran


def _after_death(desk: Desk, ran: Ran, home: int, lines: list[str]) -> tuple[list[str], Changes]:
    """
    Bring back the variables that stood before any of *lines*, whose last one ended the process.

    Return the lines that were run again, as the learner wished, and what they changed.
    """
    desk.view.tell(f"{ran.death}; a new one has been started", "bad")
    if not desk.bring_to(home):
        return [], Changes()
    *earlier, last = lines
    traces = [one for one in earlier if leaves_a_trace(one)]
    if not traces:
        desk.view.tell(f"the variables are as they were; nothing has gone but what this did: {_short(last)}")
        return [], Changes()
    desk.view.tell("the variables are as they were before your lines; what these did has gone:", "warning")
    for one in (*traces, last):
        desk.view.tell(f"  {_short(one)}")
    answer = desk.reader.line(" a runs them again without the last, Enter goes on without them: ")
    if (answer or "").strip().lower() not in ("a", "again"):
        return [], Changes()
    again: list[str] = []
    merged = Changes()
    for one in earlier:
        ran = _try_one(desk, one, len(again) + 1)
        if ran.death:
            return _after_death(desk, ran, home, [*again, one])
        again.append(one)
        merged = merge(merged, ran.changes)
    return again, merged


def _short(source: str) -> str:
    first, *rest = source.strip().split("\n")
    return first + (f" … ({len(rest)} more line{'s' if len(rest) > 1 else ''})" if rest else "")


def _settle(desk: Desk, tried: list[str], changes: Changes, home: int) -> None:
    """Tell what experiments changed and keep them or put them back, as the learner chooses."""
    difference = changes_text(changes) or "no difference that shows"
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
    if _has_own(desk):
        desk.view.tell("your version of this step stays; u puts the lecture's back, which has both paces")
        return
    kept = desk.stage.edits.get(step.id, Edits())
    if desk.pace_of(step) != desk.stage.pace:
        code = None
    else:
        code = source_at(step, "full" if desk.stage.pace == "quick" else "quick")
    desk.keep_edits(step.id, Edits(code, kept.after))
    desk.move(Unrun())
    show(desk)


def put_back(desk: Desk) -> None:
    """Let the step be as the lecture has it; what the learner wrote stays among what was typed there."""
    step = desk.session.step
    kept = desk.stage.edits.get(step.id)
    if kept is None:
        desk.view.tell("this step is as the lecture has it")
        return
    if kept.code is not None and _has_own(desk):
        Typed(desk, TextKind.EDIT).finish(kept.code)
    for line in kept.after:
        Typed(desk, TextKind.LINES).finish(line)
    desk.keep_edits(step.id, Edits())
    desk.stage.stray()
    desk.move(Unrun())
    show(desk)
    desk.view.tell("put back: the step is as the lecture has it")
