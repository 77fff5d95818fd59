"""A namespace and what surrounds it, packed into bytes and back."""

import hashlib
import io
import pickle
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playmore_cli.runner.snapshots.ambient import Surroundings
from playmore_cli.runner.snapshots.packed import Packed
from playmore_cli.runner.snapshots.pickler import DigestPickler, SnapshotPickler
from playmore_cli.runner.snapshots.rebuilding import Loading
from playmore_cli.runner.snapshots.refusals import InexactError

_DEPTH = 20_000
"""Of recursion while packing; what is nested deeper is refused."""
_SHOWN = "__warningregistry__"
"""The warnings that the namespace has shown; the surroundings hold them, without the count of this process in them."""
_LEFT_ALONE = frozenset(["__builtins__", _SHOWN])


@dataclass(frozen=True)
class LeftOut:
    """
    The names that a stream does not hold, each with its value in a few words.

    *order* are all names of the state as they stood.
    """

    values: dict[str, str]
    order: tuple[str, ...]


def pack(
    names: dict[str, Any],
    surroundings: Surroundings,
    left_out: Mapping[str, str] = MappingProxyType({}),
    order: Iterable[str] = (),
) -> Packed:
    """
    Return the namespace *names* and its surroundings as bytes; nothing is changed.

    Names in *left_out* are not in them, unless a function reads one: it may be called at any time.

    Raises:
        InexactError: something in it cannot be stored exactly.
    """
    try:
        return _pack(names, surroundings, LeftOut(dict(left_out), tuple(order or names)))
    except _ReadError as error:
        rest = {name: text for name, text in left_out.items() if name not in error.names}
        return _pack(names, surroundings, LeftOut(rest, tuple(order or names)))


class _ReadError(Exception):
    """Functions of the namespace read *names* that were to be left out."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def state_digest(
    names: dict[str, Any],
    surroundings: Surroundings,
    left_out: Mapping[str, str] = MappingProxyType({}),
    order: Iterable[str] = (),
) -> str:
    """
    Return a digest of a whole state: the namespace, what is in it, and what surrounds it.

    Raises:
        InexactError: something in it cannot be stored exactly.
    """
    packed = _pack(names, surroundings, LeftOut(dict(left_out), tuple(order or names)), DigestPickler)
    digest = hashlib.blake2b(packed.stream)
    for memory in packed.memory:
        digest.update(memory)
    return digest.hexdigest()


def _pack(
    names: dict[str, Any],
    surroundings: Surroundings,
    left_out: LeftOut,
    kind: type[SnapshotPickler] = SnapshotPickler,
) -> Packed:
    buffer = io.BytesIO()
    pickler = kind(buffer, names)
    apart = _LEFT_ALONE | left_out.values.keys()
    items = [(name, value) for name, value in names.items() if name not in apart]
    order = tuple(name for name in left_out.order if name != _SHOWN)
    head = (surroundings.take(), items, left_out.values, order)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    # A lesson's object may raise anything when it is asked to take itself apart.
    try:
        pickles = pickler.dump_all(head)
        if read := pickler.mentioned & left_out.values.keys():
            raise _ReadError(read)
        memory = pickler.memory.views()
    except (InexactError, _ReadError):
        raise
    except Exception as error:
        raise InexactError(f"{type(error).__name__}: {str(error)[:120]}") from error
    finally:
        sys.setrecursionlimit(limit)
    return Packed(buffer.getvalue(), pickles, memory, pickler.left_out, len(left_out.values))


def unpack(packed: Packed, names: dict[str, Any], surroundings: Surroundings) -> LeftOut:
    """
    Make the fresh namespace *names* and its surroundings what they were; return what was left out.

    Only ever call it with bytes whose signature was checked: unpickling runs what they say.
    """
    Loading.names, Loading.memory = names, list(packed.memory)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        unpickler = pickle.Unpickler(io.BytesIO(packed.stream))
        around, items, values, order = unpickler.load()
        for _ in range(packed.pickles - 1):
            for kind, made, content in unpickler.load():
                _fill(kind, made, content)
    finally:
        sys.setrecursionlimit(limit)
        Loading.names, Loading.memory = {}, []
    there = dict(items) | {name: names[name] for name in _LEFT_ALONE if name in names}
    names.clear()
    names.update({name: there[name] for name in (*order, *there) if name in there})
    surroundings.put_back(around)
    return LeftOut(values, order)


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
