"""A lesson of one's own on its whole way: written, given data, packaged, installed elsewhere, played by a class."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hostile_files import hand_in_hostile

Command = Callable[..., Any]

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-lessons.md").read_text()
READING = """\
      - id: read-rain
        at: "00:00:30"
        say: A year of rain.
        predict: {ask: How many months?, answer: len(rain)}
        code: |
          rain = [float(line) for line in open('rain/months.csv')]
          len(rain)
"""
RIGHT = "def slope_at(f, x):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5\n"


def project_files() -> dict[str, str]:
    """The files of a package as the guide has them: with hatchling, and with setuptools."""
    hatch, instead = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    head = hatch.rsplit("[tool", 1)[0].replace("hatchling.build", "setuptools.build_meta")
    return {"hatchling": hatch, "setuptools": head.replace("hatchling", "setuptools") + instead}


@pytest.fixture
def project(playmore: Command, tmp_path: Path) -> Path:
    """A package with a lesson that `new` has written, to which a step was added that reads a file of its own."""
    lessons = tmp_path / "slopes-course" / "slopes_course" / "lessons"
    (lessons / "rain").mkdir(parents=True)
    for folder in (lessons, lessons.parent):
        (folder / "__init__.py").touch()
    path = lessons / "x1_slopes.yaml"
    assert playmore("new", str(path), "--title", "Slopes", "--length", "0:10:00").status == 0
    text = path.read_text()
    place = text.index("      - id: define-f")
    text = text[:place] + READING + text[place:]
    path.write_text(text.replace("about:", "data: [rain/months.csv]\nabout:", 1))
    (lessons / "rain" / "months.csv").write_text("4.5\n3.0\n2.5\n")
    return tmp_path / "slopes-course"


def pip(project: Path, *words: str) -> None:
    """Run pip in a project; nothing is fetched."""
    quietly = ("--no-deps", "--no-index", "--disable-pip-version-check", "-q")
    ran = subprocess.run(
        (sys.executable, "-m", "pip", *words, *quietly),
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def wheel(project: Path, backend: str) -> Path:
    """Build a wheel as the guide says."""
    (project / "pyproject.toml").write_text(project_files()[backend])
    pip(project, "wheel", ".", "--no-build-isolation", "-w", "dist")
    (found,) = (project / "dist").glob("*.whl")
    return found


@pytest.mark.whole
def test_a_wheel_by_setuptools_holds_the_lesson(project: Path) -> None:
    """
    With the lines that the guide has for setuptools the wheel holds the lesson and its data, in folders too.
    """
    with ZipFile(wheel(project, "setuptools")) as held:
        names = set(held.namelist())

    assert {f"slopes_course/lessons/{name}" for name in ("x1_slopes.yaml", "rain/months.csv")} <= names


@pytest.mark.whole
def test_from_new_to_report(playmore: Command, project: Path, tmp_path: Path) -> None:
    """
    The lesson is well, its wheel holds it with its data, learners elsewhere play it as ``course:id``, try its exercise
    and hand in; of thirty files five are hostile, and the report tells of the class.
    """
    checked = json.loads(playmore("check", str(project / "slopes_course" / "lessons"), "--run", "--json").out)
    assert checked["ok"] and checked["lessons"][0]["ran"] == 7
    pip(project, "install", str(wheel(project, "hatchling")), "--target", str(tmp_path / "site"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def learner(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        variables = os.environ | {
            "PLAYMORE_HOME": str(tmp_path / "learner"),
            "PYTHONPATH": str(tmp_path / "site"),
        }
        return subprocess.run(
            (sys.executable, "-P", "-m", "playmore_cli", *words),
            input=stdin,
            env=variables,
            cwd=elsewhere,
            capture_output=True,
            text=True,
            check=False,
        )

    assert "slopes-course:x1" in learner("list").stdout
    played = learner("start", "slopes-course:x1", "--trust", "--step", "read-rain", stdin="\n3\n\nq\n")
    assert played.returncode == 0 and "As you said: 3" in played.stdout, played.stdout + played.stderr
    for source, status in ((RIGHT.replace("/ 2e-5", ""), 1), (RIGHT, 0)):
        (elsewhere / "attempt.py").write_text(source)
        judged = learner(
            "recreate", "slopes-course:x1", "small-step", "--from", "attempt.py", "--json", "--trust"
        )
        assert (judged.returncode, json.loads(judged.stdout)["passed"]) == (status, status == 0)
    assert learner("progress", "export", "--lesson", "slopes-course:x1", "--name", "Ada").returncode == 0

    (first,) = elsewhere.glob("*.json")
    handed_in = json.loads(first.read_text())
    for number in range(24):
        (elsewhere / f"{number}.json").write_text(json.dumps(handed_in | {"name": f"Learner {number}"}))
    hand_in_hostile(elsewhere, handed_in)
    before = playmore("progress", "export", "-").out

    table = playmore("progress", "report", str(elsewhere))
    told = json.loads(playmore("progress", "report", str(elsewhere), "--json").out)
    assert playmore("progress", "report", str(elsewhere), "--html", str(tmp_path / "class.html")).status == 0

    (lesson,) = told["lessons"]
    assert (lesson["id"], lesson["steps"], len(lesson["learners"])) == ("slopes-course:x1", 9, 27)
    assert len(told["left_out"]) == 3
    (exercise,) = lesson["exercises"]
    assert (exercise["step"], exercise["tried"], exercise["solved"]) == ("small-step", 27, 27)
    assert exercise["diagnoses"][0]["learners"] >= 25
    assert {"step": "read-rain", "right": 27, "judged": 27} in lesson["predictions"]
    assert "Ada" in table.out and "\x1b" not in table.out
    assert playmore("progress", "export", "-").out == before
