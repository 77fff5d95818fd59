"""``playmore check``: validate lesson files, and run everything in them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from playmore_cli.cli.context import AsJson, catalog, environment_of, leave, locate, print_json, say
from playmore_cli.cli.trust import TrustOption, allow_code
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.problems import LessonError
from playmore_cli.view.progress import duration

SAMPLE = 12
"""Steps of a lesson at which --resume resumes unless told to take all."""


@dataclass(frozen=True)
class _Resumption:
    """At how many steps to resume, ``None`` for all, and the seed that draws them."""

    count: int | None
    seed: int


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LESSON]...", help="Ids or files; without any, all lessons."),
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Execute every step, exercise and card.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Restore the states before steps and compare what they say.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="With --resume: every step, not a sample.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="With --resume: which sample of steps.")] = 0,
    pace: Annotated[
        Literal["quick", "full"], typer.Option("--pace", help="The pace for --run and --resume.")
    ] = "quick",
    trust: TrustOption = False,
    json: AsJson = False,
) -> None:
    """
    Validate lessons; with --run, execute every step and compare it with what the lesson says.

    With --resume, run a lesson straight and beside it restore the state before steps in a fresh process and run on
    from there; all that they say must be the same. Without --all that is a sample of steps.

    Example: playmore check p1 --run
    """
    environment = environment_of(context)
    documents = []
    for name in names or catalog().ids():
        resumption = None
        if resume:
            resumption = _Resumption(None if every else SAMPLE, seed)
        document = _check_one(
            environment, name, run=run, resume=resumption, pace=pace, trust=trust, talk=not json
        )
        documents.append(document)
    ok = all(
        not one["problems"] and not one["failed"] and not one.get("resume", {}).get("differing")
        for one in documents
    )
    if json:
        print_json(environment, {"ok": ok, "lessons": documents})
    if not ok:
        leave(ExitStatus.FAILED)


def _check_one(
    environment: Environment,
    name: str,
    *,
    run: bool,
    resume: "_Resumption | None",
    pace: Literal["quick", "full"],
    trust: bool,
    talk: bool,
) -> dict[str, Any]:
    from playmore_cli.view.maths import undrawable

    began = time.monotonic()
    located = locate(name)
    path = located.path
    document: dict[str, Any] = {
        "id": None, "path": str(path), "steps": 0, "code_steps": 0, "problems": [], "ran": 0, "failed": [],
        "seconds": 0.0,
    }  # fmt: skip
    try:
        lesson = load_lesson(path, undrawable)
    except LessonError as error:
        document["problems"] = [
            {"line": one.line, "column": one.column, "message": one.message} for one in error.problems
        ]
        if talk:
            say(environment, str(error))
        return document
    document |= {
        "id": lesson.id,
        "steps": len(lesson.steps),
        "code_steps": sum(step.code is not None for step in lesson.steps),
    }
    if run or resume is not None:
        allow_code(environment, lesson, located, trust=trust)
    if run:
        _run(environment, lesson, pace, document, talk=talk)
    if resume is not None:
        _resume(environment, lesson, pace, resume, document, talk=talk)
    document["seconds"] = round(time.monotonic() - began, 3)
    if talk:
        done = f"{document['ran']} run, " if run else ""
        verdict = f"{len(document['failed'])} failed" if document["failed"] else "all well"
        print(
            f"{lesson.id}: {document['steps']} steps, {document['code_steps']} with code, {done}{verdict}"
            f" ({duration(document['seconds'])})",
            file=environment.stdout,
        )
    return document


def _run(
    environment: Environment,
    lesson: Lesson,
    pace: Literal["quick", "full"],
    document: dict[str, Any],
    *,
    talk: bool,
) -> None:
    from playmore_cli.checker import check_lesson
    from playmore_cli.cli.lesson_data import place_all

    def place_data(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    report = check_lesson(lesson, pace, place_data, _counter(environment, lesson, talk=talk))
    if talk and environment.stderr.isatty():
        print("\r\x1b[K", end="", file=environment.stderr, flush=True)
    document["ran"] = report.ran
    document["failed"] = [{"id": fault.id, "why": fault.why} for fault in report.failed]
    if talk:
        for fault in report.failed:
            print(f"{lesson.id}/{fault.id}: {fault.why}", file=environment.stdout)


def _counter(environment: Environment, lesson: Lesson, *, talk: bool) -> Callable[[int], None]:
    """Return what shows on a terminal which step is at work."""

    def on_step(index: int) -> None:
        if talk and environment.stderr.isatty():
            print(
                f"\r\x1b[K{lesson.id} {index + 1}/{len(lesson.steps)}",
                end="",
                file=environment.stderr,
                flush=True,
            )

    return on_step


def _resume(
    environment: Environment,
    lesson: Lesson,
    pace: Literal["quick", "full"],
    resumption: _Resumption,
    document: dict[str, Any],
    *,
    talk: bool,
) -> None:
    from playmore_cli.checker import check_resuming, choose_steps
    from playmore_cli.cli.lesson_data import place_all

    def place_data(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    count = document["code_steps"] if resumption.count is None else resumption.count
    chosen = choose_steps(lesson, count, resumption.seed)
    report = check_resuming(lesson, pace, place_data, chosen, _counter(environment, lesson, talk=talk))
    document["resume"] = {"checked": report.checked, "differing": list(report.differing)}
    if not talk:
        return
    if environment.stderr.isatty():
        print("\r\x1b[K", end="", file=environment.stderr, flush=True)
    which = "all" if resumption.count is None else f"a sample, seed {resumption.seed}"
    print(
        f"{lesson.id}: resumed at {report.checked} of {document['code_steps']} code steps ({which}), "
        f"{report.ran} steps compared, {len(report.differing)} differ",
        file=environment.stdout,
    )
    for one in report.differing:
        print(
            f"{lesson.id}/{one}: resumed here, something differs from the straight run",
            file=environment.stdout,
        )
