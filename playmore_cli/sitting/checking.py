"""One lesson checked: validated, run, resumed, its figures recorded, as the options of ``playmore check`` say."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.course import check_links, check_terms
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.identity import bare_id
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.lesson.own_files import check_files
from playmore_cli.lesson.problems import LessonError
from playmore_cli.lesson.step_places import step_lines
from playmore_cli.sitting.access import catalog, locate
from playmore_cli.sitting.permission import allow_code
from playmore_cli.sitting.remarks_on_ids import find_remarks
from playmore_cli.sitting.rewriting import bring_into_form
from playmore_cli.sitting.speech import progress_line, say
from playmore_cli.view.progress_bar import duration

if TYPE_CHECKING:
    from playmore_cli.checker import Fault

SAMPLE = 12
"""Steps of a lesson at which --resume resumes unless told to take all."""


@dataclass(frozen=True)
class Resumption:
    """At how many steps to resume, ``None`` for all, and the seed that draws them."""

    count: int | None
    seed: int


@dataclass(frozen=True)
class CheckWish:
    """
    What is to be checked.

    Args:
        run: execute every step.
        update: write recorded figures into the file.
        form: bring the file into the one form first.
        resume: restore states and compare, and how many.
        pace: which constants long steps use.
        trust: run the code of lessons by others without a question.
        talk: tell on the standard output; without it only the document is returned.
    """

    run: bool = False
    update: bool = False
    resume: Resumption | None = None
    pace: PaceName = "quick"
    trust: bool = False
    talk: bool = True
    form: bool = False


def check_one(environment: Environment, name: str, wish: CheckWish) -> dict[str, Any]:
    """
    Check a lesson and return what came of it, as the JSON of the command holds it.

    Raises:
        UsageError: there is no such lesson.
        PlaymoreError: its code may not run.
    """
    from playmore_cli.view.maths import undrawable

    began = time.monotonic()
    located = locate(name)
    document: dict[str, Any] = {
        "id": None, "path": str(located.path), "steps": 0, "code_steps": 0, "problems": [], "remarks": [], "ran": 0,
        "failed": [], "seconds": 0.0,
    }  # fmt: skip
    try:
        lesson = load_lesson(located.path, undrawable)
    except LessonError as error:
        document["problems"] = [
            {"line": one.line, "column": one.column, "message": one.message} for one in error.problems
        ]
        if wish.talk:
            say(environment, str(error))
        return document
    if wish.form:
        document["formatted"] = bring_into_form(located.path)
        if wish.talk:
            written = (
                "written anew in the one form" if document["formatted"] else "is in the one form already"
            )
            say(environment, f"{lesson.id}: {written}")
    missing = check_files(located.path, lesson)
    beside = _lessons_beside(located)
    early = (
        *missing,
        *check_links(located.path, lesson, beside),
        *check_terms(located.path, lesson, beside),
    )
    document["problems"] = [{"line": one.line, "column": one.column, "message": one.message} for one in early]
    for one in early if wish.talk else ():
        say(environment, str(one))
    document["remarks"] = find_remarks(environment, lesson, located)
    for remark in document["remarks"] if wish.talk else ():
        say(environment, f"{located.path}: {remark}")
    document |= {
        "id": lesson.id,
        "steps": len(lesson.steps),
        "code_steps": sum(step.code is not None for step in lesson.steps),
    }
    runs = not missing  # without its data all that it says would be wrong
    if runs and (wish.run or wish.resume is not None):
        allow_code(environment, lesson, located, trust=wish.trust)
    if runs and wish.run:
        _run(environment, lesson, located, wish, document)
    if runs and wish.resume is not None:
        _resume(environment, lesson, located, wish.resume, wish, document)
    document["seconds"] = round(time.monotonic() - began, 3)
    if wish.talk:
        claims = document.get("holds", {}).get("checked", 0)
        done = f"{document['ran']} run, " if wish.run else ""
        done += f"{claims} claim{'s' * (claims > 1)}, " if claims else ""
        verdict = f"{len(document['failed'])} failed" if document["failed"] else "all well"
        if early and not document["failed"]:
            verdict = f"{len(early)} problem{'s' if len(early) > 1 else ''}"
        say(
            environment,
            f"{lesson.id}: {document['steps']} steps, {document['code_steps']} with code, {done}{verdict}"
            f" ({duration(document['seconds'])})",
        )
    return document


def _lessons_beside(located: Located) -> tuple[Lesson, ...]:
    """Return the lessons that can be read of the same folder and of playmore's own; the broken are told elsewhere."""
    own = catalog().groups()[0].lessons
    if located.is_ours:
        return own
    try:
        found = catalog().group_at(located.path.parent).lessons
        return (*own, *(replace(one, id=bare_id(one.id)) for one in found))  # as their files call them
    except UsageError:
        return own  # a file may be read in a folder that cannot be listed


