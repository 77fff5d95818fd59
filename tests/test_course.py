"""A course as a teacher makes it with the guide: a lesson with data, a package of it, and a class of thirty."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_package import install

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "writing-lessons.md").read_text()
WRONG = "def slope_at(f, x):\n    return f(x + 0.001) - f(x)"
RIGHT = "def slope_at(f, x):\n    return (f(x + 0.0001) - f(x)) / 0.0001"


class Teacher:
    """Somebody at a shell, whose playmore is *python*'s and whose progress lies in *home*."""

    def __init__(self, home: Path, python: str = sys.executable) -> None:
        self.home, self.python = home, python

    def playmore(self, *words: str, stdin: str = "", status: int = 0) -> str:
        """Run playmore and return what it prints."""
        variables = os.environ | {"PLAYMORE_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [self.python, "-m", "playmore_cli", *words],
            input=stdin,
            capture_output=True,
            text=True,
            env=variables,
            check=False,
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        return ran.stdout


def blocks(language: str) -> list[str]:
    """The blocks of the guide in a language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def package(folder: Path, lesson: str, configuration: str) -> Path:
    """Lay out a package as the guide shows it, build it as pip does, and return the wheel."""
    (files,) = blocks("text")
    for line in files.splitlines()[1:]:
        path = folder / line.strip()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (folder / "pyproject.toml").write_text(configuration)
    lessons = folder / "slopes_course" / "lessons"
    (lessons / "x1_slopes.yaml").write_text(lesson)
    (lessons / "links.csv").write_text("a\nb\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "-w", str(folder.parent / "built"), str(folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (wheel,) = (folder.parent / "built").glob("*.whl")
    return wheel


def hand_in(folder: Path, pattern: str) -> None:
    """Thirty files after one: twenty-five learners', five of somebody who means harm."""
    folder.mkdir()
    for number in range(25):
        document = json.loads(pattern) | {"name": f"Learner {number}"}
        rows = document["tables"]["attempt"]["rows"]
        document["tables"]["attempt"]["rows"] = rows[: 1 + number % 2]
        (folder / f"{number:02}.json").write_text(json.dumps(document))
    broken = json.loads(pattern)
    broken["tables"]["place"]["rows"] = [["x"]]
    hostile = {
        "nested": "[" * 100_000,
        "empty": "",
        "other": '{"playmore": "progress", "format": 99}',
        "broken": json.dumps(broken),
        "signs": json.dumps(json.loads(pattern) | {"name": "\x1b[2J<script>x</script>"}),
    }
    for name, text in hostile.items():
        (folder / f"hostile-{name}.json").write_text(text)


@pytest.mark.whole
def test_from_new_to_report(tmp_path: Path) -> None:
    """
    A lesson that `new` has written gets a file of data, passes its checks, is packaged as the guide says, installed
    elsewhere, played there as `course:id`, handed in by thirty, and reported.
    """
    author = Teacher(tmp_path / "author")
    path = tmp_path / "x1_slopes.yaml"
    author.playmore("new", str(path))
    (tmp_path / "links.csv").write_text("a\nb\n")
    text = path.read_text()
    path.write_text(
        re.sub(r"^chapters:", "data: [links.csv]\nchapters:", text, flags=re.MULTILINE).replace(
            "      - id: define-f\n",
            '      - {id: read, at: "00:01:15", say: Data., code: len(open("links.csv").read())}\n'
            "      - id: define-f\n",
        )
    )
    assert "all well" in author.playmore("check", str(path), "--run", "--trust")

    configuration = next(block for block in blocks("toml") if "build-system" in block)
    wheel = package(tmp_path / "slopes-course", path.read_text(), configuration)
    learner = Teacher(tmp_path / "learner", str(install(wheel, tmp_path / "elsewhere")))
    assert "from slopes-course 1.0" in learner.playmore("list")
    played = learner.playmore("start", "slopes-course:x1", "--step", "read", "--trust", stdin="\n\nq\n")
    assert "4" in played
    for source, status in ((WRONG, 1), (RIGHT, 0)):
        (tmp_path / "attempt.py").write_text(source)
        judged = learner.playmore(
            "recreate", "slopes-course:x1", "small-step", "--from", str(tmp_path / "attempt.py"), "--json",
            "--trust", status=status,
        )  # fmt: skip
        assert json.loads(judged)["passed"] is (status == 0)
    pattern = learner.playmore("progress", "export", "-", "--lesson", "slopes-course:x1", "--name", "Ada")

    hand_in(tmp_path / "handed-in", pattern)
    told = json.loads(author.playmore("progress", "report", str(tmp_path / "handed-in"), "--json"))

    (lesson,) = told["lessons"]
    assert (lesson["id"], lesson["steps"]) == ("slopes-course:x1", 9)
    assert len(lesson["learners"]) == 26 and len(told["left_out"]) == 4
    (exercise,) = lesson["exercises"]
    assert (exercise["step"], exercise["tried"], exercise["solved"]) == ("small-step", 26, 13)
    assert exercise["diagnoses"][0]["learners"] == 26 and "slope_at" in exercise["diagnoses"][0]["says"]


@pytest.mark.whole
def test_packaged_with_setuptools(tmp_path: Path) -> None:
    """
    With setuptools and the line that the guide gives for it the wheel holds the lesson and its data too.
    """
    pytest.importorskip("setuptools", reason="authors have it, playmore needs it for nothing")
    hatch, setuptools = (block for block in blocks("toml"))
    configuration = hatch[: hatch.index("[tool.hatch")].replace("hatchling.build", "setuptools.build_meta")
    configuration = configuration.replace("hatchling", "setuptools") + setuptools

    wheel = package(tmp_path / "slopes-course", "text", configuration)

    names = zipfile.ZipFile(wheel).namelist()
    assert {"slopes_course/lessons/x1_slopes.yaml", "slopes_course/lessons/links.csv"} <= set(names)
