"""``playmore recreate``: write the lectures' ideas yourself; they are checked, with hints and a diagnosis."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import (
    AsJson,
    catalog,
    environment_of,
    find_lesson,
    leave,
    open_store,
    print_json,
    say,
)
from playmore_cli.cli.start import Pace, Plain
from playmore_cli.cli.trust import TrustOption, find_runnable
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError
from playmore_cli.exercises.ideas import Idea, State, created_names, find_idea, find_ideas, state_of
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.store.progress import Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(recreate)


def recreate(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson's id (p1) or a lesson file.")
    ] = None,
    place: Annotated[
        str | None,
        typer.Argument(metavar="[IDEA]", help="The id or number of the idea's step, or a timecode."),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="Judge the attempt in this file; - is standard input."),
    ] = None,
    hint: Annotated[int, typer.Option("--hint", metavar="N", min=0, help="Show the first N hints.")] = 0,
    solution: Annotated[bool, typer.Option("--solution", help="Show the lecture's version.")] = False,
    milestone: Annotated[
        bool, typer.Option("--milestone", help="Run the lecture's ending on the versions you have solved.")
    ] = False,
    to: Annotated[
        str | None, typer.Option("--to", metavar="STEP", help="With --milestone: run on to this step.")
    ] = None,
    pace: Pace = "quick",
    plain: Plain = False,
    trust: TrustOption = False,
    json: AsJson = False,
) -> None:
    """
    Write a key idea yourself, at the exact state of its step. Without IDEA: the list of them.

    The attempt is checked in a copy of the variables; hints and the lecture's version are a key away. From a
    pipe the attempt is read whole.

    Example: playmore recreate p1 value-op

    Example: playmore recreate p1 --milestone

    Exit status: 1 if an attempt was not right.
    """
    environment = environment_of(context)
    if to is not None and not milestone:
        raise UsageError("--to says where a milestone ends; give --milestone as well")
    if milestone and (name is None or place is not None):
        raise UsageError("--milestone goes with a lesson alone, as in playmore recreate p1 --milestone")
    with open_store(environment) as store:
        if name is None or place is None:
            if file is not None or hint or solution:
                raise UsageError("which idea? give lesson and idea; playmore recreate lists them")
            lessons = catalog().lessons() if name is None else (find_lesson(name),)
            if milestone and name is not None:
                find_runnable(environment, name, trust=trust)
                from playmore_cli.cli.milestone import show_milestone

                leave(show_milestone(environment, store, lessons[0], pace, to, plain=plain, json=json))
            else:
                _list(environment, store, lessons, json=json)
            return
        idea = find_idea(find_runnable(environment, name, trust=trust), place)
        source = _read_attempt(environment, file, wanted=not (hint or solution))
        if json:
            _as_document(environment, store, idea, source, pace, hint, solution=solution)
        elif source is not None or hint or solution or not environment.is_terminal:
            _at_once(environment, store, idea, source, pace, hint, solution=solution, plain=plain)
        else:
            _in_dialogue(environment, store, idea, pace, plain=plain)


# -- the list ------------------------------------------------------------------------------------------------------


def _list(
    environment: Environment, store: "Store", lessons: "tuple[Lesson, ...] | list[Lesson]", *, json: bool
) -> None:
    if json:
        print_json(
            environment,
            [
                {
                    "lesson": lesson.id,
                    "step": idea.step.id,
                    "n": idea.index + 1,
                    "at": format_timecode(idea.step.at),
                    "state": state.value,
                    "task": idea.exercise.task,
                    "hints": len(idea.exercise.hints),
                }
                for lesson in lessons
                for idea, state in _states(store, lesson)
            ],
        )
        return
    for lesson in lessons:
        for line in idea_lines(lesson, _states(store, lesson), environment.size().columns):
            say(environment, line)
    if any(find_ideas(lesson) for lesson in lessons):
        print("\nplaymore recreate LESSON IDEA begins one.", file=environment.stdout)


def _states(store: "Store", lesson: Lesson) -> list[tuple[Idea, State]]:
    ideas = find_ideas(lesson)
    solved = store.solved(lesson.id)
    tried = {idea.step.id for idea in ideas if store.attempts(lesson.id, idea.step.id)}
    return [(idea, state_of(idea, solved, tried)) for idea in ideas]


def idea_lines(lesson: Lesson, states: list[tuple[Idea, State]], width: int) -> list[str]:
    """Return a lesson's ideas as lines of at most *width* columns: state, number, timecode, id and the task."""
    solved = sum(state is State.SOLVED for _, state in states)
    count = f"{solved} of {len(states)} solved" if states else "no ideas to write"
    lines = [f"{lesson.id} · {lesson.title} · {count}"]
    widest = max((len(idea.step.id) for idea, _ in states), default=0)
    for idea, state in states:
        line = f"  {state.value:<6} {idea.index + 1:>3}  {format_timecode(idea.step.at)}  {idea.step.id}"
        room = width - 24 - widest - 2
        if room >= 20:
            task = idea.summary.replace("`", "")
            line += " " * (widest - len(idea.step.id) + 2)
            line += task if len(task) <= room else task[: room - 1].rstrip() + "…"
        lines.append(line[:width])
    return lines


