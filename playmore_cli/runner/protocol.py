"""
Requests and events between the front process and the worker, and their bytes.

A message is four bytes of length (big-endian), then a msgpack map whose ``type`` names the record. Requests go
down one pipe, events come up another; what the code prints through the file descriptors 1 and 2 (C libraries,
child processes) comes up two more pipes as raw bytes.
"""

import os
import struct
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Struct

from playmore_cli.outputs import (
    Changes,
    Failure,
    Graph,
    Picture,
    Plot,
    Progress,
    Result,
    ShapeLine,
    Stream,
    TensorTable,
    Value,
    Variable,
)

_LENGTH = struct.Struct(">I")


class Begin(Struct, frozen=True, tag="begin", tag_field="type"):
    """Make a fresh namespace: working folder, seed of every random generator, threads for torch."""

    folder: str
    seed: int
    threads: int
    memory: int = 0
    """Bytes of memory that the code may take; 0 for any."""
    snapshots: str = ""
    """Folder of the snapshots; empty for none."""
    room: int = 0
    """Bytes that all snapshots may take."""
    forks: bool = True
    """Whether the process may copy itself, where that is safe."""
    files: dict[str, tuple[int, int]] = {}
    """Size and time of change of what lay in the folder before any code ran."""
    mark: bytes = b""
    """Stands before what the nursery says of a death: the child may have died in the middle of a message."""


class RunSource(Struct, frozen=True, tag="execute", tag_field="type"):
    """
    Run *source* in the namespace; *name* is how tracebacks call it; *quiet* leaves out drawings.

    *aside* are a learner's own lines: the name ``_``, which shows their values, is put back before the next step.
    """

    source: str
    name: str
    quiet: bool = False
    aside: bool = False


class TryAttempt(Struct, frozen=True, tag="attempt", tag_field="type"):
    """
    Run *source* and then *check* in a copy of the namespace, so that nothing of it stays.

    *name* is how tracebacks call the source. What *solution* gives values to, and neither it nor the *start* reads
    first, is taken away before. *bans* are what may not be used, each with the reason; after *seconds* the attempt is
    stopped, never if 0.
    """

    source: str
    check: str
    name: str
    solution: str = ""
    start: str = ""
    bans: tuple[tuple[tuple[str, ...], str], ...] = ()
    seconds: float = 0.0


class Evaluate(Struct, frozen=True, tag="evaluate", tag_field="type"):
    """Take the values of expressions without leaving a trace: random streams are put back afterwards."""

    expressions: tuple[tuple[str, str], ...]
    """Pairs of expression and format specification."""


class Complete(Struct, frozen=True, tag="complete", tag_field="type"):
    """List what the last name in *text* could become."""

    text: str


class ListVariables(Struct, frozen=True, tag="list", tag_field="type"):
    """Tell all variables, each in a few words; `VariablesListed` answers."""


class LookInto(Struct, frozen=True, tag="look into", tag_field="type"):
    """Tell what the value of an expression is, *whole* with its source; `LookedInto` answers."""

    expression: str
    whole: bool = False


class RecordShapes(Struct, frozen=True, tag="record shapes", tag_field="type"):
    """Run *source* in a copy, at most *seconds*, and tell what shapes meet in it; `Shapes` answers."""

    source: str
    seconds: float


class Draw(Struct, frozen=True, tag="draw", tag_field="type"):
    """Draw a frozen figure for a width; with *pixels* as a PNG of that size instead."""

    figure: bytes
    columns: int
    rows: int
    dark: bool = True
    ascii: bool = False
    pixels: tuple[int, int] | None = None


class Look(Struct, frozen=True, tag="look", tag_field="type"):
    """
    How pictures drawn from now on shall look; with *pixels* (width, height) each comes as a PNG as well.

    A width of 0 gives each figure its own size.
    """

    columns: int
    rows: int
    dark: bool = True
    ascii: bool = False
    pixels: tuple[int, int] | None = None


class InputLine(Struct, frozen=True, tag="answer", tag_field="type"):
    """What the learner typed for ``input()``; ``None`` is the end of input."""

    text: str | None


class Reset(Struct, frozen=True, tag="reset", tag_field="type"):
    """Throw the namespace away; a `Begin` follows."""


