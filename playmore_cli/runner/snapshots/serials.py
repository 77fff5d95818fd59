"""
Serial numbers in place of addresses as the hash of a lesson's objects.

Python hashes an instance of a plain class by its address, so that a set of them iterates in another order in every
process: two straight runs of micrograd differ in the order of their topological sort. Classes that the
lesson defines without a base get a hidden one whose instances are numbered as they are first hashed.
"""

import builtins
from typing import Any

_plain_build_class: Any = builtins.__build_class__


class _Counter:
    """How many serial numbers are given away in this process."""

    given = 0


counter = _Counter()


def _make_base() -> tuple[type, Any, Any]:
    class Numbered:
        __slots__ = ("_serial",)

        def __hash__(self) -> int:
            try:
                return read(self)  # type: ignore[no-any-return]
            except AttributeError:
                counter.given += 1
                write(self, counter.given)
                return counter.given

    slot: Any = vars(Numbered)["_serial"]
    read, write = slot.__get__, slot.__set__
    # The slot works without its name, and dir() of a learner's object shows nothing of it.
    del Numbered._serial  # type: ignore[attr-defined]
    Numbered.__module__, Numbered.__qualname__, Numbered.__name__ = "builtins", "object", "object"
    return Numbered, slot, vars(Numbered)["__hash__"]


NumberedBase, _slot, numbered_hash = _make_base()


def serial_of(instance: Any) -> int | None:
    """Return the number that *instance* was given, ``None`` where it was never hashed."""
    try:
        number: int = _slot.__get__(instance)
    except (AttributeError, TypeError):
        return None
    return number


def give_serial(instance: Any, number: int) -> None:
    """Give *instance* the number it had."""
    _slot.__set__(instance, number)


def number_classes_of(names: dict[str, Any]) -> None:
    """From now on let classes that code of the namespace *names* defines without a base number their instances."""

    def build_class(body: Any, name: str, /, *bases: Any, **options: Any) -> Any:
        if not bases and not options and body.__globals__ is names:
            bases = (NumberedBase,)
        return _plain_build_class(body, name, *bases, **options)

    builtins.__build_class__ = build_class
