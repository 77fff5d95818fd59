"""A card is found again after its text was edited, and is not confused with its neighbours."""

import pytest

from playmore_cli.lesson.model import Card, Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.review.cards import RatedCard, card_keys, items_of

TANH = "What does a saturated tanh do to the gradient that comes back through it?"
NORM = "Which two numbers does batch normalisation learn for every neuron?"


def lesson(*asks: str) -> Lesson:
    """A lesson of one step with a card for each question."""
    step = Step(id="s", at=Timecode(0), say="x", cards=tuple(Card(ask, answer="a") for ask in asks))
    return Lesson(
        format=1,
        id="tiny",
        title="Tiny",
        lecture=Lecture("Tiny", "nobody", "abc", Timecode(60)),
        about="For tests.",
        chapters=(Chapter(Timecode(0), "only", (step,)),),
    )


def kept(*asks: str) -> tuple[RatedCard, ...]:
    """What is known of the cards with these questions, each with its question as the state."""
    keys = card_keys([Card(ask) for ask in asks])
    return tuple(
        RatedCard("tiny", "s", key, place, ask, ask, 0.0, 0.0)
        for place, (key, ask) in enumerate(zip(keys, asks, strict=True))
    )


def found(before: tuple[str, ...], after: tuple[str, ...]) -> list[str | None]:
    """For each question of *after* the question of *before* whose row it got."""
    one = lesson(*after)
    return [item.kept.ask if item.kept else None for item in items_of(one, one.steps[0], kept(*before))]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((TANH, NORM), (TANH, NORM), [TANH, NORM], id="unchanged"),
        pytest.param((TANH, NORM), (NORM, TANH), [NORM, TANH], id="reordered"),
        pytest.param(
            (TANH, NORM),
            (TANH.replace("comes back", "flows back"), NORM),
            [TANH, NORM],
            id="a word changed",
        ),
        pytest.param(
            (TANH, NORM),
            (NORM.replace("Which", "What"), TANH.replace("saturated", "flat")),
            [NORM, TANH],
            id="both changed and reordered: likeness decides",
        ),
        pytest.param(
            (TANH,),
            ("Why do flat units stop learning?",),
            [TANH],
            id="written anew in its place",
        ),
        pytest.param((TANH, NORM), (NORM,), [NORM], id="the first was removed"),
        pytest.param(
            (TANH,), ("How many names are there?", TANH), [None, TANH], id="a new one came before it"
        ),
        pytest.param(
            (TANH,),
            ("How many names are there?", TANH.replace("does", "will")),
            [None, TANH],
            id="a new one before it, and it was edited: the new one stays new",
        ),
        pytest.param(("Why?", "Why?"), ("Why?", "Why?"), ["Why?", "Why?"], id="the same question twice"),
        pytest.param((), (TANH,), [None], id="never rated"),
    ],
)
def test_what_is_known_follows_the_card(
    before: tuple[str, ...], after: tuple[str, ...], expected: list[str | None]
) -> None:
    """
    Each card of the edited step gets the row that was its own; a new card gets none.
    """
    assert found(before, after) == expected


def test_spacing_is_no_edit() -> None:
    """
    Where an author breaks the lines of a question differently, or changes its case, its key stays.
    """
    assert card_keys([Card("What is\n  a tensor?")]) == card_keys([Card("what is a tensor?")])


def test_one_row_serves_one_card() -> None:
    """
    Of two cards that read like the one that is gone, only the likest inherits what was known.
    """
    near, nearer = TANH + " And why so, in your own words, please?", TANH + " Why?"

    assert found((TANH,), (near, nearer)) == [None, TANH]
