"""Files that are no notebooks, or not such as could become a lesson: each is refused with a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.importing.notebook import NotebookError, parse_notebook

DATA = Path(__file__).parent / "data"
EMPTY: dict[str, Any] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"x = 1\n", "is not JSON"),
        (b'{"cells": [', "is not JSON"),
        (b"[]", "is JSON, but no notebook"),
        (b"{}", "has no nbformat"),
        (b'{"nbformat": "4"}', "has no nbformat"),
        (json.dumps(EMPTY | {"nbformat": 5}).encode(), "format 5, which is newer than 4"),
        (json.dumps(EMPTY | {"nbformat": 2}).encode(), "format 2, from before 2015, and damaged"),
        (json.dumps(EMPTY | {"cells": {}}).encode(), "without a list of cells"),
        (
            json.dumps(EMPTY | {"cells": [{"cell_type": "heading"}]}).encode(),
            "cell 1 is of the kind 'heading'",
        ),
        (json.dumps(EMPTY | {"metadata": {"kernelspec": {"language": "R"}}}).encode(), "is a notebook in R"),
        ("é".encode("latin-1"), "is not UTF-8 text (byte 0 is 0xe9)"),
        ('{"nbformat": 4}'.encode("utf-16"), "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_refused(content: bytes, sentence: str) -> None:
    """
    The message names the file and says what it found.
    """
    with pytest.raises(NotebookError) as refusal:
        parse_notebook(content, "some.ipynb")

    assert str(refusal.value).startswith("some.ipynb") and sentence in str(refusal.value)


def test_what_is_read() -> None:
    """
    Sources as text or lists of lines, tags, errors without their colours, and pictures come out as data.
    """
    document = EMPTY | {
        "cells": [
            {
                "cell_type": "markdown",
                "source": ["a\r\n", "b"],
                "attachments": {"p.png": {"image/png": "AA=="}},
            },
            {
                "cell_type": "code",
                "source": "1/0",
                "metadata": {"tags": ["raises-exception", 3]},
                "outputs": [
                    {"output_type": "stream", "text": "x"},
                    {
                        "output_type": "error",
                        "ename": "ZeroDivisionError",
                        "evalue": "\x1b[31mby zero\x1b[0m",
                    },
                ],
            },
        ]
    }

    first, second = parse_notebook(json.dumps(document).encode("utf-8-sig"), "n.ipynb").cells

    assert (first.number, first.source, first.attachments) == (1, "a\nb", {"p.png": "AA=="})
    assert second.error is not None and second.error.message == "by zero"
    assert second.tags == {"raises-exception"}


def test_older_notebooks_are_upgraded() -> None:
    """
    A notebook of format 3 is read, its heading cells and tracebacks with it.
    """
    notebook = parse_notebook((DATA / "version3.ipynb").read_bytes(), "version3.ipynb")

    assert notebook.upgraded_from == 3
    assert [cell.source for cell in notebook.cells] == ["# Old times", "It was a cell.", "x = 1\nx + 'a'"]
    assert notebook.cells[2].error is not None
