"""``playmore review``: cards are asked, judged and rated in a pipe and in a terminal, and every rating is kept."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import CTRL_C, ENTER, ESCAPE, Terminal

from playmore_cli.store.learner import Store, TextKind

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - id: talk
        at: "00:00:00"
        say: Some talk.
        cards:
          - {ask: What is a tensor?, answer: An array of numbers.}
          - {ask: What is a scalar?, answer: One number.}
      - id: one
        at: "00:01:00"
        say: One.
        code: |
          x = 1
        cards:
          - ask: Put twice x into `y`.
            code: |
              y = 2 * x
            check: |
              assert 'y' in globals(), "put it into y"
              assert y == 2, f"twice x is 2, not {y}"
      - id: two
        at: "00:02:00"
        say: Two.
        cards:
          - {ask: Never reached?, answer: Never.}
""",
    title="Cards",
)


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A lesson with three cards in the steps that are gone through, one of which runs code, and one further on."""
    path = tmp_path / "tiny_cards.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture
def begun(playmore: Command, tiny: str) -> str:
    """The same lesson, gone through to its third step."""
    playmore("start", tiny, stdin="\n\n\nq\n")
    return tiny


def _rated(home: Path) -> list[tuple[str, int]]:
    """The step and rating of every rating kept."""
    (path,) = home.rglob("progress.db")
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT step, rating FROM review ORDER BY rowid").fetchall()
    connection.close()
    return rows


def _typed(home: Path) -> list[tuple[str, bool]]:
    """What is kept of what was typed at the card that runs code, and whether each is unfinished."""
    store = Store(home / "state" / "progress.db")
    found = [(one.text, one.is_open) for one in store.texts("tiny", "one", TextKind.CARD)]
    store.close()
    return found


def test_no_cards_before_the_first_step(playmore: Command) -> None:
    """
    Who has gone through nothing is told where cards come from.
    """
    ran = playmore("review")

    assert ran.status == 0 and "no cards yet" in ran.out and "playmore start" in ran.out


def test_a_session_from_a_pipe(playmore: Command, begun: str, home: Path) -> None:
    """
    A line each shows the answer and rates; code ends with a full stop and is run; then nothing is due.
    """
    lines = ["", "3", "answer", "easy", "", "y = x + 1", ".", "", ""]
    ran = playmore("review", "--lesson", begun, stdin="\n".join(lines) + "\n")

    assert ran.status == 0, ran.err
    assert "card 1 of 3" in ran.out and "An array of numbers." in ran.out
    assert "right: it passes the check" in ran.out and "y = 2 * x" in ran.out
    assert "rated 3: 1 easy, 2 good" in ran.out
    assert _rated(home) == [("talk", 3), ("talk", 4), ("one", 3)]
    assert "nothing is due; the next card is in" in playmore("review", "--lesson", begun).out


def test_a_step_not_gone_through_asks_nothing(playmore: Command, begun: str) -> None:
    """
    Cards of steps further on are neither asked nor counted.
    """
    ran = playmore("review", "--lesson", begun, "--json")

    assert json.loads(ran.out)["new"] == 3
    assert "Never reached" not in playmore("review", "--lesson", begun, stdin="s\ns\ns\n").out


def test_what_was_not_known_comes_again(playmore: Command, begun: str, home: Path) -> None:
    """
    A card rated again is asked once more at the end of the session, and the step to look at is named.
    """
    ran = playmore("review", "--lesson", begun, "--count", "1", stdin="\n1\n\n3\n")

    assert "once more" in ran.out and "playmore replay tiny talk" in ran.out
    assert _rated(home) == [("talk", 1), ("talk", 3)]


def test_a_grade_is_taken_back(playmore: Command, begun: str, home: Path) -> None:
    """
    u at the next card asks the one before again, as it was; a card that was not known waits no longer.
    """
    ran = playmore("review", begun, stdin="\n1\nu\n\n4\n\n3\nq\n")

    assert ran.out.count("card 1 of 3") == 2 and ran.out.count("card 2 of 3") == 2
    assert "once more" not in ran.out and "rated 2: 1 easy, 1 good" in ran.out
    assert _rated(home) == [("talk", 4), ("talk", 3)]


def test_the_last_grade_is_taken_back(playmore: Command, begun: str, home: Path) -> None:
    """
    After a review its last grade can be undone, and the one before it; then there is none.
    """
    before = playmore("review", "--json").out
    playmore("review", begun, "--count", "2", stdin="\n3\n\n4\n")

    undone = [playmore("review", "--undo") for _ in range(3)]

    assert undone[0].out == "undone: grade of a card of tiny, talk (1 review card, 1 rating)\n"
    assert [one.status for one in undone] == [0, 0, 2] and "there is no grade to undo" in undone[2].err
    assert _rated(home) == [] and playmore("review", "--json").out == before


@pytest.mark.parametrize(
    ("chapter", "says"),
    [("1", "card 1 of 3"), ("only", "card 1 of 3"), ("0:30", "card 1 of 3"), ("9", "has no chapter 9")],
)
def test_cards_of_a_chapter(playmore: Command, begun: str, chapter: str, says: str) -> None:
    """
    A chapter is named by number, by words in its title or by a moment in it; its title heads the cards.
    """
    ran = playmore("review", begun, "--chapter", chapter, stdin="q\n")

    assert says in ran.out + ran.err
    assert ("tiny - 00:00:00 - the only chapter" in ran.out) == (ran.status == 0)


def test_a_chapter_of_no_lesson(playmore: Command) -> None:
    """
    A chapter alone says nothing: the lesson is asked for.
    """
    ran = playmore("review", "--chapter", "3")

    assert ran.status == 2 and "a chapter of which lesson?" in ran.err


def test_leaving_keeps_what_was_rated(playmore: Command, begun: str, home: Path) -> None:
    """
    q, or the end of the input, leaves at once; the ratings given are kept.
    """
    ran = playmore("review", "--lesson", begun, stdin="\n4\nq\n")
    assert ran.status == 0 and "rated 1: 1 easy; all of it is kept" in ran.out

    playmore("review", "--lesson", begun, stdin="\n2\n")
    assert _rated(home) == [("talk", 4), ("talk", 2)]


def test_new_cards_are_rationed(playmore: Command, begun: str) -> None:
    """
    No more cards that were never asked come than --new lets in; without any the session says what would.
    """
    assert "card 1 of 2" in playmore("review", "--lesson", begun, "--new", "2", stdin="q\n").out
    assert "3 cards were never asked" in playmore("review", "--lesson", begun, "--new", "0").out


def test_a_wrong_line_is_told(playmore: Command, begun: str, home: Path) -> None:
    """
    A line that is none of the keys is said to be none and rates nothing.
    """
    ran = playmore("review", "--lesson", begun, stdin="\n7\n3\nq\n")

    assert "'7' is none of the keys here" in ran.out
    assert _rated(home) == [("talk", 3)]


def test_due_cards_on_the_home_screen(playmore: Command) -> None:
    """
    The home screen counts cards of lectures that were begun, and so does the list's JSON.
    """
    playmore("start", "p1", stdin="\n\n\n\nq\n")

    assert "new    playmore review" in playmore().out
    first = json.loads(playmore("list", "--json").out)[0]
    assert first["cards"]["due"] == 0 and first["cards"]["new"] > 0


def test_counts_as_json(playmore: Command, begun: str) -> None:
    """
    The JSON counts cards altogether and by lesson, and tells when the next one is due.
    """
    playmore("review", "--lesson", begun, stdin="\n3\nq\n")

    document = json.loads(playmore("review", "--lesson", begun, "--json").out)
    assert (document["due"], document["new"], document["later"]) == (0, 2, 1)
    assert document["next_due"].startswith("1970-01-")
    assert document["lessons"] == [
        {"id": "tiny", "due": 0, "new": 2, "later": 1, "next_due": document["next_due"]}
    ]


@pytest.mark.parametrize("arguments", [["--count", "0"], ["--new", "-1"], ["--lesson", "p9"]])
def test_bad_options(playmore: Command, arguments: list[str]) -> None:
    """
    Counts that make no sense and lessons that are not there end with status 2.
    """
    assert playmore("review", *arguments).status == 2


def test_in_a_terminal(begun: str, home: Path) -> None:
    """
    One key shows and one rates; code is typed in the editor, what is wrong with it is said, and a second try that
    passes is proposed as hard; Ctrl-C leaves with all of it kept.
    """
    with Terminal(["review", "--lesson", begun], home) as terminal:
        terminal.wait_for("What is a tensor?")
        terminal.wait_for("⏎ answer")
        terminal.press(ENTER)
        terminal.wait_for("3 good")
        terminal.press("3")
        terminal.wait_for("What is a scalar?")
        terminal.wait_for("⏎ answer")
        terminal.press("s")
        terminal.wait_for("⏎ write")
        terminal.press(ENTER)
        terminal.wait_for("Esc Enter")
        terminal.press("y = 3" + ESCAPE + ENTER)
        terminal.wait_for("twice x is 2, not 3")
        terminal.wait_for("⏎ write")
        terminal.press(ENTER)
        terminal.wait_for("Esc Enter")
        terminal.press("\x7f2" + ESCAPE + ENTER)
        terminal.wait_for("⏎ hard")
        terminal.press(CTRL_C)
        assert terminal.end() == 0
        assert "rated 1: 1 good; all of it is kept" in terminal.text()
    assert _rated(home) == [("talk", 3)]


def test_code_typed_at_a_card_comes_back(begun: str, home: Path) -> None:
    """
    What is typed at a card and left comes back with the card, in the next session too, until the card is answered;
    then it is one of the texts typed at its step.
    """

    def to_the_editor(terminal: Terminal) -> None:
        for _ in range(2):
            terminal.wait_for("⏎ answer")
            terminal.press("s")
            terminal.wait_for("⏎ answer", gone=True)
        terminal.wait_for("⏎ write")
        terminal.press(ENTER)
        terminal.wait_for("Esc Enter")

    with Terminal(["review", "--lesson", begun], home) as terminal:
        to_the_editor(terminal)
        terminal.press("y = 7")
        terminal.wait_for("y = 7")
        terminal.press(CTRL_C)
        terminal.wait_for("Enter goes on with what you typed")
        terminal.wait_for("⏎ write")
        terminal.press("q")
        terminal.end()
    assert _typed(home) == [("y = 7", True)]

    with Terminal(["review", "--lesson", begun], home) as terminal:
        to_the_editor(terminal)
        terminal.wait_for("y = 7")
        terminal.press("\x7f2" + ESCAPE + ENTER)
        terminal.wait_for("3 good")
        terminal.press("3")
        terminal.end()
    assert _typed(home) == [("y = 2", False)]


def test_a_lesson_played_by_path_is_reviewed_with_the_others(playmore: Command, begun: str) -> None:
    """
    Cards of a lesson that lies anywhere are asked without naming it, as long as its file is there.
    """
    assert "What is a tensor?" in playmore("review", stdin="q\n").out
    Path(begun).unlink()
    assert "no cards yet" in playmore("review").out
