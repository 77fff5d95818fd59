"""What is longer than the screen and stands above a question: all of it is there when the question comes."""

from pathlib import Path

from terminal import ENTER, ESCAPE, Terminal

TASK = "\n".join(f"            - part {number} of what is to be done" for number in range(1, 31))
LINES = "\n".join(f"                x_{number} = {number}" for number in range(1, 31))
LESSON = f"""\
format: 1
id: long
title: Long
lecture: {{title: Long, by: nobody, video: abc, length: "00:10:00"}}
about: For tests.
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
      - id: first
        at: "00:00:00"
        say: Thirty names.
        code: |
          def names():
{LINES.replace("                ", "              ")}
              return x_30
        recreate:
          after: 1
          task: |
{TASK}
          start: "def names():"
          solution: |
              def names():
{LINES.replace("                ", "                  ")}
                  return x_30
          hints: [thirty]
          check: |
            assert names() == 30, str(names())
"""


def test_an_exercise_and_the_lectures_version_are_shown_whole(home: Path, tmp_path: Path) -> None:
    """
    A task and then a solution of more rows than the screen stand there to their last line when it is asked.
    """
    path = tmp_path / "long.yaml"
    path.write_text(LESSON)
    with Terminal(["start", str(path), "--trust"], home) as screen:
        screen.step(1)
        screen.press("y")
        screen.wait_for("Esc Enter checks it")
        assert "part 30 of what is to be done" in screen.text()
        screen.press("\n  return 30" + ESCAPE + ENTER)
        screen.wait_for("k keeps your version")
        assert all(f"x_{number} = {number}" in screen.everything() for number in range(1, 31))
        assert "return x_30" in screen.text()
        screen.press(ENTER)
        screen.key_line()
        screen.press("q")
        assert screen.end() == 0
