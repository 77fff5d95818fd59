"""How far a given time goes: to the end of a chapter, else of an idea, at the video's or the learner's own pace."""

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Card, Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.session.stretch import own_pace, parse_minutes, plan_stretch


def _step(number: int, *, idea: bool) -> Step:
    cards = (Card("?", answer="!"),) if idea else ()
    return Step(id=f"s{number}", at=Timecode(60 * number), say="x", cards=cards)


def lesson(*chapters: int, ideas: tuple[int, ...] = ()) -> Lesson:
    """A lesson with chapters of so many steps, a minute each; *ideas* are the indices of steps that have cards."""
    parts, begin = [], 0
    for count in chapters:
        steps = tuple(_step(number, idea=number in ideas) for number in range(begin, begin + count))
        parts.append(Chapter(steps[0].at, f"chapter from {begin}", steps))
        begin += count
    return Lesson(
        format=1,
        id="tiny",
        title="Tiny",
        lecture=Lecture("Tiny", "nobody", "abc", Timecode(60 * begin)),
        about="For tests.",
        chapters=tuple(parts),
    )


def minutes(one: Lesson, first: int, wished: float, pace: float | None = None) -> tuple[int, float, str]:
    """The index of the last step, the minutes up to its end, and what ends there."""
    stretch = plan_stretch(one, first, 60 * wished, pace)
    return stretch.last, stretch.seconds / 60, stretch.ending


def test_the_end_of_a_chapter_near_the_time() -> None:
    """
    Of two ends of chapters the one nearer to the time is taken, a little over it too.
    """
    one = lesson(8, 3, 20)

    assert minutes(one, 0, 10) == (10, 11.0, "the end of the chapter chapter from 8")
    assert minutes(one, 0, 9) == (7, 8.0, "the end of the chapter chapter from 0")


def test_the_end_of_an_idea_where_no_chapter_ends() -> None:
    """
    In the midst of a long chapter the stretch ends after a step with cards.
    """
    one = lesson(40, ideas=(3, 8, 20))

    assert minutes(one, 0, 10) == (8, 9.0, "the end of an idea")


def test_as_far_as_the_time_goes() -> None:
    """
    Where nothing ends near, the last step that fits is the last; at least one is played.
    """
    one = lesson(40)

    assert minutes(one, 0, 10) == (10, 11.0, "as far as the time goes")
    assert minutes(one, 0, 0.1)[0] == 0


def test_from_the_middle_to_the_end() -> None:
    """
    The time counts from where one is, and more than is left goes to the end of the lecture.
    """
    one = lesson(8, 8)

    assert minutes(one, 4, 4) == (7, 4.0, "the end of the chapter chapter from 0")
    assert minutes(one, 4, 60) == (15, 12.0, "the end of the lecture")


def test_own_pace_moves_the_stop() -> None:
    """
    A learner who takes twice the video's time gets half as far.
    """
    one = lesson(5, 5, 20)
    done_at = {f"s{number}": 120.0 * number for number in range(12)}

    assert own_pace(one, done_at) == 2.0
    assert minutes(one, 0, 10, 2.0)[0] == 4
    assert plan_stretch(one, 0, 600, 2.0).is_own_pace and not plan_stretch(one, 0, 600, None).is_own_pace


def test_breaks_and_haste_are_no_pace() -> None:
    """
    Nights between steps, steps clicked through and too few steps tell no pace.
    """
    one = lesson(30)

    assert own_pace(one, {f"s{number}": 86_400.0 * number for number in range(20)}) is None
    assert own_pace(one, {f"s{number}": 0.01 * number for number in range(20)}) is None
    assert own_pace(one, {f"s{number}": 60.0 * number for number in range(5)}) is None


def test_a_long_passage_is_not_waited_for() -> None:
    """
    A step that stands for ten minutes of video counts as four at most.
    """
    steps = (Step(id="a", at=Timecode(0), say="x"), Step(id="b", at=Timecode(600), say="x"))
    one = Lesson(
        format=1,
        id="tiny",
        title="Tiny",
        lecture=Lecture("Tiny", "nobody", "abc", Timecode(601)),
        about="For tests.",
        chapters=(Chapter(Timecode(0), "only", steps),),
    )

    assert plan_stretch(one, 0, 6000, None).seconds == 245.0


@pytest.mark.parametrize("text", ["", "soon", "0", "30s", "11h", "-5", "1:75"])
def test_times_that_make_no_sense(text: str) -> None:
    """
    What is no time, or too short or too long a one, is refused with the forms to write.
    """
    with pytest.raises(UsageError, match=r"25m|minute"):
        parse_minutes(text)
