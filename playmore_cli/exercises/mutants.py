"""
Mutants of a solution: the same code with one small fault each, of the kinds that people make.

A check that accepts one of them does not look at something. Faults that change only the kind of a value (``.item()``,
``float()``) are not made: where only values matter, checks accept those.
"""

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

_Function = ast.FunctionDef | ast.AsyncFunctionDef

_OTHER_SIGN: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Div(), ast.Div: ast.Mult(), ast.Pow: ast.Mult(),
    ast.FloorDiv: ast.Mult(), ast.Mod: ast.Mult(),
}  # fmt: skip
_OTHER_ORDER: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt(), ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(), ast.In: ast.NotIn(), ast.NotIn: ast.In(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
}  # fmt: skip
_OTHER_CALL = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "randn": "rand", "zeros": "ones", "ones": "zeros",
    "exp": "log", "log": "exp", "argmax": "argmin", "amax": "amin", "var": "std", "std": "var", "tanh": "sigmoid",
    "sin": "cos", "cos": "sin",
}  # fmt: skip
"""Functions and methods that are taken for each other."""
_ALONG = frozenset(
    ["sum", "mean", "max", "min", "var", "std", "softmax", "log_softmax", "cumsum", "argmax", "argmin", "cat", "stack",
     "squeeze", "unsqueeze", "prod", "any", "all", "logsumexp", "norm", "sort", "index_add_", "index_add", "gather"]
)  # fmt: skip
"""What goes along a dimension."""
_KIND_ONLY = frozenset(
    ["item", "tolist", "float", "double", "int", "long", "list", "tuple", "numpy", "print", "str", "sorted", "cpu",
     "contiguous", "super"]
)  # fmt: skip
"""Calls that change the kind of a value, or show it, and not the value."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one fault: its *source*, and the *change* as removed lines, ``=>`` and added ones."""

    source: str
    change: str
    diff: str


def mutants_of(solution: str, check: str = "") -> tuple[Mutant, ...]:
    """
    Return the mutants of a solution, each once, in the order of its code.

    What a step's code only shows at its end is no part of the task, and left out. So are, where *check* is given,
    functions and classes tried out there on names that the check does not have.

    >>> [mutant.change for mutant in mutants_of("y = x.sum(1)")]
    ['y = x.sum(1) => pass', 'y = x.sum(1) => y = x.mean(1)', 'y = x.sum(1) => y = x', 'y = x.sum(1) => y = x.sum(0)']
    """
    tree = _asked_for(ast.parse(solution), _named(ast.parse(check)) if check else None)
    plain = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for place, spot in enumerate(_spots(tree)):
        for number in range(sum(1 for _ in _faults(spot))):
            twin = copy.deepcopy(tree)
            list(_faults(next(islice(_spots(twin), place, None))))[number]()
            try:
                source = ast.unparse(ast.fix_missing_locations(twin))
                compile(source, "<mutant>", "exec")
            except (SyntaxError, ValueError):
                continue
            if source != plain and source not in found:
                found[source] = Mutant(source, *_told(plain, source))
    return tuple(found.values())


def _named(check: ast.Module) -> frozenset[str]:
    """Return what a check may mean by a name: variables, attributes, and strings such as that of `agrees`."""
    found: set[str] = set()
    for node in ast.walk(check):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.Constant(value=str(name)):
                found.add(name)
    return frozenset(found)


def _asked_for(tree: ast.Module, named: frozenset[str] | None) -> ast.Module:
    """
    Leave out the statements at the end that show what was made: values, prints, calls of what the code defines.

    *named*: the names that the check has; ``None`` where it may have any.
    """
    made = {node.name for node in tree.body if isinstance(node, _Function | ast.ClassDef)}
    bound = made | {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def is_unnamed(target: ast.expr) -> bool:
        """Whether a target, or an attribute of it, is a variable that the check does not have."""
        match target:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name)):
                return bool(made) and named is not None and name not in named
            case ast.Tuple(elts=targets):
                return all(map(is_unnamed, targets))
        return False

    def shows(node: ast.stmt) -> bool:
        match node:
            case ast.For(body=body, orelse=[]):
                return all(map(shows, body))
            case ast.Assign(targets=targets):
                return all(map(is_unnamed, targets))
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
                return name == "print" or name in bound
            case ast.Expr(value=ast.Call(func=called)):
                return is_unnamed(called)
            case ast.Expr(value=value):
                return not isinstance(value, ast.Await)
        return False

    while len(tree.body) > 1 and shows(tree.body[-1]):
        tree.body.pop()
    return tree


def _told(before: str, after: str) -> tuple[str, str]:
    lines = list(
        difflib.unified_diff(before.splitlines(), after.splitlines(), "solution", "mutant", "", "", 1, "")
    )
    gone = " ; ".join(line[1:].strip() for line in lines[2:] if line.startswith("-"))
    come = " ; ".join(line[1:].strip() for line in lines[2:] if line.startswith("+"))
    return f"{gone} => {come}", "\n".join(lines)


