"""The streams of random numbers of Python, numpy and torch, as far as these are imported."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

States = tuple[Any, Any, Any]


def streams() -> States:
    """Return where the streams stand."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    return (
        random.getstate(),
        numpy.random.get_state() if numpy else None,
        torch.get_rng_state() if torch else None,
    )


def put_back(states: States) -> None:
    """Let the streams stand where they stood."""
    python_state, numpy_state, torch_state = states
    random.setstate(python_state)
    if numpy_state is not None:
        sys.modules["numpy"].random.set_state(numpy_state)
    if torch_state is not None:
        sys.modules["torch"].set_rng_state(torch_state)


def seed_streams(seed: int) -> None:
    """Seed all streams."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


@contextmanager
def kept_streams() -> Iterator[None]:
    """Let what is drawn inside change nothing outside."""
    states = streams()
    try:
        yield
    finally:
        put_back(states)
