"""The commands: what they print, their JSON, their exit status, and bad input."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

Command = Callable[..., Any]


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """The path of a lesson of three steps."""
    path = tmp_path / "tiny_three.yaml"
    path.write_text(
        one_chapter(
            """\
      - {id: talk, at: "00:00:00", say: Some talk about saturated neurons.}
      - id: one
        at: "00:01:00"
        say: One.
        code: |
          x = 1
          print('printed')
          x
        lecture: [{what: x, value: x, is: 1}]
      - id: two
        at: "00:02:00"
        say: Two.
        code: |
          x += 1
          x
""",
            title="Three steps",
        )
    )
    return str(path)


# -- lists and outlines ------------------------------------------------------------------------------------------


def test_home_names_the_next_command(playmore: Command) -> None:
    """
    Without arguments every lecture is listed and one command is offered.
    """
    ran = playmore()

    assert ran.status == 0
    assert "Building micrograd" in ran.out
    assert ran.out.strip().endswith("next: playmore start p1")


def test_home_after_playing(playmore: Command) -> None:
    """
    Once a lecture is begun the next command goes on there.
    """
    playmore("start", "p1", "--step", "2", stdin="q\n")

    assert "next: playmore resume p1" in playmore().out


def test_list_as_json(playmore: Command) -> None:
    """
    The list's JSON has the agreed keys, and the place once there is one.
    """
    playmore("start", "p1", "--step", "2", stdin="q\n")

    first = json.loads(playmore("list", "--json").out)[0]

    assert {"id", "title", "video", "length", "steps", "done", "place"} <= set(first)
    assert (first["id"], first["video"], first["length"]) == ("p1", "VMj-3S1tku0", "02:25:52")
    assert set(first["place"]) == {"step", "at"}


def test_outline(playmore: Command) -> None:
    """
    The outline lists the chapters with their timecodes; with --steps every step.
    """
    short, long = playmore("outline", "p1"), playmore("outline", "p1", "--steps")

    assert "00:19:09  starting the core Value object" in short.out
    assert len(long.out.splitlines()) > 150


def test_outline_as_json(playmore: Command, tiny: str) -> None:
    """
    The outline's JSON has the agreed keys at every level.
    """
    document = json.loads(playmore("outline", tiny, "--json").out)

    assert {"id", "title", "video", "length", "chapters"} <= set(document)
    step = document["chapters"][0]["steps"][1]
    assert step == {
        "n": 2, "id": "one", "at": "00:01:00", "exact": False, "kind": "code", "lines": 3, "done": False,
    }  # fmt: skip


def test_search(playmore: Command) -> None:
    """
    Words are found in narration and code, with lesson, timecode and step.
    """
    hits = json.loads(playmore("search", "chain", "rule", "--json").out)

    assert hits and {"lesson", "step", "n", "at", "where", "line"} == set(hits[0])
    assert all("chain" in hit["line"].lower() and "rule" in hit["line"].lower() for hit in hits)


def test_search_finds_nothing(playmore: Command) -> None:
    """
    Nothing found is said and is status 1.
    """
    ran = playmore("search", "xylophone-of-doom")

    assert ran.status == 1 and "nothing found" in ran.err


def test_history(playmore: Command) -> None:
    """
    The history of Value begins with its first version and marks what each later one adds.
    """
    ran = playmore("history", "p1", "Value")

    assert "Value, version 1 of" in ran.out
    assert "+     def __add__(self, other):" in ran.out


def test_history_of_a_method(playmore: Command) -> None:
    """
    A method has a history of its own.
    """
    versions = json.loads(playmore("history", "p1", "Value.__add__", "--json").out)

    assert len(versions) >= 4 and all(version["source"].startswith("def __add__") for version in versions)


def test_history_of_nothing(playmore: Command) -> None:
    """
    A name that the lesson never defines gets a suggestion.
    """
    ran = playmore("history", "p1", "Valu")

    assert ran.status == 2 and "did you mean 'Value'" in ran.err


# -- playing through a pipe ----------------------------------------------------------------------------------------


def test_piped_commands(playmore: Command, tiny: str) -> None:
    """
    Lines on standard input are commands; the end of input leaves with the place saved.
    """
    ran = playmore("start", tiny, stdin="\n\n: x + 41\nn a note\n")

    assert ran.status == 0
    assert "Step 2 of 3, about 00:01:00, code, 3 lines." in ran.out
    assert "printed" in ran.out and "42" in ran.out and "noted" in ran.out
    assert "Come back with:\n  playmore resume" in ran.out
    assert json.loads(playmore("notes", "--json").out)[0]["text"] == "a note"


def test_piped_nonsense(playmore: Command, tiny: str) -> None:
    """
    A line that is no command is said and skipped.
    """
    ran = playmore("start", tiny, stdin="nxt\ng 99:99\nnext\n")

    assert ran.status == 0
    assert "'nxt' is no command; did you mean 'next'?" in ran.out
    assert "is not a timecode" in ran.out
    assert "Step 2 of 3" in ran.out


def test_auto_plays_to_the_end(playmore: Command, tiny: str) -> None:
    """
    --auto needs no input and ends with the lesson.
    """
    ran = playmore("start", tiny, "--auto")

    assert ran.status == 0 and "This is the end of tiny" in ran.out


def test_auto_reports_what_failed(playmore: Command, tiny: str) -> None:
    """
    A step that fails without being meant to makes the status 1 and is named.
    """
    path = Path(tiny)
    path.write_text(path.read_text().replace("x += 1", "x += 'one'"))

    ran = playmore("start", tiny, "--auto")

    assert ran.status == 1 and "steps that failed: two" in ran.out


def test_replay(playmore: Command, tiny: str) -> None:
    """
    Replay shows the step at its state, and the learner's place stays where it is.
    """
    playmore("start", tiny, "--step", "one", stdin="q\n")

    ran = playmore("replay", tiny, "two")

    assert ran.status == 0 and "\n2\n" in ran.out and "printed" not in ran.out
    assert "Step 2 of 3" in playmore("resume", tiny, stdin="").out


def test_replay_as_json(playmore: Command, tiny: str) -> None:
    """
    Replay's JSON tells what was rebuilt, the outputs, what changed and the lecture's figures.
    """
    document = json.loads(playmore("replay", tiny, "one", "--to", "two", "--json").out)

    assert {"lesson", "pace", "data", "rebuilt", "steps"} <= set(document)
    assert {"from", "ran", "seconds"} <= set(document["rebuilt"])
    one, two = document["steps"]
    assert one["outputs"] == [
        {"type": "stream", "name": "stdout", "text": "printed\n"},
        {"type": "result", "text": "1"},
    ]
    assert one["changed"] == {"new": {"x": "1"}, "changed": {}, "gone": []}
    assert one["lecture"][0]["verdict"] == "agrees"
    assert two["changed"]["changed"] == {"x": ["1", "2"]}


def test_replay_of_pictures_as_json(playmore: Command) -> None:
    """
    Plots and graphs come as text with a description in words.
    """
    document = json.loads(playmore("replay", "p1", "9:25", "--json").out)

    (display,) = [one for one in document["steps"][0]["outputs"] if one["type"] == "display"]
    assert display["kind"] == "plot" and "┤" in display["text"] and display["words"]


def test_resume_without_a_beginning(playmore: Command) -> None:
    """
    Resuming what was never begun is wrong usage and says how to begin.
    """
    ran = playmore("resume", "p1")

    assert ran.status == 2 and "playmore start p1" in ran.err


# -- notes, check, data, doctor --------------------------------------------------------------------------------------


def test_note_and_markdown(playmore: Command) -> None:
    """
    A note written from the shell is listed as Markdown with a link to its second.
    """
    assert playmore("note", "look again", "--lesson", "p1", "--step", "1:22:28").status == 0

    listed = playmore("notes", "p1", "--markdown").out

    assert (
        "[01:22:28](https://www.youtube.com/watch?v=VMj-3S1tku0&t=4948s)" in listed and "look again" in listed
    )


def test_check_and_its_json(playmore: Command, tiny: str) -> None:
    """
    A good lesson passes, run or not; the JSON has the agreed keys.
    """
    document = json.loads(playmore("check", tiny, "--run", "--json").out)

    assert document["ok"] is True
    (lesson,) = document["lessons"]
    assert {"id", "path", "steps", "code_steps", "problems", "ran", "failed", "seconds"} <= set(lesson)
    assert (lesson["steps"], lesson["code_steps"], lesson["ran"]) == (3, 2, 2)


def test_check_finds_all_problems(playmore: Command, tiny: str) -> None:
    """
    Every problem of a file comes at once, with its place, and the status is 1.
    """
    path = Path(tiny)
    path.write_text(path.read_text().replace("id: two", "id: one").replace("say: One.", "sya: One."))

    ran = playmore("check", tiny)

    assert ran.status == 1
    assert "'sya'" in ran.out and "did you mean 'say'" in ran.out and "one" in ran.out
    assert len(json.loads(playmore("check", tiny, "--json").out)["lessons"][0]["problems"]) >= 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("is: 1}", "is: 2}"), "the lecture has 2"),
        (("x += 1", "x += 'one'"), "unexpected TypeError"),
        (("say: Two.", "say: 'Two {{ nope }}.'"), "nope"),
        (("say: Two.", "expect: {error: KeyError}"), "expected KeyError"),
    ],
)
def test_check_run_finds_what_differs(
    playmore: Command, tiny: str, change: tuple[str, str], why: str
) -> None:
    """
    Running tells each step that is not as the lesson says, and why.
    """
    path = Path(tiny)
    path.write_text(path.read_text().replace(*change))

    ran = playmore("check", tiny, "--run")

    assert ran.status == 1 and why in ran.out


def test_data_list(playmore: Command) -> None:
    """
    The data sets are listed with their source, as JSON with the agreed keys.
    """
    documents = json.loads(playmore("data", "--json").out)

    assert [one["name"] for one in documents] == ["names", "shakespeare", "gpt2", "gpt4"]
    assert all({"name", "source", "path", "sha256", "lines"} == set(one) for one in documents)


def test_doctor(playmore: Command) -> None:
    """
    The doctor starts a real worker and finds torch in it.
    """
    findings = {one["check"]: one for one in json.loads(playmore("doctor", "--json").out)}

    assert findings["torch"]["ok"] and "2.13.0" in findings["torch"]["found"]
    assert set(findings["torch"]) == {"check", "ok", "found", "advice"}


# -- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["start", "p9"], "there is no lesson 'p9'"),
        (["outline", "micrograd.yaml"], "there is no lesson file"),
        (["start", "p1", "--at", "1:75"], "'1:75' is not a timecode; write it as 24:58, 1:22:28 or 82m"),
        (["start", "p1", "--at", "9:00:00"], "the lecture is 02:25:52 long"),
        (["start", "p1", "--step", "999"], "its steps are 1 to"),
        (["start", "p1", "--step", "defin-f"], "did you mean 'define-f'"),
        (["start", "p1", "--at", "1:00", "--step", "2"], "give one of them"),
        (["replay", "p1", "20", "--to", "10"], "before step 20"),
        (["strat"], "start"),
        (["start", "p1", "--pace", "slow"], "slow"),
        (["data", "path", "nmaes"], "did you mean 'names'"),
    ],
)
def test_wrong_names(playmore: Command, arguments: list[str], words: str) -> None:
    """
    A wrong name or value is wrong usage, said in one sentence that helps, without a traceback.
    """
    ran = playmore(*arguments)

    assert ran.status == 2
    assert words in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just text", "not a lesson"),
        (b"a: [1, 2", "problem.yaml:1"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: 1\n" * 1_200_000, "5 MB"),
    ],
    ids=["empty", "text", "no YAML", "binary", "too large"],
)
def test_files_that_are_no_lessons(playmore: Command, tmp_path: Path, content: bytes, words: str) -> None:
    """
    A file that is no lesson is refused in a sentence with status 1 or 2.
    """
    path = tmp_path / "problem.yaml"
    path.write_bytes(content)

    ran = playmore("start", str(path))

    assert ran.status in (1, 2) and words in ran.err and "Traceback" not in ran.err


def test_state_folder_that_cannot_be_used(playmore: Command, tiny: str, home: Path) -> None:
    """
    Where nothing can be saved that is said, in the exit status too, and the lesson plays all the same.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file stands in the way")

    ran = playmore("start", tiny, "--auto")

    assert ran.status == 1 and "This is the end" in ran.out
    assert "PLAYMORE_HOME" in ran.err


