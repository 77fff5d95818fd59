"""How to bring the namespace to the state before a step: from which state to begin, and the steps to run from there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

WORTH_RESTORING = 0.3
"""Seconds of running on above which a fresh namespace with a snapshot in it is sooner there."""

WORTH_RERUNNING = 0.2
"""Seconds of running that a snapshot with all its graphs may cost more than one in which some were left out."""


@dataclass(frozen=True)
class Standing:
    """
    What the namespace holds now.

    *after* counts the steps whose code it has run, in order; ``None`` when it holds nothing that can be built
    on (the worker died, an experiment was not kept). *elapsed* is how many seconds of a straight run that is.
    *is_straight* is false where it is not what a straight run gives: a step was stopped halfway.
    """

    after: int | None = 0
    elapsed: float = 0.0
    is_straight: bool = True


class Need(IntEnum):
    """What must be in a state: what the lesson's next steps read, all names, or living autograd graphs as well."""

    NEXT = 0
    NAMES = 1
    ALL = 2


@dataclass(frozen=True)
class Snapshot:
    """
    A stored state: that after so many steps, *elapsed* seconds into a straight run.

    *holds* says what was not left out of it.
    """

    after: int
    key: str
    elapsed: float = 0.0
    holds: Need = Need.ALL


@dataclass(frozen=True)
class Plan:
    """
    Begin with an empty namespace if *fresh*, put *restore* into it, then run the steps from *start* up to *stop*.

    Indices are 0-based, *stop* is excluded.
    """

    fresh: bool
    start: int
    stop: int
    restore: Snapshot | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the namespace is already right."""
        return not self.fresh and self.start >= self.stop


def replay_plan(
    standing: Standing, target: int, snapshots: Iterable[Snapshot] = (), need: Need = Need.NEXT
) -> Plan:
    """
    Return how to reach the state before the step with 0-based index *target* soonest.

    With a *need* only snapshots that hold as much count, and what stands does not.

    >>> replay_plan(Standing(after=14), 19)
    Plan(fresh=False, start=14, stop=19, restore=None)
    >>> replay_plan(Standing(after=20), 19, [Snapshot(17, "a", 30.0)]).start
    17
    """
    best = _best([one for one in snapshots if one.after <= target and one.holds >= need])
    if need is Need.NEXT and _can_run_on(standing, target, best):
        assert standing.after is not None
        return Plan(False, standing.after, target)
    if best is not None:
        return Plan(True, best.after, target, best)
    return Plan(True, 0, target)


def _best(snapshots: list[Snapshot]) -> Snapshot | None:
    """Return the last snapshot; or the last whole one before it, where the steps between take next to nothing."""
    last = max(snapshots, key=lambda one: (one.after, one.holds), default=None)
    whole = max((one for one in snapshots if one.holds is Need.ALL), key=lambda one: one.after, default=None)
    if last is not None and whole is not None and last.elapsed - whole.elapsed <= WORTH_RERUNNING:
        return whole
    if last is not None and whole is None and last.elapsed <= WORTH_RERUNNING:
        return None
    return last


def _can_run_on(standing: Standing, target: int, best: Snapshot | None) -> bool:
    if standing.after is None or standing.after > target:
        return False
    if standing.after == target:
        return True
    if not standing.is_straight:
        return False
    return best is None or best.elapsed - standing.elapsed <= WORTH_RESTORING
