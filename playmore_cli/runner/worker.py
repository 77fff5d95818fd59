"""
The worker: the process that holds the namespace and runs the code.

Two generations. The *nursery* imports the heavy libraries once, then forks a child for every fresh namespace
and waits for it; the child serves requests until it is reset or dies. So a crash, ``os._exit`` or a reset costs
milliseconds instead of importing torch again, and every fresh namespace starts from the same state. Where
forking is unsafe (macOS) the nursery serves itself, and a reset ends the process.
Whatever is only looked at is looked at in a copy, or all that it moved is put back (`copies`).

Run as ``python -P -m playmore_cli.runner.worker REQUESTS EVENTS FRONT [MODULE ...]`` with two inherited descriptors and
the front process's id; -P, so that nothing is imported from the folder that somebody happens to stand in.
"""

import builtins
import contextlib
import gc
import importlib
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any, NoReturn

import msgspec

from playmore_cli.outputs import Failure, Plot, Result, Stream, Value
from playmore_cli.runner import ceiling, guarding, protocol
from playmore_cli.runner.capture import AskedInput, Capture, CapturedStream, replaced_input
from playmore_cli.runner.copies import Copy, OwnForks, Way, begin_copy, safe_way
from playmore_cli.runner.court import OUT_OF_TIME, Court
from playmore_cli.runner.delivery import delivery
from playmore_cli.runner.displaying import put_in_place
from playmore_cli.runner.dot import graph_from_dot
from playmore_cli.runner.loop_progress import LoopWatch, Ticker
from playmore_cli.runner.namespace import (
    LearnersInterrupt,
    Namespace,
    Program,
    compile_source,
    failure_of,
    is_own_file,
    run_program,
    source_of_file,
)
from playmore_cli.runner.plainness import is_plain, looks_at_plain_values
from playmore_cli.runner.random_streams import seed_streams
from playmore_cli.runner.rich_results import figure_of, is_plot_noise, rich_form
from playmore_cli.runner.shape_record import record_shapes, shapes_at, speaks_of_shapes
from playmore_cli.runner.snapshots.ambient import note_shown_warnings
from playmore_cli.runner.snapshots.autograd import reached
from playmore_cli.runner.snapshots.keeper import Keeper
from playmore_cli.runner.snapshots.outside_traces import changes_a_library
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.serials import number_classes_of
from playmore_cli.runner.snapshots.state import state_digest
from playmore_cli.runner.snapshots.state_names import versions
from playmore_cli.runner.snapshots.untouched import untouched
from playmore_cli.runner.tensor_tables import tabulate
from playmore_cli.runner.token_pieces import token_lines
from playmore_cli.runner.values import complete, take_values
from playmore_cli.runner.variables import list_variables, look_into
from playmore_cli.signing import ForeignError

RESET_STATUS = 86
"""With this status a child leaves for a reset; anything else is a death to report."""

_LONGEST = 200_000
"""Characters of a result that are passed on."""

_LOOKING_AT_SHAPES = 2.0
"""Seconds within which a statement that failed fails again."""

_TO_TELL = 100_000_000
"""Bytes beyond the ceiling for telling that it was hit."""


