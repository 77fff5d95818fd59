"""
What code reads before it sets it: the names that a state must hold for it, told without running anything.

Read is told too often rather than too seldom, set too seldom rather than too often.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_ALL_NAMES = frozenset(["dir", "globals", "locals", "vars"])
_LOOK_ANYWHERE = _ALL_NAMES | frozenset(
    ["__builtins__", "__import__", "breakpoint", "builtins", "eval", "exec", "inspect"]
)
"""Variables by which code can come to any other."""
_LEAD_ANYWHERE = frozenset(
    [
        "__builtins__", "__dict__", "__globals__", "_getframe", "currentframe", "dump_session", "f_globals",
        "f_locals", "get_objects", "get_referrers",
    ]
)  # fmt: skip
"""Attributes by which code can come to any variable."""
_PASS_ERRORS_ON = frozenset(
    ["catch_warnings", "enable_grad", "errstate", "inference_mode", "no_grad", "open"]
)
"""What may stand in a ``with`` whose body then runs to its end or not past it."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True)
class Uses:
    """
    What some code does with the variables at its top level.

    *reads* are those it may read before it has set them, *sets* those it has set for certain when it comes to its
    end, *deletes* those it may delete. *anything* says that it may read each and every one.
    """

    reads: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    anything: bool = False

    def needs(self, names: Iterable[str]) -> bool:
        """Whether one of *names*, of which there is at least one, must be there when the code begins."""
        return self.anything or not (self.reads | self.deletes).isdisjoint(names)


@lru_cache(maxsize=1024)
def uses_of(source: str) -> Uses:
    """
    Return what *source* reads and sets; code that Python does not understand does neither.

    >>> uses = uses_of("for k in range(10): h = x @ W; loss = h.sum()")
    >>> sorted(uses.reads - {"range"}), sorted(uses.sets)
    (['W', 'x'], ['h', 'k', 'loss'])
    >>> uses_of("if a: b = 1").sets
    frozenset()
    """
    try:
        tree = ast.parse(source.strip())
    except (SyntaxError, ValueError):
        return Uses()
    walk = _Walk()
    walk.body(tree.body)
    return Uses(frozenset(walk.reads), frozenset(walk.set), frozenset(walk.deletes), walk.anything)


