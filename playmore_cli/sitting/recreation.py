"""One attempt at an idea, for ``playmore recreate``: in a dialogue, at once, or as a document."""

from typing import TYPE_CHECKING, Any

from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus
from playmore_cli.exercises.ideas import Idea, created_names, find_ideas
from playmore_cli.lesson.model import PaceName
from playmore_cli.sitting.access import read_text_file
from playmore_cli.sitting.speech import print_json
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store


def read_attempt(environment: Environment, file: str | None, *, wanted: bool) -> str | None:
    """Return the attempt in *file*, or in a pipe; ``None`` where there is none."""
    if file is None and (environment.stdin.isatty() or not wanted):
        return None
    if file is None or file == "-":
        text = environment.read_all()
        return text if text.strip() else None
    return read_text_file(file)


def in_dialogue(environment: Environment, store: "Store", idea: Idea, pace: PaceName, *, plain: bool) -> None:
    """Set the task, and take attempts until one passes or the learner leaves; tell which idea comes next."""
    from playmore_cli.player.recreating import write_yourself
    from playmore_cli.player.showing import show_heading
    from playmore_cli.session.commands import GoTo
    from playmore_cli.sitting.sitting import make_reader, make_view, open_desk

    view = make_view(environment, plain)
    reader = make_reader(environment, view, auto=False, plain=plain)
    with open_desk(environment, store, idea.lesson, view, reader, pace=pace) as desk:
        desk.move(GoTo(idea.index))
        show_heading(desk)
        write_yourself(desk, idea)
    solved = store.solved(idea.lesson.id)
    following = [one for one in find_ideas(idea.lesson) if one.index > idea.index]
    ahead = next((one for one in following if one.step.id not in solved), None)
    if ahead is not None:
        view.tell("the next one:")
        view.command(f"playmore recreate {idea.lesson.id} {ahead.step.id}")


def at_once(
    environment: Environment,
    store: "Store",
    idea: Idea,
    source: str | None,
    pace: PaceName,
    hints: int,
    *,
    solution: bool,
    plain: bool,
) -> ExitStatus:
    """Say what was asked of an idea, or judge an attempt; return what the shell is told."""
    from playmore_cli.player.recreating import check_attempt, show_hint, show_lectures, show_solution
    from playmore_cli.player.showing import show_heading
    from playmore_cli.prompt.lines import AutoReader
    from playmore_cli.session.commands import GoTo
    from playmore_cli.sitting.sitting import make_view, open_desk

    view = make_view(environment, plain)
    passed = True
    with open_desk(environment, store, idea.lesson, view, AutoReader(), pace=pace) as desk:
        desk.move(GoTo(idea.index))
        show_heading(desk)
        if source is None:
            view.narration(f"**Your turn.** {idea.exercise.task}")
        for number in range(1, min(hints, len(idea.exercise.hints)) + 1):
            show_hint(desk, idea, number)
        if solution:
            show_solution(desk, idea)
        if source is not None:
            passed = check_attempt(desk, idea, source)
            if passed:
                show_lectures(desk, idea, source)
        elif not hints and not solution:
            view.code(
                idea.exercise.start, None, "to begin with; give your version on standard input or by --from"
            )
    return ExitStatus.DONE if passed else ExitStatus.FAILED


def as_document(
    environment: Environment,
    store: "Store",
    idea: Idea,
    source: str | None,
    pace: PaceName,
    hints: int,
    *,
    solution: bool,
) -> ExitStatus:
    """Print the task, and the verdict where there is an attempt, as one document; return what the shell is told."""
    from playmore_cli.player.recreating import judge_attempt
    from playmore_cli.prompt.lines import AutoReader
    from playmore_cli.session.commands import GoTo
    from playmore_cli.sitting.sitting import open_desk
    from playmore_cli.view.plain import PlainScreen

    said: list[str] = []
    found = None
    if source is not None:
        view = PlainScreen(said.append)
        with open_desk(environment, store, idea.lesson, view, AutoReader(), pace=pace) as desk:
            desk.move(GoTo(idea.index))
            found = judge_attempt(desk, idea, source)
    document: dict[str, Any] = {
        "lesson": idea.lesson.id,
        "step": idea.step.id,
        "n": idea.index + 1,
        "at": format_timecode(idea.step.at),
        "task": idea.exercise.task,
        "start": idea.exercise.start,
        "hints": list(idea.exercise.hints[:hints]),
        "attempts": len(store.attempts(idea.lesson.id, idea.step.id)),
        "passed": None if source is None else found is None,
        "says": found.says if found else "",
        "traceback": found.failure.traceback() if found and found.failure else "",
    }
    if solution:
        document |= {"solution": idea.solution, "creates": list(created_names(idea.solution))}
    print_json(environment, document)
    return ExitStatus.FAILED if found else ExitStatus.DONE
