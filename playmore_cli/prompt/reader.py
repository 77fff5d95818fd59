"""What the player asks of whoever sits at the other end: a person at a terminal, a pipe, or nobody."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from playmore_cli.prompt.keys import Key
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.session.commands import Command
from playmore_cli.session.session import Session

Completer = Callable[[str], tuple[tuple[str, ...], int]]
"""From the text so far to the whole names that could end it, and how many characters they replace."""


@dataclass(frozen=True)
class Beside:
    """
    What stands beside the lesson while a key is waited for.

    Args:
        line: to be shown above the key line; empty for none.
        has_video: whether a video is open beside the lesson, so that the keys for it make sense.
        short: the same for where there is no room for the line.
    """

    line: str = ""
    has_video: bool = False
    short: str = ""

    def fitted(self, width: int) -> str:
        """
        Return the line, or its short form, in at most *width* cells.

        >>> Beside("the video is elsewhere", short="elsewhere").fitted(12)
        'elsewhere'
        >>> Beside("the video is elsewhere").fitted(12)
        'the video i…'
        """
        text = self.line if len(self.line) <= width or not self.short else self.short
        return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


@dataclass(frozen=True)
class Draft:
    """
    A text to be typed.

    Args:
        save: called with the whole text whenever it changes, and with which one it is of those that Up and Down lead
            through, counted from the newest, which is 1; nothing may be written to the terminal meanwhile.
        text: what a prompt begins with.
        earlier: what Up leads to, the earliest first.
    """

    save: Callable[[str, int], None] = lambda text, line: None
    text: str = ""
    earlier: tuple[str, ...] = ()


NO_DRAFT = Draft()
"""What is typed is kept nowhere."""


class Reader(Protocol):
    """A source of commands and lines; *is_person* tells whether somebody chooses what comes next."""

    is_person: bool
    picks: bool
    """Whether `pick` can show a list to move in."""

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """
        Return the next command; *keys* are those that make sense now.

        *look* tells what stands beside the lesson, which changes while the learner thinks.
        """

    def line(self, question: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return a line typed as the answer to *question*; ``None`` when it is declined or input ends."""

    def guess(self, question: str, letters: str, beginnings: str, draft: Draft = NO_DRAFT) -> str | None:
        """
        Return what is typed as the answer to *question*, nothing where it is passed; ``None`` when it is left.

        One of *letters* is an answer by itself; where it is one of *beginnings* too, an answer in words may go on.
        """

    def edit(
        self, source: str, complete: Completer, task: str | None = None, draft: Draft = NO_DRAFT
    ) -> str | None:
        """Return *source* as the learner changed it, to do a *task* where one is set; ``None`` to leave it."""

    def choose(self, keys: Sequence[Key]) -> Key | None:
        """Return one of *keys*; ``None`` when the learner wants none of them or input ends."""

    def pick(self, title: str, picks: PickList, one: str) -> PickRow | None:
        """Show a list to move in and return the row that is picked; ``None`` where none is. *one* is a row's name."""

    def source(self, complete: Completer, draft: Draft = NO_DRAFT) -> str | None:
        """Return the next statement for the namespace; ``None`` when the learner is done trying."""

    def page(self, text: str) -> bool:
        """Show a long *text* so that one can move in it; False where that is not possible."""

    def hushed(self) -> AbstractContextManager[None]:
        """Return a context for running steps: what is typed meanwhile neither shows nor counts."""
