"""Which functions and classes a step uses that were shown many steps before, so that a learner can look again."""

import ast
from collections.abc import Iterator
from functools import lru_cache

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
    Return the functions and classes of the lesson that the step at *index* uses after a long time, the oldest first.

    What it defines itself is not among them, nor what was used or shown in one of the ten steps before.
    """
    used = set(_names(_code(lesson.steps[index])) - _bound(_code(lesson.steps[index])))
    lately: set[str] = set()
    found: dict[str, int] = {}
    for before in reversed(range(index)):
        if not used:
            break
        code = _code(lesson.steps[before])
        if index - before <= _LONG_AGO:
            lately |= _names(code) | _bound(code)
        found |= dict.fromkeys((_defined(code) & used) - lately, before)
        used -= _bound(code)
    return tuple(OlderCode(name, found[name]) for name in sorted(found, key=lambda name: (found[name], name)))


def piece_of(name: str, source: str) -> str:
    r"""
    Return the function or class called *name* out of *source*, with the comments above it; empty where it has none.

    >>> piece_of("f", "x = 1\n# the half\ndef f(x):\n    return x / 2\n\nf(x)")
    '# the half\ndef f(x):\n    return x / 2'
    """
    pieces = [one for one in find_pieces(source) if one.kind in ("class", "function") and one.name == name]
    return pieces[-1].source.strip("\n") if pieces else ""


def _code(step: Step) -> str:
    return step.code or ""


def _defined(code: str) -> frozenset[str]:
    return frozenset(piece.name for piece in find_pieces(code) if piece.kind in ("class", "function"))


@lru_cache(maxsize=1024)
def _names(code: str) -> frozenset[str]:
    return frozenset(node.id for node in _nodes(code) if isinstance(node, ast.Name))


@lru_cache(maxsize=1024)
def _bound(code: str) -> frozenset[str]:
    """Names to which the code gives a meaning of its own: definitions, arguments and variables, wherever they stand."""
    bound = set()
    for node in _nodes(code):
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
    return frozenset(bound)


def _nodes(code: str) -> Iterator[ast.AST]:
    tree = parse_source(code)
    return ast.walk(tree) if tree is not None else iter(())
