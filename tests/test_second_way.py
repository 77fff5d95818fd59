"""State, snapshots and attempts where no process may copy itself, as on macOS: the same tests, with forking off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli.runner.copies import FORK_SWITCH

HERE = Path(__file__).parent
ALIKE = [
    "runner/test_referee.py",
    "runner/test_runner.py",
    "runner/test_looking.py",
    "runner/test_shape_record.py",
    "runner/snapshots",
    "stage",
    "test_states.py",
    "cli/test_answers.py",
]
"""Tests that should hold in both ways, below this folder; not all were seen to their end in the second one."""


@pytest.mark.by_hand
@pytest.mark.parametrize("path", ALIKE)
def test_nothing_is_copied(path: str) -> None:
    """
    All of them pass in a process of their own in which `safe_way` never chooses a fork.
    """
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", str(HERE / path)]
    done = subprocess.run(
        command, env=os.environ | {FORK_SWITCH: "off"}, cwd=HERE.parent, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