@dataclass
class _Spot:
    """A node, the list or field of its parent that holds it, and the way to put another there."""

    node: ast.AST
    put: Callable[[ast.AST], None]
    drop: Callable[[], None] | None
    parents: tuple[ast.AST, ...]


def _spots(tree: ast.Module) -> Iterator[_Spot]:
    """Yield every node with its place, in an order that is the same for equal trees."""

    def go(parent: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[_Spot]:
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield _Spot(value, _setter(parent, name), None, parents)
                yield from go(value, (*parents, value))
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        yield _Spot(item, _item_setter(value, index), _dropper(value, index), parents)
                        yield from go(item, (*parents, item))

    yield from go(tree, (tree,))


def _setter(parent: ast.AST, name: str) -> Callable[[ast.AST], None]:
    return lambda node: setattr(parent, name, node)


def _item_setter(items: list[ast.AST], index: int) -> Callable[[ast.AST], None]:
    def put(node: ast.AST) -> None:
        items[index] = node

    return put


def _dropper(items: list[ast.AST], index: int) -> Callable[[], None]:
    def drop() -> None:
        del items[index]

    return drop


def _faults(spot: _Spot) -> Iterator[Callable[[], None]]:
    """Yield functions that each put one fault into the tree."""
    for make in (_in_statement, _in_expression):
        yield from make(spot)


# -- statements --------------------------------------------------------------------------------------------------


def _in_statement(spot: _Spot) -> Iterator[Callable[[], None]]:
    node = spot.node
    if isinstance(node, ast.stmt) and not _is_harmless(node):
        yield lambda: spot.put(ast.Pass())
    match node:
        case ast.AugAssign(target=target, value=value):
            yield lambda: spot.put(ast.Assign([_stored(target)], value, lineno=1))
            if type(node.op) in _OTHER_SIGN:
                yield lambda: setattr(node, "op", _OTHER_SIGN[type(node.op)])
        case ast.With(items=[_], body=body) if len(body) >= 1:
            yield lambda: spot.put(ast.If(ast.Constant(True), body, []))
        case ast.If(test=test):
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
            yield lambda: setattr(node, "test", ast.Constant(True))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _in_function(node)


def _in_function(node: _Function) -> Iterator[Callable[[], None]]:
    for index in range(len(node.decorator_list)):
        yield lambda index=index: node.decorator_list.__delitem__(index)  # type: ignore[misc]
    for parameter in node.args.args:
        if parameter.arg not in ("self", "cls") and not parameter.arg.startswith("_"):
            # the body then reads the variable of the lesson that has this name, if there is one
            yield lambda parameter=parameter: setattr(parameter, "arg", f"{parameter.arg}_")  # type: ignore[misc]


def _is_harmless(node: ast.stmt) -> bool:
    """Whether dropping a statement tells nothing: imports, texts, what is only printed, and `pass`."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Expr(value=ast.Name() | ast.Attribute() | ast.Subscript() | ast.Tuple()):
            return True
    return False


def _stored(target: ast.expr) -> ast.expr:
    twin = copy.deepcopy(target)
    twin.ctx = ast.Store()  # type: ignore[attr-defined]
    return twin


# -- expressions -------------------------------------------------------------------------------------------------


def _in_expression(spot: _Spot) -> Iterator[Callable[[], None]]:
    node = spot.node
    if _in_text(spot):
        return
    match node:
        case ast.Constant(value=bool(truth)):
            yield lambda: spot.put(ast.Constant(not truth))
        case ast.Constant(value=int(count)) if not _is_dimension(spot):
            yield lambda: spot.put(ast.Constant(count + 1))
            if count > 1:
                yield lambda: spot.put(ast.Constant(count - 1))
        case ast.Constant(value=float(number)):
            yield lambda: spot.put(ast.Constant(number * 2 if number else 1.0))
            if number:
                yield lambda: spot.put(ast.UnaryOp(ast.USub(), ast.Constant(number)))
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield lambda: spot.put(operand)
        case ast.BinOp(left=left, op=op, right=right):
            yield from _in_operation(spot, node, left, op, right)
        case ast.BoolOp(op=op, values=values):
            yield lambda: setattr(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
            for index in range(len(values)):
                yield lambda index=index: values.__delitem__(index)  # type: ignore[misc]
        case ast.Compare(ops=[op]):
            yield lambda: setattr(node, "ops", [_OTHER_ORDER[type(op)]])
        case ast.IfExp(body=body, orelse=orelse):
            yield lambda: spot.put(body)
            yield lambda: spot.put(orelse)
        case ast.Slice(lower=lower, upper=upper):
            if lower is not None:
                yield lambda: setattr(node, "lower", None)
            if upper is not None:
                yield lambda: setattr(node, "upper", None)
        case ast.comprehension(ifs=ifs) if ifs:
            yield lambda: setattr(node, "ifs", [])
        case ast.Call():
            yield from _in_call(spot, node)
        case ast.Attribute(value=value, attr=name) if isinstance(node.ctx, ast.Load) and name in ("T", "mT"):
            yield lambda: spot.put(value)
        case ast.Name(ctx=ast.Load()):
            yield from _in_name(spot, node)


def _in_text(spot: _Spot) -> bool:
    """Whether a node belongs to a text that is put together, or to what is only printed or told by an `assert`."""
    return any(
        isinstance(parent, ast.JoinedStr | ast.Assert)
        or (isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "print")
        for parent in (*spot.parents, spot.node)
    )


def _in_operation(
    spot: _Spot, node: ast.BinOp, left: ast.expr, op: ast.operator, right: ast.expr
) -> Iterator[Callable[[], None]]:
    if type(op) in _OTHER_SIGN:
        yield lambda: setattr(node, "op", _OTHER_SIGN[type(op)])
        yield lambda: spot.put(left)
        yield lambda: spot.put(right)
    if isinstance(op, ast.MatMult | ast.Sub | ast.Div | ast.Pow):
        yield lambda: spot.put(ast.BinOp(right, op, left))


def _in_call(spot: _Spot, node: ast.Call) -> Iterator[Callable[[], None]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _KIND_ONLY:
        return
    if name in _OTHER_CALL:
        yield lambda: _rename(node.func, _OTHER_CALL[name])
    if isinstance(node.func, ast.Attribute) and not _is_library(node.func.value):
        owner = node.func.value
        yield lambda: spot.put(owner)
    elif len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
        only = node.args[0]
        yield lambda: spot.put(only)
    if len(node.args) == 2 and not any(isinstance(one, ast.Starred) for one in node.args):
        yield lambda: node.args.reverse()
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in ("dtype", "device", "generator"):
            yield lambda index=index: node.keywords.__delitem__(index)  # type: ignore[misc]
    if name in _ALONG:
        for place in (*node.args, *(one.value for one in node.keywords if one.arg in ("dim", "axis"))):
            if isinstance(place, ast.Constant) and place.value in (0, 1, 2) and place.value is not True:
                yield lambda place=place: setattr(place, "value", 1 - min(place.value, 1))  # type: ignore[misc]
            elif _is_last(place):
                yield lambda place=place: _replace_argument(node, place, ast.Constant(0))  # type: ignore[misc]


def _is_last(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return True
    return False


def _replace_argument(call: ast.Call, old: ast.expr, new: ast.expr) -> None:
    call.args = [new if one is old else one for one in call.args]
    for keyword in call.keywords:
        if keyword.value is old:
            keyword.value = new


def _is_dimension(spot: _Spot) -> bool:
    """Whether a number says along which dimension a call goes; those are changed with the call."""
    parent = next(
        (one for one in reversed(spot.parents) if not isinstance(one, ast.keyword | ast.UnaryOp)), None
    )
    if not isinstance(parent, ast.Call):
        return False
    name = parent.func.attr if isinstance(parent.func, ast.Attribute) else getattr(parent.func, "id", "")
    return name in _ALONG


def _is_library(node: ast.expr) -> bool:
    """Whether a name is that of a module, from which no value comes when the call is taken away."""
    return isinstance(node, ast.Name) and node.id in ("torch", "F", "np", "math", "random", "nn", "plt")


def _rename(called: ast.expr, name: str) -> None:
    if isinstance(called, ast.Attribute):
        called.attr = name
    elif isinstance(called, ast.Name):
        called.id = name


def _in_name(spot: _Spot, node: ast.Name) -> Iterator[Callable[[], None]]:
    """Yield that the variable is taken for the next one of the same function."""
    function = next((one for one in reversed(spot.parents) if isinstance(one, _Function)), None)
    if function is None:
        return
    parameters = [one.arg for one in function.args.args]
    stored = [
        one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    ]
    own = list(dict.fromkeys([*parameters, *stored]))
    if node.id in own and len(own) > 1 and node.id not in ("self", "cls"):
        others = [one for one in own if one not in ("self", "cls")]
        following = others[(others.index(node.id) + 1) % len(others)]
        yield lambda: setattr(node, "id", following)


def trivial_answers(code: str) -> tuple[str, ...]:
    """
    Return ways out of a card that asks for code: the variables at hand, and values that need no thought.

    >>> trivial_answers("y = x * 2")[:3]
    ('y = x', 'y = 0', 'y = 1')
    """
    tree = ast.parse(code)
    made = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    if not made:
        return ()
    read = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in made
    ]
    values = [
        *dict.fromkeys(read),
        "0",
        "1",
        "None",
        "[]",
        "torch.eye(8)",
        "torch.zeros(8)",
        "torch.ones(8, 8)",
    ]
    return tuple(f"{made[-1]} = {value}" for value in values)
