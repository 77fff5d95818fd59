"""Commands from a pipe or a dumb terminal, one a line; and no commands at all, for ``--auto``."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Concatenate, ParamSpec, TextIO, TypeVar

from playmore_cli.errors import UsageError
from playmore_cli.prompt.keys import Key, parse_command
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.prompt.reader import NO_DRAFT, Beside, Completer, Draft
from playmore_cli.session.commands import Command, Next, Quit
from playmore_cli.session.session import Session

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _closed_by_ctrl_c(
    prompt: "Callable[Concatenate[LineReader, _P], _T]",
) -> "Callable[Concatenate[LineReader, _P], _T | None]":
    """Close a *prompt* at Ctrl-C, with no answer: also while it still asks or keeps a line."""

    @wraps(prompt)
    def closing(reader: "LineReader", /, *given: _P.args, **named: _P.kwargs) -> _T | None:
        try:
            return prompt(reader, *given, **named)
        except KeyboardInterrupt:
            reader._tell("")  # the terminal has written ^C
            return None

    return closing


class LineReader:
    """
    Reads a command a line; the end of input leaves with the place saved.

    Args:
        stream: where lines come from.
        tell: shows one line to the learner: a question, or what was wrong with a command.
        prompts: whether a person types, who wants to see when it is their turn.
        in_words: what to say of a command that is none, or of a place that does not exist.
    """

    picks = False

    def __init__(
        self,
        stream: TextIO,
        tell: Callable[[str], None],
        *,
        prompts: bool,
        in_words: Callable[[UsageError], str] = str,
    ) -> None:
        self._in_words = in_words
        self._stream, self._tell, self._prompts = stream, tell, prompts
        self._invited = False
        self.is_person = prompts

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """Return the next command; a line that is none is told and skipped, and Ctrl-C leaves."""
        return self._command(session, keys, look) or Quit()

    @_closed_by_ctrl_c
    def _command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None
    ) -> Command | None:
        if look is not None and (beside := look()).line:
            self._tell(beside.line)
        while True:
            if self._prompts:
                more = (
                    "? keys, q leave" if self._invited else "or a key and Enter; ? lists the keys, q leaves"
                )
                self._invited = True
                self._tell(f"Enter {keys[0].label}, {more}.")
            text = self._read()
            if text is None:
                return None
            try:
                return parse_command(text, session.lesson)
            except UsageError as error:
                self._tell(self._in_words(error))

    @_closed_by_ctrl_c
    def line(self, question: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return the next line of input; a ``+`` alone takes what was typed before and left."""
        if draft.text:
            self._tell(f"(before: {draft.text}; + takes it)")
        self._tell(question)
        text = self._read()
        return draft.text if text == "+" and draft.text else text

    def guess(self, question: str, letters: str, beginnings: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return the next line of input."""
        return self.line(question, draft)

    @_closed_by_ctrl_c
    def edit(
        self, source: str, complete: Completer, task: str | None = None, draft: Draft = NO_DRAFT
    ) -> str | None:
        """
        Return the lines up to one that holds a single full stop; none of them, or Ctrl-C, leaves the code as it is.

        A line that holds a ``+`` stands for what the editor of a terminal would begin with.
        """
        what = "the new code" if task is None else "your version"
        self._tell(f"Type {what}, then a line with a single full stop.")
        if draft.text.strip() and self._prompts:
            self._tell("A line with a single + stands for these lines:")
            for line in draft.text.split("\n"):
                self._tell(f"  {line}")
        lines: list[str] = []
        while (text := self._read()) != ".":
            if text is None:
                return "\n".join(lines) or None
            lines += draft.text.split("\n") if text == "+" and draft.text.strip() else [text]
            draft.save("\n".join(lines), 1)
        return "\n".join(lines) if lines else None

    @_closed_by_ctrl_c
    def choose(self, keys: Sequence[Key]) -> Key | None:
        """Return the key that the next line names; a line that names none is told and skipped."""
        line = " · ".join(f"{'Enter' if key.key == '⏎' else key.key} {key.label}" for key in keys)
        while True:
            if self._prompts:
                self._tell(f"{line}. A key, then Enter.")
            text = self._read()
            if text is None:
                return None
            word = text.strip().lower()
            for key in keys:
                if word in (key.key, *key.words, *key.others):
                    return key
            self._tell(f"'{text.strip()}' is none of the keys here: {line}")

    def pick(self, title: str, picks: PickList, one: str) -> PickRow | None:
        """Return ``None``: there is no screen to move in."""
        return None

    @_closed_by_ctrl_c
    def source(self, complete: Completer, draft: Draft = NO_DRAFT) -> str | None:
        """Return one statement; a line that ends in a colon goes on to the next empty one."""
        if self._prompts:
            self._tell("A line of Python; an empty one goes back to the lesson.")
        text = self._read()
        if text is None or text.strip() in ("", "q"):
            return None
        lines = [draft.text if text == "+" and draft.text else text]
        while lines[0].rstrip().endswith(":") and (more := self._read()):
            lines.append(more)
            draft.save("\n".join(lines), 1)
        return "\n".join(lines)

    def page(self, text: str) -> bool:
        """Return False: lines come once and in order."""
        return False

    def hushed(self) -> AbstractContextManager[None]:
        """Return a context that does nothing: lines wait their turn by themselves."""
        return nullcontext()

    def _read(self) -> str | None:
        """Return a line; ``None`` at the end of input."""
        text = self._stream.readline()
        return text.rstrip("\r\n") if text else None


class AutoReader:
    """
    Goes on and on and answers nothing: ``--auto`` plays a lesson to its end, ``replay`` a stretch of it.

    Args:
        last: 0-based index of the step after which to leave; ``None`` for the end of the lesson.
    """

    is_person = False
    picks = False

    def __init__(self, last: int | None = None) -> None:
        self._last = last

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """Return `Next`, or `Quit` when the last step wanted is done."""
        done = session.is_whole and not session.is_due
        return Quit() if done and session.cursor == self._last else Next()

    def line(self, question: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return ``None``: nobody answers."""
        return None

    def guess(self, question: str, letters: str, beginnings: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return nothing: every question is passed."""
        return ""

    def edit(
        self, source: str, complete: Completer, task: str | None = None, draft: Draft = NO_DRAFT
    ) -> str | None:
        """Return ``None``."""
        return None

    def choose(self, keys: Sequence[Key]) -> Key | None:
        """Return ``None``."""
        return None

    def pick(self, title: str, picks: PickList, one: str) -> PickRow | None:
        """Return ``None``."""
        return None

    def source(self, complete: Completer, draft: Draft = NO_DRAFT) -> str | None:
        """Return ``None``."""
        return None

    def page(self, text: str) -> bool:
        """Return False."""
        return False

    def hushed(self) -> AbstractContextManager[None]:
        """Return a context that does nothing."""
        return nullcontext()
