"""``playmore recreate``: write the lectures' ideas yourself; they are checked, with hints and a diagnosis."""

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from playmore_cli.cli.context import AsJson, TrustOption, environment_of, leave
from playmore_cli.cli.start import Pace, Plain
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.exercises.ideas import Idea, State, find_idea, find_ideas, state_of
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import catalog, find_lesson, open_store
from playmore_cli.sitting.permission import allow_imported, find_runnable
from playmore_cli.sitting.recreation import as_document, at_once, in_dialogue, read_attempt
from playmore_cli.sitting.speech import print_json, say
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store


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
    with open_store(environment, plays=place is not None) as store:
        if name is None or place is None:
            if file is not None or hint or solution:
                raise UsageError("which idea? give lesson and idea; playmore recreate lists them")
            lessons = catalog().lessons() if name is None else (find_lesson(name),)
            if milestone and name is not None:
                allow_imported(environment, store, find_runnable(environment, name, trust=trust), trust=trust)
                from playmore_cli.sitting.milestone import show_milestone

                leave(show_milestone(environment, store, lessons[0], pace, to, plain=plain, json=json))
            else:
                _list(environment, store, lessons, json=json)
            return
        lesson = find_runnable(environment, name, trust=trust)
        allow_imported(environment, store, lesson, trust=trust)
        idea = find_idea(lesson, place)
        source = read_attempt(environment, file, wanted=not (hint or solution))
        if json:
            leave(as_document(environment, store, idea, source, pace, hint, solution=solution))
        elif source is not None or hint or solution or not environment.is_terminal:
            leave(at_once(environment, store, idea, source, pace, hint, solution=solution, plain=plain))
        else:
            in_dialogue(environment, store, idea, pace, plain=plain)


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
    found = [(lesson, _states(store, lesson)) for lesson in lessons]
    for lesson, states in found:
        for line in idea_lines(lesson, states, environment.size().columns):
            say(environment, line)
    waiting = [one for _, states in found for one in states if one[1] is not State.SOLVED]
    # What was begun comes before what is new.
    idea = next((one for one, state in waiting if state is State.TRIED), waiting[0][0] if waiting else None)
    if idea is not None:
        say(environment, f"\nnext: playmore recreate {idea.lesson.id} {idea.step.id}")


def _states(store: "Store", lesson: Lesson) -> list[tuple[Idea, State]]:
    ideas = find_ideas(lesson)
    solved = store.solved(lesson.id)
    tried = {idea.step.id for idea in ideas if store.attempts(lesson.id, idea.step.id)}
    return [(idea, state_of(idea, solved, tried)) for idea in ideas]


def idea_lines(lesson: Lesson, states: list[tuple[Idea, State]], width: int) -> list[str]:
    """
    Return a lesson's ideas as lines of at most *width* columns: state, number, timecode, id and the task, whole.

    Where there is little room beside the ids the task stands below.
    """
    solved = sum(state is State.SOLVED for _, state in states)
    count = f"{solved} of {len(states)} solved" if states else "no ideas to write"
    lines = [f"{lesson.id} · {lesson.title} · {count}"]
    widest = max((len(idea.step.id) for idea, _ in states), default=0)
    for idea, state in states:
        line = f"  {state.value:<6} {idea.index + 1:>3}  {format_timecode(idea.step.at)}  {idea.step.id}"
        task = idea.summary.replace("`", "")
        beside = 26 + widest
        if width - beside >= 20:
            line += " " * (widest - len(idea.step.id) + 2)
            lines += textwrap.wrap(line + task, width, subsequent_indent=" " * beside, drop_whitespace=True)
        else:
            lines += textwrap.wrap(line, width, subsequent_indent=" " * 4, break_on_hyphens=False)
            lines += textwrap.wrap(task, width, initial_indent=" " * 4, subsequent_indent=" " * 4)
    return lines
