"""The lesson in a real terminal, 80x24: every key does what the key line says."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import CTRL_C, CTRL_D, ENTER, ESCAPE, TAB, Terminal

Play = Callable[..., Terminal]


def test_first_screen(play: Play) -> None:
    """
    The first screen has the header, the narration and a key line that says what Enter does; no questions.
    """
    screen = play(fresh=True).step(1)

    assert "tiny · Tiny lesson · first chapter" in screen
    assert "00:00:00" in screen and "step 1 of 9" in screen
    assert "Welcome to the tiny lesson." in screen
    assert screen.split("\n")[-1].startswith(" ⏎ on")
    assert "b back" not in screen


def test_enter_runs_and_waits(play: Play) -> None:
    """
    Enter runs the code and stays; the result, what changed, the lecture's figure and the narration stand there.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press(ENTER)
    terminal.wait_for("Now x is 20.")
    screen = terminal.key_line()

    assert "│ 21\n" in screen
    assert "  + x 20\n" in screen
    assert "  = x                         20            lecture 20\n" in screen
    assert "step 2 of 9" in screen and "⏎ on" in screen and "r replay" in screen


def test_enter_alone_reaches_the_end(play: Play) -> None:
    """
    Pressing Enter whenever it is one's turn plays the whole lesson and leaves with status 0.
    """
    terminal = play()
    terminal.wait_for_turn()
    while terminal.status is None:
        terminal.press_and_see(ENTER)
        terminal.wait_for_turn()
    assert terminal.end() == 0
    everything = terminal.everything()
    assert "This is the end of tiny" in everything
    assert "this error is part of the lecture" in everything
    assert "Answer: 40. It is twice x." in everything


def test_pieces_are_revealed_one_by_one(play: Play) -> None:
    """
    Narration in pieces waits for Enter between them; the code comes after the last, live values filled in.
    """
    terminal = play("--at", "3:00")
    assert "Then look" not in terminal.step(4)
    terminal.press(ENTER)

    screen = terminal.wait_for("Then look at 41.")

    assert "def f(a):" in terminal.key_line()
    assert "Think first." in screen


def test_back_restores_the_variables(play: Play) -> None:
    """
    After going back and changing nothing, the namespace is that of the earlier step.
    """
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press("b")
    terminal.step(2)
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("x" + ENTER)

    assert "NameError" in terminal.wait_for("NameError")


def test_prediction_is_judged(play: Play) -> None:
    """
    A guess is asked for before the run, and judged by the value afterwards.
    """
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press("39" + ENTER)

    assert "Not quite: 40. It is twice x." in terminal.wait_for("Not quite")


def test_changed_lines_are_marked(play: Play) -> None:
    """
    A function that comes again has its changed line marked in the gutter.
    """
    screen = play("--step", "grown").step(6)

    assert "~     return a * 2 + y" in screen


def test_edit_runs_the_learners_version(play: Play) -> None:
    """
    An edit runs in place of the step; the difference to the lecture is told, and keeping it carries on.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + "z = 5")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("k keeps")
    assert "only yours z 5" in terminal.text()
    terminal.press("k" + ENTER)
    terminal.wait_for("kept: what follows builds on it")
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("z + 1" + ENTER)

    terminal.wait_for("│ 6")


def test_edit_put_back(play: Play) -> None:
    """
    An edit that is not kept leaves the lecture's variables.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + "z = 5")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("k keeps")
    terminal.press(ENTER)
    terminal.wait_for("put back")
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("z" + ENTER)

    terminal.wait_for("NameError")


