"""Lines broken between words."""

import pytest

from playmore_cli.view.line_breaks import between_words


@pytest.mark.parametrize("columns", [24, 40, 79])
def test_nothing_is_lost(columns: int) -> None:
    """
    The rows of a line have all its words in their order, and stand as far in as it does.
    """
    text = "  ok  torch      2.13.0, runs in a worker of its own, " + "averyveryverylongwordindeed " * 4
    rows = between_words(text, columns, hang=15).split("\n")

    assert " ".join(rows).split() == text.split()
    assert all(row.startswith("  ") for row in rows)
    assert all(len(row) <= columns or len(row.split()) == 1 for row in rows)
