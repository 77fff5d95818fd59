"""The learner's lessons and cards: those that were begun, installed or played by path, and the cards of their steps."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.model import Lesson
from playmore_cli.review.cards import Item
from playmore_cli.review.deck import Counts, count, deck
from playmore_cli.sitting.access import catalog, find_lesson

if TYPE_CHECKING:
    from playmore_cli.store.learner import Store


def lessons_with(ids: Iterable[str]) -> list[Lesson]:
    """
    Return the lessons with these ids, those of the catalogue first and in its order.

    A file that was played by path and is there no more, or holds no lesson now, is left out; what is kept stays.
    """
    wanted = list(dict.fromkeys(ids))
    found = [lesson for lesson in catalog().lessons() if lesson.id in wanted]
    known = {lesson.id for lesson in found}
    for name in wanted:
        if name not in known:
            try:
                found.append(find_lesson(name))
            except PlaymoreError:
                continue
    return found


def items_of(store: "Store", lessons: Sequence[Lesson]) -> tuple[Item, ...]:
    """Return the cards of the steps gone through, in the order of the lessons."""
    kept = store.cards()
    return tuple(item for lesson in lessons for item in deck(lesson, store.done(lesson.id), kept))


def counts_of(store: "Store", lessons: Sequence[Lesson], now: float) -> dict[str, Counts]:
    """Return how many cards of each lesson are due, new or neither, by lesson id."""
    items = items_of(store, lessons)
    return {
        lesson.id: count([item for item in items if item.lesson.id == lesson.id], now) for lesson in lessons
    }
