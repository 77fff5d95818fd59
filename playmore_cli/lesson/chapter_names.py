"""Chapters as a learner names them."""

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.model import Chapter, Lesson
from playmore_cli.ordinals import ordinal_in
from playmore_cli.timecode import TimecodeError, parse_timecode


def find_chapter(lesson: Lesson, given: str) -> Chapter:
    """
    Return the chapter with this number, from 1, with these words in its title, or at this timecode.

    Raises:
        UsageError: there is none, or more than one.
    """
    if given.isdecimal():
        number = ordinal_in(given)
        if number is None or not 1 <= number <= len(lesson.chapters):
            raise UsageError(
                f"{lesson.id} has no chapter {given}; its chapters are 1 to {len(lesson.chapters)}"
            )
        return lesson.chapters[number - 1]
    words = given.lower().split()
    found = [one for one in lesson.chapters if all(word in one.title.lower() for word in words)]
    exact = [one for one in found if one.title.lower().split() == words]
    if words and len(exact or found) == 1:
        return (exact or found)[0]
    if words and found:
        titles = ", ".join(f"'{one.title}'" for one in found)
        raise UsageError(f"'{given}' is in {len(found)} chapters of {lesson.id}: {titles}; write more of one")
    try:
        parse_timecode(given)
    except TimecodeError:
        near = did_you_mean(given, [one.title.lower() for one in lesson.chapters])
        raise UsageError(
            f"{lesson.id} has no chapter with '{given}'{near or f'; playmore outline {lesson.id} lists them'}"
        ) from None
    return lesson.chapter_of(lesson.steps[lesson.index_at_time(given)])