def test_edit_that_ends_the_process(play: Play) -> None:
    """
    A version that takes its process down is not lost: Enter opens it again, and once mended it runs.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + "import os; z = 5; os._exit(3)")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("Enter edits again")
    terminal.press(ENTER)
    terminal.wait_for("Esc Enter runs")
    terminal.press("\x7f" * len("; os._exit(3)"))
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("k keeps")

    assert "only yours z 5" in terminal.text()


def test_edit_before_a_long_step_ran(play: Play, tiny: Path) -> None:
    """
    The lecture's version runs before an edit, for comparison: one sees how far it is, and Ctrl-C goes on to the edit.
    """
    tiny.write_text(tiny.read_text().replace("time.sleep(0.01)", "time.sleep(1)"))
    terminal = play("--step", "long-step", "--pace", "full")
    terminal.step(8)
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + "done = 77")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("of 5")
    terminal.press(CTRL_C)
    assert "your version runs without a comparison" in terminal.wait_for("without a comparison")
    terminal.wait_for("k keeps")


def test_prompt_completes_names(play: Play) -> None:
    """
    Tab at the prompt completes a name of the lesson.
    """
    terminal = play("--step", "pieces")
    terminal.step(4)
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("undefined_name = 3" + ENTER)
    terminal.wait_for("∙ undefined_name = 3\n∙")
    terminal.press("undef" + TAB)

    terminal.wait_for("∙ undefined_name")


def test_experiment_is_put_back(play: Play) -> None:
    """
    What was tried is told as a difference; put back, the next step runs as in the lecture.
    """
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("x = 100" + ENTER)
    terminal.wait_for("∙ x = 100\n∙")
    terminal.press(ENTER)
    terminal.wait_for("k keeps")
    assert "x 20 → 100" in terminal.text()
    terminal.press(ENTER)
    terminal.wait_for("put back")
    terminal.key_line()
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)

    terminal.wait_for("Answer: 40")


def test_looking_leaves_no_question(play: Play) -> None:
    """
    Lines that only look at values end without asking what to keep.
    """
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("x" + ENTER)
    terminal.wait_for("│ 20")
    terminal.wait_for("Enter runs")  # keys pressed before the prompt is back do not count
    terminal.press(ENTER)
    terminal.key_line()

    assert "k keeps" not in terminal.text()


@pytest.mark.parametrize(("place", "number"), [("5:00", 6), ("2", 2), ("grown", 6)])
def test_go_to(play: Play, place: str, number: int) -> None:
    """
    ``g`` takes a timecode, a number or an id.
    """
    terminal = play()
    terminal.step(1)
    terminal.press("g")
    terminal.wait_for("go to (")
    terminal.press(place + ENTER)

    terminal.step(number)


def test_go_to_nowhere(play: Play) -> None:
    """
    A place that does not exist is said above the key line, and the step stays.
    """
    terminal = play()
    terminal.step(1)
    terminal.press("g")
    terminal.wait_for("go to (")
    terminal.press("1:75" + ENTER)

    assert "is not a timecode" in terminal.wait_for("is not a timecode")
    terminal.key_line()


def test_outline_is_a_place(play: Play) -> None:
    """
    ``o`` opens the chapters and steps where one is; typing narrows them, Enter goes to the one chosen.
    """
    terminal = play("--step", "define-x", columns=40, rows=20)
    terminal.key_line()
    terminal.press("o")
    screen = terminal.wait_for("second chapter")
    assert "▶ 00:00:00  first chapter" in screen and "▸   ▶   2" in screen
    terminal.press("many")
    terminal.wait_for("1 place mentions many")
    terminal.press(ENTER)

    assert "Many lines." in terminal.wait_for("Many lines.")


def test_words_lead_to_a_step(play: Play) -> None:
    """
    ``g`` with words that are no place lists the lines that hold them; Esc changes nothing.
    """
    terminal = play()
    terminal.step(1)
    terminal.press("g")
    terminal.wait_for("go to (")
    terminal.press("twice" + ENTER)
    assert "mentions twice" in terminal.wait_for("Twice that.")
    terminal.press(ESCAPE)
    terminal.press(ESCAPE)
    terminal.wait_for("⏎ on")
    terminal.press("q")

    assert terminal.end() == 0 and "step 1 of 9, 00:00:00" in terminal.text()


def test_habits_at_the_prompt(play: Play) -> None:
    """
    Among lines of Python ``name?`` explains, a shell's command gets a sentence, ``:f`` shows what was folded, ``:v``
    the variables, and ``exit`` goes back.
    """
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("!ls" + ENTER)
    terminal.wait_for("only Python runs")
    terminal.press("len?" + ENTER)
    terminal.wait_for("number of items")
    terminal.press("print('\\n'.join(map(str, range(99))))" + ENTER)
    terminal.wait_for(":f shows all of it")
    terminal.press("f" + ENTER)
    terminal.wait_for("back to the lesson")
    terminal.press("q")
    terminal.wait_for("∙", after="back to the lesson")
    terminal.press(":v" + ENTER)
    terminal.wait_for("1 name")
    terminal.press(ENTER)
    terminal.wait_for("int: 20")
    terminal.press("exit" + ENTER)
    terminal.wait_for("k keeps what you tried")
    terminal.press(ENTER)

    terminal.key_line()


def test_shapes_come_with_an_error(play: Play, tiny: Path) -> None:
    """
    Where an operation fails for its shapes they stand below the error; ``x`` shows those of the step's code.
    """
    tiny.write_text(tiny.read_text().replace("x = 20\n", "import numpy as np; x = np.ones((2, 3))\n"))
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("x")
    terminal.wait_for("→ (2, 3)")
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("import numpy as n; n.ones((2, 3)) @ n.ones((2, 3))" + ENTER)

    terminal.wait_for("the inner sizes 3 and 2 do not meet")


def test_help(play: Play) -> None:
    """
    ``?`` shows every key with what it does.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("?")
    terminal.wait_for("not now")
    screen = terminal.key_line()

    assert "change this step" in screen and "the step has not run yet" in screen


