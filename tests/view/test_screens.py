"""The screens of a step at three sizes, dark, light and without colours, each as a terminal emulator shows it."""

import io
from collections.abc import Callable

import pyte
import pytest
from contrast import DARK_GROUNDS, LIGHT_GROUNDS, contrast
from rich.color import Color
from rich.console import Console

from playmore_cli.exercises.judging import compare
from playmore_cli.lesson.differences import compare_code
from playmore_cli.lesson.model import Figure
from playmore_cli.outputs import (
    Changes,
    Failure,
    Frame,
    Operand,
    Picture,
    Plot,
    Progress,
    Run,
    ShapeLine,
    Stream,
    Value,
)
from playmore_cli.view.screen import Heading, Screen
from playmore_cli.view.theme import DARK, LIGHT, NONE, Theme

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


PLOT = Plot(
    b"",
    Picture(36, tuple((Run(f"{10 - row:>4}┤" + " " * row + "⢣"),) for row in range(10))),
    "Plot; a line",
)
FAILURE = Failure(
    "RuntimeError",
    "mat1 and mat2 shapes cannot be multiplied (32x30 and 20x200)",
    (Frame("<own:weights>", 8, "__call__", "    self.out = x @ self.weight + self.bias", 15, 30),),
    SHAPES[:1],
)


class Sitting:
    """A terminal emulator with room for all that is ever printed, and a screen that prints to it."""

    def __init__(self, columns: int, rows: int, theme: Theme) -> None:
        self._out = io.StringIO()
        colours = None if theme is NONE else "256"
        console = Console(
            file=self._out,
            width=columns,
            height=rows,
            force_terminal=True,
            color_system=colours,
            no_color=not colours,
        )
        self.screen = Screen(console, theme)
        self.screen.holds = True
        self.terminal = pyte.Screen(columns, 400)
        self._stream = pyte.Stream(self.terminal)
        self.turns: list[int] = []
        """The row at which each turn ended."""

    def turn(self) -> None:
        """Press a key, as often as there is more to read."""
        self._look()
        while self.screen.pending:
            self.screen.more()
            self._look()
        self.screen.make_room()
        self._look()
        self.turns.pop(-2)
        self.screen.turn()

    def _look(self) -> None:
        self._stream.feed(self._out.getvalue().replace("\n", "\r\n"))
        self._out.seek(0)
        self._out.truncate()
        self.turns.append(self.terminal.cursor.y)

    def text(self) -> str:
        """Return all rows, a line of equals signs where a turn ended."""
        rows = [row.rstrip() for row in self.terminal.display]
        parts = zip([0, *self.turns], self.turns, strict=False)
        return "\n=\n".join("\n".join(rows[start:end]) for start, end in parts)

    def inks(self) -> set[tuple[str, str]]:
        """Return the colours of letters and of the ground below them, as the emulator names them."""
        return {
            (cell.fg, cell.bg)
            for row in self.terminal.buffer.values()
            for cell in row.values()
            if cell.data.isalnum()
        }


def played(columns: int, rows: int, theme: Theme) -> Sitting:
    """Return a sitting in which a step is read, run, asked about, and fails; one that draws; a chapter's end."""
    sitting = Sitting(columns, rows, theme)
    screen = sitting.screen
    screen.heading(Heading("own", "A lesson", "weights that are not too large", 755.0, False, 4, 12, 24))
    screen.narration(
        "The weights were too large: the sum over the inputs grows with their number, and tanh saturates. "
        "Divided by $\\sqrt{n}$ the spread stays **what it was**, as `h.std()` says:\n\n- before, *after*"
    )
    screen.code(AFTER, compare_code(BEFORE, AFTER), "pace quick: rounds = 300 · p for full: rounds = 200_000")
    sitting.turn()
    screen.question("What is the spread of `h` afterwards?", ("the same", "larger", "smaller"))
    sitting.turn()
    screen.progress(Progress(150, 300, 2.0, 2.31))
    screen.output(Stream("stdout", "spread before 5.4731\nspread after 1.0002\n"))
    screen.output(Stream("stdout", f"a line that goes on: {list(range(40))}\n"))
    screen.end_output()
    screen.space()
    screen.narration("**As you said**: the same.")
    figure = Figure(what="spread", value="s", is_=1.0, within=0.01)
    screen.comparisons(
        [compare(figure, Value(str(value), value), "quick", frozenset()) for value in (1.0002, 1.2)]
    )
    screen.changes(Changes({"layer": "Linear"}, {"h": ("(32, 100)", "(32, 200)")}, ("tmp",)))
    sitting.turn()
    screen.shapes(SHAPES)
    sitting.turn()
    screen.output(FAILURE)
    screen.end_output()
    screen.tell("your version failed; u puts the lecture's back", "bad")
    sitting.turn()
    screen.keys(
        [
            ("Go", [("⏎", "go on: reveal, run, next step"), ("b", "the step before")]),
            ("Code", [("e", "change this step's code")]),
        ],
        [("r", "the step has not run yet; ⏎ runs it")],
    )
    sitting.turn()
    chapter = "weights that are not too large"
    screen.heading(Heading("own", "A lesson", chapter, 800.0, True, 5, 12, 1, True, True, beside=14))
    screen.narration("Now draw the spread.")
    screen.code("plt.plot(lossi)", None, "")
    sitting.turn()
    screen.output(PLOT)
    screen.end_output()
    screen.space()
    screen.narration("It falls in a straight line.")
    screen.tell("chapter done in 12 min · 3 of 4 predictions right · 1 marked", "good")
    screen.tell("the time you set ends here", "warning")
    screen.command("playmore resume own")
    sitting.turn()
    return sitting


@pytest.mark.parametrize(("columns", "rows"), [(40, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("theme", [NONE, DARK, LIGHT], ids=lambda theme: theme.name)
def test_screens(columns: int, rows: int, theme: Theme, golden: Callable[[str, str], None]) -> None:
    """
    They are as they were looked at, the same characters on both grounds; no turn is taller than the screen.
    """
    sitting = played(columns, rows, theme)

    golden(f"screens_{columns}x{rows}{'_bare' if theme is NONE else ''}", sitting.text())
    heights = [end - start for start, end in zip([0, *sitting.turns], sitting.turns, strict=False)]
    assert max(heights) < rows


@pytest.mark.parametrize(
    ("theme", "grounds"), [(DARK, DARK_GROUNDS), (LIGHT, LIGHT_GROUNDS)], ids=["dark", "light"]
)
def test_every_letter_is_legible(theme: Theme, grounds: tuple[Color, ...]) -> None:
    """
    Every coloured letter of all screens has a contrast of 4.5 to 1 with the ground it stands on, on usual grounds.
    """
    inks = played(80, 24, theme).inks()

    assert len(inks) > 10
    for ink, paper in inks:
        if ink == "default":
            continue
        for ground in grounds if paper == "default" else (Color.parse(f"#{paper}"),):
            assert contrast(Color.parse(f"#{ink}"), ground) >= 4.5, (ink, ground)


def test_without_colours_nothing_is_coloured() -> None:
    """
    The characters alone tell code, output and remarks apart.
    """
    assert played(80, 24, NONE).inks() == {("default", "default")}
