"""What differs between two states of a lesson file."""

from itertools import zip_longest

from playmore_cli.lesson.model import Lesson, Step


def first_change(before: Lesson, after: Lesson) -> int:
    """
    Return the 0-based place of the first step that a learner would see otherwise.

    It may be one past the last step, where steps at the end were removed, or where nothing differs. Another seed or
    other data change every step.
    """
    if (before.id, before.title, before.seed, before.data) != (after.id, after.title, after.seed, after.data):
        return 0
    pairs = zip_longest(_seen(before), _seen(after))
    different = (place for place, (old, new) in enumerate(pairs) if old != new)
    return min(next(different, len(after.steps)), len(after.steps))


def _seen(lesson: Lesson) -> list[tuple[float, str, Step]]:
    """Return each step with what its heading shows of its chapter."""
    return [(chapter.at, chapter.title, step) for chapter in lesson.chapters for step in chapter.steps]
