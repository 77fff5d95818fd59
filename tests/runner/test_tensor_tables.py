"""Tensors and arrays as tables, and any value in a few words."""

import subprocess
import sys
import types

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as shapes

from playmore_cli.outputs import TensorTable
from playmore_cli.runner.tensor_tables import one_line, tabulate


def heading(value: object) -> str:
    """Return the heading of a value's table."""
    table = tabulate(value)
    assert table is not None
    return table.heading


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (torch.tensor([1.0, 2.0, 4.0]), "tensor (3,) · float32 · min 1.0 · max 4.0 · mean 2.333 · std 1.247"),
        (torch.tensor(2.5), "tensor () · float32 · 2.5"),
        (torch.tensor(7), "tensor () · int64 · 7"),
        (torch.zeros(0, 3), "tensor (0, 3) · float32 · empty"),
        (torch.tensor([[True, False], [False, False]]), "tensor (2, 2) · bool · 25 % True"),
        (torch.tensor([1 + 2j, 3 - 2j]), "tensor (2,) · complex64 · mean 2+0j"),
        (torch.tensor([1, 5], dtype=torch.uint8), "tensor (2,) · uint8 · min 1 · max 5 · mean 3.0 · std 2.0"),
        (torch.tensor([1.0, 3.0], dtype=torch.bfloat16),
         "tensor (2,) · bfloat16 · min 1.0 · max 3.0 · mean 2.0 · std 1.0"),
        (torch.tensor([float("nan"), 1.0, float("inf")]),
         "tensor (3,) · float32 · min 1.0 · max 1.0 · mean 1.0 · std 0.0 · 1 nan · 1 inf"),
        (torch.tensor([float("nan")] * 3), "tensor (3,) · float32 · 3 nan"),
        (torch.nn.Parameter(torch.tensor([1.0])),
         "parameter (1,) · float32 · requires grad · min 1.0 · max 1.0 · mean 1.0 · std 0.0"),
        (torch.tensor([0.0, 0.0], requires_grad=True).tanh(),
         "tensor (2,) · float32 · from TanhBackward0 · min 0.0 · max 0.0 · mean 0.0 · std 0.0"),
        (numpy.array([[1, 2]]), "array (1, 2) · int64 · min 1 · max 2 · mean 1.5 · std 0.5"),
        (numpy.float32([0.5]), "array (1,) · float32 · min 0.5 · max 0.5 · mean 0.5 · std 0.0"),
        (torch.tensor([2**60, 1]), f"tensor (2,) · int64 · min 1 · max {2**60} · mean 5.765e+17 · std 5.765e+17"),
    ],
)  # fmt: skip
def test_heading(value: object, expected: str) -> None:
    """Kind, shape, type, where it comes from, and the figures of its finite elements."""
    assert heading(value) == expected


@pytest.mark.parametrize(
    "value",
    [None, 3, "text", [1, 2], numpy.array(["a"]), numpy.array([object()]), numpy.float64(2.0), torch.float32],
)
def test_not_a_table(value: object) -> None:
    """What is not numbers in rows has no table."""
    assert tabulate(value) is None


def test_cells_of_a_matrix() -> None:
    """A matrix that fits is shown whole, in columns of one form."""
    table = tabulate(torch.tensor([[1.0, -2.5], [0.25, 100.0]]))
    assert table is not None
    assert table.columns == ("0", "1")
    assert table.rows == ("0", "1")
    assert table.cells == (("1.0000", "-2.5000"), ("0.2500", "100.0000"))


def test_ends_of_a_large_matrix() -> None:
    """Of a large matrix the first and the last rows and columns are shown, empty labels where some are left out."""
    table = tabulate(torch.arange(32 * 200).view(32, 200), width=60, rows=6)
    assert table is not None
    assert table.rows == ("0", "1", "2", "", "30", "31")
    assert table.columns[0] == "0"
    assert table.columns[-2:] == ("198", "199")
    assert table.columns.count("") == 1
    assert table.cells[-1][-1] == "6399"
    assert table.cells[3] == ("",) * len(table.columns)
    assert all(len(row) == len(table.columns) for row in table.cells)


def test_more_dimensions() -> None:
    """The rows run over all dimensions but the last, and say where they are."""
    table = tabulate(torch.arange(4 * 3 * 2).view(4, 3, 2), rows=5)
    assert table is not None
    assert table.rows == ("0,0", "0,1", "", "3,1", "3,2")
    assert table.cells[-1] == ("22", "23")


def test_vector() -> None:
    """A vector is one row, whose label is blank but not empty."""
    table = tabulate(torch.arange(3))
    assert table is not None
    assert table.rows == (" ",)
    assert table.cells == (("0", "1", "2"),)


@pytest.mark.parametrize(
    ("numbers", "cells"),
    [
        ([1.0, 2.0], ("1.", "2.")),
        ([0.5, float("nan"), float("-inf")], ("0.5000", "nan", "-inf")),
        ([1e-5, 2e-9], ("1.000e-05", "2.000e-09")),
        ([0.012, 0.0304], ("0.01200", "0.03040")),
        ([123456.5, 1.0], ("1.235e+05", "1.000e+00")),
        ([float("nan")], ("nan",)),
        ([True, False], ("True", "False")),
    ],
)
def test_form_of_numbers(numbers: list[float], cells: tuple[str, ...]) -> None:
    """All cells have one form, which shows at least four digits of the largest."""
    table = tabulate(
        torch.tensor(numbers, dtype=torch.float64 if isinstance(numbers[0], float) else torch.bool)
    )
    assert table is not None
    assert table.cells == (cells,)


