"""The stored states as the commands show, use and clear them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - {id: wait, at: "00:00:00", say: One., code: "import time; time.sleep(0.6); x = 41"}
      - {id: look, at: "00:01:00", say: Two., code: "x += 1; x"}
""",
    name="slow",
    title="Two steps",
)


@pytest.fixture
def slow(tmp_path: Path) -> str:
    """The path of a lesson whose first step is worth a snapshot."""
    path = tmp_path / "slow_two.yaml"
    path.write_text(LESSON)
    return str(path)


def test_data_shows_and_clears_the_snapshots(playmore: Command, slow: str) -> None:
    """
    What a replay has stored is counted with its space; clearing it costs the next replay only the time to run again.
    """
    assert playmore("data", "clear", "snapshots").out == "there are no snapshots\n"
    assert "stored states" not in playmore("data").out

    first = playmore("replay", slow, "look")
    shown = re.search(r"stored states +(\d+) in ([\d.]+) MB", playmore("data").out)
    assert shown is not None and int(shown[1]) >= 1
    second = playmore("replay", slow, "look")
    assert "restored" in second.out + second.err and "restored" not in first.out + first.err

    cleared = playmore("data", "clear", "snapshots")
    assert cleared.status == 0 and f"removed {shown[1]} stored states" in cleared.out
    third = playmore("replay", slow, "look")
    assert "42" in third.out and "restored" not in third.out + third.err


def test_an_altered_snapshot_is_refused_and_said(playmore: Command, slow: str, home: Path) -> None:
    """
    A state that somebody changed is not used: the command says so and runs the steps again.
    """
    playmore("replay", slow, "look")
    for path in home.rglob("snapshots/states/*"):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)

    ran = playmore("replay", slow, "look")

    assert ran.status == 0 and "42" in ran.out
    assert "altered" in ran.out + ran.err
