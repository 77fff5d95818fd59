"""What lies in the folder that somebody stands in is never run and never read as settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli.outputs import Result
from playmore_cli.runner.client import Runner, WorkerSettings

PLANTED = (
    "random", "numpy", "json", "torch", "msgspec", "typer", "rich", "yaml", "matplotlib", "ctypes", "tempfile",
    "typing", "sitecustomize", "usercustomize", "readline", "site", "encodings", "playmore_cli", "colorsys", "select",
    "signal", "platformdirs", "prompt_toolkit", "pygments", "IPython", "hashlib", "sqlite3", "tomllib",
    "curses", "secrets",
)  # fmt: skip
"""Modules that lie in the wrong folder."""


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, full of files that tell when they are run or read; returns what they would leave."""
    folder, sprung = tmp_path / "standing", tmp_path / "sprung"
    folder.mkdir()
    for name in PLANTED:
        (folder / f"{name}.py").write_text(f"open({str(sprung)!r}, 'a').write({name!r})\n")
    (folder / "evil.pth").write_text(f"import os; open({str(sprung)!r}, 'a').write('pth')\n")
    (folder / "matplotlibrc").write_text("figure.figsize: 1, 1\nbackend: planted\n")
    for name in ("startup.py", ".pythonrc", "conftest.py", "__main__.py", "pdb.py"):
        (folder / name).write_text(f"open({str(sprung)!r}, 'a').write({name!r})\n")
    (folder / "config.toml").write_text('theme = "none"\n')
    monkeypatch.chdir(folder)
    return sprung


@pytest.mark.parametrize("path", [None, "", ".", f"{os.pathsep}/nowhere", f"here{os.pathsep}."])
def test_the_worker_imports_nothing_from_here(
    trap: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str | None
) -> None:
    """
    Neither the worker nor its code imports or reads what lies here, however PYTHONPATH means this folder.
    """
    (tmp_path / "work").mkdir()
    if path is not None:
        monkeypatch.setenv("PYTHONPATH", path)

    with Runner(WorkerSettings(tmp_path / "work", preload=("numpy", "matplotlib.pyplot"))) as runner:
        events = list(
            runner.run(
                "import json, random, tempfile, matplotlib as m\n(m.rcParams['figure.figsize'], random.Random)",
                "t:s",
            )
        )

    (shown,) = [one for one in events if isinstance(one, Result)]
    assert "6.4" in shown.text and "class 'random.Random'" in shown.text
    assert not trap.exists()


COMMANDS = ["", "list", "doctor", "start p1 --auto --for 1m", "replay p1 define-f", "outline p1", "search chain",
            "config", "data", "notes", "check p1", "export p1 --to py -o -", "recreate", "review", "progress export -",
            "--show-completion bash"]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_runs_what_lies_here(trap: Path, tmp_path: Path, command: str) -> None:
    """
    No command runs a file of the folder it is called in.
    """
    program = Path(sys.executable).with_name("playmore")
    ran = subprocess.run(
        [program, *command.split()],
        env=os.environ | {"PLAYMORE_HOME": str(tmp_path / "home"), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in ran.stderr and not trap.exists()


def test_started_as_a_module(trap: Path, tmp_path: Path) -> None:
    """
    Started with ``python -m`` too, though Python itself puts this folder first, before any of our lines run.
    """
    for name in ("playmore_cli", "site", "typing", "encodings"):
        Path(f"{name}.py").unlink()  # Python's own start reads these, before there is anything of ours

    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli", "doctor"],
        env=os.environ | {"PLAYMORE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "torch" in ran.stdout and not trap.exists()


def test_modules_are_looked_for_last_in_the_code_s_own_folder(tmp_path: Path) -> None:
    """
    A module in the folder of the code is found; one that is called like an installed one is not.
    """
    for name in ("random", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('planted')")
    (tmp_path / "helper.py").write_text("answer = 42")

    with Runner(WorkerSettings(tmp_path)) as runner:
        events = list(runner.run("import random, numpy, helper\nhelper.answer", "t:s"))

    assert Result("42") in events
