"""
A process that has imported the program, and forks a playmore for each terminal that asks.

Run as ``python tests/forking.py SOCKET``, a Unix socket inherited under this number. Each request is one message: JSON
with *arguments*, *variables* and *folder*, and with it two descriptors, the terminal and the end of a pipe. A guardian,
forked for each playmore, writes two lines into the pipe: its process id, and when it has ended its exit status.
"""

import fcntl
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from waiting import LIMIT

LARGEST = 1 << 20
"""Bytes of a request at most."""


class Forked(NamedTuple):
    """A playmore in a terminal: its process id, and the pipe in which its exit status will stand."""

    pid: int
    status: int


class Forge:
    """The process that forks, as seen from the tests; it is started when it is first wanted."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._process = 0

    def fork(
        self, arguments: Sequence[str], variables: Mapping[str, str], folder: Path | None, terminal: int
    ) -> Forked:
        """Start playmore with *arguments* in *terminal*, a descriptor that stays the caller's."""
        if self._socket is None:
            self._start()
        assert self._socket is not None
        request = {
            "arguments": [*arguments],
            "variables": dict(variables),
            "folder": str(folder or Path.cwd()),
        }
        reading, writing = os.pipe()
        socket.send_fds(self._socket, [json.dumps(request).encode()], [terminal, writing])
        os.close(writing)
        return Forked(int(_line(reading)), reading)

    def close(self) -> None:
        """End the process that forks; what it forked lives on."""
        if self._socket is not None:
            self._socket.close()
            os.waitpid(self._process, 0)
            self._socket = None

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            theirs.set_inheritable(True)
            command = [sys.executable, __file__, str(theirs.fileno())]
            self._process = os.posix_spawn(sys.executable, command, os.environ)


def wait_for(forked: Forked) -> int:
    """Return the exit status of a playmore when it has ended, negative for a signal; the pipe is closed."""
    status = int(_line(forked.status))
    os.close(forked.status)
    return status


def _line(descriptor: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        if not select.select([descriptor], [], [], LIMIT)[0]:
            raise AssertionError("playmore neither begins nor ends")
        part = os.read(descriptor, 1)
        if not part:
            raise AssertionError("the process that forks playmore has ended")
        line += part
    return line


def serve(requests: socket.socket) -> None:
    """Fork a guardian for each request until the tests have closed their end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, LARGEST, 2)
        if not message:
            return
        if os.fork() == 0:
            requests.close()
            _guard(json.loads(message), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _guard(request: dict[str, object], terminal: int, pipe: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(pipe)
        _become_playmore(request, terminal)  # returns only by SystemExit
    os.close(terminal)
    os.write(pipe, b"%d\n" % child)
    _, status = os.waitpid(child, 0)
    os.write(pipe, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become_playmore(request: dict[str, object], terminal: int) -> None:
    """Make this process what ``python -m playmore_cli`` in the terminal would be, and run it."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for standard in (0, 1, 2):
        os.dup2(terminal, standard)
    os.close(terminal)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(request["variables"])  # type: ignore[call-overload]
    sys.argv = ["playmore", *request["arguments"]]  # type: ignore[misc]
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout, sys.stderr = (
        os.fdopen(number, "w", encoding="utf-8", buffering=1, closefd=False) for number in (1, 2)
    )
    from playmore_cli.__main__ import main

    main()


def _import_the_program() -> None:
    import playmore_cli.__main__
    import playmore_cli.cli

    for module in pkgutil.iter_modules(playmore_cli.cli.__path__):
        importlib.import_module(f"playmore_cli.cli.{module.name}")


if __name__ == "__main__":
    _import_the_program()
    with socket.socket(fileno=int(sys.argv[1])) as given:
        serve(given)
