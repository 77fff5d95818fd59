"""``playmore recreate LESSON --milestone``: the lecture's ending on the versions that the learner wrote."""

from collections.abc import Iterator, Mapping

from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError
from playmore_cli.exercises.ideas import find_ideas
from playmore_cli.exercises.judging import Verdict
from playmore_cli.exercises.placing import place_attempts
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.player.desk import Desk
from playmore_cli.player.finale import Ending, FinaleShown, run_on_lectures, run_on_versions
from playmore_cli.player.showing import show_heading
from playmore_cli.prompt.lines import AutoReader
from playmore_cli.session.commands import GoTo
from playmore_cli.sitting.sitting import make_view, open_desk
from playmore_cli.sitting.speech import print_json
from playmore_cli.store.learner import Store
from playmore_cli.view.plain import PlainScreen
from playmore_cli.view.screen import View


def show_milestone(
    environment: Environment,
    store: Store,
    lesson: Lesson,
    pace: PaceName,
    to: str | None,
    *,
    plain: bool,
    json: bool,
) -> ExitStatus:
    """
    Run a lesson on the learner's versions to its milestones, or *to* a step, and show them beside the lecture's.

    A version that fails there is told, and the lecture's takes its place. The learner's place and edits stay.

    Raises:
        PlaymoreError: no idea of this lesson is solved.
    """
    attempts = _solved_versions(store, lesson)
    if not attempts:
        raise PlaymoreError(
            f"no idea of {lesson.id} is solved yet, so nothing of it is yours; playmore recreate {lesson.id} lists them"
        )
    goals = _goals(lesson, to)
    attempts = {idea: source for idea, source in attempts.items() if lesson.index_of(idea) <= goals[-1]}
    said: list[str] = []
    view: View = PlainScreen(said.append) if json else make_view(environment, plain)
    memory = Store.in_memory(environment.clock)
    view.tell("the lecture's version first …")
    with open_desk(environment, memory, lesson, view, AutoReader(), pace=pace) as desk:
        theirs = {index: run_on_lectures(desk, index) for index in goals}
    view.tell("and now on yours …")
    ending = Ending(attempts, place_attempts(lesson, attempts, pace, goals[-1]), goals[-1])
    mine: dict[int, FinaleShown | None] = {}
    with open_desk(environment, memory, lesson, view, AutoReader(), pace=pace) as desk:
        for index in goals:
            ending, shown = run_on_versions(desk, ending, index)
            mine[index] = shown
            if shown is not None and not json:
                _show_both(desk, ending, index, shown, theirs[index])
    memory.close()
    if json:
        print_json(environment, _document(lesson, goals, ending, mine, theirs))
    else:
        for line in summary_lines(lesson, ending, pace):
            view.tell(line)
    is_whole = not ending.broken and all(one is not None and one.failure is None for one in mine.values())
    return ExitStatus.DONE if is_whole else ExitStatus.FAILED


def _solved_versions(store: Store, lesson: Lesson) -> dict[str, str]:
    """Return the learner's last version that passed, by step id."""
    found = {}
    for idea in find_ideas(lesson):
        passed = [one.source for one in store.attempts(lesson.id, idea.step.id) if one.passed]
        if passed:
            found[idea.step.id] = passed[-1]
    return found


def _goals(lesson: Lesson, to: str | None) -> list[int]:
    """Return the 0-based steps to show, in order."""
    if to is not None:
        return [lesson.find(to)]
    if lesson.milestones:
        return sorted(lesson.index_of(name) for name in lesson.milestones)
    return [max(index for index, step in enumerate(lesson.steps) if step.code is not None)]


def _show_both(desk: Desk, ending: Ending, index: int, mine: FinaleShown, theirs: FinaleShown | None) -> None:
    lesson, view = desk.stage.lesson, desk.view
    desk.move(GoTo(index))
    show_heading(desk)
    source = desk.stage.source(index)
    own = lesson.steps[index].id in ending.placement.codes
    if source is not None:
        view.code(source, None, "your version is in it" if own else "")
    _show(view, mine, lesson.steps[index].draws)
    view.comparisons(mine.figures)
    if theirs is None:
        return
    if _texts(mine) == _texts(theirs):
        view.tell("the same as on the lecture's versions", "good")
        return
    view.tell("on the lecture's versions:")
    _show(view, theirs, lesson.steps[index].draws)
    view.comparisons(theirs.figures)


def _show(view: View, shown: FinaleShown, draws: str | None) -> None:
    for output in shown.outputs:
        view.output(output, draws)
    view.end_output()


def _texts(shown: FinaleShown) -> list[str]:
    return [text for output in shown.outputs for text in _text(output)]


def _text(output: Output) -> Iterator[str]:
    match output:
        case Stream(text=text) | Result(text=text):
            yield text
        case Plot():
            yield output.picture.text()
        case Graph(nodes=nodes, edges=edges):
            yield f"{nodes} {edges}"
        case Failure():
            yield output.traceback()


def summary_lines(lesson: Lesson, ending: Ending, pace: PaceName) -> list[str]:
    """Return which ideas are the learner's and which the lecture's, and where a version failed."""
    used = ending.placement.used
    yours = [idea for idea in ending.attempts if used[idea]]
    lines = [f"yours: {', '.join(yours) or 'none'}"]
    for name, methods in ending.placement.lectures.items():
        lines.append(f"of your {name} the lecture changed later, and has its own there: {', '.join(methods)}")
    for one in ending.broken:
        lines.append(
            f"the lecture's: {one.idea}; yours failed at {one.step}: {one.failure.name}: {one.failure.message}"
        )
    alone = [idea for idea in ending.attempts if not used[idea]]
    if alone:
        lines.append(f"solved, but no part of the lecture's own code: {', '.join(alone)}")
    missing = [idea for idea in _placeable(lesson, ending.last, pace) if idea not in ending.attempts]
    missing = [idea for idea in missing if idea not in {one.idea for one in ending.broken}]
    if missing:
        lines.append(f"the lecture's, as you have not solved them: {', '.join(missing)}")
    return lines


def _placeable(lesson: Lesson, last: int, pace: PaceName) -> list[str]:
    """Return the ideas up to the step with index *last* that can take the place of the lecture's code."""
    solutions = {idea.step.id: idea.solution for idea in find_ideas(lesson) if idea.index <= last}
    return [idea for idea, steps in place_attempts(lesson, solutions, pace, last).used.items() if steps]


def _document(
    lesson: Lesson,
    goals: list[int],
    ending: Ending,
    mine: Mapping[int, FinaleShown | None],
    theirs: Mapping[int, FinaleShown | None],
) -> dict[str, object]:
    from playmore_cli.sitting.documents import output_document

    def shown(one: FinaleShown | None) -> dict[str, object] | None:
        if one is None:
            return None
        return {
            "outputs": [output_document(output) for output in one.outputs],
            "figures": [
                {"what": figure.figure.what, "yours": figure.yours, "verdict": figure.verdict.value}
                for figure in one.figures
                if figure.verdict is not Verdict.NO_VALUE
            ],
        }

    return {
        "lesson": lesson.id,
        "yours": {idea: list(ending.placement.used[idea]) for idea in ending.attempts},
        "lectures": {name: list(methods) for name, methods in ending.placement.lectures.items()},
        "failed": [
            {"idea": one.idea, "step": one.step, "error": f"{one.failure.name}: {one.failure.message}"}
            for one in ending.broken
        ],
        "steps": [
            {
                "step": lesson.steps[index].id,
                "yours": shown(mine.get(index)),
                "lecture": shown(theirs.get(index)),
            }
            for index in goals
        ],
    }
