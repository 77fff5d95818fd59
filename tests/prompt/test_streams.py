"""The screen of prompts in a window that becomes narrower."""

import io

import pytest
from prompt_toolkit.data_structures import Size

from playmore_cli.prompt.streams import PromptScreen


@pytest.mark.parametrize(("column", "above"), [(30, 0), (39, 0), (40, 1), (45, 1), (130, 3)])
def test_a_question_is_erased_from_where_the_terminal_broke_it(column: int, above: int) -> None:
    """
    From a column that a window of 40 columns no longer has the cursor goes up to the row in which its line begins.
    """
    written = io.StringIO()
    screen = PromptScreen(written, lambda: Size(rows=20, columns=40), term="xterm")
    screen.cursor_backward(column)
    screen.flush()

    ups = {0: "", 1: "\x1b[A"}.get(above, f"\x1b[{above}A")
    assert written.getvalue().startswith(f"{ups}\x1b[") and written.getvalue().endswith("D")
    assert written.getvalue().count("A") == (above > 0)
