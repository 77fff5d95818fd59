"""Every lesson that ships: no problems, and it runs from start to end as it says."""

import os
import re

import pytest
from brief import CATALOG, LESSONS, Played, play, played_briefly, played_whole, together
from pictures import recorded

from playmore_cli.lesson.course import check_terms
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.outputs import Graph
from playmore_cli.view.maths import undrawable

WITH_DATA = [name for name in LESSONS if CATALOG.find(name).data]


def test_there_are_lessons() -> None:
    """
    The first lecture is among the lessons, so the tests below have something to test.
    """
    assert "p1" in LESSONS


@pytest.mark.parametrize("name", LESSONS)
def test_no_problems(name: str) -> None:
    """
    The file is valid, and every formula in it can be drawn.
    """
    load_lesson(CATALOG.path_of(name), undrawable)


@pytest.mark.parametrize("name", LESSONS)
def test_no_word_before_its_time(name: str) -> None:
    """
    Each word and call is used from the step on that introduces it, in the order of the course, and not before.
    """
    lesson = CATALOG.find(name)

    assert lesson.terms
    assert check_terms(CATALOG.path_of(name), lesson, CATALOG.lessons()) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", together(LESSONS))
def test_runs_briefly_as_it_says(name: str) -> None:
    """
    With short trainings each step, exercise, mistake, prediction and card comes out, and all figures of that pace.
    """
    assert played_briefly(name).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", together(LESSONS))
def test_draws_briefly_what_was_recorded(name: str) -> None:
    """
    The steps draw what test_pictures.py looks at, to the words where nothing was trained yet.
    """
    draws_what_was_recorded(played_briefly(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", together(LESSONS))
def test_tells_figures_with_few_digits(name: str) -> None:
    """
    A learner's figure beside the lecture's has as many digits as say something, never all that the machine has.
    """
    told = played_briefly(name).figures

    assert told
    assert [text for text in told if re.search(r"\d\.\d{11,}", text)] == []


@pytest.mark.whole
@pytest.mark.parametrize("name", together(LESSONS))
def test_runs_as_it_says(name: str) -> None:
    """
    At quick pace, on the data that ships, every step, figure, prediction, exercise and card comes out.
    """
    assert played_whole(name).faults == ()


@pytest.mark.whole
@pytest.mark.parametrize("name", together(LESSONS))
def test_draws_what_was_recorded(name: str) -> None:
    """
    After whole trainings too the steps draw as many plots and graphs as were recorded.
    """
    draws_what_was_recorded(played_whole(name))


@pytest.mark.whole
@pytest.mark.skipif(
    "PLAYMORE_DATA_DIR" not in os.environ, reason="needs the lectures' own data in PLAYMORE_DATA_DIR"
)
@pytest.mark.parametrize("name", WITH_DATA)
def test_runs_on_the_lectures_data(name: str) -> None:
    """
    On the lectures' own data too, where the lecture's figures are compared.
    """
    assert play(CATALOG.find(name)).faults == ()


def draws_what_was_recorded(played: Played) -> None:
    """
    Compare the plots and graphs of a run with those recorded: their steps and kinds, and before trainings their words.

    After the first long training the last digits may differ from processor to processor.
    """
    lesson, kept = played.lesson, recorded(played.lesson.id).pictures
    assert [step.id for step, _ in played.pictures] == [step_id for step_id, _ in kept]

    paced = min((index for index, step in enumerate(lesson.steps) if step.pace), default=len(lesson.steps))
    for (step, picture), (_, before) in zip(played.pictures, kept, strict=True):
        assert type(picture) is type(before), step.id
        if lesson.index_of(step.id) < paced:
            assert (picture if isinstance(picture, Graph) else picture.words) == (
                before if isinstance(before, Graph) else before.words
            ), step.id


@pytest.mark.parametrize("name", LESSONS)
def test_links_lead_somewhere(name: str) -> None:
    """
    Every link to a step of another lesson names a step that is there, once that lesson is.
    """
    broken = []
    for step in CATALOG.find(name).steps:
        for link in step.see:
            other, _, target = link.partition("/")
            if other in LESSONS and not CATALOG.find(other).has_step(target):
                broken.append(f"{step.id} → {link}")

    assert broken == []


def test_begins_with_the_keys() -> None:
    """
    The first lesson's first step teaches Enter, ? and q by using them.
    """
    first = " ".join(CATALOG.find("p1").steps[0].pieces)

    assert all(key in first for key in ("Enter", "`?`", "`q`"))
