"""A window whose size changes: at a prompt, and while a step runs."""

from pathlib import Path

from terminal import ENTER, Terminal

LESSON = """\
format: 1
id: growing
title: A window
lecture: {title: A lecture, by: nobody, video: abc, length: "00:10:00"}
about: A lesson for tests.
chapters:
  - at: "00:00:00"
    title: first chapter
    steps:
      - id: asks
        at: "00:01:00"
        say: The step waits for a file, and then prints a long line.
        code: |
          import os, time
          print('waiting', flush=True)
          while not os.path.exists(GO):
              time.sleep(0.05)
          print('seen ' * 30)
      - id: the-end
        at: "00:09:00"
        say: A sentence that is long enough to be broken into two rows where the window has forty columns only.
"""


def test_what_comes_after_a_resize_fits(tmp_path: Path) -> None:
    """
    Output that comes after a resize while the step runs, the line of keys and the next step fit the new width.
    """
    file = tmp_path / "growing.yaml"
    go = tmp_path / "go"
    file.write_text(LESSON.replace("GO", repr(str(go))))
    with Terminal(["start", str(file)], tmp_path / "home", columns=100, rows=30) as terminal:
        terminal.step(1)
        terminal.press(ENTER)
        terminal.wait_for("│ waiting")
        terminal.resize(40, 20)
        go.touch()
        terminal.wait_for("┆ seen")
        screen = terminal.key_line()

        assert max(map(len, screen.split("\n"))) <= 40
        bars = [line for line in screen.split("\n") if line.startswith(("  │ seen", "  ┆ seen"))]
        assert len(bars) == 5 and sum(line.count("seen") for line in bars) == 30
        terminal.resize(70, 24)
        terminal.press(ENTER)
        terminal.wait_for("A sentence that is long enough to be broken into two rows")
