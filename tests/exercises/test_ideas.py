"""The ideas of a lesson, found by id, number and time, and what code creates."""

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.exercises.ideas import State, created_names, find_idea, find_ideas, state_of
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Recreate, Step, Timecode


def step(name: str, at: int, code: str | None, exercise: Recreate | None = None) -> Step:
    """Return a step."""
    return Step(id=name, at=Timecode(at), say="Words.", code=code, recreate=exercise)


SQUARE = Recreate("Write `square(x)`. It returns x times x.", "assert square(3) == 9", "def square(x): ...")
STEPS = (
    step("talk", 0, None),
    step("square", 60, "def square(x):\n    return x * x", SQUARE),
    step("use", 120, "square(3)"),
    step("cube", 180, "def cube(x):\n    return x**3", Recreate("Write cube", "assert cube(2) == 8")),
)
LESSON = Lesson(
    format=1,
    id="tiny",
    title="Tiny",
    lecture=Lecture("Tiny", "nobody", "x", Timecode(600)),
    about="",
    chapters=(Chapter(Timecode(0), "one", STEPS),),
)


@pytest.mark.parametrize(
    ("place", "found"), [("cube", "cube"), ("2", "square"), ("2:30", "square"), ("0:30", "square")]
)
def test_find_idea(place: str, found: str) -> None:
    """
    An idea is found by its step's id or number, or as the last one at a timecode, the first where none is before it.
    """
    assert find_idea(LESSON, place).step.id == found


@pytest.mark.parametrize(
    ("place", "says"), [("3", "nearby are square"), ("sqare", "did you mean 'square'"), ("9", "no step 9")]
)
def test_no_idea_there(place: str, says: str) -> None:
    """
    A step without an idea names those nearby, a wrong name the nearest one.
    """
    with pytest.raises(UsageError, match=says):
        find_idea(LESSON, place)


def test_states() -> None:
    """
    An idea is new, tried, or solved, whichever is most.
    """
    square = find_ideas(LESSON)[0]

    assert state_of(square, (), ()) is State.NEW
    assert state_of(square, (), ("square",)) is State.TRIED
    assert state_of(square, ("square",), ("square",)) is State.SOLVED


def test_summary_is_the_first_sentence() -> None:
    """
    The list shows a task's first sentence on one line.
    """
    assert find_ideas(LESSON)[0].summary == "Write `square(x)`"


def test_created_names_leave_out_what_is_local() -> None:
    """
    What a solution creates are its classes, functions and names, not what only its loops and functions use.
    """
    source = (
        "import math\nfor i in range(3):\n    total = i\n\ndef f(a, b=1):\n    inner = a\n    return inner\n"
    )

    assert created_names(source) == ("total", "f(a, b)")
    assert created_names("def (") == ()
