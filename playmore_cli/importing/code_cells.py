"""Code cells: their source as a lesson runs it, and whether they are meant to fail."""

import ast
import re
from typing import NamedTuple

from playmore_cli.importing.account import Notes
from playmore_cli.importing.data_files import DATA
from playmore_cli.importing.magics import clean_code
from playmore_cli.importing.markdown_cells import without_hidden
from playmore_cli.importing.notebook import NotebookCell, StoredError
from playmore_cli.lesson.model import Expect
from playmore_cli.lesson.nodes import FORBIDDEN
from playmore_cli.lesson.source import find_fault, parse_source

LONG_CODE = 30
"""Lines of code beyond which a step is more than one screen."""

_DOES_NOT_COMPILE = ("SyntaxError", "IndentationError", "TabError")
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]()|]")
_LONGEST_MATCH = 80
_DATA_ELSEWHERE = re.compile(
    rf"""(?P<mark>['"])(?P<folder>(?:[\w.~-]{{0,100}}/){{1,20}})(?P<name>{"|".join(map(re.escape, DATA))})(?P=mark)"""
)


_JUPYTERS_OWN = re.compile(r"In|Out|_{2,3}|_i|_ih|_oh|_\d+|_i\d+|get_ipython")
_INSTEAD = "`_` is the last result; give a name to what is used later"


class ReadCode(NamedTuple):
    """
    What a code cell becomes: *code* to run, or *text* (Markdown) where it is none; neither where nothing is left.

    *expect* says what it raises on purpose.
    """

    code: str | None
    text: str | None = None
    expect: Expect | None = None


def read_code(cell: NotebookCell, notes: Notes) -> ReadCode:
    """Return what a code cell becomes; everything that was changed is noted."""
    source = without_hidden(cell.source, cell.number, notes)
    cleaned = clean_code(_with_data_here(source, cell.number, notes))
    if cleaned.foreign:
        notes.add(
            cell.number, "kept as text", f"`{cleaned.foreign}` makes this cell something else than Python"
        )
        return ReadCode(None, _fenced(cleaned.source, ""))
    for line, reason in cleaned.dropped:
        notes.add(cell.number, "dropped", f"`{_short(line)}` was left out: {reason}")
    for what in cleaned.undone:
        notes.add(cell.number, "changed", what)
    if not cleaned.source.strip():
        notes.add(
            cell.number, "dropped", "nothing is left of this cell" if source.strip() else "the cell is empty"
        )
        return ReadCode(None)
    fault = find_fault(cleaned.source)
    expect = _expectation(cell, notes, compiles=fault is None)
    if fault is not None and (expect is None or expect.error not in _DOES_NOT_COMPILE):
        if "raises-exception" in cell.tags:
            return ReadCode(cleaned.source, expect=Expect(fault.name))
        notes.add(cell.number, "kept as text", f"line {fault.line} is not Python: {fault.message}")
        return ReadCode(None, _fenced(cleaned.source, "python"))
    for name in sorted(_jupyters_own(cleaned.source)):
        notes.add(cell.number, "jupyter", f"`{name}` is Jupyter's own and not in a lesson: {_INSTEAD}")
    count = cleaned.source.count("\n") + 1
    if count > LONG_CODE:
        notes.add(
            cell.number, "long", f"{count} lines of code in one step; one screen holds about {LONG_CODE}"
        )
    return ReadCode(cleaned.source, expect=expect)


def _jupyters_own(source: str) -> set[str]:
    r"""
    Return the names that only Jupyter gives a meaning to and that code reads without setting them.

    >>> sorted(_jupyters_own("x = Out[3] + _"))
    ['Out']
    >>> _jupyters_own("In, Out = 3, 2\\nIn * Out")
    set()
    """
    tree = parse_source(source)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)] if tree else []
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    return {node.id for node in names if _JUPYTERS_OWN.fullmatch(node.id)} - bound


def _with_data_here(source: str, cell: int, notes: Notes) -> str:
    """Let code read the lectures' data where a lesson has them, beside it, wherever the notebook's folder had them."""

    def here(match: re.Match[str]) -> str:
        notes.add(
            cell,
            "changed",
            f"it reads {match['name']}, not {match['folder']}{match['name']}: a lesson brings it",
        )
        return f"{match['mark']}{match['name']}{match['mark']}"

    return _DATA_ELSEWHERE.sub(here, source)


def _expectation(cell: NotebookCell, notes: Notes, *, compiles: bool) -> Expect | None:
    error = cell.error
    if error is None:
        if "raises-exception" in cell.tags:
            message = "tagged raises-exception, but no traceback is stored: write what it raises as 'expect'"
            notes.add(cell.number, "error", message)
        return None
    if error.name == "KeyboardInterrupt":
        notes.add(
            cell.number, "error", "it was interrupted when the notebook was saved; that is not expected"
        )
        return None
    if not all(part.isidentifier() for part in error.name.split(".")):
        notes.add(cell.number, "error", f"its stored error {error.name!r} is no exception of Python's")
        return None
    if compiles and error.name in _DOES_NOT_COMPILE:
        notes.add(cell.number, "error", f"its stored {error.name} is not expected: the code compiles now")
        return None
    meant = (
        "as its tag says"
        if "raises-exception" in cell.tags
        else "from its stored traceback; make sure it is meant"
    )
    notes.add(cell.number, "error", f"{error.name} is expected, {meant}")
    return Expect(error.name.rpartition(".")[2], _pattern(error))


def _pattern(error: StoredError) -> str | None:
    r"""
    Return a pattern for the first line of a message; addresses, and characters no lesson may hold, are left open.

    >>> _pattern(StoredError("TypeError", "f() takes 1 argument"))
    'f\\(\\) takes 1 argument'
    >>> _pattern(StoredError("ValueError", "no escape\x1b here"))
    'no escape. here'
    """
    line = error.message.strip().split("\n")[0].strip()
    if not FORBIDDEN.sub("", line) or error.name in _DOES_NOT_COMPILE:
        return None  # a syntax error's message ends in the name of the cell
    parts = _ADDRESS.split(line[:_LONGEST_MATCH])
    return ".*".join(FORBIDDEN.sub(".", _SPECIAL.sub(r"\\\g<0>", part)) for part in parts)


def _fenced(source: str, language: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`{3,}", source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{re.sub(r'{(?={)', '{ ', source)}\n{fence}"


def _short(line: str) -> str:
    first = line.split("\n")[0]
    return first if len(first) <= 60 else f"{first[:59]}…"