class KeepState(Struct, frozen=True, tag="keep", tag_field="type"):
    """
    Store the state *key*, *elapsed* seconds into the straight run, if that is worth it or *always*; no answer.

    What comes next reads the names in *needed*, all others only after setting them; ``None`` stands for all names.
    *record* is stored with it: what the step before the state gave.
    """

    key: str
    elapsed: float
    always: bool = False
    needed: tuple[str, ...] | None = None
    record: bytes = b""


class Settle(Struct, frozen=True, tag="settle", tag_field="type"):
    """Wait until every snapshot is written; `Settled` answers."""


class TakeDigest(Struct, frozen=True, tag="digest", tag_field="type"):
    """Take a digest of the whole state; `Digest` answers."""


class Restore(Struct, frozen=True, tag="restore", tag_field="type"):
    """Make the namespace, which must be fresh, the stored state *key*; `Restored` answers."""

    key: str
    elapsed: float


Request = (
    Begin
    | RunSource
    | TryAttempt
    | Evaluate
    | Complete
    | ListVariables
    | LookInto
    | RecordShapes
    | Draw
    | Look
    | InputLine
    | Reset
    | KeepState
    | Settle
    | Restore
    | TakeDigest
)


class Begun(Struct, frozen=True, tag="begun", tag_field="type"):
    """
    A fresh namespace stands in the process *pid*; *versions* are what a snapshot of it depends on.

    *outlives* says that the process below it outlives a reset. A copy of the namespace says so too, as long as it is
    at work: it is what Ctrl-C is for.
    """

    pid: int
    versions: str = ""
    outlives: bool = True


class SnapshotWritten(Struct, frozen=True, array_like=True):
    """What became of a snapshot: *size* new bytes in *seconds*, or *refused* and why."""

    key: str
    elapsed: float
    size: int = 0
    seconds: float = 0.0
    refused: str = ""


class Settled(Struct, frozen=True, tag="settled", tag_field="type"):
    """What became of the snapshots since the last time it was asked."""

    written: tuple[SnapshotWritten, ...]


class Restored(Struct, frozen=True, tag="restored", tag_field="type"):
    """
    A stored state stands, or *refused* says why it does not; the namespace is then good for nothing.

    *gone* tells a state that is merely no longer there from one that is damaged or foreign; *partial* that names
    were left out of it.
    """

    refused: str = ""
    gone: bool = False
    partial: bool = False


class Asked(Struct, frozen=True, tag="asked", tag_field="type"):
    """The code waits in ``input()``; an `InputLine` is due."""

    prompt: str


class Done(Struct, frozen=True, tag="done", tag_field="type"):
    """
    The run has ended after *seconds* of its own time.

    *interrupted* says that Ctrl-C ended it; *dropped* counts characters beyond the cap that were thrown away, and
    *dropped_lines* the lines that end in them.
    *lacking* says that a gradient came to a graph that a snapshot had left out, or that the code was not begun
    because it may read a name left out: the state must be built without that snapshot and the step run again.
    *partial* says that names are still left out.
    """

    seconds: float
    ok: bool
    interrupted: bool = False
    dropped: int = 0
    changes: Changes = Changes()
    lacking: bool = False
    partial: bool = False
    dropped_lines: int = 0


class Judged(Struct, frozen=True, tag="judged", tag_field="type"):
    """
    How an attempt came out: *ok*, or what failed where.

    *where* is ``attempt`` when the source itself raised, ``check`` when a check did, ``rule`` when it used what is
    ruled out, ``time`` when it took too long, ``died`` when the copy's process ended. *call* is the call of the
    learner's function that raised, *missing* a name that is for the learner to define, *silent* a function of theirs
    without a return. *touched* says that no copy could be made and the namespace must be rebuilt; *lacking* is as in
    `Done`.
    """

    ok: bool
    where: str = ""
    failure: Failure | None = None
    call: str = ""
    missing: str = ""
    silent: str = ""
    interrupted: bool = False
    touched: bool = False
    lacking: bool = False


class Values(Struct, frozen=True, tag="values", tag_field="type"):
    """One value for each expression asked for; none where they are *lacking* a name that was left out."""

    values: tuple[Value, ...]
    lacking: bool = False


class Completions(Struct, frozen=True, tag="completions", tag_field="type"):
    """Whole names that could stand in place of the last *width* characters."""

    names: tuple[str, ...]
    width: int


