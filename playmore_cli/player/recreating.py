"""An idea written by the learner: the task, an editor, the check, hints, and the lecture's version afterwards."""

from dataclasses import dataclass

from playmore_cli.exercises.diagnosis import OWN, Diagnosis
from playmore_cli.exercises.ideas import Idea, created_names
from playmore_cli.exercises.placing import counterpart, put_in_place, without_imports
from playmore_cli.lesson.differences import compare_code
from playmore_cli.lesson.pace import source_at
from playmore_cli.player.desk import Desk
from playmore_cli.player.showing import show
from playmore_cli.player.trial import judge
from playmore_cli.player.typed import Typed
from playmore_cli.prompt.keys import Key
from playmore_cli.session.commands import RevealAll, Unrun
from playmore_cli.stage.trials import exercise_trial
from playmore_cli.store.learner import Attempt, Edits, TextKind

WRITE = Key("⏎", "write", "", None, ("", "write"), ("e",))
HINT = Key("h", "hint", "", None, ("hint",))
SOLUTION = Key("s", "solution", "", None, ("solution", "skip"))
ANEW = Key("a", "anew", "", None, ("anew",))
AWAY = Key("q", "back", "", None, ("quit", "back", "leave"), ("b",))


@dataclass(frozen=True)
class Recreated:
    """What came of it: the version that passed, if one did, and whether the lecture's was shown."""

    source: str | None = None
    seen: bool = False


def recreate(desk: Desk) -> None:
    """Let the learner write the idea of the step on screen, and keep their version in the lesson if they like."""
    step = desk.session.step
    if step.recreate is None:
        desk.view.tell("there is nothing to write at this step; playmore recreate lists where there is")
        return
    idea = Idea(desk.session.lesson, desk.session.cursor)
    written = write_yourself(desk, idea)
    if written.source is not None:
        _keep_in_lesson(desk, idea, written.source)
    if written.seen:
        desk.move(RevealAll())
        show(desk)


def _keep_in_lesson(desk: Desk, idea: Idea, source: str) -> None:
    step = idea.step
    placed = put_in_place(source_at(step, desk.pace_of(step)) if step.code else "", source, idea.solution)
    if placed is None:
        return
    desk.show_rest()
    answer = desk.reader.line(" k keeps your version in the lesson, Enter takes the lecture's: ")
    if (answer or "").strip().lower() not in ("k", "keep"):
        return
    kept = desk.stage.edits.get(step.id, Edits())
    desk.keep_edits(step.id, Edits(placed, kept.after))
    desk.move(Unrun())
    desk.view.tell("kept: what follows builds on it; u puts the lecture's back")


def write_yourself(desk: Desk, idea: Idea) -> Recreated:
    """Set the task, take attempts and judge them, until one passes or the learner leaves."""
    desk.view.narration(f"**Your turn.** {idea.exercise.task}")
    typed = Typed(desk, TextKind.ATTEMPT)
    text, earlier = _begin(desk, idea, typed)
    hinted, seen = 0, False
    key: Key | None = WRITE
    while key is not None and key.key != AWAY.key:
        if key.key == HINT.key:
            hinted += 1
            show_hint(desk, idea, hinted)
        elif key.key == SOLUTION.key:
            seen = True
            show_solution(desk, idea)
        else:
            if key.key == ANEW.key:
                typed.finish(text)
                text = idea.exercise.start
            desk.show_rest()
            given = desk.reader.edit(
                text,
                desk.complete,
                idea.exercise.task,
                typed.draft(text, before=(idea.exercise.start, *earlier)),
            )
            desk.view.space()
            if given is None:
                text = typed.current or text
                desk.view.tell(
                    "Enter goes on with what you typed" if typed.current else "nothing was written yet"
                )
            elif given.strip() in ("", idea.exercise.start.strip()):
                desk.view.tell("nothing was written yet")
            else:
                text = given
                if check_attempt(desk, idea, text):
                    show_lectures(desk, idea, text)
                    return Recreated(text, seen=True)
        desk.show_rest()
        key = desk.reader.choose(_keys(idea, hinted, seen=seen))
    return Recreated(None, seen)


