"""``playmore reset``: take progress away, and bring it back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from playmore_cli.cli.context import AsJson, environment_of
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.chapter_names import find_chapter
from playmore_cli.sitting.access import find_lesson, open_store
from playmore_cli.sitting.speech import print_json, say

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store
    from playmore_cli.store.resetting import Scope
    from playmore_cli.store.rows import Change


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reset)


def reset(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="A lesson's id (p1) or a lesson file.")
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="N|ID|TIMECODE", help="Only this step.")
    ] = None,
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter", metavar="CHAPTER", help="Only this chapter: number, words of its title, or timecode."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The progress in all lessons.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Notes and marks too; otherwise they stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Bring back what the last reset took away.")] = False,
    json: AsJson = False,
) -> None:
    """
    Begin again: remove your progress in a step, a chapter, a lesson or all, after telling what that is.

    Example: playmore reset p1 --chapter 3
    """
    environment = environment_of(context)
    if undo:
        if name or step or chapter or everything:
            raise UsageError("--undo brings back the last reset as a whole; it stands alone")
        _undo(environment, as_json=json)
        return
    what, scope = _scope(name, step, chapter, everything=everything, notes=notes)
    with open_store(environment) as store:
        changes, kept = _find(store, scope)
        if json and not (yes and changes):
            _print_document(environment, what, changes, done=yes)
            return
        if not changes:
            say(environment, f"there is no progress in {what}; nothing was removed")
            return
        if not json:
            _announce(environment, what, changes, kept)
        if not yes and not _confirmed(environment):
            say(environment, "nothing was removed")
            return
        from playmore_cli.store.resetting import KIND

        changes = store.change(KIND, what, changes)
    if json:
        _print_document(environment, what, changes, done=True)
    else:
        say(environment, "removed; playmore reset --undo brings it back")


# -- what is meant ---------------------------------------------------------------------------------------------


def _scope(
    name: str | None, step: str | None, chapter: str | None, *, everything: bool, notes: bool
) -> "tuple[str, Scope]":
    """Return what is to be reset, in words and as a scope."""
    from playmore_cli.store.resetting import Scope

    if everything:
        if name or step or chapter:
            raise UsageError("--all means every lesson; name one without --all")
        return "all lessons", Scope(None, None, notes)
    if name is None:
        raise UsageError("what shall be reset? name a lesson, as in playmore reset p1, or give --all")
    if step and chapter:
        raise UsageError("--step and --chapter both say which part; give one of them")
    lesson = find_lesson(name)
    if step is not None:
        one = lesson.steps[lesson.find(step)]
        return f"{lesson.id}, step {one.id}", Scope(lesson.id, {one.id}, notes)
    if chapter is not None:
        found = find_chapter(lesson, chapter)
        return f"{lesson.id}, chapter {found.title}", Scope(lesson.id, {one.id for one in found.steps}, notes)
    return f"{lesson.id}, {lesson.title}", Scope(lesson.id, None, notes)


def _find(store: "Store", scope: "Scope") -> "tuple[tuple[Change, ...], dict[str, int]]":
    """Return what the reset takes away, and how many notes and marks it leaves."""
    from dataclasses import replace

    from playmore_cli.store.resetting import counts, reset_changes
    from playmore_cli.store.rows import TABLES

    tables = {name: store.units(name) for name in TABLES}
    changes = reset_changes(tables, scope)
    whole = counts(reset_changes(tables, replace(scope, notes=True)))
    kept = {name: number for name, number in whole.items() if name not in counts(changes)}
    return changes, kept


# -- asking and telling ----------------------------------------------------------------------------------------


def _announce(environment: Environment, what: str, changes: "Sequence[Change]", kept: dict[str, int]) -> None:
    from playmore_cli.store.resetting import counts, in_words

    say(environment, f"This removes from {what}:")
    say(environment, f"  {in_words(counts(changes))}")
    if kept:
        say(environment, f"This stays: {in_words(kept)} (--notes removes them too)")


def _confirmed(environment: Environment) -> bool:
    if not environment.is_terminal:
        raise UsageError("nobody can be asked here; add --yes to remove it")
    print("Remove it? y removes, Enter keeps all: ", end="", file=environment.stdout, flush=True)
    return environment.read_line().strip().lower() in ("y", "yes")


def _print_document(environment: Environment, what: str, changes: "Sequence[Change]", *, done: bool) -> None:
    from playmore_cli.store.resetting import counts

    print_json(environment, {"what": what, "removed" if done else "would_remove": counts(changes)})


def _undo(environment: Environment, *, as_json: bool) -> None:
    from playmore_cli.sitting.undoing import undo_last
    from playmore_cli.store.resetting import KIND

    undo_last(environment, KIND, "reset", "reset of", as_json=as_json)
