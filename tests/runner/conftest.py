"""A live worker for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.runner.client import Runner, WorkerSettings


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A live worker without heavy imports, in a folder of its own."""
    with Runner(WorkerSettings(tmp_path, seed=1)) as live:
        yield live


@pytest.fixture(scope="module")
def torch_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A live worker with torch, one for a whole file; each test resets it."""
    settings = WorkerSettings(
        tmp_path_factory.mktemp("torch"), seed=1, preload=("numpy", "torch", "matplotlib.pyplot")
    )
    with Runner(settings) as live:
        yield live