def is_well(document: dict[str, Any]) -> bool:
    """Return whether nothing is wrong with the lesson of a document."""
    return (
        not document["problems"]
        and not document["failed"]
        and not document.get("resume", {}).get("differing")
    )


def _run(
    environment: Environment, lesson: Lesson, located: Located, wish: CheckWish, document: dict[str, Any]
) -> None:
    from playmore_cli.checker import check_lesson
    from playmore_cli.sitting.lesson_data import place_all
    from playmore_cli.sitting.recording import FigureCollector

    collector = FigureCollector(lesson, located.path, wish.pace)

    def place_data(folder: Path) -> frozenset[str]:
        collector.lecture_data = place_all(lesson, folder, environment)
        return collector.lecture_data

    with _counter(environment, lesson, wish) as on_step:
        report = check_lesson(
            lesson,
            wish.pace,
            place_data,
            on_step,
            on_compared=collector.take,
            memory=environment.settings.ceiling,
        )
    faults: tuple[Fault, ...] = report.failed
    if wish.update:
        faults = collector.update(environment, faults, document, talk=wish.talk)
    document["ran"] = report.ran
    document["holds"] = {
        "checked": report.claims,
        "false": [{"step": one.id, "that": one.that, "values": dict(one.values)} for one in report.untrue],
    }
    document["following"] = report.following
    document["uncompared"] = dict(zip(("pace", "data"), report.uncompared, strict=True))
    lines = _lines_of(located) if faults else {}
    document["failed"] = [
        {"id": fault.id, "why": fault.why, "line": lines.get(fault.id, 0)} for fault in faults
    ]
    if wish.talk:
        for fault in faults:
            say(environment, f"{_place(located, lines, fault.id)}: {fault.id}: {fault.why}")
        if report.following:
            say(
                environment,
                f"{lesson.id}: {_counted(report.following, 'fault')} more lack what these were to give",
            )
        for count, what in zip(report.uncompared, ("at this pace", "with this data"), strict=True):
            if count:
                say(environment, f"{lesson.id}: {_counted(count, 'figure')} not compared {what}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _lines_of(located: Located) -> dict[str, int]:
    """Return where the steps begin in a lesson's file; nothing where it can be read no more."""
    try:
        return step_lines(decode(read_content(located.path), located.path))
    except LessonError:
        return {}


def _place(located: Located, lines: dict[str, int], step: str) -> str:
    """Return file and line of a step, so that an editor finds it."""
    return f"{located.path}:{lines[step]}" if step in lines else str(located.path)


@contextmanager
def _counter(
    environment: Environment, lesson: Lesson, wish: CheckWish
) -> Iterator[Callable[[int], None] | None]:
    """Yield what shows on a terminal which step is at work."""
    if not wish.talk:
        yield None
        return
    with progress_line(environment) as show:
        yield lambda index: show(f"{lesson.id} {index + 1}/{len(lesson.steps)}")


def _resume(
    environment: Environment,
    lesson: Lesson,
    located: Located,
    resumption: Resumption,
    wish: CheckWish,
    document: dict[str, Any],
) -> None:
    from playmore_cli.checker import check_resuming, choose_steps
    from playmore_cli.sitting.lesson_data import place_all

    def place_data(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    count = document["code_steps"] if resumption.count is None else resumption.count
    chosen = choose_steps(lesson, count, resumption.seed)
    with _counter(environment, lesson, wish) as on_step:
        report = check_resuming(
            lesson, wish.pace, place_data, chosen, on_step, memory=environment.settings.ceiling
        )
    document["resume"] = {"checked": report.checked, "differing": list(report.differing)}
    if not wish.talk:
        return
    which = "all" if resumption.count is None else f"a sample, seed {resumption.seed}"
    say(
        environment,
        f"{lesson.id}: resumed at {report.checked} of {document['code_steps']} code steps ({which}), "
        f"{report.ran} steps compared, {len(report.differing)} differ",
    )
    lines = _lines_of(located) if report.differing else {}
    for one in report.differing:
        say(
            environment,
            f"{_place(located, lines, one)}: {one}: resumed here, something differs from the straight run",
        )