class VariablesListed(Struct, frozen=True, tag="variables", tag_field="type"):
    """All variables, in the order in which they came."""

    variables: tuple[Variable, ...]


class LookedInto(Struct, frozen=True, tag="looked into", tag_field="type"):
    """What something is, in words and as a table where it is a tensor; or the *error* of its expression."""

    text: str = ""
    table: TensorTable | None = None
    error: str = ""


class Shapes(Struct, frozen=True, tag="shapes", tag_field="type"):
    """The shapes that met in some code, or the *error* for which there are none."""

    lines: tuple[ShapeLine, ...] = ()
    error: str = ""


class Shown(Struct, frozen=True, tag="shown", tag_field="type"):
    """A copy has shown what it was made for, or was *interrupted*; it never reaches the front process."""

    interrupted: bool = False


class Digest(Struct, frozen=True, tag="digested", tag_field="type"):
    """A digest of the whole state; empty where it cannot be stored exactly, for the reason *refused*."""

    text: str
    refused: str = ""


class Drawn(Struct, frozen=True, tag="drawn", tag_field="type"):
    """A figure in characters, or the bytes of a PNG."""

    picture: Picture | None = None
    png: bytes = b""


class Died(Struct, frozen=True, tag="died", tag_field="type"):
    """The process that held the namespace has ended: with *status*, or killed by *signal*."""

    status: int
    signal: int
    reason: str = ""
    """What went wrong in the worker, where the code has changed something that it needs."""
    peak: int = 0
    """Bytes of memory that it held at most, where that is known."""
    ceiling: int = 0
    """Bytes that it could take, where it ended for want of more."""


class Broken(Struct, frozen=True, tag="broken", tag_field="type"):
    """Our own code in the worker failed; *traceback* is for whoever mends playmore."""

    traceback: str


Event = (
    Begun
    | Stream
    | Result
    | Graph
    | Plot
    | Failure
    | Progress
    | Asked
    | Done
    | Judged
    | Values
    | Completions
    | VariablesListed
    | LookedInto
    | Shapes
    | Drawn
    | Shown
    | Digest
    | Settled
    | Restored
    | Died
    | Broken
)

ANSWERS = (Judged, Values, Completions, LookedInto, Shapes, Drawn, Shown, Digest)
"""What a copy of the namespace says last."""

_encode = msgspec.msgpack.Encoder().encode
_decode_request: Callable[[bytes], Request] = msgspec.msgpack.Decoder(Request).decode
_decode_event: Callable[[bytes], Event] = msgspec.msgpack.Decoder(Event).decode


def pack(message: Request | Event) -> bytes:
    """Return the bytes of one message, its length in front."""
    body = _encode(message)
    return _LENGTH.pack(len(body)) + body


def send(descriptor: int, message: Request | Event) -> None:
    """
    Write one message whole.

    Raises:
        BrokenPipeError: nobody reads at the other end.
    """
    rest = memoryview(pack(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def send_death(descriptor: int, mark: bytes, died: Died) -> None:
    """Write that a child has died behind the *mark*, wherever its last message broke off."""
    rest = memoryview(mark + pack(died))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def receive_request(descriptor: int) -> Request:
    """
    Wait for one request.

    Raises:
        EOFError: the other end is closed.
    """
    (length,) = _LENGTH.unpack(_read_exactly(descriptor, _LENGTH.size))
    return _decode_request(_read_exactly(descriptor, length))


def _read_exactly(descriptor: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError("the other end of the pipe is closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class EventBuffer:
    """
    Bytes of the events pipe as they arrive, cut into events.

    What stands before the *mark* and is no whole message was cut off by a death.
    """

    def __init__(self, mark: bytes = b"") -> None:
        self._bytes = bytearray()
        self._mark = mark

    def feed(self, data: bytes) -> Iterator[Event]:
        """Take bytes in and yield each event that is now complete."""
        behind = max(len(self._bytes) - len(self._mark), 0)
        self._bytes += data
        place = self._bytes.find(self._mark, behind) if self._mark else -1
        if place >= 0:
            rest = bytes(self._bytes[place + len(self._mark) :])
            del self._bytes[place:]
            yield from self._whole()
            self._bytes.clear()
            yield from self.feed(rest)
        else:
            yield from self._whole()

    def _whole(self) -> Iterator[Event]:
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield _decode_event(body)
