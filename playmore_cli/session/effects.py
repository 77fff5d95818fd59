"""What a session asks the player to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Show:
    """Show the step under the cursor: its header, the narration revealed so far and, when due, its code."""


@dataclass(frozen=True)
class Reveal:
    """Show the next piece of the narration, and the code after the last."""


@dataclass(frozen=True)
class Predict:
    """Ask the step's question before its code runs."""


@dataclass(frozen=True)
class Execute:
    """Run the step's code at the state before it and show what comes of it."""


@dataclass(frozen=True)
class KeepPlace:
    """Save the place, and that the step with this 0-based *done* index is done."""

    done: int | None = None


@dataclass(frozen=True)
class Finish:
    """The lesson's last step is done."""


@dataclass(frozen=True)
class Leave:
    """Close the lesson and tell how to come back."""


@dataclass(frozen=True)
class Perform:
    """Do what only the player can: *command* changes nothing in the session."""

    command: object


Effect = Show | Reveal | Predict | Execute | KeepPlace | Finish | Leave | Perform
