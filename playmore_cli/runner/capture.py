"""What the code prints, in pieces that are neither too many nor too late."""

import io
import threading
from collections.abc import Callable
from time import monotonic

from playmore_cli.outputs import Stream

CAP = 1_000_000
"""Characters of one step that are passed on; the rest is counted and dropped."""

_LATE = 0.05
_LARGE = 4096


class Capture:
    """
    Gathers writes to ``stdout`` and ``stderr`` in their order and sends them on as streams.

    A write is sent at once when the last one was sent a while ago, so that a single line appears immediately
    and a loop of prints costs few messages.
    """

    def __init__(self, send: Callable[[Stream], None]) -> None:
        self._send = send
        # A run that is interrupted inside a write must be able to write its traceback: hence re-entrant.
        self._lock = threading.RLock()
        self._name = ""
        self._parts: list[str] = []
        self._size = 0
        self._sent_at = 0.0
        self._total = 0
        self.dropped = self.dropped_lines = 0

    def begin(self) -> None:
        """Start counting anew for a step."""
        self._total = 0
        self.dropped = self.dropped_lines = 0

    def write(self, name: str, text: str) -> None:
        """Take in what was written to the stream *name*."""
        with self._lock:
            room = CAP - self._total
            self.dropped += max(len(text) - room, 0)
            self.dropped_lines += text.count("\n", max(room, 0))
            text = text[: max(room, 0)]
            self._total += len(text)
            if not text:
                return
            if name != self._name:
                self.flush()
                self._name = name
            self._parts.append(text)
            self._size += len(text)
            if self._size > _LARGE or monotonic() - self._sent_at > _LATE:
                self.flush()

    def flush(self) -> None:
        """Send what is waiting."""
        with self._lock:
            if self._parts:
                text = "".join(self._parts)
                self._parts, self._size = [], 0
                self._send(Stream(self._name, text))
                self._sent_at = monotonic()


class CapturedStream(io.TextIOBase):
    """Stands in for ``sys.stdout`` or ``sys.stderr``; *descriptor* is the real one below, for C code."""

    def __init__(self, capture: Capture, name: str, descriptor: int) -> None:
        self._capture = capture
        self._stream = name
        self._descriptor = descriptor

    @property
    def name(self) -> str:
        """The stream's name as a terminal program expects it."""
        return f"<{self._stream}>"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Text is passed on whole, so anything can be written."""
        return "utf-8"

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the descriptor that C code and child processes write to."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Pass *text* on and return its length."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._capture.write(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Send at once: whoever flushes wants it seen (progress bars do)."""
        self._capture.flush()


class AskedInput(io.TextIOBase):
    """Stands in for ``sys.stdin``: a line read is a line asked of the learner."""

    def __init__(self, ask: Callable[[str], str | None]) -> None:
        self._ask = ask

    def readable(self) -> bool:
        """Return True."""
        return True

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """Return the learner's next line with its newline, or an empty string at the end of input."""
        text = self._ask("")
        return "" if text is None else text + "\n"

    def __next__(self) -> str:  # type: ignore[override]
        """Return the next line."""
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def read(self, size: int | None = -1) -> str:
        """Return all lines to the end of input."""
        return "".join(self)


def replaced_input(ask: Callable[[str], str | None]) -> Callable[[object], str]:
    """Return what stands in for the built-in ``input``."""

    def input(prompt: object = "", /) -> str:
        text = ask(str(prompt))
        if text is None:
            raise EOFError("the end of input was reached")
        return text

    return input
