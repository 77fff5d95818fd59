"""
What can be looked at without running code of the lesson's: then no copy of the process is needed.

Whatever is not known to be harmless is not; copying costs some milliseconds, and the state is exact.
"""

import ast
import sys
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

_SCALARS = (int, float, complex, bool, str, bytes, type(None), range)
_CONTAINERS = (list, tuple, dict, set, frozenset)
_MOST = 10_000
"""Elements that are gone through; larger things are looked at in a copy."""
_PLAIN_CALLS = frozenset(["len", "round", "abs"])
_OF_TENSOR = frozenset(["shape", "dtype", "ndim", "requires_grad"])
_OF_TENSOR_CALLS = frozenset(["item", "tolist", "dim", "numel", "size", "nelement"])


def is_plain(value: Any, most: int = _MOST) -> bool:
    """
    Whether the ``repr`` of *value* runs no code of the lesson's.

    >>> is_plain([1, "a", (2.0, None)]), is_plain([object()])
    (True, False)
    """
    waiting, seen = [value], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > most:
            return False
        if type(one) in _SCALARS or is_tensor(one) or _is_named(one):
            continue
        if type(one) not in _CONTAINERS or len(one) > most:
            return False
        waiting += [*one.keys(), *one.values()] if type(one) is dict else one
    return True


def is_tensor(value: Any) -> bool:
    """Whether *value* is one of torch's own tensors, or an array of numpy's own with numbers in it."""
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter):
        return True
    if numpy is None:
        return False
    return (type(value) is numpy.ndarray and not value.dtype.hasobject) or isinstance(value, numpy.generic)


def _is_named(value: Any) -> bool:
    return type(value) in (FunctionType, BuiltinFunctionType, ModuleType)


def looks_at_plain_values(expressions: Iterable[str], names: Mapping[str, Any]) -> bool:
    """
    Whether taking the values of all *expressions* runs no code of the lesson's and changes nothing.

    >>> looks_at_plain_values(["x + 1", "len(xs)"], {"x": 1, "xs": [object()]})
    True
    >>> looks_at_plain_values(["f(1)"], {"f": print}), looks_at_plain_values(["xs"], {"xs": [object()]})
    (False, False)
    """
    try:
        trees = [ast.parse(expression.strip(), mode="eval").body for expression in expressions]
    except (SyntaxError, ValueError):
        return False
    return all(_gives_plain(tree, names) for tree in trees)


def _gives_plain(node: ast.expr, names: Mapping[str, Any]) -> bool:
    """Whether an expression only looks at plain values and gives one."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in names and is_plain(names[name], 1000)
        case ast.UnaryOp(operand=one):
            return _gives_plain(one, names)
        case ast.BinOp(left=left, right=right):
            return _gives_plain(left, names) and _gives_plain(right, names)
        case ast.Compare(left=left, comparators=others):
            return all(_gives_plain(one, names) for one in (left, *others))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(_gives_plain(one, names) for one in elements)
        case ast.Subscript(value=owner, slice=place):
            return _gives_plain(owner, names) and _gives_plain(place, names)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            held = names.get(name)
            return (is_tensor(held) and attribute in _OF_TENSOR) or _holds_plain(held, attribute)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)], keywords=[]):
            return "len" not in names and type(names.get(name)) in (*_CONTAINERS, str)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return name in _PLAIN_CALLS - names.keys() and all(_gives_plain(one, names) for one in arguments)
        case ast.Call(func=ast.Attribute(value=owner, attr=name), args=[], keywords=[]):
            return name in _OF_TENSOR_CALLS and _is_of_tensor(owner, names)
    return False


def _is_of_tensor(node: ast.expr, names: Mapping[str, Any]) -> bool:
    return isinstance(node, ast.Name) and is_tensor(names.get(node.id))


def _holds_plain(owner: Any, attribute: str) -> bool:
    """Whether an object of the lesson's holds a plain attribute that is simply read."""
    kind: Any = type(owner)
    if kind.__module__ != "__main__" or kind.__getattribute__ is not object.__getattribute__:
        return False
    if any(attribute in vars(one) for one in kind.__mro__):
        return False
    try:
        held = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return False
    return attribute in held and is_plain(held[attribute], 1000)
