"""Pace: the same step with other constants, so that a lecture can be played quickly or in full."""

import ast
import math
from typing import NamedTuple

from playmore_cli.lesson.model import Constant, PaceName, Step
from playmore_cli.lesson.source import parse_source


class Literal(NamedTuple):
    """Where a constant stands in source: *start* and *end* (excluded) in characters."""

    start: int
    end: int


def source_at(step: Step, pace: PaceName) -> str:
    """
    Return the step's code with the constants of this pace; where the step names none, its code as it is.

    Only the literals are replaced, so that comments and layout stay.
    """
    source = step.code or ""
    if not step.pace:
        return source
    literals = find_literals(source)
    changes = {
        literals[name]: write_constant(constants[pace])
        for name, constants in step.pace.items()
        if pace in constants and name in literals
    }
    for literal, text in sorted(changes.items(), reverse=True):
        source = source[: literal.start] + text + source[literal.end :]
    return source


def write_constant(value: Constant) -> str:
    """
    Return a constant as Python source.

    >>> write_constant(200_000), write_constant(0.1), write_constant("relu")
    ('200_000', '0.1', "'relu'")
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:_}"
    return repr(value)


def is_writable(value: object) -> bool:
    """Return whether a constant can be written as a literal; infinity and nan cannot."""
    return not isinstance(value, float) or math.isfinite(value)


def find_literals(source: str) -> dict[str, Literal]:
    """
    Return the names that *source* assigns exactly once at its top level, from a plain literal.

    >>> find_literals("steps = 200_000  # many")
    {'steps': Literal(start=8, end=15)}
    """
    tree = parse_source(source)
    if tree is None:
        return {}
    starts = _line_starts(source)
    found: dict[str, list[ast.expr]] = {}
    for statement in tree.body:
        for name, value in _assigned(statement):
            found.setdefault(name, []).append(value)
    return {
        name: _place(values[0], starts)
        for name, values in found.items()
        if len(values) == 1 and _is_plain(values[0])
    }


def _assigned(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.AnnAssign) and statement.value:
        targets, value = [statement.target], statement.value
    elif isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    return [(target.id, value) for target in targets if isinstance(target, ast.Name)]


def _is_plain(value: ast.expr) -> bool:
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub | ast.UAdd):
        value = value.operand
    return isinstance(value, ast.Constant) and isinstance(value.value, bool | int | float | str)


def _line_starts(source: str) -> list[tuple[int, bytes]]:
    """Return for each line where it starts, in characters, and its text as bytes, in which `ast` counts."""
    starts, place = [], 0
    for line in source.split("\n"):
        starts.append((place, line.encode()))
        place += len(line) + 1
    return starts


def _place(value: ast.expr, lines: list[tuple[int, bytes]]) -> Literal:
    start, line = lines[value.lineno - 1]
    end, last_line = lines[(value.end_lineno or value.lineno) - 1]
    return Literal(
        start + len(line[: value.col_offset].decode()),
        end + len(last_line[: value.end_col_offset].decode()),
    )
