"""Notebooks: valid, told apart by step, and when executed they give what the lesson gives."""

import asyncio
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from exported import play
from nbclient import NotebookClient

import playmore_cli
from playmore_cli import paths
from playmore_cli.export.document import Document, make_document
from playmore_cli.export.ipynb import write_notebook
from playmore_cli.lesson.catalog import Catalog

Cell = dict[str, Any]


def cells_of(document: Document) -> list[Cell]:
    """Return the cells of a document's notebook, their sources as one text."""
    notebook = json.loads(write_notebook(document))
    return [cell | {"source": "".join(cell["source"])} for cell in notebook["cells"]]


def cell(cells: list[Cell], name: str) -> Cell:
    """Return the cell with an id."""
    (found,) = [one for one in cells if one["id"] == name]
    return found


def execute(text: str, folder: Path) -> list[Cell]:
    """Return the cells of a notebook after Jupyter executed it from the first to the last in *folder*."""
    notebook = nbformat.reads(text, 4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(playmore_cli.__file__).parent.parent))
        asyncio.run(client.async_execute())  # nbclient's own `execute` leaves its event loop open
    return list(notebook.cells)


def told(cell: Cell) -> list[str]:
    """
    Return what a cell gave, apart from what may differ.

    Jupyter breaks long values over lines and hands prints out in parts; plots and graphs are pictures in both.
    """
    parts: list[str] = []
    stream = ""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            stream += "".join(output["text"])
            continue
        if stream:
            parts.append(stream)
        stream = ""
        if output["output_type"] == "error":
            parts.append(f"{output['ename']}: {output['evalue']}")
        else:
            data = output["data"]
            picture = any(kind.startswith("image/") for kind in data)
            parts.append("a picture" if picture else "".join(data["text/plain"]))
    if stream:
        parts.append(stream)
    return [re.sub(r"\s+", "", part) for part in parts]


def drawn_alike(parts: list[str]) -> list[str]:
    """
    Return outputs without what differs from place to place: who draws pictures and graphs, and addresses in memory.
    """
    parts = [re.sub(r"0x[0-9a-f]{6,}", "0x…", part) for part in parts]
    return ["drawn" if part == "a picture" or "leaves," in part else part for part in parts]


# -- the small lesson ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["document", "played", "mine"])
def test_is_valid(name: str, request: pytest.FixtureRequest) -> None:
    """
    nbformat has nothing to say, with a run, without one, and with a learner's own things.
    """
    notebook = nbformat.reads(write_notebook(request.getfixturevalue(name)), 4)

    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


def test_cells_name_their_step(document: Document) -> None:
    """
    A code cell's id is its step's; the metadata tell lesson, step, time and kind.
    """
    code = cell(cells_of(document), "define-f")

    noted = code["metadata"]["playmore"]
    assert (noted["lesson"], noted["step"], noted["at"], noted["kind"]) == (
        "every",
        "define-f",
        "00:00:30",
        "code",
    )


def test_timecodes_are_links(document: Document) -> None:
    """
    The narration begins with the second of the video; a time that is not a chapter's is marked.
    """
    text = cell(cells_of(document), "define-f_say")["source"]

    assert text.startswith("[00:00:30 ≈](https://www.youtube.com/watch?v=abcdefghijk&t=30s)\n\nA function.")


def test_deliberate_errors_are_tagged(document: Document) -> None:
    """
    Only the step that is meant to fail lets "run all" go on.
    """
    tagged = [
        one["id"] for one in cells_of(document) if "raises-exception" in one["metadata"].get("tags", [])
    ]

    assert tagged == ["oops"]


def test_live_values_without_a_run(document: Document) -> None:
    """
    The sentence names the expression, and the cell before it prints the value and the lecture's figure.
    """
    cells = cells_of(document)

    assert cell(cells, "define-f_then")["source"] == "At two it is `f(2)`, in code `f(2)`."
    assert cell(cells, "define-f_live")["source"].splitlines() == [
        'print(f"{f(2) = :.1f}")',
        'print(f"{f(2) = !s}")',
        "print('f(2):', f(2), '· in the lecture 12')",
    ]


def test_live_values_of_a_run(played: Document) -> None:
    """
    With outputs the sentence holds the run's values, and the lesson's own text stands in the metadata.
    """
    cells = cells_of(played)

    then = cell(cells, "define-f_then")
    assert then["source"] == "At two it is 12.0, in code `12`."
    assert then["metadata"]["playmore"]["text"].startswith("At two it is {{ f(2):.1f }}")
    assert "define-f_live" not in [one["id"] for one in cells]


