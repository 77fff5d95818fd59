"""What a learner answered to ``input()``: kept with the step, part of the state, given again until asked anew."""

import json
from pathlib import Path

import pytest
from terminal import CTRL_C, ENTER, Terminal

from .conftest import Command

LESSON = """\
format: 1
id: asks
title: Asks
lecture: {title: A lecture, by: nobody, video: abc, length: "00:10:00"}
about: A lesson for tests.
chapters:
  - at: "00:00:00"
    title: questions
    steps:
      - {id: ask, at: "00:00:00", say: A question., code: "name = input('who? ')"}
      - {id: told, at: "00:01:00", say: Then., code: "print('it is', name)"}
"""


@pytest.fixture
def asks(tmp_path: Path) -> str:
    """A lesson of which a step asks."""
    path = tmp_path / "asks.yaml"
    path.write_text(LESSON)
    return str(path)


def printed(playmore: Command, asks: str) -> str:
    """Return what the step behind the question says where nobody is asked."""
    ran = playmore("replay", asks, "told", "--json")
    (step,) = json.loads(ran.out)["steps"]
    return "".join(output["text"] for output in step["outputs"] if output["type"] == "stream")


def test_an_answer_lasts(playmore: Command, asks: str) -> None:
    """
    A replay and the next sitting have what was answered, Enter gives it again, and `r` asks with it at hand.
    """
    playmore("start", asks, "--step", "ask", stdin="\nAda\nq\n")
    assert printed(playmore, asks) == "it is Ada\n"

    again = playmore("start", asks, "--step", "ask", stdin="\nr\n+\nr\nBob\nq\n").out
    given, first, second = again.split("new name 'Ada'")
    assert "who? Ada" in given and "answered as before; r asks again" in first
    assert "(before: Ada; + takes it)" in first and "(before: Ada; + takes it)" in second
    assert "as before" not in second and printed(playmore, asks) == "it is Bob\n"


def test_nobody_has_answered(playmore: Command, asks: str) -> None:
    """
    Where nothing was ever answered code meets the end of input, which is said.
    """
    ran = playmore("replay", asks, "ask")

    assert ran.status == 1 and "nobody answers 'who? ': the end of input" in ran.out


def test_only_a_reset_removes_an_answer(playmore: Command, asks: str) -> None:
    """
    It is listed among what was typed; a reset takes it, and gives it back.
    """
    playmore("start", asks, "--step", "ask", stdin="\nAda\nq\n")
    (listed,) = json.loads(playmore("history", asks, "ask", "--mine", "--json").out)
    assert (listed["kind"], listed["text"], listed["state"]) == ("answer", "Ada", "kept in the lesson")

    playmore("reset", asks, "--yes")
    assert "EOFError" in playmore("replay", asks, "ask").out
    playmore("reset", "--undo")

    assert printed(playmore, asks) == "it is Ada\n"


def test_an_answer_travels_and_is_asked_about(playmore: Command, asks: str, home: Path) -> None:
    """
    An export carries it; since a step may run what it is told, it is given only where imported code may run.
    """
    file = str(home.parent / "mine.json")
    playmore("start", asks, "--step", "ask", stdin="\nAda\nq\n")
    playmore("progress", "export", file)
    (home / "state" / "progress.db").unlink()
    assert "runs only after you were asked" in playmore("progress", "import", file).out

    assert playmore("replay", asks, "told").status == 2
    assert "it is Ada" in playmore("replay", asks, "told", "--trust").out


def test_half_an_answer_comes_back(asks: str, home: Path) -> None:
    """
    Ctrl-C at a question is the end of input; what was typed until then is there when it is asked again.
    """
    with Terminal(["start", asks, "--step", "ask"], home) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.wait_for("who?", after="'who? ')")
        terminal.press("Ad")
        terminal.wait_for("who? Ad")
        terminal.press(CTRL_C)
        terminal.wait_for("this step failed, which it should not")
        terminal.key_line()
        terminal.press("r")
        terminal.wait_for("who? Ad", after="EOFError")
        terminal.press("a" + ENTER)
        terminal.step(1)
        terminal.press(ENTER)
        terminal.step(2)
        terminal.press(ENTER)

        assert "it is Ada" in terminal.wait_for("it is ")
