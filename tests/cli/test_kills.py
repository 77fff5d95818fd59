"""
Commands that write, killed at any moment: what was reported as kept is kept, and nothing is half there.

Each is run in a fork of this process, so that a kill comes while it writes and not while Python starts.
"""

import io
import json
import os
import random
import signal
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from playmore_cli.cli import run
from playmore_cli.environment import Environment
from playmore_cli.store.learner import Edits, Store, TextKind

LONGEST = 0.08
"""Seconds after which a command is killed at the latest; a few end before."""
BROKEN = 70
"""The status of a fork in which the test itself fails."""


@dataclass
class Ground:
    """What the commands work on: a home, an export that is replaced again and again, and what was reported so far."""

    home: Path
    export: Path
    chance: random.Random
    notes: list[str] = field(default_factory=list)
    kills: int = 0

    @property
    def store(self) -> Store:
        return Store(self.home / "state" / "progress.db")

    def killed(self, act: Callable[[], int]) -> int | None:
        """Run *act* in a fork; return its status, ``None`` where it was killed before its end."""
        child = os.fork()
        if child == 0:
            status = BROKEN
            try:
                status = act()
            finally:
                os._exit(status)  # whatever happens, the fork goes no further through the tests
        until = time.monotonic() + self.chance.uniform(0, LONGEST)
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        self.kills += 1
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return None if status == -signal.SIGKILL else status

    def command(self, *arguments: str) -> int | None:
        def act() -> int:
            streams = io.StringIO(), io.StringIO(), io.StringIO()
            return int(run(arguments, Environment(*streams, {"TERM": "xterm"})))

        status = self.killed(act)
        assert status in (None, 0), arguments
        return status


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """A home with a note, an edit and an unfinished text, and its export."""
    monkeypatch.setenv("PLAYMORE_HOME", str(tmp_path / "home"))
    made = Ground(tmp_path / "home", tmp_path / "progress.json", random.Random(7))
    store = made.store
    store.add_note("p1", "imports", 1.0, "the first")
    made.notes.append("the first")
    store.save_edits("p1", "imports", Edits("x = 1", ("y = 2",)))
    store.save_text("p1", "imports", TextKind.EDIT, "x = 1; half a")
    store.close()
    streams = io.StringIO(), io.StringIO(), io.StringIO()
    run(["progress", "export", str(made.export)], Environment(*streams, {"TERM": "xterm"}))
    run(["config", "set", "theme", "dark"], Environment(*streams, {"TERM": "xterm"}))
    return made


def write_a_note(ground: Ground, number: int) -> None:
    text = f"note {number}"
    if ground.command("note", text, "--lesson", "p1", "--step", "imports") == 0:
        ground.notes.append(text)


def type_a_text(ground: Ground, number: int) -> None:
    """Type a text a character at a time; all that was saved when the kill came is there."""
    text = f"typed {number}: " + "abcdefgh" * 6
    seen, told = os.pipe()

    def act() -> int:
        store, row = ground.store, None
        for end in range(1, len(text) + 1):
            row = store.save_text("p1", f"step-{number}", TextKind.LINES, text[:end], row)
            os.write(told, b".")
        return 0

    assert ground.killed(act) in (None, 0)
    os.close(told)
    count = len(os.read(seen, 1000))
    os.close(seen)
    store = ground.store
    found = [one.text for one in store.texts("p1", f"step-{number}")]
    store.close()
    assert len(found) == 1 or (count == 0 and not found)
    assert not found or (len(found[0]) >= count and text.startswith(found[0]))


def reset_and_undo(ground: Ground, number: int) -> None:
    """A reset is done or not; undone, everything is back."""
    ground.command("reset", "p1", "--yes", "--notes")
    store = ground.store
    if not store.notes():
        store.undo("reset")
    store.close()


def export_by_force(ground: Ground, number: int) -> None:
    ground.command("progress", "export", str(ground.export), "--force")
    assert json.loads(ground.export.read_text())["playmore"] == "progress"


def import_again(ground: Ground, number: int) -> None:
    ground.command("progress", "import", str(ground.export))


def set_a_setting(ground: Ground, number: int) -> None:
    ground.command("config", "set", "theme", ("dark", "light")[number % 2])
    assert tomllib.loads((ground.home / "config.toml").read_text())["theme"] in ("dark", "light")


ACTS = (write_a_note, type_a_text, reset_and_undo, export_by_force, import_again, set_a_setting)


def kill_all(ground: Ground, kills: int) -> None:
    number = 0
    while ground.kills < kills:
        ACTS[number % len(ACTS)](ground, number)
        number += 1
        store = ground.store
        assert store.warning is None
        assert {one.text for one in store.notes()} >= set(ground.notes)
        assert store.edits("p1") == {"imports": Edits("x = 1", ("y = 2",))}
        assert "x = 1; half a" in [one.text for one in store.texts("p1", "imports")]
        store.close()


def test_a_few_kills(ground: Ground) -> None:
    """
    Thirty kills in all commands that write lose nothing that was reported or saved.
    """
    kill_all(ground, 30)


@pytest.mark.whole
def test_five_hundred_kills(ground: Ground) -> None:
    """
    Nor do five hundred.
    """
    kill_all(ground, 500)
