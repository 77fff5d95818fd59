"""All commands with every argument replaced in turn by what nobody would type: a sentence, and nothing else happens."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import pytest
import typer
from hostile import VALUES
from one_chapter import one_chapter

from playmore_cli.cli import app
from playmore_cli.cli.table import ENTRIES

Command = Callable[..., Any]

LESSON = one_chapter("""\
      - {id: talk, at: "00:00:00", say: Talk.}
      - id: define
        at: "00:01:00"
        say: It defines.
        code: "def f(): return 1"
        recreate: {task: Write f., check: "assert f() == 1"}
        cards: [{ask: What is it?, answer: a function}]
""")
CELL = '{"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": null}'
NOTEBOOK = f'{{"cells": [{CELL}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
USUAL = {
    "start": ["tiny.yaml", "--auto"],
    "resume": ["tiny.yaml", "--auto"],
    "replay": ["tiny.yaml", "1"],
    "watch": ["tiny.yaml", "1", "--link"],
    "outline": ["tiny.yaml"],
    "search": ["word"],
    "history": ["tiny.yaml", "f"],
    "recreate": ["tiny.yaml", "define", "--solution"],
    "review": ["--lesson=tiny.yaml"],
    "note": ["text", "--lesson=tiny.yaml", "--step=1"],
    "notes": ["tiny.yaml"],
    "export": ["tiny.yaml", "--to", "md"],
    "new": ["new.yaml"],
    "import": ["made.ipynb", "-o", "made.yaml"],
    "preview": ["tiny.yaml", "--once"],
    "prepare": ["tiny.yaml"],
    "check": ["tiny.yaml"],
    "config": ["set", "theme", "light"],
    "data": ["path", "names"],
    "reset": ["tiny.yaml", "--yes"],
    "progress export": ["other.json"],
    "progress import": ["mine.json"],
    "progress report": ["mine.json"],
    "add": ["."],
}
"""What each command is usually given; one of these words, or an option beside them, is what is replaced."""
WRITES = {"notes", "export", "new", "import", "progress export", "progress report"}
"""Commands that write where they are told to."""


class EndlessError(BaseException):
    """A command did not end."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """End a block that would run for ever."""

    def end(number: int, frame: FrameType | None) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def leaves() -> dict[str, Any]:
    """Return every command that does something, by its words."""
    group = typer.main.get_group(app)
    found = {}
    for name in ENTRIES:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {one}": part for one, part in inner.items()} if inner else {name: command}
    return found


LEAVES = leaves()
SAMPLE = 1
"""Values for each place of each command in the short form, others in each; the long form takes all."""


def variants(words: str, value: str) -> Iterator[list[str]]:
    """Yield the command's arguments with each in turn replaced by *value*."""
    usual = USUAL.get(words, [])
    first_option = next((place for place, word in enumerate(usual) if word.startswith("-")), len(usual))
    names, options = usual[:first_option], usual[first_option:]
    parameters = [one for one in LEAVES[words].params if one.name not in ("help", "json")]
    for place in range(sum(one.param_type_name == "argument" for one in parameters)):
        given = [*names[:place], value, *names[place + 1 :]]
        yield [*words.split(), *options, "--", *given]
    for one in parameters:
        if one.param_type_name != "argument" and not one.is_flag:
            yield [*words.split(), *names, *options, f"{one.opts[0]}={value}"]
    yield [*words.split(), *names, *options, f"--{value}"]


def sampled(words: str) -> Iterator[list[str]]:
    """Yield a few runs of a command: in each place other values, the same ones each time."""
    drawn = Random(words)
    for place in range(len(list(variants(words, "")))):
        for value in drawn.sample(VALUES, SAMPLE):
            yield list(variants(words, value))[place]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where one stands; beside it lies a file that is nobody's business."""
    here = tmp_path / "around" / "here"
    here.mkdir(parents=True)
    (here.parent / "precious.txt").write_text("nobody's business")
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path / "around"))
    return here


def lay_out(playmore: Command, here: Path, words: str) -> None:
    """Put a lesson, a notebook and a file of progress where one stands; begin the lesson where the command needs it."""
    (here / "tiny.yaml").write_text(LESSON)
    (here / "made.ipynb").write_text(NOTEBOOK)
    assert playmore("progress", "export", "mine.json").status == 0
    if words in ("resume", "review"):
        assert playmore("start", "tiny.yaml", "--auto").status == 0


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what the files below a folder hold."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def judge(playmore: Command, here: Path, words: str, arguments: list[str]) -> None:
    """Run one command and say what is wrong with how it ended or with what it left."""
    before = files_in(here.parent)
    shown = [word[:60] for word in arguments]
    try:
        with time_limit(60):
            ran = playmore(*arguments, set_to={"COLUMNS": "80"})
    except EndlessError:
        pytest.fail(f"it does not end: {shown}")
    said = ran.out + ran.err
    assert ran.status in (0, 1, 2), (shown, said[-500:])
    assert "Traceback" not in said and "in playmore itself" not in said, (shown, said[-500:])
    assert ran.status != 2 or ran.err.startswith("playmore: "), (shown, said[-500:])
    assert not any(sign in said for sign in "\x1b\u202e\u200b\x85\x7f"), (shown, said[-500:])
    after = files_in(here.parent)
    made = {name for name in after if after[name] != before.get(name)}
    assert before.keys() <= after.keys(), (shown, before.keys() - after.keys())
    assert words in WRITES or not made, (shown, made)
    assert all(Path(name).is_relative_to(here) for name in made) or any(
        sign in arguments[-1] for sign in ("..", "~")
    ), (shown, made)
    for name in made:
        Path(name).unlink() if name not in before else Path(name).write_bytes(before[name])


