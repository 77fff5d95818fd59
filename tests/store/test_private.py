"""The progress file is for its owner's eyes."""

import os
import stat
from pathlib import Path

import pytest

from playmore_cli.store.learner import Store


@pytest.mark.parametrize("before", [None, 0o644, 0o664, 0o600])
def test_nobody_else_reads_it(tmp_path: Path, before: int | None) -> None:
    """
    The file and its logs are the owner's alone, whatever the mask is and however they lay there before.
    """
    path = tmp_path / "progress.db"
    if before is not None:
        Store(path).close()
        path.chmod(before)
    mask = os.umask(0)
    try:
        store = Store(path)
        store.save_place("p1", "s1", 0.0, ran=True, done=None)
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(mask)

    assert set(modes) >= {"progress.db", "progress.db-wal"} and set(modes.values()) == {0o600}
