"""``playmore export``: a lesson as a notebook, a script, Markdown or a page."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from playmore_cli.cli.context import LessonName, TrustOption, environment_of, leave
from playmore_cli.cli.start import Pace
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError, did_you_mean
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.sitting.access import find_lesson, find_needed, locate, open_store
from playmore_cli.sitting.permission import allow_imported, find_runnable
from playmore_cli.sitting.speech import complain, progress_line, say
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.export.document import Mine, Recording, Reference
    from playmore_cli.export.forms import Export
    from playmore_cli.stage import Answers

FORMS = {
    "ipynb": "a Jupyter notebook",
    "py": "a script that runs with plain Python",
    "md": "Markdown",
    "html": "one page to read without a network",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    context: typer.Context,
    name: LessonName,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ipynb|py|md|html",
            help="A notebook, a script, Markdown, a page; without it the ending of FILE says which.",
            autocompletion=lambda: list(FORMS.items()),
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Where to write; - for the standard output, a folder too."
        ),
    ] = None,
    with_outputs: Annotated[
        bool, typer.Option("--with-outputs", help="Play the lesson and put in what comes out.")
    ] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="With your own edits, predictions, attempts, notes and marks.")
    ] = False,
    pace: Pace = "quick",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    trust: TrustOption = False,
) -> None:
    """
    Write a lesson in another form, its timecodes as links to the second of the video.

    Example: playmore export p1 --to ipynb --with-outputs
    """
    from playmore_cli.export.document import make_document
    from playmore_cli.export.forms import write_form
    from playmore_cli.lesson.own_files import carried, files_beside
    from playmore_cli.sitting.destinations import Target, find_target

    environment = environment_of(context)
    form = _form(to if to is not None else _ending(output))
    target: Target = find_target(output, f"{locate(name).path.stem}.{form}", force=force)
    lesson = find_runnable(environment, name, trust=trust) if with_outputs else find_lesson(name)
    own = _mine(environment, lesson, trust=trust) if mine else None
    recording, failed = None, False
    if with_outputs:
        with open_store(environment) as store:
            answers = store.answers(lesson.id) if mine else {}
        recording, failed = _play(environment, lesson, pace, own, answers)
    located = locate(name)
    files = carried(files_beside(lesson, located.path.parent))
    named = (
        "" if located.is_ours or located.shelf else located.path.name
    )  # an id is known only where it was played
    document = make_document(lesson, pace, recording, own, _references(lesson), files, named)
    exported: Export = write_form(document, form, target.stem)
    target.write(exported, environment.stdout)
    if target.path is not None:
        say(environment, f"wrote {target.path}{_counted(len(exported.files))}", aside=True)
    if failed:
        leave(ExitStatus.FAILED)


def _ending(output: str | None) -> str:
    ending = "" if output is None else PurePath(output).suffix
    if not ending:
        raise UsageError(f"say which form to write: --to {', --to '.join(FORMS)}")
    return ending


def _form(to: str) -> str:
    form = to.lower().removeprefix(".")
    if form not in FORMS:
        near = did_you_mean(form, [*FORMS, "notebook", "python", "markdown", "page"])
        meant = near and next(
            (key for key, words in (*((key, key) for key in FORMS), *_WORDS) if f"'{words}'" in near), ""
        )
        offer = f"; did you mean {meant}?" if meant else f"; there are {', '.join(FORMS)}"
        raise UsageError(f"there is no form {to!r}{offer}")
    return form


_WORDS = (("ipynb", "notebook"), ("py", "python"), ("md", "markdown"), ("html", "page"))


def _counted(files: int) -> str:
    return "" if not files else f" and {files} file{'s' if files > 1 else ''} beside it"


# -- what goes in --------------------------------------------------------------------------------------------------


def _mine(environment: Environment, lesson: Lesson, *, trust: bool) -> "dict[str, Mine]":
    from playmore_cli.export.document import ExportedAttempt, ExportedGuess, Mine

    with open_store(environment) as store:
        allow_imported(environment, store, lesson, trust=trust)
        edits = store.edits(lesson.id)
        marks = store.marks(lesson.id)
        guesses = store.predictions(lesson.id)
        notes: dict[str, list[str]] = {}
        for note in store.notes(lesson.id):
            notes.setdefault(note.step, []).append(note.text)
        return {
            step.id: Mine(
                edits[step.id].code if step.id in edits else None,
                edits[step.id].after if step.id in edits else (),
                tuple(ExportedGuess(given, verdict) for given, verdict in guesses.get(step.id, ())),
                tuple(
                    ExportedAttempt(one.source, one.passed)
                    for one in (store.attempts(lesson.id, step.id) if step.recreate else ())
                ),
                tuple(notes.get(step.id, ())),
                step.id in marks,
            )
            for step in lesson.steps
        }


def _references(lesson: Lesson) -> "dict[str, Reference]":
    """Return the steps of other lessons that this one points to, each with a link to its second of the video."""
    from playmore_cli.export.document import Reference
    from playmore_cli.timecode import video_link

    found = {}
    for link in dict.fromkeys(link for step in lesson.steps for link in step.see):
        lesson_id, _, step_id = link.partition("/")
        try:
            other = find_needed(lesson, lesson_id)
        except PlaymoreError:
            continue  # what is not there cannot be linked to
        if other.has_step(step_id):
            step = other.steps[other.index_of(step_id)]
            words = f"{other.title}, {format_timecode(step.at)} ({step_id})"
            found[link] = Reference(link, words, video_link(other.lecture.video, step.at))
    return found


def _play(
    environment: Environment,
    lesson: Lesson,
    pace: PaceName,
    mine: "dict[str, Mine] | None",
    answers: "Answers",
) -> "tuple[Recording, bool]":
    """Play the whole lesson in a folder of its own; return what came out, and whether a step failed."""
    from playmore_cli.export.document import Recording
    from playmore_cli.recorder import record
    from playmore_cli.sitting.stages import open_stage
    from playmore_cli.store.learner import Edits

    kept = {step: Edits(own.code, own.after) for step, own in (mine or {}).items()}
    edits = {step: one for step, one in kept.items() if not one.is_empty}
    count = len(lesson.steps)
    with (
        open_stage(environment, lesson, pace, edits, answers, keeps_states=False) as (stage, lecture_data),
        progress_line(environment, f"playing {lesson.id}, {count} steps") as show,
    ):

        def on_step(index: int) -> None:
            show(f"playing step {index + 1} of {count}, {format_timecode(lesson.steps[index].at)}")

        taken = record(stage, lecture_data, on_step)
    for step, why in taken.failed:
        complain(environment, f"step {step} failed: {why}")
    used = [
        f"the lecture's own {one}" if one in lecture_data else f"other {one} than the lecture's"
        for one in lesson.data_sets
    ]
    return Recording(taken.played, f", with {' and '.join(used)}" if used else ""), bool(taken.failed)
