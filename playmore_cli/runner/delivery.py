"""
Where finished figures go.

Matplotlib finds its backend by the module's name alone, perhaps in the middle of a step; the worker leaves word
here before matplotlib is imported at all.
"""

from collections.abc import Callable
from typing import Any

Sink = Callable[[Any], None]


class Delivery:
    """The one place a backend hands figures to; without a *sink* they are dropped."""

    def __init__(self) -> None:
        self.sink: Sink | None = None


delivery = Delivery()
