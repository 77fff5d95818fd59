"""``playmore glossary``, and what a lesson says of those it builds on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

from playmore_cli.cli.glossary import glossary_lines
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.terms import Meaning, meanings

Command = Callable[..., Any]


def test_every_term_of_every_lesson(playmore: Command) -> None:
    """
    Without a word all terms of all lessons are listed, in the order of the alphabet.
    """
    known = [one.word for lesson in Catalog().lessons() for one in meanings(lesson)]
    found = json.loads(playmore("glossary", "--json").out)

    assert sorted(one["word"] for one in found) == sorted(known)
    assert [one["word"].lower().lstrip(".") for one in found] == sorted(w.lower().lstrip(".") for w in known)


def test_one_word(playmore: Command) -> None:
    """
    A word is explained by each lesson that does, with the step and the command that leads there.
    """
    ran = playmore("glossary", "Logits")

    assert ran.status == 0
    assert "playmore start p1 --step ex2-softmax" in ran.out
    assert "playmore start p2 --step log-counts" in ran.out


def test_one_lesson(playmore: Command) -> None:
    """
    With --lesson only its own terms are told.
    """
    found = json.loads(playmore("glossary", "--lesson", "p2", "--json").out)

    assert {one["lesson"] for one in found} == {"p2"}
    assert {"word", "is", "forms", "lesson", "step", "n", "at"} == set(found[0])


def test_an_unknown_word(playmore: Command) -> None:
    """
    A word that no lesson explains is refused with the nearest.
    """
    ran = playmore("glossary", "gradiant")

    assert ran.status == 2 and "did you mean 'gradient'" in ran.err


@pytest.mark.parametrize("width", [20, 40, 80])
def test_lines_fit(width: int) -> None:
    """
    However narrow, a term fits, and the command stands on a line of its own.
    """
    one = Meaning("gradient descent", "training by small steps, again and again", (), "p1", "step", 3, 61.0)
    *lines, command = glossary_lines(one, width, is_alone=True)

    assert all(len(line) <= width for line in lines)
    assert command.strip() == "playmore start p1 --step step"


def test_needs_are_told(playmore: Command, tmp_path: Path) -> None:
    """
    At the first step stands what the lesson builds on and how to get there; the outline names it too.
    """
    path = tmp_path / "a2.yaml"
    text = one_chapter('      - {id: one, at: "00:00:00", say: Words.}\n', name="a2")
    path.write_text(text.replace("chapters:\n", "needs: [p1]\nchapters:\n", 1))

    told = playmore("start", str(path), stdin="q\n").out

    assert "this lesson builds on p1, Building micrograd; there first: playmore start p1" in told
    assert "builds on p1" in playmore("outline", str(path)).out
    assert json.loads(playmore("outline", str(path), "--json").out)["needs"] == ["p1"]


def test_early_words_are_problems(playmore: Command, tmp_path: Path) -> None:
    """
    `check` tells a word before its time and leaves with 1; the lesson can be played all the same.
    """
    path = tmp_path / "a1.yaml"
    steps = (
        '      - {id: one, at: "00:00:00", say: A slope.}\n      - {id: two, at: "00:00:01", say: A slope.}\n'
    )
    terms = "terms: {slope: {is: how steep it is, step: two}}\nchapters:\n"
    path.write_text(one_chapter(steps, name="a1").replace("chapters:\n", terms, 1))

    checked = playmore("check", str(path))

    assert checked.status == 1 and "a1.yaml:11" in checked.out and "1 problem" in checked.out
    assert json.loads(playmore("check", str(path), "--json").out)["ok"] is False
    assert playmore("start", str(path), stdin="q\n").status == 0
