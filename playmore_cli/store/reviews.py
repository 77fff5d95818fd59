"""Review cards: what the scheduler knows of each, and every rating."""

import sqlite3

from playmore_cli.review.cards import RatedCard
from playmore_cli.store.database import Database
from playmore_cli.store.journal import remember
from playmore_cli.store.rows import TABLES, Change, Units, read_units

KIND = "grade"
"""How the journal calls ratings."""


class Reviews(Database):
    """The part of the store that review sessions write."""

    def cards(self, lesson: str | None = None) -> tuple[RatedCard, ...]:
        """Return what is known of the cards of a lesson, or of all."""
        where, values = ("WHERE lesson = ?", (lesson,)) if lesson else ("", ())
        with self._told() as connection:
            rows = connection.execute(
                f"SELECT lesson, step, key, position, ask, state, due, at FROM card {where} "
                "ORDER BY lesson, step, position, key",
                values,
            ).fetchall()
        return tuple(RatedCard(*row) for row in rows)

    def save_rating(self, card: RatedCard, rating: int, *, before: str | None) -> None:
        """
        Keep a card as it is after a rating, and the rating, such that both can be undone.

        Args:
            card: what is known of it now.
            rating: 1 again, 2 hard, 3 good, 4 easy.
            before: the key it was kept under, where its text was edited since; ``None`` if it was never kept.
        """
        where = (card.lesson, card.step, before)
        with self._whole() as connection:
            old = _units_of(connection, card)
            if before not in (None, card.key):
                connection.execute("DELETE FROM card WHERE lesson = ? AND step = ? AND key = ?", where)
                connection.execute(
                    "UPDATE review SET key = ? WHERE lesson = ? AND step = ? AND key = ?", (card.key, *where)
                )
            connection.execute(
                "INSERT OR REPLACE INTO card (lesson, step, key, position, ask, state, due, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    card.lesson,
                    card.step,
                    card.key,
                    card.position,
                    card.ask,
                    card.state,
                    card.due,
                    card.at,
                ),
            )
            connection.execute(
                "INSERT INTO review VALUES (?, ?, ?, ?, ?)",
                (card.lesson, card.step, card.key, rating, card.at),
            )
            new = _units_of(connection, card)
            changes = [
                Change(table, unit, old[table].get(unit, ()), new[table].get(unit, ()))
                for table in old
                for unit in dict.fromkeys((*old[table], *new[table]))
                if old[table].get(unit) != new[table].get(unit)
            ]
            remember(connection, KIND, f"a card of {card.lesson}, {card.step}", changes, card.at)


def _units_of(connection: sqlite3.Connection, card: RatedCard) -> dict[str, Units]:
    """Return what is kept of the cards of a step, by table."""
    step = (card.lesson, card.step)
    return {
        name: {unit: rows for unit, rows in read_units(connection, TABLES[name]).items() if unit[:2] == step}
        for name in ("card", "review")
    }
