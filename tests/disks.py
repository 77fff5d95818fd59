"""Disks that take nothing: read-only ones and full ones, as small file systems of their own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk_if_permitted(folder: Path, kilobytes: int = 4096) -> Iterator[bool]:
    """Mount an empty disk at *folder*; tell whether that was permitted."""
    folder.mkdir(parents=True, exist_ok=True)
    done = _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder))
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, kilobytes: int = 4096) -> Iterator[Path]:
    """Mount an empty disk at *folder*; skip the test where that is not permitted."""
    with disk_if_permitted(folder, kilobytes) as done:
        if not done:
            pytest.skip("mounting a disk is not permitted here")
        yield folder


def make_read_only(folder: Path) -> None:
    """Let the disk at *folder* be read only; whatever has it open for writing must be closed."""
    assert _mount("-o", "remount,ro", str(folder))


def fill_up(folder: Path) -> None:
    """Leave no room on the disk at *folder*."""
    with (folder / "filling").open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    assert os.statvfs(folder).f_bavail == 0


def make_room(folder: Path) -> None:
    """Undo `fill_up`, if it was done."""
    (folder / "filling").unlink(missing_ok=True)


def _mount(*arguments: str) -> bool:
    try:
        return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
