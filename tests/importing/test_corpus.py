"""Notebooks written by us that have what notebooks out there have: all become lessons, and those that can be run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from playmore_cli.checker import check_lesson
from playmore_cli.environment import Environment
from playmore_cli.importing.account import ImportReport
from playmore_cli.importing.assembling import Wishes, make_lesson
from playmore_cli.importing.notebook import Notebook, NotebookCell, StoredError
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.writing import write_lesson
from playmore_cli.outputs import Graph, Output, Plot, Result, Stream
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.view.maths import undrawable

Case = Mapping[str, Any]
CASES: list[Case] = yaml.safe_load(Path(__file__).with_name("corpus.yaml").read_text("utf-8"))
KINDS = {"md": "markdown", "py": "code", "raw": "raw"}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def cell(number: int, given: Mapping[str, Any]) -> NotebookCell:
    """Return a cell as it is written down in the corpus."""
    kind = next(one for one in KINDS if one in given)
    text = given[kind]
    if isinstance(text, dict):
        text = "\n\n".join(text["text"].format(part) * 4 for part in range(text["repeat"]))
    error = StoredError(given["error"], "") if "error" in given else None
    pictures = {given["attached"]: DOT} if "attached" in given else {}
    return NotebookCell(number, KINDS[kind], text.rstrip("\n"), error=error, attachments=pictures)  # type: ignore[arg-type]


def imported(case: Case) -> tuple[Lesson, ImportReport]:
    """Return what a notebook of the corpus becomes."""
    cells = tuple(cell(number, given) for number, given in enumerate(case["cells"], 1))
    return make_lesson(Notebook(cells), "one.ipynb", Wishes("one"), undrawable, "pictures")


def test_there_are_forty() -> None:
    """
    The corpus has at least forty notebooks, each under a name of its own.
    """
    assert len({case["name"] for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_becomes_a_lesson(case: Case) -> None:
    """
    The lesson has no problems and says in its report what did not come along; no cell is lost without a word.
    """
    lesson, report = imported(case)
    said = "\n".join(map(str, report.remarks))
    gives = case.get("gives", {})

    again, problems = read_lesson(write_lesson(lesson), "one.yaml", undrawable)
    assert problems == () and again == lesson
    assert len(lesson.steps) == gives.get("steps", len(lesson.steps))
    assert len(lesson.chapters) == gives.get("chapters", len(lesson.chapters))
    assert [words for words in case.get("says", ()) if words not in said] == []
    named = {remark.cell for remark in report.remarks}
    assert [number for number, _, steps in report.cells if not steps and number not in named] == []


def shown_by(lesson: Lesson) -> tuple[str, tuple[str, ...]]:
    """Run a lesson; return all that it shows in words, and what did not come out as it says."""
    environment = Environment.of_process()
    shown: list[str] = []

    def keep(step: Step, output: Output) -> None:
        match output:
            case Stream(text=text) | Result(text=text):
                shown.append(text)
            case Plot() | Graph():
                shown.append(f"picture: {output.words}")

    report = check_lesson(
        lesson, "quick", lambda folder: place_all(lesson, folder, environment), on_output=keep
    )
    return "\n".join(shown), tuple(f"{fault.id}: {fault.why}" for fault in report.failed)


@pytest.mark.whole
@pytest.mark.parametrize(
    "case", [one for one in CASES if one.get("run", True)], ids=lambda case: case["name"]
)
def test_runs(case: Case) -> None:
    """
    Every step comes out as the lesson says, and shows what the notebook showed.
    """
    shown, faults = shown_by(imported(case)[0])

    assert faults == ()
    assert [words for words in case.get("shows", ()) if words not in shown] == []