def test_outputs_of_a_run(played: Document) -> None:
    """
    Values, prints, errors, plots as PNG with words beside them, and graphs as SVG are stored.
    """
    cells = cells_of(played)

    assert told(cell(cells, "define-f")) == ["(12,'two')"]
    assert told(cell(cells, "names")) == ["TrueTrue"]
    assert told(cell(cells, "oops"))[0].startswith("TypeError:")
    (plot,) = cell(cells, "plot")["outputs"]
    assert plot["data"]["image/png"].startswith("iVBOR") and plot["metadata"]["image/png"]["alt"]
    (graph,) = cell(cells, "graph")["outputs"]
    assert "".join(graph["data"]["image/svg+xml"]).startswith("<svg")


def test_the_pace_is_in_the_code(lesson: Any) -> None:
    """
    A step's constants are those of the pace that was asked for.
    """
    full = make_document(lesson, "full")

    assert "steps = 3000\n" in cell(cells_of(full), "train")["source"]


def test_own_things(mine: Document) -> None:
    """
    The learner's code stands in place of the lecture's, which is kept in sight; notes, marks and guesses are there.
    """
    cells = cells_of(mine)

    assert "4*x*x" in cell(cells, "better-f")["source"]
    assert "return 4*x**2" in cell(cells, "better-f_own")["source"]
    assert cell(cells, "better-f_own-1")["source"] == "f(10)"
    assert "return 5" in cell(cells, "better-f_attempts")["source"]
    assert "why <b>3</b>?" in cell(cells, "define-f_note")["source"]
    assert "did not get this" in cell(cells, "define-f_note")["source"]
    assert "You predicted: 6, which was not so" in cell(cells, "define-f_predict")["source"]


def test_names_that_are_too_long() -> None:
    """
    A step of sixty letters still has cells with ids of its own, which notebooks allow.
    """
    from playmore_cli.export.ipynb import cell_id

    long = "x" * 60
    ids = {cell_id(f"{long}_{kind}") for kind in ("say", "then", "predict", "solution")}

    assert len(ids) == 4 and all(len(one) <= 64 for one in ids)


def test_executes_to_the_lessons_outputs(played: Document, document: Document, tmp_path: Path) -> None:
    """
    Jupyter, from the first cell to the last, gives what the lesson gave: seeds, data, errors and pictures too.
    """
    shutil.copy(paths.data_folder() / "names.txt", tmp_path / "names.txt")
    given = {one["id"]: one for one in execute(write_notebook(document), tmp_path)}

    expected = {one["id"]: told(one) for one in cells_of(played) if one["cell_type"] == "code"}
    steps = [step.id for step in document.lesson.steps if step.code]
    assert {name: told(given[name]) for name in steps} == {name: expected[name] for name in steps}
    assert told(given["define-f_live"]) == ["f(2)=12.0f(2)=12f(2):12·inthelecture12"]


# -- a lesson that ships -------------------------------------------------------------------------------------------


@pytest.mark.whole
@pytest.mark.parametrize("name", ["p1", "p8"])
def test_a_lecture_executes_to_its_outputs(name: str, tmp_path: Path) -> None:
    """
    A whole lecture, exported with outputs, gives the same outputs again when Jupyter executes it beside its data.
    """
    lesson = Catalog().find(name)
    (tmp_path / "played").mkdir()
    recording = play(lesson, tmp_path / "played")
    text = write_notebook(make_document(lesson, "quick", recording))
    nbformat.validate(nbformat.reads(text, 4))

    shutil.copytree(tmp_path / "played", tmp_path / "jupyter")
    given = {one["id"]: drawn_alike(told(one)) for one in _code(execute(text, tmp_path / "jupyter"))}

    stored = {one["id"]: drawn_alike(told(one)) for one in _code(json.loads(text)["cells"])}
    steps = [step.id for step in lesson.steps if step.code]
    assert {one: (given[one], stored[one]) for one in steps if not same(given[one], stored[one])} == {}
    assert sum(bool(stored[one]) for one in steps) > 100


def same(given: list[str], stored: list[str]) -> bool:
    """Whether Jupyter gave what is stored; where tokens were drawn, between bars, it shows the list itself."""
    return len(given) == len(stored) and all(
        one == other or "│" in other for one, other in zip(given, stored, strict=True)
    )


def _code(cells: list[Cell]) -> list[Cell]:
    return [one for one in cells if one["cell_type"] == "code"]
