"""Which cards make up a session."""

from playmore_cli.lesson.model import Card, Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.review.cards import RatedCard, card_keys
from playmore_cli.review.deck import Counts, choose, count, deck, warm_up

DAY = 86_400.0


def _step(number: int, *, code: bool = False) -> Step:
    card = (
        Card(f"Question {number}?", check="assert True") if code else Card(f"Question {number}?", answer="a")
    )
    return Step(id=f"s{number}", at=Timecode(number), say="x", cards=(card,))


STEPS = (_step(0), _step(1, code=True), _step(2), _step(3), _step(4, code=True))
LESSON = Lesson(
    format=1,
    id="tiny",
    title="Tiny",
    lecture=Lecture("Tiny", "nobody", "abc", Timecode(60)),
    about="For tests.",
    chapters=(Chapter(Timecode(0), "only", STEPS),),
)
ALL = {step.id for step in STEPS}


def _row(number: int, due: float) -> RatedCard:
    card = STEPS[number].cards[0]
    return RatedCard("tiny", f"s{number}", card_keys([card])[0], 0, card.ask, "{}", due, 0.0)


def test_only_steps_gone_through() -> None:
    """
    A step that was not gone through asks nothing, whatever is kept of it or of steps that are gone.
    """
    strays = [_row(3, 0.0), RatedCard("tiny", "gone", "k", 0, "?", "{}", 0.0, 0.0)]

    assert [item.step.id for item in deck(LESSON, {"s0", "s2"}, strays)] == ["s0", "s2"]


def test_due_before_new() -> None:
    """
    The longest due comes first, then new ones, no more of those than wanted; what is not due is left out.
    """
    items = deck(LESSON, ALL, [_row(2, 5 * DAY), _row(3, 2 * DAY), _row(0, 99 * DAY)])

    chosen = choose(items, 10 * DAY, most=10, new=1)

    assert [item.step.id for item in chosen] == ["s3", "s2", "s1"]


def test_everything_asks_what_is_not_due() -> None:
    """
    With everything wanted, cards that are not due follow, the soonest first.
    """
    items = deck(LESSON, {"s0", "s2", "s3"}, [_row(2, 50 * DAY), _row(3, 20 * DAY), _row(0, 99 * DAY)])

    chosen = choose(items, 10 * DAY, most=2, new=0, everything=True)

    assert [item.step.id for item in chosen] == ["s3", "s2"]


def test_code_stands_last() -> None:
    """
    Cards that run code come after those in words, in the order of the lesson, so that states are reached forward.
    """
    items = deck(LESSON, ALL, [_row(4, 1.0), _row(1, 2.0)])

    assert [item.step.id for item in choose(items, 10.0, most=10, new=9)] == ["s0", "s2", "s3", "s1", "s4"]


def test_counts() -> None:
    """
    Cards are due, new or later, and the next of the later ones says when.
    """
    items = deck(LESSON, ALL, [_row(0, 10.0), _row(2, 30.0), _row(3, 20.0)])

    assert count(items, 10.0) == Counts(due=1, new=2, later=2, next_due=20.0)
    assert count((), 10.0) == Counts(0, 0, 0, None)


def test_warm_up_is_words_of_late() -> None:
    """
    A warm-up asks due cards first and then those of the latest steps, and none that runs code.
    """
    items = deck(LESSON, ALL, [_row(0, 1.0)])

    assert [item.step.id for item in warm_up(items, 10.0, most=2)] == ["s0", "s3"]
