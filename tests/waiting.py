"""Waiting for what happens by itself."""

import time
from collections.abc import Callable

LIMIT = 120.0
"""Seconds that only end a test that would wait for ever."""


def wait_until(is_so: Callable[[], object], what: str = "it", *, seconds: float = LIMIT) -> None:
    """Wait until *is_so* returns something true; fail, and name *what* is waited for, where it never does."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"{what} never comes"
        time.sleep(0.02)
