"""
What a step gave, as it is stored with the state after it, so that it can be shown without running the step again.

Only what another run would give as well is recorded, and it is shown only where it looks as that run would.
"""

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from playmore_cli.outputs import Changes, Failure, Graph, Output, Plot, Progress, Result, Stream
from playmore_cli.runner.client import Runner, WorkerDiedError
from playmore_cli.runner.protocol import Look
from playmore_cli.stage.outcome import Hear, Ran
from playmore_cli.stage.sameness import says_the_same

HEAVY = 0.5
"""Seconds from which on a step is worth recording: below it running costs no more than restoring what comes after."""

_POINTS = 60
"""Moments of the course of a step that are kept."""

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
_TENSOR = re.compile(r"tensor\(|array\(|Parameter containing")
"""Texts that torch breaks into lines by the width at hand."""


class StepRecord(Struct, frozen=True):
    """
    What a step gave in *seconds*: its outputs as they looked, what it changed, and how far it was at some moments.

    *is_ahead* says that it ran before the learner came to it.
    """

    outputs: tuple[Output, ...]
    changes: Changes
    seconds: float
    course: tuple[Progress, ...]
    look: Look
    is_ahead: bool = False

    @property
    def ran(self) -> Ran:
        """The run that was recorded."""
        return Ran(
            self.outputs,
            self.changes,
            progress=self.course[-1] if self.course else None,
            seconds=self.seconds,
        )


_decode = msgspec.msgpack.Decoder(StepRecord).decode


class Course:
    """Hears a run, hands on what it says, and keeps how far it was at a few moments, evenly spread."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._every, self._count = 1, 0
        self._last: Progress | None = None
        self._points: list[Progress] = []

    def __call__(self, said: Output | Progress) -> None:
        """Take in what a run says."""
        if isinstance(said, Progress):
            self._last = said
            if self._count % self._every == 0:
                self._points.append(said)
            self._count += 1
            if len(self._points) > _POINTS:
                self._points, self._every = self._points[::2], 2 * self._every
        self._hear(said)

    @property
    def points(self) -> tuple[Progress, ...]:
        """What was kept, the last moment included."""
        last = self._last
        return (*self._points, *(() if last is None or last in self._points[-1:] else (last,)))


def record_of(
    ran: Ran, course: Course, look: Look, source: str, earlier: Iterable[str], *, is_ahead: bool
) -> bytes:
    """
    Return the record of a run of *source* after the sources *earlier*, as bytes; none where it could not be shown.

    That is so where it was light or failed, asked for input, or may come out otherwise in another run.
    """
    if ran.seconds < HEAVY or ran.failure is not None or not ran.ended:
        return b""
    if ran.answers or ran.unanswered or ran.dropped:
        return b""
    if any(_ADDRESS.search(text) for text in (*map(_text, ran.outputs), *_described(ran.changes))):
        return b""
    if not says_the_same(source, earlier):
        return b""
    return msgspec.msgpack.encode(
        StepRecord(ran.outputs, ran.changes, ran.seconds, course.points, look, is_ahead)
    )


def record_from(data: bytes) -> StepRecord | None:
    """Return the record in *data*, whose signature was checked; ``None`` where there is none."""
    return _decode(data) if data else None


def as_seen_now(record: StepRecord, runner: Runner) -> StepRecord | None:
    """Return a record as it looks at the width and on the background at hand; ``None`` where only a run tells."""
    look = runner.looks
    if look == record.look:
        return record
    if look.columns != record.look.columns and any(_depends_on_width(one) for one in record.outputs):
        return None
    try:
        outputs = tuple(redrawn(one, runner) if isinstance(one, Plot) else one for one in record.outputs)
    except WorkerDiedError:
        return None
    return msgspec.structs.replace(record, outputs=outputs, look=look)


def redrawn(plot: Plot, runner: Runner) -> Plot:
    """Return a plot drawn as pictures look now."""
    look = runner.looks
    png = runner.png(plot.figure, *look.pixels) if look.pixels else b""
    return Plot(plot.figure, runner.draw(plot.figure, look.columns, look.rows), plot.words, png)


def _depends_on_width(output: Output) -> bool:
    return (isinstance(output, Result) and output.table is not None) or bool(_TENSOR.search(_text(output)))


def _text(output: Output) -> str:
    match output:
        case Stream() | Result():
            return output.text
        case Plot() | Graph():
            return output.words
        case Failure():
            return output.message


def _described(changes: Changes) -> Iterable[str]:
    yield from changes.new.values()
    for before, after in changes.changed.values():
        yield from (before, after)
