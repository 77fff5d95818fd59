"""Steps whose traces lie outside the namespace: what they assign to modules and library classes is in no snapshot."""

import ast
from types import ModuleType
from typing import Any

_KEPT = frozenset(["rcParams", "environ"])
"""What is assigned below these is held by snapshots."""


def changes_a_library(tree: ast.AST, names: dict[str, Any]) -> bool:
    """
    Whether code assigns an attribute of a module, or of a class that a library made.

    >>> import math
    >>> changes_a_library(ast.parse("math.tau = 6"), {"math": math})
    True
    >>> changes_a_library(ast.parse("x = math.tau"), {"math": math})
    False
    """
    return any(_is_of_library(target, names) for node in ast.walk(tree) for target in _targets(node))


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return [node]
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return []
    return [ast.Attribute(node.args[0], "", ast.Store())] if node.func.id in ("setattr", "delattr") else []


def _is_of_library(target: ast.expr, names: dict[str, Any]) -> bool:
    path = []
    while isinstance(target, ast.Attribute | ast.Subscript):
        if isinstance(target, ast.Attribute):
            path.append(target.attr)
        target = target.value
    if not isinstance(target, ast.Name) or _KEPT & set(path):
        return False
    owner = names.get(target.id)
    if isinstance(owner, type):
        return owner.__module__ != "__main__"
    return isinstance(owner, ModuleType)
