"""``playmore check``: validate lesson files, and run everything in them."""

import time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from playmore_cli.cli.context import AsJson, catalog, environment_of, leave, print_json
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.problems import LessonError
from playmore_cli.view.progress import duration


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
    pace: Annotated[Literal["quick", "full"], typer.Option("--pace", help="The pace for --run.")] = "quick",
    json: AsJson = False,
) -> None:
    """
    Validate lessons; with --run, execute every step and compare it with what the lesson says.

    Example: playmore check p1 --run
    """
    environment = environment_of(context)
    documents = []
    for name in names or catalog().ids():
        document = _check_one(environment, name, run=run, pace=pace, talk=not json)
        documents.append(document)
    ok = all(not one["problems"] and not one["failed"] for one in documents)
    if json:
        print_json(environment, {"ok": ok, "lessons": documents})
    if not ok:
        leave(ExitStatus.FAILED)


def _check_one(
    environment: Environment, name: str, *, run: bool, pace: Literal["quick", "full"], talk: bool
) -> dict[str, Any]:
    from playmore_cli.view.maths import undrawable

    began = time.monotonic()
    path = catalog().path_of(name)
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
            print(error, file=environment.stdout)
        return document
    document |= {
        "id": lesson.id,
        "steps": len(lesson.steps),
        "code_steps": sum(step.code is not None for step in lesson.steps),
    }
    if run:
        _run(environment, lesson, pace, document, talk=talk)
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

    def on_step(index: int) -> None:
        if talk and environment.stderr.isatty():
            print(
                f"\r\x1b[K{lesson.id} {index + 1}/{len(lesson.steps)}",
                end="",
                file=environment.stderr,
                flush=True,
            )

    report = check_lesson(lesson, pace, place_data, on_step)
    if talk and environment.stderr.isatty():
        print("\r\x1b[K", end="", file=environment.stderr, flush=True)
    document["ran"] = report.ran
    document["failed"] = [{"id": fault.id, "why": fault.why} for fault in report.failed]
    if talk:
        for fault in report.failed:
            print(f"{lesson.id}/{fault.id}: {fault.why}", file=environment.stdout)