def test_a_wrong_key_says_why(play: Play) -> None:
    """
    A key that does nothing now says why above the key line, and what would; the next key takes that away.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("r")
    assert terminal.wait_for("the step has not run yet").endswith("q leave") or terminal.key_line()
    terminal.press("m")
    terminal.wait_for("the step has not run yet", gone=True)


def test_long_output_is_folded_and_paged(play: Play) -> None:
    """
    Of many lines the first are shown and the rest counted; ``f`` pages all of them, ``q`` returns.
    """
    terminal = play("--step", "long-output")
    terminal.step(7)
    terminal.press(ENTER)
    terminal.wait_for("76 more lines")
    assert "f full" in terminal.key_line()
    terminal.press("f")
    terminal.wait_for("back to the lesson")
    assert "line 0" in terminal.text()
    terminal.press("q")

    terminal.key_line()


def test_note_and_mark(play: Play) -> None:
    """
    ``n`` takes a note, ``m`` marks the step; both are said.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press("n")
    terminal.wait_for("note:")
    terminal.press("why 20" + ENTER)
    terminal.wait_for("noted")
    terminal.key_line()
    terminal.press("m")

    terminal.wait_for("marked as not understood")


def test_video_link(play: Play) -> None:
    """
    ``w`` tells the link at this second of the video.
    """
    terminal = play("--step", "define-x", variables={"DISPLAY": None, "WAYLAND_DISPLAY": None})
    terminal.step(2)
    terminal.press("w")

    terminal.wait_for("watch?v=abc&t=60s")


@pytest.mark.parametrize("key", ["q", CTRL_D, CTRL_C])
def test_leaving_tells_how_to_come_back(play: Play, key: str) -> None:
    """
    Leaving by any usual key keeps the place and prints the command to return.
    """
    terminal = play("--step", "define-x")
    terminal.step(2)
    terminal.press(key)

    assert terminal.end() == 0
    assert "Come back with:\n    playmore resume" in terminal.text()


def test_keys_while_a_step_runs_skip_nothing(play: Play, tiny: Path) -> None:
    """
    Enter pressed again and again during a long step neither shows nor skips what follows.
    """
    tiny.write_text(tiny.read_text().replace("time.sleep(0.01)", "time.sleep(0.4)"))
    terminal = play("--step", "long-step")
    terminal.step(8)
    terminal.press(ENTER)
    terminal.wait_for("of 3")
    terminal.press(ENTER * 5 + "qqq")
    terminal.wait_for("  + ")
    screen = terminal.key_line()

    assert "step 8 of 9" in screen and "step 9" not in screen
    assert "qqq" not in screen


