"""What starting imports: a command waits for nothing that it does not use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which lessons were listed once, so that they are in the cache."""
    home = tmp_path_factory.mktemp("warm")
    environment = os.environ | {"PLAYMORE_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-m", "playmore_cli", "list"], env=environment, capture_output=True, check=True
    )
    return home


@pytest.mark.parametrize(
    "command",
    [[], ["--help"], ["--version"], ["list"], ["outline", "p1"], ["search", "tanh"], ["config"]],
    ids=" ".join,
)
def test_looking_imports_little(warm: Path, command: list[str]) -> None:
    """
    Commands that look at lessons import no YAML, no validation library, no package lists, nothing of playing, and no
    other command.
    """
    program = (
        "import sys; from playmore_cli.cli import run; from playmore_cli.environment import Environment\n"
        f"run({command!r}, Environment.of_process())\n"
        "names = {'yaml', 'pydantic', 'importlib.metadata', 'tomllib', 'prompt_toolkit', 'rich.text', 'torch',\n"
        "         'playmore_cli.sitting.sitting', 'playmore_cli.cli.check', 'playmore_cli.cli.export'}\n"
        "print('imported', sorted(names & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PLAYMORE_HOME": str(warm)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stderr == "imported []\n"


def test_windows_is_refused() -> None:
    """
    Where it cannot work, playmore says where it does before anything else is imported.
    """
    program = "import sys; sys.platform = 'win32'; import playmore_cli.__main__"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ran.returncode != 0
    assert ran.stderr == "playmore runs on Linux and macOS; on Windows in WSL\n"
