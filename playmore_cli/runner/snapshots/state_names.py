"""
Names of states, made of everything that leads to them.

Two states with one key are the same state. The chain begins with what surrounds the lesson (versions, seed, data,
threads) and takes in every source that runs, with the name its tracebacks show.
"""

import hashlib
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from playmore_cli.runner.snapshots import devices

FORMAT = 9
"""Of the streams and files; whoever changes what they hold counts it up, and older ones are made again."""

_LIBRARIES = ("numpy", "torch", "matplotlib", "sklearn")
_LENGTH = 16


def versions() -> str:
    """Return the versions that a stream depends on, of this process and the libraries it has imported."""
    found = [f"format {FORMAT}", sys.version, platform.machine()]
    found += devices.names()
    for name in _LIBRARIES:
        if name in sys.modules:
            found.append(f"{name} {getattr(sys.modules[name], '__version__', '?')}")
    return "\n".join(found)


def first_key(parts: Iterable[str]) -> str:
    """
    Return the key of the state before the first step.

    >>> first_key(["seed 1"]) == first_key(["seed 1"]), first_key(["seed 1"]) == first_key(["seed 2"])
    (True, False)
    """
    return _digest(*parts)


def next_key(key: str, name: str, source: str, answers: Iterable[str | None] = ()) -> str:
    """
    Return the key of the state after *source*, called *name* in tracebacks, has run at the state *key*.

    *answers* are what its questions were given, ``None`` for the end of input.
    """
    return _digest(key, name, source, *("none" if one is None else f"line {one}" for one in answers))


def folder_key(folder: Path) -> str:
    """Return a key of the files that lie in *folder*: their names and what is in them."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts += [str(path.relative_to(folder)), hashlib.blake2b(path.read_bytes()).hexdigest()]
    return _digest(*parts)


def _digest(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=_LENGTH)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
