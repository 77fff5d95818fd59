"""
A step's code for a script: what a notebook would display is printed, and an error that is meant to come goes by.

Only what must change is changed: the last expression is put into a call, and lines are set in below a ``try``.
"""

import ast
import io
import tokenize
from typing import NamedTuple

from playmore_cli.lesson.source import parse_source


class Helpers(NamedTuple):
    """Names of the script's own that the lesson's code does not use: a function and a variable."""

    show: str
    error: str


def printing_last(source: str, show: str) -> str:
    r"""
    Return *source* with its last expression shown, unless it ends in a semicolon or prints already.

    >>> print(printing_last("x = 2\nx, x**2  # both", "show"))
    x = 2
    show((x, x**2))  # both
    """
    tree = parse_source(source)
    if tree is None or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return source
    last = tree.body[-1]
    if _prints(last.value) or _is_text(last.value):
        return source
    lines = source.split("\n")
    start = _place(lines, last.lineno, last.col_offset)
    end = _place(lines, last.end_lineno or last.lineno, last.end_col_offset or 0)
    if source[end:].lstrip(" ").startswith(";"):
        return source
    shown = source[start:end]
    call = parse_source(f"f({shown})")
    value = call.body[0].value if call and isinstance(call.body[0], ast.Expr) else None
    if not (isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords):
        shown = f"({shown})"
    return f"{source[:start]}{show}({shown}){source[end:]}"


def _prints(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _place(lines: list[str], line: int, column: int) -> int:
    """Return where a line (from 1) and column (in bytes) of the syntax tree lie in the source, in characters."""
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode())


def letting_by(source: str, error: str, helpers: Helpers) -> str:
    """
    Return *source* so that the exception it is meant to raise is told, and the script goes on.

    What is no Python at all becomes a text that is compiled when its turn comes, so that the rest can run.
    """
    body = indented(source) if parse_source(source) is not None else f"    exec({source!r})"
    told = f'print(f"{{type({helpers.error}).__name__}}: {{{helpers.error}}}")'
    return f"try:\n{body}\nexcept {error} as {helpers.error}:  # this error is meant to come\n    {told}"


def indented(source: str) -> str:
    r"""
    Return *source* set in by four spaces, the inside of texts over several lines left as it is.

    >>> print(indented("for x in y:\n    f(x)"))
        for x in y:
            f(x)
    """
    inside = _lines_inside_texts(source)
    return "\n".join(
        line if number in inside or not line.strip() else f"    {line}"
        for number, line in enumerate(source.rstrip("\n").split("\n"), start=1)
    )


def _lines_inside_texts(source: str) -> frozenset[int]:
    """Return the lines, from 1, that begin inside a text of several lines."""
    inside: set[int] = set()
    starts: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name == "STRING":
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
        elif name in ("FSTRING_START", "TSTRING_START"):
            starts.append(token.start[0])
        elif name in ("FSTRING_END", "TSTRING_END"):
            inside.update(range(starts.pop() + 1, token.end[0] + 1))
    return frozenset(inside)


def draws_plots(source: str, drawing: set[str]) -> bool:
    """
    Return whether running *source* makes a figure, and note the functions it defines that would.

    Args:
        source: the code of a step.
        drawing: names of functions seen so far that draw; those defined here are added.
    """
    tree = parse_source(source)
    if tree is None:
        return False
    found = False
    for statement in tree.body:
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        uses = bool(names & ({"plt"} | drawing))
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            if uses:
                drawing.add(statement.name)
        else:
            found = found or uses
    return found
