"""Every lesson that ships: no problems, and it runs from start to end as it says."""

import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest
from rich.console import Console

from playmore_cli.checker import check_lesson
from playmore_cli.cli.lesson_data import place_all
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.outputs import Graph, Output, Plot
from playmore_cli.runner import plots
from playmore_cli.view.maths import undrawable
from playmore_cli.view.screen import Screen
from playmore_cli.view.theme import DARK, LIGHT

Golden = Callable[[str, str], None]
CATALOG = Catalog()
LESSONS = CATALOG.ids()
PLAYED = ("p1", "p2")
"""Lessons that are run here from start to end; the others join once a whole run of theirs has been seen to pass."""
RECORDED = ("p1", "p2")
"""Lessons whose pictures are kept in golden/; pytest --rewrite-golden writes those of a lesson added here."""


@pytest.fixture
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """One of the lessons that ship."""
    return CATALOG.find(request.param)


@dataclass(frozen=True)
class Played:
    """What came of one lesson played from start to end: its *faults*, and every plot and graph by its step."""

    lesson: Lesson
    faults: tuple[str, ...]
    pictures: tuple[tuple[Step, Plot | Graph], ...]


def play(lesson: Lesson) -> Played:
    """Play a lesson at quick pace on the data that the environment's variables lead to."""
    environment = Environment.of_process()
    pictures: list[tuple[Step, Plot | Graph]] = []

    def place(folder: Path) -> frozenset[str]:
        return place_all(lesson, folder, environment)

    def keep(step: Step, output: Output) -> None:
        if isinstance(output, Plot | Graph):
            pictures.append((step, output))

    report = check_lesson(lesson, "quick", place, on_output=keep)
    assert report.ran == sum(step.code is not None for step in lesson.steps)
    return Played(lesson, tuple(f"{fault.id}: {fault.why}" for fault in report.failed), tuple(pictures))


def together(names: Sequence[str]) -> list[object]:
    """Return lessons as parameters whose tests share a worker of pytest-xdist, and so a single play of the lesson."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


@pytest.fixture(scope="module", params=together(PLAYED))
def played(request: pytest.FixtureRequest) -> Played:
    """A lesson, played once for all tests that look at it, on the data that ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLAYMORE_DATA_DIR", raising=False)
        return play(CATALOG.find(request.param))


def drawn_everywhere(picture: Plot | Graph) -> str:
    """
    Draw a picture for two sizes, both grounds, with 256 colours and with none; return it for 80 columns.

    The characters must be the same whatever the colours, and fit the screen.
    """
    texts = []
    for columns, rows in ((80, 24), (120, 40)):
        shown = [
            seen(picture, columns, rows, dark=dark, colours=colours)
            for dark in (True, False)
            for colours in ("256", None)
        ]
        widest = max(len(line) for text in shown for line in text.split("\n"))
        assert widest <= columns
        assert isinstance(picture, Plot) or len(set(shown)) == 1
        assert shown[0] == shown[1] and shown[2] == shown[3]
        texts.append(shown[0])
    assert isinstance(picture, Graph) or picture.words
    return texts[0]


def seen(picture: Plot | Graph, columns: int, rows: int, *, dark: bool, colours: str | None) -> str:
    """Return what a terminal shows of a picture."""
    if isinstance(picture, Plot):
        drawing = plots.draw_plot(plots.thaw(picture.figure), columns - 4, rows - 6, dark=dark)
        picture = Plot(picture.figure, drawing, picture.words)
    out = io.StringIO()
    console = Console(
        file=out,
        width=columns,
        height=rows,
        force_terminal=True,
        color_system=colours,
        no_color=colours is None,
    )
    view = Screen(console, DARK if dark else LIGHT)
    view.output(picture)
    view.end_output()
    terminal = pyte.Screen(columns, 400)
    pyte.Stream(terminal).feed(out.getvalue().replace("\n", "\r\n"))
    return "\n".join(line.rstrip() for line in terminal.display).rstrip("\n")


def test_there_are_lessons() -> None:
    """
    The first lecture is among the lessons, so the tests below have something to test.
    """
    assert "p1" in LESSONS


@pytest.mark.parametrize("name", LESSONS)
def test_no_problems(name: str) -> None:
    """
    The file is valid, and every formula in it can be drawn.
    """
    load_lesson(CATALOG.path_of(name), undrawable)


@pytest.mark.slow
def test_runs_as_it_says(played: Played) -> None:
    """
    At quick pace, on the data that ships, every step, figure, prediction, exercise and card comes out.
    """
    assert played.faults == ()


@pytest.mark.slow
def test_pictures_fit_any_terminal(played: Played, golden: Golden) -> None:
    """
    Every picture can be drawn on any terminal, and those that were recorded are as they were.

    Recorded are those before the first long training of a lesson: after it the last digits may differ from
    processor to processor.
    """
    lesson = played.lesson
    paced = [index for index, step in enumerate(lesson.steps) if step.pace]
    recorded = []
    for step, picture in played.pictures:
        text = drawn_everywhere(picture)
        assert text.strip(), f"{step.id}: its picture is empty"
        if lesson.index_of(step.id) < min(paced, default=len(lesson.steps)):
            recorded.append(f"{step.id}\n\n{text}\n")
    if lesson.id in RECORDED:
        golden(lesson.id, "\n".join(recorded))


@pytest.mark.slow
@pytest.mark.skipif(
    "PLAYMORE_DATA_DIR" not in os.environ, reason="needs the lectures' own data in PLAYMORE_DATA_DIR"
)
@pytest.mark.parametrize("lesson", [name for name in PLAYED if CATALOG.find(name).data], indirect=True)
def test_runs_on_the_lectures_data(lesson: Lesson) -> None:
    """
    On the lectures' own data too, where the lecture's figures are compared.
    """
    assert play(lesson).faults == ()


@pytest.mark.parametrize("lesson", LESSONS, indirect=True)
def test_links_lead_somewhere(lesson: Lesson) -> None:
    """
    Every link to a step of another lesson names a step that is there, once that lesson is.
    """
    broken = []
    for step in lesson.steps:
        for link in step.see:
            name, _, target = link.partition("/")
            if name in LESSONS and not CATALOG.find(name).has_step(target):
                broken.append(f"{step.id} → {link}")

    assert broken == []


@pytest.mark.parametrize("lesson", LESSONS, indirect=True)
def test_begins_with_the_keys(lesson: Lesson) -> None:
    """
    The first lesson's first step teaches Enter, ? and q by using them.
    """
    first = " ".join(lesson.steps[0].pieces)

    assert lesson.id != "p1" or all(key in first for key in ("Enter", "`?`", "`q`"))
