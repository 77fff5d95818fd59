"""A lesson's own files of data: beside it, checked, brought to its code, told, exported and imported."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.own_files import describe_files, files_beside

Command = Callable[..., Any]

STEPS = """\
      - id: read
        at: "00:00:00"
        say: Read it.
        code: |
          rows = open('links.csv').read().split()
          len(rows)
      - {id: first, at: "00:01:00", say: One., code: "rows[0]"}
      - {id: last, at: "00:02:00", say: One., code: "print(rows[-1])"}
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson of three steps that reads a file beside it."""
    path = tmp_path / "course" / "tiny_data.yaml"
    path.parent.mkdir()
    path.write_text(one_chapter(STEPS).replace("about: For tests.", "about: For tests.\ndata: [links.csv]"))
    (path.parent / "links.csv").write_text("a\nb\nc\n")
    return path


def test_the_code_opens_it(playmore: Command, lesson: Path) -> None:
    """
    The code finds the file by its name and cannot change it, and what it holds belongs to the state's key.
    """
    first = json.loads(playmore("replay", str(lesson), "last", "--json").out)
    (lesson.parent / "links.csv").write_text("a\nb\nc\nd\n")
    second = json.loads(playmore("replay", str(lesson), "last", "--json").out)

    said = [one["steps"][0]["outputs"][0]["text"].strip() for one in (first, second)]
    assert said == ["c", "d"]


@pytest.mark.parametrize("way", [("--run",), ()], ids=["run", "read"])
def test_a_missing_file_is_one_fault(playmore: Command, lesson: Path, way: tuple[str, ...]) -> None:
    """
    A file that is not there is one problem, at its place in the lesson, with the nearest name; nothing is run.
    """
    (lesson.parent / "links.csv").rename(lesson.parent / "link.csv")

    (told,) = json.loads(playmore("check", str(lesson), *way, "--json").out)["lessons"]

    (problem,) = told["problems"]
    assert (problem["line"], problem["column"]) == (6, 8)
    assert "there is no file" in problem["message"] and told["failed"] == [] and told["ran"] == 0


def test_what_follows_is_counted(playmore: Command, lesson: Path) -> None:
    """
    Where a step fails that others build on, it is told once and the others are counted.
    """
    lesson.write_text(
        lesson.read_text()
        .replace("data: [links.csv]\n", "")
        .replace(
            "        say: Read it.\n",
            """\
        say: Read it.
        lecture: [{what: rows, value: "3", is: 3, pace: full}]
