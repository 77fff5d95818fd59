"""A real mpv without a window, a film for it, and the user who sits at it."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

needs_mpv = pytest.mark.skipif(
    shutil.which("mpv") is None, reason="mpv is not installed: apt-get install --no-install-recommends mpv"
)

FRAMES_PER_SECOND, SECONDS = 10, 600


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grey film of ten minutes, 16x16 pixels: uncompressed, so that any second of it is found at once."""
    path = tmp_path_factory.mktemp("film") / "film.y4m"
    header = f"YUV4MPEG2 W16 H16 F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode()
    frame = b"FRAME\n" + bytes([128]) * (16 * 16 * 3 // 2)
    path.write_bytes(header + frame * (FRAMES_PER_SECOND * SECONDS))
    return path


class Viewer:
    """The user at the player: what they do with it, and what they see, over a second connection to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: socket.socket | None = None
        self._rest = b""
        self._requests = 1000

    def do(self, *command: object) -> Any:
        """Give the player a command and return what it answers."""
        if self._connection is None:
            self._connect()
        return self._ask(*command)

    def wait_for(self, name: str, fits: Callable[[Any], bool]) -> Any:
        """Return the value of a property as soon as it *fits*; the limit only ends a test that would wait for ever."""
        until = time.monotonic() + 40
        while not fits(value := self.do("get_property", name)):
            if time.monotonic() > until:
                raise AssertionError(f"{name} stays {value!r}")
            time.sleep(0.05)
        return value

    def wait_for_pause(self) -> float:
        """Wait until the player stands still; return the second of the video."""
        self.wait_for("pause", lambda value: value is True)
        return float(self.do("get_property", "time-pos"))

    def wait_for_place(self, second: float) -> None:
        """Wait until the video is at *second*, or as far behind as it may have played on meanwhile."""
        self.wait_for("time-pos", lambda value: value is not None and second - 0.3 <= value <= second + 30)

    def close(self) -> None:
        """Let go of the connection; the next command makes another, to the player that listens by then."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._rest = None, b""

    def _connect(self) -> None:
        """Connect, and have a command answered: a player that is just ending takes a connection and drops it."""
        until = time.monotonic() + 40
        while True:
            self._connection, self._rest = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), b""
            self._connection.settimeout(40)
            try:
                self._connection.connect(str(self._path))
                self._ask("get_property", "pid")
            except (OSError, EOFError):
                self.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def _ask(self, *command: object) -> Any:
        assert self._connection is not None
        self._requests += 1
        line = json.dumps({"command": command, "request_id": self._requests}) + "\n"
        self._connection.sendall(line.encode())
        while True:
            message = json.loads(self._line())
            if message.get("request_id") == self._requests:
                return message.get("data")

    def _line(self) -> bytes:
        assert self._connection is not None
        while b"\n" not in self._rest:
            data = self._connection.recv(1 << 16)
            if not data:
                raise EOFError("the player has gone")
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return line


@pytest.fixture
def viewer(tmp_path: Path) -> Iterator[Viewer]:
    """The user at the player that `mpv_home` describes."""
    one = Viewer(tmp_path / "user.sock")
    yield one
    one.close()


@pytest.fixture
def mpv_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of mpv: no window, no sound, and a socket for the user."""
    home = tmp_path / "mpv"
    home.mkdir()
    (home / "mpv.conf").write_text(f"vo=null\nao=null\ninput-ipc-server={tmp_path / 'user.sock'}\n")
    monkeypatch.setenv("MPV_HOME", str(home))
    return home


@pytest.fixture
def foreign(mpv_home: Path, film: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """An mpv that somebody else started: it has the film open, paused at its beginning."""
    process = subprocess.Popen(
        ["mpv", "--terminal=no", "--pause", "--keep-open=yes", str(film)], stdin=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait()


LESSON = """\
format: 1
id: filmed
title: Filmed lesson
lecture: {title: A film, by: nobody, video: abc, length: "00:10:00"}
about: A lesson with short passages.
chapters:
  - at: "00:00:00"
    title: only chapter
    steps:
      - {id: first, at: "00:00:00", say: The first two seconds.}
      - {id: second, at: "00:00:02", say: Two more seconds.}
      - {id: third, at: "00:00:04", say: A minute.}
      - {id: fourth, at: "00:01:00", say: Another minute.}
      - {id: fifth, at: "00:02:00", say: "To five minutes."}
      - {id: sixth, at: "00:05:00", say: The rest.}
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson of six steps that begin at 0, 2, 4, 60, 120 and 300 seconds."""
    path = tmp_path / "filmed_lesson.yaml"
    path.write_text(LESSON)
    return path
