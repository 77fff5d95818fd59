"""Temporary folders that are gone when their process is, however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from one_chapter import one_chapter

from playmore_cli.scratch import scratch_folder, sweep

_WAITS = """\
      - id: wait
        at: "00:00:00"
        say: It waits, until there is a file that says no.
        code: |
          import os, time
          print('waits', flush=True)
          while not os.path.exists({go!r}):
              time.sleep(0.1)
      - {{id: quick, at: "00:01:00", say: It does not., code: "print('done')"}}
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, for this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def held_by_a_process_that_ends(temporary: Path) -> Path:
    """Return a folder whose process has been killed."""
    program = (
        "import time\nfrom playmore_cli.scratch import scratch_folder\nwith scratch_folder() as folder:\n"
        "    (folder / 'big').write_bytes(b'x' * 9)\n    print(folder, flush=True)\n    time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert sweep(temporary) == 0 and folder.is_dir()  # while it lives nobody touches it
    process.kill()
    process.wait()
    process.stdout.close()
    return folder


def test_a_dead_process_s_folder_is_removed(temporary: Path) -> None:
    """
    The next folder that is made takes those away whose processes were killed, and leaves its own and the living's.
    """
    dead = held_by_a_process_that_ends(temporary)
    with scratch_folder() as mine:
        assert not dead.exists()
        assert sweep(temporary) == 0 and mine.is_dir()
    assert list(temporary.iterdir()) == []


def test_a_number_used_again(temporary: Path) -> None:
    """
    A living process that has the number of a dead one does not keep its folder.
    """
    with scratch_folder() as mine:
        host, process, began = mine.name.split("-")[1:4]
    (temporary / f"playmore-{host}-{process}-{int(began) - 1}-abc").mkdir()

    assert sweep(temporary) == 1


@pytest.mark.parametrize(
    "name",
    [
        "playmore",
        "playmore-notes",
        "playmore-abcdefgh",
        "playmore-00000000-1-1-abc",
        "playmore-0-999999999-1-a",
        "x",
    ],
)
def test_what_is_not_ours_stays(temporary: Path, name: str) -> None:
    """
    Folders with other names, or of a machine whose processes cannot be seen from here, are left alone.
    """
    (temporary / name).mkdir()

    assert sweep(temporary) == 0 and (temporary / name).is_dir()


def test_a_link_is_not_followed(temporary: Path, tmp_path: Path) -> None:
    """
    A link that is called like a dead process's folder leads to nothing being removed.
    """
    (tmp_path / "precious").mkdir()
    dead = held_by_a_process_that_ends(temporary)
    link = dead.with_name(f"{dead.name}x")
    link.symlink_to(tmp_path / "precious")

    assert sweep(temporary) == 1 and (tmp_path / "precious").is_dir() and link.is_symlink()


def test_a_killed_sitting(tmp_path: Path) -> None:
    """
    What a sitting that was killed has left is gone after the next one.
    """
    go = tmp_path / "go"
    (tmp_path / "tiny.yaml").write_text(one_chapter(_WAITS.format(go=str(go))))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-P", "-m", "playmore_cli", "start", str(tmp_path / "tiny.yaml"), "--auto"]
    world = os.environ | {"TMPDIR": str(temporary), "PLAYMORE_HOME": str(tmp_path / "home")}
    front = subprocess.Popen(command, env=world, stdout=subprocess.PIPE, text=True)
    assert front.stdout is not None and any(line.startswith("waits") for line in front.stdout)
    front.send_signal(signal.SIGKILL)
    front.wait()
    front.stdout.close()
    assert len(list(temporary.iterdir())) == 1

    go.touch()
    subprocess.run([*command, "--step", "quick"], env=world, stdout=subprocess.DEVNULL, check=True)

    assert list(temporary.iterdir()) == []