""",
        )
    )

    ran = playmore("check", str(lesson), "--run")

    assert "read: unexpected FileNotFoundError" in ran.out and "NameError" not in ran.out
    assert "2 faults more lack what these were to give" in ran.out
    assert "1 figure not compared at this pace" in ran.out


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("nams", "did you mean 'names'"),
        ("../secret.csv", "a file beside the lesson"),
        ("/etc/passwd.txt", "a file beside the lesson"),
        ("a/../b.csv", "a file beside the lesson"),
    ],
)
def test_what_is_no_data(playmore: Command, lesson: Path, entry: str, says: str) -> None:
    """
    A name that is no data set, and a path that leads out of the lesson's folder, are refused with what may stand there.
    """
    lesson.write_text(lesson.read_text().replace("links.csv]", f"{entry}]"))

    ran = playmore("check", str(lesson))

    assert ran.status == 1 and says in ran.out


def test_the_question_tells_it(lesson: Path) -> None:
    """
    Who is asked whether a lesson may run reads which data it brings, with its digest.
    """
    told = describe_files(files_beside(load_lesson(lesson), lesson.parent))

    digest = hashlib.sha256(b"a\nb\nc\n").hexdigest()
    assert told == f"links.csv (6 bytes, sha256 {digest[:12]})"


def test_a_script_carries_it(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    An exported script has the file in it, and runs with it in an empty folder.
    """
    target = tmp_path / "empty" / "x.py"
    target.parent.mkdir()
    playmore("export", str(lesson), "-o", str(target))

    ran = subprocess.run(
        [sys.executable, str(target)],
        cwd=target.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().endswith("c")


@pytest.mark.parametrize("form", ["ipynb", "md", "html"])
def test_what_is_read_carries_it(playmore: Command, lesson: Path, tmp_path: Path, form: str) -> None:
    """
    A notebook has the file in it, Markdown beside it, a page behind its name.
    """
    target = tmp_path / "empty" / f"x.{form}"
    target.parent.mkdir()
    assert playmore("export", str(lesson), "-o", str(target)).status == 0

    text = target.read_text()
    if form == "ipynb":
        assert any("bring_files" in "".join(cell["source"]) for cell in json.loads(text)["cells"])
    elif form == "md":
        assert "[links.csv](<x_files/data/links.csv>)" in text
        assert (target.parent / "x_files" / "data" / "links.csv").read_text() == "a\nb\nc\n"
    else:
        assert 'download="links.csv" href="data:application/octet-stream;base64,YQpiCmMK"' in text


def test_a_large_file_is_named(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    A file too large to be carried is named by what is read, and asked for by the script.
    """
    (lesson.parent / "links.csv").write_text("row\n" * 40_000)
    target = tmp_path / "x.py"
    playmore("export", str(lesson), "-o", str(target))

    ran = subprocess.run(
        [sys.executable, str(target)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (
        ran.returncode == 1 and "links.csv lies beside the lesson; put a copy into this folder" in ran.stderr
    )
    for form in ("md", "html"):
        assert "where it runs: links.csv." in playmore("export", str(lesson), "--to", form, "-o", "-").out


def test_changed_data_is_asked_about(playmore: Command, lesson: Path) -> None:
    """
    Data are part of what was trusted: changed ones are asked about again, and that only they changed is said.
    """
    untrusted = {"PLAYMORE_TRUSTED_FOLDERS": ""}
    assert playmore("replay", str(lesson), "last", "--trust", set_to=untrusted).status == 0
    assert playmore("replay", str(lesson), "last", set_to=untrusted).status == 0
    (lesson.parent / "links.csv").write_text("d\n")

    ran = playmore("replay", str(lesson), "last", set_to=untrusted)

    assert (
        ran.status == 2 and "its data is not what it was then" in ran.err and "links.csv (2 bytes" in ran.err
    )


def test_links_out_of_the_folder(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    A link out of the lesson's folder is a fault, is not opened by its code, and no export has what it leads to.
    """
    (tmp_path / "secret").write_text("mine alone")
    (lesson.parent / "links.csv").unlink()
    (lesson.parent / "links.csv").symlink_to(tmp_path / "secret")

    checked = playmore("check", str(lesson))
    played = playmore("replay", str(lesson), "last")
    exported = playmore("export", str(lesson), "--to", "html", "-o", "-")

    assert checked.status == 1 and "is a link out of the lesson's folder" in checked.out
    assert played.status == 1 and "is a link out of the lesson's folder" in played.err
    assert exported.status == 0 and "bWluZSBhbG9uZQ" not in exported.out


def test_import_finds_it(playmore: Command, tmp_path: Path) -> None:
    """
    A notebook's files that lie where the lesson will lie become its data; of others it is said what to do.
    """
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in (
            "rows = open('links.csv').read()",
            "import numpy as np\nnp.load('far/away.npy')",
            "open('o.txt', 'w')",
            "np.savetxt('made.txt', [1])\nnp.loadtxt('made.txt')",
        )
    ]
    notebook = tmp_path / "nb.ipynb"
    notebook.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (tmp_path / "links.csv").write_text("a\n")

    ran = playmore("import", str(notebook), "-o", str(tmp_path / "nb.yaml"), "--json")

    told = [one["message"] for one in json.loads(ran.out)["remarks"] if one["topic"] == "data"]
    assert "data: [links.csv]" in (tmp_path / "nb.yaml").read_text()
    assert any("it opens far/away.npy, which is not beside the lesson" in one for one in told)
    assert not any("made.txt, which" in one or "o.txt, which" in one for one in told)
    assert playmore("check", str(tmp_path / "nb.yaml")).status == 0


def test_an_exported_notebook_brings_it_back(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    The notebook of a lesson comes back with its data, which replace no file that is there.
    """
    notebook = tmp_path / "back" / "tiny.ipynb"
    notebook.parent.mkdir()
    playmore("export", str(lesson), "-o", str(notebook))
    back = notebook.with_suffix(".yaml")

    ran = playmore("import", str(notebook), "-o", str(back))
    (notebook.parent / "links.csv").write_text("mine\n")
    again = playmore("import", str(notebook), "-o", str(back), "--force")

    assert "it carries links.csv, to lie beside the lesson" in ran.out and "it carries" not in again.out
    assert (notebook.parent / "links.csv").read_text() == "mine\n"
    assert load_lesson(back) == load_lesson(lesson)
    assert playmore("check", str(back), "--run").status == 0
