"""What a session asks the player to do."""

from msgspec import Struct


class Show(Struct, frozen=True):
    """Show the step under the cursor: its header, the narration revealed so far and, when due, its code."""


class Reveal(Struct, frozen=True):
    """Show the next piece of the narration, and the code after the last."""


class Predict(Struct, frozen=True):
    """Ask the step's question before its code runs."""


class Execute(Struct, frozen=True):
    """Run the step's code at the state before it and show what comes of it; *anew* even where that is known already."""

    anew: bool = False


class KeepPlace(Struct, frozen=True):
    """Save the place, and that the step with this 0-based *done* index is done."""

    done: int | None = None


class Finish(Struct, frozen=True):
    """The lesson's last step is done."""


class Leave(Struct, frozen=True):
    """Close the lesson and tell how to come back."""


class Perform(Struct, frozen=True):
    """Do what only the player can: *command* changes nothing in the session."""

    command: object


Effect = Show | Reveal | Predict | Execute | KeepPlace | Finish | Leave | Perform
