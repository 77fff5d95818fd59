"""Scripts: they run with plain Python from an empty folder and print what the lesson shows."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli import paths
from playmore_cli.export.document import Document, make_document
from playmore_cli.export.python_script import write_script
from playmore_cli.export.script_source import (
    Helpers,
    draws_plots,
    indented,
    letting_by,
    printing_last,
)
from playmore_cli.lesson.catalog import Catalog


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Return what came of a script run in *folder*, warnings being errors, nothing of playmore in reach."""
    path = folder / "lesson.py"
    path.write_text(script, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAYMORE", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", path.name],
        cwd=folder,
        env=kept | {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


# -- one step's code -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x", "show(x)"),
        ("x = 1\nx  # why", "x = 1\nshow(x)  # why"),
        ("a, b", "show((a, b))"),
        ("(a, b)", "show((a, b))"),
        ("(a\n + b)", "show((a\n + b))"),
        ("f(x for x in y)", "show(f(x for x in y))"),
        ("*a, b", "show((*a, b))"),
        ("'ä', é", "show(('ä', é))"),
        ("x;", "x;"),
        ("x  ;", "x  ;"),
        ("print(x)", "print(x)"),
        ("x = 1", "x = 1"),
        ("for x in y:\n    x", "for x in y:\n    x"),
        ("not python at all", "not python at all"),
        ("", ""),
    ],
)
def test_the_last_expression_is_shown(source: str, shown: str) -> None:
    """
    What a notebook displays is put into a call; nothing else of the code changes.
    """
    assert printing_last(source, "show") == shown


def test_texts_over_several_lines_keep_their_inside() -> None:
    """
    Setting code in below a try must not change what its texts say.
    """
    source = "a = '''one\ntwo'''\nb = f'''x\n{a}\ny'''\nif a:\n    c = 1"

    before, after = {}, {}
    exec(source, before)
    exec("if True:\n" + indented(source), after)

    assert (after["a"], after["b"], after["c"]) == (before["a"], before["b"], before["c"])


@pytest.mark.parametrize("source", ["f('a')", "x = = 1", "def f(:\n  pass"])
def test_an_error_that_is_meant_to_come_goes_by(source: str) -> None:
    """
    The error is told and the script goes on, also where the code is no Python at all.
    """
    error = "SyntaxError" if source != "f('a')" else "NameError"
    wrapped = letting_by(source, error, Helpers("show", "error"))

    names: dict[str, object] = {}
    exec(wrapped + "\nafter = 1", names)

    assert names["after"] == 1


def test_which_code_draws() -> None:
    """
    Code that calls a function which draws, draws; defining one does not.
    """
    drawing: set[str] = set()

    assert not draws_plots("def picture():\n    plt.plot([1])", drawing)
    assert draws_plots("picture()", drawing)
    assert draws_plots("plt.plot([1])", drawing)
    assert not draws_plots("other()", drawing)


# -- the small lesson ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(document: Document, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The small lesson's script, run beside its data."""
    folder = tmp_path_factory.mktemp("script")
    shutil.copy(paths.data_folder() / "names.txt", folder / "names.txt")
    return run(write_script(document), folder)


def test_runs_with_plain_python(ran: subprocess.CompletedProcess[str]) -> None:
    """
    Values, prints, live values, the deliberate error, plots and graphs: all of it is printed, in order.
    """
    assert ran.stderr == "" and ran.returncode == 0
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("using the names.txt that is here")
    assert lines[1:5] == ["(12, 'two')", "f(2) = 12.0", "f(2) = 12", "f(2): 12 · in the lecture 12"]
    assert lines[5] == "True True"
    assert lines[6].startswith("TypeError: ")
    assert lines[7] == "4"
    assert lines[9].startswith("digraph {")
    assert lines[-2:] == ["3", "total: 3 · in the lecture 4498500 (full pace)"]


def test_random_numbers_are_those_of_the_lesson(
    ran: subprocess.CompletedProcess[str], played: Document
) -> None:
    """
    The script is seeded as playmore seeds: random numbers are the run's.
    """
    (moment,) = [one for one in played.moments if one.step.id == "random-numbers"]
    assert moment.played is not None
    (result,) = moment.played.outputs

    assert getattr(result, "text", "?") in ran.stdout.splitlines()


def test_without_data_it_says_what_to_do(document: Document, tmp_path: Path) -> None:
    """
    Where the file is absent and nothing can be fetched, the script leaves with one sentence.
    """
    ran = run(
        write_script(document), tmp_path, https_proxy="http://127.0.0.1:9", HTTPS_PROXY="http://127.0.0.1:9"
    )

    assert ran.returncode == 1
    assert ran.stderr.startswith("names.txt could not be fetched (") and ran.stderr.count("\n") == 1
    assert "put a copy into this folder" in ran.stderr
    assert not (tmp_path / "names.txt").exists()


def test_with_outputs_they_stand_in_comments(played: Document) -> None:
    """
    The run's outputs follow their cells as comments, and the narration holds its values.
    """
    script = write_script(played)

    ast.parse(script)
    assert "#> (12, 'two')" in script
    assert "# At two it is 12.0, in code `12`." in script
    assert "#> (a plot)" in script


def test_own_code_runs_in_place_of_the_lectures(mine: Document, tmp_path: Path) -> None:
    """
    The learner's version and experiments run; the lecture's version stands in a comment.
    """
    shutil.copy(paths.data_folder() / "names.txt", tmp_path / "names.txt")
    script = write_script(mine)
    ran = run(script, tmp_path)

    assert ran.returncode == 0, ran.stderr
    assert "400" in ran.stdout.splitlines()
    assert "#         return 4*x**2" in script and "# > **Your note.** why <b>3</b>?" in script


def test_the_first_comment_names_the_packages(document: Document) -> None:
    """
    The packages stand where tools that run single files look for them (PEP 723).
    """
    lines = write_script(document).splitlines()

    assert lines[0] == "# /// script"
    assert lines[2] == '# dependencies = ["graphviz", "matplotlib", "numpy"]'
    assert lines[3] == "# ///"


# -- lessons that ship ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", Catalog().ids())
def test_every_lesson_becomes_python(name: str) -> None:
    """
    The script of each lesson compiles, and its helpers have names that the lesson does not use.
    """
    script = write_script(make_document(Catalog().find(name), "quick"))

    tree = ast.parse(script)
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert defined.count("show") + defined.count("show_value") == 1


@pytest.mark.whole
def test_p1_runs_to_its_end(tmp_path: Path) -> None:
    """
    The whole first lecture runs as a script and trains its network.
    """
    ran = run(write_script(make_document(Catalog().find("p1"), "quick")), tmp_path)

    assert ran.returncode == 0, ran.stderr
    assert "24.70408163265306" in ran.stdout.splitlines()
    assert "all points: loss" in ran.stdout
