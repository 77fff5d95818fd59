"""Where a learner is in each lesson, the steps done, own versions of steps, predictions, and how long steps took."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from playmore_cli.store.imports import Imports
from playmore_cli.store.rows import TABLES

_OF_STEPS = (*TABLES, "timing")


class Place(Struct, frozen=True):
    """Where a learner left a lesson; *seconds* is the step's timecode, *saved* a Unix time."""

    lesson: str
    step: str
    ran: bool
    seconds: float
    saved: float


class Edits(Struct, frozen=True):
    """
    What a learner keeps instead of, and after, a step's code.

    *code* replaces the step's own; *after* are experiments run behind it, in order.
    """

    code: str | None = None
    after: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the step is as the lesson has it."""
        return self.code is None and not self.after


def read_answers(text: str) -> tuple[str | None, ...] | None:
    """
    Return the answers that a text of the table ``answer`` holds; ``None`` where it is none.

    >>> read_answers('["Ada", null]')
    ('Ada', None)
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_whole = isinstance(found, list) and all(one is None or isinstance(one, str) for one in found)
    return tuple(found) if is_whole else None


class Places(Imports):
    """The part of the store that playing a lesson writes."""

    def save_place(self, lesson: str, step: str, seconds: float, *, ran: bool, done: str | None) -> None:
        """Keep where the learner is, and the id of the step that is now *done*, in one transaction."""
        now = self._clock()
        with self._whole() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?)", (lesson, step, ran, seconds, now)
            )
            if done is not None:
                connection.execute("INSERT OR IGNORE INTO done VALUES (?, ?, ?)", (lesson, done, now))

    def carry(self, lesson: str, names: Mapping[str, str]) -> None:
        """
        Give all that is kept at steps of a lesson to the steps that they have become, new id by old.

        What a step has under its new id already stays, and so does what is at the old one then.
        """
        with self._told() as connection:
            held = {
                table
                for table in _OF_STEPS
                for (step,) in connection.execute(
                    f"SELECT DISTINCT step FROM {table} WHERE lesson = ?", (lesson,)
                )
                if step in names
            }
        if not held or self.trouble is not None:
            return
        with self._whole() as connection:
            for table in sorted(held):
                connection.executemany(
                    f"UPDATE OR IGNORE {table} SET step = ? WHERE lesson = ? AND step = ?",
                    [(new, lesson, old) for old, new in names.items()],
                )

    def steps_with_progress(self, lesson: str) -> dict[str, int]:
        """Return the ids of the steps of a lesson of which something is kept, each with how many things."""
        with self._told() as connection:
            counted = Counter(
                step
                for table in _OF_STEPS
                if table not in ("place", "timing")
                for (step,) in connection.execute(f"SELECT step FROM {table} WHERE lesson = ?", (lesson,))
            )
        return dict(counted)

    def place(self, lesson: str) -> Place | None:
        """Return where the learner left *lesson*; ``None`` if never begun."""
        return self.places().get(lesson)

    def places(self) -> Mapping[str, Place]:
        """Return the place in every lesson begun, the latest first."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT lesson, step, ran, seconds, saved FROM place ORDER BY saved DESC"
            ).fetchall()
        return {row[0]: Place(row[0], row[1], bool(row[2]), row[3], row[4]) for row in rows}

    def done(self, lesson: str) -> frozenset[str]:
        """Return the ids of the steps gone through."""
        return frozenset(self.done_at(lesson))

    def done_at(self, lesson: str) -> dict[str, float]:
        """Return when each step was gone through first, by step id, the earliest first."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT step, at FROM done WHERE lesson = ? ORDER BY at, rowid", (lesson,)
            ).fetchall()
        return dict(rows)

    def edits(self, lesson: str) -> dict[str, Edits]:
        """Return what the learner keeps at each step, by step id; imported code only where it may run."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT step, position, source FROM edit WHERE lesson = ? ORDER BY step, position", (lesson,)
            ).fetchall()
        kept: dict[str, Edits] = {}
        withheld = self._withheld(source for _, _, source in rows)
        for step, position, source in rows:
            if source in withheld:
                continue
            before = kept.get(step, Edits())
            kept[step] = Edits(source, ()) if position == 0 else Edits(before.code, (*before.after, source))
        return kept

    def save_edits(self, lesson: str, step: str, edits: Edits) -> None:
        """Keep *edits* at a step instead of what was kept there."""
        now = self._clock()
        rows = [] if edits.code is None else [(lesson, step, 0, edits.code, now)]
        rows += [(lesson, step, number, source, now) for number, source in enumerate(edits.after, start=1)]
        with self._whole() as connection:
            connection.execute("DELETE FROM edit WHERE lesson = ? AND step = ?", (lesson, step))
            connection.executemany("INSERT INTO edit VALUES (?, ?, ?, ?, ?)", rows)

    def answers(self, lesson: str) -> dict[tuple[str, str], tuple[str | None, ...]]:
        """
        Return what was given to the questions of each source, by step id and source; ``None`` is the end of input.

        Imported answers are given only where they may be: a source may run what it is told.
        """
        with self._told() as connection:
            rows = connection.execute(
                "SELECT step, source, answers FROM answer WHERE lesson = ?", (lesson,)
            ).fetchall()
        withheld = self._withheld(answers for _, _, answers in rows)
        return {
            (step, source): read_answers(answers) or ()
            for step, source, answers in rows
            if answers not in withheld
        }

    def save_answers(self, lesson: str, step: str, source: str, answers: Sequence[str | None]) -> None:
        """Keep what the questions of a source at a step were given, instead of what was kept; nothing for none."""
        with self._whole() as connection:
            if not answers:
                connection.execute(
                    "DELETE FROM answer WHERE lesson = ? AND step = ? AND source = ?", (lesson, step, source)
                )
                return
            connection.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
                (lesson, step, source, json.dumps(list(answers)), self._clock()),
            )

    def save_prediction(self, lesson: str, step: str, given: str, verdict: bool | None) -> None:
        """Keep what the learner expected of a step and whether it came so."""
        with self._whole() as connection:
            connection.execute(
                "INSERT INTO prediction VALUES (?, ?, ?, ?, ?)", (lesson, step, given, verdict, self._clock())
            )

    def predictions(self, lesson: str) -> dict[str, tuple[tuple[str, bool | None], ...]]:
        """Return by step what the learner expected and whether it came so, the earliest first."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT step, given, verdict FROM prediction WHERE lesson = ? ORDER BY at, rowid", (lesson,)
            ).fetchall()
        found: dict[str, tuple[tuple[str, bool | None], ...]] = {}
        for step, given, verdict in rows:
            found[step] = (*found.get(step, ()), (given, None if verdict is None else bool(verdict)))
        return found

    def guesses(self, lesson: str, step: str) -> tuple[tuple[str, bool | None, float], ...]:
        """Return what was expected of a step, whether it came so, and when (a Unix time); the earliest first."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT given, verdict, at FROM prediction WHERE lesson = ? AND step = ? ORDER BY at, rowid",
                (lesson, step),
            ).fetchall()
        return tuple((given, None if verdict is None else bool(verdict), at) for given, verdict, at in rows)

    def score(self, lesson: str) -> tuple[int, int]:
        """Return how many of the judged predictions of a lesson were right, and how many there were."""
        with self._told() as connection:
            right, judged = connection.execute(
                "SELECT COALESCE(SUM(verdict), 0), COUNT(verdict) FROM prediction WHERE lesson = ?", (lesson,)
            ).fetchone()
        return right, judged

    def save_timing(self, lesson: str, step: str, pace: str, seconds: float) -> None:
        """Keep how long a step took at a pace."""
        with self._whole() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO timing VALUES (?, ?, ?, ?)", (lesson, step, pace, seconds)
            )

    def timings(self, lesson: str, step: str) -> dict[str, float]:
        """Return how many seconds a step took here last, by pace."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT pace, seconds FROM timing WHERE lesson = ? AND step = ?", (lesson, step)
            ).fetchall()
        return dict(rows)