def test_damaged_progress(playmore: Command, tiny: str, home: Path) -> None:
    """
    A damaged progress file is kept aside and named; the command goes on.
    """
    (home / "state").mkdir(parents=True)
    (home / "state" / "progress.db").write_bytes(b"not a database, whatever its name says")

    ran = playmore("outline", tiny)

    assert ran.status == 0 and "kept as" in ran.err
    assert list((home / "state").glob("progress.aside-*"))


def command_line(*arguments: str, home: Path, **variables: str) -> dict[str, Any]:
    """Return the arguments for a real process."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    return {
        "args": [sys.executable, "-m", "playmore_cli", *arguments],
        "env": environment | {"PLAYMORE_HOME": str(home)} | variables,
    }


def test_broken_pipe(home: Path) -> None:
    """
    When whoever reads the output leaves, playmore ends quietly.
    """
    process = subprocess.Popen(
        **command_line("outline", "p1", "--steps", home=home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()

    assert process.wait() == 0 and errors == b""


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"NO_COLOR": "1"}])
def test_other_locales(home: Path, tiny: str, variables: dict[str, str]) -> None:
    """
    In the C locale, or where only ASCII can be written, everything is still said.
    """
    ran = subprocess.run(
        **command_line("start", tiny, "--auto", home=home, **variables), capture_output=True, check=False
    )

    assert ran.returncode == 0 and b"Step 3 of 3" in ran.stdout and ran.stderr == b""


LOOKING = [["outline", "p1"], ["list"], ["--help"], ["search", "tanh"], ["history", "p1", "f"]]


@pytest.mark.parametrize("command", LOOKING)
def test_front_process_never_imports_torch(home: Path, command: list[str]) -> None:
    """
    The commands that only look never import torch, numpy or matplotlib.
    """
    program = (
        "import sys; from playmore_cli.cli import run; from playmore_cli.environment import Environment\n"
        f"run({command!r}, Environment.of_process())\n"
        "heavy = {'torch', 'numpy', 'matplotlib', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PLAYMORE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
