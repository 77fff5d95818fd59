"""
A lesson on its worker: any step's code at exactly the state before it.

The stage knows what the namespace holds and brings it to wherever it is asked for; player, checker, replay and
exports stand on it.
"""

import ast
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from playmore_cli.lesson.livevalues import fill_live_values, find_live_values
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Failure, Value
from playmore_cli.runner.client import Runner, WorkerDiedError
from playmore_cli.runner.protocol import Died, Done, Event
from playmore_cli.session.plan import Standing, replay_plan
from playmore_cli.store.progress import Edits

_HEAVY = ("numpy", "torch", "matplotlib.pyplot")
_IMPORTS = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)


def heavy_imports(lesson: Lesson) -> tuple[str, ...]:
    """Return the modules that take long to import and that the lesson's code will ask for."""
    code = "\n".join(step.code for step in lesson.steps if step.code)
    wanted = set(_IMPORTS.findall(code))
    return tuple(name for name in _HEAVY if any(one.split(".")[0] == name.split(".")[0] for one in wanted))


@dataclass(frozen=True)
class Rebuilt:
    """
    How a state was reached: from the state after *start* steps, by running the steps with the ids in *ran*.

    *failed* holds what a step raised that was not meant to; *stopped* is the id of a step that was
    interrupted, or whose worker died (*reason*), so that the state was not reached.
    """

    start: int = 0
    ran: tuple[str, ...] = ()
    seconds: float = 0.0
    failed: tuple[tuple[str, Failure], ...] = ()
    stopped: str | None = None
    reason: str = ""


class Stage:
    """
    One lesson, one worker, one pace.

    Args:
        lesson: what is played.
        runner: the worker it is played on.
        pace: which of the constants are used.
        edits: the learner's own versions and experiments that belong to the state, by step id.
    """

    def __init__(
        self, lesson: Lesson, runner: Runner, pace: PaceName, edits: Mapping[str, Edits] | None = None
    ) -> None:
        self.lesson, self.runner, self.pace = lesson, runner, pace
        self.edits: dict[str, Edits] = dict(edits or {})
        self.standing = Standing(0)

    def source(self, index: int) -> str | None:
        """Return what runs at a step: the learner's version if one is kept, else the lesson's at this pace."""
        step = self.lesson.steps[index]
        kept = self.edits.get(step.id)
        if kept is not None and kept.code is not None:
            return kept.code
        return None if step.code is None else source_at(step, self.pace)

    def name(self, index: int) -> str:
        """Return how tracebacks call a step's code."""
        return f"{self.lesson.id}:{self.lesson.steps[index].id}"

    # -- states ------------------------------------------------------------------------------------------------

    def bring_to(self, index: int, on_step: Callable[[int], None] | None = None) -> Rebuilt:
        """
        Make the namespace what it is before the step with this 0-based *index*.

        Args:
            index: may be one past the last step, for the state at the end.
            on_step: called with the index of each step that is run again.
        """
        plan = replay_plan(self.standing, index)
        if plan.is_empty:
            return Rebuilt(index)
        began = time.monotonic()
        if plan.fresh:
            self.runner.reset()
            self.standing = Standing(0)
        ran: list[str] = []
        failed: list[tuple[str, Failure]] = []
        for place in range(plan.start, plan.stop):
            step = self.lesson.steps[place]
            if on_step and step.code is not None:
                on_step(place)
            for source, name in self._sources(place):
                stopped = ""
                for event in self.runner.run(source, name, quiet=True):
                    if isinstance(event, Failure) and step.expect is None:
                        failed.append((step.id, event))
                    if isinstance(event, Done) and event.interrupted:
                        stopped = "it was interrupted"
                    if isinstance(event, Died):
                        stopped = "its process ended"
                if stopped:
                    self.standing = Standing(None)
                    return Rebuilt(
                        plan.start, tuple(ran), time.monotonic() - began, tuple(failed), step.id, stopped
                    )
            if step.code is not None:
                ran.append(step.id)
            self.standing = Standing(place + 1)
        return Rebuilt(plan.start, tuple(ran), time.monotonic() - began, tuple(failed))

    def _sources(self, index: int) -> Iterator[tuple[str, str]]:
        source = self.source(index)
        if source is not None:
            yield source, self.name(index)
        for number, extra in enumerate(self._kept(index).after, start=1):
            yield extra, f"{self.name(index)}+{number}"

    def _kept(self, index: int) -> Edits:
        return self.edits.get(self.lesson.steps[index].id, Edits())

    def stray(self) -> None:
        """Say that the namespace is no longer what the lesson makes of it; it is rebuilt when needed."""
        self.standing = Standing(None)

    # -- running -----------------------------------------------------------------------------------------------

    def run(self, index: int, source: str | None = None) -> Iterator[Event]:
        """
        Run a step's code, or *source* instead of it, and yield its events; the state before it must stand.

        Afterwards the namespace counts as the state after the step, also where the code failed (a straight run
        fails there too) or was interrupted (what was kept is kept).
        """
        code = self.source(index) if source is None else source
        assert code is not None, "a narration step has nothing to run"
        self.standing = Standing(None)
        died = False
        for event in self.runner.run(code, self.name(index)):
            died = died or isinstance(event, Died)
            yield event
        if source is None and not died:
            for number, extra in enumerate(self._kept(index).after, start=1):
                for _ in self.runner.run(extra, f"{self.name(index)}+{number}", quiet=True):
                    pass
        self.standing = Standing(0) if died else Standing(index + 1)

    def try_out(self, source: str, number: int) -> Iterator[Event]:
        """Run a learner's own lines in the namespace as it is."""
        for event in self.runner.run(source, f"try:{number}"):
            if isinstance(event, Died):
                self.standing = Standing(0)
            yield event

    # -- values ------------------------------------------------------------------------------------------------

    def fill(self, text: str) -> str:
        """Return narration with its live values filled in; one that cannot be taken shows as ``?``."""
        found = find_live_values(text)
        if not found:
            return text
        values = self.values([(one.expression, one.spec) for one in found])
        return fill_live_values(text, ["?" if value.error else value.text for value in values])

    def values(self, expressions: Sequence[tuple[str, str]]) -> tuple[Value, ...]:
        """Return the values of (expression, format) pairs; a worker that dies of one gives errors."""
        try:
            return self.runner.evaluate(expressions)
        except WorkerDiedError as death:
            self.standing = Standing(0)
            return tuple(Value(error=str(death)) for _ in expressions)


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
