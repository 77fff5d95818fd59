"""A player beside a lesson: a real mpv, whatever becomes of it."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from video.conftest import Viewer, needs_mpv
from waiting import wait_until

from playmore_cli.errors import UsageError
from playmore_cli.video.companion import Companion, Film
from playmore_cli.video.keeping_step import Following, Passages
from playmore_cli.video.mpv import Mpv, reach_mpv, start_mpv

pytestmark = needs_mpv

PASSAGES = Passages((0.0, 2.0, 60.0))

Start = Callable[..., Companion]


@pytest.fixture
def start() -> Iterator[Start]:
    """Bring up a companion for a film of ten minutes."""
    begun: list[Companion] = []

    def one(mpv: Mpv, source: str, *, step: int = 0, replaces: bool = True, leads: bool = True) -> Companion:
        begun.append(Companion(mpv, Film(source, 600.0, replaces), Following(PASSAGES, step, leads)))
        return begun[-1]

    yield one
    for companion in begun:
        companion.close()


def heard(companion: Companion) -> str:
    """Wait for a remark and return it."""
    remarks: list[str] = []
    wait_until(lambda: remarks.extend(companion.remarks()) or remarks)
    return remarks[0]


def test_attached_player_is_left_alone(
    start: Start, foreign: "subprocess.Popen[bytes]", viewer: Viewer, tmp_path: Path, film: Path
) -> None:
    """
    A player that somebody else started stays where it is, is followed, and outlives the lesson.
    """
    viewer.wait_for("time-pos", lambda value: value is not None)
    viewer.do("seek", 70, "absolute+exact")
    companion = start(reach_mpv(tmp_path / "user.sock"), "never opened", replaces=False, leads=False)
    wait_until(lambda: companion.standing.video_step == 2)
    viewer.do("seek", 1, "absolute+exact")
    wait_until(lambda: companion.standing.is_open and companion.standing.video_step is None)
    companion.close()

    assert viewer.do("get_property", "path") == str(film)
    assert foreign.poll() is None


def test_idle_player_gets_the_film(
    start: Start, mpv_home: Path, viewer: Viewer, tmp_path: Path, film: Path
) -> None:
    """
    A player that has nothing open gets the lesson's video, at the lesson's step.
    """
    process = subprocess.Popen(["mpv", "--terminal=no", "--idle=yes", "--pause"], stdin=subprocess.DEVNULL)
    try:
        assert viewer.do("get_property", "idle-active") is True
        start(reach_mpv(tmp_path / "user.sock"), str(film), step=2, replaces=False)
        viewer.wait_for_place(60)
    finally:
        process.kill()
        process.wait()


def test_what_is_no_film(start: Start, mpv_home: Path, tmp_path: Path) -> None:
    """
    A file that mpv cannot play is named, with its reason and what to do, and our player ends.
    """
    (tmp_path / "letter.txt").write_text("Dear reader,\n")
    companion = start(start_mpv("mpv", "test"), str(tmp_path / "letter.txt"))

    remark = heard(companion)

    assert remark.startswith(f"mpv could not open {tmp_path / 'letter.txt'} (")
    assert remark.endswith("name another one with --file PATH or --file URL")
    wait_until(lambda: not companion.standing.is_attached)


def test_another_length_is_told(start: Start, mpv_home: Path, tmp_path: Path) -> None:
    """
    A video that is not as long as the lecture may be the wrong one, and that is said.
    """
    short = tmp_path / "short.y4m"
    short.write_bytes(b"YUV4MPEG2 W16 H16 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + bytes(384)) * 100)
    companion = start(start_mpv("mpv", "test"), str(short))

    assert "00:00:10 long and the lecture 00:10:00" in heard(companion)


def test_player_that_hangs(start: Start, mpv_home: Path, viewer: Viewer, film: Path) -> None:
    """
    A player that is stopped is said not to answer; nothing waits for it, and it can be left all the same.
    """
    companion = start(start_mpv("mpv", "test"), str(film))
    wait_until(lambda: companion.standing.is_open)
    process = viewer.do("get_property", "pid")
    os.kill(process, signal.SIGSTOP)
    companion.turn_to(2)
    wait_until(lambda: companion.standing.is_silent)
    os.kill(process, signal.SIGCONT)
    wait_until(lambda: not companion.standing.is_silent)
    viewer.wait_for_place(60)
    os.kill(process, signal.SIGSTOP)
    companion.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_player_that_dies(start: Start, mpv_home: Path, viewer: Viewer, film: Path) -> None:
    """
    A player that is killed is said to have ended, with the signal; what the lesson asks of it then is no error.
    """
    companion = start(start_mpv("mpv", "test"), str(film))
    wait_until(lambda: companion.standing.is_open)
    os.kill(viewer.do("get_property", "pid"), signal.SIGKILL)

    assert heard(companion) == "mpv ended by signal 9, SIGKILL; the lesson goes on, w opens it again"
    companion.turn_to(1)
    companion.play_passage(1)
    wait_until(lambda: not companion.standing.is_attached)


def test_somebody_else_at_the_socket(start: Start, tmp_path: Path) -> None:
    """
    Whoever is no mpv and sends nonsense does no harm; when they hang up, that is told.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "other.sock"))
        listener.listen()
        companion = start(reach_mpv(tmp_path / "other.sock"), "film", replaces=False)
        other, _ = listener.accept()
        with other:
            other.sendall(b'hello\n{"event": 7}\n[1, 2]\n{"request_id": 1}\n\xff\xfe\n{"event": "seek"}\n')
            other.sendall(b'{"event": "property-change", "id": 1, "data": "soon"}\n')
            assert companion.standing.is_attached
        assert heard(companion).startswith("the video was closed")
    with pytest.raises(UsageError, match="nothing can be reached"):
        reach_mpv(tmp_path / "other.sock")
    with pytest.raises(UsageError, match="there is no socket"):
        reach_mpv(tmp_path / "none.sock")


