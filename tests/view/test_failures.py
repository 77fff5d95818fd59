"""Exceptions of a step's code."""

import io

from rich.cells import cell_len
from rich.console import Console

from playmore_cli.outputs import Failure, Frame
from playmore_cli.view.failures import failure, plain_failure
from playmore_cli.view.theme import DARK

WRONG = Failure(
    "TypeError",
    "unsupported operand type(s) for +: 'float' and 'str'",
    (
        Frame("<p1:add>", 7, "<module>", "c = a + 'one'", 4, 13),
        Frame("<p1:value-add>", 12, "__add__", "        out = Value(self.data + other.data)", 20, 42),
    ),
)
LIBRARY = Failure(
    "RuntimeError",
    "mat1 and mat2 shapes cannot be multiplied\n(2x3 and 2x3)",
    (
        Frame("<p3:layer>", 2, "<module>", "model(x)", 0, 8),
        Frame(
            "/usr/lib/torch/nn/modules/module.py",
            1773,
            "_call_impl",
            "return forward_call(*args)",
            0,
            26,
            own=False,
        ),
        Frame(
            "/usr/lib/torch/nn/modules/linear.py", 125, "forward", "return F.linear(input)", 0, 22, own=False
        ),
    ),
)
SYNTAX = Failure(
    "SyntaxError", "'(' was never closed", (Frame("<p1:f>", 3, "", "    return (3*x**2", 11, 12),)
)
PING_PONG = (Frame("<p1:f>", 2, "f", "g()", 0, 3), Frame("<p1:g>", 5, "g", "f()", 0, 3))
ENDLESS = Failure(
    "RecursionError", "maximum recursion depth exceeded", (Frame("<p1:f>", 2, "f", "f()", 0, 3),) * 900
)

MUTUAL = Failure("RecursionError", "maximum recursion depth exceeded", PING_PONG * 400)


def shown(failed: Failure, width: int = 80, *, colours: bool = False) -> str:
    """Return what a terminal would receive; without *colours* the characters alone."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=colours, color_system="256" if colours else None, width=width)
    console.print(failure(failed, theme=DARK, indent=2))
    return file.getvalue()


def test_plain_form(golden) -> None:
    """The operation is marked with carets, libraries and deep recursions are folded, messages come last."""
    golden(
        "failures", "\n\n".join(plain_failure(failed) for failed in (WRONG, LIBRARY, SYNTAX, ENDLESS, MUTUAL))
    )


def test_with_colours(golden) -> None:
    """On a terminal the operation is underlined as well."""
    golden("failures_dark", shown(WRONG, colours=True) + shown(SYNTAX, colours=True))


def test_operation_at_the_end_of_a_long_line() -> None:
    """Of a line wider than the screen the part around the operation is shown, the carets below it."""
    text = "total = " + " + ".join(f"part_{number}" for number in range(30)) + " + missing"
    start = text.index("missing")
    rows = shown(
        Failure("NameError", "no", (Frame("<p1:f>", 1, "<module>", text, start, start + 7),)), 40
    ).split("\n")
    assert rows[2].index("^^^^^^^") == rows[1].index("missing")
    assert max(map(cell_len, rows)) <= 40


def test_carets_below_wide_characters() -> None:
    """Carets stand below the operation where characters before it are two columns wide."""
    text = "s = '漢字' + 1"
    rows = plain_failure(Failure("TypeError", "no", (Frame("<p1:f>", 1, "<module>", text, 4, 12),))).split(
        "\n"
    )
    assert rows[2] == " " * 8 + "^" * cell_len("'漢字' + 1")


def test_columns_beyond_the_line() -> None:
    """Positions that do not belong to the line, as of an edited file, do no harm."""
    for start, end in ((0, 0), (-5, 900), (50, 60), (9, 3)):
        plain_failure(Failure("E", "", (Frame("<p1:f>", 1, "<module>", "  a", start, end),)))
    assert plain_failure(Failure("KeyboardInterrupt", "")) == "KeyboardInterrupt"


def test_hostile_message() -> None:
    """A message cannot command the terminal."""
    raw = shown(
        Failure("E\x1b]0;t\x07", "\x1b[2Jgone", (Frame("\x1b[H", 1, "\x1b[H", "\x1b[Ha", 0, 1),)),
        colours=True,
    )
    assert "\x1b[2J" not in raw
    assert "\x1b[H" not in raw
    assert "\x1b]" not in raw
