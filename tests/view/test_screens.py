"""The screens of a step as they look at three sizes, without colours: before its code runs, after it, and the keys."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from playmore_cli.exercises.judging import compare
from playmore_cli.lesson.differences import compare_code
from playmore_cli.lesson.model import Figure
from playmore_cli.outputs import Changes, Operand, ShapeLine, Stream, Value
from playmore_cli.view.screen import Heading, Screen
from playmore_cli.view.theme import NONE

BEFORE = """\
class Linear:

    def __init__(self, inputs, outputs):
        self.weight = torch.randn(inputs, outputs)
        self.bias = torch.zeros(outputs)

    def __call__(self, x):
        self.out = x @ self.weight + self.bias
        return self.out

    def parameters(self):
        return [self.weight, self.bias]


class Tanh:

    def __call__(self, x):
        self.out = torch.tanh(x)
        return self.out

    def parameters(self):
        return []
"""
AFTER = BEFORE.replace("torch.randn(inputs, outputs)", "torch.randn(inputs, outputs) / inputs**0.5")

SHAPES = (
    ShapeLine(
        8, "x @ self.weight", "@", (Operand("x", (32, 30)), Operand("self.weight", (30, 200))), (32, 200)
    ),
    ShapeLine(
        8,
        "x @ self.weight + self.bias",
        "+",
        (Operand("x @ self.weight", (32, 200)), Operand("self.bias", (200,))),
        (32, 200),
    ),
)


def screens(columns: int, rows: int) -> str:
    """Return all that is printed, a line of equals signs between two turns."""
    out = io.StringIO()
    screen = Screen(Console(file=out, width=columns, height=rows, color_system=None), NONE)
    screen.holds = True

    def turn() -> None:
        while screen.pending:
            out.write(f"= {screen.pending} more\n")
            screen.more()
        out.write("=\n")
        screen.turn()

    screen.heading(Heading("own", "A lesson", "weights that are not too large", 755.0, False, 4, 12, 24))
    screen.narration(
        "The weights were too large: the sum over the inputs grows with their number, and tanh saturates. "
        "Divided by $\\sqrt{n}$ the spread stays what it was."
    )
    screen.code(AFTER, compare_code(BEFORE, AFTER), "pace quick: rounds = 300 · p for full: rounds = 200_000")
    turn()
    screen.output(Stream("stdout", "spread before 5.4731\nspread after 1.0002\n"))
    screen.end_output()
    screen.changes(Changes(new={"layer": "Linear"}, changed={"h": ("(32, 100)", "(32, 200)")}))
    figure = Figure(what="spread", value="s", is_=1.0, within=0.01)
    screen.comparisons([compare(figure, Value("1.0002", 1.0002), "quick", frozenset())])
    turn()
    screen.shapes(SHAPES)
    turn()
    screen.keys(
        [
            ("Go", [("⏎", "go on: reveal, run, next step"), ("b", "the step before")]),
            ("Code", [("e", "change this step's code")]),
        ],
        [("r", "the step has not run yet; ⏎ runs it")],
    )
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


@pytest.mark.parametrize(("columns", "rows"), [(40, 20), (80, 24), (120, 40)])
def test_screens(columns: int, rows: int, golden: Callable[[str, str], None]) -> None:
    """
    They are as they were looked at, no row wider than the screen and no turn taller.
    """
    shown = screens(columns, rows)

    golden(f"screens_{columns}x{rows}", shown)
    assert max(map(len, shown.split("\n"))) <= columns
    assert all(part.count("\n") < rows for part in shown.split("\n="))