class _Walk:
    """Goes through statements in the order in which they run."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.set: set[str] = set()
        self.deletes: set[str] = set()
        self.anything = False
        self._numbers: dict[str, int] = {}

    def body(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                self._read(value)
                for target in targets:
                    self._target(target)
                self._note_number(targets, value)
            case ast.AugAssign(target=target, value=value):
                self._read(value)
                if isinstance(target, ast.Name):
                    self._name(target.id)
                self._target(target)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                self._read(annotation)
                if value is not None:
                    self._read(value)
                    self._target(target)
            case ast.For(target=target, iter=source, body=body, orelse=orelse):
                self._read(source)
                self._loop(body, target, runs=self._is_never_empty(source))
                self._maybe(orelse)
            case ast.While(test=test, body=body, orelse=orelse):
                self._read(test)
                self._loop(body, None, runs=isinstance(test, ast.Constant) and bool(test.value))
                self._maybe(orelse)
            case ast.If(test=test, body=body, orelse=orelse):
                self._read(test)
                both = self._maybe(body) & self._maybe(orelse)
                self.set |= both
            case ast.With(items=items, body=body):
                for item in items:
                    self._read(item.context_expr)
                    if item.optional_vars is not None:
                        self._target(item.optional_vars)
                if all(_passes_errors_on(item.context_expr) for item in items):
                    self.body(body)
                else:
                    self._maybe(body)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                self._maybe([*body, *orelse])
                for handler in handlers:
                    if handler.type is not None:
                        self._read(handler.type)
                    self._maybe(handler.body, handler.name)
                self.body(finalbody)
            case ast.Import(names=names):
                self.anything |= any(one.name == "__main__" for one in names)
                self.set |= {one.asname or one.name.split(".")[0] for one in names}
            case ast.ImportFrom(names=names):
                self.set |= {one.asname or one.name for one in names}
            case ast.Delete(targets=targets):
                self._read(node)
                deleted = {
                    one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)
                }
                self.deletes |= deleted
                self.set -= deleted
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._read(node)
                self.set.add(name)
            case _:
                self._read(node)

    def _maybe(self, statements: Iterable[ast.stmt], extra: str | None = None) -> set[str]:
        """Go through statements that may not run, or not to their end; return what they set if they do."""
        before = set(self.set)
        if extra:
            self.set.add(extra)
        self.body(statements)
        after, self.set = self.set, before
        return after

    def _loop(self, body: list[ast.stmt], target: ast.expr | None, *, runs: bool) -> None:
        """Go through a loop; if it *runs*, it has set what comes before the first way out of a round."""
        before = set(self.set)
        if target is not None:
            self._target(target)
        sure: set[str] | None = None
        for statement in body:
            if sure is None and _leaves_a_round(statement):
                sure = set(self.set)
            self._statement(statement)
        if runs:
            self.set = self.set if sure is None else sure
        else:
            self.set = before

    def _is_never_empty(self, source: ast.expr) -> bool:
        match source:
            case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count))], keywords=[]):
                return count > 0
            case ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=name)], keywords=[]):
                return self._numbers.get(name, 0) > 0
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return any(not isinstance(one, ast.Starred) for one in elements)
        return False

    def _note_number(self, targets: list[ast.expr], value: ast.expr) -> None:
        for target in targets:
            if isinstance(target, ast.Name):
                number = value.value if isinstance(value, ast.Constant) else None
                self._numbers[target.id] = number if isinstance(number, int) else 0

    def _target(self, node: ast.expr) -> None:
        match node:
            case ast.Name(id=name):
                self.set.add(name)
                self._numbers.pop(name, None)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element in elements:
                    self._target(element)
            case ast.Starred(value=value):
                self._target(value)
            case _:
                self._read(node)

    def _read(self, node: ast.AST) -> None:
        self.anything |= _looks_anywhere(node)
        for name in _free(node):
            self._name(name)

    def _name(self, name: str) -> None:
        if name not in self.set:
            self.reads.add(name)


def _passes_errors_on(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in _PASS_ERRORS_ON


def _leaves_a_round(node: ast.stmt) -> bool:
    """Whether a ``break`` or ``continue`` stands in *node*; those of a loop inside of it are taken for ours."""
    return any(isinstance(inner, ast.Break | ast.Continue) for inner in ast.walk(node))


def _looks_anywhere(node: ast.AST) -> bool:
    harmless = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Call(func=ast.Name(id="dir" | "vars") as called, args=[_]):
                harmless.add(called)  # those of one object
            case ast.Compare() if _name_looked_for(inner):
                harmless |= {part for part in ast.walk(inner) if isinstance(part, ast.Name)}
            case ast.Name(id=name) if name in _LOOK_ANYWHERE and inner not in harmless:
                return True
            case ast.Attribute(attr=name) if name in _LEAD_ANYWHERE:
                return True
            case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
                return True
            case ast.Import(names=names) if any(one.name == "__main__" for one in names):
                return True
            case ast.ImportFrom(module="__main__"):
                return True
    return False


def _name_looked_for(node: ast.AST) -> str:
    """Return the name for which ``'name' in globals()`` looks; nothing for other code."""
    match node:
        case ast.Compare(
            left=ast.Constant(value=str(name)),
            ops=[ast.In() | ast.NotIn()],
            comparators=[ast.Call(func=ast.Name(id=called), args=[], keywords=[])],
        ) if called in _ALL_NAMES:
            return name
    return ""


def _free(node: ast.AST) -> Iterator[str]:
    """Yield the names that *node* takes from outside, those of functions in it too: they may be called at any time."""
    if isinstance(node, _Function):
        yield from _free_of_function(node)
    elif isinstance(node, _Comprehension):
        bound = {
            one.id for part in node.generators for one in ast.walk(part.target) if isinstance(one, ast.Name)
        }
        for child in ast.iter_child_nodes(node):
            yield from (name for name in _free(child) if name not in bound)
        # The first source is evaluated outside, where the names that are bound inside may mean others.
        yield from _free(node.generators[0].iter)
    elif isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Store):
            yield node.id
    elif name := _name_looked_for(node):
        yield name
    else:
        for child in ast.iter_child_nodes(node):
            yield from _free(child)


def _free_of_function(node: _Function) -> Iterator[str]:
    arguments = node.args
    yield from (name for one in (*arguments.defaults, *arguments.kw_defaults) if one for name in _free(one))
    own = {one.arg for one in ast.walk(arguments) if isinstance(one, ast.arg)}
    if not isinstance(node, ast.Lambda):
        notes = [one.annotation for one in ast.walk(arguments) if isinstance(one, ast.arg)]
        for outside in (*node.decorator_list, *notes, node.returns):
            if outside is not None:
                yield from _free(outside)
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    shared: set[str] = set()
    for inner in _own_nodes(body):
        match inner:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                own.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                own |= {one.asname or one.name.split(".")[0] for one in names}
            case ast.ExceptHandler(name=str(name)):
                own.add(name)
            case ast.Global(names=names):
                shared |= set(names)
    for part in body:
        yield from (name for name in _free(part) if name not in own or name in shared)
    yield from shared


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body that belong to its own scope."""
    for node in body:
        yield node
        if not isinstance(node, (*_Function.__args__, ast.ClassDef, *_Comprehension.__args__)):
            yield from _own_nodes(ast.iter_child_nodes(node))
