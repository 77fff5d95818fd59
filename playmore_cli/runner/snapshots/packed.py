"""A state as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Packed:
    """
    A state as bytes: *pickles* of them stand in *stream*; *memory* is what tensors and arrays hold, not copied.

    *left_out* counts what is not in it: names, and the living graphs of tensors.
    """

    stream: bytes
    pickles: int
    memory: Sequence[Any]
    left_out: int

    @property
    def size(self) -> int:
        """How many bytes that are."""
        return len(self.stream) + sum(len(view) for view in self.memory)