def test_interrupting_a_step(play: Play, tiny: Path) -> None:
    """
    Ctrl-C stops a long step, says how far it came and keeps the lesson and the variables.
    """
    tiny.write_text(tiny.read_text().replace("time.sleep(0.01)", "time.sleep(1)"))
    terminal = play("--step", "long-step", "--pace", "full")
    terminal.step(8)
    terminal.press(ENTER)
    terminal.wait_for("of 5")
    terminal.press(CTRL_C)

    assert "stopped after" in terminal.wait_for("stopped after")
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("rounds" + ENTER)
    terminal.wait_for("│ 5")


def test_interrupting_the_libraries(play: Play, tiny: Path, tmp_path: Path) -> None:
    """
    Ctrl-C while the libraries load is heard: nothing has run, the lesson waits, and a second try runs the step.
    """
    slow = tmp_path / "slow" / "sklearn"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text("")
    (slow / "datasets.py").write_text("import time\ntime.sleep(6)\n")
    tiny.write_text(tiny.read_text().replace("x = 20", "import sklearn.datasets; x = 20"))
    path = os.pathsep.join(filter(None, [str(slow.parent), os.environ.get("PYTHONPATH")]))
    terminal = play("--step", "hello", variables={"PYTHONPATH": path})
    terminal.step(1)
    terminal.press(ENTER)
    terminal.step(2)
    terminal.press(ENTER)
    terminal.wait_for("loading the libraries")
    terminal.press(CTRL_C)

    assert "stopped; the libraries go on loading" in terminal.wait_for("stopped;")
    terminal.key_line()
    terminal.press(ENTER)
    assert "Now x is 20." in terminal.wait_for("Now x is")


def test_crash_keeps_the_lesson(play: Play, tiny: Path) -> None:
    """
    Code that kills its process is told in a sentence; the variables before the step are restored.
    """
    tiny.write_text(tiny.read_text().replace("y = 2 * x", "y = 2 * x; import os; os._exit(7)"))
    terminal = play("--step", "guess")
    terminal.step(3)
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)
    terminal.wait_for("as they were before this step")
    assert "exit status 7" in terminal.everything()
    terminal.key_line()
    terminal.press(":")
    terminal.wait_for("∙")
    terminal.press("x" + ENTER)

    terminal.wait_for("│ 20")


def test_resume_after_kill(play: Play, tmp_path: Path) -> None:
    """
    After ``kill -9`` the place is there, and the variables are rebuilt.
    """
    terminal = play("--step", "define-x", variables={"TMPDIR": str(tmp_path)})
    terminal.step(2)
    terminal.press(ENTER)
    terminal.wait_for("Now x is 20.")
    terminal.key_line()
    terminal.kill()

    again = play(command="resume")
    again.step(3)
    again.press(":")
    again.wait_for("∙")
    again.press("x" + ENTER)

    again.wait_for("│ 20")


def test_start_offers_the_saved_place(play: Play) -> None:
    """
    Starting a lesson again offers to go on or to begin again, one key each; Enter goes on.
    """
    terminal = play("--step", "grown")
    terminal.step(6)
    terminal.press("q")
    terminal.end()

    again = play()
    again.wait_for("step 6 of 9 is next: f grows.")
    again.wait_for("⏎ go on · 1 begin again")
    again.press(ENTER)

    again.step(6)


def test_lesson_that_changed(play: Play, tiny: Path) -> None:
    """
    When the step where one was is gone, the lesson goes on at its time and says so.
    """
    terminal = play("--step", "grown")
    terminal.step(6)
    terminal.press("q")
    terminal.end()
    tiny.write_text(tiny.read_text().replace("id: grown", "id: grown-up"))

    again = play(command="resume")
    again.step(6)

    assert "no longer in tiny" in again.everything()


