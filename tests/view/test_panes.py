"""Text and code on the left, what comes out on the right, where the screen is wide and the step draws."""

import io
from typing import Any

import pyte
import pytest
from rich.console import Console

from playmore_cli.outputs import Changes, Picture, Plot, Run, Stream
from playmore_cli.view.graphics import Protocol
from playmore_cli.view.screen import Heading, Pixels, Screen
from playmore_cli.view.theme import NONE

CODE = "plt.plot(xs, ys)"
THEN = "A parabola. Left of its lowest point it falls."


def plot(rows: int = 20) -> Plot:
    return Plot(b"", Picture(57, tuple((Run(f"row {number}"),) for number in range(rows))), "Plot")


class Shown:
    """A screen whose every byte goes through a terminal emulator with a history."""

    def __init__(self, columns: int = 120, rows: int = 40, **pixels: Any) -> None:
        self.out = io.StringIO()
        console = Console(
            file=self.out,
            width=columns,
            height=rows,
            force_terminal=True,
            color_system=None,
            legacy_windows=False,
        )
        self.screen = Screen(console, NONE, **pixels)
        self.screen.holds = True
        self.terminal = pyte.HistoryScreen(columns, rows, history=500, ratio=1.0)

    def heading(self, beside: int = len(CODE)) -> None:
        self.screen.heading(Heading("p1", "Title", "a chapter", 565.0, True, 13, 225, 1, beside=beside))
        self.screen.narration("Now draw them.")
        self.screen.code(CODE, None, "")
        self.screen.turn()

    def after(self) -> None:
        self.screen.end_output()
        self.screen.changes(Changes(new={"xs": "(40,) float64"}))
        self.screen.space()
        self.screen.narration(THEN)

    def lines(self) -> list[str]:
        """Return all lines, those that have scrolled away first."""
        pyte.Stream(self.terminal).feed(self.out.getvalue().replace("\n", "\r\n"))
        self.out.seek(0)
        self.out.truncate()
        past = [
            "".join(row[x].data for x in range(self.terminal.columns)) for row in self.terminal.history.top
        ]
        return [line.rstrip() for line in (*past, *self.terminal.display)]


def is_beside(lines: list[str]) -> bool:
    return any("Now draw them." in line and "row 0" in line for line in lines)


def test_a_picture_stands_beside_its_step() -> None:
    """
    The picture begins beside the narration, what is said of it follows below the code, and nothing is there twice.
    """
    shown = Shown()
    shown.heading()
    assert "row" not in "".join(shown.lines())
    shown.screen.output(plot())
    shown.after()
    lines = shown.lines()

    assert is_beside(lines)
    assert [next(line for line in lines if f"row {n}" in line).index("row") for n in (0, 19)] == [61, 61]
    assert next(line for line in lines if "+ xs" in line).endswith(("row 4", "row 5", "row 6"))
    whole = "\n".join(lines)
    for words in ("a chapter", "Now draw them.", CODE, "row 7", "+ xs", "A parabola."):
        assert whole.count(words) == 1, words


@pytest.mark.parametrize(
    ("options", "beside"),
    [
        ({"columns": 119}, 16),
        ({}, 0),
        ({}, 60),
        ({"pixels": Pixels(Protocol.KITTY, (10, 20))}, 16),
        ({"rows": 18}, 16),
    ],
    ids=["narrow", "draws nothing", "code too wide", "pixels", "low"],
)
def test_one_column_otherwise(options: dict[str, Any], beside: int) -> None:
    """
    Where there is no room for two panes, or they could not be painted, everything stands below each other.
    """
    shown = Shown(**options)
    shown.heading(beside)
    shown.screen.output(plot())
    shown.after()
    lines = shown.lines()

    assert not is_beside(lines)
    assert "row 19" in "\n".join(lines)


def test_printed_lines_that_outgrow_the_panes_go_on_below() -> None:
    """
    No line that was printed is lost or comes twice, though they are more than the screen is high.
    """
    shown = Shown(rows=20)
    shown.heading()
    shown.screen.output(Stream("stdout", "".join(f"line {number}.\n" for number in range(22))))
    shown.after()
    whole = "\n".join(shown.lines())

    assert [whole.count(f"line {number}.") for number in range(22)] == [1] * 22
    assert whole.index("line 21.") < whole.index("+ xs")


@pytest.mark.parametrize("size", [(119, 40), (100, 30), (160, 40)])
def test_another_size_leaves_the_panes(size: tuple[int, int]) -> None:
    """
    After a resize nothing above is painted again: the terminal may have broken its lines anew.
    """
    shown = Shown()
    shown.heading()
    shown.lines()
    shown.screen.resize(*size)
    shown.screen.output(plot())
    written = shown.out.getvalue()

    assert "\x1b" not in written and "row 19" in written


def test_below_a_question_the_panes_begin_anew() -> None:
    """
    Where a prompt has written lines only what comes after it is painted.
    """
    shown = Shown()
    shown.heading()
    shown.out.write(" your guess: 12\n")
    shown.screen.set_panes(anew=True)
    shown.screen.output(plot())
    shown.after()
    lines = shown.lines()

    asked = next(number for number, line in enumerate(lines) if "your guess: 12" in line)
    assert "row 0" in lines[asked + 1] and "+ xs" in lines[asked + 1] and "Now draw" in lines[3]


def test_a_progress_bar_leaves_nothing_behind() -> None:
    """
    What is drawn in place is gone when something else is printed, and in the end.
    """
    shown = Shown(columns=60)
    shown.screen.wait("loading the libraries")
    assert "loading" in "".join(shown.lines())
    shown.screen.output(Stream("stdout", "printed\n"))
    shown.screen.wait("rebuilding")
    shown.screen.waited()

    assert [line for line in shown.lines() if line] == ["  │ printed"]


def test_what_is_run_ahead_is_drawn_for_the_same_screen_at_every_step() -> None:
    """
    Beside a step a picture has less room; the room on all of the screen does not depend on the step.
    """
    shown = Shown()
    before = shown.screen.whole()
    shown.heading()

    assert shown.screen.width() < shown.screen.whole()[0] and shown.screen.whole() == before
