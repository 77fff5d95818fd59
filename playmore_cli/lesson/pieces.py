"""
The pieces of a step's code: classes, functions and blocks, and what each is called.

A *block* is a loop (or another statement with a body), or a run of plain statements such as the parameters of
a network. Classes and functions are known by their names; blocks have none and are known by their likeness.
"""

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from playmore_cli.lesson.source import parse_source

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"\w+|[^\w\s]")


class Piece(Struct, frozen=True):
    """
    A part of a step's code.

    *kind* is ``class``, ``function``, ``loop`` or ``run``; *name* is empty for the latter two. *start* and
    *end* (excluded) are lines from 0, comments directly above included. *method* is ``Value.exp`` for a
    function that is put into a class afterwards (``Value.exp = exp``); *assigned* are the names a block gives
    values to.
    """

    kind: str
    name: str
    start: int
    end: int
    source: str
    method: str = ""
    assigned: frozenset[str] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """The words and signs of the source."""
        return _words_of(self.source)


@lru_cache(maxsize=1024)
def _words_of(source: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(source))


@lru_cache(maxsize=1024)
def find_pieces(source: str) -> tuple[Piece, ...]:
    r"""
    Return the pieces of *source* in order; none where it does not parse.

    >>> [(piece.kind, piece.name) for piece in find_pieces("def f(): pass\nx = 1\nfor i in x: f()")]
    [('function', 'f'), ('run', ''), ('loop', '')]
    """
    tree = parse_source(source)
    if tree is None:
        return ()
    lines = source.split("\n")
    methods = {
        statement.value.id: name
        for name, statement in _assignments(tree.body)
        if "." in name and isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name)
    }
    pieces: list[Piece] = []
    for kind, name, statements in _groups(tree.body):
        start = _with_comments(lines, _first_line(statements[0]), pieces[-1].end if pieces else 0)
        end = _with_tail(lines, statements[-1].end_lineno or 1)
        assigned = frozenset(target for target, _ in _assignments(statements))
        method = methods.get(name, "") if kind == "function" else ""
        pieces.append(Piece(kind, name, start, end, "\n".join(lines[start:end]), method, assigned))
    return tuple(pieces)


def _groups(statements: list[ast.stmt]) -> Iterator[tuple[str, str, list[ast.stmt]]]:
    """Yield kind, name and statements of each piece; plain statements that follow each other are one."""
    run: list[ast.stmt] = []
    for statement in statements:
        kind, name = _kind(statement)
        same_line = bool(run) and run[-1].end_lineno == statement.lineno
        if kind == "run" or same_line:
            run.append(statement)
            continue
        if run:
            yield "run", "", run
            run = []
        yield kind, name, [statement]
    if run:
        yield "run", "", run


def _kind(statement: ast.stmt) -> tuple[str, str]:
    if isinstance(statement, ast.ClassDef):
        return "class", statement.name
    if isinstance(statement, _Function):
        return "function", statement.name
    return ("loop", "") if hasattr(statement, "body") else ("run", "")


def _first_line(statement: ast.stmt) -> int:
    """Return the line of a statement, from 0, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1


def _with_comments(lines: list[str], start: int, limit: int) -> int:
    while start > limit and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _with_tail(lines: list[str], end: int) -> int:
    """Return *end* moved behind indented comments that close a body."""
    reached = end
    for row in range(end, len(lines)):
        if lines[row].strip() and not re.match(r"\s+#", lines[row]):
            break
        if lines[row].strip():
            reached = row + 1
    return reached


@lru_cache(maxsize=1024)
def find_methods(source: str) -> dict[str, tuple[int, int]]:
    """
    Return first line and end (excluded) of each method, where *source* is one class; else nothing.

    A name that is defined again in the class, such as a property's setter, gets a number.
    """
    tree = parse_source(source)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.ClassDef):
        return {}
    lines = source.split("\n")
    found: dict[str, tuple[int, int]] = {}
    before = tree.body[0].lineno
    for statement in tree.body[0].body:
        end = statement.end_lineno or statement.lineno
        if isinstance(statement, _Function) and statement.lineno > before:
            name, number = statement.name, 2
            while name in found:
                name, number = f"{statement.name} {number}", number + 1
            found[name] = (_with_comments(lines, _first_line(statement), before), end)
        before = end
    return found


@lru_cache(maxsize=1024)
def find_definitions(source: str) -> dict[str, str]:
    r"""
    Return the source of everything that *source* gives a name to at its top level, in order.

    Classes, functions and methods (``Value.backward``, also where a function is put into a class afterwards)
    come with their comments; an assigned name with all statements that assign it, loops included.

    >>> find_definitions("class A:\n    def f(self): pass\nx = 1")
    {'A': 'class A:\n    def f(self): pass', 'A.f': 'def f(self): pass', 'x': 'x = 1'}
    """
    found: dict[str, str] = {}
    for piece in find_pieces(source):
        if piece.name:
            found[piece.name] = piece.source
        if piece.method:
            found[piece.method] = piece.source
        if piece.kind == "class":
            lines = piece.source.split("\n")
            for name, (start, end) in find_methods(piece.source).items():
                found[f"{piece.name}.{name}"] = textwrap.dedent("\n".join(lines[start:end]))
    tree = parse_source(source)
    assigned: dict[str, list[str]] = {}
    for name, statement in _assignments(tree.body if tree else []):
        assigned.setdefault(name, []).append(_statement_source(source, statement))
    return found | {name: "\n".join(texts) for name, texts in assigned.items() if name not in found}


def _statement_source(source: str, statement: ast.stmt) -> str:
    lines = source.split("\n")[statement.lineno - 1 : statement.end_lineno]
    return textwrap.dedent("\n".join(lines))


def _assignments(statements: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the names that are assigned outside of functions and classes, loops and conditions included."""
    for statement in statements:
        if isinstance(statement, _Function | ast.ClassDef):
            continue
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                yield from ((name, statement) for name in _names(target))
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            yield from ((name, statement) for name in _names(statement.target))
        for inner in _bodies(statement):
            yield from _assignments(inner)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for part in ("body", "orelse", "finalbody"):
        yield getattr(statement, part, [])
    for branch in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield branch.body


def _names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _names(part)
        case ast.Starred(value=value):
            yield from _names(value)
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner[:1].isupper():
            yield f"{owner}.{name}"  # a method put into a class afterwards
