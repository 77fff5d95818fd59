"""What a learner can ask for while a lesson is open."""

from msgspec import Struct


class Next(Struct, frozen=True):
    """Go on: reveal the next piece of narration, run the code, or turn to the next step."""


class Back(Struct, frozen=True):
    """Return to the step before, with the variables it began with."""


class Replay(Struct, frozen=True):
    """Run this step again from the state before it."""


class GoTo(Struct, frozen=True):
    """Turn to the step with this 0-based *index*."""

    index: int


class Edit(Struct, frozen=True):
    """Change this step's code and run the changed version."""


class RecreateStep(Struct, frozen=True):
    """Write this step's idea oneself, to be checked."""


class Follow(Struct, frozen=True):
    """Follow one of this step's links to a step of another lesson."""


class Return(Struct, frozen=True):
    """Come back from where a link has led."""


class Try(Struct, frozen=True):
    """Type lines of one's own in the lesson's namespace; *line* is a first one already typed."""

    line: str | None = None


class PutBack(Struct, frozen=True):
    """Undo edits and experiments at this step."""


class Expand(Struct, frozen=True):
    """Show the last output of this step in full."""


class Characters(Struct, frozen=True):
    """Show this step's plots in characters where they were shown in pixels."""


class SwitchPace(Struct, frozen=True):
    """Play this step at the other pace, and what follows on its result."""


class ExplainWords(Struct, frozen=True):
    """Say what the terms of this step mean; *word* is one that was asked for by itself."""

    word: str | None = None


class ShowVariables(Struct, frozen=True):
    """Show the variables; *name* is one to look into."""

    name: str | None = None


class ShowShapes(Struct, frozen=True):
    """Show the shapes that meet in this step's code."""


class Find(Struct, frozen=True):
    """Find *words* in this lesson, typed in a list where there are none; *otherwise* is said where nothing has them."""

    words: str | None = None
    otherwise: str = ""


class TakeNote(Struct, frozen=True):
    """Write a note on this step; *text* is it, when already typed."""

    text: str | None = None


class ToggleMark(Struct, frozen=True):
    """Mark this step as not understood, or take the mark off."""


class OpenVideo(Struct, frozen=True):
    """Open the video at this step's second."""


class PlayPassage(Struct, frozen=True):
    """Let the video beside the lesson play this step's passage."""


class JoinVideo(Struct, frozen=True):
    """Turn to the step where the video beside the lesson is."""


class ShowOutline(Struct, frozen=True):
    """Show the chapters with one's progress."""


class Help(Struct, frozen=True):
    """Show all keys."""


class Quit(Struct, frozen=True):
    """Leave; the place is kept."""


class Unrun(Struct, frozen=True):
    """The step's code has not come to its end, or is another one now: it is to be run."""


class CountAsRun(Struct, frozen=True):
    """A version of the step's code has run outside of the lesson's course."""


class RevealAll(Struct, frozen=True):
    """All of the step is in sight."""


class LeaveQuestion(Struct, frozen=True):
    """The step's question was left without an answer: *pieces* are in sight and it has or has not *ran*, as before."""

    pieces: int
    ran: bool


Report = Unrun | CountAsRun | RevealAll | LeaveQuestion
"""What the player reports of its own doing."""

Command = (
    Next
    | Back
    | Replay
    | GoTo
    | Edit
    | RecreateStep
    | Follow
    | Return
    | Try
    | PutBack
    | Expand
    | Characters
    | SwitchPace
    | ExplainWords
    | ShowVariables
    | ShowShapes
    | Find
    | TakeNote
    | ToggleMark
    | OpenVideo
    | PlayPassage
    | JoinVideo
    | ShowOutline
    | Help
    | Quit
)
