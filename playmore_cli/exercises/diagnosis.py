"""What is wrong with an attempt, in words, and in which of the learner's own lines."""

from dataclasses import dataclass

from msgspec.structs import replace

from playmore_cli.outputs import Failure

OWN = "your version"
"""How tracebacks call a learner's attempt."""
_CHECK = f"{OWN}:check"


@dataclass(frozen=True)
class Diagnosis:
    """
    What to tell of an attempt that was not accepted.

    *says* is the sentence; *failure* what was raised, with the learner's own lines only, where those matter.
    """

    says: str
    failure: Failure | None = None


def diagnose(where: str, failure: Failure | None, *, interrupted: bool = False) -> Diagnosis:
    """
    Return what is wrong with an attempt.

    Args:
        where: ``attempt`` when it raised by itself, ``check`` when a check did, ``died`` when its process ended.
        failure: what was raised, if anything.
        interrupted: the learner stopped it.
    """
    if interrupted:
        return Diagnosis("stopped before the check came to its end")
    if failure is None:
        return Diagnosis("your version ended the process that it was tried in")
    own = replace(failure, frames=tuple(frame for frame in failure.frames if frame.source == OWN))
    if where == "attempt":
        return Diagnosis("your version does not run through", own)
    if own.frames:
        return Diagnosis("your version fails when it is checked", own)
    asked = next((frame.text.strip() for frame in reversed(failure.frames) if frame.source == _CHECK), "")
    if failure.name == "AssertionError":
        return Diagnosis(failure.message or f"this does not hold: {asked.removeprefix('assert ')}")
    if failure.name == "NameError":
        return Diagnosis(f"{failure.message}: the check looks for it")
    return Diagnosis(f"{failure.name}: {failure.message}" + (f", at  {asked}" if asked else ""))
