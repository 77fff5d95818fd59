"""Values of expressions, taken without leaving a trace in the namespace."""

import rlcompleter
from contextlib import suppress
from typing import Any

from playmore_cli.outputs import Value
from playmore_cli.runner.namespace import LearnersInterrupt
from playmore_cli.runner.protocol import Completions
from playmore_cli.runner.random_streams import kept_streams

_LONGEST = 2000


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
    """Return what the name at the end of *text* could become, at most 200, in order."""
    start = len(text)
    while start and (text[start - 1].isidentifier() or text[start - 1].isdigit() or text[start - 1] == "."):
        start -= 1
    word = text[start:]
    if not word:
        return Completions((), 0)
    completer = rlcompleter.Completer(names)
    found: list[str] = []
    # A property of the learner's own class may raise anything while it is looked at.
    try:
        while len(found) < 200 and (name := completer.complete(word, len(found))) is not None:
            found.append(name.rstrip("()"))
    except BaseException:
        return Completions((), 0)
    return Completions(tuple(dict.fromkeys(found)), len(word))
