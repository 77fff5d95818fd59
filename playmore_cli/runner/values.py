"""Values of expressions, taken without leaving a trace in the namespace."""

import rlcompleter
from contextlib import suppress
from typing import Any

from playmore_cli.outputs import Value
from playmore_cli.runner.namespace import LearnersInterrupt
from playmore_cli.runner.protocol import Completions
from playmore_cli.runner.random_streams import kept_streams

_LONGEST = 2000
_MOST = 200
"""Completions that are offered."""


def take_values(expressions: tuple[tuple[str, str], ...], names: dict[str, Any]) -> tuple[Value, ...]:
    """Return the value of each (expression, format) pair; what cannot be evaluated carries its error."""
    with kept_streams():
        taken: list[Value] = []
        with suppress(LearnersInterrupt):
            for expression, spec in expressions:
                taken.append(_value(expression, spec, names))
        missing = len(expressions) - len(taken)
        return (*taken, *(Value(error="it was interrupted") for _ in range(missing)))


def _value(expression: str, spec: str, names: dict[str, Any]) -> Value:
    # The expression is the lesson's: whatever it raises is its value's error, not ours.
    try:
        found = eval(compile(expression.strip(), "<value>", "eval"), names, {})
        text = format(found, spec) if spec else str(found)
        return Value(text[:_LONGEST], *_numbers(found))
    except LearnersInterrupt:
        raise
    except BaseException as error:
        return Value(error=f"{type(error).__name__}: {error}")


def _numbers(found: Any) -> tuple[float | None, tuple[float, ...] | None]:
    """Return *found* as one number, or as several; tensors and arrays are read out."""
    if hasattr(found, "tolist"):
        found = found.tolist()
    if isinstance(found, bool | int | float):
        return _finite(found), None
    if (
        isinstance(found, list | tuple)
        and found
        and all(isinstance(one, bool | int | float) for one in found)
    ):
        return None, tuple(float(one) for one in found)
    data = getattr(found, "data", None)  # a node of the learner's own autograd
    if isinstance(data, int | float):
        return _finite(data), None
    return None, None


def _finite(number: float) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


def complete(text: str, names: dict[str, Any]) -> Completions:
    """Return what the name at the end of *text* could become, at most `_MOST`, in order."""
    start = len(text)
    while start and (text[start - 1].isidentifier() or text[start - 1].isdigit() or text[start - 1] == "."):
        start -= 1
    word = text[start:]
    if not word:
        return Completions((), 0)
    # A property of the learner's own class may raise anything while it is looked at.
    try:
        found = _attributes_of(word, names) if "." in word else _globals_of(word, names)
    except BaseException:
        return Completions((), 0)
    return Completions(tuple(dict.fromkeys(found))[:_MOST], len(word))


def _globals_of(word: str, names: dict[str, Any]) -> list[str]:
    return [name.rstrip("()") for name in rlcompleter.Completer(names).global_matches(word)]


def _attributes_of(word: str, names: dict[str, Any]) -> list[str]:
    """Return the attributes by their names alone: their values would run properties, of which one may raise."""
    owner, _, begun = word.rpartition(".")
    if not all(part.isidentifier() for part in owner.split(".")):
        return []
    found = sorted(name for name in dir(eval(owner, names, {})) if name.startswith(begun))
    shown = [name for name in found if begun or not name.startswith("_")] or found
    return [f"{owner}.{name}" for name in shown]
