"""Tensors and arrays on a terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from playmore_cli.outputs import TensorTable
from playmore_cli.view.tables import table
from playmore_cli.view.theme import DARK

WIDE = TensorTable(
    "tensor (32, 200) · float32 · from TanhBackward0 · min -0.9994 · max 0.9995 · mean -0.01056 · std 0.6267",
    ("0", "1", "2", "3", "", "198", "199"),
    ("0", "1", "", "31"),
    (
        ("-0.8096", "-0.8185", "-0.2455", "-0.4086", "⋯", "-0.2795", "0.7705"),
        ("-0.0743", "nan", "0.3731", "0.5331", "⋯", "0.8449", "-0.5653"),
        ("", "", "", "", "", "", ""),
        ("-0.9946", "0.8694", "0.4505", "inf", "⋯", "0.4711", "-0.5053"),
    ),
    "███▇▇▆▆▆▅▅▅▅▅▅▅▅▆▄▅▅▄▅▆▅▆▅▇▆▇▇██",
)
WHOLE = TensorTable("array (2,) · int64", ("0", "1"), (" ",), (("1", "-2"),))
EMPTY = TensorTable("tensor (0, 3) · float32 · empty")


def shown(tabulated: TensorTable, width: int = 80, *, colours: bool = False) -> str:
    """Return what a terminal would receive; without *colours* the characters alone."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=colours, color_system="256" if colours else None, width=width)
    console.print(table(tabulated, theme=DARK, indent=2))
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 44, 24])
def test_screen(golden, width: int) -> None:
    """A narrow screen loses columns in the middle, never the first or the last."""
    golden(f"table_{width}", "\n".join(shown(tabulated, width) for tabulated in (WIDE, WHOLE, EMPTY)))


def test_colours(golden) -> None:
    """What is not a number is coloured, labels are quiet."""
    golden("table_dark", shown(WIDE, colours=True))


@pytest.mark.parametrize("width", [24, 33, 60, 80, 120])
def test_rows_fit(width: int) -> None:
    """No row is wider than the screen."""
    assert max(map(cell_len, shown(WIDE, width).split("\n"))) <= width


def test_hostile_table() -> None:
    """A table cannot command the terminal."""
    raw = shown(TensorTable("\x1b]0;t\x07a", ("0",), ("0",), (("\x1b[2J1",),), "\x1b[H▁"), colours=True)
    assert "\x1b]" not in raw
    assert "\x1b[2J" not in raw
    assert "\x1b[H" not in raw
