"""A learner's place in a lesson, and how each command moves it."""

from dataclasses import dataclass, replace

from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.session.commands import (
    Back,
    Command,
    GoTo,
    Next,
    Quit,
    Replay,
)
from playmore_cli.session.effects import Effect, Execute, Finish, Keep, Leave, Perform, Predict, Reveal, Show


@dataclass(frozen=True)
class Session:
    """
    A learner's place in a lesson.

    *cursor* is the 0-based index of the step on screen, *pieces* how many pieces of its narration are
    revealed (from 1), *ran* whether its code has run.
    """

    lesson: Lesson
    cursor: int = 0
    pieces: int = 1
    ran: bool = False

    @property
    def step(self) -> Step:
        """The step on screen."""
        return self.lesson.steps[self.cursor]

    @property
    def is_whole(self) -> bool:
        """Whether all of the narration is revealed."""
        return self.pieces >= len(self.step.pieces)

    @property
    def is_due(self) -> bool:
        """Whether the step's code is in sight and has not run."""
        return self.step.code is not None and self.is_whole and not self.ran

    @property
    def is_last(self) -> bool:
        """Whether no step follows."""
        return self.cursor == len(self.lesson.steps) - 1

    def at(self, index: int) -> "Session":
        """Return the session at the beginning of another step."""
        return Session(self.lesson, index)


def transition(session: Session, command: Command) -> tuple[Session, tuple[Effect, ...]]:
    """Return the session after *command* and the effects it asks for; nothing happens yet."""
    match command:
        case Next():
            return _next(session)
        case Back() if session.cursor == 0:
            return session, ()
        case Back():
            before = session.at(session.cursor - 1)
            before = replace(before, pieces=max(len(before.step.pieces), 1))
            return before, (Show(), Keep())
        case Replay() if session.step.code is None:
            return session, (Show(),)
        case Replay():
            return _run(replace(session, pieces=max(len(session.step.pieces), 1)), asked=True)
        case GoTo(index):
            return session.at(index), (Show(), Keep())
        case Quit():
            return session, (Leave(),)
        case _:
            return session, (Perform(command),)


def _next(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    if not session.is_whole:
        return replace(session, pieces=session.pieces + 1), (Reveal(),)
    if session.is_due:
        return _run(session, asked=False)
    if session.is_last:
        return session, (Keep(done=session.cursor), Finish())
    return session.at(session.cursor + 1), (Keep(done=session.cursor), Show())


def _run(session: Session, *, asked: bool) -> tuple[Session, tuple[Effect, ...]]:
    question = () if asked or session.step.predict is None else (Predict(),)
    return replace(session, ran=True), (*question, Execute(), Keep(done=session.cursor))
