"""The cards of the steps gone through, which of them are due, and which of those make up a session."""

from collections.abc import Iterable, Sequence, Set

from msgspec import Struct

from playmore_cli.lesson.model import Lesson
from playmore_cli.review.cards import Item, RatedCard, items_of


class Counts(Struct, frozen=True):
    """Cards *due* now, *new* ones that were never asked, *later* ones, and when the next of those is due."""

    due: int
    new: int
    later: int
    next_due: float | None = None


def deck(lesson: Lesson, done: Set[str], kept: Iterable[RatedCard]) -> tuple[Item, ...]:
    """
    Return the cards of a lesson's steps that are *done*, in the order of the lesson.

    *kept* may hold rows of other lessons and of steps that are gone; they count for nothing here.
    """
    by_step: dict[str, list[RatedCard]] = {}
    for row in kept:
        if row.lesson == lesson.id:
            by_step.setdefault(row.step, []).append(row)
    return tuple(
        item
        for step in lesson.steps
        if step.cards and step.id in done
        for item in items_of(lesson, step, by_step.get(step.id, []))
    )


def count(items: Sequence[Item], now: float) -> Counts:
    """Return how many cards are due at the Unix time *now*, new, or neither."""
    rated = [item.kept.due for item in items if item.kept is not None]
    later = [due for due in rated if due > now]
    return Counts(len(rated) - len(later), len(items) - len(rated), len(later), min(later, default=None))


def choose(
    items: Sequence[Item], now: float, *, most: int, new: int, everything: bool = False
) -> tuple[Item, ...]:
    """
    Return the cards of a session, in the order to ask them.

    The longest due come first, then new ones in the order of the lectures; with *everything* also those that are not
    due yet, the soonest first. Cards that run code stand behind the others, lesson by lesson, so that each worker
    starts while something is read, and states are reached going forward.

    Args:
        items: the cards there are.
        now: a Unix time.
        most: cards in a session.
        new: new cards among them at most; too many of those come back all at once.
        everything: whether to ask also what is not due.
    """
    rated = sorted(
        ((item.kept.due, place) for place, item in enumerate(items) if item.kept is not None),
    )
    due = [items[place] for time, place in rated if time <= now]
    fresh = [item for item in items if item.kept is None][:new]
    later = [items[place] for time, place in rated if time > now] if everything else []
    chosen = [*due, *fresh, *later][:most]
    code = [item for item in chosen if item.runs_code]
    places = {(item.lesson.id, item.step.id): place for place, item in enumerate(items)}
    code.sort(key=lambda item: places[item.lesson.id, item.step.id])
    return (*(item for item in chosen if not item.runs_code), *code)


def warm_up(items: Sequence[Item], now: float, most: int = 4) -> tuple[Item, ...]:
    """
    Return a few cards in words to begin with after a break: due ones first, then those of the latest steps.

    *items* are in the order of the lesson.
    """
    words = [item for item in items if not item.runs_code]
    due = sorted(
        (item for item in words if item.kept is not None and item.kept.due <= now),
        key=lambda item: item.kept.due if item.kept else 0.0,
    )
    recent = [item for item in reversed(words) if item not in due]
    return tuple([*due, *recent][:most])
