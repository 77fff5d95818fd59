"""``playmore note`` and ``playmore notes``: write, change, find, list and export notes on steps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, UsageError
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import find_lesson, open_store
from playmore_cli.sitting.speech import print_json, say
from playmore_cli.sitting.undoing import undo_last
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.store.learner import Mark, Note, Store


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(note)
    app.command()(notes)


def note(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The note.")] = None,
    lesson: Annotated[
        str | None, typer.Option("--lesson", help="The lesson; without it the one played last.")
    ] = None,
    step: Annotated[
        str | None,
        typer.Option("--step", metavar="N|ID|TIMECODE", help="The step; without it where you are."),
    ] = None,
    edit: Annotated[
        int | None, typer.Option("--edit", metavar="N", help="Put TEXT in place of note N.")
    ] = None,
    delete: Annotated[int | None, typer.Option("--delete", metavar="N", help="Delete note N.")] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the last edit or deletion of a note.")
    ] = False,
) -> None:
    """
    Write a note on a step; or change or delete one, by the number that playmore notes shows.

    Example: playmore note "why is the gradient 0 here?" --lesson p1 --step 1:06:20
    """
    from playmore_cli.store.annotations import KIND

    environment = environment_of(context)
    if undo:
        undo_last(environment, KIND, "change of notes", "change of")
        return
    if edit is not None and delete is not None:
        raise UsageError("--edit and --delete are two things; give one of them")
    if delete is None and (text is None or not text.strip()):
        raise UsageError("the note is empty; write it in quotes behind the command")
    with open_store(environment) as store:
        if edit is not None or delete is not None:
            number = edit if edit is not None else delete
            _change(environment, store, number or 0, None if edit is None else (text or "").strip())
        else:
            _write(environment, store, (text or "").strip(), lesson, step)


def _write(environment: Environment, store: "Store", text: str, lesson: str | None, step: str | None) -> None:
    places = store.places()
    name = next(iter(places), None) if lesson is None else lesson
    if name is None:
        raise UsageError("nothing has been begun yet; name the lesson with --lesson")
    found = find_lesson(name)
    place = places.get(found.id)
    if step is not None:
        index = found.find(step)
    elif place is not None and found.has_step(place.step):
        index = found.index_of(place.step)
    else:
        raise UsageError(f"{found.id} has not been begun yet; name the step with --step")
    one = found.steps[index]
    store.add_note(found.id, one.id, one.at, text)
    say(environment, f"noted at {found.id}, {one.id}, {format_timecode(one.at)}")


def _change(environment: Environment, store: "Store", number: int, text: str | None) -> None:
    from playmore_cli.store.annotations import KIND, note_change

    one = next((one for one in store.notes() if one.id == number), None)
    if one is None:
        raise UsageError(f"there is no note {number}; playmore notes shows their numbers")
    change = note_change(one, store.units("note"), text, environment.clock())
    store.change(KIND, f"note {number}", [change])
    done = "deleted" if text is None else "changed"
    say(environment, f"{done}: note {number} at {one.lesson}, {one.step}; playmore note --undo takes it back")


def notes(
    context: typer.Context,
    lesson: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson; without it all notes.")
    ] = None,
    find: Annotated[
        str | None, typer.Option("--find", metavar="WORDS", help="Only notes with all of these words.")
    ] = None,
    marks: Annotated[
        bool, typer.Option("--marks", help="The steps marked as not understood, instead of notes.")
    ] = False,
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown", help="Notes and marks as Markdown, with links to the second of the video."
        ),
    ] = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the Markdown into this file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    json: AsJson = False,
) -> None:
    """
    List your notes and marks, find words in them, or write them as Markdown.

    Example: playmore notes p1 -o p1-notes.md
    """
    from playmore_cli.sitting.own_lessons import lessons_with

    environment = environment_of(context)
    named = None if lesson is None else find_lesson(lesson)
    with open_store(environment) as store:
        written = store.notes(named.id if named else None)
        marked = store.all_marks(named.id if named else None)
    begun = [*(one.lesson for one in written), *(one.lesson for one in marked)]
    lessons = {one.id: one for one in ([named] if named else lessons_with(begun))}
    words = (find or "").lower().split()
    written = tuple(one for one in written if all(word in f"{one.text} {one.step}".lower() for word in words))
    if json:
        document = [_mark(one, lessons) for one in marked] if marks else [_note(one) for one in written]
        print_json(environment, document)
    elif markdown or output:
        _export(environment, written, () if find else marked, lessons, output, force=force)
    elif marks:
        _list_marks(environment, marked, lessons)
    else:
        _list(environment, written, () if find else marked, find)


# -- lists -----------------------------------------------------------------------------------------------------


def _list(
    environment: Environment, written: "Sequence[Note]", marked: "Sequence[Mark]", find: str | None
) -> None:
    if not written and find:
        say(environment, f"no note has {find!r} in it", aside=True)
        leave(ExitStatus.FAILED)
    if not written:
        say(environment, "no notes yet; n writes one while a lesson is open", aside=True)
    width = max((len(str(one.id)) for one in written), default=1)
    for one in written:
        first, *rest = one.text.split("\n")
        say(
            environment,
            f"{one.id:>{width}}  {one.lesson} {format_timecode(one.seconds)} {one.step}: {first}",
        )
        for line in rest:
            say(environment, f"{'':{width}}  {line}")
    if marked:
        steps = f"{len(marked)} step{'s' if len(marked) > 1 else ''}"
        say(environment, f"{steps} marked as not understood: playmore notes --marks")


def _list_marks(environment: Environment, marked: "Sequence[Mark]", lessons: dict[str, Lesson]) -> None:
    if not marked:
        say(environment, "no marks; m marks a step while a lesson is open", aside=True)
    for one in sorted(marked, key=lambda one: (one.lesson, _seconds(one, lessons))):
        found = _step_index(one, lessons)
        if found is None:
            say(environment, f"⚑ {one.lesson} {one.step} (no longer in the lesson)")
            continue
        step = lessons[one.lesson].steps[found]
        chapter = lessons[one.lesson].chapter_of(step).title
        say(environment, f"⚑ {one.lesson} {format_timecode(step.at)} {one.step} · {chapter}")


def _step_index(mark: "Mark", lessons: dict[str, Lesson]) -> int | None:
    lesson = lessons.get(mark.lesson)
    return lesson.index_of(mark.step) if lesson is not None and lesson.has_step(mark.step) else None


def _seconds(mark: "Mark", lessons: dict[str, Lesson]) -> float:
    index = _step_index(mark, lessons)
    return 0.0 if index is None else lessons[mark.lesson].steps[index].at


def _note(one: "Note") -> dict[str, Any]:
    return {
        "id": one.id,
        "lesson": one.lesson,
        "step": one.step,
        "at": format_timecode(one.seconds),
        "text": one.text,
    }


def _mark(one: "Mark", lessons: dict[str, Lesson]) -> dict[str, Any]:
    index = _step_index(one, lessons)
    at = None if index is None else format_timecode(lessons[one.lesson].steps[index].at)
    return {"lesson": one.lesson, "step": one.step, "at": at}


# -- Markdown --------------------------------------------------------------------------------------------------


def _export(
    environment: Environment,
    written: "Sequence[Note]",
    marked: "Sequence[Mark]",
    lessons: dict[str, Lesson],
    output: str | None,
    *,
    force: bool,
) -> None:
    from playmore_cli.export.forms import Export
    from playmore_cli.export.notes_markdown import NoteEntry, notes_markdown
    from playmore_cli.sitting.destinations import find_target

    target = find_target(output or "-", "notes.md", force=force)
    entries = [NoteEntry(one.lesson, one.step, one.seconds, one.text) for one in written]
    entries += [NoteEntry(one.lesson, one.step, _seconds(one, lessons), None) for one in marked]
    target.write(Export(notes_markdown(entries, lessons)), environment.stdout)
    if target.path is not None:
        say(environment, f"wrote {target.path}", aside=True)
