"""A real terminal for tests: playmore in a pseudo-terminal, its screen kept by an emulator (pyte)."""

import contextlib
import copy
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte
from forking import Forge, Forked, wait_for
from waiting import wait_until

ENTER, ESCAPE, CTRL_C, CTRL_D, TAB, UP, DOWN = "\r", "\x1b", "\x03", "\x04", "\t", "\x1b[A", "\x1b[B"


_KEYS = re.compile(r"⏎ .* \?( keys)?( ·)? q")
"""The line of keys, however narrow."""

PATIENCE = 20.0
"""Seconds that playmore gets for leaving when its terminal is closed."""

FORGE = Forge()
"""Forks the playmores of all terminals of a test session, which closes it in the end."""


class TwoScreens(pyte.HistoryScreen):
    """An emulated terminal that has a second screen, as all real ones do: leaving it brings the first one back."""

    _first: tuple[dict[int, Any], int, int, int] | None = None

    def set_mode(self, *modes: int, **options: Any) -> None:
        """Go to the second screen where that is asked for."""
        if 1049 in modes and self._first is None:
            rows = {number: copy.copy(row) for number, row in self.buffer.items()}
            self._first = rows, self.cursor.y, self.cursor.x, len(self.history.top)
        super().set_mode(*modes, **options)

    def reset_mode(self, *modes: int, **options: Any) -> None:
        """Come back to the first one."""
        super().reset_mode(*modes, **options)
        if 1049 in modes and self._first is not None:
            rows, self.cursor.y, self.cursor.x, above = self._first
            self._first = None
            while len(self.history.top) > above:  # what the second screen scrolls is gone
                self.history.top.pop()
            self.erase_in_display(2)
            self.buffer.update(rows)


