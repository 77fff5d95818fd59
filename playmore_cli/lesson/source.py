"""Reading Python source without running it: does it compile, and where does it not."""

import ast
import warnings
from typing import NamedTuple


class SourceFault(NamedTuple):
    """Why source cannot be compiled; *line* counts from 1, *column* from 0, in characters."""

    line: int
    column: int
    message: str
    name: str
    """The exception's name, such as ``IndentationError``."""


def find_fault(source: str) -> SourceFault | None:
    """
    Return why *source* does not compile as a module, or None.

    >>> find_fault("x = (1").message
    "'(' was never closed"
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape is no reason to refuse code
            compile(source, "<step>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        lines = source.split("\n")
        line = min(max(error.lineno or 1, 1), len(lines))
        column = min(max((error.offset or 1) - 1, 0), len(lines[line - 1]))
        return SourceFault(line, column, error.msg, type(error).__name__)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return SourceFault(1, 0, f"{error or 'it is nested too deeply'}", type(error).__name__)
    return None


def parse_source(source: str) -> ast.Module | None:
    """Return the syntax tree of *source*, or None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None  # a step may be there to show exactly that


def is_expression(text: str) -> bool:
    """
    Return whether *text* is one Python expression.

    >>> is_expression("loss.item()"), is_expression("x = 1")
    (True, False)
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text.strip(), "<expression>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
