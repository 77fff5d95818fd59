"""Which of a learner's own lines could change the variables."""

import ast

_PURE_CALLS = {
    "abs", "bool", "dict", "dir", "enumerate", "float", "format", "hash", "id", "int", "isinstance", "len", "list",
    "max", "min", "print", "range", "repr", "round", "set", "sorted", "str", "sum", "tuple", "type", "vars", "zip",
}  # fmt: skip


def leaves_a_trace(source: str) -> bool:
    """
    Return whether *source* could change the namespace: anything but looking at values.

    >>> leaves_a_trace("W.shape, len(words)"), leaves_a_trace("W[0] = 0"), leaves_a_trace("loss.backward()")
    (False, True, True)
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False  # it never ran
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not isinstance(node, ast.Expr):
            return True
        if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return True
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and node.func.id in _PURE_CALLS
        ):
            return True
    return False