# -- one idea ------------------------------------------------------------------------------------------------------


def _read_attempt(environment: Environment, file: str | None, *, wanted: bool) -> str | None:
    """Return the attempt in *file*, or in a pipe; ``None`` where there is none."""
    if file is None and (environment.stdin.isatty() or not wanted):
        return None
    if file is None or file == "-":
        text = environment.stdin.read()
        return text if text.strip() else None
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no text: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _in_dialogue(
    environment: Environment, store: "Store", idea: Idea, pace: PaceName, *, plain: bool
) -> None:
    from playmore_cli.cli.sitting import make_reader, make_view, open_desk
    from playmore_cli.player.recreating import write_yourself
    from playmore_cli.player.showing import show_heading
    from playmore_cli.session.session import Session

    view = make_view(environment, plain)
    reader = make_reader(environment, view, auto=False, plain=plain)
    with open_desk(environment, store, idea.lesson, view, reader, pace=pace) as desk:
        desk.session = Session(idea.lesson, idea.index)
        show_heading(desk)
        write_yourself(desk, idea)
    solved = store.solved(idea.lesson.id)
    following = [one for one in find_ideas(idea.lesson) if one.index > idea.index]
    ahead = next((one for one in following if one.step.id not in solved), None)
    if ahead is not None:
        view.tell(f"the next one: playmore recreate {idea.lesson.id} {ahead.step.id}")


def _at_once(
    environment: Environment,
    store: "Store",
    idea: Idea,
    source: str | None,
    pace: PaceName,
    hints: int,
    *,
    solution: bool,
    plain: bool,
) -> None:
    """Say what was asked of an idea, or judge an attempt, and leave."""
    from playmore_cli.cli.sitting import make_view, open_desk
    from playmore_cli.player.recreating import check_attempt, show_hint, show_lectures, show_solution
    from playmore_cli.player.showing import show_heading
    from playmore_cli.prompt.lines import AutoReader
    from playmore_cli.session.session import Session

    view = make_view(environment, plain)
    passed = True
    with open_desk(environment, store, idea.lesson, view, AutoReader(), pace=pace) as desk:
        desk.session = Session(idea.lesson, idea.index)
        show_heading(desk)
        if source is None:
            view.narration(f"**Write it yourself.** {idea.exercise.task}")
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
    leave(ExitStatus.DONE if passed else ExitStatus.FAILED)


def _as_document(
    environment: Environment,
    store: "Store",
    idea: Idea,
    source: str | None,
    pace: PaceName,
    hints: int,
    *,
    solution: bool,
) -> None:
    from playmore_cli.cli.sitting import open_desk
    from playmore_cli.player.recreating import judge_attempt
    from playmore_cli.prompt.lines import AutoReader
    from playmore_cli.session.session import Session
    from playmore_cli.view.plain import PlainScreen

    said: list[str] = []
    found = None
    if source is not None:
        view = PlainScreen(said.append)
        with open_desk(environment, store, idea.lesson, view, AutoReader(), pace=pace) as desk:
            desk.session = Session(idea.lesson, idea.index)
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
    leave(ExitStatus.FAILED if found else ExitStatus.DONE)
