"""Finding places in a lesson."""

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode


@pytest.fixture
def lesson() -> Lesson:
    """Two chapters, at 0:00 and 2:00, with steps at 0:00, 0:30, 0:30 and 2:00."""
    first = (
        Step(id="hello", at=Timecode(0), say="Hello."),
        Step(id="define-f", at=Timecode(30), say=("One.", "Two."), code="f = 1"),
        Step(id="call-f", at=Timecode(30), code="f"),
    )
    second = (Step(id="bye", at=Timecode(120), say="Bye."),)
    return Lesson(
        format=1,
        id="demo",
        title="Demo",
        lecture=Lecture("A lecture", "Somebody", "abcdefghijk", Timecode(600)),
        about="",
        chapters=(Chapter(Timecode(0), "intro", first), Chapter(Timecode(120), "end", second)),
    )


def test_steps_in_order(lesson: Lesson) -> None:
    """The steps of all chapters are one row."""
    assert [step.id for step in lesson.steps] == ["hello", "define-f", "call-f", "bye"]
    assert [step.kind for step in lesson.steps] == ["narration", "code", "code", "narration"]
    assert [step.pieces for step in lesson.steps] == [("Hello.",), ("One.", "Two."), (), ("Bye.",)]


def test_chapters(lesson: Lesson) -> None:
    """A step knows its chapter, and is exact where it begins with it."""
    assert lesson.chapter_of(lesson.steps[2]).title == "intro"
    assert [lesson.is_exact(step) for step in lesson.steps] == [True, False, False, True]


@pytest.mark.parametrize(
    ("place", "index"),
    [
        ("1", 0),
        (" 4 ", 3),
        ("define-f", 1),
        ("0:00", 0),
        ("0:29", 0),
        ("0:30", 2),
        ("1:59", 2),
        ("5m", 3),
        ("10:00", 3),
    ],
)
def test_find(lesson: Lesson, place: str, index: int) -> None:
    """A number counts from 1; a timecode means the last step that begins at or before it."""
    assert lesson.find(place) == index


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("0", "demo has no step 0; its steps are 1 to 4"),
        ("90", r"demo has no step 90; its steps are 1 to 4 \(write 1:30 for a timecode\)"),
        ("defin-f", "demo has no step 'defin-f'; did you mean 'define-f'?"),
        ("nothing", "demo has no step 'nothing'; playmore outline demo --steps lists them"),
        ("10:01", "00:10:01 is beyond the end of demo: the lecture is 00:10:00 long"),
    ],
)
def test_no_such_place(lesson: Lesson, place: str, message: str) -> None:
    """The message says which places there are, or what was meant."""
    with pytest.raises(UsageError, match=message):
        lesson.find(place)


def test_has_step(lesson: Lesson) -> None:
    """Ids can be asked for without an error."""
    assert lesson.has_step("bye")
    assert not lesson.has_step("hi")
