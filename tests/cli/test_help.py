"""What every command says of itself: complete, true, and readable wherever it is read."""

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from playmore_cli import __version__
from playmore_cli.cli import app, run
from playmore_cli.cli.table import ENTRIES
from playmore_cli.environment import Environment

GROUP: Any = typer.main.get_command(app)


def all_commands() -> Iterator[tuple[str, Any]]:
    """Yield every command as it is written, and what runs it; a group's own commands too."""
    with GROUP.make_context("playmore", [], resilient_parsing=True) as context:
        for name in GROUP.list_commands(context):
            command = GROUP.get_command(context, name)
            yield name, command
            for inner, part in getattr(command, "commands", {}).items():
                yield f"{name} {inner}", part


COMMANDS = dict(all_commands())


def test_the_table_is_complete() -> None:
    """
    Every command that a module registers is in the table under its name, and every entry has its command.
    """
    assert [name for name, command in COMMANDS.items() if command is None] == []
    for entry in ENTRIES.values():
        part = typer.Typer()
        __import__(f"playmore_cli.cli.{entry.module}", fromlist=["register"]).register(part)
        assert set(typer.main.get_group(part).commands) <= set(ENTRIES)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_can_be_typed(name: str) -> None:
    """
    Each command has an example, of itself, whose arguments and options it takes.
    """
    examples = re.findall(r"^\s*Example: (.+)$", COMMANDS[name].help, re.MULTILINE)

    assert examples
    for example in examples:
        words = shlex.split(re.split(r" [|>] ", example)[0])
        assert words[0] == "playmore" and words[1] == name.split()[0]
        command, context = GROUP, None
        context = GROUP.make_context("playmore", [], resilient_parsing=True)
        arguments = words[1:]
        while hasattr(command, "commands") and arguments and not arguments[0].startswith("-"):
            inner, command, arguments = command.resolve_command(context, arguments)
            context = command.make_context(inner, list(arguments), parent=context)
            arguments = [*context._protected_args, *context.args] if hasattr(command, "commands") else []


@pytest.mark.parametrize("name", COMMANDS)
def test_everything_is_explained(name: str) -> None:
    """
    A command's help begins with a sentence, and each argument and option has one.
    """
    command = COMMANDS[name]

    assert re.match(r"[A-Z].*[.:]$", command.help.strip().split("\n\n")[0], re.DOTALL)
    with GROUP.make_context("playmore", [], resilient_parsing=True) as context:
        for parameter in command.get_params(context):
            assert re.search(r"[.?)]$", parameter.help or ""), f"{name}: {parameter.name}: {parameter.help!r}"


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits(name: str, columns: int, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    No line is longer than the terminal is wide, except examples, which are copied; there are no boxes.
    """
    environment = Environment(
        io.StringIO(), io.StringIO(), io.StringIO(), {}, size=lambda: os.terminal_size((columns, 24))
    )
    assert run([*name.split(), "--help"], environment) == 0
    said = capsys.readouterr().out  # typer writes to the process's own output

    lines = [line for line in said.splitlines() if "Example: " not in line]
    assert lines and max(len(line) for line in lines) <= columns
    assert said.isascii() and not [line for line in lines if re.search(r"[a-z,]\.\.\.$", line)]
    assert name or all(entry.summary in " ".join(said.split()) for entry in ENTRIES.values())


def test_the_version(home: Path) -> None:
    """
    --version prints name and version, and nothing else.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli", "--version"], capture_output=True, text=True, check=True
    )

    assert (ran.stdout, ran.stderr) == (f"playmore {__version__}\n", "")


def test_help_without_a_terminal(home: Path) -> None:
    """
    In a pipe, without colours and in a dumb terminal the help is the same plain text.
    """
    said = set()
    for variables in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"FORCE_COLOR": "1"}):
        ran = subprocess.run(
            [sys.executable, "-m", "playmore_cli", "start", "--help"],
            env=os.environ | {"PLAYMORE_HOME": str(home)} | variables,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        said.add(ran.stdout)

    assert len(said) == 1 and "\x1b" not in said.pop()
