"""Resets and imports change much at once, whole, and can be undone without losing what was done since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.review.cards import RatedCard
from playmore_cli.review.schedule import Grade, rate
from playmore_cli.store.learner import Edits, Store
from playmore_cli.store.resetting import KIND, Scope, counts, in_words, reset_changes
from playmore_cli.store.rows import TABLES, Change, Units

STATE = rate(None, Grade.GOOD, 0.0).state


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with something in every table, in two lessons; its clock counts up by one."""
    ticks = iter(range(1000, 100_000))
    store = Store(tmp_path / "progress.db", lambda: float(next(ticks)))
    for lesson in ("p1", "p2"):
        for step in ("a", "b"):
            store.save_place(lesson, step, 1.0, ran=True, done=step)
            store.save_edits(lesson, step, Edits("x = 1", ("y = 2", "z = 3")))
            store.save_prediction(lesson, step, "3", True)
            store.add_note(lesson, step, 1.0, f"note on {step}")
            store.toggle_mark(lesson, step)
            store.add_attempt(lesson, step, "def f(): pass", False)
            store.save_rating(RatedCard(lesson, step, "k", 0, "?", STATE, 5.0, 4.0), 3, before=None)
    yield store
    store.close()


def tables(store: Store) -> dict[str, Units]:
    return {name: store.units(name) for name in TABLES}


def changed(store: Store, scope: Scope) -> tuple[Change, ...]:
    return store.change(KIND, "x", reset_changes(tables(store), scope))


def test_reset_of_a_step(store: Store) -> None:
    """
    A step loses all that belongs to it but notes and marks; its neighbour and the place in the lesson stay.
    """
    made = changed(store, Scope("p1", {"a"}))

    assert in_words(counts(made)) == (
        "1 step done, 1 changed step, 1 prediction, 1 attempt, 1 review card, 1 rating"
    )
    assert store.done("p1") == {"b"} and set(store.edits("p1")) == {"b"}
    assert [one.step for one in store.cards("p1")] == ["b"]
    assert store.marks("p1") == {"a", "b"} and len(store.notes("p1")) == 2
    assert store.place("p1") is not None


def test_reset_of_a_lesson_leaves_others(store: Store) -> None:
    """
    Nothing of the lesson stays but notes and marks, and nothing of another lesson goes.
    """
    before = {name: {u: r for u, r in units.items() if u[0] == "p2"} for name, units in tables(store).items()}
    changed(store, Scope("p1"))

    after = tables(store)
    assert store.place("p1") is None
    assert [name for name, units in after.items() if any(u[0] == "p1" for u in units)] == ["note", "mark"]
    assert {name: {u: r for u, r in units.items() if u[0] == "p2"} for name, units in after.items()} == before


def test_reset_of_all_and_undo(store: Store) -> None:
    """
    Undoing a reset of everything brings back every row of every table.
    """
    before = tables(store)
    changed(store, Scope(None, notes=True))
    assert not any(tables(store).values())

    undone = store.undo(KIND)

    assert undone is not None and undone.left == ()
    assert tables(store) == before


def test_undo_keeps_what_was_made_since(store: Store) -> None:
    """
    An edit made after the reset is not overwritten by undoing it; the place is put back.
    """
    changed(store, Scope("p1"))
    store.save_edits("p1", "a", Edits("newer = 1"))
    store.save_place("p1", "a", 0.0, ran=False, done=None)

    undone = store.undo(KIND)

    assert undone is not None and counts(undone.left) == {"edit": 1}
    assert store.edits("p1")["a"] == Edits("newer = 1")
    assert store.edits("p1")["b"] == Edits("x = 1", ("y = 2", "z = 3"))
    place = store.place("p1")
    assert place is not None and (place.step, place.ran) == ("b", True)


def test_resets_are_undone_from_the_last(store: Store) -> None:
    """
    Two resets are undone one after the other, each once; then there is nothing to undo.
    """
    before = tables(store)
    changed(store, Scope("p1", {"a"}))
    changed(store, Scope("p1", {"b"}))

    assert store.undo(KIND) is not None and store.done("p1") == {"b"}
    assert store.undo(KIND) is not None
    assert tables(store) == before
    assert store.undo(KIND) is None


def test_a_unit_changed_meanwhile_is_left_alone(store: Store) -> None:
    """
    What another session writes between looking and changing is neither lost nor part of the change.
    """
    changes = reset_changes(tables(store), Scope("p1"))
    store.save_edits("p1", "a", Edits("meanwhile = 1"))

    made = store.change(KIND, "p1", changes)

    assert ("edit", ("p1", "a")) not in {(one.table, one.unit) for one in made}
    assert store.edits("p1") == {"a": Edits("meanwhile = 1")}


def test_the_journal_stays_short(store: Store) -> None:
    """
    Of many resets the last ten can be undone.
    """
    for number in range(12):
        store.save_place("p3", f"s{number}", 0.0, ran=False, done=f"s{number}")
        changed(store, Scope("p3", {f"s{number}"}))

    undone = [store.undo(KIND) for _ in range(11)]

    assert [one is None for one in undone] == [False] * 10 + [True]
    assert store.done("p3") == {f"s{number}" for number in range(2, 12)}
