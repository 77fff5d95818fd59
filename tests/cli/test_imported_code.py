"""Code in a progress file from somebody else: shown, asked about once, and run by no command before that."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import ENTER, Terminal

Command = Callable[..., Any]

LESSON = one_chapter("""\
      - {id: first, at: "00:00:00", say: One., code: "x = 1"}
      - id: double
        at: "00:01:00"
        say: Two.
        code: |
          def double(x):
              return 2 * x
        recreate:
          task: Write double.
          start: |
            def double(x):
                return None
          check: assert double(2) == 4, "twice"
          solution: |
            def double(x):
                return x + x
      - {id: last, at: "00:02:00", say: Three., code: "print('double', double(x))"}
""")


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    """What the friend's code leaves when it runs."""
    return tmp_path / "sprung"


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A small lesson with an exercise."""
    path = tmp_path / "tiny.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture
def friends(tmp_path: Path, sprung: Path) -> str:
    """A friend's progress: an own version of a step, an experiment behind it, and an attempt that passed."""
    trap = f"open({str(sprung)!r}, 'a').write('ran')"
    tables = {
        "place": [["tiny", "first", 1, 0.0, 5.0]],
        "edit": [["tiny", "first", 0, f"x = 21; {trap}", 5.0], ["tiny", "first", 1, f"{trap}  # later", 5.0]],
        "attempt": [["tiny", "double", f"def double(x, _={trap}):\n    return x * 2\n", 1, 5.0]],
    }
    columns = {
        "place": ["lesson", "step", "ran", "seconds", "saved"],
        "edit": ["lesson", "step", "position", "source", "at"],
        "attempt": ["lesson", "step", "source", "verdict", "at"],
    }
    path = tmp_path / "friend.json"
    held = {name: {"columns": columns[name], "rows": rows} for name, rows in tables.items()}
    path.write_text(json.dumps({"playmore": "progress", "format": 1, "written": "", "tables": held}))
    return str(path)


WAYS = {
    "start": ["start", "{}", "--auto"],
    "start from a pipe": ["start", "{}", "--step", "last"],
    "resume": ["resume", "{}"],
    "replay": ["replay", "{}", "last"],
    "replay as JSON": ["replay", "{}", "last", "--json"],
    "milestone": ["recreate", "{}", "--milestone"],
    "recreate": ["recreate", "{}", "double", "--solution"],
    "export": ["export", "{}", "--to", "md", "-o", "-", "--mine", "--with-outputs"],
}
HARMLESS = {
    "outline": ["outline", "{}"],
    "check": ["check", "{}", "--run"],
    "check resumed": ["check", "{}", "--resume"],
    "preview": ["preview", "{}", "--once"],
    "export": ["export", "{}", "--to", "md", "-o", "-", "--with-outputs"],
    "list": ["recreate", "{}"],
    "home": [],
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nobody_can_be_asked(
    playmore: Command, tiny: str, friends: str, sprung: Path, way: list[str]
) -> None:
    """
    In a script no command runs it: wrong usage, saying what it is and how to let it run; --trust does.
    """
    told = playmore("progress", "import", friends)
    assert told.status == 0 and "runs only after you were asked" in told.out

    refused = playmore(*(word.format(tiny) for word in way), stdin="\n\n\n")
    assert refused.status == 2 and not sprung.exists()
    assert "came with an import" in refused.err and "files" in refused.err and "--trust" in refused.err

    playmore(*(word.format(tiny) for word in way), "--trust", stdin="\n\n\n")
    assert sprung.exists() == ("--solution" not in way)  # a solution is judged on the lecture's own steps
    assert playmore(*(word.format(tiny) for word in way), stdin="\n\n\n").status != 2


@pytest.mark.parametrize("way", HARMLESS.values(), ids=HARMLESS)
def test_commands_that_need_none_of_it(
    playmore: Command, tiny: str, friends: str, sprung: Path, way: list[str]
) -> None:
    """
    What runs the lecture alone, or nothing, asks nothing and runs nothing of it.
    """
    playmore("progress", "import", friends)

    assert playmore(*(word.format(tiny) for word in way)).status == 0 and not sprung.exists()


@pytest.mark.parametrize("answer", ["y", "n", ""])
def test_the_question(
    playmore: Command, tiny: str, friends: str, sprung: Path, home: Path, answer: str
) -> None:
    """
    At a terminal the code is shown and asked about once; a no plays on without it, now and later.
    """
    playmore("progress", "import", friends)
    with Terminal(["start", tiny, "--step", "last"], home) as terminal:
        shown = terminal.wait_for("Run it?")
        assert "x = 21; open(" in shown and "at first" in shown and "no proof" in shown
        assert not sprung.exists()
        terminal.press(answer + ENTER)
        terminal.step(3)
        terminal.press(ENTER)
        terminal.wait_for("double 42" if answer == "y" else "double 2")
    assert sprung.exists() == (answer == "y")

    again = playmore("replay", tiny, "last")
    assert again.status == 0 and ("double 42" if answer == "y" else "double 2") in again.out
    assert sprung.exists() == (answer == "y")


def test_what_one_has_typed_is_one_s_own(
    playmore: Command, tiny: str, friends: str, sprung: Path, tmp_path: Path
) -> None:
    """
    Importing one's own progress again asks nothing; undoing an import and doing it again asks anew only for its code.
    """
    playmore("progress", "import", friends)
    playmore("replay", tiny, "last", "--trust")
    mine = tmp_path / "mine.json"
    playmore("progress", "export", str(mine))
    sprung.unlink()
    playmore("progress", "import", str(mine))
    assert playmore("replay", tiny, "last").status == 0

    playmore("progress", "import", "--undo")
    assert "double 2" in playmore("replay", tiny, "last").out
    playmore("progress", "import", friends)
    assert "double 42" in playmore("replay", tiny, "last").out
