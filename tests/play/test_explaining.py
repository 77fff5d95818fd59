"""What the words of a step mean, and the way to where they come from and back."""

from pathlib import Path

from terminal import ENTER, Terminal

LESSON = """\
format: 1
id: words
title: Words
lecture: {title: Words, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
terms:
  slope: {is: how steep a line is, step: first}
  rise: {is: how far up it goes, step: second}
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
      - {id: first, at: "00:00:00", say: A slope.}
      - {id: second, at: "00:01:00", say: The rise of a slope.}
      - {id: third, at: "00:02:00", say: Nothing new.}
"""


def lesson_file(folder: Path) -> str:
    """Write the lesson; return its path."""
    path = folder / "words.yaml"
    path.write_text(LESSON)
    return str(path)


def test_to_the_step_and_back(home: Path, tmp_path: Path) -> None:
    """
    `i` explains the terms of the step; a number and Enter lead to the step that introduces one, and h comes back.
    """
    with Terminal(["start", lesson_file(tmp_path), "--step", "second"], home) as screen:
        screen.key_line()
        screen.press("i")
        screen.wait_for("2 slope (words, step 1): how steep a line is")
        assert "1 rise (here): how far up it goes" in screen.text()
        screen.press("2" + ENTER)
        screen.wait_for("h home")
        screen.step(1)
        screen.press("h")
        screen.wait_for("h home", gone=True)
        screen.step(2)
        screen.press("q")
        assert screen.end() == 0


def test_to_stay(home: Path, tmp_path: Path) -> None:
    """
    Enter alone stays, and so does q; what is none of the terms is told, and a step without terms says so.
    """
    with Terminal(["start", lesson_file(tmp_path), "--step", "second"], home) as screen:
        screen.key_line()
        screen.press("i")
        screen.wait_for("Enter stays")
        screen.press("seven" + ENTER)
        screen.wait_for("'seven' is none of them")
        screen.key_line()
        screen.press("i")
        screen.wait_for("Enter stays", after="none of them")
        screen.press("q" + ENTER)
        screen.key_line()
        assert "'q'" not in screen.text()
        screen.press("i")
        screen.wait_for("Enter stays", after="stays: q")
        screen.press(ENTER)
        screen.key_line()
        screen.press(ENTER)
        screen.step(3)
        screen.press("i")
        screen.wait_for("no word of this step is in the glossary")
        screen.press("q")
        assert screen.end() == 0


def test_code_of_long_before(home: Path, tmp_path: Path) -> None:
    """
    The code of a function of long before stands folded where it is used: `f` shows it there, `i` leads to it.
    """
    steps = [f'{{id: s{n}, at: "00:00:{n:02d}", say: Nothing.}}' for n in range(3, 14)]
    first = "{id: s2, at: '00:00:02', say: A function., code: 'def draw(x): return x'}"
    last = "{id: s14, at: '00:00:14', say: Used., code: draw(3)}"
    path = tmp_path / "words.yaml"
    chapter = LESSON[: LESSON.index("    steps:")].replace("first", "s2").replace("second", "s2")
    path.write_text(chapter + "    steps:\n" + "".join(f"      - {one}\n" for one in [first, *steps, last]))
    with Terminal(["start", str(path), "--step", "s14"], home) as screen:
        screen.wait_for("… draw, as in step 1 · f shows it")
        assert "f full" in screen.key_line()
        assert "def draw" not in screen.text()
        screen.press("f")
        screen.wait_for("def draw(x): return x")
        assert screen.text().index("draw(3)") < screen.text().index("def draw(x)")
        screen.key_line()
        screen.press("i")
        screen.wait_for("1 draw (words, step 1): code shown before, used here again")
        screen.press("1" + ENTER)
        screen.wait_for("h home")
        screen.step(1)


BITS = """\
terms:
  ".bit_length()": {is: counts binary digits, step: first}
"""
HELD = """\
      - id: held
        at: "00:03:00"
        say: A slope, once more.
        code: |
          rise = (3).bit_length()
        recreate: {after: 1, task: Set it to 2., solution: "rise = 2", check: "assert rise == 2, str(rise)"}
"""


def test_words_of_code_that_is_held_back_are_not_told(home: Path, tmp_path: Path) -> None:
    """
    Before an exercise's code is shown `i` explains the words that are read; what the code uses would give it away.
    """
    path = tmp_path / "held.yaml"
    path.write_text(LESSON.replace("terms:\n", BITS) + HELD)
    with Terminal(["start", str(path), "--step", "held", "--trust"], home) as screen:
        screen.key_line()
        screen.press("i")
        screen.wait_for("Enter stays")
        assert "1 slope" in screen.text() and "bit_length" not in screen.text()
        screen.press(ENTER)
        screen.key_line()
        screen.press("q")
        assert screen.end() == 0