class Terminal:
    """
    Playmore run with *arguments* in a terminal of *columns* x *rows*.

    Args:
        home: folder for progress and caches.
        cell: width and height of a cell in pixels, which the kernel is told; zeros where it does not know.
        variables: environment variables to add; ``None`` as a value takes one away.
        folder: where playmore is run.
        fresh: start a Python of its own; otherwise a process that has imported the program is forked.
        silent: whether the terminal answers nothing that it is asked.
        program: what is run in playmore's place.
        kind: what keeps the screen.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        home: Path,
        *,
        columns: int = 80,
        rows: int = 24,
        cell: tuple[int, int] = (0, 0),
        variables: Mapping[str, str | None] | None = None,
        folder: Path | None = None,
        silent: bool = False,
        program: Sequence[str] = (),
        fresh: bool = False,
        kind: type[pyte.HistoryScreen] = pyte.HistoryScreen,
    ) -> None:
        self.screen = kind(columns, rows, history=2000, ratio=1.0)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.status: int | None = None
        environment = os.environ | {"TERM": "xterm-256color", "PLAYMORE_HOME": str(home), "COLORFGBG": "15;0"}
        for name in ("NO_COLOR", "COLUMNS", "LINES", "PLAYMORE_THEME"):
            environment.pop(name, None)
        for name, value in (variables or {}).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        # A terminal answers when it is asked what it is.
        self.screen.write_process_input = lambda data: None if silent else os.write(self._file, data.encode())
        self._cell = cell
        self._forked: Forked | None = None
        if fresh or program or "PYTHONPATH" in (variables or {}):
            self.pid, self._file = pty.fork()
            if self.pid == 0:
                if folder is not None:
                    os.chdir(folder)
                command = [*(program or (sys.executable, "-m", "playmore_cli")), *arguments]
                os.execve(command[0], command, environment)
        else:
            self._file, theirs = pty.openpty()
            self._tell_size(columns, rows)
            self._forked = FORGE.fork(arguments, environment, folder, theirs)
            self.pid = self._forked.pid
            os.close(theirs)
        self._tell_size(columns, rows)

    def __enter__(self) -> "Terminal":
        """Return the terminal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the terminal: playmore hears that and leaves; where it does not, it is ended."""
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended, and nobody has read how
                os.kill(self.pid, signal.SIGHUP)
            until = time.monotonic() + PATIENCE
            while self._read(0.2) and time.monotonic() < until:
                pass
        if self.status is None:
            self.kill()
        os.close(self._file)

    def _tell_size(self, columns: int, rows: int) -> None:
        wide, high = self._cell
        size = struct.pack("HHHH", rows, columns, columns * wide, rows * high)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, size)

    def press(self, keys: str) -> None:
        """Type *keys* as they are."""
        os.write(self._file, keys.encode())

    def press_and_see(self, keys: str) -> None:
        """Type *keys* and wait until something comes of it."""
        before = len(self.raw)
        self.press(keys)
        until = time.monotonic() + 60
        while len(self.raw) == before and self._read(0.2):
            if time.monotonic() > until:
                raise AssertionError(f"nothing came of {keys!r}:\n{self.text()}")

    def wait_for_raw(self, written: bytes) -> None:
        """Read until playmore has written these bytes; the limit only ends a test that would wait for ever."""
        until = time.monotonic() + 60
        while written not in self.raw:
            if time.monotonic() > until or not self._read(0.2):
                raise AssertionError(f"{written!r} was not written:\n{self.text()}")

    def text(self) -> str:
        """Return what the screen shows, spaces at line ends removed."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")

    def everything(self) -> str:
        """Return what has scrolled away and what the screen shows."""
        past = [
            "".join(row[x].data for x in range(self.screen.columns)).rstrip()
            for row in self.screen.history.top
        ]
        return "\n".join([*past, self.text()])

    def wait_for(self, words: str, *, gone: bool = False, after: str = "", seconds: float = 60) -> str:
        """
        Read until the screen shows *words* (or, with *gone*, no longer shows them); return the screen.

        With *after* they count below the last place where that stands.

        The limit only ends a test that would wait for ever; it asserts nothing about speed.
        """
        until = time.monotonic() + seconds
        while self._shows(words, after) == gone:
            if time.monotonic() > until or not self._read(0.2):
                still = "still" if gone else "not"
                raise AssertionError(f"{words!r} is {still} on the screen:\n{self.text()}")
        return self.text()

    def _shows(self, words: str, after: str) -> bool:
        _, found, below = self.text().rpartition(after) if after else ("", " ", self.text())
        return bool(found) and words in below

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 60) -> bool:
        """Read until *is_so*; return whether it came to be."""
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until or not self._read(0.2):
                return is_so()
        return True

    def settle(self, seconds: float = 0.7) -> None:
        """Read until nothing has come for so long: for who looks at a screen, not for a test."""
        before = -1
        while before != len(self.raw):
            before = len(self.raw)
            until = time.monotonic() + seconds
            while time.monotonic() < until and self._read(0.1):
                pass

    def step(self, number: int) -> str:
        """Wait for the key line below the step with this number; return the screen."""
        self.wait_for(f"step {number} of")
        return self.key_line()

    def key_line(self) -> str:
        """Wait until the key line is the last line; return the screen."""
        until = time.monotonic() + 60
        while not _KEYS.search(self.text().rsplit("\n", 1)[-1]):
            if time.monotonic() > until or not self._read(0.2):
                raise AssertionError(f"no key line:\n{self.text()}")
        return self.text()

    def wait_for_turn(self) -> None:
        """Wait until the last line is the key line or a question, or playmore has ended."""
        until = time.monotonic() + 60
        while not self._is_turn() and self._read(0.2):
            if time.monotonic() > until:
                raise AssertionError(f"it is never one's turn:\n{self.text()}")

    def _is_turn(self) -> bool:
        last = self.text().rsplit("\n", 1)[-1]
        return bool(_KEYS.search(last)) or "q leave" in last or "Enter skips" in last

    def end(self) -> int:
        """Read until playmore has ended; return its exit status."""
        until = time.monotonic() + 60
        while self._read(0.5):
            if time.monotonic() > until:
                raise AssertionError(f"playmore does not end:\n{self.text()}")
        assert self.status is not None
        return self.status

    def kill(self) -> None:
        """End playmore at once, as ``kill -9`` does."""
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> int:
        """Send playmore a signal by which it ends; return its exit status, negative for the signal itself."""
        os.kill(self.pid, number)
        return self._wait()

    def close_window(self) -> int:
        """Close the terminal as closing its window does; return the exit status of playmore, which ends by that."""
        os.close(self._file)
        self._file = os.open(os.devnull, os.O_RDONLY)
        return self._wait()

    def _wait(self) -> int:
        if self._forked is not None:
            self.status = wait_for(self._forked)
        else:
            wait_until(self._has_ended)
        assert self.status is not None
        return self.status

    def _has_ended(self) -> bool:
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            self.status = os.waitstatus_to_exitcode(status)
        return bool(ended)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(rows, columns)
        self._tell_size(columns, rows)

    def _read(self, seconds: float) -> bool:
        """Feed what comes within *seconds* to the screen; return whether playmore still runs."""
        if self.status is not None:
            return False
        if select.select([self._file], [], [], seconds)[0]:
            try:
                data = os.read(self._file, 1 << 16)
            except OSError:  # the other end is closed
                data = b""
            if data:
                self.raw += data
                self._stream.feed(data)
                # the terminal answers to "what are you": a terminal that keeps silent costs only a wait
                return True
            self._wait()
            return False
        return True
