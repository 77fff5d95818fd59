"""A class: what its learners handed in, read as strangers' files, and the report in words and as a document."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size

from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.export.class_page import (
    EXERCISE_HEADS,
    LEARNER_HEADS,
    counted_learners,
    day,
    exercise_cells,
    learner_cells,
)
from playmore_cli.lesson.identity import bare_id
from playmore_cli.paths import path_named
from playmore_cli.sitting.access import catalog, find_lesson
from playmore_cli.sitting.speech import say
from playmore_cli.store.handing_in import (
    ClassReport,
    HandedIn,
    Learner,
    Outline,
    read_handed_in,
    report_class,
)
from playmore_cli.store.transfer import TransferError
from playmore_cli.view.clean import clean_plain

_MOST = 20 * 1024 * 1024
"""Bytes of one file; a year of one lesson takes well under one million."""
_ID = re.compile(r"[\w@-]+(:[\w@-]+)?")
_WIDEST = 28
"""Columns of a cell in the table."""


def outline_named(name: str) -> Outline:
    """
    Return what a report needs of a lesson.

    Raises:
        UsageError: there is none of this name.
        LessonError: its file has problems.
    """
    lesson = find_lesson(name)
    return Outline(lesson.id, lesson.title, tuple(step.id for step in lesson.steps))


def default_file(outline: Outline | None, name: str) -> str:
    """
    Return how a file to hand in is called where nobody says.

    >>> default_file(Outline("p1", "", ()), "Ada  Lovelace"), default_file(Outline("course:x1", "", ()), "")
    ('p1-ada-lovelace.json', 'course-x1.json')
    """
    words = [outline.id if outline else "progress", name]
    slugs = [re.sub(r"[^\w]+", "-", word).strip("-").lower()[:60] for word in words]
    return "-".join(slug for slug in slugs if slug) + ".json"


def read_class(names: Sequence[str]) -> tuple[list[tuple[str, HandedIn]], list[tuple[str, str]]]:
    """
    Return what was handed in, each with its file's name, and the files that cannot be read, each with the reason.

    Raises:
        UsageError: a name leads to nothing, or a folder holds no files.
    """
    found: list[tuple[str, HandedIn]] = []
    left_out: list[tuple[str, str]] = []
    for path in _files(names):
        try:
            found.append((path.stem, _as_handed_in(read_handed_in(_text(path)))))
        except TransferError as error:
            left_out.append((path.name, str(error)))
        except OSError as error:
            left_out.append((path.name, f"it cannot be read: {error.strerror}"))
    return found, left_out


def _as_handed_in(found: HandedIn) -> HandedIn:
    """
    Return what was handed in under the id that all of a class have for its lesson.

    It is kept apart, as ``x1@folder``, where a learner has other lessons with that id.
    """
    if found.outline is None:
        return found
    outline = _common(found.outline)
    lessons = {outline.id if id_ == found.outline.id else id_: rows for id_, rows in found.lessons.items()}
    return replace(found, outline=outline, lessons=lessons)


def _common(outline: Outline) -> Outline:
    bare = bare_id(outline.id)
    return outline if bare in catalog().ids() else replace(outline, id=bare)


def _files(names: Sequence[str]) -> Iterable[Path]:
    files: list[Path] = []
    for name in names:
        path = path_named(name)
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.suffix == ".json" and one.name[0] != ".")
            if not inside:
                raise UsageError(f"the folder {name} holds no files that end in .json")
            files += inside
        elif not path.exists():
            raise UsageError(f"there is no file {name}")
        else:
            files.append(path)
    return dict.fromkeys(files)


def _text(path: Path) -> str:
    """
    Return the text of a stranger's file; pipes and devices, which may have no end, are not opened.

    Raises:
        TransferError: it is none, or too long.
        OSError: it cannot be read.
    """
    if not path.is_file():
        raise TransferError("it is no file")
    with path.open("rb") as opened:
        content = opened.read(_MOST + 1)
    if len(content) > _MOST:
        raise TransferError(f"it has more than {_MOST // 1024**2} MB, which nothing has that is handed in")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise TransferError(f"it is not UTF-8 text (byte {error.start})") from error


def report_lessons(files: Sequence[tuple[str, HandedIn]], lesson: str | None) -> tuple[ClassReport, ...]:
    """
    Return a report for each lesson that was handed in, or for the one that is named *lesson*.

    A lesson is told by one's own version of it; where one has none, by what the files say of it.

    Raises:
        UsageError: there is no lesson of this name.
    """
    if lesson is not None:
        outline = _handed_in(lesson, files) or outline_named(lesson)
        with suppress(PlaymoreError):  # one's own version of it is the better one
            outline = _common(outline_named(lesson))
        return (report_class(outline, files),)
    said = [one.outline.id for _, one in files if one.outline is not None]
    held = [id_ for _, one in files if one.outline is None for id_ in one.lessons]
    known = [_known(id_, files) for id_ in dict.fromkeys([*said, *held])]
    reports = [report_class(outline, files) for outline in known if outline is not None]
    return tuple(
        report for report in reports if report.learners
    )  # a file may speak of a lesson that it does not hold


def _known(id_: str, files: Sequence[tuple[str, HandedIn]]) -> Outline | None:
    """Return what is known of a lesson by its id; a stranger's id that is a path is not followed."""
    if _ID.fullmatch(id_):
        with suppress(PlaymoreError):
            own = outline_named(id_)
            if own.id == id_:
                return own
    return _handed_in(id_, files)


