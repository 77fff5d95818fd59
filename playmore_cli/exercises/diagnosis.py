"""What is wrong with an attempt, in words, and in which of the learner's own lines."""

import re
from dataclasses import dataclass

from msgspec.structs import replace

from playmore_cli.outputs import Failure

OWN = "your version"
"""How tracebacks call a learner's attempt."""


@dataclass(frozen=True)
class Diagnosis:
    """
    What to tell of an attempt that was not accepted.

    *says* is the sentence; *failure* what was raised, with the learner's own lines only, where those matter.
    """

    says: str
    failure: Failure | None = None

    @property
    def lines(self) -> Failure | None:
        """The learner's lines alone, to be shown below *says*, which tells the error."""
        return replace(self.failure, name="", message="") if self.failure else None


def diagnose(
    where: str,
    failure: Failure | None,
    *,
    call: str = "",
    missing: str = "",
    silent: str = "",
    interrupted: bool = False,
) -> Diagnosis:
    """
    Return what is wrong with an attempt.

    Args:
        where: ``attempt`` when it raised by itself, ``check`` when a check did, ``rule`` when it used what is ruled
            out, ``time`` when it took too long, ``died`` when its process ended.
        failure: what was raised, if anything.
        call: the call of the learner's function that raised.
        missing: a name that is for the learner to define and that was not there.
        silent: a function of the learner's that returns nothing where the lecture's returns something.
        interrupted: the learner stopped it.
    """
    if interrupted:
        return Diagnosis("stopped before the check came to its end")
    if where == "time":
        return Diagnosis("your version does not come to an end, or takes far too long")
    if failure is None:
        return Diagnosis("your version ended the process that it was tried in")
    own = replace(failure, frames=tuple(frame for frame in failure.frames if frame.source == OWN))
    if where == "rule":
        return Diagnosis(failure.message)
    if own.frames:
        return Diagnosis(_own_error(own, call, missing), own)
    if silent:
        return Diagnosis(f"{silent} returns nothing: is a `return` missing?")
    if missing:
        return Diagnosis(f"you have not defined `{missing}`")
    if where == "attempt":
        return Diagnosis(f"your version raises {_error(failure)}", own)
    if failure.name == "AssertionError":
        return Diagnosis(failure.message or _UNSAID)
    lacking = re.fullmatch(r"'([A-Z]\w*)' object has no attribute '(\w+)'", failure.message)
    if failure.name == "AttributeError" and lacking and lacking[1] not in ("Tensor", "Parameter", "NoneType"):
        return Diagnosis(
            f"an object of {lacking[1]} has no `{lacking[2]}`: is it set, with `self.` before it?"
        )
    return Diagnosis(f"the check cannot go on with what your version gives ({_error(failure)})")


_UNSAID = "your version does not do what the task asks; the check cannot say more"


def _own_error(own: Failure, call: str, missing: str) -> str:
    """Return what the learner's own code raised, in which of their lines."""
    line = own.frames[-1].line
    if own.name in ("SyntaxError", "IndentationError", "TabError"):
        return f"your line {line} is no Python: {own.message}"
    if missing:
        return f"your line {line} uses `{missing}`, which you have not defined"
    if call:
        return f"{call} raises {_error(own)}, in your line {line}"
    return f"your line {line} raises {_error(own)}"


def _error(failure: Failure) -> str:
    message = failure.message.strip().split("\n")[0]
    return f"{failure.name}: {message}" if message else failure.name
