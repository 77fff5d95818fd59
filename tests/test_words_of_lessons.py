"""What learners read in the lessons keeps to the wording that docs/writing-lessons.md fixes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, Step

CATALOG = Catalog()
GUIDE = Path(__file__).parents[1] / "docs/writing-lessons.md"


def rows() -> list[tuple[str, list[str], list[str]]]:
    """Return the table of the guide: what is said, what never is, and phrases in which that may stand."""
    table = GUIDE.read_text(encoding="utf-8").partition("\n## Wording\n")[2].partition("\n## ")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][1:]
    return [(said.strip(), listed(never), listed(fine)) for said, never, fine in cells]


def listed(cell: str) -> list[str]:
    """Return the phrases of a cell."""
    return [phrase.strip() for phrase in cell.split(",") if phrase.strip()]


def read_in(step: Step) -> Iterator[str]:
    """Yield all that a learner reads at a step, the messages of checks included, but not its code."""
    yield from (*step.pieces, step.then or "", step.draws or "")
    yield from (one.what for one in step.lecture)
    if step.predict is not None:
        yield from (step.predict.ask, step.predict.why, *step.predict.choices)
    if step.recreate is not None:
        yield from (step.recreate.task, step.recreate.check, *step.recreate.hints)
        yield from (one.says for one in step.recreate.mistakes)
    for card in step.cards:
        yield from (card.ask, card.answer, card.check or "")


def texts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield where a text stands and the text, all on one line."""
    yield from ((f"the term {name}", term.is_) for name, term in lesson.terms.items())
    for step in lesson.steps:
        yield from ((step.id, " ".join(text.split())) for text in read_in(step))


def found(text: str, never: list[str], fine: list[str]) -> list[str]:
    """
    Return the phrases that stand in a text, apart from those within a fine one.

    >>> found("The mean stands behind it, left behind by Behind.", ["behind"], ["left behind"])
    ['behind', 'behind']
    """
    for phrase in fine:
        text = re.sub(rf"\b{re.escape(phrase)}\b", "", text, flags=re.IGNORECASE)
    return [
        phrase for phrase in never for _ in re.findall(rf"\b{re.escape(phrase)}\b", text, flags=re.IGNORECASE)
    ]


def test_the_guide_has_words() -> None:
    """
    The table is read as it is meant, so that the test below looks for something.
    """
    table = rows()

    assert len(table) > 10
    assert table[0][1:] == (["behind"], ["left behind", "behind us", "behind them", "a little behind"])


@pytest.mark.parametrize("name", CATALOG.ids())
def test_no_word_that_never_appears(name: str) -> None:
    """
    No text of a lesson has a phrase of which the guide says that it never appears.
    """
    kept = [
        f"{where}: {phrase!r}; say {said}"
        for where, text in texts(CATALOG.find(name))
        for said, never, fine in rows()
        for phrase in found(text, never, fine)
    ]

    assert kept == []


RECAPPED = {
    "intro: why you should care & fun history": "it ends with the plan of the lesson",
    "batch normalization": "the next chapter is its summary",
}
"""Long chapters that need no recap, and why."""


@pytest.mark.parametrize("name", CATALOG.ids())
def test_a_long_chapter_ends_with_three_lines(name: str) -> None:
    """
    A chapter of more than ten steps ends with a recap of three lines, but for the last, which ends the lesson.
    """
    chapters = CATALOG.find(name).chapters[:-1]
    long = {one.title: one.steps[-1] for one in chapters if len(one.steps) > 10 and one.title not in RECAPPED}
    recaps = {title: "\n".join(read_in(step)).partition("In short:\n")[2] for title, step in long.items()}

    assert [
        title for title, recap in recaps.items() if len(re.findall(r"^- ", recap, re.MULTILINE)) != 3
    ] == []
