"""
Whether a step says the same in every run: told by reading, and in doubt it does not.

A run depends on more than its state where it comes to a clock, to an address in memory, to the system's own random
numbers, or to somebody who types. Code reaches that by modules that are not in `_STEADY`, or by the names in `_REACH`;
what was made of it lies in variables. So those are followed through all code up to the step, in whichever order it
runs: what is assigned from such a value, what such a value is handed to, and functions that reach for one.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STEADY = _words("""
    __future__ abc base64 bisect collections contextlib copy dataclasses enum functools graphviz heapq inspect io
    itertools json math matplotlib numpy operator pprint random re regex sentencepiece sklearn statistics string sys
    textwrap tiktoken torch typing unicodedata
""")
"""Modules in which nothing but what `_REACH` names gives another answer in another run."""

_REACH = _words("""
    SystemRandom __array_interface__ data_ptr getpid getrefcount hash id input monitor profiler stdin urandom
""")
"""Names and attributes that reach what differs from run to run."""

_WILD = _words("breakpoint builtins compile ctypes eval exec globals importlib locals setattr vars")
"""Names by which code comes to anything, so that nothing can be told from reading."""

_WILD_ANYWHERE = _words("__builtins__ __dict__ __globals__ __import__ _getframe currentframe f_globals")
"""The same as attributes too; ``model.eval`` and ``re.compile`` are harmless."""

_SEEDS = _words("Random RandomState default_rng seed")
"""What takes its seed from the system where none is given."""

_LOOKS = _words("""
    abs bool dict enumerate float format hash id int isinstance len list max min print range repr round set
    sorted str sum tuple type zip
""")
"""Functions that change nothing that they are handed."""


_LOOKING_METHODS = _words("data_ptr format join")

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class _Flow:
    """
    Where a value goes: one made of the variables *made_of*, which *reaches* by itself what differs or not.

    It goes to the variables *to*, which are set to it, or *in_place* changed by it. *is_alias* says that they may be
    the very value that a variable in *made_of* has.
    """

    made_of: frozenset[str]
    reaches: bool
    to: frozenset[str]
    in_place: bool = False
    is_alias: bool = False


def says_the_same(source: str, earlier: Iterable[str]) -> bool:
    """
    Return whether *source* is certain to say the same in every run of it after the sources *earlier*.

    >>> says_the_same("print(total)", ["import math", "total = math.pi"])
    True
    >>> says_the_same("print(total)", ["import time", "total = time.time()"])
    False
    """
    read = [_flows_of(one) for one in (*earlier, source)]
    flows = [flow for one in read if one is not None for flow in one]
    if None in read:
        return False
    differing: set[str] = set()
    changed: set[str] = set()  # in place: so are values that they were made of
    count = -1
    while count < len(differing) + len(changed):
        count = len(differing) + len(changed)
        for flow in flows:
            if flow.is_alias and not changed.isdisjoint(flow.to):
                differing |= flow.to | flow.made_of
                changed |= flow.to | flow.made_of
            elif flow.reaches or not differing.isdisjoint(flow.made_of):
                differing |= flow.to
                changed |= flow.to if flow.in_place else set()
    tree = ast.parse(source)
    return not _reaches(tree) and differing.isdisjoint(_names_in(tree))


@lru_cache(maxsize=1024)
def _flows_of(source: str) -> tuple[_Flow, ...] | None:
    """Return where values go in some code; ``None`` where nothing can be told from reading it."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    failing = [node.func for node in ast.walk(tree) if _fails(node)]
    if any(_is_wild(node) for node in ast.walk(tree) if node not in failing):
        return None
    return tuple(flow for node in ast.walk(tree) for flow in _flows_at(node))


def _is_wild(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=module, names=[ast.alias(name="*")]):
            return module not in _STEADY
        case ast.Attribute(value=ast.Name(id="sys"), attr=name):
            return name in _WILD_ANYWHERE | {"modules"}
        case ast.Attribute(attr=name):
            return name in _WILD_ANYWHERE
    return any(name in _WILD | _WILD_ANYWHERE for name in _named(node))


def _fails(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether this is an ``eval`` of a text that is no Python, whatever there is."""
    match node:
        case ast.Call(func=ast.Name(id="eval"), args=[ast.Constant(value=str() as text)]):
            try:
                ast.parse(text.strip(), mode="eval")
            except (SyntaxError, ValueError):
                return True
    return False


def _flows_at(node: ast.AST) -> Iterator[_Flow]:
    match node:
        case ast.Import(names=some):
            unsteady = [one for one in some if one.name.partition(".")[0] not in _STEADY]
            named = frozenset(one.asname or one.name.partition(".")[0] for one in unsteady)
            yield _Flow(frozenset(), bool(named), named)
        case ast.ImportFrom(module=module, names=some, level=level):
            is_steady = not level and (module or "").partition(".")[0] in _STEADY
            named = frozenset(one.asname or one.name for one in some if not is_steady or one.name in _REACH)
            yield _Flow(frozenset(), bool(named), named)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield _assigned(target, value)
        case (
            ast.AugAssign(target=target, value=value)
            | ast.NamedExpr(target=target, value=value)
            | ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.For(target=target, iter=value)
            | ast.AsyncFor(target=target, iter=value)
            | ast.comprehension(target=target, iter=value)
            | ast.withitem(optional_vars=ast.expr() as target, context_expr=value)
        ):
            yield _assigned(target, value)
        case ast.Call() if not _only_looks(node):
            # It may put what differs into whatever it is handed.
            yield _Flow(_names_in(node), _reaches(node), _names_in(node) - _BUILTINS, in_place=True)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            shared = {one for part in ast.walk(node) if isinstance(part, ast.Global) for one in part.names}
            yield _Flow(_names_in(node), _reaches(node), frozenset([name, *shared]))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Match(subject=test):
            # What is done depends on it.
            yield _Flow(_names_in(test), _reaches(test), _names_in(node), in_place=True)
        case ast.Try():
            yield _Flow(_names_in(node), _reaches(node), _names_in(node), in_place=True)
        case _:
            pass


def _only_looks(call: ast.Call) -> bool:
    """Whether a function changes nothing that it is handed."""
    return _callee(call) in (_LOOKS if isinstance(call.func, ast.Name) else _LOOKING_METHODS)


def _assigned(target: ast.expr, value: ast.expr) -> _Flow:
    in_place = not isinstance(target, ast.Name)
    return _Flow(_names_in(value), _reaches(value), _names_in(target), in_place, is_alias=True)


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node mentions by itself."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Import(names=some):
            yield from (part for alias in some for part in alias.name.split("."))
        case ast.ImportFrom(module=module, names=some):
            yield from (module or "").split(".")
            yield from (alias.name for alias in some)


def _reaches(node: ast.AST) -> bool:
    """Whether code reaches what differs from run to run without a variable."""
    for part in ast.walk(node):
        if any(name in _REACH for name in _named(part)):
            return True
        if isinstance(part, ast.Call) and not (part.args or part.keywords) and _callee(part) in _SEEDS:
            return True
    return False


def _names_in(node: ast.AST) -> frozenset[str]:
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _callee(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