def _handed_in(id_: str, files: Sequence[tuple[str, HandedIn]]) -> Outline | None:
    said = [one.outline for _, one in files if one.outline is not None and one.outline.id == id_]
    return max(said, key=said.count, default=None)  # one file that says something else changes nothing


def show_class(environment: Environment, reports: Sequence[ClassReport]) -> None:
    """Print the reports as tables."""
    for number, report in enumerate(reports):
        lesson = report.lesson
        counted = counted_learners(len(report.learners))
        say(
            environment, f"{chr(10) if number else ''}{lesson.title} ({lesson.id}): "
            f"{counted}, {len(lesson.steps)} steps\n",
        )  # fmt: skip
        width = environment.size().columns
        for line in _rows(LEARNER_HEADS, learner_cells(report), width):
            say(environment, line)
        if report.exercises:
            say(environment, "")
            for line in _rows(EXERCISE_HEADS, exercise_cells(report), width):
                say(environment, line)
        for exercise in report.exercises:
            for says, count in exercise.says:
                say(environment, f"  {exercise.step}, {counted_learners(count)}: {says}")
        wrong = sorted((right / judged, step, right, judged) for step, right, judged in report.predictions)
        if wrong:
            say(environment, "\npredictions that came true least often")
            for _, step, right, judged in wrong[:5]:
                say(environment, f"  {step}  {right} of {judged}")
        if report.unclear:
            say(environment, "\nmarked as not understood")
            for step, count in report.unclear:
                say(environment, f"  {step}  {count}")


def _rows(heads: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> Iterable[str]:
    """Yield the lines of a table; the last columns are left out where they do not fit."""
    table = [tuple(heads), *(tuple(clean_plain(cell) for cell in row) for row in cells)]
    widths = [min(max(cell_len(row[place]) for row in table), _WIDEST) for place in range(len(heads))]
    while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    for row in table:
        yield "  ".join(_cell(text, room) for text, room in zip(row, widths, strict=True)).rstrip()


def _cell(text: str, room: int) -> str:
    return set_cell_size(text, room) if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"


def class_document(reports: Sequence[ClassReport], left_out: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the reports, and the files that were left out, as one document."""
    return {
        "lessons": [_report_document(report) for report in reports],
        "left_out": [{"file": file, "why": why} for file, why in left_out],
    }


def _report_document(report: ClassReport) -> dict[str, Any]:
    return {
        "id": report.lesson.id,
        "title": report.lesson.title,
        "steps": len(report.lesson.steps),
        "learners": [_learner_document(learner) for learner in report.learners],
        "exercises": [
            {
                "step": one.step,
                "tried": one.tried,
                "solved": one.solved,
                "attempts": one.attempts,
                "diagnoses": [{"says": says, "learners": count} for says, count in one.says],
            }
            for one in report.exercises
        ],
        "predictions": [
            {"step": step, "right": right, "judged": judged} for step, right, judged in report.predictions
        ],
        "unclear": [{"step": step, "learners": count} for step, count in report.unclear],
    }


def _learner_document(learner: Learner) -> dict[str, Any]:
    return {
        "name": learner.name,
        "file": learner.file,
        "place": {"step": learner.step, "n": learner.number, "since": day(learner.since)}
        if learner.step
        else None,
        "done": learner.done,
        "predictions": {"right": learner.right, "judged": learner.judged},
        "exercises": [
            {"step": one.step, "attempts": one.attempts, "solved": one.solved, "diagnoses": list(one.says)}
            for one in learner.exercises
        ],
        "unclear": list(learner.unclear),
    }
