"""
Talking to mpv: its JSON protocol over a Unix socket.

A line each way. We send ``{"command": ["seek", 60, "absolute+exact"], "request_id": 7}``; mpv sends
``{"request_id": 7, "error": "success", "data": null}`` for each, and between them what happens to it, such as
``{"event": "property-change", "name": "pause", "data": true}``.

An mpv of our own gets one end of a socket pair, which no file names and nobody else can open. It ends when our end
is closed, so also when this program is killed.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playmore_cli.errors import PlaymoreError, UsageError

SENDING = 2.0
"""Seconds that a command may take on its way; a player that reads nothing for longer has stopped."""

CONNECTING = 3.0
"""Seconds within which a player listening at a socket takes a connection."""

ENDING = 1.0
"""Seconds that a player of ours gets to close before it is ended."""

LONGEST = 1 << 20
"""Bytes of one message beyond which whoever writes them is no mpv."""


class MpvError(PlaymoreError):
    """mpv is missing, or could not be started or reached; the message says what to do."""


@dataclass(frozen=True)
class Reply:
    """What became of the request with this *id*: *error* is ``success``, or says what was wrong."""

    id: int
    error: str
    data: Any = None


@dataclass(frozen=True)
class Event:
    """Something that happened in the player; *fields* are the message's own."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Closed:
    """The connection has ended; nothing more will come."""


Message = Reply | Event | Closed


def read_message(line: bytes) -> Reply | Event | None:
    """
    Return what a line from mpv says; ``None`` for one that is no message.

    >>> read_message(b'{"event": "seek"}')
    Event(name='seek', fields={'event': 'seek'})
    >>> read_message(b'{"request_id": 3, "error": "success", "data": 60.0}')
    Reply(id=3, error='success', data=60.0)
    >>> read_message(b'[]')
    """
    try:
        # Names of files may hold bytes that are no UTF-8, which mpv passes on.
        message = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    if isinstance(name := message.get("event"), str):
        return Event(name, message)
    if isinstance(number := message.get("request_id"), int):
        return Reply(number, str(message.get("error", "")), message.get("data"))
    return None


class Mpv:
    """
    A connection to a player; *process* is the player itself where it is ours to end.

    Every message is handed to *deliver*, in a thread of the connection's own; the last one is `Closed`.
    """

    def __init__(self, connection: socket.socket, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self._connection, self._process = connection, process
        self._requests = 0
        connection.settimeout(SENDING)

    @property
    def is_ours(self) -> bool:
        """Whether the player was started by us and ends with us."""
        return self._process is not None

    def listen(self, deliver: Callable[[Message], None]) -> None:
        """Begin to hand over messages."""
        threading.Thread(target=self._read, args=(deliver,), name="mpv messages", daemon=True).start()

    def ask(self, *command: object) -> int:
        """
        Send a command and return the number that its answer will carry.

        That the player has gone is no error: `Closed` is on its way then.

        Raises:
            MpvError: the player takes nothing more.
        """
        self._requests += 1
        line = json.dumps({"command": command, "request_id": self._requests}) + "\n"
        try:
            with suppress(ConnectionError):
                self._connection.sendall(line.encode())
        except OSError as error:
            raise MpvError(f"mpv takes no commands any more: {error}") from error
        return self._requests

    def _read(self, deliver: Callable[[Message], None]) -> None:
        rest = b""
        while len(rest) < LONGEST:
            try:
                data = self._connection.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError:
                break
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                message = read_message(line)
                if message is not None:
                    deliver(message)
        deliver(Closed())

    def close(self) -> str:
        """
        Close the connection and end the player if it is ours; return how it ended, empty where all is well.

        A player that somebody else started stays as it is.
        """
        with suppress(OSError):  # the other end may have been closed before
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
        if self._process is None:
            return ""
        for stop in (None, self._process.terminate, self._process.kill):
            if stop is not None:
                stop()
            try:
                return _how_ended(self._process.wait(ENDING), by_us=stop is not None)
            except subprocess.TimeoutExpired:
                continue
        return "and does not end"


def _how_ended(status: int, *, by_us: bool) -> str:
    """
    Return what an exit status says of a player, if it is worth a word.

    >>> _how_ended(0, by_us=False), _how_ended(-9, by_us=False), _how_ended(1, by_us=False)
    ('', 'by signal 9, SIGKILL', 'with status 1 (mpv FILE in a terminal says why)')
    """
    if by_us or status in (0, 4):  # 4: quit by a key or signal that mpv handles
        return ""
    if status > 0:
        return f"with status {status} (mpv FILE in a terminal says why)"
    try:
        return f"by signal {-status}, {signal.Signals(-status).name}"
    except ValueError:
        return f"by signal {-status}"


# -- finding, starting, reaching -------------------------------------------------------------------------------------


def find_mpv(variables: Mapping[str, str]) -> str:
    """
    Return the path of the installed player.

    Raises:
        MpvError: there is none.
    """
    found = shutil.which("mpv", path=variables.get("PATH"))
    if found is None:
        raise MpvError(
            f"mpv is not installed; {HOW_TO_INSTALL}. Without --mpv the video opens in the browser"
        )
    return found


HOW_TO_INSTALL = "install it (apt install mpv, dnf install mpv, brew install mpv, or see mpv.io)"


def start_mpv(program: str, title: str) -> Mpv:
    """
    Start a player of our own that shows nothing yet, titled *title*.

    Raises:
        MpvError: the program does not run.
    """
    ours, theirs = socket.socketpair()
    command = [
        program,
        "--idle=yes",  # stays when a video cannot be opened, so that it can say why
        "--force-window=yes",
        "--keep-open=yes",  # at the end of the video one can still go back
        "--resume-playback=no",  # the lesson says where to begin
        "--terminal=no",
        f"--title={title}",
        f"--input-ipc-client=fd://{theirs.fileno()}",
    ]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,  # Ctrl-C at the terminal stops a step, not the player
        )
    except OSError as error:
        ours.close()
        raise MpvError(f"{program} could not be started: {error.strerror}; {HOW_TO_INSTALL}") from error
    finally:
        theirs.close()
    return Mpv(ours, process)


def reach_mpv(path: Path) -> Mpv:
    """
    Connect to a player that listens at the socket *path*.

    Raises:
        UsageError: there is no socket, or nobody listens at it.
    """
    advice = f"start the player with: mpv --input-ipc-server={path} VIDEO"
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(CONNECTING)
    try:
        connection.connect(os.fspath(path))
    except OSError as error:
        connection.close()
        if isinstance(error, FileNotFoundError):
            raise UsageError(f"there is no socket {path}; {advice}") from error
        raise UsageError(f"nothing can be reached at {path}: {error.strerror or error}; {advice}") from error
    return Mpv(connection)


def find_link_reader() -> str | None:
    """Return the program with which mpv finds the video behind a link, if it is installed."""
    return shutil.which("yt-dlp") or shutil.which("youtube-dl")


def find_version(program: str) -> str:
    """
    Return the version that the player says it has.

    Raises:
        MpvError: it says nothing of the kind.
    """
    try:
        ran = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MpvError(f"{program} does not run: {error}; {HOW_TO_INSTALL}") from error
    words = ran.stdout.decode("utf-8", "replace").split()
    if len(words) < 2 or words[0] != "mpv":
        raise MpvError(f"{program} does not say its version; {HOW_TO_INSTALL}")
    return words[1]
