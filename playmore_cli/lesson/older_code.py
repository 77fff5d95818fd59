"""Which functions and classes a step uses that were shown many steps before, so that a learner can look again."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.pieces import find_pieces
from playmore_cli.lesson.source import parse_source

_LONG_AGO = 10
"""Steps after which a learner may have forgotten code that was neither shown nor used in between."""


class OlderCode(Struct, frozen=True):
    """A function or class that a step uses; *index* is the 0-based step that showed it last."""

    name: str
    index: int


def find_older(lesson: Lesson, index: int) -> tuple[OlderCode, ...]:
    """
    Return the functions and classes of the lesson that the step at *index* uses after a long time, by name.

    What it defines itself is not among them, nor what was used or shown in one of the ten steps before.
    """
    used = _names(lesson.steps[index]) - _bound(lesson.steps[index])
    lately: set[str] = set()
    found: dict[str, int] = {}
    for before in reversed(range(index)):
        if not used:
            break
        step = lesson.steps[before]
        if index - before <= _LONG_AGO:
            lately |= _names(step) | _bound(step)
        found |= dict.fromkeys((_defined(step) & used) - lately, before)
        used -= _bound(step)
    return tuple(OlderCode(name, found[name]) for name in sorted(found))


def _defined(step: Step) -> set[str]:
    return {piece.name for piece in find_pieces(step.code or "") if piece.kind in ("class", "function")}


def _names(step: Step) -> set[str]:
    return {node.id for node in _nodes(step) if isinstance(node, ast.Name)}


def _bound(step: Step) -> set[str]:
    """Names to which the code gives a meaning of its own: definitions, arguments and variables, wherever they stand."""
    bound = set()
    for node in _nodes(step):
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.arg(arg=name)
            ):
                bound.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                bound.add(name)
    return bound


def _nodes(step: Step) -> Iterator[ast.AST]:
    tree = parse_source(step.code or "")
    return ast.walk(tree) if tree is not None else iter(())
