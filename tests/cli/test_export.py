"""``playmore export``: where it writes, what it refuses, what it says."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from waiting import wait_until

import playmore_cli
from playmore_cli.store.learner import Edits, Store

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - {id: talk, at: "00:00:00", say: Some talk.}
      - id: one
        at: "00:01:00"
        say: One.
        code: |
          x = 1
          print('printed')
          x
      - id: two
        at: "00:02:00"
        say: Two.
        code: |
          import matplotlib.pyplot as plt
          plt.plot([x, 2]);
""",
    title="Three steps",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in; processes started there find the package also where it is not installed."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(Path(playmore_cli.__file__).parent.parent))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """The path of a lesson of three steps."""
    path = tmp_path / "tiny_three.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.mark.parametrize("form", ["ipynb", "py", "md", "html"])
def test_the_file_is_named_after_the_lesson(playmore: Command, here: Path, form: str) -> None:
    """
    Without -o the file stands in the current folder under the lesson's own name, and nothing else does.
    """
    ran = playmore("export", "p1", "--to", form)

    assert (ran.status, ran.out, ran.err) == (0, "", f"wrote p1_micrograd.{form}\n")
    assert [path.name for path in here.iterdir()] == [f"p1_micrograd.{form}"]
    assert (here / f"p1_micrograd.{form}").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_to_the_standard_output(playmore: Command, tiny: str, here: Path) -> None:
    """
    -o - writes the text there and makes no file.
    """
    ran = playmore("export", tiny, "--to", "ipynb", "-o", "-")

    assert ran.status == 0 and json.loads(ran.out)["nbformat"] == 4
    assert list(here.iterdir()) == []


def test_into_a_folder(playmore: Command, tiny: str, here: Path) -> None:
    """
    -o with a folder keeps the name.
    """
    (here / "notes").mkdir()

    assert playmore("export", tiny, "--to", "md", "-o", "notes").status == 0
    assert (here / "notes" / "tiny_three.md").is_file()


def test_the_ending_says_the_form(playmore: Command, tiny: str, here: Path) -> None:
    """
    Without --to the file's ending decides.
    """
    assert playmore("export", tiny, "-o", "page.html").status == 0
    assert (here / "page.html").read_text().startswith("<!doctype html>")


def test_a_file_that_is_there_is_kept(playmore: Command, tiny: str, here: Path) -> None:
    """
    An existing file is refused before anything is played; --force replaces it.
    """
    file = here / "mine.md"
    file.write_text("precious")

    refused = playmore("export", tiny, "--to", "md", "-o", "mine.md", "--with-outputs")
    assert refused.status == 2 and "--force replaces it" in refused.err and file.read_text() == "precious"

    assert playmore("export", tiny, "--to", "md", "-o", "mine.md", "--force").status == 0
    assert file.read_text().startswith("# Three steps")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["p1", "--to", "ipnb"], "did you mean ipynb?"),
        (["p1", "--to", "markdwn"], "did you mean md?"),
        (["p1", "--to", "docx"], "there are ipynb, py, md, html"),
        (["p11", "--to", "md"], "there is no lesson 'p11'"),
        (["p1", "--to", "md", "-o", "nowhere/x.md"], "there is no folder nowhere"),
        (["p1"], "say which form to write: --to ipynb, --to py"),
        (["p1", "-o", "p1.htm"], "there is no form '.htm'; did you mean html?"),
    ],
)
def test_wrong_usage(playmore: Command, here: Path, arguments: list[str], said: str) -> None:
    """
    A wrong form, lesson or folder is named in one line, and nothing is written.
    """
    ran = playmore("export", *arguments)

    assert ran.status == 2 and said in ran.err and ran.err.count("\n") == 1
    assert list(here.iterdir()) == []


def test_with_outputs(playmore: Command, tiny: str, here: Path) -> None:
    """
    The lesson is played: what came out stands in the file, pictures in a folder beside it.
    """
    ran = playmore("export", tiny, "--to", "md", "--with-outputs")

    assert ran.status == 0
    assert ran.err == "playing tiny, 3 steps\nwrote tiny_three.md and 1 file beside it\n"
    assert "```text\nprinted\n```\n\n```text\n1\n```" in (here / "tiny_three.md").read_text()
    assert (here / "tiny_three_files" / "two-1.png").read_bytes().startswith(b"\x89PNG")


def test_a_step_that_fails(playmore: Command, tmp_path: Path, here: Path) -> None:
    """
    The export is written all the same; the step is named and the status tells.
    """
    path = tmp_path / "broken_one.yaml"
    path.write_text(LESSON.replace("print('printed')", "1/0"))

    ran = playmore("export", str(path), "--to", "py", "--with-outputs")

    assert ran.status == 1 and "step one failed: ZeroDivisionError" in ran.err
    assert "#> ZeroDivisionError: division by zero" in (here / "broken_one.py").read_text()


def test_mine(playmore: Command, tiny: str, home: Path, here: Path) -> None:
    """
    Own edits are played and shown; notes, marks, guesses and attempts come out of the store.
    """
    store = Store(home / "state" / "progress.db")
    store.save_edits("tiny", "one", Edits("x = 41\nx + 1\n", ("x * 2",)))
    store.add_note("tiny", "one", 60.0, "remember this")
    store.toggle_mark("tiny", "two")
    store.close()

    assert playmore("export", tiny, "--to", "md", "--with-outputs", "--mine").status == 0
    text = (here / "tiny_three.md").read_text()
    assert "```python\nx = 41\nx + 1\n```" in text and "```text\n42\n```" in text
    assert "**Your note.** remember this" in text and "did not get this" in text
    assert "**Your experiment:**\n\n```python\nx * 2\n```" in text
    assert "print('printed')" in text

    assert playmore("export", tiny, "--to", "py").status == 0
    assert "remember this" not in (here / "tiny_three.py").read_text()


@pytest.mark.slow
def test_interrupted(tmp_path: Path, home: Path, here: Path) -> None:
    """
    Ctrl-C while the lesson is played ends with status 130 and leaves nothing behind.
    """
    path = tmp_path / "slow_one.yaml"
    path.write_text(LESSON.replace("print('printed')", "import time; open('begun', 'w'); time.sleep(300)"))
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "playmore_cli",
            "export",
            str(path),
            "--to",
            "md",
            "--with-outputs",
            "--trust",
        ],
        cwd=here,
        env=os.environ | {"PLAYMORE_HOME": str(home), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: process.poll() is not None or list(tmp_path.glob("playmore-*/begun")))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "") and "Traceback" not in err
    assert list(here.iterdir()) == [] and list(tmp_path.glob("playmore-*")) == []