def _keys(idea: Idea, hinted: int, *, seen: bool) -> tuple[Key, ...]:
    """Return what can be done next; Enter writes on."""
    left = len(idea.exercise.hints) - hinted
    hint = (Key(HINT.key, f"hint ({left} left)", "", None, HINT.words),) if left > 0 else ()
    return (WRITE, *hint, *(() if seen else (SOLUTION,)), ANEW, AWAY)


def _begin(desk: Desk, idea: Idea, typed: Typed) -> tuple[str, tuple[str, ...]]:
    """
    Return what the editor holds at first, and the attempts made earlier.

    It is what was left unfinished, else the last attempt where none has passed yet, else the start.
    """
    made = desk.kept(lambda: desk.store.attempts(idea.lesson.id, idea.step.id), tuple[Attempt, ...]())
    earlier = tuple(one.source for one in made)
    if typed.unfinished is not None:
        desk.view.tell("this is what you typed; a, after Ctrl-C, begins anew")
        return typed.unfinished, earlier
    if any(one.passed for one in made):
        desk.view.tell("you have solved this before; here it is again from the start")
        return idea.exercise.start, earlier
    if earlier:
        desk.view.tell("this is your last attempt; a, after Ctrl-C, begins anew")
        return earlier[-1], earlier
    return idea.exercise.start, earlier


def check_attempt(desk: Desk, idea: Idea, source: str) -> bool:
    """Judge an attempt, tell what is wrong with it in the learner's own lines; return whether it passed."""
    found = judge_attempt(desk, idea, source)
    if found is None:
        desk.view.tell("it passes the check: this is yours", "good")
        return True
    desk.view.tell(found.says, "warning")
    if found.lines is not None:
        desk.view.output(found.lines)
        desk.view.end_output()
    return False


def judge_attempt(desk: Desk, idea: Idea, source: str) -> Diagnosis | None:
    """
    Try an attempt in a copy of the variables before the step, show what it prints, and keep it with its verdict.

    Return what is wrong with it; ``None`` where it passes.
    """
    typed = Typed(desk, TextKind.ATTEMPT)
    typed.submit(source)
    if not desk.bring_to(idea.index):
        return Diagnosis("the variables before this step could not be rebuilt, so nothing was judged")
    pace = desk.pace_of(idea.step)
    solution = idea.exercise.solution or (source_at(idea.step, pace) if idea.step.code else "")
    trial = exercise_trial(idea.exercise, solution, source, OWN, shared=idea.lesson.checks)
    wrong = judge(desk, trial, idea.step.at)
    says = None if wrong is None else wrong.says
    if desk.keep(lambda: desk.store.add_attempt(idea.lesson.id, idea.step.id, source, wrong is None, says)):
        typed.finish(source, moved=True)
    return wrong


def show_hint(desk: Desk, idea: Idea, number: int) -> None:
    """Show a hint, counted from 1."""
    hints = idea.exercise.hints
    desk.view.narration(f"*Hint {number} of {len(hints)}.* {hints[number - 1]}")


def show_solution(desk: Desk, idea: Idea) -> None:
    """Show the lecture's version and what it creates."""
    desk.view.code(idea.solution, None, f"it creates {', '.join(created_names(idea.solution)) or 'no names'}")


def show_lectures(desk: Desk, idea: Idea, source: str) -> None:
    """Show the lecture's version, marked where it differs from the learner's."""
    theirs = counterpart(idea.solution, source).strip("\n")
    changes = compare_code(without_imports(source, theirs), theirs)
    if changes.is_empty:
        desk.view.tell("word for word the lecture's version")
        return
    desk.view.tell("the lecture's version, marked where it differs from yours:")
    desk.view.code(theirs, changes, "")
