"""When a card is due again: FSRS, by the package ``fsrs``."""

from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from fsrs import Card, Scheduler


class Grade(IntEnum):
    """How well a card was known."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Scheduled(Struct, frozen=True):
    """A card after a rating: the scheduler's *state* as JSON, and the Unix time when it is *due*."""

    state: str
    due: float


def rate(state: str | None, grade: Grade, now: float) -> Scheduled:
    """
    Return a card's schedule after it was rated at the Unix time *now*.

    >>> first = rate(None, Grade.GOOD, 0.0)
    >>> later = rate(first.state, Grade.GOOD, first.due)
    >>> later.due - first.due > first.due
    True
    """
    from fsrs import Rating

    card, _ = _scheduler().review_card(_card(state, now), Rating(int(grade)), _moment(now))
    return Scheduled(card.to_json(), card.due.timestamp())


def waits(state: str | None, now: float) -> dict[Grade, float]:
    """Return for each rating after how many seconds the card would come again."""
    return {grade: rate(state, grade, now).due - now for grade in Grade}


def is_state(text: str) -> bool:
    """
    Return whether *text* is a state that `rate` understands.

    >>> is_state(rate(None, Grade.EASY, 0.0).state), is_state("{}")
    (True, False)
    """
    from fsrs import Card

    try:
        Card.from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return False
    return True


def wait_text(seconds: float, *, short: bool = False) -> str:
    """
    Return a wait in its largest unit, or, with *short*, with the unit's sign alone.

    >>> [wait_text(seconds) for seconds in (600, 2 * 86_400, 45 * 86_400, 800 * 86_400)]
    ['10 min', '2 days', '6 weeks', '2 years']
    >>> [wait_text(seconds, short=True) for seconds in (600, 2 * 86_400, 45 * 86_400)]
    ['10 min', '2 d', '6 wk']
    """
    seconds += 30  # a day less the seconds since the rating is still a day
    for unit, sign, size in _UNITS:
        # A count below two says too little, except of days: "1 week" may be 7 days or 13.
        if seconds >= size * (1 if unit in ("day", "hour") else 2):
            count = int(seconds // size)
            return f"{count} {sign}" if short else f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{max(int(seconds // 60), 1)} min"


_UNITS = (("year", "y", 365 * 86_400), ("week", "wk", 7 * 86_400), ("day", "d", 86_400), ("hour", "h", 3600))


@cache
def _scheduler() -> "Scheduler":
    """
    Return the scheduler: one short step, and no chance.

    With the package's steps of one and ten minutes a new card would come three times on its first day, which suits
    an app that is always open; here a session ends, and the next one is tomorrow. Without fuzzing the waits shown
    beside the keys are those that follow.
    """
    from fsrs import Scheduler

    short = (timedelta(minutes=10),)
    return Scheduler(learning_steps=short, relearning_steps=short, enable_fuzzing=False)


def _card(state: str | None, now: float) -> "Card":
    from fsrs import Card

    return Card(card_id=0, due=_moment(now)) if state is None else Card.from_json(state)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
