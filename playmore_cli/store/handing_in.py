"""
What learners hand in: the progress of one lesson with a name, and what a teacher's report makes of many such files.

The files are strangers': `read_handed_in` takes nothing on trust, nothing in them is run, and whoever shows what they
say cleans it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from playmore_cli.store.rows import TABLES, Row, Units
from playmore_cli.store.transfer import TransferError, read_document

_LONGEST = 80
"""Characters of a name, an id or a title; what is longer is cut."""
_LONGEST_SAYING = 200
_MOST_STEPS = 5_000
_MOST_LESSONS = 200
_NUMBER = re.compile(r"\bline \d+")


class Outline(Struct, frozen=True):
    """A lesson as far as a report needs it: its *id*, its *title*, and the ids of its *steps* in order."""

    id: str
    title: str
    steps: tuple[str, ...]


class HandedIn(Struct, frozen=True):
    """What a learner handed in: their *name*, empty where the file has none, and rows by lesson and table."""

    name: str
    outline: Outline | None
    lessons: Mapping[str, Mapping[str, Sequence[Row]]]


class Exercise(Struct, frozen=True):
    """How often a learner tried the exercise of a step, and whether it passed at last."""

    step: str
    attempts: int
    solved: bool
    says: tuple[str, ...]


class Learner(Struct, frozen=True):
    """
    Where one learner is in a lesson.

    Args:
        name: as handed in.
        file: the name of the file.
        step: the id of the step where they are; empty where the lesson was not begun.
        number: of that step, from 1; 0 where the lesson has no such step.
        since: when they came there, a Unix time; 0 where that is not known.
        done: how many of the lesson's steps they went through.
        right: predictions that came true, of those that were *judged*.
        exercises: those that they tried, in the order of the lesson.
        unclear: ids of the steps marked as not understood, in the order of the lesson.
    """

    name: str
    file: str
    step: str
    number: int
    since: float
    done: int
    right: int
    judged: int
    exercises: tuple[Exercise, ...]
    unclear: tuple[str, ...]

    @property
    def solved(self) -> int:
        """How many exercises they solved."""
        return sum(exercise.solved for exercise in self.exercises)

    @property
    def attempts(self) -> int:
        """How often they tried, all exercises together."""
        return sum(exercise.attempts for exercise in self.exercises)


class Difficulty(Struct, frozen=True):
    """
    How a class fared at the exercise of a step.

    *tried* and *solved* count learners; *says* are the commonest diagnoses, each with how many learners it was
    told, the commonest first.
    """

    step: str
    tried: int
    solved: int
    attempts: int
    says: tuple[tuple[str, int], ...]


class ClassReport(Struct, frozen=True):
    """A lesson and a class: *predictions* holds right and judged ones by step, *unclear* learners by step."""

    lesson: Outline
    learners: tuple[Learner, ...]
    exercises: tuple[Difficulty, ...]
    predictions: tuple[tuple[str, int, int], ...]
    unclear: tuple[tuple[str, int], ...]


def read_handed_in(text: str) -> HandedIn:
    """
    Return what the text of a file holds that a learner handed in.

    Raises:
        TransferError: it is no progress of playmore's, or not whole.
    """
    document, tables = read_document(text)
    lessons: dict[str, dict[str, list[Row]]] = {}
    for name, units in tables.items():
        for unit, rows in units.items():
            lessons.setdefault(_short(str(unit[0])), {}).setdefault(name, []).extend(rows)
        if len(lessons) > _MOST_LESSONS:
            raise TransferError(f"it has more than {_MOST_LESSONS} lessons")
    called = document.get("name")
    return HandedIn(
        _short(called) if isinstance(called, str) else "", _read_outline(document.get("lesson")), lessons
    )


def _read_outline(found: Any) -> Outline | None:
    """Return what a file says of its lesson, where that can be one."""
    if not isinstance(found, dict):
        return None
    id_, title, steps = found.get("id"), found.get("title"), found.get("steps")
    if not (isinstance(id_, str) and isinstance(title, str) and isinstance(steps, list)):
        return None
    if len(steps) > _MOST_STEPS or not all(isinstance(step, str) for step in steps):
        return None
    return Outline(_short(id_), _short(title), tuple(_short(step) for step in steps))


def outline_document(outline: Outline) -> dict[str, Any]:
    """Return what a file that is handed in says of its lesson."""
    return {"id": outline.id, "title": outline.title, "steps": list(outline.steps)}


def of_lesson(tables: Mapping[str, Units], lesson: str) -> dict[str, Units]:
    """Return the units that belong to a lesson."""
    return {
        name: {unit: rows for unit, rows in units.items() if unit[0] == lesson}
        for name, units in tables.items()
    }


def report_class(outline: Outline, files: Iterable[tuple[str, HandedIn]]) -> ClassReport:
    """
    Return how a class fares in a lesson.

    Args:
        outline: of the lesson.
        files: what was handed in, each with the name of its file; those without the lesson are left out.
    """
    order = {step: number for number, step in enumerate(outline.steps, start=1)}
    held = [(file, one, one.lessons[outline.id]) for file, one in files if outline.id in one.lessons]
    learners = tuple(_learner(file, one.name, rows, order) for file, one, rows in held)
    right, judged, unclear = Counter[str](), Counter[str](), Counter[str]()
    for _, _, rows in held:
        for row in _dicts("prediction", rows):
            if row["verdict"] is not None:
                judged[_short(row["step"])] += 1
                right[_short(row["step"])] += int(row["verdict"])
    for learner in learners:
        unclear.update(learner.unclear)
    return ClassReport(
        outline,
        learners,
        _difficulties(learners, order),
        tuple((step, right[step], judged[step]) for step in _ordered(judged, order)),
        tuple(sorted(unclear.items(), key=lambda pair: (-pair[1], _place(pair[0], order)))),
    )


def _learner(file: str, name: str, rows: Mapping[str, Sequence[Row]], order: Mapping[str, int]) -> Learner:
    place = next(iter(_dicts("place", rows)), None)
    verdicts = [row["verdict"] for row in _dicts("prediction", rows) if row["verdict"] is not None]
    tried: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(_dicts("attempt", rows), key=lambda row: float(row["at"])):
        tried.setdefault(_short(row["step"]), []).append(row)
    exercises = tuple(
        Exercise(
            step,
            len(tried[step]),
            any(row["verdict"] for row in tried[step]),
            tuple(_saying(row["says"]) for row in tried[step] if row["says"]),
        )
        for step in _ordered(tried, order)
    )
    step = _short(place["step"]) if place else ""
    return Learner(
        name=name,
        file=_short(file),
        step=step,
        number=order.get(step, 0),
        since=float(place["saved"]) if place else 0.0,
        done=len({row["step"] for row in _dicts("done", rows)} & set(order)),
        right=sum(map(int, verdicts)),
        judged=len(verdicts),
        exercises=exercises,
        unclear=tuple(_ordered({_short(row["step"]) for row in _dicts("mark", rows)}, order)),
    )


def _difficulties(learners: Sequence[Learner], order: Mapping[str, int]) -> tuple[Difficulty, ...]:
    by_step: dict[str, list[Exercise]] = {}
    for learner in learners:
        for exercise in learner.exercises:
            by_step.setdefault(exercise.step, []).append(exercise)
    found = []
    for step in _ordered(by_step, order):
        tries = by_step[step]
        told = Counter(says for exercise in tries for says in sorted(set(exercise.says)))
        attempts, solved = sum(one.attempts for one in tries), sum(one.solved for one in tries)
        found.append(Difficulty(step, len(tries), solved, attempts, tuple(told.most_common(3))))
    return tuple(found)


def _dicts(table: str, rows: Mapping[str, Sequence[Row]]) -> Iterable[dict[str, Any]]:
    return (_named(table, row) for row in rows.get(table, ()))


def _named(table: str, row: Row) -> dict[str, Any]:
    return dict(zip(TABLES[table].columns, row, strict=True))


def _ordered(steps: Iterable[str], order: Mapping[str, int]) -> list[str]:
    return sorted(steps, key=lambda step: _place(step, order))


def _place(step: str, order: Mapping[str, int]) -> tuple[int, str]:
    return (order.get(step, _MOST_STEPS + 1), step)


def _saying(text: str) -> str:
    """
    Return a diagnosis as it is counted: in one line, and alike wherever in a learner's code it was found.

    >>> _saying("your line 3 raises NameError: name 'x' is not defined")
    "your line … raises NameError: name 'x' is not defined"
    """
    return _short(_NUMBER.sub("line …", text), _LONGEST_SAYING)


def _short(text: str, most: int = _LONGEST) -> str:
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else line[: most - 1] + "…"
