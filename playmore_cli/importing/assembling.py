"""From a notebook to a lesson: names, timecodes and the lesson's head, and the report of it all."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from playmore_cli.errors import UsageError
from playmore_cli.importing.drafting import draft_chapters
from playmore_cli.importing.drafts import ChapterDraft, StepDraft
from playmore_cli.importing.moments import find_videos
from playmore_cli.importing.naming import Names, slug, slug_of_definition, slug_of_statement, slug_of_words
from playmore_cli.importing.narration import Surroundings
from playmore_cli.importing.notebook import Notebook
from playmore_cli.importing.report import Notes, Report
from playmore_cli.importing.sections import find_outline, plain_title
from playmore_cli.importing.timing import cell_of, known_length, set_times
from playmore_cli.lesson.inspection import read_code
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.lesson.nodes import FORBIDDEN
from playmore_cli.lesson.rules import Undrawable

_DATA = {"names.txt": "names", "input.txt": "shakespeare"}
"""Which data of ours a notebook means by a file."""

_OPENED = re.compile(r"open\(\s*['\"](?P<name>[^'\"]+)['\"]")
_BROUGHT = ("torch", "numpy", "matplotlib", "sklearn", "graphviz", "mpl_toolkits")


@dataclass(frozen=True)
class Wishes:
    """
    What the author says of the lesson, each empty where it is to be found in the notebook.

    *id* is the lesson's id and always given; *length* is in seconds.
    """

    id: str
    title: str = ""
    video: str = ""
    length: float | None = None


def make_lesson(
    notebook: Notebook, name: str, wishes: Wishes, undrawable: Undrawable, folder: str
) -> tuple[Lesson, Report]:
    """
    Return the lesson that a notebook makes, and what became of each cell.

    Args:
        notebook: what is imported.
        name: the notebook's file name, for messages.
        wishes: what the author says.
        undrawable: says why a formula cannot be drawn.
        folder: where the pictures of the notebook will lie beside the lesson.

    Raises:
        UsageError: nothing in the notebook could become a step.
    """
    around = Surroundings(undrawable, folder)
    notes = around.notes
    if notebook.upgraded_from is not None:
        notes.add(
            None, "changed", f"the notebook is of format {notebook.upgraded_from}; it was read as format 4"
        )
    outline = find_outline(notebook.cells)
    exported = notebook.playmore.get("lesson")
    head: Mapping[str, Any] = exported if isinstance(exported, dict) else {}
    stem = plain_title(name.rpartition(".")[0].replace("_", " ").replace("-", " "))
    titles = (
        wishes.title,
        str(head.get("title", "")),
        notebook.title,
        plain_title(outline.title),
        stem,
        "A notebook",
    )
    title = next(found for one in titles if (found := " ".join(FORBIDDEN.sub("", one).split())))
    chapters = draft_chapters(notebook.cells, outline, title, around)
    steps = [step for chapter in chapters for step in chapter.steps]
    if not steps:
        raise UsageError(f"{name} holds nothing that could become a step; its cells are empty")
    _name_steps(steps)
    video = wishes.video or _find_video(notebook, head, notes)
    length = set_times(chapters, known_length(wishes.length, head), notes)
    lecture = _lecture(head, title, video, length, notebook, notes)
    made = [
        Chapter(
            Timecode(chapter.at or 0.0), chapter.title, tuple(_step(step, notes) for step in chapter.steps)
        )
        for chapter in chapters
    ]
    lesson = Lesson(
        format=1,
        id=given if (given := str(head.get("id", ""))) and slug(given) == given else wishes.id,
        title=title,
        lecture=lecture,
        about=str(head.get("about", "")) or f"Made from the notebook {name}.",
        chapters=tuple(made),
        **_further(head, steps, notes),
    )
    if not head:
        _tell_of_needs(lesson, notes)
    accounts = _accounts(notebook, chapters)
    told = {remark.cell for remark in notes.remarks}
    anew = 0
    for cell, (number, _, parts) in zip(notebook.cells, accounts, strict=True):
        if not parts and cell.playmore.get("kind"):
            anew += 1
        elif not parts and number not in told:
            notes.add(number, "dropped", "nothing of it became a step")
    if anew:
        message = (
            f"{anew} cells hold what an export makes anew from the lesson: title, set-up, headings, questions"
        )
        notes.add(None, "dropped", message)
    return lesson, Report(accounts, _in_order(notes), around.pictures)


# ---- names


def _name_steps(steps: Sequence[StepDraft]) -> None:
    """Give every step an id of its own; those that an export named keep theirs."""
    kept = Names()
    for step in steps:
        if step.id and slug(step.id) == step.id:
            step.id = kept.unique(step.id)
        else:
            step.id = ""
    names = Names(frozenset(step.id for step in steps if step.id))
    for step in steps:
        if not step.id:
            step.id = names.unique(next(name for name in _candidates(step) if name))


def _candidates(step: StepDraft) -> Sequence[str]:
    code = step.code or ""
    said = slug_of_words("".join(step.say))
    first = step.cells[0] if step.cells else 0
    return (
        step.name,
        slug_of_definition(code),
        said,
        slug_of_words(step.comment),
        slug_of_statement(code),
        f"cell-{first}",
    )


# ---- the head of the lesson


def _find_video(notebook: Notebook, head: Mapping[str, Any], notes: Notes) -> str:
    """Return the video that the notebook is about: the one that most links lead to, of these the first."""
    lecture = head.get("lecture")
    if isinstance(lecture, dict) and isinstance(lecture.get("video"), str):
        return str(lecture["video"])
    found = [video.id for cell in notebook.cells for video in find_videos(cell.source)]
    if not found:
        notes.add(
            None,
            "placeholder",
            "no link to a video was found; --video ID, or 'video' in the lesson, names it",
        )
        return ""
    best = max(dict.fromkeys(found), key=found.count)
    others = sorted(set(found) - {best})
    if others:
        notes.add(
            None,
            "timecode",
            f"of several videos {best} is taken for the lecture; the others: {', '.join(others)}",
        )
    return best


def _lecture(
    head: Mapping[str, Any], title: str, video: str, length: float, notebook: Notebook, notes: Notes
) -> Lecture:
    kept = head.get("lecture")
    given: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
    by = str(given.get("by", "")) or FORBIDDEN.sub("", ", ".join(notebook.authors))
    if not by:
        notes.add(None, "placeholder", "who gave the lecture is not known; 'by' in the lesson says unknown")
    return Lecture(str(given.get("title", "")) or title, by or "unknown", video, Timecode(length))


def _further(head: Mapping[str, Any], steps: Sequence[StepDraft], notes: Notes) -> dict[str, Any]:
    """Return what else a lesson may say: data and seed, and what an exported head holds besides."""
    standard = ("format", "id", "title", "lecture", "about", "chapters")
    further = {key: value for key, value in head.items() if key not in standard}
    if not head:
        opened = {match["name"] for step in steps for match in _OPENED.finditer(step.code or "")}
        further["data"] = tuple(name for file, name in _DATA.items() if file in opened)
    fields = {field.encode_name: field for field in msgspec.structs.fields(Lesson)}
    found = {}
    for key, value in further.items():
        try:
            found[fields[key].name] = msgspec.convert(value, fields[key].type)
        except (KeyError, msgspec.ValidationError):
            notes.add(None, "dropped", f"{key!r} in the notebook's metadata is not as in a lesson")
    return found


def _step(draft: StepDraft, notes: Notes) -> Step:
    """Return a step; keys of an exported one that do not fit any more are left out and reported."""
    whole: dict[str, Any] = {
        "id": draft.id,
        "at": Timecode(draft.at or 0.0),
        "say": draft.say or (),
        "code": draft.code,
        "then": draft.then,
        "expect": draft.expect,
    }
    fields = {field.encode_name: field for field in msgspec.structs.fields(Step)}
    for key, value in draft.keys.items():
        if key not in fields or key in ("id", "at", "say", "code", "then"):
            notes.add(cell_of(draft), "dropped", f"its metadata hold a key {key!r}, which a step has not")
            continue
        try:
            whole[key] = msgspec.convert(value, fields[key].type)
        except msgspec.ValidationError as error:
            notes.add(cell_of(draft), "dropped", f"{key!r} in its metadata is not as in a lesson: {error}")
    return Step(**whole)


# ---- the report


def _tell_of_needs(lesson: Lesson, notes: Notes) -> None:
    """Tell what the code reaches for that a lesson does not bring."""
    reading = read_code(lesson)
    missing = [
        name
        for name in reading.imports
        if name not in sys.stdlib_module_names and name not in _BROUGHT and name != "."
    ]
    if missing:
        notes.add(None, "data", f"it imports what playmore does not bring: {', '.join(missing)}")
    brought = [file for file, name in _DATA.items() if name in lesson.data]
    for kind, words in (
        ("files", "opens files"),
        ("network", "uses the network"),
        ("processes", "starts processes"),
    ):
        reaches = [one for one in reading.of_kind(kind) if not any(file in one.text for file in brought)]
        for one in reaches[:5]:
            notes.add(None, "data", f"the step {one.step} {words}: {one.text}")
        if len(reaches) > 5:
            notes.add(None, "data", f"{len(reaches) - 5} more steps or lines do so")
    if lesson.data:
        notes.add(None, "data", f"it opens {', '.join(brought)}, so it says data: [{', '.join(lesson.data)}]")


def _accounts(
    notebook: Notebook, chapters: Sequence[ChapterDraft]
) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    parts: dict[int, list[str]] = {}
    for chapter in chapters:
        for number in chapter.cells:
            parts.setdefault(number, [])
        for step in chapter.steps:
            for number in step.cells:
                parts.setdefault(number, []).append(step.id)
    return tuple(
        (cell.number, cell.kind, tuple(dict.fromkeys(parts.get(cell.number, [])))) for cell in notebook.cells
    )


def _in_order(notes: Notes) -> tuple[Any, ...]:
    """Return the remarks in the order of the cells, those on the whole first."""
    return tuple(sorted(notes.remarks, key=lambda remark: remark.cell or 0))
