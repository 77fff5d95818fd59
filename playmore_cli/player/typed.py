"""What the learner types at a prompt of the player: saved at every key, and there again when the prompt is."""

from typing import TYPE_CHECKING

from playmore_cli.prompt.reader import Draft
from playmore_cli.store.learner import StoreError, TextKind, TypedText

if TYPE_CHECKING:
    from playmore_cli.player.desk import Desk


class Typed:
    """
    The texts typed for one thing at the step on screen, or at the one with the id *step*; with *everywhere* at any.

    *unfinished* is the one whose prompt was closed before it came to its end; *earlier* are the others, the earliest
    first and none twice.
    """

    def __init__(
        self, desk: "Desk", kind: TextKind, *, step: str | None = None, everywhere: bool = False
    ) -> None:
        self._desk, self._kind = desk, kind
        self._lesson, self._step = desk.session.lesson.id, step or desk.session.step.id
        found = desk.kept(
            lambda: desk.store.texts(self._lesson, None if everywhere else self._step, kind),
            tuple[TypedText, ...](),
        )
        waiting = [one for one in found if one.is_open and one.step == self._step]
        self._rows: dict[int, TypedText] = {1: waiting[-1]} if waiting else {}
        self._begun = ""
        self.unfinished = waiting[-1].text if waiting else None
        others = [one.text for one in found if one not in waiting[-1:]]
        self.earlier = tuple(reversed(dict.fromkeys(reversed(others))))

    def draft(self, text: str, *, before: tuple[str, ...] = ()) -> Draft:
        """Return what a prompt needs that begins with *text*; Up leads to what was typed earlier, then *before*."""
        self._begun = text
        return Draft(self.save, text, tuple(one for one in (*before, *self.earlier) if one != text))

    def save(self, text: str, line: int = 1) -> None:
        """
        Keep the state of a text while it is typed; nothing is told, for a prompt stands on the screen.

        Args:
            text: all of it.
            line: which of the texts that Up and Down lead through, counted from the newest.
        """
        row = self._rows.get(line)
        if text == (row.text if row else self._begun):
            return
        for _ in range(2):  # what the disk refuses at first, memory takes
            try:
                kept = self._desk.store.save_text(self._lesson, self._step, self._kind, text, row)
            except StoreError as error:
                self._desk.unsaved = error
                continue
            self._rows.pop(line, None)
            if kept is not None:
                self._rows[line] = kept
            return

    @property
    def current(self) -> str | None:
        """The text typed last that has not come to its end."""
        rows = sorted(self._rows.values(), key=lambda row: row.changed)
        return rows[-1].text if rows else None

    def submit(self, text: str) -> None:
        """Keep a text that was typed to its end, as long as nothing has come of it yet."""
        if text.strip() and all(row.text != text for row in self._rows.values()):
            new = self._desk.kept(
                lambda: self._desk.store.save_text(self._lesson, self._step, self._kind, text), None
            )
            if new is not None:
                self._rows[0] = new

    def finish(self, text: str, *, moved: bool = False) -> None:
        """Let *text* be one typed earlier; *moved*, that it is kept as a note, an attempt or a guess now."""
        if not moved:
            self.submit(text)
        for row in self._rows.values():
            self._finish(row, moved=moved and row.text.strip() == text.strip())
        self._rows = {}
        if text.strip():
            self.earlier = (*(one for one in self.earlier if one != text), text)

    def _finish(self, row: TypedText, *, moved: bool) -> None:
        self._desk.keep(lambda: self._desk.store.finish_text(row, moved=moved))
