"""
Doing something among the names of a namespace and putting back all that it moved, where no process can be copied.

Names, random streams, instance numbers, options, warnings, folder and environment are put back at once. What was
changed inside objects shows in the packed state, which is compared with that before; where it differs the namespace is
unpacked from that before, as a snapshot would be. A state that cannot be packed exactly is put back without that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playmore_cli.runner.namespace import Namespace
from playmore_cli.runner.snapshots.ambient import Surroundings
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.state import pack, state_digest, unpack


@dataclass
class Trace:
    """Whether something may be left that could not be put back."""

    is_left: bool = False


@contextmanager
def untouched(namespace: Namespace, surroundings: Surroundings) -> Iterator[Trace]:
    """Put back whatever happens within to the names of a namespace and to what surrounds it."""
    trace = Trace()
    before, digest = _packed(namespace, surroundings), _digest(namespace, surroundings)
    names, around = dict(namespace.names), surroundings.moment()
    try:
        yield trace
    finally:
        namespace.names.clear()
        namespace.names.update(names)
        surroundings.put_moment_back(around)
        if before is None:
            trace.is_left = True
        elif digest != _digest(namespace, surroundings):
            unpack(before, namespace.names, surroundings)


def _packed(namespace: Namespace, surroundings: Surroundings) -> Packed | None:
    """Return the state with a copy of all its memory; ``None`` where it cannot be stored exactly."""
    try:
        packed = pack(namespace.names, surroundings, namespace.left_out, namespace.order)
    except (InexactError, OSError):
        return None
    return replace(packed, memory=[memoryview(bytes(one)) for one in packed.memory])


def _digest(namespace: Namespace, surroundings: Surroundings) -> str | None:
    try:
        return state_digest(namespace.names, surroundings, namespace.left_out, namespace.order)
    except (InexactError, OSError):
        return None