@pytest.mark.parametrize("words", LEAVES)
def test_usual_values(playmore: Command, here: Path, words: str) -> None:
    """
    What is replaced in the other tests does something as it stands.
    """
    lay_out(playmore, here, words)

    ran = playmore(*words.split(), *USUAL.get(words, []))

    assert ran.status == 0, ran.out + ran.err


@pytest.mark.parametrize("words", LEAVES)
def test_some_values(playmore: Command, here: Path, words: str) -> None:
    """
    Each run ends with a status of ours and, where it is not done, a sentence: no traceback, no commands for the
    terminal, and no file but in one's own folders and where the command is told to write.
    """
    lay_out(playmore, here, words)

    for arguments in sampled(words):
        judge(playmore, here, words, arguments)


@pytest.mark.whole
@pytest.mark.parametrize("words", LEAVES)
def test_all_values(playmore: Command, here: Path, words: str) -> None:
    """
    The same for every value in every place of every command.
    """
    lay_out(playmore, here, words)

    for value in VALUES:
        for arguments in variants(words, value):
            judge(playmore, here, words, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["start", ""],
        ["review", "--lesson="],
        ["data", "path", ""],
        ["start", "tiny.yaml", "--auto", "--for=²"],
    ],
    ids=" ".join,
)
def test_neither_name_nor_number(playmore: Command, here: Path, arguments: list[str]) -> None:
    """
    An empty name is a wrong one and not the lesson played last; a sign that only looks like a digit is no number.
    """
    (here / "tiny.yaml").write_text(LESSON)

    ran = playmore(*arguments)

    assert ran.status == 2 and ran.err.startswith("playmore: ")


@pytest.mark.parametrize(
    "arguments",
    [["notes", "-o"], ["export", "tiny.yaml", "--to", "md", "-o"], ["progress", "export"]],
    ids=lambda arguments: arguments[0],
)
def test_names_longer_than_a_name_may_be(playmore: Command, here: Path, arguments: list[str]) -> None:
    """
    A name of more than 255 bytes is told as one that cannot be, and nothing is written.
    """
    (here / "tiny.yaml").write_text(LESSON)

    ran = playmore(*arguments, "é" * 128)

    assert ran.status == 2 and "cannot be the name of a file here" in ran.err
    assert [path.name for path in here.iterdir()] == ["tiny.yaml"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["progress", "import"],
        ["recreate", "tiny.yaml", "define", "--from"],
        ["check", "tiny.yaml", "--attempts"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_files_without_an_end(playmore: Command, here: Path, arguments: list[str]) -> None:
    """
    A device that gives bytes for ever is told as what is too long, before it has filled the memory.
    """
    (here / "tiny.yaml").write_text(LESSON)

    ran = playmore(*arguments, "/dev/zero")

    assert ran.status == 2 and ran.err.startswith("playmore: /dev/zero has more than 200 MB")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('data_mirror = "https://[::1"', "data_mirror names 'https://[::1'"),
        ('data_dir = "a\\u0000b"', "config.toml:1"),
        ("theme = \0", "config.toml"),
    ],
)
def test_settings_that_cannot_be(playmore: Command, home: Path, line: str, named: str) -> None:
    """
    A bad address, and a NUL in a path or in the file itself, are told with the setting or the file they stand in.
    """
    home.mkdir()
    (home / "config.toml").write_text(f"{line}\n")

    ran = playmore("data")

    assert ran.status == 2 and named in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("line", [b": caf\xe9 = 1\n", b"e\ncaf\xe9 = 1\n.\n"], ids=[":", "e"])
def test_input_that_is_no_text(here: Path, home: Path, line: bytes) -> None:
    """
    Bytes that are not UTF-8, typed where code is wanted, end in sentences of the lesson's and no traceback of ours.
    """
    (here / "tiny.yaml").write_text(LESSON)

    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli", "start", "tiny.yaml", "--trust"],
        input=b"\n" + line + b"q\n",
        capture_output=True,
        timeout=120,
        env=os.environ | {"PLAYMORE_HOME": str(home)},
        check=False,
    )

    assert ran.returncode == 0 and b"SyntaxError: invalid character" in ran.stdout
    assert b"playmore itself" not in ran.stderr and b"playmore_cli" not in ran.stdout + ran.stderr
