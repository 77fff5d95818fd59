"""``playmore import``: a Jupyter notebook as a lesson file."""

import textwrap
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError, did_you_mean
from playmore_cli.lesson.model import Lesson
from playmore_cli.paths import path_named
from playmore_cli.sitting.destinations import Target, find_target
from playmore_cli.sitting.speech import print_json
from playmore_cli.timecode import format_timecode, parse_timecode

if TYPE_CHECKING:
    from playmore_cli.importing.account import ImportReport
    from playmore_cli.lesson.problems import Problem

_MOST_FILES = 2_000
"""Names in a folder that are looked at for data."""

Title = Annotated[str, typer.Option("--title", metavar="TITLE", help="The lesson's title.")]
VideoName = Annotated[
    str, typer.Option("--video", metavar="VIDEO", help="The video: its id or a link to it.")
]
Length = Annotated[
    str | None,
    typer.Option("--length", metavar="HH:MM:SS", help="How long the video is.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    context: typer.Context,
    notebook: Annotated[
        str, typer.Argument(metavar="NOTEBOOK", help="A Jupyter or Colab notebook (.ipynb).")
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="LESSON.yaml",
            help="Where to write; - for the standard output, a folder too.",
        ),
    ] = None,
    title: Title = "",
    video: VideoName = "",
    length: Length = None,
    force: Force = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tell every remark, not one of each kind and how many.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Make a lesson file of a Jupyter notebook, and tell what became of every cell.

    Headings become chapters, timecodes and links into a video the times of the steps. What a lesson cannot hold is
    changed or left out, and named. The lesson passes playmore check at once.

    Example: playmore import lecture.ipynb -o lecture.yaml --length 1:56:20
    """
    from playmore_cli.export.forms import Export
    from playmore_cli.importing.assembling import Wishes, make_lesson
    from playmore_cli.importing.notebook import parse_notebook
    from playmore_cli.importing.slugs import slug
    from playmore_cli.lesson.loader import read_lesson
    from playmore_cli.lesson.writing import write_lesson
    from playmore_cli.view.maths import undrawable

    environment = environment_of(context)
    path = _notebook_path(notebook)
    seconds = read_length(length)
    target = find_target(output, f"{slug(path.stem) or 'lesson'}.yaml", force=force)
    if target.path is None and json:
        raise UsageError("-o - writes the lesson to the standard output, and so does --json; choose one")
    stem = target.stem or path.stem
    folder = target.path.parent if target.path else path.parent
    wishes = Wishes(
        slug(stem.partition("_")[0]) or "lesson", title, read_video(video), seconds, _names_in(folder)
    )
    lesson, report = make_lesson(
        parse_notebook(_read(path), path.name), path.name, wishes, undrawable, f"{stem}_pictures"
    )
    text = write_lesson(lesson, f"Imported from {path.name}.")
    _, problems = read_lesson(text, target.path or "the lesson", undrawable)
    pictures = {f"{stem}_pictures/{name}": content for name, content in report.pictures.items()}
    inside = {name: content for name, content in report.data.items() if _is_within(folder, name)}
    target.write(Export(text, pictures | inside), environment.stdout)
    if json:
        print_json(environment, _document(path, target, lesson, report, problems))
    else:
        _tell(environment, path, target, lesson, report, problems, verbose=verbose)
    if problems:
        leave(ExitStatus.FAILED)


# -- what was given ------------------------------------------------------------------------------------------------


def read_length(length: str | None) -> float | None:
    """
    Return the length of a video in seconds.

    Raises:
        UsageError: it is no timecode, or nothing at all.
    """
    if length is None:
        return None
    seconds = parse_timecode(length)
    if not 0 < seconds < 360_000:
        raise UsageError(f"--length {length} is no length of a video; write it as 1:56:20")
    return float(int(seconds))


def read_video(video: str) -> str:
    """Return the id of the video that a link leads to; anything else as it is."""
    from playmore_cli.importing.moments import find_videos

    found = find_videos(video)
    return found[0].id if found else video.strip()


def _names_in(folder: Path) -> frozenset[str]:
    """Return the names of the files in a folder, and in the folders there."""
    try:
        found = [one for pattern in ("*", "*/*") for one in islice(folder.glob(pattern), _MOST_FILES)]
        return frozenset(one.relative_to(folder).as_posix() for one in found if one.is_file())
    except OSError:
        return frozenset()  # what cannot be listed brings no data


def _is_within(folder: Path, name: str) -> bool:
    """Return whether a file of this name would lie in the folder, where no link leads elsewhere."""
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _notebook_path(notebook: str) -> Path:
    if notebook.startswith(("http://", "https://")):
        raise UsageError(f"{notebook} is an address; save the notebook as a file first, and give that")
    path = path_named(notebook)
    if path.is_dir():
        raise UsageError(f"{notebook} is a folder; give the notebook in it (.ipynb)")
    if not path.exists():
        try:
            beside = [other.name for other in path.parent.iterdir() if other.suffix == ".ipynb"]
        except OSError:
            beside = []  # only a suggestion is lost
        raise UsageError(f"there is no notebook {notebook}{did_you_mean(path.name, beside)}")
    return path


def _read(path: Path) -> bytes:
    from playmore_cli.importing.notebook import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


# -- what is told --------------------------------------------------------------------------------------------------


def _document(
    path: Path, target: Target, lesson: Lesson, report: "ImportReport", problems: "tuple[Problem, ...]"
) -> dict[str, Any]:
    return {
        "ok": not problems,
        "notebook": str(path),
        "lesson": {
            "id": lesson.id,
            "path": str(target.path),
            "title": lesson.title,
            "video": lesson.lecture.video,
            "length": format_timecode(lesson.lecture.length),
            "chapters": len(lesson.chapters),
            "steps": len(lesson.steps),
            "code_steps": sum(step.code is not None for step in lesson.steps),
        },
        "cells": [
            {"cell": number, "kind": kind, "steps": list(steps)} for number, kind, steps in report.cells
        ],
        "remarks": [
            {"cell": remark.cell, "topic": remark.topic, "message": remark.message}
            for remark in report.remarks
        ],
        "pictures": list(report.pictures),
        "problems": [{"line": one.line, "column": one.column, "message": one.message} for one in problems],
    }


def _tell(
    environment: Environment,
    path: Path,
    target: Target,
    lesson: Lesson,
    report: "ImportReport",
    problems: "tuple[Problem, ...]",
    *,
    verbose: bool,
) -> None:
    from playmore_cli.importing.account import by_kind

    stream = environment.stdout if target.path is not None else environment.stderr
    width = max(min(environment.size().columns, 120), 20)
    for remark in report.remarks if verbose else by_kind(report.remarks):
        _line(stream, str(remark), width)
    with_code = sum(step.code is not None for step in lesson.steps)
    _line(
        stream,
        f"{path.name}: {_count(len(report.cells), 'cell')} became {_count(len(lesson.steps), 'step')}, "
        f"{with_code} with code, in {_count(len(lesson.chapters), 'chapter')}; {_count(len(report.remarks), 'remark')}",
        width,
    )
    for problem in problems:
        print(problem, file=stream)
    if target.path is not None:
        _line(stream, f"wrote {target.path}; next: playmore check {target.path} --run", width)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(stream: TextIO, text: str, width: int) -> None:
    """Write one remark, folded with its further lines indented; long words such as paths stay whole."""
    print(
        textwrap.fill(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False),
        file=stream,
    )
