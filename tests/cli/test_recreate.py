"""``playmore recreate``: the list, attempts from a file, a pipe and a terminal, the key in a lesson, milestones."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from terminal import CTRL_C, ENTER, ESCAPE, Terminal

Command = Callable[..., Any]

LESSON = """\
format: 1
id: tiny
title: Boxes
lecture: {title: Three, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
milestones: [use]
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
      - id: talk
        at: "00:00:00"
        say: Some talk.
        code: base = 10
      - id: square
        at: "00:01:00"
        say: A function.
        code: |
          def square(x):
              return x * x

          square(3)
        recreate:
          task: Write `square(x)`. It returns x times x.
          start: |
            def square(x):
                ...
          check: |
            assert square(3) is not None, "nothing comes back: is there a return?"
            assert square(3) != 6, "that is twice 3, not 3 times 3"
            assert square(3) == 9, f"square(3) should be 9, not {square(3)}"
          hints: [Multiply., x with x.]
          mistakes:
            - {code: "def square(x): return x + x", says: twice 3}
      - id: box
        at: "00:02:00"
        say: A class.
        code: |
          class Box:
              def __init__(self, x):
                  self.x = x

              def get(self):
                  return self.x
        recreate:
          task: Write the class Box, with `get()`.
          check: |
            assert Box(4).get() == 4, "get should give what went in"
      - id: use
        at: "00:03:00"
        say: The ending.
        code: |
          print('the box holds', Box(square(base)).get())
        lecture: [{what: held, value: Box(square(base)).get(), is: 100}]
"""
RIGHT = "def square(x):\n    mine = x * x\n    return mine\n"
BOX = "class Box:\n    def __init__(self, x):\n        self.kept = x\n    def get(self):\n        return self.kept\n"


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """The path of a lesson with two ideas and an ending that needs both."""
    path = tmp_path / "tiny_ideas.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture
def terminal(home: Path, tiny: str) -> Iterator[Callable[..., Terminal]]:
    """Run a command in a terminal."""
    opened: list[Terminal] = []

    def start(*arguments: str, **variables: str) -> Terminal:
        all_variables = {
            "PLAYMORE_TRUSTED_FOLDERS": str(home.parent),
            "VISUAL": None,
            "EDITOR": None,
        } | variables
        opened.append(Terminal(arguments, home, variables=all_variables))
        return opened[-1]

    yield start
    for one in opened:
        one.__exit__()


def test_list_tells_new_tried_and_solved(playmore: Command, tiny: str, home: Path) -> None:
    """
    An idea is new until it is tried, and solved once an attempt passed; both verdicts are kept.
    """
    before = json.loads(playmore("recreate", tiny, "--json").out)
    wrong = playmore("recreate", tiny, "square", stdin="def square(x):\n    return x + x\n")
    tried = json.loads(playmore("recreate", tiny, "--json").out)
    right = playmore("recreate", tiny, "2", stdin=RIGHT)
    after = playmore("recreate", tiny)

    assert [one["state"] for one in before] == ["new", "new"]
    assert {"lesson", "step", "n", "at", "state", "task", "hints"} == set(before[0])
    assert (wrong.status, [one["state"] for one in tried]) == (1, ["tried", "new"])
    assert "that is twice 3, not 3 times 3" in wrong.out
    assert right.status == 0 and "this is yours" in right.out
    assert "1 of 2 solved" in after.out and "solved   2  00:01:00  square" in after.out


def test_the_lectures_version_comes_as_a_difference(playmore: Command, tiny: str) -> None:
    """
    After an attempt that passed the lecture's version is shown, marked where it differs.
    """
    ran = playmore("recreate", tiny, "square", stdin=RIGHT)

    assert "  ~     return x * x" in ran.out and "  -     return mine" in ran.out


def test_nothing_of_an_attempt_leaks(playmore: Command, tiny: str) -> None:
    """
    What an attempt does to the variables is gone: the next one is judged at the same state.
    """
    for _ in range(2):
        ran = playmore("recreate", tiny, "box", stdin=f"assert base == 10\nbase = 0\nsquare = None\n{BOX}")
        assert ran.status == 0, ran.out


def test_failing_lines_are_the_learners(playmore: Command, tiny: str) -> None:
    """
    A traceback shows the learner's own line, and no line of the check.
    """
    ran = playmore("recreate", tiny, "square", stdin="def square(x):\n    return x * y\n")

    assert "your version, line 2, in square" in ran.out and "NameError" in ran.out
    assert "assert" not in ran.out


def test_as_json(playmore: Command, tiny: str) -> None:
    """
    The verdict as one document: what is wrong, hints as far as asked, the solution only when asked.
    """
    ran = playmore(
        "recreate", tiny, "square", "--json", "--hint", "1", "--solution", "--from", "-", stdin="x = 1"
    )

    document = json.loads(ran.out)
    assert (ran.status, document["passed"], document["hints"]) == (1, False, ["Multiply."])
    assert "square" in document["says"] and document["creates"] == ["square(x)"]


def test_task_alone(playmore: Command, tiny: str) -> None:
    """
    With nothing to judge the task is shown and not the code that it asks for.
    """
    ran = playmore("recreate", tiny, "square")

    assert ran.status == 0 and "Write square" in ran.out.replace("`", "")
    assert "x * x" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["talk"], "holds no idea"),
        (["sqare"], "did you mean 'square'"),
        (["square", "--from", "/nowhere.py"], "cannot be read"),
        (["--to", "use"], "give --milestone"),
        (["square", "--milestone"], "with a lesson alone"),
        (["--hint", "1"], "which idea?"),
    ],
)
def test_wrong_usage(playmore: Command, tiny: str, arguments: list[str], says: str) -> None:
    """
    What makes no sense is told in a sentence, with the status of wrong usage.
    """
    ran = playmore("recreate", tiny, *arguments)

    assert ran.status == 2 and says in ran.err


def test_key_in_a_pipe(playmore: Command, tiny: str) -> None:
    """
    In a lesson y takes lines up to a full stop, tells what is wrong, hints, and keeps what passed when told so.
    """
    lines = f"\ny\ndef square(x): return x + x\n.\nh\ne\n{RIGHT}.\nk\n\n\n\n\n\n\n\n"
    ran = playmore("start", tiny, "--step", "2", stdin=lines.replace("\ny\n", "y\n", 1))

    assert "that is twice 3" in ran.out and "Hint 1 of 2. Multiply." in ran.out
    assert "your version; u puts the lecture's back" in ran.out
    assert "the box holds 100" in ran.out


def test_milestone_runs_on_own_versions(playmore: Command, tiny: str) -> None:
    """
    The ending runs on what was solved, says what is whose, and leaves the learner's place and edits alone.
    """
    playmore("recreate", tiny, "square", stdin=RIGHT)
    ran = playmore("recreate", tiny, "--milestone")

    assert ran.status == 0
    assert "the box holds 100" in ran.out and "the same as on the lecture's versions" in ran.out
    assert "yours: square" in ran.out and "as you have not solved them: box" in ran.out
    assert "not been begun" in playmore("resume", tiny).err


def test_milestone_where_a_version_fails(playmore: Command, tiny: str) -> None:
    """
    A version that passed its check and fails in the lesson is told, and the lecture's takes its place.
    """
    playmore("recreate", tiny, "square", stdin=RIGHT)
    playmore("recreate", tiny, "box", stdin=BOX.replace("return self.kept", "return {4: 4}[self.kept]"))
    ran = playmore("recreate", tiny, "--milestone", "--json")

    document = json.loads(ran.out)
    assert ran.status == 1
    assert document["yours"] == {"square": ["square"]}
    assert [(one["idea"], one["step"]) for one in document["failed"]] == [("box", "use")]
    assert document["steps"][0]["yours"] == document["steps"][0]["lecture"]


def test_milestone_without_anything_solved(playmore: Command, tiny: str) -> None:
    """
    With nothing solved there is nothing to run.
    """
    ran = playmore("recreate", tiny, "--milestone")

    assert ran.status == 1 and "no idea of tiny is solved yet" in ran.err


def test_dialogue_in_a_terminal(terminal: Callable[..., Terminal], tiny: str) -> None:
    """
    The editor opens below the task; hints come one more at each ask; the code of the lecture is not on the screen.
    """
    screen = terminal("recreate", tiny, "square")

    screen.wait_for("Esc Enter checks it")
    assert "x * x" not in screen.text()
    screen.press(CTRL_C)
    screen.wait_for("hint (2 left)")
    screen.press_and_see("h")
    screen.wait_for("hint (1 left)")
    screen.press_and_see("h")
    assert "hint (" not in screen.wait_for("Hint 2 of 2").rsplit("\n", 1)[-1]
    screen.wait_for("⏎ write · s solution")
    screen.press(ENTER)
    screen.wait_for("Esc Enter checks it")
    screen.press("\x7f\x7f\x7freturn x * x" + ESCAPE + ENTER)
    screen.wait_for("this is yours")
    assert screen.end() == 0


def test_own_editor(terminal: Callable[..., Terminal], tiny: str, tmp_path: Path) -> None:
    """
    With VISUAL set the attempt is written there, the task above it as a comment.
    """
    editor = tmp_path / "editor.sh"
    editor.write_text(
        '#!/bin/sh\ngrep -q "# Write .square(x)" "$1" && sed -i "s/\\.\\.\\./return x * x/" "$1"\n'
    )
    editor.chmod(0o755)
    screen = terminal("recreate", tiny, "square", VISUAL=str(editor))

    screen.wait_for("this is yours")
    assert screen.end() == 0


def test_key_in_a_terminal(terminal: Callable[..., Terminal], tiny: str) -> None:
    """
    In a lesson the code is held back until asked for; y offers to write it, s shows it with what it creates.
    """
    screen = terminal("start", tiny, "--step", "square")

    screen.wait_for("y yourself")
    assert "x * x" not in screen.text()
    screen.press("y")
    screen.wait_for("Esc Enter checks it")
    screen.press(CTRL_C)
    screen.wait_for("s solution")
    screen.press_and_see("s")
    screen.wait_for("it creates square(x)")
    screen.press("q")
    screen.wait_for("⏎ run")
    screen.press("q")
    assert screen.end() == 0
