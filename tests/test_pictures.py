"""Every picture of every lesson, as terminals of two sizes show it, dark and light, in 256 colours and in none."""

import hashlib
import io
from collections.abc import Callable, Iterator

import matplotlib
import pyte
import pytest
from pictures import recorded
from rich.console import Console

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.outputs import Graph, Plot
from playmore_cli.runner import plots
from playmore_cli.view.screen import Screen
from playmore_cli.view.theme import DARK, LIGHT

Golden = Callable[[str, str], None]
CATALOG = Catalog()
LESSONS = CATALOG.ids()
SIZES = ((80, 24), (120, 40))


def drawn(picture: Plot | Graph, columns: int, rows: int, *, dark: bool) -> Plot | Graph:
    """Return *picture* with its characters as the runner draws them for a terminal of this size."""
    if isinstance(picture, Graph):
        return picture
    drawing = plots.draw_plot(plots.thaw(picture.figure), columns - 4, rows - 6, dark=dark)
    return Plot(picture.figure, drawing, picture.words)


def seen(picture: Plot | Graph, columns: int, rows: int, *, dark: bool, colours: str | None) -> pyte.Screen:
    """Return a terminal that shows *picture*; *colours* are Rich's name for a colour system."""
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
    shown = out.getvalue().replace("\n", "\r\n")
    terminal = pyte.Screen(columns, shown.count("\n") + 2)
    pyte.Stream(terminal).feed(shown)
    return terminal


def text_on(terminal: pyte.Screen) -> str:
    """Return the characters on a screen."""
    return "\n".join(line.rstrip() for line in terminal.display).rstrip("\n")


def colours_on(terminal: pyte.Screen) -> str:
    """Return a digest of the colours on a screen; it changes with any of them."""
    digest = hashlib.sha256()
    for row in range(terminal.lines):
        for column in range(terminal.columns):
            cell = terminal.buffer[row][column]
            digest.update(f"{cell.fg},{cell.bg},{cell.bold},{cell.italics};".encode())
    return digest.hexdigest()[:12]


def screens_of(picture: Plot | Graph) -> Iterator[str]:
    """
    Yield, for each size, the picture's characters and a digest of its colours on both grounds.

    The characters must be the same with colours and without, and for graphs on both grounds.
    """
    for columns, rows in SIZES:
        digests, texts = [], []
        for dark in (True, False):
            made = drawn(picture, columns, rows, dark=dark)
            coloured = seen(made, columns, rows, dark=dark, colours="256")
            bare = seen(made, columns, rows, dark=dark, colours=None)
            assert text_on(coloured) == text_on(bare)
            digests.append(colours_on(coloured))
            texts.append(text_on(bare))
        assert texts[0].strip()
        assert isinstance(picture, Plot) or texts[0] == texts[1]
        yield f"-- {columns}x{rows}, colours on dark {digests[0]}, on light {digests[1]}\n{texts[0]}\n"
        if texts[1] != texts[0]:
            yield f"-- {columns}x{rows} on light\n{texts[1]}\n"


@pytest.mark.parametrize("name", LESSONS)
def test_every_picture_is_recorded(name: str) -> None:
    """
    The steps that say what they draw are those of which a picture is recorded.
    """
    steps = [step.id for step in CATALOG.find(name).steps if step.draws is not None]

    assert list(dict.fromkeys(step_id for step_id, _ in recorded(name).pictures)) == steps


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_screens(name: str, golden: Golden) -> None:
    """
    Every picture is drawn as it was when somebody last looked at it, and no line is wider than its screen.
    """
    kept = recorded(name)
    if kept.matplotlib != matplotlib.__version__:
        pytest.skip(f"figures of matplotlib {kept.matplotlib} are not read by {matplotlib.__version__}")
    parts = []
    for step_id, picture in kept.pictures:
        assert isinstance(picture, Graph) or picture.words
        parts += [f"== {step_id}\n", *screens_of(picture)]

    golden(name, "\n".join(parts))
