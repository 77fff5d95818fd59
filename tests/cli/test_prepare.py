"""``playmore prepare``: long steps run now, and are shown later."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import CTRL_C, ENTER, Terminal

Command = Callable[..., Any]

TRAIN = "open('{0}', 'a').write('{1}'); loss = 9.0\\nfor k in range(rounds): loss = loss - 1e-7\\nprint('trained', k)"


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """Notes which steps ran."""
    return tmp_path / "ran"


@pytest.fixture
def heavy(tmp_path: Path, ran: Path) -> str:
    """The path of a lesson of two trainings."""
    steps = [
        f'      - {{id: first, at: "00:00:00", say: One., code: "rounds = 20_000_000\\n{TRAIN.format(ran, "1")}"}}',
        f'      - {{id: second, at: "00:01:00", say: Two., code: "rounds = 20_000_000\\n{TRAIN.format(ran, "2")}",'
        " pace: {rounds: {quick: 20_000_000, full: 30_000_000}}}",
        '      - {id: last, at: "00:02:00", say: Three., code: "k"}',
    ]
    path = tmp_path / "heavy.yaml"
    path.write_text(one_chapter("\n".join(steps) + "\n", name="heavy"))
    return str(path)


def test_prepared_steps_are_shown(playmore: Command, heavy: str, ran: Path, home: Path) -> None:
    """
    What was prepared does not run when the learner comes to it; a second time nothing heavy runs; data says it.
    """
    first = playmore("prepare", heavy)
    assert first.status == 0 and "heavy is prepared at quick pace: 2 states" in first.out
    assert ran.read_text() == "12"
    assert playmore("prepare", heavy).status == 0 and ran.read_text() == "12"
    assert "heavy at quick pace" in playmore("data").out
    with Terminal(["start", heavy], home) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.wait_for("ran ahead")
        terminal.key_line()
        terminal.press(ENTER)
        terminal.step(2)
        terminal.press(ENTER)
        terminal.wait_for("of training; r runs it here")
        assert "trained 19999999" in terminal.key_line()
    assert ran.read_text() == "12"


def test_full_pace_says_beforehand_what_it_takes(playmore: Command, heavy: str, ran: Path) -> None:
    """
    The quick pace is run first and measures; then stands how long the rest takes, and the rest is run.
    """
    said = playmore("prepare", heavy, "--pace", "full")
    assert said.status == 0
    quick, about, full = said.out.splitlines()
    assert "prepared at quick pace" in quick and "prepared at full pace" in full
    assert about.startswith("heavy at full pace takes about ") and about.endswith("MB on disk")
    assert ran.read_text() == "122"


def test_up_to_a_step(playmore: Command, heavy: str, ran: Path) -> None:
    """
    With --to nothing behind that step is run; the next time it goes on from there.
    """
    assert "up to step 1" in playmore("prepare", heavy, "--to", "first").out
    assert ran.read_text() == "1"
    playmore("prepare", heavy)
    assert ran.read_text() == "12"


def test_list_marks_a_whole_lesson(playmore: Command, heavy: str) -> None:
    """
    A lesson is marked once all of it is prepared, and no longer when its states are gone.
    """
    folder = str(Path(heavy).parent)

    def marks() -> list[str]:
        return json.loads(playmore("list", folder, "--json").out)[0]["prepared"]

    playmore("prepare", heavy, "--to", "1")
    assert marks() == []
    playmore("prepare", heavy)
    assert marks() == ["quick"] and " prepared " in playmore("list", folder).out
    playmore("data", "clear", "snapshots")
    assert marks() == []


def test_stopped_it_goes_on(heavy: str, ran: Path, home: Path) -> None:
    """
    Ctrl-C ends it with a word; what was done is not done again.
    """
    with Terminal(["prepare", heavy], home) as terminal:
        terminal.wait_for("step 2 of 3: ")
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert "goes on from there" in terminal.everything()
    assert ran.read_text() == "12"
    with Terminal(["prepare", heavy], home) as terminal:
        assert terminal.end() == 0
    assert ran.read_text() == "122"


@pytest.mark.parametrize("arguments", [(), ("p1", "--all"), ("p1", "p2", "--to", "1")])
def test_what_cannot_be_meant(playmore: Command, arguments: tuple[str, ...]) -> None:
    """
    Nothing to prepare, all and some, or one step of two lessons: said in one line, with status 2.
    """
    said = playmore("prepare", *arguments)
    assert said.status == 2 and said.out == ""
