"""A namespace and what surrounds it, packed into bytes and back."""

import io
import pickle
import sys
from typing import Any

from playmore_cli.runner.snapshots.ambient import Surroundings
from playmore_cli.runner.snapshots.errors import InexactError
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.pickler import SnapshotPickler
from playmore_cli.runner.snapshots.rebuilding import Loading

_DEPTH = 20_000
"""Of recursion while packing; what is nested deeper is refused."""
_LEFT_ALONE = frozenset(["__builtins__"])


def pack(names: dict[str, Any], surroundings: Surroundings) -> Packed:
    """
    Return the namespace *names* and its surroundings as bytes; nothing is changed.

    Raises:
        InexactError: something in it cannot be stored exactly.
    """
    buffer = io.BytesIO()
    pickler = SnapshotPickler(buffer, names)
    items = [(name, value) for name, value in names.items() if name not in _LEFT_ALONE]
    head = (surroundings.take(), items)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    # A lesson's object may raise anything when it is asked to take itself apart.
    try:
        pickles = pickler.dump_all(head)
        memory = pickler.memory.views()
    except InexactError:
        raise
    except Exception as error:
        raise InexactError(f"{type(error).__name__}: {str(error)[:120]}") from error
    finally:
        sys.setrecursionlimit(limit)
    return Packed(buffer.getvalue(), pickles, memory, pickler.left_out)


def unpack(packed: Packed, names: dict[str, Any], surroundings: Surroundings) -> None:
    """
    Make the fresh namespace *names* and its surroundings what they were.

    Only ever call it with bytes whose signature was checked: unpickling runs what they say.
    """
    Loading.names, Loading.memory = names, list(packed.memory)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        unpickler = pickle.Unpickler(io.BytesIO(packed.stream))
        around, items = unpickler.load()
        for _ in range(packed.pickles - 1):
            for kind, made, content in unpickler.load():
                _fill(kind, made, content)
    finally:
        sys.setrecursionlimit(limit)
        Loading.names, Loading.memory = {}, []
    for name in [name for name in names if name not in _LEFT_ALONE]:
        del names[name]
    names.update(items)
    surroundings.put_back(around)


def _fill(kind: str, made: Any, content: Any) -> None:
    match kind:
        case "object":
            made.__dict__ = content
        case "cell":
            made.cell_contents = content
        case _:
            made.clear()
            for element in content:
                made.add(element)
