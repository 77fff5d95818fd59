"""What learners wrote at exercises, and whether it passed."""

from msgspec import Struct

from playmore_cli.store.imports import Imports


class Attempt(Struct, frozen=True):
    """Code written at the exercise of a step, whether it *passed* the check, and when (a Unix time)."""

    lesson: str
    step: str
    source: str
    passed: bool
    at: float


class Attempts(Imports):
    """The part of the store that keeps attempts."""

    def add_attempt(self, lesson: str, step: str, source: str, passed: bool, says: str | None = None) -> None:
        """Keep an attempt at the exercise of a step, and what was said of it where it did not pass."""
        with self._whole() as connection:
            connection.execute(
                "INSERT INTO attempt (lesson, step, source, verdict, at, says) VALUES (?, ?, ?, ?, ?, ?)",
                (lesson, step, source, passed, self._clock(), says),
            )

    def attempts(self, lesson: str, step: str) -> tuple[Attempt, ...]:
        """Return the attempts at the exercise of a step, the earliest first; imported ones only where they may run."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT source, verdict, at FROM attempt WHERE lesson = ? AND step = ? ORDER BY at, id",
                (lesson, step),
            ).fetchall()
        withheld = self._withheld(source for source, _, _ in rows)
        return tuple(
            Attempt(lesson, step, source, bool(verdict), at)
            for source, verdict, at in rows
            if source not in withheld
        )

    def solved(self, lesson: str) -> frozenset[str]:
        """Return the ids of the steps whose exercise was passed at least once."""
        with self._told() as connection:
            rows = connection.execute(
                "SELECT DISTINCT step FROM attempt WHERE lesson = ? AND verdict = 1", (lesson,)
            ).fetchall()
        return frozenset(row[0] for row in rows)
