"""A learner's place in a lesson, and how each command moves it."""

from dataclasses import dataclass, replace

from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.session.commands import (
    Back,
    Command,
    CountAsRun,
    GoTo,
    LeaveQuestion,
    Next,
    Quit,
    Replay,
    Report,
    RevealAll,
    Unrun,
)
from playmore_cli.session.effects import (
    Effect,
    Execute,
    Finish,
    KeepPlace,
    Leave,
    Perform,
    Predict,
    Reveal,
    Show,
)


@dataclass(frozen=True)
class Session:
    """
    A learner's place in a lesson.

    *cursor* is the 0-based index of the step on screen, *pieces* how many pieces of its narration are
    revealed (from 1), *ran* whether its code has run. Where the code can be written by the learner, or tells what
    is to be predicted, it is one piece more, so that it need not be seen before.
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
        """Whether all of the narration is revealed, and the code where it was held back."""
        return self.pieces >= self.count

    @property
    def count(self) -> int:
        """How many pieces there are to reveal."""
        held_back = self.step.recreate is not None or self.is_asked_first
        return max(len(self.step.pieces), 1) + (held_back and self.step.code is not None)

    @property
    def is_asked_first(self) -> bool:
        """Whether the step's question comes before its code."""
        return self.step.predict is not None and self.step.predict.hold is True

    @property
    def is_held_back(self) -> bool:
        """Whether the narration is revealed and the code is not yet."""
        return not self.is_whole and self.pieces >= len(self.step.pieces)

    @property
    def offer(self) -> int:
        """After how many pieces the step's exercise is offered; 0 where it has none."""
        exercise = self.step.recreate
        return 0 if exercise is None else exercise.after or max(len(self.step.pieces), 1)

    def revealed(self) -> "Session":
        """Return the session with all of the step in sight."""
        return replace(self, pieces=self.count)

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


def transition(session: Session, command: Command | Report) -> tuple[Session, tuple[Effect, ...]]:
    """Return the session after *command* and the effects it asks for; nothing happens yet."""
    match command:
        case Unrun() | CountAsRun():
            return replace(session, ran=isinstance(command, CountAsRun)), ()
        case LeaveQuestion(pieces, ran):
            return replace(session, pieces=pieces, ran=ran), ()
        case RevealAll():
            return session.revealed(), ()
        case Next():
            return _next(session)
        case Back() if session.cursor == 0:
            return session, ()
        case Back():
            return session.at(session.cursor - 1).revealed(), (KeepPlace(), Show())
        case Replay() if session.step.code is None:
            return session, (Show(),)
        case Replay():
            return _run(session.revealed(), asked=True, anew=True)
        case GoTo(index):
            return session.at(index), (KeepPlace(), Show())
        case Quit():
            return session, (Leave(),)
        case _:
            return session, (Perform(command),)


def _next(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    if not session.is_whole:
        question = (Predict(),) if session.is_held_back and session.is_asked_first else ()
        return replace(session, pieces=session.pieces + 1), (*question, Reveal())
    if session.is_due:
        return _run(session, asked=False)
    if session.is_last:
        return session, (KeepPlace(done=session.cursor), Finish())
    return session.at(session.cursor + 1), (KeepPlace(done=session.cursor), Show())


def _run(session: Session, *, asked: bool, anew: bool = False) -> tuple[Session, tuple[Effect, ...]]:
    asked = asked or session.step.predict is None or session.is_asked_first
    question = () if asked else (Predict(),)
    return replace(session, ran=True), (*question, Execute(anew), KeepPlace(done=session.cursor))
