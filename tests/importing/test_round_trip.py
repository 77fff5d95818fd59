"""Export, import, export: code and text stay, and so does all else that makes a lesson."""

import json
from typing import Any

import pytest

from playmore_cli.export.document import Played, Recording, make_document
from playmore_cli.export.ipynb import write_notebook
from playmore_cli.importing.account import ImportReport
from playmore_cli.importing.assembling import Wishes, make_lesson
from playmore_cli.importing.notebook import parse_notebook
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.view.maths import undrawable


@pytest.fixture(scope="module")
def p1() -> Lesson:
    """The first lecture."""
    return load_lesson(Catalog().path_of("p1"))


def back(text: str) -> tuple[Lesson, ImportReport]:
    """Return what a notebook's text makes."""
    return make_lesson(
        parse_notebook(text.encode(), "back.ipynb"), "back.ipynb", Wishes("back"), undrawable, "pictures"
    )


@pytest.mark.parametrize("name", ["p1", "p3", "p7"])
@pytest.mark.parametrize("pace", ["quick", "full"])
def test_a_lecture_comes_back(name: str, pace: PaceName) -> None:
    """
    A lecture exported and imported is the same lesson, to the last exercise, and its notebook the same text.
    """
    lesson = load_lesson(Catalog().path_of(name))
    exported = write_notebook(make_document(lesson, pace))

    again, report = back(exported)

    assert again == lesson
    assert write_notebook(make_document(again, pace)) == exported
    assert [remark.message for remark in report.remarks if "makes anew" not in remark.message] == []


def test_values_of_a_run_do_not_replace_live_ones(p1: Lesson) -> None:
    """
    A notebook exported with outputs shows numbers in its text; imported, they are live values again.
    """
    recording = Recording(
        {
            step.id: Played(
                values={
                    text: ("7",) * len(find_live_values(text)) for text in (*step.pieces, step.then or "")
                }
            )
            for step in p1.steps
        }
    )

    again, _ = back(write_notebook(make_document(p1, "quick", recording)))

    assert again == p1


def edited(p1: Lesson, change: Any) -> tuple[Lesson, ImportReport]:
    """Return what comes back after *change* was made to the cells of the export."""
    document = json.loads(write_notebook(make_document(p1, "quick")))
    change(document["cells"])
    return back(json.dumps(document))


def cell_of(cells: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the cell with this id."""
    return next(cell for cell in cells if cell["id"] == name)


def test_edited_cells_are_taken_as_they_stand(p1: Lesson) -> None:
    """
    Whoever edits code and text of an export in Jupyter gets the edits; what was not touched stays exact.
    """
    live = next(step for step in p1.steps if step.then and "{{" in step.then)

    def change(cells: list[dict[str, Any]]) -> None:
        cell_of(cells, "define-f")["source"] = "%matplotlib inline\ndef f(x):\n    return x"
        cell_of(cells, f"{live.id}_then")["source"] = "Said otherwise, $\\unknown$."

    again, report = edited(p1, change)

    assert again.steps[again.index_of("define-f")].code == "def f(x):\n    return x"
    assert again.steps[again.index_of(live.id)].then == "Said otherwise, `\\unknown`."
    assert len(again.steps) == len(p1.steps)
    assert any("`%matplotlib inline`" in remark.message for remark in report.remarks)


def test_cells_between_ours_become_steps(p1: Lesson) -> None:
    """
    Cells that were added to an export become steps at their place, between the times of their neighbours.
    """

    def change(cells: list[dict[str, Any]]) -> None:
        place = cells.index(cell_of(cells, "define-f")) + 1
        cells.insert(
            place, {"cell_type": "code", "metadata": {}, "source": "def mine():\n    pass", "outputs": []}
        )

    again, _ = edited(p1, change)

    index = again.index_of("define-mine")
    assert again.steps[index - 1].id == "define-f"
    assert again.steps[index - 1].at <= again.steps[index].at <= again.steps[index + 1].at
    assert len(again.steps) == len(p1.steps) + 1


def test_copied_and_damaged_cells(p1: Lesson) -> None:
    """
    A copy of one of our cells is a step of its own; metadata that somebody broke are left out with a remark.
    """

    def change(cells: list[dict[str, Any]]) -> None:
        cells.append(dict(cell_of(cells, "define-f")))
        keyed = next(cell for cell in cells if "keys" in cell["metadata"]["playmore"])
        keyed["metadata"]["playmore"]["keys"] = {"cards": 3, "nonsense": 1}
        cells[-2]["metadata"]["playmore"]["at"] = "late"

    again, report = edited(p1, change)

    assert again.steps[-1].id == "define-f-2"
    said = " ".join(remark.message for remark in report.remarks)
    assert "'nonsense'" in said and "'cards' in its metadata" in said


def test_a_damaged_head(p1: Lesson) -> None:
    """
    What somebody broke in the notebook's own metadata is left out, and the lesson stays one.
    """
    document = json.loads(write_notebook(make_document(p1, "quick")))
    document["metadata"]["playmore"]["lesson"] |= {
        "id": "No Slug",
        "seed": "x",
        "data": 3,
        "lecture": [],
        "new": 1,
    }

    again, report = back(json.dumps(document))

    assert again.id == "back" and again.seed == 1337 and again.steps == p1.steps
    assert "'seed' in the notebook's metadata" in " ".join(remark.message for remark in report.remarks)
