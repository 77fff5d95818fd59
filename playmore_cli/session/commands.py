"""What a learner can ask for while a lesson is open."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Next:
    """Go on: reveal the next piece of narration, run the code, or turn to the next step."""


@dataclass(frozen=True)
class Back:
    """Return to the step before, with the variables it began with."""


@dataclass(frozen=True)
class Replay:
    """Run this step again from the state before it."""


@dataclass(frozen=True)
class GoTo:
    """Turn to the step with this 0-based *index*."""

    index: int


@dataclass(frozen=True)
class Edit:
    """Change this step's code and run the changed version."""


@dataclass(frozen=True)
class RecreateStep:
    """Write this step's idea oneself, to be checked."""


@dataclass(frozen=True)
class Follow:
    """Follow one of this step's links to a step of another lesson."""


@dataclass(frozen=True)
class Return:
    """Come back from where a link has led."""


@dataclass(frozen=True)
class Try:
    """Type lines of one's own in the lesson's namespace; *line* is a first one already typed."""

    line: str | None = None


@dataclass(frozen=True)
class PutBack:
    """Undo edits and experiments at this step."""


@dataclass(frozen=True)
class Expand:
    """Show the last output of this step in full."""


@dataclass(frozen=True)
class Characters:
    """Show this step's plots in characters where they were shown in pixels."""


@dataclass(frozen=True)
class SwitchPace:
    """Play this step at the other pace, and what follows on its result."""


@dataclass(frozen=True)
class ExplainWords:
    """Say what the terms of this step mean; *word* is one that was asked for by itself."""

    word: str | None = None


@dataclass(frozen=True)
class TakeNote:
    """Write a note on this step; *text* is it, when already typed."""

    text: str | None = None


@dataclass(frozen=True)
class ToggleMark:
    """Mark this step as not understood, or take the mark off."""


@dataclass(frozen=True)
class OpenVideo:
    """Open the video at this step's second."""


@dataclass(frozen=True)
class PlayPassage:
    """Let the video beside the lesson play this step's passage."""


@dataclass(frozen=True)
class JoinVideo:
    """Turn to the step where the video beside the lesson is."""


@dataclass(frozen=True)
class ShowOutline:
    """Show the chapters with one's progress."""


@dataclass(frozen=True)
class Help:
    """Show all keys."""


@dataclass(frozen=True)
class Quit:
    """Leave; the place is kept."""


@dataclass(frozen=True)
class Unrun:
    """The step's code has not come to its end, or is another one now: it is to be run."""


@dataclass(frozen=True)
class CountAsRun:
    """A version of the step's code has run outside of the lesson's course."""


@dataclass(frozen=True)
class RevealAll:
    """All of the step is in sight."""


@dataclass(frozen=True)
class LeaveQuestion:
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
    | TakeNote
    | ToggleMark
    | OpenVideo
    | PlayPassage
    | JoinVideo
    | ShowOutline
    | Help
    | Quit
)
