"""The front process's side of the worker: start it, run source text, interrupt, reset, close."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from playmore_cli.errors import PlaymoreError
from playmore_cli.outputs import Failure, Picture, Stream, Value, Variable
from playmore_cli.runner import guarding, protocol
from playmore_cli.runner.ceiling import half_of_memory, told, was_fatal
from playmore_cli.runner.protocol import Completions, Died, Done, Event, Restored, SnapshotWritten
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.store import LIMIT
from playmore_cli.runner.stock import Stock

_EventType = TypeVar("_EventType")

_RAW_CAP = 1_000_000
_TAIL = 4000
"""Bytes of what C code printed last that are looked at where its process ended."""
_GRACE = 2.0
_COMPLETING = 1.0
"""Seconds after which a completion that runs code of the lesson's (a property) is stopped: the prompt waits for it."""


class WorkerDiedError(Exception):
    """The process with the namespace ended while something was asked of it; the message says how."""


class NameLeftOutError(Exception):
    """An expression may read a name that was left out of the snapshot restored last."""


class WorkerBrokenError(PlaymoreError):
    """The worker could not be started, or our own code in it failed; the next request starts another."""


@dataclass(frozen=True)
class WorkerSettings:
    """
    How a worker runs.

    Args:
        folder: the working folder of the code; the lesson's data lies there.
        seed: for every random generator.
        preload: heavy modules that the lesson will import.
        threads: for torch; one is fastest on the lectures' small tensors.
        memory: bytes that the code may take; ``None`` for half of what is there, 0 for any.
        snapshots: folder of the stored states, ``None`` for none.
        room: bytes that all stored states may take.
        forks: whether the worker may copy itself by a fork, where that is safe.
    """

    folder: Path
    seed: int = 1337
    preload: tuple[str, ...] = ()
    threads: int = 1
    memory: int | None = None
    snapshots: Path | None = None
    room: int = LIMIT
    forks: bool = True


