"""State, snapshots and attempts where no process may copy itself, as on macOS: the same tests, with forking off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli.runner.copies import FORK_SWITCH

HERE = Path(__file__).parent
ALIKE = ["runner/test_referee.py"]
"""Tests that hold in both ways, below this folder; what differs between the ways is said in the tests themselves."""
NOT_SEEN = [
    "stage",
    "runner/test_runner.py",
    "runner/test_looking.py",
    "runner/test_shape_record.py",
    "runner/snapshots",
    "test_states.py",
    "cli/test_answers.py",
]
"""Tests that should hold in both ways, and take long, or were not yet seen to their end in the second one."""


@pytest.mark.parametrize(
    "path",
    [
        *(pytest.param(path, marks=pytest.mark.whole) for path in ALIKE),
        *(pytest.param(path, marks=pytest.mark.by_hand) for path in NOT_SEEN),
    ],
)
def test_nothing_is_copied(path: str) -> None:
    """
    All of them pass in a process of their own in which `safe_way` never chooses a fork.
    """
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", str(HERE / path)]
    done = subprocess.run(
        command, env=os.environ | {FORK_SWITCH: "off"}, cwd=HERE.parent, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
