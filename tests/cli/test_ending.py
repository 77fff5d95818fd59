"""Signals that end a process leave nothing behind, and keep the place."""

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
from terminal import ENTER, Terminal
from waiting import wait_until

Command = Callable[..., Any]

LESSON = one_chapter("""\
      - {id: talk, at: "00:00:00", say: Talk.}
      - id: wait
        at: "00:01:00"
        say: It waits.
        code: |
          import os, time
          print('worker', os.getpid(), flush=True)
          time.sleep(600)
""")


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A lesson whose second step takes ten minutes."""
    path = tmp_path / "tiny.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def is_alive(pid: int) -> bool:
    """Return whether a process is there, and no mere record of one that ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_while_a_step_runs(
    tiny: str, folder: Path, home: Path, playmore: Command, number: signal.Signals
) -> None:
    """
    A signal in the middle of a step ends the worker, takes the folder away and keeps the place.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "playmore_cli", "start", tiny, "--auto"],
        env=os.environ | {"PLAYMORE_HOME": str(home), "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    worker = next(int(line.split()[1]) for line in process.stdout if line.startswith("worker"))
    assert list(folder.glob("playmore-*")) and is_alive(worker)

    process.send_signal(number)
    errors = process.stderr.read()
    process.stdout.close()
    process.stderr.close()

    assert process.wait() == 128 + number and errors == ""
    wait_until(lambda: not is_alive(worker))
    assert list(folder.iterdir()) == []
    steps = json.loads(playmore("outline", tiny, "--json").out)["chapters"][0]["steps"]
    assert [step["done"] for step in steps] == [True, False]


def test_the_terminal_is_closed(tiny: str, folder: Path, home: Path, playmore: Command) -> None:
    """
    When the window is closed while the tutor waits for a key, it ends, leaves no folder and keeps the place.
    """
    variables = {"TMPDIR": str(folder), "PYTHONUNBUFFERED": None}
    with Terminal(["start", tiny], home, variables=variables, fresh=True) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.step(2)

        assert terminal.close_window() == 128 + signal.SIGHUP

    assert list(folder.iterdir()) == []
    assert "Step 2 of 2" in playmore("resume", tiny, stdin="").out


def test_nohup(tiny: str, home: Path) -> None:
    """
    Where a closing terminal is to be ignored, it is.
    """
    program = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from playmore_cli.sitting.signals import orderly_ending\n"
        "with orderly_ending():\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('went on')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, "went on\n")
