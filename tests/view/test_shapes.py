"""Shapes stand below each other as they meet; what is stretched, summed or apart is said."""

from rich.cells import cell_len

from playmore_cli.outputs import Operand, ShapeLine
from playmore_cli.view.shapes import plain_shapes, shape_sentence


def test_broadcasting_is_aligned_from_the_right() -> None:
    """
    A missing dimension is a dot, a 1 that is stretched says to what.
    """
    line = ShapeLine(1, "x - m", "-", (Operand("x", (32, 3, 10)), Operand("m", (3, 1))), (32, 3, 10))

    assert plain_shapes([line], 76) == (
        "line 1\n  x - m\n    x  32  3  10\n    m   ·  3   1  stretched to 32, 10\n    =  32  3  10"
    )


def test_inner_sizes_meet() -> None:
    """
    The inner sizes of a product stand in one column and are not in the result.
    """
    line = ShapeLine(1, "h @ W", "@", (Operand("h", (32, 100)), Operand("W", (100, 27))), (32, 27))

    assert plain_shapes([line], 76).split("\n")[2:] == [
        "    h  32  100",
        "    W      100  27  the inner sizes meet, 100 is summed over",
        "    =  32       27",
    ]


def test_batches_and_vectors() -> None:
    """
    Dimensions in front are broadcast; a vector has no outer size.
    """
    batch = ShapeLine(1, "q @ k", "@", (Operand("q", (4, 8, 16)), Operand("k", (16, 8))), (4, 8, 8))
    vector = ShapeLine(1, "A @ v", "@", (Operand("A", (2, 3)), Operand("v", (3,))), (2,))

    assert plain_shapes([batch], 76).endswith("=  4  8      8")
    assert plain_shapes([vector], 76).endswith("=  2")


def test_what_does_not_meet_is_said() -> None:
    """
    Where an operation failed the sizes that are apart are named.
    """
    line = ShapeLine(1, "h @ W", "@", (Operand("h", (32, 30)), Operand("W", (20, 27))), failed=True)
    added = ShapeLine(1, "h + b", "+", (Operand("h", (32, 30)), Operand("b", (32,))), failed=True)

    assert "the inner sizes 30 and 20 do not meet" in plain_shapes([line], 76, at_error=True)
    assert "30 and 32 differ" in plain_shapes([added], 76, at_error=True)


def test_sums_mark_what_they_sum() -> None:
    """
    A summed dimension has a sigma; without a dimension all have.
    """
    operands = (Operand("h", (32, 100)),)
    assert shape_sentence(ShapeLine(1, "", "mean", operands, (32,), (-1,))) == "(32, Σ100) → (32,)"
    assert shape_sentence(ShapeLine(1, "", "mean", operands, (), ())) == "(Σ32, Σ100) → ()"


def test_no_row_is_wider_than_the_screen() -> None:
    """
    Long operands are cut, remarks go below where there is no room.
    """
    long = "emb.view(emb.shape[0], -1) @ parameters[0]"
    line = ShapeLine(12, f"{long} + b1", "+", (Operand(long, (32, 200)), Operand("b1", (200,))), (32, 200))
    for width in (40, 60, 80):
        assert all(cell_len(row) <= width for row in plain_shapes([line], width).split("\n"))
