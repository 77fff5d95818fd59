"""The learner's cards: those of the steps gone through, in every lesson that is installed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from playmore_cli.lesson.model import Lesson
from playmore_cli.review.cards import Item
from playmore_cli.review.deck import Counts, count, deck

if TYPE_CHECKING:
    from playmore_cli.store.progress import Store


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
