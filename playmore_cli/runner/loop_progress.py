"""
How far a running step is, without a change to its code.

The outermost ``for`` loop at the top level of a step is watched from a thread that now and then reads the loop
variable and the loss from the namespace. Reading costs the loop nothing but the moment the thread holds the
interpreter lock; results stay bit-identical (measured in tests/benchmarks/bench_progress.py).
"""

import ast
import math
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from playmore_cli.outputs import Progress

FIRST = 0.4
"""Seconds before a step counts as long."""

EVERY = 0.1
"""Seconds between two looks."""

_LOSSES = ("loss", "total_loss", "lossi", "losses")


class LoopWatch:
    """A ``for`` loop at the top level of a step whose rounds can be counted from outside."""

    def __init__(self, loops: list[ast.For]) -> None:
        self._loops = loops

    @classmethod
    def of(cls, tree: ast.Module) -> "LoopWatch | None":
        """Return a watch for the step's loops over ``range`` or ``enumerate``, or ``None`` without any."""
        loops = [node for node in tree.body if isinstance(node, ast.For) and _counter(node)]
        return cls(loops) if loops else None

    def look(self, names: Mapping[str, Any], line: int | None, seconds: float) -> Progress | None:
        """Return how far the loop that holds *line* is; ``None`` outside of any."""
        for loop in self._loops:
            if line is None or not loop.lineno <= line <= (loop.end_lineno or loop.lineno):
                continue
            counter = _counter(loop)
            value = names.get(counter) if counter else None
            if not isinstance(value, int):
                return None
            start, stop, pace = _bounds(loop.iter, names)
            done = (value - start) // pace
            total = None if stop is None else max(math.ceil((stop - start) / pace), 0)
            if done < 0 or (total is not None and done > total):
                return None
            return Progress(done, total, seconds, _loss(names))
        return None


def _counter(loop: ast.For) -> str | None:
    call = loop.iter
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    target = loop.target
    if call.func.id == "enumerate" and isinstance(target, ast.Tuple) and target.elts:
        target = target.elts[0]
    elif call.func.id not in ("range", "trange"):
        return None
    return target.id if isinstance(target, ast.Name) else None


def _bounds(call: ast.expr, names: Mapping[str, Any]) -> tuple[int, int | None, int]:
    """Return start, stop (``None`` where unknown) and stride of a ``range`` or ``enumerate`` call."""
    assert isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    if call.func.id == "enumerate":
        counted = call.args[0] if call.args else None
        value = names.get(counted.id) if isinstance(counted, ast.Name) else None
        return 0, len(value) if isinstance(value, list | tuple | dict | set) else None, 1
    values = [_number(argument, names) for argument in call.args]
    match values:
        case [stop]:
            return 0, stop, 1
        case [int(start), stop]:
            return start, stop, 1
        case [int(start), stop, int(stride)] if stride:
            return start, stop, stride
    return 0, None, 1


def _number(node: ast.expr, names: Mapping[str, Any]) -> int | None:
    """Return the value of a literal, a name or their sums and products; ``None`` for anything else."""
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.Name(id=name):
            named = names.get(name)
            return named if isinstance(named, int) else None
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _number(operand, names)
            return None if positive is None else -positive
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _number(left, names), _number(right, names)
            if a is None or b is None:
                return None
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.FloorDiv() if b:
                    return a // b
    return None


def _loss(names: Mapping[str, Any]) -> float | None:
    for name in _LOSSES:
        value: Any = names.get(name)
        if type(value) is list and value:
            value = value[-1]
        if (
            type(value).__module__ == "__main__"
        ):  # a node of the learner's own autograd, whose code is not run
            value = getattr(value, "__dict__", {}).get("data") if _is_simple(type(value)) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if hasattr(value, "item"):
            # The tensor may have more than one element, or be freed by the time it is read: no loss to show.
            try:
                return float(value.item())
            except (ValueError, RuntimeError, TypeError):
                return None
    return None


def _is_simple(kind: Any) -> bool:
    """Whether asking an instance for its attributes runs no code of the class."""
    return kind.__getattribute__ is object.__getattribute__ and not any(
        "__dict__" in vars(one)
        and one.__module__ == "__main__"
        and isinstance(vars(one)["__dict__"], property)
        for one in kind.__mro__
    )


class Ticker:
    """
    A thread that looks at a running step every tenth of a second and reports.

    It outlasts a step: a thread for each would cost a short step more than its own code. While none runs it sleeps.
    """

    def __init__(self, report: Callable[[Progress], None], flush: Callable[[], None]) -> None:
        self._report, self._flush = report, flush
        self._look: Callable[[float], Progress | None] | None = None
        self._began = 0.0
        self._turn = threading.Condition()
        """Held while a step is looked at, so that nothing of it is reported after its end."""
        self._sleeps = False
        self._ends = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, names: Mapping[str, Any], watch: LoopWatch | None, filename: str) -> Iterator[None]:
        """Look at the step that the calling thread runs inside, its loops in *watch*, its code called *filename*."""
        runner = threading.get_ident()

        def look(seconds: float) -> Progress | None:
            if watch is None or seconds < FIRST:
                return None
            return watch.look(names, _line(runner, filename), seconds)

        if self._thread is None:
            self._begin()
        with self._turn:
            self._began, self._look = perf_counter(), look
            if self._sleeps:
                self._turn.notify()
        try:
            yield
        finally:
            with self._turn:
                self._look = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Have no thread while the process is copied; a step that is being looked at is looked at again afterwards."""
        self._end()
        home = os.getpid()
        try:
            yield
        finally:
            if self._look is not None and os.getpid() == home:
                self._begin()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()

    def _end(self) -> None:
        if self._thread is None:
            return
        with self._turn:
            self._ends = True
            self._turn.notify()
        self._thread.join()
        self._thread, self._ends = None, False

    def _tick(self) -> None:
        with self._turn:
            while not self._ends:
                self._sleeps = self._look is None
                if self._sleeps:
                    self._turn.wait()
                    continue
                self._turn.wait(EVERY)
                if self._look is None:
                    continue
                self._flush()
                progress = self._look(perf_counter() - self._began)
                if progress is not None:
                    self._report(progress)


def _line(thread: int, filename: str) -> int | None:
    """Return the line of the step *filename* at which its *thread* stands."""
    frame = sys._current_frames().get(thread)
    while frame is not None:
        if frame.f_code.co_filename == filename and frame.f_code.co_name == "<module>":
            return frame.f_lineno
        frame = frame.f_back
    return None
