"""``playmore progress``: carry one's progress to another machine."""

from pathlib import Path
from typing import Annotated

import typer

from playmore_cli.cli.context import AsJson, environment_of
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.paths import path_named
from playmore_cli.sitting.access import open_store, read_text_file
from playmore_cli.sitting.speech import print_json

progress = typer.Typer()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(progress, name="progress")


@progress.callback(invoke_without_command=True)
def explain(context: typer.Context) -> None:
    """
    Carry your progress to another machine, as one file.

    Example: playmore progress export my-progress.json
    """
    if context.invoked_subcommand is None:
        print(context.get_help(), file=environment_of(context).stdout)


@progress.command("export")
def export_progress(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it; - is the standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """
    Write all your progress into one file: places, steps done, your versions, notes, marks, attempts, cards.

    Data sets and stored states are not in it; another machine makes its own.

    Example: playmore progress export my-progress.json
    """
    from playmore_cli.export.forms import Export
    from playmore_cli.sitting.destinations import find_target
    from playmore_cli.store.resetting import in_words
    from playmore_cli.store.rows import TABLES
    from playmore_cli.store.transfer import write_progress

    environment = environment_of(context)
    if path_named(file).is_file() and not force:
        raise UsageError(f"there is already a file {file}; give another name, or --force to replace it")
    target = find_target(file, "playmore-progress.json", force=force)
    with open_store(environment) as store:
        tables = {name: store.units(name) for name in TABLES}
    held = in_words({name: len(units) for name, units in tables.items() if units})
    if not held and target.path is not None and target.path.is_file():
        raise PlaymoreError(
            f"there is no progress in {environment.progress_file.parent} to write; {file} stays as it is"
        )
    text = write_progress(tables, environment.clock())
    target.write(Export(text), environment.stdout)
    if target.path is not None:
        print(f"wrote {target.path}: {held or 'nothing, for nothing was begun yet'}", file=environment.stderr)


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
            print(f"{sentence}: {in_words(parts[word])}", file=environment.stdout)
    if merged.same:
        print(f"the same on both sides: {in_words(merged.same)}", file=environment.stdout)
    if any(change.table in ("edit", "attempt") for change in merged.changes):
        print(
            "code that came with it runs only after you were asked, when its lesson is opened",
            file=environment.stdout,
        )
    done = "playmore progress import --undo takes it back" if merged.changes else "nothing was changed"
    print(done, file=environment.stdout)
