"""``playmore check``: validate lesson files, and run everything in them; once, or each time they are saved."""

import io
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO

import typer

from playmore_cli.cli.context import AsJson, TrustOption, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.sitting.access import catalog, locate
from playmore_cli.sitting.checking import SAMPLE, CheckWish, Resumption, check_one, is_well
from playmore_cli.sitting.proofs import ProofWish, prove
from playmore_cli.sitting.speech import print_json, say
from playmore_cli.view.echo import unfiltered

_CLEAR = "\x1b[H\x1b[2J"


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
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="With --run: write recorded figures, and those that are '?', into the file."
        ),
    ] = False,
    form: Annotated[
        bool, typer.Option("--format", help="Write the file in the one form: order of keys, length of lines.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again each time a file is saved.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Restore the states before steps and compare what they say.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="With --resume: every step, not a sample.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="With --resume: which sample of steps.")] = 0,
    attempts: Annotated[
        str | None,
        typer.Option("--attempts", metavar="FILE", help="Judge the attempts and typed predictions in FILE."),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Judge faulty versions of the solutions; names after the lesson are steps."
        ),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", min=1, help="With --mutants: at most N of each exercise."),
    ] = None,
    pace: Annotated[
        Literal["quick", "full"], typer.Option("--pace", help="The pace for --run and --resume.")
    ] = "quick",
    trust: TrustOption = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of lesson files, for editors, and leave.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Validate lessons; with --run, execute every step and compare it with what the lesson says.

    With --update, figures that are marked as recorded, or stand at "?", are written into the file as they were found;
    figures of the lecture never are. With --format keys are put in one order and lines that are too long are broken;
    comments stay, and so does the lesson. With --watch the files are checked each time they are saved, until Ctrl-C.

    With --resume, run a lesson straight and beside it restore the state before steps in a fresh process and run on
    from there; all that they say must be the same. Without --all that is a sample of steps.

    With --attempts, judge attempts that are known to be right or wrong, each at its step, and tell what a learner
    would be told; FILE is JSON, one record a line, or YAML. With --mutants, judge the solutions with one small fault
    each: those that are accepted show what a check does not look at. FILE then also says which faults make no
    difference.

    Example: playmore check p1 --run

    Example: playmore check p2 --mutants normalise-rows

    Exit status: 1 if a lesson has problems, or a step did not do what the lesson says.
    """
    environment = environment_of(context)
    if schema:
        from playmore_cli.lesson.schema import schema_text

        print(schema_text(), end="", file=environment.stdout)
        return
    if attempts is not None or mutants:
        steps = frozenset((names or [])[1:])
        wished = ProofWish(attempts, attempts is not None, mutants, steps, sample, pace, trust, talk=not json)
        _prove(environment, names or [], wished)
        return
    if sample is not None:
        raise UsageError("--sample says how many mutants; add --mutants")
    if update and not run:
        raise UsageError("--update writes what a run gives; add --run")
    if watch and form:
        raise UsageError("--watch waits until you save the file, --format writes it; choose one")
    if watch and json:
        raise UsageError("--watch goes on and on, --json prints one document; choose one")
    wish = CheckWish(
        run,
        update,
        Resumption(None if every else SAMPLE, seed) if resume else None,
        pace,
        trust,
        talk=not json,
        form=form,
    )
    chosen = names or list(catalog().ids())
    if watch:
        _watch(environment, chosen, wish)
    documents = [check_one(environment, name, wish) for name in chosen]
    ok = all(map(is_well, documents))
    if json:
        print_json(environment, {"ok": ok, "lessons": documents})
    if not ok:
        leave(ExitStatus.FAILED)


def _prove(environment: Environment, names: Sequence[str], wish: ProofWish) -> None:
    """Prove the checks of the lesson named first, at the steps named after it."""
    if not names:
        raise UsageError("which lesson? as in playmore check p2 --mutants")
    document, ok = prove(environment, names[0], wish)
    if not wish.talk:
        print_json(environment, document)
    if not ok:
        leave(ExitStatus.FAILED)


def _watch(environment: Environment, names: Sequence[str], wish: CheckWish) -> None:
    """Check the lessons now, and those that are saved from then on; only an interrupt ends it."""
    from playmore_cli.sitting.saved_files import Follower, files_of

    files = {name: files_of(locate(name)) for name in names}
    redraws = environment.stdout.isatty() and not environment.is_dumb
    documents: dict[str, dict[str, Any]] = {}
    told: dict[str, str] = {}
    waiting = list(names)
    follower = Follower([path for name in names for path in files[name]])
    while True:
        for name in waiting:
            held = io.StringIO()
            documents[name] = _check_again(environment, held, name, wish, is_first=name not in documents)
            told[name] = held.getvalue()
        shown = "".join(told.values()) if redraws else "".join(told[name] for name in waiting)
        print(_CLEAR if redraws else "", end="", file=unfiltered(environment.stdout))
        print(shown, end="", file=environment.stdout)
        _sum_up(environment, documents)
        wish = replace(wish, trust=True)  # whoever saves a file while it is watched wants its code to run
        changed = follower.wait()
        waiting = [name for name in names if set(files[name]) & set(changed)]
        files |= {name: files_of(locate(name)) for name in waiting if files[name][0].is_file()}
        follower.follow([path for name in names for path in files[name]])


def _check_again(
    environment: Environment, held: TextIO, name: str, wish: CheckWish, *, is_first: bool
) -> dict[str, Any]:
    """Check a lesson, what is told of it *held* until all is done; the first time a wrong name ends the command."""
    try:
        return check_one(replace(environment, stdout=held), name, wish)
    except PlaymoreError as error:
        if is_first:
            raise
        say(replace(environment, stdout=held), str(error))
        return {"problems": [str(error)], "failed": []}


def _sum_up(environment: Environment, documents: dict[str, dict[str, Any]]) -> None:
    bad = [Path(name).name for name, document in documents.items() if not is_well(document)]
    verdict = f"not well: {', '.join(bad)}" if bad else "all well"
    clock = time.strftime("%H:%M:%S", time.localtime(environment.clock()))
    count = len(documents)
    print(
        f"{clock} {verdict} · watching {count} file{'s' if count > 1 else ''}, Ctrl-C ends",
        file=environment.stdout,
        flush=True,
    )