class _Server(BaseHTTPRequestHandler):
    """Serves one file, whole or from a byte on, as video hosts do."""

    film: Path

    def do_GET(self) -> None:
        """Send the part that was asked for."""
        data = self.film.read_bytes()
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        last = int(asked[2]) if asked and asked[2] else len(data) - 1
        self.send_response(206 if asked else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        with suppress(ConnectionError):  # the player seeks elsewhere
            self.wfile.write(data[first : last + 1])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def link_reader(tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """
    A yt-dlp that knows one address, whose video comes from a server on this machine, and that refuses another.

    The network and the real one are not to be had in tests; mpv asks this one as it would the other.
    """
    handler = type("Server", (_Server,), {"film": film})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/film.y4m"
        about = {
            "id": "abc",
            "title": "A film",
            "url": address,
            "ext": "y4m",
            "extractor": "youtube",
            "formats": [],
        }
        program = tmp_path / "bin" / "yt-dlp"
        program.parent.mkdir()
        program.write_text(
            "#!/bin/sh\n"
            'case "$*" in *v=gone*) echo "ERROR: [youtube] gone: Video unavailable" >&2; exit 1;; esac\n'
            f"echo '{json.dumps(about)}'\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        yield
        server.shutdown()


def test_youtube_address(start: Start, mpv_home: Path, viewer: Viewer, link_reader: None) -> None:
    """
    A YouTube address is opened at the step's second and sought in like a file; mpv asks yt-dlp by itself.
    """
    companion = start(start_mpv("mpv", "test"), "https://www.youtube.com/watch?v=abc", step=2)
    viewer.wait_for_place(60)
    companion.turn_to(1)
    viewer.wait_for_place(2)


def test_youtube_address_that_cannot_be_read(start: Start, mpv_home: Path, link_reader: None) -> None:
    """
    What yt-dlp says of an address that it cannot read is passed on, with what to do.
    """
    companion = start(start_mpv("mpv", "test"), "https://www.youtube.com/watch?v=gone")

    assert heard(companion) == (
        "mpv could not open https://www.youtube.com/watch?v=gone (ERROR: [youtube] gone: Video unavailable); "
        "check the network, bring yt-dlp up to date, or name a file of your own with --file PATH"
    )
