"""What learners type at the predictions of the lessons is judged as a teacher would judge it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from playmore_cli.exercises.arithmetic import read_numbers
from playmore_cli.exercises.choosing import LETTERS
from playmore_cli.exercises.guess import judge_prediction
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson, Prediction
from playmore_cli.outputs import Value

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "predictions"
ANSWERS: dict[str, str] = json.loads((FOLDER / "answers.json").read_text())
"""
The right answers by lesson and step: of p3 to p6 as a run at the quick pace with the lectures' data gave them, of the
others those of the lectures.
"""

DISPUTED = {
    # A typed number is a number and never a place in the list, and this question has dimensions 0 and 1: it is asked
    # again. "the second" is right.
    ("p3", "join-with-cat", "2"),
}


@cache
def lesson(name: str) -> Lesson:
    """Return one of the lessons."""
    return load_lesson(next((ROOT / "lessons").glob(f"{name}_*.yaml")))


def question(place: str) -> Prediction:
    """Return the prediction of a step, written p1/nudge."""
    name, step = place.split("/")
    found = lesson(name).steps[lesson(name).index_of(step)].predict
    assert found is not None
    return found


def judge(place: str, typed: str) -> bool | None:
    """Return how a guess is judged when the step has run."""
    prediction, answer = question(place), ANSWERS[place]
    number = read_numbers(answer)[0].value if not prediction.choices else None
    return judge_prediction(prediction, typed, Value(answer, number)).came_true


def shown() -> Iterator[tuple[str, str, bool]]:
    """Yield the place, what was typed and whether it is right, as handed over."""
    for line in (FOLDER / "shown.jsonl").read_text().splitlines():
        case = json.loads(line)
        yield f"{case['lesson']}/{case['step']}", case["typed"], case["right"]


def forms() -> Iterator[tuple[str, str, bool | None]]:
    """Yield the same of our own cases; ``None`` where it is to be asked again."""
    for place, kinds in yaml.safe_load((FOLDER / "forms.yaml").read_text()).items():
        for kind, verdict in (("right", True), ("wrong", False), ("again", None)):
            for typed in kinds.get(kind, ()):
                yield place, typed if isinstance(typed, str) else str(typed).lower(), verdict


@pytest.mark.parametrize(("place", "typed", "right"), list(shown()))
def test_shown(place: str, typed: str, right: bool) -> None:
    """
    Natural forms of right answers are right, and no wrong one is.
    """
    disputed = (*place.split("/"), typed) in DISPUTED

    assert (judge(place, typed) is True) == (right and not disputed)


@pytest.mark.parametrize(("place", "typed", "verdict"), list(forms()))
def test_own_forms(place: str, typed: str, verdict: bool | None) -> None:
    """
    What is right, wrong and neither is told apart, over the predictions of all lessons.
    """
    assert judge(place, typed) is verdict


def all_questions() -> list[str]:
    """Return the place of every prediction."""
    return [
        f"{name}/{step.id}"
        for name in {place.partition("/")[0]: None for place in ANSWERS}
        for step in lesson(name).steps
        if step.predict
    ]


@pytest.mark.parametrize("place", [place for place in all_questions() if question(place).choices])
def test_every_choice_can_be_typed(place: str) -> None:
    """
    Each choice of each question is read as itself, by its text and by its letter.
    """
    prediction = question(place)

    for letter, choice in zip(LETTERS, prediction.choices, strict=False):
        is_right = prediction.answer not in prediction.choices or choice in (
            prediction.answer,
            *prediction.also,
        )
        for typed in (choice, choice.upper(), letter, f"{letter})"):
            assert judge_prediction(prediction, typed, Value(choice)).came_true is is_right


@pytest.mark.parametrize("place", [place for place in ANSWERS if question(place).choices])
def test_recorded_answers_are_choices(place: str) -> None:
    """
    The answers that these tests go by are choices of the lessons as they stand.
    """
    assert ANSWERS[place] in question(place).choices