class Runner:
    """
    A live worker.

    It is started at once, so that heavy imports happen while the learner reads. `run` yields events until the
    step is `Done` or the worker `Died`; after a death the next request finds a fresh, empty namespace.
    One request is made at a time: a thread that asks something else meanwhile waits, or is told nothing (`complete`).
    """

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._is_writing = False
        self._outlives = True
        self._has_run = False
        """Whether code has run in the namespace, and may have changed what our own code in the worker needs."""
        self._reason = ""
        self._has_interrupted = False
        self._held: float | None = None
        self._held_for = 0.0
        """Since when the code is held, and seconds for which it was while this step ran."""
        self.versions = ""
        """What snapshots depend on, once a namespace stands."""
        self._look = protocol.Look(76, 18)
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[Event] = deque()
        self._child: int | None = None
        self._began = False
        self._stock: Stock | None = None
        self._spawn()

    # -- life ------------------------------------------------------------------------------------------------

    def _spawn(self) -> None:
        request_end, self._requests = os.pipe()
        self._events, event_end = os.pipe()
        self._raw_out, out_end = os.pipe()
        self._raw_err, error_end = os.pipe()
        environment = _isolated(os.environ) | {
            "PYTHONHASHSEED": "0",
            "PYTHONIOENCODING": "utf-8",
            "OMP_NUM_THREADS": str(self._settings.threads),
            "MPLBACKEND": "module://playmore_cli.runner.plots.backend",
        }
        self._bring_folder_back()
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "playmore_cli.runner.worker",
                    str(request_end),
                    str(event_end),
                    str(os.getpid()),
                    *self._settings.preload,
                ],
                pass_fds=(request_end, event_end),
                stdin=subprocess.DEVNULL,
                stdout=out_end,
                stderr=error_end,
                # Ctrl-C in the terminal reaches the front process only, which decides whom to interrupt.
                start_new_session=True,
                env=environment,
                # Libraries read files of the folder that they are started in: a matplotlibrc, say.
                cwd=self._settings.folder,
            )
        finally:
            for descriptor in (request_end, event_end, out_end, error_end):
                os.close(descriptor)
        self._mark = os.urandom(16)
        self._buffer = protocol.EventBuffer(self._mark)
        self._raw_total = 0
        self._tail = b""
        for descriptor in (self._events, self._raw_out, self._raw_err):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._waiting.clear()
        self._child = None
        self._began = False
        self._is_guarded = False

    def _bury(self) -> None:
        """End the process and all that the code has started, and close our ends of the pipes."""
        os.close(self._requests)
        if self._is_guarded:
            # The guard sees that and ends what is in sessions of its own, too.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for descriptor in (self._events, self._raw_out, self._raw_err):
            with contextlib.suppress(KeyError):
                self._selector.unregister(descriptor)
            os.close(descriptor)

    def close(self) -> None:
        """End the worker; snapshots that are being written get a moment to be finished."""
        if self._is_writing:
            with contextlib.suppress(WorkerDiedError, WorkerBrokenError):
                self._send(protocol.Settle())
                self._next_event(_GRACE)
        self._bury()
        self._selector.close()

    def __enter__(self) -> "Runner":
        """Return the runner itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the worker."""
        self.close()

    def reset(self) -> None:
        """Throw the namespace away; the next request finds a fresh one, seeded as at the start."""
        with self._lock:
            if not self._began:
                return
            self._send(protocol.Reset())
            self._began, self._child, self._has_run = False, None, False
            if not self._outlives:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_GRACE)
                self._bury()
                self._spawn()

    def look(
        self,
        columns: int,
        rows: int,
        *,
        dark: bool = True,
        ascii: bool = False,
        pixels: tuple[int, int] | None = None,
    ) -> None:
        """Set for which width, in cells, and which background pictures are drawn from now on, and for which pixels."""
        look = protocol.Look(columns, rows, dark, ascii, pixels)
        if look != self._look:
            self._look = look
            if self._child is not None:
                self._send(look)

    # -- requests --------------------------------------------------------------------------------------------

    @property
    def settings(self) -> WorkerSettings:
        """How the worker runs."""
        return self._settings

    @property
    def looks(self) -> protocol.Look:
        """For which width and background pictures are drawn now."""
        return self._look

    def keep(
        self,
        key: str,
        elapsed: float,
        *,
        always: bool = False,
        needed: Collection[str] | None = None,
        record: bytes = b"",
    ) -> None:
        """
        Let the state that stands be stored as *key* if that is worth it; nobody waits for it.

        Without a folder for snapshots it is not, but the name ``_`` is put back to what the last step left in it.

        Args:
            key: names the state.
            elapsed: seconds that the code took from the beginning.
            always: whatever it costs.
            needed: names that what comes next reads; others may be left out. ``None`` for all there are.
            record: what the step before gave, stored with the state.
        """
        if self._child is not None:
            self._is_writing = self._settings.snapshots is not None
            names = None if needed is None else tuple(needed)
            self._send(protocol.KeepState(key, elapsed, always, names, record))

    def settle(self) -> tuple[SnapshotWritten, ...]:
        """
        Wait until all snapshots are written; return what became of those since the last call.

        Raises:
            WorkerDiedError: the worker has ended.
        """
        if not self._is_writing or self._child is None:
            return ()
        with self._lock:
            self._is_writing = False
            self._send(protocol.Settle())
            return self._expect(protocol.Settled).written

    def restore(self, key: str, elapsed: float) -> Restored:
        """
        Make the fresh namespace the stored state *key*; where it is refused the namespace is good for nothing.

        Raises:
            WorkerDiedError: the worker has ended.
        """
        with self._lock:
            self._begin()
            self._send(protocol.Restore(key, elapsed))
            return self._expect(Restored)

    def run(self, source: str, name: str, *, quiet: bool = False, aside: bool = False) -> Iterator[Event]:
        """
        Run *source* and yield its events as they come; the last one is a `Done` or a `Died`.

        Args:
            source: Python, any number of lines.
            name: how tracebacks call it, as ``p1:define-f``.
            quiet: leave out results, plots and graphs, when only the state matters.
            aside: a learner's own lines, which leave the name ``_`` alone.
        """
        with self._lock:
            try:
                self._begin()
                self._raw_total = 0
                self._tail = b""
                self._has_run = True
                self._has_interrupted = False
                self._held_for = 0.0
                self._send(protocol.RunSource(source, name, quiet, aside))
                while True:
                    event = self._next_event(None)
                    assert event is not None
                    if isinstance(event, Done):
                        yield from self._raw_output()
                        if event.interrupted and not self._has_interrupted:
                            yield Failure(
                                "KeyboardInterrupt", "the code sent its own process the signal of Ctrl-C"
                            )
                            event = msgspec.structs.replace(event, interrupted=False)
                        event = msgspec.structs.replace(
                            event, seconds=max(event.seconds - self._held_for, 0.0)
                        )
                    yield event
                    if isinstance(event, Done):
                        return
            except WorkerDiedError:
                yield from self._raw_output()
                yield self._died

    def attempt(self, attempt: protocol.TryAttempt) -> Iterator[Event]:
        """Judge an attempt in a copy of the namespace and yield the events; the last one is a `Judged`."""
        with self._lock:
            try:
                self._begin()
                self._has_run = True
                self._send(attempt)
                while True:
                    event = self._next_event(None)
                    assert event is not None
                    yield event
                    if isinstance(event, protocol.Judged):
                        return
            except WorkerDiedError:
                yield protocol.Judged(ok=False, where="died", touched=True)

    def evaluate(self, expressions: Sequence[tuple[str, str]]) -> tuple[Value, ...]:
        """
        Return the values of (expression, format) pairs.

        Raises:
            WorkerDiedError: evaluating killed the worker.
            NameLeftOutError: an expression may read what is in no snapshot.
        """
        if not expressions:
            return ()
        with self._lock:
            self._begin()
            self._has_run = True
            self._send(protocol.Evaluate(tuple(expressions)))
            answer = self._expect(protocol.Values)
        if answer.lacking:
            raise NameLeftOutError(", ".join(expression for expression, _ in expressions))
        return answer.values

    def complete(self, text: str) -> Completions:
        """Return what the name at the end of *text* could become; nothing while something else is asked."""
        if not self._lock.acquire(blocking=False):
            return Completions((), 0)
        try:
            self._begin()
            self._has_run = True
            self._send(protocol.Complete(text))
            return self._expect(Completions, _COMPLETING)
        finally:
            self._lock.release()

    def variables(self) -> tuple[Variable, ...]:
        """Return all variables, each in a few words, in the order in which they came."""
        with self._lock:
            self._begin()
            self._send(protocol.ListVariables())
            return self._expect(protocol.VariablesListed).variables

    def look_into(self, expression: str, *, whole: bool = False) -> protocol.LookedInto:
        """
        Return what the value of an expression is; *whole* with its source.

        Raises:
            WorkerDiedError: looking killed the worker.
        """
        with self._lock:
            self._begin()
            self._has_run = True
            self._send(protocol.LookInto(expression, whole))
            return self._expect(protocol.LookedInto)

    def shapes(self, source: str, seconds: float) -> protocol.Shapes:
        """
        Return the shapes that meet in a piece of code, which is run in a copy for at most so many seconds.

        Raises:
            WorkerDiedError: the worker has ended.
        """
        with self._lock:
            self._begin()
            self._has_run = True
            self._send(protocol.RecordShapes(source, seconds))
            return self._expect(protocol.Shapes)

    def digest(self) -> str:
        """
        Return a digest of the whole state: of all names and what surrounds them.

        Raises:
            InexactError: something in it cannot be stored exactly.
        """
        with self._lock:
            self._begin()
            self._send(protocol.TakeDigest())
            answer = self._expect(protocol.Digest)
        if answer.refused:
            raise InexactError(answer.refused)
        return answer.text

    def draw(self, figure: bytes, columns: int, rows: int) -> Picture:
        """
        Return a frozen figure drawn for another width, in cells.

        Raises:
            WorkerDiedError: drawing it ended the process that did it.
        """
        with self._lock:
            self._begin()
            self._send(protocol.Draw(figure, columns, rows, self._look.dark, self._look.ascii))
            picture = self._expect(protocol.Drawn).picture
        if picture is None:
            raise WorkerDiedError("drawing it ended its process")
        return picture

    def png(self, figure: bytes, width: int, height: int) -> bytes:
        """Return a frozen figure as a PNG of *width* x *height* pixels."""
        with self._lock:
            self._begin()
            self._send(protocol.Draw(figure, 0, 0, pixels=(width, height)))
            return self._expect(protocol.Drawn).png

    def answer(self, text: str | None) -> None:
        """Give the line that an `Asked` event asks for; ``None`` is the end of input."""
        self._send(protocol.InputLine(text))

    def interrupt(self) -> None:
        """Stop the running step as Ctrl-C would; its names keep the values they have."""
        self._has_interrupted = True
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGINT)

    def kill(self) -> None:
        """End the process that holds the namespace, whatever it is doing."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)

    def hold(self) -> None:
        """Let the code stand still where it is until `go_on`, from whichever thread; the nursery goes on guarding."""
        self._held = time.monotonic()
        self._send_code(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let the code that is held go on; the time that it stood still is none of its own."""
        self._send_code(signal.SIGCONT)
        if self._held is not None:
            self._held_for += time.monotonic() - self._held
            self._held = None

    def _send_code(self, number: signal.Signals) -> None:
        child = [] if self._child is None else [self._child]
        for process in guarding.below(self._process.pid) if guarding.LINUX else child:
            guarding.send(process, number)

    # -- the pipe --------------------------------------------------------------------------------------------

    def ready(self, timeout: float | None = None) -> bool:
        """
        Wait until a namespace stands, at most *timeout* seconds; return whether it does.

        Raises:
            WorkerBrokenError: the worker cannot be started.
        """
        if self._process.poll() is not None and not self._began:
            self._bury()
            self._spawn()
        if not self._began:
            settings = self._settings
            self._bring_folder_back()
            if self._stock is None:
                self._stock = Stock(settings.folder)
            snapshots = "" if settings.snapshots is None else str(settings.snapshots)
            self._send(
                protocol.Begin(
                    str(settings.folder),
                    settings.seed,
                    settings.threads,
                    self._ceiling(),
                    snapshots,
                    settings.room,
                    settings.forks,
                    self._stock.files,
                    self._mark,
                )
            )
            self._began = True
        if self._child is None:
            event = self._next_event(timeout)
            if event is None:
                return False
            assert isinstance(event, protocol.Begun)
            self._child, self._outlives = event.pid, event.outlives
            self._is_guarded = sys.platform.startswith("linux")
            self.versions = event.versions
            self._send(self._look)
        return True

    def _bring_folder_back(self) -> None:
        """Make the working folder and what lay in it at first, where the code has deleted it."""
        self._settings.folder.mkdir(parents=True, exist_ok=True)
        if self._stock is not None:
            self._stock.bring_back()

    def _begin(self) -> None:
        self.ready()

    def _ceiling(self) -> int:
        return half_of_memory() if self._settings.memory is None else self._settings.memory

    def _send(self, request: protocol.Request) -> None:
        # A broken pipe shows as the end of the events, where it is told how the worker ended.
        with contextlib.suppress(BrokenPipeError):
            protocol.send(self._requests, request)

    def _expect(self, kind: type[_EventType], patience: float | None = None) -> _EventType:
        """Wait for an answer; code that takes longer than *patience* in seconds is interrupted."""
        while True:
            event = self._next_event(patience)
            if event is None:
                self.interrupt()
            if isinstance(event, kind):
                return event

    def _next_event(self, timeout: float | None) -> Event | None:
        """
        Return the next event; ``None`` when *timeout* seconds pass without one.

        Raises:
            WorkerDiedError: the worker has ended.
            WorkerBrokenError: our own code in it failed.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._waiting:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            ready = self._selector.select(left)
            if not ready:
                return None
            for key, _ in ready:
                self._read(key.fd)
        event = self._waiting.popleft()
        match event:
            case Died():
                self._mourn(event)
            case protocol.Broken() if not self._has_run:
                self._process.kill()
                self._process.wait()
                self._began, self._child = False, None
                raise WorkerBrokenError(
                    f"playmore's own code failed in the worker: {_last_line(event.traceback)}"
                )
            case protocol.Broken():
                # The code has changed what our own code there needs: its process ends, the session does not.
                self._reason = event.traceback.strip().rpartition("\n")[2]
                return self._next_event(timeout)
            case protocol.Begun() if self._child is not None:
                self._child = event.pid  # a copy is at work, or has ended
                return self._next_event(timeout)
        return event

    def _read(self, descriptor: int) -> None:
        try:
            data = os.read(descriptor, 1 << 18)
        except BlockingIOError:
            return
        if descriptor == self._events:
            if not data:
                died = self._end_of_process()
                if self._child is None:  # it never came to hold a namespace: its own start-up failed
                    self._began = False
                    why = _last_line(self._last_words()) or describe_death(died)
                    raise WorkerBrokenError(f"the worker ended while it loaded its libraries: {why}")
                self._mourn(died)
            self._waiting.extend(self._buffer.feed(data))
        elif data:
            self._take_raw(descriptor, data)
        else:
            self._selector.unregister(descriptor)

    def _end_of_process(self) -> Died:
        """Return how the nursery itself ended, now that its events have."""
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        return Died(max(code, 0), max(-code, 0))

    def _last_words(self) -> str:
        """Return what the nursery wrote to its standard error."""
        words = [event.text for event in self._waiting if isinstance(event, Stream)]
        with contextlib.suppress(BlockingIOError, OSError):
            while data := os.read(self._raw_err, 1 << 18):
                words.append(data.decode(errors="replace"))
        return "".join(words)

    def _take_raw(self, descriptor: int, data: bytes) -> None:
        self._tail = (self._tail + data)[-_TAIL:]
        room = _RAW_CAP - self._raw_total
        self._raw_total += len(data)
        if room > 0:
            name = "stdout" if descriptor == self._raw_out else "stderr"
            self._waiting.append(Stream(name, data[:room].decode(errors="replace")))

    def _raw_output(self) -> Iterator[Event]:
        """Yield what C code and child processes printed and nobody has read yet."""
        for descriptor in (self._raw_out, self._raw_err):
            with contextlib.suppress(BlockingIOError, OSError):
                while data := os.read(descriptor, 1 << 18):
                    self._take_raw(descriptor, data)
        while self._waiting and isinstance(self._waiting[0], Stream):
            yield self._waiting.popleft()

    def _mourn(self, died: Died) -> None:
        for descriptor in (self._raw_out, self._raw_err):
            with contextlib.suppress(BlockingIOError, OSError):
                while data := os.read(descriptor, 1 << 18):
                    self._take_raw(descriptor, data)
        ceiling = self._ceiling()
        is_starved = died.status + died.signal > 0 and was_fatal(ceiling, died.peak, self._tail)
        self._died = msgspec.structs.replace(died, reason=self._reason, ceiling=ceiling if is_starved else 0)
        self._began, self._child, self._has_run, self._reason = False, None, False, ""
        raise WorkerDiedError(describe_death(self._died))


def _isolated(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the *variables* without the parts of ``PYTHONPATH`` that mean the folder somebody stands in."""
    kept = dict(variables)
    parts = [part for part in kept.pop("PYTHONPATH", "").split(os.pathsep) if Path(part).is_absolute()]
    return kept | {"PYTHONPATH": os.pathsep.join(parts)} if parts else kept


def _last_line(words: str) -> str:
    return (words.strip().splitlines() or [""])[-1]


def describe_death(died: Died) -> str:
    """
    Return how a worker ended, in words for the learner.

    >>> describe_death(Died(3, 0))
    'the code ended its own process (exit status 3)'
    """
    if died.reason:
        return f"the code changed something that its process needs to go on ({died.reason})"
    if died.ceiling:
        return f"its process ended for want of memory: {told(died.ceiling)}"
    match died.signal:
        case 0:
            return f"the code ended its own process (exit status {died.status})"
        case signal.SIGSEGV:
            return "the code crashed its process (segmentation fault)"
        case signal.SIGKILL:
            return "the process was killed, most likely because memory ran out or the step was stopped hard"
        case signal.SIGABRT:
            return "the code crashed its process (abort in a C library)"
        case number:
            return f"the process was ended by signal {number} ({signal.strsignal(number) or 'unknown'})"
