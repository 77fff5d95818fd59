"""A state as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Packed:
    """
    A state as bytes: *pickles* of them stand in *stream*; *memory* is what tensors and arrays hold, not copied.

    What is not in it is counted: living graphs of tensors, and names.
    """

    stream: bytes
    pickles: int
    memory: Sequence[Any]
    graphs_left_out: int
    names_left_out: int

    @property
    def size(self) -> int:
        """How many bytes that are."""
        return len(self.stream) + sum(len(view) for view in self.memory)
