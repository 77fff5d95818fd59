"""
Cards and what is known of them, found again after an author has edited their texts.

A lesson gives its cards no ids. What was learned of a card is kept under its step's id and a digest of its question.
Where no kept row has a card's question, the card is one that was edited if among the rows of the same step whose
question is gone one reads alike, or stood at the same place among the step's cards. Anything else is a new card:
asking once too often costs less than never asking.
"""

import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from playmore_cli.lesson.model import Card, Lesson, Step

ALIKE = 0.5
"""The least likeness (0 to 1) by which an edited question is taken for the one that is gone."""


class RatedCard(Struct, frozen=True):
    """
    What is known of a card that was rated.

    *position* (from 0) and *ask* are as they were when it was rated last, at the Unix time *at*; *state* is the
    scheduler's, as JSON; *due* is a Unix time.
    """

    lesson: str
    step: str
    key: str
    position: int
    ask: str
    state: str
    due: float
    at: float


class Item(Struct, frozen=True):
    """The card at *position* (from 0) of a step; *key* names it now, *kept* is ``None`` where it was never rated."""

    lesson: Lesson
    step: Step
    position: int
    key: str
    kept: RatedCard | None

    @property
    def card(self) -> Card:
        """The card itself."""
        return self.step.cards[self.position]

    @property
    def runs_code(self) -> bool:
        """Whether it is answered with code, and judged by it."""
        return self.card.check is not None


def card_keys(cards: Sequence[Card]) -> tuple[str, ...]:
    r"""
    Return the names of a step's cards: digests of their questions, which space and line breaks do not change.

    >>> first, second = card_keys([Card("What  is\n a?"), Card("What is a?")])
    >>> second == first + "-2", len(first)
    (True, 16)
    """
    keys: list[str] = []
    for card in cards:
        digest = hashlib.sha256(_bare(card.ask).encode()).hexdigest()[:16]
        again = sum(key.partition("-")[0] == digest for key in keys)
        keys.append(f"{digest}-{again + 1}" if again else digest)
    return tuple(keys)


def items_of(lesson: Lesson, step: Step, kept: Sequence[RatedCard]) -> tuple[Item, ...]:
    """Return the cards of a step with what is *kept* of each; *kept* holds rows of this step."""
    keys = card_keys(step.cards)
    found = _match(step.cards, keys, kept)
    return tuple(Item(lesson, step, position, key, found.get(position)) for position, key in enumerate(keys))


def _match(cards: Sequence[Card], keys: Sequence[str], kept: Sequence[RatedCard]) -> dict[int, RatedCard]:
    """Return the row of each card that has one, by the card's position."""
    by_key = {row.key: row for row in kept}
    found = {position: by_key[key] for position, key in enumerate(keys) if key in by_key}
    claimed = {row.key for row in found.values()}
    pairs = [
        (_likeness(card.ask, row.ask), position == row.position, position, row)
        for position, card in enumerate(cards)
        if position not in found
        for row in kept
        if row.key not in claimed
    ]
    # The likest first; of equally like ones the one at the same place, then the earlier one.
    for likeness, in_place, position, row in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        if position not in found and row.key not in claimed and (likeness >= ALIKE or in_place):
            found[position] = row
            claimed.add(row.key)
    return found


def _likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much of two questions is the same, word by word."""
    return SequenceMatcher(None, _bare(one).split(), _bare(other).split(), autojunk=False).ratio()


def _bare(text: str) -> str:
    return " ".join(text.lower().split())
