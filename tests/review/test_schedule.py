"""Ratings lead to waits: worse ones to shorter waits, repeated good ones to longer and longer waits."""

from playmore_cli.review.schedule import Grade, is_state, rate, wait_text, waits

NOW = 1_700_000_000.0
DAY = 86_400.0


def test_worse_is_sooner() -> None:
    """
    Of a new card the waits grow with the rating; again and hard come back the same day, good and easy later.
    """
    of = waits(None, NOW)

    assert of[Grade.AGAIN] < of[Grade.HARD] < DAY <= of[Grade.GOOD] < of[Grade.EASY]


def test_known_each_time_it_rests_longer() -> None:
    """
    A card that is good each time it is due waits longer each time.
    """
    state, now, before = None, NOW, 0.0
    for _ in range(4):
        scheduled = rate(state, Grade.GOOD, now)
        assert scheduled.due - now > before
        state, before, now = scheduled.state, scheduled.due - now, scheduled.due


def test_forgotten_after_long() -> None:
    """
    A card that was forgotten comes back within the day, and then rests for less than it did before.
    """
    first = rate(rate(None, Grade.EASY, NOW).state, Grade.EASY, NOW + 10 * DAY)
    forgotten = rate(first.state, Grade.AGAIN, first.due)
    again = rate(forgotten.state, Grade.GOOD, forgotten.due)

    assert forgotten.due - first.due < DAY
    assert again.due - forgotten.due < first.due - (NOW + 10 * DAY)


def test_the_same_rating_gives_the_same_wait() -> None:
    """
    What is shown beside a key is what follows from pressing it: there is no chance in it.
    """
    state = rate(None, Grade.EASY, NOW).state
    later = NOW + 30 * DAY

    assert {grade: rate(state, grade, later).due - later for grade in Grade} == waits(state, later)


def test_foreign_states_are_told() -> None:
    """
    Text that is no state of the scheduler is recognised, whatever is wrong with it.
    """
    assert is_state(rate(None, Grade.HARD, NOW).state)
    for text in ("", "nonsense", "[]", "null", '{"card_id": 0}', '{"state": "x"}'):
        assert not is_state(text)


def test_waits_in_words() -> None:
    """
    One day is told as such, and a wait below a minute still takes one.
    """
    assert [wait_text(seconds) for seconds in (20, 7200, DAY, 13 * DAY)] == [
        "1 min",
        "2 hours",
        "1 day",
        "13 days",
    ]
