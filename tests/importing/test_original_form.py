"""A notebook in the form of the one that playmore began as: 227 cells, 30 chapters, timecodes in its headings."""

import json
from pathlib import Path

import pytest
from terminal import ENTER, Terminal

from playmore_cli.importing.assembling import Wishes, make_lesson
from playmore_cli.importing.notebook import parse_notebook
from playmore_cli.timecode import format_timecode
from playmore_cli.view.maths import undrawable

CHAPTERS, CELLS = 30, 227
VIDEO = "https://www.youtube.com/watch?v=VMj-3S1tku0"


def cells() -> list[dict[str, object]]:
    """Return the cells: a title with a picture's place, then chapters of a heading, words and code that builds up."""
    made: list[tuple[str, str]] = [
        ("markdown", f"# Slopes, step by step [00:00:00]({VIDEO})\n\nNotes to play along.")
    ]
    for number in range(CHAPTERS):
        at = 60 + 240 * number
        link = f"[{format_timecode(at)}]({VIDEO}&t={at}s)"
        made += [
            ("markdown", f"{'##' if number % 3 else '#'} Idea {number + 1}: a nudge of {number + 1} {link}"),
            ("markdown", f"What does $f(x) = {number + 1}x^2$ do when **x** is nudged?"),
            ("code", f"def f(x):\n    return {number + 1} * x**2\n\nf(3.0)"),
            ("markdown", "A small step to the right:"),
            ("code", "h = 0.0001\nslope = (f(3.0 + h) - f(3.0)) / h\nround(slope, 2)"),
        ]
        made += [("code", f"slopes = {{**globals().get('slopes', {{}}), {number + 1}: round(slope, 1)}}")]
        made += [("code", "len(slopes)")] if number < 16 else [("markdown", "*Take a note of it.*")]
    made += [("markdown", "## Exercises")]
    made += [("markdown", f"E{number:02}: nudge it by hand.") for number in range(CELLS - len(made))]
    return [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in made
    ]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """The file."""
    path = tmp_path / "slopes.ipynb"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"cells": cells(), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    return path


def test_its_chapters_and_timecodes(notebook: Path) -> None:
    """
    Every heading with a timecode is a chapter at that second, words go with the code that follows, nothing is lost.
    """
    assert len(cells()) == CELLS
    lesson, report = make_lesson(
        parse_notebook(notebook.read_bytes(), notebook.name),
        notebook.name,
        Wishes("slopes"),
        undrawable,
        "pictures",
    )

    timed = [chapter for chapter in lesson.chapters if chapter.title.startswith("Idea")]
    assert [chapter.at for chapter in timed] == [60 + 240 * number for number in range(CHAPTERS)]
    assert timed[4].title == "Idea 5: a nudge of 5"
    assert timed[4].steps[0].say == "What does $f(x) = 5x^2$ do when **x** is nudged?"
    assert sum(step.code is not None for step in lesson.steps) == sum(
        one["cell_type"] == "code" for one in cells()
    )
    assert all(
        steps or any(one.cell == number for one in report.remarks) for number, _, steps in report.cells
    )


@pytest.mark.whole
def test_one_wants_to_play_it(notebook: Path, tmp_path: Path) -> None:
    """
    Six screens of it: the first, a formula with its code, a result, a jump to a second, the outline, the last.
    """
    lesson, home = notebook.with_suffix(".yaml"), tmp_path / "home"
    with Terminal(["import", str(notebook), "-o", str(lesson)], home) as terminal:
        assert terminal.end() == 0
    with Terminal(["start", str(lesson), "--trust"], home) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        screen = terminal.step(2)
        assert "Idea 1: a nudge of 1" in screen and "00:01:00" in screen
        assert "f(x) = 1x²" in screen and "return 1 * x**2" in screen
        terminal.press(ENTER)
        terminal.wait_for("9.0")
        terminal.key_line()
        terminal.press("g")
        terminal.wait_for("go to")
        terminal.press("1:41:10" + ENTER)
        terminal.wait_for("Idea 26: a nudge of 26")
        assert "return 26 * x**2" in terminal.key_line()
        terminal.press(ENTER)
        terminal.wait_for("234.0")
        terminal.key_line()
        terminal.press("o")
        screen = terminal.wait_for("Esc back")
        assert "Idea 26" in screen and "Idea 25" in screen
        terminal.press("Exercises")
        terminal.wait_for("find › Exercises")
        terminal.press(ENTER)
        terminal.wait_for("step 122 of 137")
        terminal.key_line()
        terminal.press("q")
        assert terminal.end() == 0
