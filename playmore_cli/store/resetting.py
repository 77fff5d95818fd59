"""What a reset takes away: pure; the journal does it and undoes it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from playmore_cli.store.rows import TABLES, Change, Units

KIND = "reset"
"""How the journal calls resets."""

_PERSONAL = ("note", "mark")
"""What learners wrote down for themselves, which a reset keeps unless told otherwise."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "place": ("place", "places"),
    "done": ("step done", "steps done"),
    "edit": ("changed step", "changed steps"),
    "answer": ("answered step", "answered steps"),
    "prediction": ("prediction", "predictions"),
    "note": ("note", "notes"),
    "mark": ("mark", "marks"),
    "attempt": ("attempt", "attempts"),
    "typed": ("typed text", "typed texts"),
    "card": ("review card", "review cards"),
    "review": ("rating", "ratings"),
}


@dataclass(frozen=True)
class Scope:
    """
    What is to be reset.

    *lesson* is ``None`` for everything there is; *steps* holds step ids, ``None`` for a whole lesson. The place in a
    lesson goes only with the whole of it. *notes* says that notes and marks go as well.
    """

    lesson: str | None
    steps: Collection[str] | None = None
    notes: bool = False


def reset_changes(tables: Mapping[str, Units], scope: Scope) -> tuple[Change, ...]:
    """Return the changes that take away all of *scope*; *tables* holds each table's units by its name."""
    return tuple(
        Change(name, unit, rows, ())
        for name, units in tables.items()
        if scope.notes or name not in _PERSONAL
        for unit, rows in units.items()
        if _is_in(name, unit, scope)
    )


def _is_in(table: str, unit: Sequence[object], scope: Scope) -> bool:
    if scope.lesson is None:
        return True
    if unit[0] != scope.lesson:
        return False
    return scope.steps is None or ("step" in TABLES[table].unit and unit[1] in scope.steps)


def counts(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many units of each table are changed, in the order of the tables."""
    found = Counter(change.table for change in changes)
    return {name: found[name] for name in TABLES if found[name]}


def in_words(counted: Mapping[str, int]) -> str:
    """
    Return counts as a list in words.

    >>> in_words({"done": 12, "edit": 1, "card": 3})
    '12 steps done, 1 changed step, 3 review cards'
    """
    return ", ".join(f"{number} {_WORDS[name][number != 1]}" for name, number in counted.items())
