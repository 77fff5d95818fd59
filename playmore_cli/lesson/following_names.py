"""
What names in code may stand for, as far as reading tells: ``q = os`` makes ``q.system`` the same as ``os.system``.

Followed are assignments of every kind, defaults, arguments, results, attributes of classes and objects, what containers
hold, patterns of ``match``, ``getattr`` and ``vars`` with a name that can be read, and modules reached through modules.
Where a name is used does not count, so it stands for all that it stands for anywhere. What is put together while the
code runs cannot be followed; `inspection` says so.
"""

import ast
import builtins
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

Targets = frozenset[str]
"""Dotted names: a module, something of a module, or a builtin; ``os.__dict__`` is a module's own dictionary."""

_NOTHING: Targets = frozenset()
_ROUNDS = 12
_MOST = 40
_DEEPEST = 6
_BUILTINS = frozenset(dir(builtins)) | {"__builtins__"}
_PUT_IN = ("append", "add", "insert", "extend", "update", "setdefault", "appendleft", "__setitem__")
_TAKE_OUT = ("get", "pop", "__getitem__", "setdefault", "__getattribute__", "__getattr__")

_BINDING = (
    ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor,
    ast.comprehension, ast.withitem, ast.Match, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef,
    ast.Call, ast.Dict,
)  # fmt: skip
"""What gives a name something to stand for."""


_Parameters = tuple[tuple[str, ...], str | None, str | None]
"""The names that positional arguments go to, the one for more of them, and the one for keywords."""


