"""
Names that are taken away before an attempt runs, so that no variable of the lesson stands in for a missing line.

Those are the names that the solution gives values to: what it reads before it sets it stays, and so do the parameters
of its functions, which a check gives values of its own.
"""

import ast
import dis
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from playmore_cli.runner.snapshots.reads import uses_of

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Hidden:
    """
    What is hidden of a namespace.

    *made* are the names that the solution binds at its top level: it is for the learner to make them. *inner* are the
    variables inside its functions.
    """

    made: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()


def hidden_names(solution: str, start: str) -> Hidden:
    r"""
    Return the names that *solution* gives values to, without those that it, or the *start*, reads first.

    >>> hidden = hidden_names("def f(x):\n    y = x + k\n    return y\nloss = loss / 2\nz = f(loss)", "")
    >>> sorted(hidden.made), sorted(hidden.inner)
    (['f', 'z'], ['y'])
    """
    try:
        tree = ast.parse(solution)
    except SyntaxError:
        return Hidden()
    uses = uses_of(solution)
    kept = uses.reads | uses_of(start).reads | _imported(tree)
    return Hidden(frozenset(uses.sets | set(_stored(tree.body))) - kept, frozenset(_inner(tree)) - kept)


def _imported(tree: ast.AST) -> frozenset[str]:
    """Return imported names: a module that the lesson has imported need not be imported again."""
    return frozenset(
        (one.asname or one.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
    )


def _stored(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements may set in their own scope."""
    for statement in statements:
        yield from _stored_by(statement)


def _stored_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for child in ast.iter_child_nodes(node):
            yield from _stored_by(child)


def _inner(tree: ast.AST) -> Iterator[str]:
    """Yield the variables of all functions, without their parameters."""
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            parameters = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
            yield from (name for name in _stored(node.body) if name not in parameters)


def without(names: Mapping[str, Any], hidden: Hidden) -> dict[str, Any]:
    """Return *names* without the hidden ones; a variable that the lesson's own functions read stays."""
    read = {
        name
        for value in names.values()
        for code in _codes_of(value)
        for name in _globals_read(code)
        if name in hidden.inner
    }
    gone = hidden.made | (hidden.inner - read)
    return {name: value for name, value in names.items() if name not in gone or name.startswith("__")}


def _codes_of(value: Any) -> Iterator[CodeType]:
    if isinstance(value, FunctionType) and value.__module__ == "__main__":
        yield value.__code__
    if isinstance(value, type) and value.__module__ == "__main__":
        for member in vars(value).values():
            if isinstance(member, FunctionType):
                yield member.__code__


def _globals_read(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)


def silent_functions(solution: ast.AST, attempt: ast.AST) -> tuple[str, ...]:
    """
    Return the functions of an *attempt* that never return a value where those of the *solution* do.

    >>> silent_functions(ast.parse("def f(x): return x"), ast.parse("def f(x): y = x"))
    ('f',)
    """
    theirs = dict(_functions(solution))
    return tuple(
        name
        for name, function in _functions(attempt)
        if name in theirs and _returns(theirs[name]) and not _returns(function)
    )


def _functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, _Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, _Function):
            yield owner + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{node.name}.")


def _returns(function: _Function) -> bool:
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            return True
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Raise):
            return True
        if not isinstance(node, _Function | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False