def main(arguments: list[str]) -> None:
    """Serve requests until the front process is gone."""
    requests, events, front = (int(one) for one in arguments[:3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if guarding.LINUX:
        guarding.die_with(front)
    else:
        guarding.watch(requests)
    _be_first_out_of_memory()
    _preload(arguments[3:])
    guarding.become_guard()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            begin = protocol.receive_request(requests)
            if isinstance(begin, protocol.Begin):
                _raise_child(begin, requests, events)
            # Anything else was meant for a child that has died meanwhile, and came after its death was seen.
    if guarding.LINUX:
        guarding.end_all_below()


def _raise_child(begin: protocol.Begin, requests: int, events: int) -> None:
    if safe_way(begin.forks) is not Way.FORK:
        if guarding.LINUX:
            guarding.watch(requests)  # elsewhere it watches from the beginning
        _serve(begin, requests, events)
    nursery = os.getpid()
    child = os.fork()
    if child == 0:
        guarding.die_with(nursery)
        _serve(begin, requests, events)
    status, peak = guarding.wait_for(child, requests)
    if status == RESET_STATUS:
        guarding.end_all_below()
    else:
        _drain(requests)
        protocol.send_death(events, begin.mark, protocol.Died(max(status, 0), max(-status, 0), peak=peak))


def _drain(requests: int) -> None:
    """Throw away what was meant for a child that has died, of which it may have read the first half."""
    while select.select([requests], [], [], 0)[0] and os.read(requests, 1 << 20):
        pass


def _serve(begin: protocol.Begin, requests: int, events: int) -> NoReturn:
    status = 1
    try:
        status = _Child(begin, requests, events).serve()
    except (EOFError, BrokenPipeError):
        status = 0
    except BaseException:
        with contextlib.suppress(BrokenPipeError):
            protocol.send(events, protocol.Broken(traceback.format_exc()))
    finally:
        os._exit(status)


def _preload(modules: list[str]) -> None:
    """Import what the lesson will import; what is missing fails where the lesson imports it."""
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "matplotlib.pyplot" in sys.modules:
        importlib.import_module("playmore_cli.runner.plots.backend")
    # What every child does first loads the rest of the libraries; here that is done once.
    seed_streams(0)
    note_shown_warnings()
    # The libraries' objects never become garbage, and looking through them again and again costs a lesson of many
    # small objects (micrograd) three quarters of its time.
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _be_first_out_of_memory() -> None:
    """Let a system that runs out of memory end the worker and not the tutor or the desktop."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _give_time(seconds: float) -> None:
    """End this process's code after so many seconds with an error, and again each second where that is caught."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(OUT_OF_TIME)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)


class _Child:
    """One namespace and the requests made to it."""

    def __init__(self, begin: protocol.Begin, requests: int, events: int) -> None:
        self._requests, self._events = requests, events
        self._may_fork = begin.forks
        self._forks = OwnForks()
        self._copy: Copy | None = None
        self._lost: frozenset[str] = frozenset()
        self._capture = Capture(self._send)
        self._ticker = Ticker(self._send, self._tick)
        self._c_library: Any = None
        self._busy = False
        self._lock = threading.RLock()
        self._sending = False
        self._interrupt_waits = False
        self._columns, self._rows, self._dark, self._ascii = 76, 18, True, False
        self._pixels: tuple[int, int] | None = None
        self._quiet = False
        self._is_deaf = False
        """Whether nobody is asked what the code asks."""
        self._drawn: list[Any] = []
        """The figures that this step has shown."""
        self._ceiling = begin.memory
        ceiling.set_ceiling(self._ceiling)
        os.chdir(begin.folder)
        # Modules that the code writes, or that were put there for it, never take the place of installed ones.
        sys.path[:] = [*[entry for entry in sys.path if entry], ""]
        sys.argv = [""]
        sys.stdin = AskedInput(self._ask)
        sys.stdout = CapturedStream(self._capture, "stdout", 1)
        sys.stderr = CapturedStream(self._capture, "stderr", 2)
        builtins.__dict__["input"] = replaced_input(self._ask)
        builtins.__dict__["display"] = put_in_place(self._show)
        delivery.sink = self._send_figure
        seed_streams(begin.seed)
        self._use_threads(begin.threads)
        self._namespace = Namespace()
        number_classes_of(self._namespace.names)
        folder = Path(begin.snapshots) if begin.snapshots else None
        self._keeper = Keeper(self._namespace, folder, begin.room, begin.files, self._fork_if_safe)
        self._lessons_last: tuple[Any, ...] | None = None
        """What ``_`` was before a learner's own lines, in a tuple; an empty one where it was not there."""
        signal.signal(signal.SIGINT, self._interrupted)
        outlives = safe_way(begin.forks) is Way.FORK
        self._send(protocol.Begun(os.getpid(), versions(), outlives))

    def serve(self) -> int:
        """Answer requests one by one; return the status to leave with."""
        while True:
            request = protocol.receive_request(self._requests)
            match request:
                case protocol.RunSource():
                    self._execute(request)
                case protocol.TryAttempt():
                    self._attempt(request)
                case protocol.Evaluate(expressions=expressions):
                    self._send(self._evaluate(expressions))
                case protocol.Complete(text=text):
                    self._send(self._complete(text))
                case protocol.ListVariables():
                    namespace = self._namespace
                    self._send(
                        protocol.VariablesListed(list_variables(namespace.user_names(), namespace.left_out))
                    )
                case protocol.LookInto():
                    self._send(self._look_into(request))
                case protocol.RecordShapes():
                    self._send(self._record_shapes(request))
                case protocol.Draw():
                    drawn = self._aside(lambda request=request: self._draw(request))  # type: ignore[misc]
                    self._send(drawn or protocol.Drawn())
                case protocol.TakeDigest():
                    self._send(self._aside(self._digest) or protocol.Digest("", "its process ended"))
                case protocol.Look():
                    self._columns, self._rows = request.columns, request.rows
                    self._dark, self._ascii = request.dark, request.ascii
                    self._pixels = request.pixels
                    self._widen_torch()
                case protocol.Reset():
                    list(self._keeper.settle())
                    return RESET_STATUS
                case protocol.KeepState():
                    self._end_trying()
                    self._keeper.keep(
                        request.key,
                        request.elapsed,
                        always=request.always,
                        needed=request.needed,
                        record=request.record,
                    )
                case protocol.Settle():
                    written = (
                        protocol.SnapshotWritten(one.key, one.elapsed, one.size, one.seconds, one.refused)
                        for one in self._keeper.settle()
                    )
                    self._send(protocol.Settled(tuple(written)))
                case protocol.Restore():
                    self._send(self._restore(request))
                case protocol.Begin() | protocol.InputLine():
                    pass  # an answer that came after its question was interrupted

    # -- running ---------------------------------------------------------------------------------------------

    def _restore(self, request: protocol.Restore) -> protocol.Restored:
        try:
            self._keeper.put_back(request.key, request.elapsed)
        except KeyError:
            return protocol.Restored("it is no longer there", gone=True)
        except (ForeignError, InexactError) as error:
            return protocol.Restored(str(error))
        except (
            Exception
        ) as error:  # signed and yet not to be unpacked: whatever it is, running the steps again helps
            return protocol.Restored(f"a snapshot cannot be unpacked: {type(error).__name__}: {error}")
        return protocol.Restored(partial=bool(self._namespace.left_out))

    def _end_trying(self) -> None:
        """Put ``_`` back to what the lesson's last step left in it."""
        if self._lessons_last is not None:
            self._namespace.names.pop("_", None)
            self._namespace.names.update(zip(("_",), self._lessons_last, strict=False))
            self._lessons_last = None

    def _seen_names(self) -> dict[str, Any]:
        """Return the names as the lesson sees them, for looking at alone."""
        names = dict(self._namespace.names)
        if self._lessons_last is not None:
            names.pop("_", None)
            names.update(zip(("_",), self._lessons_last, strict=False))
        return names

    def _evaluate(self, expressions: tuple[tuple[str, str], ...]) -> protocol.Values:
        if self._namespace.lacks(*(expression for expression, _ in expressions)):
            return protocol.Values((), lacking=True)
        names = self._seen_names()
        if looks_at_plain_values([expression for expression, _ in expressions], names):
            return protocol.Values(take_values(expressions, names))
        found = self._aside(lambda: protocol.Values(take_values(expressions, names)))
        if isinstance(found, protocol.Values):
            return found
        return protocol.Values(tuple(Value(error="its process ended") for _ in expressions))

    def _complete(self, text: str) -> protocol.Completions:
        names = dict.fromkeys(self._namespace.left_out, object()) | self._namespace.names
        if "." not in text:
            return complete(text, names)
        found = self._aside(lambda: complete(text, names))
        return found if isinstance(found, protocol.Completions) else protocol.Completions((), 0)

    def _look_into(self, request: protocol.LookInto) -> protocol.LookedInto:
        if self._namespace.lacks(request.expression):
            return protocol.LookedInto(error="it was left out of the stored state; r brings it back")
        names = dict(self._namespace.names)
        found = self._aside(lambda: look_into(request.expression, names, self._columns, whole=request.whole))
        return (
            found
            if isinstance(found, protocol.LookedInto)
            else protocol.LookedInto(error="its process ended")
        )

    def _record_shapes(self, request: protocol.RecordShapes) -> protocol.Shapes:
        if self._namespace.lacks(request.source):
            return protocol.Shapes(
                error="a variable that it reads was left out of the stored state; r brings it back"
            )

        def act() -> protocol.Shapes:
            self._quiet = self._is_deaf = True
            _give_time(request.seconds)
            try:
                lines = record_shapes(request.source, self._seen_names(), "<shapes>")
            except SyntaxError as error:
                return protocol.Shapes(error=f"line {error.lineno}: {error.msg}")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                self._quiet = self._is_deaf = False
            return protocol.Shapes(lines)

        found = self._aside(act, 2 * request.seconds + 1)
        if isinstance(found, protocol.Shapes):
            return found
        return protocol.Shapes(error="it takes too long" if found else "its process ended")

    def _with_shapes(self, failure: Failure, error: BaseException) -> Failure:
        """Return *failure* with the shapes that met where the error arose, where it speaks of shapes."""
        if not speaks_of_shapes(error):
            return failure

        def act() -> protocol.Shapes:
            self._quiet = self._is_deaf = True
            _give_time(_LOOKING_AT_SHAPES)
            try:
                return protocol.Shapes(shapes_at(error, is_own_file, source_of_file))
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                self._quiet = self._is_deaf = False

        found = self._aside(act, 2 * _LOOKING_AT_SHAPES + 1)
        lines = found.lines if isinstance(found, protocol.Shapes) else ()
        return msgspec.structs.replace(failure, shapes=lines)

    def _digest(self) -> protocol.Digest:
        self._end_trying()
        namespace = self._namespace
        if namespace.left_out:
            return protocol.Digest("", f"names are left out of it: {', '.join(namespace.left_out)}")
        try:
            text = state_digest(namespace.names, self._keeper.surroundings)
        except InexactError as error:
            return protocol.Digest("", str(error))
        return protocol.Digest(text)

    # -- looking ---------------------------------------------------------------------------------------------

    def _aside(
        self, act: Callable[[], protocol.Event], seconds: float | None = None
    ) -> protocol.Event | None:
        """
        Do something that leaves no trace in the namespace; return what came of it.

        ``None`` says that the copy ended of it. After *seconds* it is stopped, with the answer that its time is over.
        """
        if safe_way(self._may_fork) is not Way.FORK:
            with untouched(self._namespace, self._keeper.surroundings) as trace, self._hearing_ctrl_c():
                answer = act()
            if isinstance(answer, protocol.Judged) and answer.where != "rule":
                answer = msgspec.structs.replace(answer, touched=trace.is_left)
            return answer

        def work(pipe: int) -> None:
            self._events, self._copy = pipe, None
            self._send(protocol.Begun(os.getpid()))
            with self._hearing_ctrl_c():
                answer = act()
            self._capture.flush()
            self._send(answer)

        self._capture.flush()
        with self._ticker.away():
            self._copy = begin_copy(self._forks, work)
        try:
            said, is_over = self._copy.answer(self._send, seconds)
        finally:
            self._copy = None
            self._send(protocol.Begun(os.getpid()))
        return protocol.Judged(ok=False, where="time") if is_over else said

    @contextlib.contextmanager
    def _hearing_ctrl_c(self) -> Iterator[None]:
        before, self._busy = self._busy, True
        try:
            yield
        finally:
            self._busy = before

    def _fork_if_safe(self) -> int | None:
        """Copy this process where that is safe; return the copy's id, and 0 in the copy."""
        if safe_way(self._may_fork) is not Way.FORK:
            return None
        with self._ticker.away():
            return self._forks.fork()

    def _execute(self, request: protocol.RunSource) -> None:
        if self._namespace.lacks(request.source):
            self._send(protocol.Done(0.0, ok=False, lacking=True, partial=True))
            return
        if not request.aside:
            self._end_trying()
        elif self._lessons_last is None:
            self._lessons_last = (self._namespace.names["_"],) if "_" in self._namespace.names else ()
        lacked = reached.times
        self._quiet = request.quiet
        self._drawn.clear()
        self._capture.begin()
        self._widen_torch()
        began = perf_counter()
        ok, interrupted = False, False
        program: Program | None = None
        try:
            program = compile_source(request.source, request.name)
            watch = LoopWatch.of(program.tree)
            with self._ticker.over(self._namespace.names, watch, f"<{request.name}>"):
                self._run(program)
            self._show_figures()
            ok = True
        except LearnersInterrupt:
            interrupted = True
        except SystemExit as leaving:
            ok = not leaving.code
            if leaving.code:
                self._capture.write("stderr", f"the code asked to leave with status {leaving.code}\n")
        except BaseException as error:
            self._capture.flush()
            with contextlib.suppress(KeyboardInterrupt):
                self._show_figures()
            if reached.times == lacked:
                self._send(self._failure_of(error))
        finally:
            self._busy = False
        seconds = perf_counter() - began
        self._tell_lost_streams()
        self._capture.flush()
        self._flush_c_streams()
        if program is not None and changes_a_library(program.tree, self._namespace.names):
            self._keeper.changes_libraries = True
        self._namespace.note_deleted(request.source)
        changes = self._namespace.changes()
        self._send(
            protocol.Done(
                seconds,
                ok,
                interrupted,
                self._capture.dropped,
                changes,
                lacking=reached.times != lacked,
                partial=bool(self._namespace.left_out),
                dropped_lines=self._capture.dropped_lines,
            )
        )

    def _attempt(self, request: protocol.TryAttempt) -> None:
        """Judge an attempt in a forked copy of this process; the copy ends and takes its changes along."""
        if self._namespace.lacks(request.source, request.check):
            self._send(protocol.Judged(ok=False, where="attempt", lacking=True))
            return

        def act() -> protocol.Event:
            if request.seconds:
                _give_time(request.seconds)
            try:
                return self._judge(request)
            finally:
                if request.seconds:
                    signal.setitimer(signal.ITIMER_REAL, 0)

        limit = 2 * request.seconds + 1 if request.seconds else None
        self._send(self._aside(act, limit) or protocol.Judged(ok=False, where="died"))

    def _judge(self, request: protocol.TryAttempt) -> protocol.Judged:
        self._capture.begin()
        try:
            judged = Court(
                request, self._namespace.names, self._run_among, self._show_figures, self._failure_of
            ).judge()
        finally:
            self._capture.flush()
        lacking = reached.times > 0
        return msgspec.structs.replace(judged, lacking=lacking, ok=judged.ok and not lacking)

    def _failure_of(self, error: BaseException) -> Failure:
        """Return an exception as data; one that says that there is no more memory also says why."""
        if not self._ceiling or not ceiling.was_hit(error):
            return self._with_shapes(failure_of(error), error)
        ceiling.set_ceiling(self._ceiling + _TO_TELL)  # all is taken, and telling that takes some
        found = failure_of(error)
        error.__traceback__ = None  # what it holds is in the way of the next step
        ceiling.set_ceiling(self._ceiling)
        told = ceiling.told(self._ceiling)
        return msgspec.structs.replace(found, message=f"{found.message}; {told}" if found.message else told)

    def _run_among(self, program: Program, names: dict[str, Any]) -> None:
        self._busy = True
        try:
            run_program(program, names, self._show)
        except BaseException as error:
            self._end_foreign(error)
            raise
        finally:
            self._end_foreign(None)
            self._busy = False
            self._interrupt_waits = False

    def _end_foreign(self, error: BaseException | None) -> None:
        """End a copy of this process that the code has made, and say so: only one process can be asked and heard."""
        if self._forks.is_foreign:
            raised = f" by {type(error).__name__}: {error}" if error is not None else ""
            told = f"a copy of the process, made by os.fork(), came to the end of this code{raised} and was ended\n"
            with contextlib.suppress(OSError):
                self._capture.flush()
                os.write(2, told.encode(errors="replace"))
            os._exit(0)

    def _run(self, program: Program) -> None:
        self._run_among(program, self._namespace.names)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._copy is not None:
            self._copy.interrupt()
            return
        if not self._busy:
            return
        if self._sending:
            self._interrupt_waits = True
        else:
            raise LearnersInterrupt

    # -- what a step shows -----------------------------------------------------------------------------------

    def _show(self, value: Any) -> None:
        """Send the value of a last expression, or one that is displayed, in the form that suits it."""
        if self._quiet:
            return
        self._show_figures()
        if is_plot_noise(value):
            if _is_figure(value) and value not in self._drawn:
                self._send_figure(value)
            return
        if is_plain(value):
            self._send_value(value)
            return

        def act() -> protocol.Event:
            try:
                self._send_value(value)
            except LearnersInterrupt:
                return protocol.Shown(interrupted=True)
            except BaseException as error:
                self._send(self._failure_of(error))
            return protocol.Shown()

        self._took(self._aside(act), "showing this value ended the copy of the process that did it")

    def _send_value(self, value: Any) -> None:
        if _is_graph(value):
            self._capture.flush()
            self._send(graph_from_dot(value.source))
            return
        text = repr(value)
        form = rich_form(value, text)
        self._capture.flush()
        if form is None:
            self._send(Result(text[:_LONGEST], tabulate(value, self._columns), token_lines(value)))
        elif form.picture:
            self._draw_picture(form.picture, text)
        else:
            self._send(Result(form.text[:_LONGEST], is_markdown=form.is_markdown))

    def _draw_picture(self, picture: bytes, plainly: str) -> None:
        try:
            figure = figure_of(picture)
        except Exception as error:  # of many kinds: Pillow meets a file of somebody's
            self._send(Result(f"{plainly}\n(its picture cannot be read: {type(error).__name__}: {error})"))
            return
        self._draw_and_send(figure)

    def _took(self, answer: protocol.Event | None, otherwise: str) -> None:
        """Take in that a copy has shown something, or that it ended *otherwise*."""
        if answer is None:
            self._capture.write("stderr", otherwise + "\n")
        elif isinstance(answer, protocol.Shown) and answer.interrupted:
            raise LearnersInterrupt

    def _show_figures(self) -> None:
        if "matplotlib.pyplot" in sys.modules:
            from playmore_cli.runner.plots import backend

            backend.flush_figures()

    def _send_figure(self, figure: Any) -> None:
        if self._quiet or self._forks.is_foreign:
            return
        self._drawn.append(figure)

        def act() -> protocol.Event:
            try:
                self._draw_and_send(figure)
            except LearnersInterrupt:
                return protocol.Shown(interrupted=True)
            return protocol.Shown()

        self._took(self._aside(act), "this figure cannot be drawn: the copy of the process that did it ended")

    def _draw_and_send(self, figure: Any) -> None:
        from playmore_cli.runner import plots

        # Any artist may be in a figure; one that cannot be drawn must not end the lesson's step.
        try:
            words = plots.describe_figure(figure)
            frozen = plots.freeze(figure)
            # drawing changes a figure, and the learner may show it again
            picture = plots.draw_plot(
                plots.thaw(frozen), self._columns, self._rows, dark=self._dark, ascii=self._ascii
            )
            png = plots.png(frozen, *self._pixels) if self._pixels else b""
        except Exception as error:
            self._capture.write("stderr", f"this figure cannot be drawn: {type(error).__name__}: {error}\n")
            return
        self._send(Plot(frozen, picture, words, png))

    def _draw(self, request: protocol.Draw) -> protocol.Drawn:
        from playmore_cli.runner import plots

        if request.pixels:
            return protocol.Drawn(png=plots.png(request.figure, *request.pixels))
        figure = plots.thaw(request.figure)
        return protocol.Drawn(
            plots.draw_plot(figure, request.columns, request.rows, dark=request.dark, ascii=request.ascii)
        )

    def _tick(self) -> None:
        """Ten times a second while a step runs: send what waits, and leave when nobody listens any more."""
        self._capture.flush()
        poll = select.poll()
        poll.register(self._events, select.POLLERR)
        if poll.poll(0):
            os._exit(0)

    # -- the world around the code ---------------------------------------------------------------------------

    def _tell_lost_streams(self) -> None:
        """Say where the code has put something in place of the streams that are shown."""
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name, None)
            lost = stream is None or getattr(stream, "closed", False) is True
            if lost and name not in self._lost:
                self._capture.write(
                    "stderr",
                    f"sys.{name} is {'None' if stream is None else 'closed'} now: "
                    "what is printed there is not seen\n",
                )
            self._lost = self._lost | {name} if lost else self._lost - {name}

    def _ask(self, prompt: str) -> str | None:
        if self._forks.is_foreign or self._is_deaf:
            return None
        self._capture.flush()
        self._send(protocol.Asked(prompt))
        while True:
            request = protocol.receive_request(self._requests)
            if isinstance(request, protocol.InputLine):
                return request.text

    def _send(self, event: protocol.Event) -> None:
        """Send one message whole: neither another thread nor an interrupt may cut into it."""
        if self._forks.is_foreign:
            if isinstance(event, Stream):
                os.write(1 if event.name == "stdout" else 2, event.text.encode(errors="replace"))
            return
        main = threading.current_thread() is threading.main_thread()
        with self._lock:
            inside, self._sending = self._sending, self._sending or main
            try:
                protocol.send(self._events, event)
            finally:
                self._sending = inside
        if main and self._interrupt_waits and not self._sending:
            self._interrupt_waits = False
            raise LearnersInterrupt

    def _use_threads(self, threads: int) -> None:
        if "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(threads)

    def _widen_torch(self) -> None:
        if "torch" in sys.modules:
            sys.modules["torch"].set_printoptions(linewidth=self._columns)

    def _flush_c_streams(self) -> None:
        """Push out what C code printed without a newline."""
        if self._c_library is None and "ctypes" in sys.modules:
            with contextlib.suppress(OSError):
                self._c_library = sys.modules["ctypes"].CDLL(None)
        if self._c_library is not None:
            self._c_library.fflush(None)


def _is_figure(value: Any) -> bool:
    figures = sys.modules.get("matplotlib.figure")
    return figures is not None and isinstance(value, figures.Figure) and bool(value.axes)


def _is_graph(value: Any) -> bool:
    """Whether *value* is a drawing of the graphviz library, which only a lesson imports."""
    graphviz = sys.modules.get("graphviz")
    return graphviz is not None and issubclass(
        type(value), graphviz.Digraph | graphviz.Graph | graphviz.Source
    )


if __name__ == "__main__":
    main(sys.argv[1:])
