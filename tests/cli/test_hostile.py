"""Commands with every argument replaced in turn by what nobody would type: a sentence, and nothing else happens."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import typer
from hostile import VALUES

from playmore_cli.cli import app
from playmore_cli.cli.table import ENTRIES

Command = Callable[..., Any]

LESSON = """\
format: 1
id: tiny
title: Tiny
lecture: {title: Three, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
      - {id: talk, at: "00:00:00", say: Talk.}
      - {id: define, at: "00:01:00", say: It defines., code: "def f(): pass"}
"""
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
USUAL = {
    "start": ["tiny.yaml", "--auto"],
    "resume": ["tiny.yaml", "--auto"],
    "replay": ["tiny.yaml", "1"],
    "watch": ["tiny.yaml", "1", "--link"],
    "outline": ["tiny.yaml"],
    "search": ["word"],
    "history": ["tiny.yaml", "f"],
    "recreate": ["tiny.yaml", "x"],
    "review": ["tiny.yaml"],
    "note": ["tiny.yaml", "1", "text"],
    "notes": ["tiny.yaml"],
    "export": ["tiny.yaml", "--to", "md"],
    "new": ["new.yaml"],
    "import": ["made.ipynb", "-o", "made.yaml"],
    "preview": ["tiny.yaml"],
    "check": ["tiny.yaml"],
    "config": ["set", "theme", "light"],
    "data": ["names"],
    "reset": ["tiny.yaml", "--yes"],
    "progress export": ["mine.json"],
    "progress import": ["mine.json"],
}
"""What each command is usually given; one of these words, or an option beside them, is what is replaced."""
WRITES = {"notes", "export", "new", "import", "progress export", "check", "preview"}
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
QUICK = ("list", "outline", "search", "history", "config", "data", "new")
"""Commands that start no worker and keep no progress, so that a thousand runs take about a minute."""


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
    yield [*words.split(), *names, f"--{value}"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where one stands, with a lesson and a notebook; beside it lie files that are nobody's business."""
    here = tmp_path / "around" / "here"
    here.mkdir(parents=True)
    (here / "tiny.yaml").write_text(LESSON)
    (here / "made.ipynb").write_text(NOTEBOOK)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path / "around"))
    return here


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what the files below a folder hold."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("words", QUICK)
def test_any_argument(playmore: Command, here: Path, words: str) -> None:
    """
    Each run ends with a status of ours and, where it is not done, a sentence: no traceback, no commands for the
    terminal, and no file but in one's own folders and where the command is told to write.
    """
    around = here.parent
    for value in VALUES:
        for arguments in variants(words, value):
            before = files_in(around)
            with time_limit(60):
                ran = playmore(*arguments, set_to={"COLUMNS": "80"})
            said = ran.out + ran.err
            shown = [word[:60] for word in arguments]
            assert ran.status in (0, 1, 2), (shown, said[-500:])
            assert "Traceback" not in said and "in playmore itself" not in said, (shown, said[-500:])
            assert ran.status != 2 or ran.err.startswith("playmore: "), (shown, said[-500:])
            assert not any(sign in said for sign in "\x1b\u202e\u200b\x85\x7f"), (shown, said[-500:])
            after = files_in(around)
            made = {name for name in after if after[name] != before.get(name)}
            if words not in WRITES:
                assert not made and before.keys() == after.keys(), (shown, made)
            assert all(Path(name).is_relative_to(here) for name in made) or ".." in value or "~" in value, (
                shown
            )
            for name in made:
                Path(name).unlink()
            if not (here / "tiny.yaml").exists():
                (here / "tiny.yaml").write_text(LESSON)