def test_spread() -> None:
    """The spread is a histogram from the smallest element to the largest; few or equal elements have none."""
    table = tabulate(torch.cat([torch.zeros(100), torch.ones(50)]))
    assert table is not None
    assert table.spread == "█" + " " * 30 + "▅"
    for flat in (torch.ones(100), torch.arange(5.0)):
        few = tabulate(flat)
        assert few is not None
        assert few.spread == ""


def test_huge_tensor() -> None:
    """The figures of a tensor with more elements than anyone waits for are those of a sample, and say so."""
    huge = torch.zeros(1).expand(100_000, 100_000)
    table = tabulate(huge)
    assert table is not None
    assert table.heading.startswith("tensor (100000, 100000) · float32 · min ≈0.0")
    assert table.rows[-1] == "99999"


def test_values_that_cannot_be_looked_at() -> None:
    """Tensors without elements in memory, or without rows, are left to their repr."""
    assert tabulate(torch.empty(3, device="meta")) is None
    assert tabulate(torch.eye(3).to_sparse()) is None
    assert one_line(torch.empty(3, device="meta")) == "(3,)"
    assert one_line(torch.tensor(1.0, device="meta")) == "Tensor"


def test_nothing_is_changed() -> None:
    """Looking at a tensor changes neither it nor the random streams, and builds no graph."""
    weights = torch.nn.Parameter(torch.randn(50, 50))
    before, stream, arrays = (
        weights.detach().clone(),
        torch.random.get_rng_state(),
        numpy.random.get_state()[1].copy(),
    )
    tabulate(weights)
    one_line(weights)
    assert torch.equal(weights, before)
    assert weights.grad is None
    assert torch.equal(torch.random.get_rng_state(), stream)
    assert (numpy.random.get_state()[1] == arrays).all()


@settings(max_examples=300, deadline=None)
@given(
    shapes.arrays(
        st.one_of(
            shapes.integer_dtypes(),
            shapes.floating_dtypes(),
            shapes.boolean_dtypes(),
            shapes.complex_number_dtypes(),
        ),
        shapes.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=12),
    ),
    st.integers(1, 120),
    st.integers(0, 12),
)
def test_any_array(array: numpy.ndarray, width: int, rows: int) -> None:
    """Any numbers in any shape make a table whose parts agree in size."""
    table = tabulate(array, width, rows)
    assert isinstance(table, TensorTable)
    assert len(table.cells) == len(table.rows)
    assert all(len(row) == len(table.columns) for row in table.cells)


class Value:
    """A lesson's class: its fields are looked at, its code is not run."""

    def __init__(self) -> None:
        self.data, self.grad, self._prev, self.label = 2.0, -0.5, {1}, ""

    def __repr__(self) -> str:
        raise AssertionError("its repr was run")


class Slotted:
    """A class without a dictionary."""

    __slots__ = ("data",)


class Hostile:
    """A class that objects to being looked at."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError("it was looked at")


class LongList(list):
    """A list that counts wrongly."""

    def __len__(self) -> int:
        raise AssertionError("its length was asked")


for _kind in (Value, Slotted, Hostile):
    _kind.__module__ = "__main__"


_WORDS: list[tuple[object, str]] = [
    (None, "None"),
    (True, "True"),
    (2.61234, "2.612"),
    (2.0, "2.0"),
    (-0.000012345, "-1.234e-05"),
    (float("nan"), "nan"),
    (32033, "32033"),
    (10**50, "number of about 50 digits"),
    (10**5000, "number of about 4999 digits"),
    (1 + 2j, "1+2j"),
    ("emma", "'emma'"),
    ("x" * 100, "'" + "x" * 38 + "…"),
    ("a\n\x1b[2Jb", r"'a\n\x1b[2Jb'"),
    (b"ab", "b'ab'"),
    ([], "list of 0"),
    (["a"] * 32033, "list of 32,033"),
    ([1, 2, 3], "[1, 2, 3]"),
    ((1,), "(1,)"),
    ((27, "a"), "(27, 'a')"),
    ([[1], [2]], "list of 2"),
    (["long words here"] * 4, "list of 4"),
    ({"a": 1}, "dict of 1"),
    ({1, 2}, "set of 2"),
    (range(5), "range of 5"),
    (LongList([1]), "LongList of 1"),
    (torch.zeros(27, 2), "(27, 2)"),
    (torch.tensor(2.61234, requires_grad=True), "2.612"),
    (torch.tensor(3), "3"),
    (numpy.zeros((3, 4)), "(3, 4)"),
    (numpy.float64(2.5), "2.5"),
    (numpy.array(["a", "b"]), "(2,)"),
    (Value(), "Value(data=2.0, grad=-0.5)"),
    (Value, "class Value"),
    (Slotted(), "Slotted"),
    (Hostile(), "Hostile"),
    (torch.nn.Linear(2, 3), "Linear"),
    (test_huge_tensor, "function test_huge_tensor"),
    (len, "function len"),
    ([].append, "function append"),
    (types, "module types"),
    ((number for number in range(3)), "generator"),
    (torch.Generator(), "Generator"),
]


@pytest.mark.parametrize(("value", "words"), _WORDS, ids=[words for _, words in _WORDS])
def test_in_a_few_words(value: object, words: str) -> None:
    """Any value has a short description, without a line of its own code being run."""
    assert one_line(value) == words


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_few_words_are_few(value: object) -> None:
    """A description is one line of at most 40 characters."""
    words = one_line(value)
    assert len(words) <= 40
    assert "\n" not in words


def test_lean_import() -> None:
    """Neither torch nor numpy is imported for a look at a value."""
    script = (
        "import sys\n"
        "from playmore_cli.runner.tensor_tables import one_line, tabulate\n"
        "print(one_line([1, 2]), tabulate(3), [name for name in ('torch', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[1, 2] None []\n"
