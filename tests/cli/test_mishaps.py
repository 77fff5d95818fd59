"""What goes wrong outside ends in one sentence and the right status, in real processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import CTRL_C, ENTER, TAB, Terminal

Command = Callable[..., Any]

LESSON = one_chapter("""\
      - {id: talk, at: "00:00:00", say: Talk.}
      - {id: stop, at: "00:01:00", say: Stops., code: "CODE"}
      - {id: last, at: "00:02:00", say: Last., code: x = 1}
""")


@pytest.fixture
def lesson(tmp_path: Path) -> Callable[[str], str]:
    """Write a lesson whose second step has this code; return its path."""

    def write(code: str) -> str:
        path = tmp_path / "tiny.yaml"
        path.write_text(LESSON.replace("CODE", code))
        return str(path)

    return write


def play(home: Path, *arguments: str | bytes, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run playmore as a process."""
    return subprocess.run(
        [sys.executable, "-m", "playmore_cli", *arguments],
        env=os.environ | {"PLAYMORE_HOME": str(home)},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    "code", ["raise KeyboardInterrupt", "import os, signal; os.kill(os.getpid(), signal.SIGINT)"]
)
def test_interrupts_of_the_code(home: Path, lesson: Callable[[str], str], code: str) -> None:
    """
    Code that interrupts itself has failed, as with any other error, and the lesson goes on.
    """
    ran = play(home, "start", lesson(code), "--auto")

    assert ran.returncode == 1
    assert b"KeyboardInterrupt" in ran.stdout and b"Step 3 of 3" in ran.stdout
    assert b"steps that failed: stop" in ran.stdout


def worker_of(process: int) -> int:
    """Return the process that holds the namespace of a playmore: the child of its child."""
    nursery = int(Path(f"/proc/{process}/task/{process}/children").read_text().split()[0])
    children = Path(f"/proc/{nursery}/task/{nursery}/children").read_text().split()
    return int(children[0]) if children else nursery


@pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="the kernel names no children"
)
def test_tab_after_the_worker_has_ended(home: Path, lesson: Callable[[str], str]) -> None:
    """
    Tab completes nothing where the worker was killed while idle; the next line says so and finds the variables.
    """
    with Terminal(["start", lesson("xyz = 5"), "--step", "2"], home) as terminal:
        terminal.step(2)
        terminal.press(ENTER)
        terminal.wait_for("+ xyz 5")
        terminal.key_line()
        terminal.press(":")
        terminal.wait_for("Enter runs")
        os.kill(worker_of(terminal.pid), signal.SIGKILL)
        terminal.press("xy" + TAB)
        terminal.press("z + 1" + ENTER)
        terminal.wait_for("a new one is started")
        assert "│ 6" in terminal.wait_for("│ 6")
        assert "Traceback" not in terminal.everything()
        terminal.press(CTRL_C)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (10**400, "a number of"),
        (2**63, "has 9223372036854775808"),
        ("\ud800", "has '\\ud800'"),
        (1e300, "has 1e+300"),
    ],
    ids=["vast", "64 bits", "surrogate", "a float"],
)
def test_imports_that_hold_nonsense(
    home: Path, playmore: Command, tmp_path: Path, value: object, told: str
) -> None:
    """
    Numbers that no table holds and text that is none are refused, with where they stand.
    """
    playmore("note", "a note", "--lesson", "p1", "--step", "1")
    playmore("progress", "export", str(tmp_path / "mine.json"))
    document = json.loads((tmp_path / "mine.json").read_text())
    notes = document["tables"]["note"]
    column = notes["columns"].index("text" if isinstance(value, str) else "at")
    notes["rows"][0][column] = value
    (tmp_path / "theirs.json").write_text(json.dumps(document))
    ran = playmore("progress", "import", str(tmp_path / "theirs.json"))

    assert ran.status == 2 and "it is damaged: row 1 of note " in ran.err and told in ran.err


def test_an_import_nested_without_end(home: Path, tmp_path: Path) -> None:
    """
    A hundred thousand brackets are no progress.
    """
    (tmp_path / "deep.json").write_text("[" * 100_000)
    ran = play(home, "progress", "import", str(tmp_path / "deep.json"))

    assert ran.returncode == 2 and b"nested too deeply" in ran.stderr and b"Traceback" not in ran.stderr


def test_arguments_and_input_that_are_no_text(home: Path) -> None:
    """
    Bytes that are not UTF-8 are told apart from text, in arguments and from a pipe.
    """
    for arguments in (
        ["note", b"caf\xe9", "--lesson", "p1", "--step", "1"],
        ["config", "set", "editor", b"\xff"],
        ["new", b"\xe9.yaml"],
    ):
        ran = play(home, *arguments)  # type: ignore[arg-type]
        assert ran.returncode == 2 and b"is not UTF-8 text" in ran.stderr
    ran = play(home, "progress", "import", "-", stdin=b'{"a": "\xff"}')
    assert ran.returncode == 2 and ran.stderr == b"playmore: the input is not UTF-8 text (byte 7)\n"


@pytest.mark.parametrize(
    "command", ["check", "start", "import", "recreate", "progress import", "add", "outline"]
)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_line_break_in_a_name_makes_no_second_line(
    playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, is_there: bool
) -> None:
    """
    A file whose name holds a line break is refused, and an error that quotes one stands in one line.
    """
    monkeypatch.chdir(tmp_path)
    name = "one\nplaymore: all is well.yaml"
    (tmp_path / (name if is_there else "another\nname.yaml")).write_text("format: 1\n")
    said = playmore(*command.split(), name)

    assert said.status == 2 and said.err.count("\n") == 1 and "all is well" in said.err


def test_links_into_other_videos(playmore: Command, lesson: Callable[[str], str]) -> None:
    """
    A link into another lecture's video names that lecture; one into an unknown video is refused.
    """
    path = lesson("y = 1")
    known = playmore("start", path, "--at", "https://youtu.be/VMj-3S1tku0?t=1498")
    assert known.status == 2 and "the video of p1" in known.err and "playmore start p1 --at" in known.err
    unknown = playmore("start", path, "--at", "https://www.youtube.com/watch?v=unknown&t=60s")
    assert unknown.status == 2 and "no lesson here has it" in unknown.err
    typed = playmore("start", path, stdin="g https://youtu.be/VMj-3S1tku0?t=1498\nq\n")
    assert "the video of p1" in typed.out
    own = playmore("start", path, "--at", "https://youtu.be/abc?t=61", stdin="q\n")
    assert own.status == 0 and "step 2" in own.out.lower()


def test_folders_that_are_set(playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A folder of data must be there; trusted folders may be several, and ``.`` is where one stands now.
    """
    monkeypatch.chdir(tmp_path)
    assert "there is no folder" in playmore("config", "set", "data_dir", "nowhere").err
    assert "is none" in playmore("config", "set", "data_mirror", "http://example.org").err
    assert playmore("config", "set", "trusted_folders", ".,/a", "/b").status == 0
    assert f"{tmp_path} /a /b" in playmore("config", set_to={"PLAYMORE_TRUSTED_FOLDERS": ""}).out
    assert "TRUSTED_FOLDERS is '.'" in playmore("config", set_to={"PLAYMORE_TRUSTED_FOLDERS": "."}).err
