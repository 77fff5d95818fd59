"""Running source text in a lasting ``__main__``, as a notebook does, and telling what it changed."""

import ast
import builtins
import linecache
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import CO_COROUTINE
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from playmore_cli.outputs import Changes, Failure, Frame
from playmore_cli.runner.snapshots.reads import uses_of
from playmore_cli.runner.tensor_tables import one_line


class Namespace:
    """
    The names a lesson's code lives among: the dict of a fresh ``__main__``.

    The module is registered, so that ``pickle``, ``inspect`` and ``typing`` find the learner's classes where
    Python looks for them.
    """

    def __init__(self) -> None:
        module = ModuleType("__main__")
        module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = module
        self.names: dict[str, Any] = module.__dict__
        self._left_out: dict[str, str] = {}
        self._order: tuple[str, ...] = ()
        self._before = self._describe()

    @property
    def left_out(self) -> Mapping[str, str]:
        """The names that stood in the state but not in its snapshot, each with its value in a few words."""
        return self._left_out

    @property
    def order(self) -> tuple[str, ...]:
        """All names of the state in their order, those left out in their place."""
        known = set(self._order) if self._left_out else set()
        return (
            (*self._order, *(name for name in self.names if name not in known))
            if known
            else tuple(self.names)
        )

    def leave_out(self, left_out: Mapping[str, str], order: Iterable[str]) -> None:
        """Say which names the state that was just restored lacks, and in which *order* all of its names stood."""
        self._left_out, self._order = dict(left_out), tuple(order)
        self._before = self._describe()

    def lacks(self, *sources: str) -> bool:
        """Whether code may read a name that was left out."""
        return bool(self._left_out) and any(uses_of(source).needs(self._left_out) for source in sources)

    def note_deleted(self, source: str) -> None:
        """Take in that *source* has run: what it deleted and set again stands behind the other names."""
        if self._left_out:
            deleted = uses_of(source).deletes
            self._order = tuple(name for name in self._order if name not in deleted)

    def describe(self, names: Iterable[str]) -> dict[str, str]:
        """Return the values of *names*, which must be there, in a few words."""
        return {name: one_line(self.names[name]) for name in names}

    def user_names(self) -> Mapping[str, Any]:
        """Return the learner's and the lesson's names, without underscored ones and what was imported."""
        return {
            name: value
            for name, value in self.names.items()
            if not name.startswith("_") and not isinstance(value, ModuleType) and not _is_imported(value)
        }

    def changes(self) -> Changes:
        """Return what became new, different or gone since the last call."""
        if not self._left_out.keys().isdisjoint(self.names):
            self._put_in_order()
        before, after = self._before, self._describe()
        self._before = after
        return Changes(
            new={name: text for name, text in after.items() if name not in before},
            changed={
                name: (before[name], text)
                for name, text in after.items()
                if name in before and before[name] != text
            },
            gone=tuple(name for name in before if name not in after),
        )

    def _describe(self) -> dict[str, str]:
        described = {name: one_line(value) for name, value in self.user_names().items()}
        return described | self._left_out if self._left_out else described

    def _put_in_order(self) -> None:
        """Take names that were left out and are set again for what they are, at the place where they were."""
        old = set(self._order)
        for name in [*self._order, *(name for name in self.names if name not in old)]:
            if name in self.names:
                self.names[name] = self.names.pop(name)
        self._left_out = {name: text for name, text in self._left_out.items() if name not in self.names}


def _is_imported(value: Any) -> bool:
    """Whether *value* is a class or function of a library."""
    if not isinstance(value, type | FunctionType | BuiltinFunctionType):
        return False
    return getattr(value, "__module__", None) != "__main__"


@dataclass(frozen=True)
class Program:
    """Compiled source: *body* runs first, then the value of *last* is shown. Outside of functions it may ``await``."""

    body: CodeType
    last: CodeType | None
    tree: ast.Module = field(repr=False)

    @property
    def waits(self) -> bool:
        """Whether it awaits something, so that a loop of events has to run it."""
        return any(code is not None and code.co_flags & CO_COROUTINE for code in (self.body, self.last))


