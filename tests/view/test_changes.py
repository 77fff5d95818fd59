"""The line that tells what a step made of the names."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from playmore_cli.outputs import Changes
from playmore_cli.view.screen import Screen
from playmore_cli.view.theme import NONE


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize(
    "text",
    [
        "'오늘은 날씨가 좋아서 우리는 바다에 갑니다. '" * 3,
        "'👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋👋'" * 3,
        "'sea'" * 30,
    ],
)
def test_one_line_of_wide_characters(text: str, columns: int) -> None:
    """
    Characters that take two columns count as two, so the line is cut where the terminal ends and does not go on below.
    """
    out = io.StringIO()
    Screen(Console(file=out, width=columns, color_system=None), NONE).changes(
        Changes({"greeting": text}, {}, ())
    )

    blank, line = out.getvalue().splitlines()
    assert blank == ""
    assert columns - 6 < cell_len(line) < columns
    assert line.endswith("…")
