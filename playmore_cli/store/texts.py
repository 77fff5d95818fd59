"""
What was typed at prompts: kept as it is typed, so that no prompt loses it, however it closes.

A text is *open* while its prompt is to come back with it. One that came to its end stays as what was typed earlier, or
moves on to where its kind is kept: notes, predictions, attempts.
"""

from enum import StrEnum

from msgspec import Struct

from playmore_cli.store.database import Database


class TextKind(StrEnum):
    """What a text was typed for."""

    EDIT = "edit"
    """Instead of a step's code."""
    ATTEMPT = "attempt"
    """At an exercise."""
    LINES = "lines"
    """At the prompt among the lesson's variables."""
    NOTE = "note"
    GUESS = "guess"
    ANSWER = "answer"
    """To a question of the code (``input()``)."""
    CARD = "card"
    """At a review card that runs code."""


class TypedText(Struct, frozen=True):
    """A text typed at a step: when its first and its last character came (Unix times), and whether it is open."""

    id: int
    lesson: str
    step: str
    kind: TextKind
    text: str
    at: float
    changed: float
    is_open: bool


_COLUMNS = "id, lesson, step, kind, text, at, changed, open"


class Texts(Database):
    """The part of the store that keeps what was typed."""

    def save_text(
        self, lesson: str, step: str, kind: TextKind, text: str, on: TypedText | None = None
    ) -> TypedText | None:
        """
        Keep an unfinished text, instead of an earlier state *on* of it; return what is kept.

        A text that another session has gone on with since stays as that one has it. An empty one is no text: its
        learner has deleted it.
        """
        now = self._clock()
        with self._whole() as connection:
            if on is not None and not text.strip():
                connection.execute("DELETE FROM typed WHERE id = ? AND text = ?", (on.id, on.text))
            if not text.strip():
                return None
            if on is not None:
                written = connection.execute(
                    "UPDATE typed SET text = ?, changed = ?, open = 1 WHERE id = ? AND text = ?",
                    (text, now, on.id, on.text),
                ).rowcount
                if written:
                    return TypedText(on.id, lesson, step, kind, text, on.at, now, True)
            number = connection.execute(
                "INSERT INTO typed (lesson, step, kind, text, at, changed, open) VALUES (?, ?, ?, ?, ?, ?, 1)",
                (lesson, step, kind, text, now, now),
            ).lastrowid
        return TypedText(number or 0, lesson, step, kind, text, now, now, True)

    def finish_text(self, text: TypedText, *, moved: bool = False) -> None:
        """
        Let a text be one typed earlier, in place of any that says the same; *moved* ones are kept elsewhere now.
        """
        same = (text.lesson, text.step, text.kind, text.text)
        with self._whole() as connection:
            if moved:
                connection.execute("DELETE FROM typed WHERE id = ? AND text = ?", (text.id, text.text))
                return
            connection.execute(
                "DELETE FROM typed WHERE lesson = ? AND step = ? AND kind = ? AND text = ? AND id <> ?",
                (*same, text.id),
            )
            connection.execute(
                "UPDATE typed SET open = 0, changed = ? WHERE id = ?", (self._clock(), text.id)
            )

    def texts(
        self, lesson: str, step: str | None = None, kind: TextKind | None = None
    ) -> tuple[TypedText, ...]:
        """Return what was typed in a lesson, at a step, for one thing; the earliest first."""
        where, values = "lesson = ?", [lesson]
        for column, value in (("step", step), ("kind", kind)):
            if value is not None:
                where, values = f"{where} AND {column} = ?", [*values, value]
        with self._told() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM typed WHERE {where} ORDER BY changed, id", values
            ).fetchall()
        return tuple(
            TypedText(number, of, at_step, TextKind(name), text, at, changed, bool(is_open))
            for number, of, at_step, name, text, at, changed, is_open in rows
        )
