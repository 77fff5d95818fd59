"""Links between lectures: told under the step, followed and come back from; results of a search, gone to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import ENTER, Terminal

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.sitting.access import find_lesson

Command = Callable[..., Any]
WHERE = ("p7", "--step", "what-you-need")
"""A step without code that is linked to two others, neither of which needs its variables to be shown."""
OWN_DATA = {"PLAYMORE_DATA_DIR": None}


def test_links_are_told_once(playmore: Command) -> None:
    """
    Under a step stands where its links lead: lesson and step, the chapter there, and when.
    """
    ran = playmore("start", *WHERE, stdin="o\nq\n")

    assert ran.out.count("see also p2/matmul-integers, ") == 1
    assert "see also p3/shared-table, " in ran.out


def test_there_and_back(playmore: Command) -> None:
    """
    A link opens the other lesson at its step, its own links lead on, and h comes back step by step.
    """
    ran = playmore("start", *WHERE, stdin="t\n2\nh\nq\n")

    there, _, back = ran.out.partition("from p7/what-you-need")
    home, linked = (f"of {len(Catalog().find(lesson).steps)}," for lesson in ("p7", "p3"))
    assert f"Step 8 {home}" in there
    assert linked in back and back.index(linked) < back.index(f"Step 8 {home}")
    assert "Come back with:\n  playmore resume p7" in back


def test_a_visit_leaves_the_other_place_alone(playmore: Command) -> None:
    """
    Where one was in the lesson that a link leads to stays; the place in the lesson left is kept.
    """
    playmore("start", "p3", "--step", "3", stdin="q\n")
    playmore("start", *WHERE, stdin="t\n2\nq\n")

    places = {one["id"]: one["place"] for one in json.loads(playmore("list", "--json").out)}
    assert places["p3"]["step"] == "mostly-empty"
    assert places["p7"]["step"] == "what-you-need"


@pytest.mark.parametrize(("answer", "says"), [("", "you stay here"), ("9", "'9' is none of them")])
def test_no_link_chosen(playmore: Command, answer: str, says: str) -> None:
    """
    Where several links lead on and none is chosen one stays.
    """
    ran = playmore("start", *WHERE, stdin=f"t\n{answer}\nq\n")

    assert says in ran.out and "h brings you back" not in ran.out


def test_keys_that_lead_nowhere(playmore: Command) -> None:
    """
    At home h does nothing but say so; without a link t does.
    """
    ran = playmore("start", "p7", "--step", "first-thousand", stdin="h\nt\nq\n")

    assert "you are at home" in ran.out and "no link leads on" in ran.out


def test_search_goes_to_a_result(playmore: Command) -> None:
    """
    A result's number opens its step; a number that is none is wrong usage.
    """
    hits = json.loads(playmore("search", "nanogpt", "--json").out)
    ran = playmore("search", "nanogpt", "--go", "1", stdin="q\n")

    assert f"Step {hits[0]['n']} of" in ran.out
    assert playmore("search", "nanogpt", "--go", "999").status == 2


def test_a_look_by_search_leaves_the_place_alone(playmore: Command) -> None:
    """
    Who looks at a step that was found has the same place as before, the same next command, and is told how to go on.
    """
    playmore("start", "p3", "--step", "3", stdin="q\n")
    before = playmore("list", "--json").out, playmore().out
    ran = playmore("search", "nanogpt", "--go", "1", stdin="\n\nq\n")

    assert (playmore("list", "--json").out, playmore().out) == before
    assert "your place is where it was. To go on from here:\n  playmore start p" in ran.out


@pytest.mark.parametrize("words", [[""], [" ", "  "]])
def test_an_empty_search(playmore: Command, words: list[str]) -> None:
    """
    A search for nothing is wrong usage, also as JSON.
    """
    for json_too in ([], ["--json"]):
        ran = playmore("search", *words, *json_too)
        assert (ran.status, ran.out) == (2, "") and "which words?" in ran.err


def test_excerpts_show_what_was_found(playmore: Command) -> None:
    """
    Every excerpt holds all the words, as a learner reads them: without markup, cut around them to one line.
    """
    lines = playmore("search", "saturated", "tanh").out.splitlines()[1::2]

    assert lines and all(len(line) <= 80 for line in lines)
    assert not [line for line in lines if "tanh" not in line.lower() or "**" in line or "\\tanh" in line]


def test_search_asks_in_a_terminal(home: Path) -> None:
    """
    In a terminal the results are numbered, and one is gone to where its number is typed.
    """
    with Terminal(["search", "outtakes"], home) as screen:
        screen.wait_for("Enter leaves:")
        screen.press("1" + ENTER)
        screen.key_line()
        screen.press("q")
        assert screen.end() == 0


def test_thread_keys_in_a_terminal(home: Path) -> None:
    """
    The key for links is offered where there are some, and h on the visit, where the other lesson's data is asked for.
    """
    with Terminal(["start", "p1", "--step", "other-losses"], home, columns=120, variables=OWN_DATA) as screen:
        screen.wait_for("t thread")
        screen.press("t")
        screen.wait_for("Download it?")
        screen.press("n" + ENTER)
        screen.wait_for("h home")
        screen.press("h")
        screen.wait_for("h home", gone=True)
        screen.step(find_lesson("p1").index_of("other-losses") + 1)
        screen.press("q")
        assert screen.end() == 0
