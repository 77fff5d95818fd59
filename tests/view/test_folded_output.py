"""What is too much for the screen is counted, whatever it is."""

import io

import pytest
from rich.console import Console

from playmore_cli.outputs import Picture, Plot, Result, Run, Stream
from playmore_cli.view.screen import DRAWN, FOLD, Screen
from playmore_cli.view.theme import NONE


def shown(*outputs: Stream | Result | Plot, dropped: int = 0) -> str:
    """Return what an 80 columns wide screen shows of some outputs."""
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80, height=24, color_system=None), NONE)
    for output in outputs:
        screen.output(output)
    screen.end_output(dropped=dropped)
    return out.getvalue()


def figure(rows: int) -> Plot:
    """Return a figure so many rows high."""
    return Plot(b"", Picture(10, tuple((Run("x" * 10),) for _ in range(rows))))


def test_one_long_line_is_cut() -> None:
    """
    A result of thousands of entries in one line takes no more rows than many lines do, and what is cut is counted.
    """
    text = str(list(range(5000)))
    said = shown(Result(text))

    assert len(said.split("\n")) <= FOLD + 4
    assert "more characters; f shows all of it" in said


@pytest.mark.parametrize(("kept", "dropped"), [(100, 0), (100, 900)])
def test_lines_are_counted_with_those_dropped(kept: int, dropped: int) -> None:
    """
    The count is of all lines printed, also of those that were not passed on.
    """
    said = shown(Stream("stdout", "".join(f"line {count}\n" for count in range(kept))), dropped=dropped)

    assert f"… {kept + dropped - FOLD:,} more lines; f shows" in said
    assert ("what was kept" in said) == bool(dropped)


def test_many_figures() -> None:
    """
    Of thirty figures the first are drawn and the others counted.
    """
    said = shown(*[figure(18)] * 30)

    assert said.count("x" * 10) <= DRAWN
    assert "26 more figures; f shows all of it" in said


def test_one_tall_figure() -> None:
    """
    Of a figure that is taller than that the first rows are drawn.
    """
    said = shown(figure(300))

    assert said.count("x" * 10) == DRAWN
    assert f"{300 - DRAWN} more lines" in said