class Names:
    """
    What the names of some pieces of code, which share a namespace, may stand for.

    Args:
        trees: the pieces, parsed.
        is_worth: whether a dotted name need be followed; all others are forgotten at once.
    """

    def __init__(self, trees: Iterable[ast.AST], is_worth: Callable[[str], bool]) -> None:
        self._is_worth = is_worth
        self._names: dict[str, Targets] = {}
        self._attributes: dict[str, Targets] = {}
        self._results: dict[str, Targets] = {}
        self._functions: dict[str, dict[_Parameters, None]] = {}
        self._cache: dict[int, Targets] = {}
        self._returned: dict[int, list[ast.expr]] = {}
        self._stated: dict[int, list[ast.AST]] = {}
        # A statement that is repeated, as lessons do with whole classes, says nothing new.
        statements = {ast.dump(one): one for tree in trees for one in ast.iter_child_nodes(tree)}
        nodes = [node for one in statements.values() for node in ast.walk(one) if isinstance(node, _BINDING)]
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._functions.setdefault(node.name, {})[_parameters(node.args)] = None
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._functions.setdefault(target.id, {})[_parameters(node.value.args)] = None
        for _ in range(_ROUNDS):
            before = self._size()
            self._cache.clear()
            for node in nodes:
                self._read(node)
            if self._size() == before:
                break
        self._cache.clear()

    def of(self, node: ast.AST) -> Targets:
        """Return what an expression may stand for or hold."""
        known = self._cache.get(id(node))
        if known is None:
            self._cache[id(node)] = _NOTHING  # for what refers to itself
            found = {one for one in self._find(node) if one.endswith(".__dict__") or self._is_worth(one)}
            known = frozenset(sorted(found)[:_MOST])
            self._cache[id(node)] = known
        return known

    def _size(self) -> int:
        kept = (self._names, self._attributes, self._results)
        return sum(len(targets) for table in kept for targets in table.values())

    # -- what binds --------------------------------------------------------------------------------------------

    def _read(self, node: ast.AST) -> None:
        match node:
            case ast.Import():
                for one in node.names:
                    bound = one.asname or one.name.partition(".")[0]
                    self._name(bound, {one.name if one.asname else bound})
            case ast.ImportFrom():
                for one in node.names:
                    self._name(one.asname or one.name, {plain_target(f"{node.module}.{one.name}")})
            case ast.Assign():
                for target in node.targets:
                    self._bind(target, node.value)
            case (
                ast.AnnAssign(value=ast.expr() as value)
                | ast.AugAssign(value=value)
                | ast.NamedExpr(value=value)
            ):
                self._bind(node.target, value)
            case ast.For() | ast.AsyncFor() | ast.comprehension():
                self._bind(node.target, node.iter)
            case ast.withitem(optional_vars=ast.expr() as target):
                self._bind(target, node.context_expr)
            case ast.Match():
                self._captures(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._defaults(node.args)
                self._result(node.name, self._results_of(node))
                # A property gives what it returns.
                self._attribute(
                    node.name, self._results.get(node.name, _NOTHING) if node.decorator_list else ()
                )
            case ast.Lambda():
                self._defaults(node.args)
            case ast.ClassDef():
                for statement in self._statements_of(node):
                    self._class_attribute(statement)
            case ast.Call():
                self._arguments(node)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if (text := read_text(key)) is not None:
                        self._attribute(text, self.of(value))

    def _results_of(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
        if id(node) not in self._returned:
            self._returned[id(node)] = [
                one.value for one in ast.walk(node) if isinstance(one, ast.Return | ast.Yield) and one.value
            ]
        return self._returned[id(node)]

    def _statements_of(self, node: ast.ClassDef) -> list[ast.AST]:
        if id(node) not in self._stated:
            kinds = (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
            self._stated[id(node)] = [one for one in ast.walk(node) if isinstance(one, kinds)]
        return self._stated[id(node)]

    def _name(self, name: str, targets: Iterable[str]) -> None:
        self._names[name] = self._names.get(name, _NOTHING) | frozenset(targets)

    def _attribute(self, name: str, targets: Iterable[str]) -> None:
        if found := frozenset(targets):
            self._attributes[name] = self._attributes.get(name, _NOTHING) | found

    def _result(self, name: str, values: list[ast.expr]) -> None:
        found = frozenset(target for value in values for target in self.of(value))
        if found:
            self._results[name] = self._results.get(name, _NOTHING) | found

    def _bind(self, target: ast.AST, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            is_pairwise = len(parts) == len(target.elts) and not any(
                isinstance(one, ast.Starred) for one in (*parts, *target.elts)
            )
            for number, inner in enumerate(target.elts):
                self._bind(inner, parts[number] if is_pairwise else value)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value)
        elif found := self.of(value):
            self._put(target, found)
        if isinstance(target, ast.Name) and isinstance(value, ast.Lambda):
            self._result(target.id, [value.body])

    def _put(self, target: ast.AST, found: Targets) -> None:
        if isinstance(target, ast.Name):
            self._name(target.id, found)
        elif isinstance(target, ast.Attribute):
            self._attribute(target.attr, found)
        elif isinstance(target, ast.Subscript):  # what is put into a container is held by it
            self._put(target.value, found)

    def _class_attribute(self, statement: ast.AST) -> None:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    self._attribute(target.id, self.of(statement.value))
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for one in statement.names:
                name = one.asname or one.name.partition(".")[0]
                self._attribute(name, self._names.get(name, _NOTHING))

    def _defaults(self, arguments: ast.arguments) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        for one, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
            self._name(one.arg, self.of(default))
        for one, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if given is not None:
                self._name(one.arg, self.of(given))

    def _arguments(self, call: ast.Call) -> None:
        """Let the parameters of a function stand for what it is called with."""
        function = call.func
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if called == "setattr" and len(call.args) == 3 and (name := read_text(call.args[1])) is not None:
            self._attribute(name, self.of(call.args[2]))
        if isinstance(function, ast.Attribute) and function.attr in _PUT_IN:
            self._put(function.value, frozenset(one for given in call.args for one in self.of(given)))
        found_in = [self.of(one) for one in call.args]
        if not any(found_in) and not any(self.of(one.value) for one in call.keywords):
            return
        if isinstance(function, ast.Lambda):
            known = {_parameters(function.args): None}
        else:  # or a class, whose parameters are those of its __init__
            known = self._functions.get(called) or self._functions.get("__init__", {})
        for given in call.keywords:
            found = self.of(given.value)
            if found and given.arg:
                self._name(given.arg, found)
                self._attribute(given.arg, found)
        for names, rest, named_rest in known:
            for shift in (0, 1):  # with or without self
                for name, found in zip(names[shift:], found_in, strict=False):
                    if found:
                        self._name(name, found)
            if rest is not None:
                self._name(rest, [one for found in found_in for one in found])
            if named_rest is not None:
                self._name(named_rest, [one for value in call.keywords for one in self.of(value.value)])

    def _captures(self, node: ast.Match) -> None:
        found = self.of(node.subject)
        for case in node.cases:
            for part in ast.walk(case.pattern):
                name = part.rest if isinstance(part, ast.MatchMapping) else getattr(part, "name", None)
                if isinstance(name, str):
                    self._name(name, found)

    # -- what expressions stand for ------------------------------------------------------------------------------

    def _find(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Name():
                yield from self._names.get(node.id, ())
                is_unbound = node.id not in self._names and node.id not in self._functions
                if node.id in _BUILTINS or (is_unbound and node.id in sys.stdlib_module_names):
                    yield node.id
            case ast.Attribute():
                yield from self._attributes.get(node.attr, ())
                yield from (plain_target(f"{one}.{node.attr}") for one in self.of(node.value))
            case ast.Call():
                yield from self._called(node)
            case ast.Subscript():
                yield from self._taken(node.value, node.slice)
            case ast.Lambda():
                yield from self.of(node.body)
            case ast.Constant() | ast.Compare():
                return
            case ast.expr() | ast.Slice():
                for inner in ast.iter_child_nodes(node):
                    yield from self.of(inner)
            case ast.comprehension():
                yield from self.of(node.iter)

    def _called(self, call: ast.Call) -> Iterator[str]:
        function = call.func
        callees = self.of(function)
        first = read_text(call.args[0]) if call.args else None
        if callees & {"__import__", "builtins.__import__", "importlib.import_module", "importlib.__import__"}:
            yield from [] if first is None else [plain_target(first)]
        elif callees & {"getattr", "builtins.getattr", "inspect.getattr_static"} and len(call.args) > 1:
            name = read_text(call.args[1])
            if name is not None:
                yield from self._attributes.get(name, ())
                yield from (plain_target(f"{one}.{name}") for one in self.of(call.args[0]))
            yield from (one for default in call.args[2:] for one in self.of(default))
            return
        elif callees & {"vars", "builtins.vars"} and call.args:
            yield from (f"{one}.__dict__" for one in self.of(call.args[0]))
            return
        elif callees & {"globals", "locals", "vars"}:
            yield "globals.__dict__"
            return
        if isinstance(function, ast.Attribute):
            if function.attr in _TAKE_OUT and call.args:
                yield from self._taken(function.value, call.args[0])
            elif function.attr in (
                "copy",
                "items",
                "values",
                "keys",
                "__iter__",
                "__next__",
                "popitem",
                "popleft",
            ):
                yield from self.of(function.value)
            yield from self._results.get(function.attr, ())
        elif isinstance(function, ast.Name):
            yield from self._results.get(function.id, ())
        elif isinstance(function, ast.Lambda):
            yield from self.of(function.body)
        # Whatever it makes of them, it may hold what it was given: partial, iter, a class of one's own.
        for given in (*call.args, *(keyword.value for keyword in call.keywords)):
            yield from self.of(given)

    def _taken(self, owner: ast.expr, key: ast.expr) -> Iterator[str]:
        name = read_text(key)
        for one in self.of(owner):
            whole = one.removesuffix(".__dict__")
            if whole == "sys.modules" and name is not None:
                yield plain_target(name)
            elif one == "globals.__dict__":
                yield from () if name is None else self._find(ast.Name(name, ast.Load()))
            elif whole != one or one == "__builtins__":
                yield from () if name is None else [plain_target(f"{whole}.{name}")]
            else:
                yield one


def read_text(node: ast.AST | None) -> str | None:
    """Return the text that an expression is, where reading tells; ``None`` where it does not."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(op=ast.Add()):
            left, right = read_text(node.left), read_text(node.right)
            return None if left is None or right is None else left + right
        case ast.JoinedStr():
            parts = [read_text(one) for one in node.values]
            return None if None in parts else "".join(part or "" for part in parts)
        case ast.FormattedValue(conversion=-1, format_spec=None):
            return read_text(node.value)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as between), attr="join"), args=[
            ast.Tuple(elts=elements) | ast.List(elts=elements)
        ]):  # fmt: skip
            parts = [read_text(one) for one in elements]
            return None if None in parts else between.join(part or "" for part in parts)
        case ast.Subscript(
            slice=ast.Slice(
                lower=None, upper=None, step=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))
            )
        ):
            forwards = read_text(node.value)
            return None if forwards is None else forwards[::-1]
        case ast.Call(func=ast.Name(id="chr"), args=[ast.Constant(value=int() as code)]) if (
            0 <= code < 0x110000
        ):
            return chr(code)
    return None


@lru_cache(maxsize=4096)
def plain_target(name: str) -> str:
    """
    Return a dotted name without the way to it: a module that another one has imported is that module.

    >>> plain_target("torch.os.system"), plain_target("torch.signal.windows"), plain_target("os.path.os.sep")
    ('os.system', 'torch.signal.windows', 'os.sep')
    """
    parts = name.split(".")
    parts = parts[1:] if parts[0] == "builtins" and len(parts) == 2 and parts[1] in _BUILTINS else parts
    if parts[0] == "__builtins__" and len(parts) > 1 and parts[1] in _BUILTINS:
        parts = parts[1:]
    for place in range(len(parts) - 1, 0, -1):
        if parts[place] in sys.stdlib_module_names and not _has_of_its_own(
            ".".join(parts[:place]), parts[place]
        ):
            return ".".join(parts[place:])
    return ".".join(parts)


@lru_cache(maxsize=8192)
def is_module(name: str) -> bool:
    """Whether a dotted name is that of a module, as far as looking at folders tells; nothing is imported."""
    package, _, last = name.rpartition(".")
    if not package:
        return name in sys.stdlib_module_names or name not in _BUILTINS
    return name.count(".") < _DEEPEST and _has_of_its_own(package, last)


@lru_cache(maxsize=1024)
def _has_of_its_own(package: str, name: str) -> bool:
    """Whether something called *name* in a package is a part of it; nothing is imported to find out."""
    top, *inner = package.split(".")
    if top in sys.stdlib_module_names:
        return _is_part_of_standard(top, inner, name)
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return True  # nobody knows, so nothing is claimed
    folders = [Path(folder).joinpath(*inner) for folder in spec.submodule_search_locations or ()]
    return any((folder / name).is_dir() or (folder / f"{name}.py").is_file() for folder in folders)


def _is_part_of_standard(top: str, inner: list[str], name: str) -> bool:
    """Whether the standard library has a part of this name there, or what is there is no module (`sys.platform`)."""
    found = sys.modules.get(".".join([top, *inner]))
    held = getattr(found, name, None)
    if found is not None and held is not None:
        return not isinstance(held, type(sys)) or held.__name__ != name
    return not inner and (Path(ast.__file__).parent / top / f"{name}.py").is_file()


def _parameters(arguments: ast.arguments) -> _Parameters:
    positional = tuple(one.arg for one in (*arguments.posonlyargs, *arguments.args))
    rest = arguments.vararg.arg if arguments.vararg else None
    return positional, rest, arguments.kwarg.arg if arguments.kwarg else None