@pytest.mark.parametrize(("columns", "rows"), [(20, 10), (40, 24), (200, 50)])
def test_other_sizes(play: Play, columns: int, rows: int) -> None:
    """
    Narrow or wide, the step is shown and can be run; no line is longer than the screen.
    """
    terminal = play("--step", "define-x", columns=columns, rows=rows)
    terminal.wait_for("⏎ run")
    terminal.press(ENTER)

    terminal.wait_for("Now x is 20.")


def test_no_colour(play: Play) -> None:
    """
    With NO_COLOR not one colour is written; marks and keys are still there.
    """
    terminal = play("--step", "grown", variables={"NO_COLOR": "1"})
    screen = terminal.step(6)

    assert b"\x1b[38" not in terminal.raw and b"\x1b[48" not in terminal.raw
    assert b"\x1b[31m" not in terminal.raw and b"\x1b[32m" not in terminal.raw
    assert "~     return" in screen


def test_dumb_terminal(play: Play) -> None:
    """
    A terminal that cannot move its cursor gets plain lines and takes commands with Enter; no escape is written.
    """
    terminal = play("--step", "define-x", variables={"TERM": "dumb"})
    terminal.wait_for("? lists the keys")
    terminal.press("\n")
    terminal.wait_for("Now x is 20.")
    terminal.press("q\n")

    assert terminal.end() == 0
    assert b"\x1b" not in terminal.raw


PLOT = """\
          import matplotlib.pyplot as plt
          plt.plot([1, 2, 3]);
"""


@pytest.mark.parametrize(
    ("setting", "begins"), [("kitty", b"\x1b_G"), ("iterm2", b"\x1b]1337;File="), ("sixel", b"\x1bP")]
)
def test_pixels_where_they_are_forced(play: Play, tiny: Path, setting: str, begins: bytes) -> None:
    """
    With graphics forced a plot is sent as pixels; ``c`` shows it in characters.
    """
    tiny.write_text(tiny.read_text().replace("          y = 2 * x\n", PLOT))
    terminal = play("--step", "guess", variables={"PLAYMORE_GRAPHICS": setting})
    terminal.step(3)
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)
    terminal.wait_for("c characters")
    assert begins in terminal.raw
    terminal.press("c")

    terminal.wait_for("┤")


def test_pixels_fit_a_window_that_tells_its_size(play: Play, tiny: Path) -> None:
    """
    A picture is as many pixels wide as its columns are, where the kernel knows the size of the window.
    """
    tiny.write_text(tiny.read_text().replace("          y = 2 * x\n", PLOT))
    terminal = play("--step", "guess", variables={"PLAYMORE_GRAPHICS": "sixel"}, cell=(7, 15))
    terminal.step(3)
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)
    terminal.wait_for("c characters")

    found = re.search(rb'\x1bP0;1q"1;1;(\d+);(\d+)', terminal.raw)
    assert found is not None
    assert int(found[1]) <= 80 * 7
    assert int(found[1]) % 7 == int(found[2]) % 15 == 0


def test_no_pixels_inside_tmux(play: Play, tiny: Path) -> None:
    """
    Inside tmux the terminal is not asked, and plots come in characters.
    """
    tiny.write_text(tiny.read_text().replace("          y = 2 * x\n", PLOT))
    terminal = play("--step", "guess", variables={"TMUX": "/tmp/x,1,0", "TERM": "tmux-256color"})
    terminal.step(3)
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")
    terminal.press(ENTER)
    terminal.wait_for("┤")

    assert b"\x1b_G" not in terminal.raw


def test_pace_of_one_step(play: Play) -> None:
    """
    ``p`` runs a step at the other pace; what both have and how long they take is said, and ``p`` switches back.
    """
    terminal = play("--step", "long-step")
    assert "pace quick: rounds = 3 · p for full: rounds = 5" in terminal.step(8)
    terminal.press("p")
    terminal.wait_for("pace full: rounds = 5 · p for quick: rounds = 3")
    terminal.key_line()
    terminal.press(ENTER)
    terminal.wait_for("  + ")
    assert "→ 4" in terminal.key_line()
    terminal.press("p")

    assert "rounds = 3," in terminal.wait_for("pace quick: rounds = 3,")
