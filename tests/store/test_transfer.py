"""Progress in one file: whole on the way there and back, merged by what is newer, refused where it is not whole."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.review.cards import RatedCard
from playmore_cli.review.schedule import Grade, rate
from playmore_cli.store.learner import Edits, Store
from playmore_cli.store.rows import TABLES, Units
from playmore_cli.store.transfer import KIND, TransferError, merge, read_progress, write_progress

STATE = rate(None, Grade.GOOD, 0.0).state


def tables(store: Store) -> dict[str, Units]:
    return {name: store.units(name) for name in TABLES}


def filled(path: Path, begin: int = 1000) -> Store:
    """A store with something in every table, written from the Unix time *begin* on."""
    ticks = iter(range(begin, begin + 10_000))
    store = Store(path, lambda: float(next(ticks)))
    store.save_place("p1", "a", 1.5, ran=True, done="a")
    store.save_edits("p1", "a", Edits("x = 'ü'", ("y = 2",)))
    store.save_prediction("p1", "a", "3", None)
    store.add_note("p1", "a", 1.5, "why?\nwhy?")
    store.toggle_mark("p1", "a")
    store.add_attempt("p1", "a", "def f(): pass", True)
    store.save_rating(RatedCard("p1", "a", "k", 0, "?", STATE, 5.0, float(begin)), 3, before=None)
    return store


def test_round_trip(tmp_path: Path) -> None:
    """
    What one store writes makes an empty one equal to it.
    """
    here, there = filled(tmp_path / "here.db"), Store(tmp_path / "there.db")
    theirs = read_progress(write_progress(tables(here), 2000.0))

    merged = merge(tables(there), theirs)
    there.change(KIND, "file", merged.changes)

    assert tables(there) == tables(here)
    assert merged.added.total() == 9 and not merged.kept and not merged.replaced
    here.close()
    there.close()


def test_twice_is_once(tmp_path: Path) -> None:
    """
    Importing what is already there changes nothing and says so.
    """
    store = filled(tmp_path / "here.db")

    merged = merge(tables(store), read_progress(write_progress(tables(store), 2000.0)))

    assert merged.changes == () and merged.same.total() == 9
    store.close()


def test_the_newer_wins(tmp_path: Path) -> None:
    """
    Of a place, an edit and a card on both sides the newer stays; a step counts as done since it was first done;
    notes and attempts of both sides are there afterwards.
    """
    old, new = filled(tmp_path / "old.db", 1000), filled(tmp_path / "new.db", 5000)
    new.save_edits("p1", "a", Edits("newer = 1"))
    theirs = read_progress(write_progress(tables(new), 9000.0))

    merged = merge(tables(old), theirs)
    old.change(KIND, "file", merged.changes)

    assert old.edits("p1") == {"a": Edits("newer = 1")}
    assert old.done_at("p1") == {"a": 1000.0}
    assert [note.at < 5000 for note in old.notes()] == [True, False]
    assert len(old.attempts("p1", "a")) == 2
    assert old.cards()[0].at == 5000.0
    assert merged.replaced["edit"] == merged.replaced["place"] == merged.replaced["card"] == 1
    assert merged.kept["done"] == 1
    old.close()
    new.close()


def test_ours_wins_where_it_is_newer(tmp_path: Path) -> None:
    """
    An older file takes nothing away, and the import can be undone to what was there before.
    """
    old, new = filled(tmp_path / "old.db", 1000), filled(tmp_path / "new.db", 5000)
    before = tables(new)
    place, edits = new.place("p1"), new.edits("p1")

    merged = merge(before, read_progress(write_progress(tables(old), 2000.0)))
    new.change(KIND, "file", merged.changes)

    assert new.place("p1") == place and new.edits("p1") == edits
    assert new.undo(KIND) is not None
    assert tables(new) == before
    old.close()
    new.close()


def _set(document: dict[str, Any], table: str, row: int, column: str, value: object) -> None:
    held = document["tables"][table]
    held["rows"][row][held["columns"].index(column)] = value


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda d: d.update(playmore="lesson"), "not progress that playmore has written"),
        (lambda d: d.update(format=99), "format 99"),
        (lambda d: d.pop("tables"), "no tables"),
        (lambda d: d["tables"].update(cookies={"columns": [], "rows": []}), "a table 'cookies'"),
        (lambda d: d["tables"]["note"]["columns"].pop(), "the columns of note"),
        (lambda d: d["tables"]["note"]["rows"][0].pop(), "row 1 of note has not 6 columns"),
        (lambda d: _set(d, "note", 0, "text", 7), "row 1 of note has 7 as text"),
        (lambda d: _set(d, "done", 0, "at", "yesterday"), "has 'yesterday' as at"),
        (lambda d: _set(d, "done", 0, "at", float("nan")), "has nan as at"),
        (lambda d: _set(d, "review", 0, "rating", 9), "has 9 as rating"),
        (lambda d: _set(d, "card", 0, "state", "{}"), "as state"),
        (lambda d: _set(d, "attempt", 0, "verdict", "yes"), "has 'yes' as verdict"),
        (lambda d: _set(d, "edit", 0, "position", -1), "has -1 as position"),
        (lambda d: d["tables"].update(done=[]), "the columns of done"),
        (lambda d: d["tables"]["done"].update(rows=3), "done has no rows"),
    ],
)
def test_what_is_not_whole_is_refused(
    tmp_path: Path, damage: Callable[[dict[str, Any]], object], says: str
) -> None:
    """
    A file of something else, of a newer format or with one wrong value is refused with what is wrong in it.
    """
    store = filled(tmp_path / "here.db")
    document = json.loads(write_progress(tables(store), 2000.0))
    store.close()
    damage(document)

    with pytest.raises(TransferError) as refused:
        read_progress(json.dumps(document))

    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["", "not json", "[]", "null", '"playmore"', '{"playmore": "progress"'])
def test_foreign_files_are_refused(text: str) -> None:
    """
    What is no JSON, or no document of ours, is refused.
    """
    with pytest.raises(TransferError):
        read_progress(text)
