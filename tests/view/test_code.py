"""A step's code with its changed lines marked."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from playmore_cli.view.code import Code, code, plain_code
from playmore_cli.view.theme import ANSI, DARK, LIGHT, NONE, Theme

SOURCE = '''class Value:
    """stores a single scalar value and its gradient"""

    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)

    def __repr__(self):
        return f"Value(data={self.data})"   # [bold]not markup[/bold]

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)   # so that a + 1 works, and 1 + a too
        return Value(self.data + other.data, (self, other), '+')
'''
MARKS = [" ", " ", " ", "~", " ", "+", "+", " ", " ", " ", " ", " ", "+", "~"]
SPANS = {3: [(27, 59)], 13: [(43, 63)]}
REMOVED = {5: ["        self.old = None"], 14: ["", "print('gone')"]}


def shown(view: Code, width: int = 80, *, colours: bool = False) -> str:
    """Return what a terminal would receive; without *colours* the characters alone."""
    file = io.StringIO()
    Console(file=file, force_terminal=colours, color_system="256" if colours else None, width=width).print(
        view
    )
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 40])
def test_marked_lines(golden, width: int) -> None:
    """Marks, removed lines and folded long lines can be read without colours."""
    golden(f"code_{width}", shown(code(SOURCE, MARKS, SPANS, REMOVED, theme=NONE, indent=1), width))


@pytest.mark.parametrize("theme", [DARK, LIGHT, ANSI, NONE], ids=lambda theme: theme.name)
def test_colours(golden, theme: Theme) -> None:
    """Changed lines stand on a ground of their own, changed characters are bold and underlined."""
    golden(f"code_{theme.name}", shown(code(SOURCE, MARKS, SPANS, REMOVED, theme=theme), colours=True))


def test_without_an_earlier_version() -> None:
    """Code that stands for the first time has no gutter."""
    assert shown(code("a = 1\n\nb = 2\n", indent=3)) == "   a = 1\n\n   b = 2\n"


def test_nothing_is_cut_off() -> None:
    """However narrow the screen, every character of a long line is there, in order."""
    line = "x = " + " + ".join(f"term_{number}" for number in range(60))
    for width in (10, 23, 40, 79):
        rows = shown(code(line, ["+"], theme=NONE), width).split("\n")
        assert "".join("".join(row[2:].split()) for row in rows) == line.replace(" ", "")


def test_wide_characters_fit() -> None:
    """Characters two columns wide are counted as such."""
    rows = shown(code("s = '" + "漢" * 60 + "'", theme=NONE), 40).split("\n")
    assert max(map(cell_len, rows)) <= 40


def test_plain_form(golden) -> None:
    """For pipes and screen readers the mark stands before the line, long lines stay whole."""
    golden("code_plain", plain_code(SOURCE, MARKS, REMOVED))


def test_hostile_code() -> None:
    """An escape sequence in third-party code does not reach the terminal."""
    raw = shown(code("a = '\x1b]0;title\x07'\x1b[2J", [" "], removed={0: ["\x1b]52;c;x\x07b"]}), colours=True)
    assert "\x1b]" not in raw
    assert "\x1b[2J" not in raw


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="ab =('\"#\n\t\\漢{}:", max_size=80),
    st.lists(st.sampled_from(" +~"), max_size=6),
    st.dictionaries(
        st.integers(0, 6), st.lists(st.tuples(st.integers(-3, 20), st.integers(-3, 20)), max_size=3)
    ),
    st.dictionaries(st.integers(0, 6), st.lists(st.text(max_size=8), max_size=2)),
    st.integers(1, 90),
)
@example(" \t", [], {0: [(-3, 5)]}, {}, 63)
def test_any_code(source: str, marks: list[str], spans: dict, removed: dict, width: int) -> None:
    """Code that is no Python, and marks that do not match it, are shown all the same."""
    for row in shown(code(source, marks, spans, removed), width).split("\n"):
        assert cell_len(row) <= max(width, 7)
    plain_code(source, marks, removed)


def test_code_that_was_not_there_before_is_not_folded() -> None:
    """
    Without marks nothing is left out, however little room there is; with marks what is as before gives way.
    """
    source = SOURCE * 3
    marks = [" "] * (source.count("\n") - 1) + ["+"]

    assert code(source, theme=NONE).fitted(5, 80).folds is None
    assert code(source, marks, theme=NONE).fitted(5, 80).folds is not None
