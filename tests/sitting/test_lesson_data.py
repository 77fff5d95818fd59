"""The lecture's data sets are offered once, together, where a lesson begins."""

from pathlib import Path

import pytest
from terminal import ENTER, Terminal

OWN_DATA = {"PLAYMORE_DATA_DIR": None}


@pytest.mark.parametrize("columns", [80, 40])
def test_one_question_for_all_files(tmp_path: Path, columns: int) -> None:
    """
    One question names every file that is not here, with its size, and no word of it breaks at the edge.
    """
    with Terminal(["start", "p8"], tmp_path, columns=columns, variables=OWN_DATA) as screen:
        screen.wait_for("Download them?")
        said = " ".join(screen.text().split())
        assert "input.txt (1.1 MB), gpt2.tiktoken (835 kB) and gpt4.tiktoken (1.7 MB)" in said
        assert said.endswith("Enter does, n does not:")
        screen.press("n" + ENTER)
        screen.key_line()
        screen.press("q")
        assert screen.end() == 0


def test_no_is_remembered(tmp_path: Path) -> None:
    """
    Whoever said no to one question is asked for none of the files again, and is told what is used instead.
    """
    for question in ("Download them?", "? keys"):
        with Terminal(["start", "p8"], tmp_path, variables=OWN_DATA) as screen:
            screen.wait_for(question)
            if question.startswith("Download"):
                screen.press("n" + ENTER)
                screen.wait_for("? keys")
            said = " ".join(screen.text().split())
            assert "using playmore's own shakespeare (4,104 lines), gpt2 (2,048 lines) and gpt4" in said
            screen.press("q")
            assert screen.end() == 0
