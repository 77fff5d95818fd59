"""From a notebook to a lesson, and the report of what became of each cell."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from playmore_cli.errors import UsageError
from playmore_cli.importing.account import Accounts, ImportReport, Notes
from playmore_cli.importing.data_files import DATA, can_lie_beside, files_carried, files_read
from playmore_cli.importing.drafting import draft_chapters
from playmore_cli.importing.drafts import ChapterDraft, StepDraft
from playmore_cli.importing.heading import choose_title, find_video, further_keys, make_lecture
from playmore_cli.importing.markdown_cells import NotebookContext
from playmore_cli.importing.notebook import Notebook
from playmore_cli.importing.sections import find_outline
from playmore_cli.importing.slugs import SlugMaker, slug, slug_of_definition, slug_of_statement, slug_of_words
from playmore_cli.importing.timing import cell_of, known_length, set_times
from playmore_cli.lesson.inspection import read_code
from playmore_cli.lesson.model import Chapter, Lesson, Step, Timecode
from playmore_cli.lesson.rules import Undrawable

_BROUGHT = ("torch", "numpy", "matplotlib", "sklearn", "graphviz", "mpl_toolkits")


@dataclass(frozen=True)
class Wishes:
    """
    What the author says of the lesson, each empty where it is to be found in the notebook.

    *id* is the lesson's id and always given; *length* is in seconds; *beside* names files that lie where it will lie.
    """

    id: str
    title: str = ""
    video: str = ""
    length: float | None = None
    beside: frozenset[str] = frozenset()


def make_lesson(
    notebook: Notebook, name: str, wishes: Wishes, undrawable: Undrawable, folder: str
) -> tuple[Lesson, ImportReport]:
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
    around = NotebookContext(undrawable, folder)
    notes = around.notes
    if notebook.upgraded_from is not None:
        notes.add(
            None, "changed", f"the notebook is of format {notebook.upgraded_from}; it was read as format 4"
        )
    outline = find_outline(notebook.cells)
    exported = notebook.playmore.get("lesson")
    head: Mapping[str, Any] = exported if isinstance(exported, dict) else {}
    title = choose_title(head, wishes.title, notebook, outline.title, name)
    chapters = draft_chapters(notebook.cells, outline, title, around)
    steps = [step for chapter in chapters for step in chapter.steps]
    if not steps:
        raise UsageError(f"{name} holds nothing that could become a step; its cells are empty")
    _name_steps(steps)
    video = wishes.video or find_video(notebook, head, notes)
    length = set_times(chapters, known_length(wishes.length, head), notes)
    lecture = make_lecture(head, title, video, length, notebook, notes)
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
        **further_keys(head, steps, wishes.beside, notes),
    )
    data = _carried(lesson, notebook, wishes, notes) if head else {}
    if not head:
        _tell_of_needs(lesson, notes)
    accounts = _accounts(notebook, chapters)
    _tell_of_dropped(notebook, accounts, notes)
    return lesson, ImportReport(accounts, _in_order(notes), around.pictures, data)


def _carried(lesson: Lesson, notebook: Notebook, wishes: Wishes, notes: Notes) -> dict[str, bytes]:
    """Return the data of an exported lesson that its notebook carries and that do not lie beside it, and tell them."""
    held: dict[str, bytes] = {}
    for cell in notebook.cells:
        if cell.playmore.get("kind") == "setup":
            held |= files_carried(cell.source)
    data = {name: held[name] for name in lesson.own_files if name in held and name not in wishes.beside}
    if data:
        notes.add(None, "data", f"it carries {', '.join(data)}, to lie beside the lesson")
    if lacking := [name for name in lesson.own_files if name not in held and name not in wishes.beside]:
        notes.add(None, "data", f"it opens {', '.join(lacking)}: put a copy beside the lesson")
    return data


# ---- names


def _name_steps(steps: Sequence[StepDraft]) -> None:
    """Give every step an id of its own; those that an export named keep theirs."""
    kept = SlugMaker()
    for step in steps:
        if step.id and slug(step.id) == step.id:
            step.id = kept.unique(step.id)
        else:
            step.id = ""
    names = SlugMaker(frozenset(step.id for step in steps if step.id))
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


# ---- steps


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
    brought = [*(file for file, name in DATA.items() if name in lesson.data), *lesson.own_files]
    opened = files_read(step.code or "" for step in lesson.steps)
    for name in opened:
        if name in brought or "://" in name:
            continue
        where = (
            "put it beside the lesson"
            if can_lie_beside(name)
            else "copy it beside the lesson, open it by its name"
        )
        notes.add(
            None, "data", f"it opens {name}, which is not beside the lesson: {where}, and add it to 'data'"
        )
    for kind, words in (
        ("files", "opens files"),
        ("network", "uses the network"),
        ("processes", "starts processes"),
    ):
        reaches = [
            one for one in reading.of_kind(kind) if not any(file in one.text for file in (*brought, *opened))
        ]
        for one in reaches[:5]:
            notes.add(None, "data", f"the step {one.step} {words}: {one.text}")
        if len(reaches) > 5:
            notes.add(None, "data", f"{len(reaches) - 5} more steps or lines do so")
        if reaches and kind == "files":
            advice = (
                "a file that they read, and do not write first, belongs beside the lesson, and into 'data'"
            )
            notes.add(None, "data", advice)
    if lesson.data:
        notes.add(None, "data", f"it opens {', '.join(brought)}, so it says data: [{', '.join(lesson.data)}]")


def _tell_of_dropped(notebook: Notebook, accounts: Accounts, notes: Notes) -> None:
    """Tell which cells became no step, those that an export makes anew only by their number."""
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


def _accounts(notebook: Notebook, chapters: Sequence[ChapterDraft]) -> Accounts:
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