def compile_source(source: str, name: str) -> Program:
    """
    Compile a step so that its last expression gives a value, unless a semicolon ends it.

    The source is registered under ``<name>``, where tracebacks and ``inspect`` look for its lines.

    Raises:
        SyntaxError: Python does not understand *source*.
    """
    filename = f"<{name}>"
    lines = source.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.cache[filename] = (len(source), None, lines, filename)
    tree = ast.parse(source, filename)
    last = None
    body = ast.Module(tree.body, tree.type_ignores)
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not _ends_in_semicolon(source, tree.body[-1]):
        expression = ast.Expression(tree.body[-1].value)
        last = compile(expression, filename, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        body = ast.Module(tree.body[:-1], tree.type_ignores)
    first = compile(body, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return Program(first, last, tree)


def _ends_in_semicolon(source: str, last: ast.Expr) -> bool:
    line = source.splitlines()[(last.end_lineno or 1) - 1].encode()
    return line[last.end_col_offset or 0 :].lstrip().startswith(b";")


def run_program(program: Program, names: dict[str, Any], show: Callable[[Any], None]) -> None:
    """Run *program* among *names* and hand the last expression's value, unless ``None``, to *show*."""
    if not program.waits:
        value = _value_of(program, lambda code: eval(code, names))
    else:
        import asyncio

        with asyncio.Runner() as loop:
            value = _value_of(program, lambda code: loop.run(_awaited(code, names)))
    if value is not None:
        names["_"] = value
        show(value)


def _value_of(program: Program, run: Callable[[CodeType], Any]) -> Any:
    run(program.body)
    return None if program.last is None else run(program.last)


async def _awaited(code: CodeType, names: dict[str, Any]) -> Any:
    value = eval(code, names)
    return await value if code.co_flags & CO_COROUTINE else value


class LearnersInterrupt(KeyboardInterrupt):
    """The learner's Ctrl-C; code may raise a `KeyboardInterrupt` by itself, which is an error as any other."""


def failure_of(error: BaseException) -> Failure:
    """Return *error* as data: frames of the tutor left out, the operation of each line marked."""
    # Reading the exception's own text runs code of the lesson, which may fail in turn.
    try:
        message = str(error)
    except Exception as broken:
        message = f"<its message cannot be read: {type(broken).__name__}>"
    if isinstance(error, SyntaxError) and not _runs_in_lesson(error):
        return Failure(type(error).__name__, error.msg or message, (_syntax_frame(error),))
    trace = traceback.TracebackException.from_exception(error, limit=-60, capture_locals=False)
    frames = [_frame(summary) for summary in trace.stack if "playmore_cli" not in summary.filename]
    return Failure(type(error).__name__, message, tuple(frames))


def _runs_in_lesson(error: SyntaxError) -> bool:
    """Whether the error arose while a step ran (its own ``exec`` or ``eval``), not when it was compiled."""
    trace = error.__traceback__
    while trace:
        if is_own_file(trace.tb_frame.f_code.co_filename):
            return True
        trace = trace.tb_next
    return False


def _syntax_frame(error: SyntaxError) -> Frame:
    text = (error.text or "").rstrip("\n")
    start = max((error.offset or 1) - 1, 0)
    end = (error.end_offset or 0) - 1 if error.end_lineno == error.lineno else len(text)
    source = (error.filename or "?").strip("<>")
    return Frame(source, error.lineno or 1, "the step", text, start, max(end, start + 1))


def _frame(summary: traceback.FrameSummary) -> Frame:
    own = is_own_file(summary.filename)
    text = linecache.getline(summary.filename, summary.lineno or 0).rstrip("\n")
    start, end = 0, 0
    if own and summary.colno is not None and summary.end_colno is not None:
        encoded = text.encode()
        start = len(encoded[: summary.colno].decode(errors="replace"))
        end = len(text)
        if summary.end_lineno == summary.lineno:
            end = len(encoded[: summary.end_colno].decode(errors="replace"))
        if (start, end) == (len(text) - len(text.lstrip()), len(text.rstrip())):
            start, end = 0, 0  # the whole line: marking it says nothing
    function = "the step" if summary.name == "<module>" else summary.name
    source = summary.filename.strip("<>") if own else summary.filename
    return Frame(source, summary.lineno or 0, function, text, start, end, own)


def is_own_file(filename: str) -> bool:
    """Return whether a file of a traceback is code of the lesson's or the learner's."""
    return filename.startswith("<") and filename in linecache.cache


def source_of_file(filename: str) -> str:
    """Return all that stands in such a file."""
    return "".join(linecache.getlines(filename))
