"""Which code of long before a step uses."""

from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.lesson.older_code import find_older, piece_of

DRAW = "def draw(x):\n    return x"


def found(*codes: str) -> list[tuple[str, int]]:
    """Return the older code that the last of some steps uses."""
    steps = tuple(Step(id=f"s{n}", at=Timecode(n), say="Hello.", code=code) for n, code in enumerate(codes))
    lecture = Lecture("A lecture", "Somebody", "abcdefghijk", Timecode(600))
    chapter = Chapter(Timecode(0), "intro", steps)
    lesson = Lesson(format=1, id="demo", title="Demo", lecture=lecture, about="", chapters=(chapter,))
    return [(one.name, one.index) for one in find_older(lesson, len(steps) - 1)]


def test_code_of_long_before() -> None:
    """
    A function that was shown more than ten steps before is found where it is used, at the step that showed it last.
    """
    assert found("x = 0", DRAW, *["x = 1"] * 10, "draw(3)") == [("draw", 1)]
    assert found(DRAW, *["x = 1"] * 9, "draw(3)") == []


def test_used_in_between() -> None:
    """
    What was used a few steps ago is remembered.
    """
    assert found(DRAW, *["x = 1"] * 20, "draw(2)", "x = 1", "draw(3)") == []


def test_another_meaning() -> None:
    """
    A variable of the same name, be it in the step itself or in one between, has nothing to do with it.
    """
    gap = ["x = 1"] * 12

    assert found(DRAW, *gap, "draw = 3\nprint(draw)") == []
    assert found(DRAW, "draw = 3", *gap, "print(draw)") == []
    assert found(DRAW, *gap, "def f(draw):\n    return draw") == []


def test_a_piece_that_is_not_there() -> None:
    """
    Of code that was changed so that it no longer has the function nothing is shown.
    """
    assert piece_of("draw", DRAW + "\n\ndraw(3)") == DRAW
    assert piece_of("draw", "draw = 3") == ""
