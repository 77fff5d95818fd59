"""Questions before a run, at a terminal: keys, words, what cannot be read, and leaving."""

from pathlib import Path

import pytest
from terminal import CTRL_C, CTRL_D, ENTER, Terminal

LESSON = """\
format: 1
id: asks
title: Asks
lecture: {title: A lecture, by: nobody, video: abc, length: "00:10:00"}
about: A lesson for tests.
chapters:
  - at: "00:00:00"
    title: questions
    steps:
      - id: choice
        at: "00:00:00"
        say: A sum.
        code: |
          total = 3 + 4
        predict:
          ask: Is the total above or below 5?
          choices: [below, above, an error]
          answer: "'above' if total > 5 else 'below'"
          why: It is 7.
      - id: count
        at: "00:01:00"
        say: A list.
        code: |
          many = 6
        predict: {ask: How many?, answer: many, within: 4}
      - id: held
        at: "00:02:00"
        say: Which dimension?
        code: |
          dimension = 1
        predict:
          ask: Which dimension is it?
          choices: [dimension 0, dimension 1]
          answer: dimension 1
          hold: true
      - id: yourself
        at: "00:03:00"
        say: [Write it., It is one line.]
        code: |
          answer = 42
        recreate: {task: "Define `answer`, 42.", check: "assert answer == 42, 'no'", after: 1}
"""


@pytest.fixture
def ask(tmp_path: Path, request: pytest.FixtureRequest) -> object:
    """Start the lesson of questions at a step."""
    path = tmp_path / "asks_lesson.yaml"
    path.write_text(LESSON)

    def start(step: str) -> Terminal:
        terminal = Terminal(["start", str(path), "--step", step], tmp_path / "home")
        request.addfinalizer(terminal.__exit__)
        terminal.key_line()
        terminal.press(ENTER)
        return terminal

    return start


def test_choices(ask) -> None:  # type: ignore[no-untyped-def]
    """
    What fits nothing is asked again, ? explains, and a letter answers without Enter.
    """
    terminal = ask("choice")
    terminal.wait_for("Enter skips")
    terminal.press("?")
    terminal.wait_for("type a, b or c, or the answer in words")
    terminal.press("2" + ENTER)
    terminal.wait_for("'2' fits nothing here")
    terminal.press("b")

    assert "As you said: above. It is 7." in terminal.wait_for("As you said")
    assert terminal.text().count("Predict.") == 1


def test_words_that_begin_with_a_letter_of_a_choice(ask) -> None:  # type: ignore[no-untyped-def]
    """
    Words may be typed though their first letter names another choice.
    """
    terminal = ask("choice")
    terminal.wait_for("Enter skips")
    terminal.press("an error" + ENTER)

    assert "Not quite: above." in terminal.wait_for("Not quite")


@pytest.mark.parametrize("key", ["q", CTRL_C, CTRL_D])
def test_leaving_runs_nothing(ask, key: str) -> None:  # type: ignore[no-untyped-def]
    """
    q, Ctrl-C and Ctrl-D leave the question; the code is not run, and Enter asks again.
    """
    terminal = ask("choice")
    terminal.wait_for("Enter skips")
    terminal.press(key)
    terminal.wait_for("nothing was run")
    terminal.wait_for("⏎ run")
    assert "+ total" not in terminal.text()
    terminal.press(ENTER)

    terminal.wait_for("Enter skips")


def test_enter_alone_has_no_verdict(ask) -> None:  # type: ignore[no-untyped-def]
    """
    Enter passes: the answer is told, and nothing is judged.
    """
    terminal = ask("choice")
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)

    assert "said" not in terminal.wait_for("Answer: above. It is 7.")


def test_near_is_not_as_you_said(ask) -> None:  # type: ignore[no-untyped-def]
    """
    A guess within the bound is near enough, and the bound is told before and after.
    """
    terminal = ask("count")
    terminal.wait_for("(a number, to within 4)")
    terminal.press("9" + ENTER)

    screen = terminal.wait_for("Near enough")
    assert "Near enough: 6. You said 9, which is within 4." in screen
    assert "As you said" not in screen


def test_code_that_tells_is_held_back(ask) -> None:  # type: ignore[no-untyped-def]
    """
    The question comes before the code; after the guess the code is shown, and then run.
    """
    terminal = ask("held")
    assert "dimension = 1" not in terminal.wait_for("Enter skips")
    terminal.press("1" + ENTER)
    terminal.wait_for("dimension = 1")
    terminal.key_line()
    terminal.press(ENTER)

    assert "As you said: dimension 1." in terminal.wait_for("As you said")


def test_exercise_is_offered_before_it_is_told_how(ask) -> None:  # type: ignore[no-untyped-def]
    """
    The exercise is offered while the narration that tells how, and the code, are still to come.
    """
    terminal = ask("held")
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)
    terminal.wait_for("⏎ run")
    terminal.press(ENTER)
    terminal.wait_for("Answer: dimension 1")
    terminal.key_line()
    terminal.press(ENTER)
    screen = terminal.step(4)

    assert "y lets you write the code yourself" in screen
    assert "one line" not in screen and "42" not in screen
