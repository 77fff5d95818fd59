"""
How to bring the namespace to the state before a step.

This is the seam for snapshots: a plan names the state to begin from, and the steps to run from there.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """
    What the namespace holds now.

    *after* counts the steps whose code it has run, in order; ``None`` when it holds nothing that can be built
    on (the worker died, a step stopped halfway, an experiment was not kept).
    """

    after: int | None = 0


@dataclass(frozen=True)
class Plan:
    """Begin with an empty namespace if *fresh*, then run the steps from *start* up to *stop* (0-based, excluded)."""

    fresh: bool
    start: int
    stop: int

    @property
    def is_empty(self) -> bool:
        """Whether the namespace is already right."""
        return not self.fresh and self.start >= self.stop


def replay_plan(standing: Standing, target: int) -> Plan:
    """
    Return how to reach the state before the step with 0-based index *target*.

    >>> replay_plan(Standing(after=14), 19)
    Plan(fresh=False, start=14, stop=19)
    >>> replay_plan(Standing(after=20), 19)
    Plan(fresh=True, start=0, stop=19)
    """
    if standing.after is not None and standing.after <= target:
        return Plan(False, standing.after, target)
    return Plan(True, 0, target)
