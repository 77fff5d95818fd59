"""What is known of cards is kept with every rating, and moves along when a question is edited."""

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from playmore_cli.review.cards import RatedCard
from playmore_cli.store.learner import Store

CARD = RatedCard("p1", "tanh", "aa", 0, "What is tanh?", "{}", 200.0, 100.0)


def ratings(folder: Path) -> list[tuple[str, str, int, float]]:
    """Return every rating that was stored as step, card's key, rating and Unix time, the earliest first."""
    with closing(sqlite3.connect(folder / "progress.db")) as file:
        return file.execute("SELECT step, key, rating, at FROM review ORDER BY at").fetchall()


def test_ratings_are_kept(tmp_path: Path) -> None:
    """
    The card is as the last rating left it, and each rating is kept.
    """
    store = Store(tmp_path / "progress.db")
    store.save_rating(CARD, 1, before=None)
    later = replace(CARD, due=900.0, at=300.0)
    store.save_rating(later, 3, before="aa")

    assert store.cards() == store.cards("p1") == (later,)
    assert store.cards("p2") == ()
    store.close()
    assert ratings(tmp_path) == [("tanh", "aa", 1, 100.0), ("tanh", "aa", 3, 300.0)]


def test_an_edited_question_takes_its_ratings_along(tmp_path: Path) -> None:
    """
    Rated under a new key, a card leaves no row behind under the old one.
    """
    store = Store(tmp_path / "progress.db")
    store.save_rating(CARD, 3, before=None)
    edited = replace(CARD, key="bb", ask="What does tanh do?", at=300.0)
    store.save_rating(edited, 4, before="aa")

    assert store.cards("p1") == (edited,)
    store.close()
    assert [key for _, key, _, _ in ratings(tmp_path)] == ["bb", "bb"]
