"""
GPUs: what tensors on one need beside those in memory.

Nothing here begins to use a GPU: a fork would be unsafe from then on.
"""

import os
import sys
from pathlib import Path
from typing import Any

from playmore_cli.runner.snapshots.refusals import InexactError

KINDS = ("cpu", "cuda")
"""Where the memory of tensors that can be stored lies."""

_DRIVER = Path("/proc/driver/nvidia/gpus")
_VISIBLE = "CUDA_VISIBLE_DEVICES"


def names(driver: Path = _DRIVER) -> list[str]:
    """
    Return what the GPUs of this machine are called, as its *driver* has it, and which of them may be used.

    Asking torch would begin to use them.
    """
    found = []
    for one in sorted(driver.glob("*/information")):
        model = [line for line in one.read_text().splitlines() if line.startswith("Model:")]
        found.append(" ".join(["gpu", *model[0].split()[1:]]) if model else "gpu")
    return [*found, f"visible {os.environ.get(_VISIBLE, 'all')}"] if found else []


def is_default(generator: Any) -> bool:
    """Return whether a generator is the one that a GPU uses by itself."""
    return any(generator is one for one in sys.modules["torch"].cuda.default_generators)


def default_generator(index: int) -> Any:
    """Return the generator that the GPU with this index uses by itself."""
    _require(f"cuda:{index}")
    return sys.modules["torch"].cuda.default_generators[index]


def streams() -> list[bytes]:
    """Return where the random streams of the GPUs stand, in their order; none where no GPU was used yet."""
    torch = sys.modules["torch"]
    if not torch.cuda.is_initialized():
        return []
    return [bytes(state.numpy()) for state in torch.cuda.get_rng_state_all()]


def put_streams_back(states: list[bytes]) -> None:
    """
    Let the random streams of the GPUs stand where they stood.

    Raises:
        InexactError: there are fewer GPUs here.
    """
    torch = sys.modules["torch"]
    for index, state in enumerate(states):
        _require(f"cuda:{index}")
        torch.cuda.set_rng_state(torch.frombuffer(bytearray(state), dtype=torch.uint8), index)


def moved(content: Any, device: str) -> Any:
    """
    Return a tensor of bytes on a *device*.

    Raises:
        InexactError: it is not here.
    """
    if device != "cpu":
        _require(device)
    return content.to(device)


def _require(device: str) -> None:
    torch = sys.modules["torch"]
    kind, _, index = device.partition(":")
    if kind == "cuda" and not int(index or 0) < torch.cuda.device_count():
        raise InexactError(f"a stored state is of {device}, which is not here")
