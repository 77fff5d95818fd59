"""Looking at the variables: all of them, one of them, and the shapes that meet in the step's code."""

import ast
from collections.abc import Callable
from typing import TypeVar

from playmore_cli.outputs import Changes, Result, Stream, Variable
from playmore_cli.player.desk import Desk
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.runner.client import WorkerBrokenError, WorkerDiedError
from playmore_cli.runner.protocol import LookedInto, Shapes

_T = TypeVar("_T")

_SHAPES_IN = 5.0
"""Seconds that a step's code is run in a copy for its shapes; what comes later is not seen."""


def show_variables(desk: Desk, name: str | None) -> None:
    """Show the variables where the lesson stands, or look into the one called *name*."""
    if not desk.bring_to(desk.session.cursor + (1 if desk.session.ran else 0)):
        return
    pick_variable(desk, name)


def pick_variable(desk: Desk, name: str | None = None) -> None:
    """Show the variables that stand; one that is picked, or *name*, is looked into."""
    if name is not None:
        look_into(desk, name)
        return
    found = _asked(desk, lambda: desk.stage.runner.variables(), None)
    if found is None:
        return
    if not found:
        desk.view.tell("there are no variables yet")
        return
    rows = variable_rows(found, desk.changes.get(desk.session.step.id, Changes()), _names_of_lesson(desk))
    if not desk.reader.picks:
        for row in rows:
            desk.view.tell("  ".join(part for part in (row.lead + row.text, row.tail) if part))
        return
    chosen = desk.reader.pick("the variables, as they are here", PickList(rows), "name")
    if chosen is not None:
        look_into(desk, chosen.key)


def variable_rows(
    found: tuple[Variable, ...], changes: Changes, lessons: frozenset[str]
) -> tuple[PickRow, ...]:
    """
    Return a row for each variable: first what the step made (``+``) and changed (``~``), then the newest.

    *lessons* are the names that the lesson gives values to; all others are the learner's own.

    >>> found = Variable("W", "tensor", "(2, 3)"), Variable("mine", "int", "3"), Variable("b", "int", "1")
    >>> [row.lead + row.text for row in variable_rows(found, Changes(new={"W": ""}), frozenset(["W", "b"]))]
    ['+ W     tensor (2, 3)', '  b     int 1', '  mine  int 3  yours']
    """
    signs = dict.fromkeys(changes.changed, "~") | dict.fromkeys(changes.new, "+")
    widest = min(max((len(one.name) for one in found), default=0), 16)
    newest = found[::-1]
    ordered = sorted(newest, key=lambda one: (one.name not in signs, signs.get(one.name, "")))
    return tuple(
        PickRow(
            one.name,
            f"{signs.get(one.name, ' ')} {one.name:<{widest}}  ",
            _in_words(one) + ("" if one.name in lessons else "  yours"),
            one.picture,
            f"{one.name} {one.about}",
            detail=one.about,
        )
        for one in ordered
    )


def _in_words(one: Variable) -> str:
    return one.short if one.short.startswith(one.kind) else f"{one.kind} {one.short}"


def _names_of_lesson(desk: Desk) -> frozenset[str]:
    sources = [step.code for step in desk.session.lesson.steps if step.code is not None]
    return frozenset(name for source in sources for name in names_set(source))


def names_set(source: str) -> frozenset[str]:
    r"""
    Return all names that *source* gives values to, wherever in it.

    >>> sorted(names_set("for a, b in x:\n    def f(): pass"))
    ['a', 'b', 'f']
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return frozenset(found)


def look_into(desk: Desk, expression: str, *, whole: bool = False) -> None:
    """Show what the value of an expression is: a table for a tensor, a call and its text for what can be called."""
    found = _asked(desk, lambda: desk.stage.runner.look_into(expression, whole=whole), LookedInto())
    desk.begin_output("look")
    if found.error:
        desk.view.tell(f"{expression}: {found.error}", "warning")
        return
    if found.table is not None:
        desk.show_aside("look", Result(found.text, found.table))
    else:
        desk.show_aside("look", Stream("stdout", found.text))
    desk.view.end_output()


def show_shapes(desk: Desk) -> None:
    """Show the shapes that meet in the step's code, which is run in a copy of the variables before it."""
    session = desk.session
    source = desk.stage.source(session.cursor)
    if source is None or not session.is_whole:
        desk.view.tell("no code is in sight here whose shapes could be shown")
    elif desk.bring_to(session.cursor):
        tell_shapes(desk, source)


def tell_shapes(desk: Desk, source: str) -> None:
    """Show the shapes that meet in a piece of code, run in a copy of the variables that stand."""
    found = _asked(desk, lambda: desk.stage.runner.shapes(source, _SHAPES_IN), Shapes())
    if found.error:
        desk.view.tell(f"the shapes cannot be shown: {found.error}", "warning")
    elif not found.lines:
        desk.view.tell("no tensor is worked on in this code")
    else:
        desk.view.shapes(found.lines)


def _asked(desk: Desk, ask: Callable[[], _T], otherwise: _T) -> _T:
    """Return what the worker answers; where it has ended say so later, as for a completion."""
    with desk.reader.hushed(), desk.interrupts_reach_the_worker():
        try:
            return ask()
        except (WorkerDiedError, WorkerBrokenError) as error:
            desk.lost = str(error)
            desk.stage.stray()
    return otherwise
