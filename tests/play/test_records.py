"""A step that ran before is shown at once; ``r`` runs it."""

from pathlib import Path

from one_chapter import one_chapter
from terminal import ENTER, Terminal

HEAVY = "open('{0}', 'a').write('x'); loss = 9.0\\nfor k in range(20_000_000): loss = loss - 1e-7\\nprint('trained')"
"""Notes in a file that it ran, and takes more than half a second."""


def test_going_back_trains_nothing_again(tmp_path: Path, home: Path) -> None:
    """
    After ``b`` Enter shows what the step gave and says so, with the variables after it; ``r`` runs it again.
    """
    ran = tmp_path / "ran"
    code = HEAVY.format(ran)
    path = tmp_path / "heavy.yaml"
    path.write_text(
        one_chapter(
            f"""\
      - {{id: train, at: "00:00:00", say: One., code: "{code}", then: "The loss is {{{{ loss:.1f }}}}."}}
      - {{id: look, at: "00:01:00", say: Two., code: "k"}}
""",
            name="heavy",
        )
    )
    with Terminal(["start", str(path)], home) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.wait_for("The loss is 7.0.")
        assert ran.read_text() == "x" and "ran before" not in terminal.key_line()
        terminal.press(ENTER)
        terminal.step(2)
        terminal.press("b")
        terminal.wait_for("step 1 of", after="step 2 of")
        terminal.key_line()
        terminal.press(ENTER)
        shown = terminal.wait_for("of training; r runs it again")
        assert "trained" in shown and "The loss is 7.0." in terminal.key_line() and ran.read_text() == "x"
        terminal.press("r")
        terminal.wait_for("│ trained", after="r runs it again")
        assert ran.read_text() == "xx"
        terminal.key_line()
        terminal.press(ENTER)
        terminal.wait_for("step 2 of", after="r runs it again")
        terminal.key_line()
        terminal.press(ENTER)
        terminal.wait_for("│ 19999999", after="step 2 of")
        assert ran.read_text() == "xx"
