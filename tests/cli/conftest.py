"""Playmore run as a command, in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from playmore_cli.cli import run
from playmore_cli.environment import Environment


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit *status* and what it wrote."""

    status: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for progress and caches."""
    home = tmp_path / "home"
    monkeypatch.setenv("PLAYMORE_HOME", str(home))
    return home


@pytest.fixture
def playmore(home: Path) -> Command:
    """Run ``playmore`` with arguments, its input from *stdin*; nothing is a terminal. *set_to* are variables."""

    def command(*arguments: str, stdin: str = "", set_to: dict[str, str] | None = None) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        variables = {"TERM": "xterm", "PLAYMORE_TRUSTED_FOLDERS": str(home.parent)} | (set_to or {})
        environment = Environment(io.StringIO(stdin), out, err, variables, lambda: 1_000_000.0)
        status = run(arguments, environment)
        return Ran(int(status), out.getvalue(), err.getvalue())

    return command
