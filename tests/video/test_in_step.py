"""The lesson and a real mpv in step, in a terminal of 80x24: real keys on one side, the user's hand on the other."""

import io
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import ENTER, Terminal
from video.conftest import Viewer, needs_mpv

from playmore_cli.cli import run
from playmore_cli.environment import Environment
from playmore_cli.store.learner import Store

Open = Callable[..., Terminal]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for progress and caches of one test."""
    return tmp_path / "home"


@pytest.fixture
def watch(lesson: Path, home: Path, film: Path) -> Iterator[Open]:
    """Open the lesson with the film; arguments follow ``playmore watch LESSON``, by default ``--file FILM``."""
    opened: list[Terminal] = []

    def open_one(*arguments: str, command: str = "watch", **options: object) -> Terminal:
        arguments = arguments or ("--file", str(film))
        terminal = Terminal([command, str(lesson), "--trust", *arguments], home, **options)  # type: ignore[arg-type]
        opened.append(terminal)
        return terminal

    yield open_one
    for terminal in opened:
        terminal.__exit__()


def is_running(process: int) -> bool:
    """Return whether there is a process with this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@needs_mpv
def test_passage_after_passage(watch: Open, mpv_home: Path, viewer: Viewer) -> None:
    """
    The video plays with the lesson and pauses where the next step begins; s plays the passage, Enter goes on.
    """
    terminal = watch()
    assert "s passage" in terminal.step(1)
    assert 2.0 <= viewer.wait_for_pause() < 4.0

    terminal.press("s")
    terminal.wait_for("the video plays 00:00:00 to 00:00:02")
    viewer.wait_for("pause", lambda value: value is False)
    assert 2.0 <= viewer.wait_for_pause() < 4.0

    terminal.press(ENTER)
    terminal.step(2)
    assert viewer.do("get_property", "pause") is True, "the video has been at this step already"
    terminal.press("s")
    viewer.wait_for("pause", lambda value: value is False)
    assert 4.0 <= viewer.wait_for_pause() < 8.0
    assert "j goes there" not in terminal.key_line()


@needs_mpv
def test_both_ways(watch: Open, mpv_home: Path, viewer: Viewer) -> None:
    """
    The video follows g and b; the user's own seek is offered without a key, disturbs none, and j goes there.
    """
    terminal = watch()
    terminal.step(1)
    viewer.wait_for_pause()
    terminal.press("g")
    terminal.wait_for("go to")
    terminal.press("2:00" + ENTER)
    terminal.step(5)
    viewer.wait_for_place(120)
    terminal.press("b")
    terminal.step(4)
    viewer.wait_for_place(60)

    viewer.do("seek", 425, "absolute+exact")
    screen = terminal.wait_for("the video is at 07:05, step 6; j goes there")
    assert screen.split("\n")[-1].startswith(" ⏎ on"), "the offer stands above the key line"
    assert "step 4 of 6" in screen, "the lesson stays where it is"
    terminal.press("n")
    terminal.wait_for("note:")
    terminal.press("how so?" + ENTER)
    terminal.wait_for("noted")
    terminal.wait_for("j goes there")

    terminal.press("j")
    terminal.step(6)
    terminal.wait_for("j goes there", gone=True)
    viewer.wait_for_place(425)
    terminal.press("j")
    terminal.wait_for("the video is at this step")
    assert "the video is at 07:05" not in terminal.everything(), "an offer leaves nothing behind"


@needs_mpv
def test_closed_by_the_user(watch: Open, mpv_home: Path, viewer: Viewer) -> None:
    """
    A video that the user closes is told in one line; the lesson goes on without its keys, and w opens it viewer.
    """
    terminal = watch()
    terminal.step(1)
    viewer.wait_for_pause()
    viewer.do("quit")
    terminal.wait_for("the video was closed; the lesson goes on, w opens it again")
    terminal.wait_for("s passage", gone=True)
    terminal.press("s" + ENTER)
    terminal.step(2)
    assert terminal.everything().count("the video was closed") == 1

    viewer.close()
    terminal.press("w")
    viewer.wait_for_place(2)
    terminal.wait_for("s passage")
    process = viewer.do("get_property", "pid")
    terminal.press("q")
    assert terminal.end() == 0
    viewer.close()
    assert not is_running(process), "leaving the lesson ends the player that it started"


@needs_mpv
def test_killed_playmore_takes_the_player_along(
    watch: Open, mpv_home: Path, viewer: Viewer, tmp_path: Path
) -> None:
    """
    Even where playmore is killed no player without a window or lesson is left behind.
    """
    terminal = watch(variables={"TMPDIR": str(tmp_path)})
    terminal.step(1)
    viewer.wait_for_pause()
    terminal.kill()

    with pytest.raises((EOFError, ConnectionError)):
        viewer.wait_for("pause", lambda value: False)


@needs_mpv
def test_the_users_own_player(
    watch: Open, foreign: "subprocess.Popen[bytes]", viewer: Viewer, tmp_path: Path
) -> None:
    """
    A player of the user's own is not moved when the lesson comes to it, plays passages, and stays afterwards.
    """
    viewer.wait_for("time-pos", lambda value: value is not None)
    viewer.do("seek", 70, "absolute+exact")
    terminal = watch("--socket", str(tmp_path / "user.sock"))
    terminal.step(1)
    terminal.wait_for("the video is at 01:10, step 4; j goes there")
    viewer.wait_for_place(70)
    terminal.press("s")
    viewer.wait_for("pause", lambda value: value is False)
    assert 2.0 <= viewer.wait_for_pause() < 4.0
    terminal.press("q")

    assert terminal.end() == 0
    assert foreign.poll() is None
    assert viewer.do("get_property", "pause") is True


