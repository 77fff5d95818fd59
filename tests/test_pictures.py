"""Every picture of every lesson, as terminals of two sizes show it, dark and light, in 256 colours and in none."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import matplotlib
import pyte
import pytest
from pictures import recorded
from rich.cells import cell_len
from rich.console import Console

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.outputs import Graph, Plot
from playmore_cli.runner import plots
from playmore_cli.view.screen import Screen
from playmore_cli.view.theme import DARK, LIGHT

Golden = Callable[[str, str], None]
CATALOG = Catalog()
LESSONS = CATALOG.ids()
COLOURS = re.compile(r"\x1b\[([\d;]*)m")
"""What begins colours and ends them."""


def drawn(picture: Plot | Graph, columns: int, rows: int, *, dark: bool) -> Plot | Graph:
    """Return *picture* with its characters as the runner draws them for a terminal of this size."""
    if isinstance(picture, Graph):
        return picture
    drawing = plots.draw_plot(plots.thaw(picture.figure), columns - 4, rows - 6, dark=dark)
    return Plot(picture.figure, drawing, picture.words)


@dataclass(frozen=True)
class Shown:
    """What a terminal is sent: *text* without spaces at the ends of lines, and its *runs*: colours and characters."""

    text: str
    runs: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """Of characters and colours; it changes with any of them."""
        return hashlib.sha256(repr(self.runs).encode()).hexdigest()[:12]


def shown(picture: Plot | Graph, columns: int, rows: int, *, dark: bool, colours: str | None) -> Shown:
    """Return what shows *picture*, nothing of it wider than the screen; *colours* are Rich's name for a system."""
    written = written_for(picture, columns, rows, dark=dark, colours=colours)
    text, *others = COLOURS.split(written)
    runs = [("", text), *zip(others[::2], others[1::2], strict=True)]
    lines = "".join(characters for _, characters in runs).split("\n")
    assert "\x1b" not in "".join(lines), "more is sent than colours and characters"
    assert max(cell_len(line) for line in lines) <= columns
    alike = groupby((run for run in runs if run[1]), key=lambda run: run[0])
    joined = tuple((colour, "".join(text for _, text in same)) for colour, same in alike)
    return Shown("\n".join(line.rstrip() for line in lines).rstrip("\n"), joined)


def written_for(picture: Plot | Graph, columns: int, rows: int, *, dark: bool, colours: str | None) -> str:
    """Return all that is written to a terminal of this size to show *picture*."""
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
    return out.getvalue()


def screens_of(picture: Plot | Graph, columns: int, rows: int) -> Iterator[str]:
    """
    Yield the picture's characters and a digest of its colours on both grounds.

    The characters must be the same with colours and without, and for graphs on both grounds.
    """
    on = []
    for dark in (True, False):
        made = drawn(picture, columns, rows, dark=dark)
        coloured = shown(made, columns, rows, dark=dark, colours="256")
        bare = shown(made, columns, rows, dark=dark, colours=None)
        assert coloured.text == bare.text and {colour for colour, _ in bare.runs} <= {"", "0"}
        on.append(coloured)
    dark_one, light_one = on
    assert dark_one.text.strip()
    assert isinstance(picture, Plot) or dark_one.text == light_one.text
    yield f"-- {columns}x{rows}, colours on dark {dark_one.digest}, on light {light_one.digest}\n{dark_one.text}\n"
    if dark_one.text != light_one.text:
        yield f"-- {columns}x{rows} on light\n{light_one.text}\n"


@pytest.mark.parametrize("name", LESSONS)
def test_every_picture_is_recorded(name: str) -> None:
    """
    The steps that say what they draw are those of which a picture is recorded.
    """
    steps = [step.id for step in CATALOG.find(name).steps if step.draws is not None]

    assert list(dict.fromkeys(step_id for step_id, _ in recorded(name).pictures)) == steps


def compare_screens(name: str, columns: int, rows: int, golden: Golden) -> None:
    """Draw all pictures of a lesson for a screen of this size and compare them with the golden file."""
    kept = recorded(name)
    if kept.matplotlib != matplotlib.__version__:
        pytest.skip(f"figures of matplotlib {kept.matplotlib} are not read by {matplotlib.__version__}")
    parts = []
    for step_id, picture in kept.pictures:
        assert isinstance(picture, Graph) or picture.words
        parts += [f"== {step_id}\n", *screens_of(picture, columns, rows)]

    golden(f"{name}_{columns}x{rows}", "\n".join(parts))


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_screens(name: str, golden: Golden) -> None:
    """
    Every picture is drawn as it was when somebody last looked at it, and no line is wider than its screen.
    """
    compare_screens(name, 80, 24, golden)


@pytest.mark.whole
@pytest.mark.parametrize("name", LESSONS)
def test_large_screens(name: str, golden: Golden) -> None:
    """
    On a large screen too.
    """
    compare_screens(name, 120, 40, golden)


@pytest.mark.parametrize("kind", [Plot, Graph])
def test_a_terminal_shows_what_is_sent(kind: type) -> None:
    """
    An emulated terminal has on its screen the characters that the tests above compare, in the same colours' places.
    """
    picture = next(one for _, one in recorded("p1").pictures if isinstance(one, kind))
    made = drawn(picture, 80, 24, dark=True)
    written = written_for(made, 80, 24, dark=True, colours="256").replace("\n", "\r\n")
    terminal = pyte.Screen(80, written.count("\n") + 2)
    pyte.Stream(terminal).feed(written)

    ours = shown(made, 80, 24, dark=True, colours="256")
    assert "\n".join(line.rstrip() for line in terminal.display).rstrip("\n") == ours.text
    painted = (
        "".join(text for colour, text in ours.runs if "38;5" in colour).replace(" ", "").replace("\n", "")
    )
    cells = [terminal.buffer[row][column] for row in range(terminal.lines) for column in range(80)]
    assert "".join(cell.data for cell in cells if cell.fg != "default").replace(" ", "") == painted
