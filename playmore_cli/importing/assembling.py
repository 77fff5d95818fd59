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
from playmore_cli.importing.moments import fill_times, find_videos, longest_rise
from playmore_cli.importing.naming import Names, slug, slug_of_definition, slug_of_statement, slug_of_words
from playmore_cli.importing.narration import Surroundings
from playmore_cli.importing.notebook import Notebook
from playmore_cli.importing.report import Notes, Report
from playmore_cli.importing.sections import find_outline, plain_title
from playmore_cli.lesson.inspection import read_code
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.lesson.nodes import FORBIDDEN
from playmore_cli.lesson.rules import Undrawable
from playmore_cli.timecode import format_timecode, parse_timecode

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
    length = _set_times(chapters, _known_length(wishes, head), notes)
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


# ---- times


def _known_length(wishes: Wishes, head: Mapping[str, Any]) -> float | None:
    lecture = head.get("lecture")
    if wishes.length is None and isinstance(lecture, dict):
        try:
            return parse_timecode(str(lecture.get("length", "")))
        except UsageError:
            return None  # somebody changed it by hand; it is then as unknown as anybody's
    return wishes.length


def _set_times(chapters: Sequence[ChapterDraft], length: float | None, notes: Notes) -> float:
    """Give every chapter and step its time; return the length of the lecture."""
    slots: list[ChapterDraft | StepDraft] = []
    for chapter in chapters:
        slots += [chapter, *chapter.steps]
    _drop_impossible(slots, length, notes)
    given = frozenset(id(chapter) for chapter in chapters if chapter.at is not None)
    for chapter in chapters:
        if chapter.at is not None and chapter.steps[0].at is None:
            chapter.steps[0].at = chapter.at
    steps = [step for chapter in chapters for step in chapter.steps]
    known = [step.at for step in steps]
    found = sum(slot.at is not None for slot in slots)
    for step, at in zip(steps, fill_times(known, length), strict=True):
        step.at = at
    for chapter in chapters:
        if chapter.at is None:
            chapter.at = chapter.steps[0].at
    last = steps[-1].at or 0.0
    _tell_of_times(chapters, given, known, length, found, notes)
    return max(length or 0.0, last)


def _drop_impossible(slots: Sequence[ChapterDraft | StepDraft], length: float | None, notes: Notes) -> None:
    """Forget times that go back or lie beyond the end."""
    for slot in slots:
        if slot.at is not None and length is not None and slot.at > length:
            message = (
                f"the timecode {format_timecode(slot.at)} lies beyond the end ({format_timecode(length)})"
            )
            notes.add(_cell_of(slot), "timecode", message)
            slot.at = None
    known = [(slot, slot.at) for slot in slots if slot.at is not None]
    rising = set(longest_rise([at for _, at in known]))
    for place, (slot, at) in enumerate(known):
        if place not in rising:
            message = f"the timecode {format_timecode(at)} goes back in time and was not used"
            notes.add(_cell_of(slot), "timecode", message)
            slot.at = None


def _cell_of(slot: ChapterDraft | StepDraft) -> int | None:
    return slot.cells[0] if slot.cells else None


def _tell_of_times(
    chapters: Sequence[ChapterDraft],
    given: frozenset[int],
    known: Sequence[float | None],
    length: float | None,
    found: int,
    notes: Notes,
) -> None:
    missing = sum(at is None for at in known)
    if not found and length is None:
        message = (
            "no timecodes were found, so every step is at 00:00:00; --length HH:MM:SS spreads them evenly"
        )
        notes.add(None, "placeholder", message)
    elif missing:
        after = next((place for place, at in enumerate(reversed(known)) if at is not None), len(known))
        where = "evenly between those that do" if found else "evenly over the length given"
        message = f"{missing} of {len(known)} steps name no timecode; they are set {where}"
        if length is None and after:
            message += (
                f", and the last {after} at the last one known; --length HH:MM:SS says how long the video is"
            )
        notes.add(None, "placeholder", message)
    if length is None and found:
        notes.add(None, "placeholder", "the length of the video is not known: it is set to the last timecode")
    unsure = [chapter.title for chapter in chapters if id(chapter) not in given]
    if found and unsure:
        shown = ", ".join(repr(title) for title in unsure[:5]) + (", …" if len(unsure) > 5 else "")
        notes.add(None, "placeholder", f"a chapter's timecode counts as exact; set those of {shown}")


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
            notes.add(_cell_of(draft), "dropped", f"its metadata hold a key {key!r}, which a step has not")
            continue
        try:
            whole[key] = msgspec.convert(value, fields[key].type)
        except msgspec.ValidationError as error:
            notes.add(_cell_of(draft), "dropped", f"{key!r} in its metadata is not as in a lesson: {error}")
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
