"""Completion as shells ask for it: by the variables they set, and in a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from one_chapter import one_chapter

LESSON = one_chapter(
    """\
      - {id: talk, at: "00:00:00", say: Talk.}
      - {id: tell-more, at: "00:01:00", say: More.}
""",
    name="x1",
    title="Guest",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all of these share, so that lessons are read once; and a folder with a course beside it."""
    home = tmp_path_factory.mktemp("completion")
    (home / "course").mkdir()
    (home / "course" / "x1_guest.yaml").write_text(LESSON)
    (home / "course" / "notes.txt").write_text("no lesson")
    (home / "broken.yaml").write_text("a: [")
    return home


def variables(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a shell in which Tab was pressed."""
    return os.environ | {"PLAYMORE_HOME": str(home / "home"), "PYTHONPATH": os.pathsep.join(sys.path)} | more


def ask_bash(home: Path, line: str) -> list[str]:
    """Return what bash is offered for the last word of *line*."""
    words = line.split(" ")
    asked = {"_PLAYMORE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli"],
        env=variables(home, **asked),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == "" and ran.returncode == 0
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("playmore re", ["resume", "replay", "recreate", "review", "reset"]),
        ("playmore start p", ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]),
        ("playmore start ./", ["./broken.yaml", "./course/", "./home/"]),
        ("playmore start course/", ["course/x1_guest.yaml"]),
        ("playmore replay p1 define-", ["define-f"]),
        ("playmore replay course/x1 t", ["talk", "tell-more"]),
        ("playmore start course/x1 --step te", ["tell-more"]),
        ("playmore start p1 --pace ", ["quick", "full"]),
        ("playmore start --p", ["--pace", "--plain"]),
        ("playmore recreate p1 value-o", ["value-op"]),
        ("playmore history p1 Val", ["Value"]),
        ("playmore watch course/x1 ta", ["talk"]),
        ("playmore config set tr", ["trusted_folders"]),
        ("playmore data fetch na", ["names"]),
        ("playmore replay broken.yaml x", []),
        ("playmore replay nothing x", []),
        ("playmore nonsense x", []),
    ],
)
def test_what_is_offered(home: Path, line: str, offered: list[str]) -> None:
    """
    Commands, lessons, files, steps, ideas, names, options and settings are completed; where something is wrong nothing
    is offered and nothing is said.
    """
    assert ask_bash(home, line) == offered


@pytest.mark.parametrize(
    ("shell", "more", "words"),
    [
        ("zsh", {}, ['"p1":"Building micrograd"']),
        ("fish", {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}, ["p1\tBuilding micrograd"]),
    ],
)
def test_other_shells(home: Path, shell: str, more: dict[str, str], words: list[str]) -> None:
    """
    Zsh and fish get the same words, with what they mean beside them.
    """
    asked = {"_PLAYMORE_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "playmore start p", **more}
    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli"],
        env=variables(home, **asked),
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stderr == "" and all(word in ran.stdout for word in words)


@pytest.mark.parametrize(("line", "status"), [("playmore start p", 0), ("playmore start zzz", 1)])
def test_fish_asks_whether_there_is_anything(home: Path, line: str, status: int) -> None:
    """
    Fish learns by the exit status whether to offer files instead.
    """
    asked = {"_PLAYMORE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": line}
    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli"],
        env=variables(home, _TYPER_COMPLETE_FISH_ACTION="is-args", **asked),
        capture_output=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (status, b"", b"")


def test_lessons_of_packages(home: Path, tmp_path: Path) -> None:
    """
    A package's lesson is offered by its id, which bash does not break at a colon, and by its full name where it must.
    """
    for stem in ("g1_guest", "p1_guest"):
        (tmp_path / "guests").mkdir(exist_ok=True)
        (tmp_path / "guests" / f"{stem}.yaml").write_text(LESSON.replace("id: x1", f"id: {stem[:2]}"))
    info = tmp_path / "guests-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: guests\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[playmore.lessons]\nlessons = guests\n")
    offered = {}
    for begun in ("g", "guests:"):
        asked = {"_PLAYMORE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": f"playmore start {begun}"}
        more = {
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "playmore_cli"],
            env=variables(home, **asked) | more, capture_output=True, text=True, check=True,
        )  # fmt: skip
        offered[begun] = [line.split("\t")[0] for line in ran.stdout.splitlines()]

    assert offered == {"g": ["g1", "guests:p1"], "guests:": ["guests:p1"]}


def test_completing_imports_nothing_heavy(home: Path) -> None:
    """
    A key that is pressed all the time waits for no torch, no YAML and no validation library.
    """
    ask_bash(home, "playmore replay p1 define-")
    program = (
        "import atexit, sys\n"
        "from playmore_cli.cli import run\nfrom playmore_cli.environment import Environment\n"
        "run([], Environment.of_process())\n"
        "print(sorted({'torch', 'numpy', 'yaml', 'pydantic'} & set(sys.modules)), file=sys.stderr)"
    )
    asked = {
        "_PLAYMORE_COMPLETE": "complete_bash",
        "COMP_WORDS": "playmore replay p1 define-",
        "COMP_CWORD": "3",
    }
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=variables(home, **asked),
        capture_output=True,
        text=True,
        check=True,
    )

    assert (ran.stdout.split(), ran.stderr) == (["define-f"], "[]\n")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_in_a_real_bash(home: Path, tmp_path: Path) -> None:
    """
    The script that playmore prints makes a real bash complete a lesson and a step.
    """
    command = tmp_path / "bin" / "playmore"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m playmore_cli "$@"\n')
    command.chmod(0o755)
    script = f"""
    PATH="{command.parent}:$PATH"
    eval "$(_PLAYMORE_COMPLETE=source_bash playmore)"
    function=$(complete -p playmore | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    try() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); $function playmore; echo "${{COMPREPLY[*]}}"; }}
    try playmore outl
    try playmore replay p1 define-
    """
    ran = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=variables(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )

    assert (ran.stdout, ran.stderr) == ("outline\ndefine-f\n", "")


def test_the_script_for_a_shell_is_shown(home: Path) -> None:
    """
    Every shell that is supported gets a script that names playmore.
    """
    for shell in ("bash", "zsh", "fish"):
        ran = subprocess.run(
            [sys.executable, "-m", "playmore_cli"],
            env=variables(home, _PLAYMORE_COMPLETE=f"source_{shell}"),
            capture_output=True,
            text=True,
            check=True,
        )
        assert "_PLAYMORE_COMPLETE=complete_" + shell in ran.stdout and ran.stderr == ""
