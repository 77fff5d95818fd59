"""The shapes of a line are those that meet when it runs."""

import linecache

import torch

from playmore_cli.outputs import ShapeLine
from playmore_cli.runner.namespace import compile_source, is_own_file, source_of_file
from playmore_cli.runner.shape_record import record_shapes, shapes_at

NAMES = {"torch": torch, "h": torch.zeros(32, 100), "W": torch.zeros(100, 27), "b": torch.zeros(27)}


def recorded(source: str) -> dict[str, ShapeLine]:
    """Return what is recorded of a source, by the text of each operation."""
    return {line.text: line for line in record_shapes(source, dict(NAMES), "<shapes>")}


def shapes(line: ShapeLine) -> list[tuple[int, ...]]:
    """Return the shapes of an operation's operands."""
    return [operand.shape for operand in line.operands]


def test_every_operand_and_result() -> None:
    """
    Each operation within a line has the shapes of its operands and of its result.
    """
    found = recorded("logits = h @ W + b\np = logits.sum(1, keepdim=True)")

    assert shapes(found["h @ W"]) == [(32, 100), (100, 27)] and found["h @ W"].result == (32, 27)
    assert shapes(found["h @ W + b"]) == [(32, 27), (27,)]
    assert found["logits.sum(1, keepdim=True)"].over == (1,)


def test_functions_and_loops() -> None:
    """
    What runs inside a function or a loop is recorded as it was the first time.
    """
    found = recorded("def f(x):\n    return x @ W\nfor i in range(3):\n    y = f(h[i:])")

    assert shapes(found["x @ W"]) == [(32, 100), (100, 27)]


def test_in_place() -> None:
    """
    What is changed in place has its shape before and after.
    """
    found = recorded("h = h * 1.0\nh += torch.ones(100)")

    assert shapes(found["h += torch.ones(100)"]) == [(32, 100), (100,)]


def test_the_operation_that_failed_comes_last() -> None:
    """
    An error about shapes ends with the operation in which it arose.
    """
    *_, last = record_shapes("a = h @ W\nh @ b\nnever = 1", dict(NAMES), "<shapes>")

    assert last.text == "h @ b" and last.failed and last.result is None


def test_where_an_error_arose() -> None:
    """
    From the traceback alone, inside a function too, come the shapes of the statement that failed.
    """
    source = "def f(x):\n    y = x.view(50, 64)\n    return torch.tanh(y @ W)\nf(h)"
    program = compile_source(source, "t:step")
    try:
        exec(program.body, names := dict(NAMES))
        eval(program.last, names)  # type: ignore[arg-type]
    except RuntimeError as error:
        found = shapes_at(error, is_own_file, source_of_file)
    finally:
        linecache.cache.pop("<t:step>", None)

    assert [line.text for line in found] == ["y @ W"] and found[-1].failed
    assert shapes(found[-1]) == [(50, 64), (100, 27)]