@needs_mpv
def test_the_film_is_remembered(watch: Open, mpv_home: Path, viewer: Viewer, film: Path) -> None:
    """
    What --file named plays again with start --watch, at the saved place; plain lines tell of the video as well.
    """
    terminal = watch("3", "--file", str(film))
    terminal.step(3)
    viewer.wait_for_place(4)
    terminal.press("q")
    assert terminal.end() == 0
    viewer.close()

    terminal = watch("--watch", "--step", "fourth", command="start", variables={"TERM": "dumb"})
    viewer.wait_for_place(60)
    assert viewer.do("get_property", "path") == str(film)
    viewer.wait_for("options/start", lambda value: value == "none")  # playmore knows by then that it is open
    viewer.do("seek", 200, "absolute+exact")
    viewer.wait_for("time-pos", lambda value: value > 200.5)
    terminal.press("?" + ENTER)
    terminal.wait_for("the video is at 03:20, step 5; j goes there")
    terminal.press("j" + ENTER)
    terminal.wait_for("Step 5 of 6")
    terminal.press("q" + ENTER)
    assert terminal.end() == 0
    viewer.close()


@needs_mpv
def test_left_before_the_film_is_open(watch: Open, mpv_home: Path, home: Path) -> None:
    """
    A film that takes long to open is remembered too by a learner who leaves meanwhile; nothing has refused it.
    """
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/film.mkv"
        terminal = watch("--file", address)
        terminal.wait_for("the video is being opened")
        terminal.press("q")
        assert terminal.end() == 0

    assert Store(home / "state" / "progress.db").video("filmed") == address


@needs_mpv
def test_a_film_that_cannot_be_opened(watch: Open, mpv_home: Path, home: Path, lesson: Path) -> None:
    """
    A file that is no video is named in one line with what to do, and the lesson goes on as if there were none.
    """
    terminal = watch("--file", str(lesson))
    terminal.wait_for("mpv could not open")
    terminal.press(ENTER)
    screen = terminal.step(2)

    terminal.press("q")
    assert terminal.end() == 0

    assert "s passage" not in screen
    assert Store(home / "state" / "progress.db").video("filmed") is None, (
        "what cannot be opened is not remembered"
    )
    assert "name another one with --file" in re.sub(r"\s+", " ", terminal.everything())


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--file", "none.mkv"), 2, "there is no file"),
        (("--socket", "none.sock"), 2, "there is no socket"),
        (("--mpv", "--link"), 2, "--link opens nothing"),
        (("--mpv",), 1, "mpv is not installed; install it"),
    ],
)
def test_nothing_there(
    lesson: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    sentence: str,
) -> None:
    """
    A missing file, a missing socket and a missing mpv are each told in a sentence before the lesson begins.
    """
    monkeypatch.setenv("PLAYMORE_HOME", str(home))
    out, err = io.StringIO(), io.StringIO()
    environment = Environment(io.StringIO(), out, err, {"TERM": "xterm", "PATH": str(tmp_path)})

    assert run(["watch", str(lesson), "--trust", *arguments], environment) == status
    assert err.getvalue().startswith("playmore: ") and sentence in err.getvalue()
    assert err.getvalue().count("\n") == 1 and out.getvalue() == ""


def test_keys_without_a_video(watch: Open) -> None:
    """
    Without a video the keys for it are not offered, and typed as words they say how to get one.
    """
    terminal = watch("--plain", command="start", columns=120)
    terminal.wait_for("Step 1 of 6")
    terminal.press("passage" + ENTER + "join" + ENTER + "q" + ENTER)

    assert terminal.end() == 0
    assert terminal.everything().count("playmore watch filmed --mpv plays it in step with the lesson") == 2


@pytest.mark.parametrize(
    ("video", "sentence"),
    [("", "names no video; play a file or an address with --file"), ("edl://x", "which is no web address")],
)
def test_lessons_without_a_video_on_the_web(
    lesson: Path, home: Path, monkeypatch: pytest.MonkeyPatch, video: str, sentence: str
) -> None:
    """
    A lesson without a video says how to name one; what it names as one must be on the web to be opened.
    """
    monkeypatch.setenv("PLAYMORE_HOME", str(home))
    lesson.write_text(lesson.read_text().replace("video: abc", f"video: '{video}'"))
    err = io.StringIO()
    environment = Environment(io.StringIO(), io.StringIO(), err, {"TERM": "xterm"})

    assert run(["watch", str(lesson), "--trust", "--mpv"], environment) == 2
    assert sentence in err.getvalue()


def test_a_remembered_film_that_is_gone(lesson: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A file that was named before and is no longer there is named, with both ways on.
    """
    monkeypatch.setenv("PLAYMORE_HOME", str(home))
    err = io.StringIO()
    environment = Environment(io.StringIO(), io.StringIO(), err, {"TERM": "xterm"})
    store = Store(environment.progress_file)
    store.save_video("filmed", "/films/gone.mkv")
    store.close()

    assert run(["watch", str(lesson), "--trust", "--mpv"], environment) == 2
    assert "/films/gone.mkv, from which the video of filmed was played before, is not there" in err.getvalue()
    assert "--file 'https://www.youtube.com/watch?v=abc'" in err.getvalue()
