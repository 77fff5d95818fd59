"""Homes that cannot be written: what is kept is read, what cannot be kept is said, and nothing is replaced by less."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from disks import fill_up, make_read_only, small_disk

from playmore_cli.store.learner import Store

from .conftest import Command

TAKING = ("read-only", "full")


@pytest.fixture
def disk(home: Path) -> Iterator[Path]:
    """A home on a disk of its own, with progress in p1."""
    with small_disk(home):
        (home / "state").mkdir()
        store = Store(home / "state" / "progress.db")
        store.save_place("p1", "define-f", 511.0, ran=True, done="what-is-micrograd")
        store.add_note("p1", "define-f", 511.0, "an early note")
        store.close()
        yield home


def take_nothing(disk: Path, how: str) -> None:
    make_read_only(disk) if how == "read-only" else fill_up(disk)


@pytest.mark.parametrize("how", TAKING)
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("notes",), "an early note"),
        (("list", "--json"), '"done": 1'),
        (("outline", "p1"), "(1/7)"),
        ((), "playmore resume p1"),
        (("review", "--json"), '"new": '),
    ],
)
def test_reading_needs_no_writing(
    disk: Path, playmore: Command, how: str, arguments: tuple[str, ...], shown: str
) -> None:
    """
    What is kept is shown, without an error, where nothing can be written.
    """
    take_nothing(disk, how)

    ran = playmore(*arguments)

    assert (ran.status, ran.err) == (0, "")
    assert shown in ran.out


@pytest.mark.parametrize("how", TAKING)
@pytest.mark.parametrize(
    "arguments",
    [
        ("note", "x" * 9000),
        ("note", "other words" * 900, "--edit", "1"),
        ("note", "--delete", "1"),
        ("reset", "p1", "--yes"),
        ("config", "set", "theme", "dark"),
        ("recreate", "p1", "value-op", "--from", "-"),
        ("review", "--plain", "--all"),
        ("start", "p1", "--auto", "--for", "1m"),
        ("prepare", "p1", "--to", "2"),
    ],
)
def test_what_cannot_be_kept_is_said(
    disk: Path, playmore: Command, how: str, arguments: tuple[str, ...]
) -> None:
    """
    Every command that writes says that it could not, and leaves with 1.
    """
    take_nothing(disk, how)

    ran = playmore(*arguments, stdin="\n1\nx = 1\n")

    assert ran.status == 1
    assert "cannot be" in ran.err
    assert "noted" not in ran.out and "place is kept" not in ran.out
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("how", TAKING)
def test_an_export_holds_what_is_kept(disk: Path, playmore: Command, tmp_path: Path, how: str) -> None:
    """
    An export from a home that takes nothing holds all that is there.
    """
    take_nothing(disk, how)
    file = tmp_path / "progress.json"

    ran = playmore("progress", "export", str(file))

    assert ran.status == 0
    assert "an early note" in file.read_text()


def test_an_empty_export_replaces_nothing(home: Path, playmore: Command, tmp_path: Path) -> None:
    """
    Where there is no progress at all, a file of it is not replaced, even by force.
    """
    file = tmp_path / "progress.json"
    file.write_text(json.dumps("a good one"))

    ran = playmore("progress", "export", str(file), "--force")

    assert ran.status == 1
    assert "stays as it is" in ran.err
    assert json.loads(file.read_text()) == "a good one"


def test_an_export_to_a_full_disk_replaces_nothing(playmore: Command, tmp_path: Path) -> None:
    """
    A file that cannot be written whole is left as it was, with nothing beside it.
    """
    playmore("note", "mine", "--lesson", "p1", "--step", "1")
    with small_disk(tmp_path / "other", 64) as other:
        file = other / "progress.json"
        file.write_text("a good one")
        fill_up(other)

        ran = playmore("progress", "export", str(file), "--force")

        assert ran.status == 1
        assert "cannot be written" in ran.err
        assert file.read_text() == "a good one"
        assert {one.name for one in other.iterdir()} == {"progress.json", "filling"}


def test_the_log_of_a_killed_session_is_read(disk: Path, playmore: Command) -> None:
    """
    What a killed session left in the log counts, though nothing can be written beside it.
    """
    store = Store(disk / "state" / "progress.db")
    store.add_note("p1", "define-f", 511.0, "in the log alone")
    for ending in ("", "-wal"):
        shutil.copy(disk / "state" / f"progress.db{ending}", disk / f"kept{ending}")
    store.close()
    for ending in ("", "-wal"):
        (disk / f"kept{ending}").rename(disk / "state" / f"progress.db{ending}")
    make_read_only(disk)

    ran = playmore("notes")

    assert "in the log alone" in ran.out


def test_a_newer_file_is_refused_by_every_command(home: Path, playmore: Command) -> None:
    """
    Looking refuses it as well as playing does; the file stays where it is.
    """
    playmore("note", "mine", "--lesson", "p1", "--step", "1")
    file = home / "state" / "progress.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA user_version = 77")
    connection.close()

    for arguments in (("list",), (), ("start", "p1", "--auto"), ("notes",), ("progress", "export", "-")):
        ran = playmore(*arguments)
        assert ran.status == 1
        assert "format 77" in ran.err and "update this one" in ran.err
    assert [one.name for one in file.parent.glob("*aside*")] == []
