"""``playmore progress``: carry one's progress to another machine, hand it in, read what a class handed in."""

from pathlib import Path
from typing import Annotated

import typer

from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.paths import path_named
from playmore_cli.sitting.access import open_store, read_text_file
from playmore_cli.sitting.speech import complain, print_json, say

progress = typer.Typer()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(progress, name="progress")


@progress.callback(invoke_without_command=True)
def explain(context: typer.Context) -> None:
    """
    Carry your progress to another machine, or hand it in, as one file.

    Example: playmore progress export my-progress.json
    """
    if context.invoked_subcommand is None:
        print(context.get_help(), file=environment_of(context).stdout)


@progress.command("export")
def export_progress(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Where to write it; - is the standard output.")
    ] = None,
    lesson: Annotated[
        str | None, typer.Option("--lesson", metavar="LESSON", help="Only what belongs to this lesson.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Your name, for whoever you hand the file to.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """
    Write all your progress into one file: places, steps done, your versions, notes, marks, attempts, cards.

    Data sets and stored states are not in it; another machine makes its own. With --lesson and --name it is a file to
    hand in, which FILE may leave to be named.

    Example: playmore progress export --lesson p1 --name "Ada Lovelace"
    """
    from playmore_cli.export.forms import Export
    from playmore_cli.sitting.classes import default_file, outline_named
    from playmore_cli.sitting.destinations import find_target
    from playmore_cli.store.handing_in import of_lesson, outline_document
    from playmore_cli.store.resetting import in_words
    from playmore_cli.store.rows import TABLES
    from playmore_cli.store.transfer import write_progress

    environment = environment_of(context)
    outline = None if lesson is None else outline_named(lesson)
    if file is None and outline is None:
        raise UsageError(
            "where to? playmore progress export FILE writes all your progress, --lesson LESSON what belongs to one"
        )
    file = file or default_file(outline, name)
    if path_named(file).is_file() and not force:
        raise UsageError(f"there is already a file {file}; give another name, or --force to replace it")
    target = find_target(file, "playmore-progress.json", force=force)
    with open_store(environment) as store:
        tables = {table: store.units(table) for table in TABLES}
        if outline is not None:
            tables = of_lesson(tables, outline.id)
    held = in_words({table: len(units) for table, units in tables.items() if units})
    if outline is not None and not held:
        raise PlaymoreError(
            f"there is no progress in {outline.id} to hand in; playmore start {lesson} begins it"
        )
    if not held and target.path is not None and target.path.is_file():
        raise PlaymoreError(
            f"there is no progress in {environment.progress_file.parent} to write; {file} stays as it is"
        )
    handed_in: dict[str, object] = {"name": " ".join(name.split())} if name.strip() else {}
    if outline is not None:
        handed_in["lesson"] = outline_document(outline)
    text = write_progress(tables, environment.clock(), handed_in)
    target.write(Export(text), environment.stdout)
    if target.path is not None:
        say(environment, f"wrote {target.path}: {held or 'nothing, for nothing was begun yet'}", aside=True)


@progress.command("import")
def import_progress(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="What progress export has written; - reads from the input."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what the last import did.")] = False,
    json: AsJson = False,
) -> None:
    """
    Merge the progress in a file into yours: the newer of two wins, and what only one side has stays.

    Example: playmore progress import my-progress.json
    """
    from playmore_cli.sitting.undoing import undo_last
    from playmore_cli.store.imports import CODE
    from playmore_cli.store.resetting import in_words
    from playmore_cli.store.rows import TABLES
    from playmore_cli.store.transfer import KIND, TransferError, merge, read_progress

    environment = environment_of(context)
    if undo:
        if file is not None:
            raise UsageError("--undo takes back the last import; it needs no file")
        undo_last(environment, KIND, "import", "import of", as_json=json)
        return
    if file is None:
        raise UsageError("which file? playmore progress export writes one on the other machine")
    text = environment.read_all() if file == "-" else read_text_file(file)
    try:
        theirs = read_progress(text)
    except TransferError as error:
        raise UsageError(f"{file} cannot be imported: {error}") from error
    with open_store(environment) as store:
        merged = merge({name: store.units(name) for name in TABLES}, theirs)
        store.note_imported(merged.changes)
        store.change(KIND, Path(file).name, merged.changes)
    parts = {"added": merged.added, "replaced": merged.replaced, "kept": merged.kept, "same": merged.same}
    if json:
        print_json(environment, {"file": file, **{word: dict(counted) for word, counted in parts.items()}})
        return
    told = {
        "added": "added",
        "replaced": "replaced, the file's being newer",
        "kept": "kept, yours being newer",
    }
    for word, sentence in told.items():
        if parts[word]:
            say(environment, f"{sentence}: {in_words(parts[word])}")
    if merged.same:
        say(environment, f"the same on both sides: {in_words(merged.same)}")
    if any(change.table in CODE for change in merged.changes):
        say(environment, "code that came with it runs only after you were asked, when its lesson is opened")
    done = "playmore progress import --undo takes it back" if merged.changes else "nothing was changed"
    say(environment, done)


@progress.command("report")
def report_progress(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILES", help="What learners handed in; a folder stands for its files."),
    ],
    lesson: Annotated[
        str | None, typer.Option("--lesson", metavar="LESSON", help="Only this lesson.")
    ] = None,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write one HTML page instead of the table.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a page that is there.")] = False,
    json: AsJson = False,
) -> None:
    """
    Show how a class fares: who is where, predictions, attempts, what was wrong most often, what was not understood.

    The files are only read: nothing in them is run, and nothing of them comes into your own progress.

    Example: playmore progress report handed-in/ --html class.html

    Exit status: 1 if none of the files could be read.
    """
    from playmore_cli.sitting.classes import class_document, read_class, report_lessons, show_class
    from playmore_cli.sitting.destinations import find_target

    environment = environment_of(context)
    if html is not None and json:
        raise UsageError("--html writes a page and --json a document; give one of them")
    target = None if html is None else find_target(html, "class.html", force=force)
    handed_in, left_out = read_class(files)
    reports = report_lessons(handed_in, lesson)
    if json:
        print_json(environment, class_document(reports, left_out))
    elif target is not None:
        from playmore_cli.export.class_page import write_class_page
        from playmore_cli.export.forms import Export

        target.write(Export(write_class_page(reports, left_out, environment.clock())), environment.stdout)
    else:
        show_class(environment, reports)
    for name, why in left_out:
        complain(environment, f"{name} is left out: {why}")
    if handed_in and not any(report.learners for report in reports):
        complain(environment, f"no file holds progress in {lesson or 'a lesson'}")
    if target is not None and target.path is not None:
        complain(environment, f"wrote {target.path}")
    leave(ExitStatus.DONE if handed_in else ExitStatus.FAILED)
