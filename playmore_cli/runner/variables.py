"""The namespace as somebody looks at it: its variables one by one, and what any one thing in it is."""

import inspect
import sys
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any

from playmore_cli.outputs import Variable
from playmore_cli.runner.protocol import LookedInto
from playmore_cli.runner.tensor_tables import one_line, tabulate

_BARS = 16
_HEIGHTS = "▁▂▃▄▅▆▇█"
_NUMBERS = 100_000
"""Numbers of a list that its picture is made of, at most."""
_LONGEST = 20_000
"""Characters of a text that is passed on."""


def list_variables(names: Mapping[str, Any], left_out: Mapping[str, str]) -> tuple[Variable, ...]:
    """Return the variables in the order in which they came; nothing of theirs is run."""
    found = [_variable(name, value) for name, value in names.items()]
    missing = [Variable(name, "", text, "left out of the stored state") for name, text in left_out.items()]
    return (*found, *(one for one in missing if one.name not in names))


def _variable(name: str, value: Any) -> Variable:
    tabled = tabulate(value)
    if tabled is None:
        return Variable(name, _kind(value), one_line(value), "", _curve(value))
    kind, _, about = tabled.heading.partition(" · ")
    kind, _, _ = kind.partition(" (")
    return Variable(name, kind, one_line(value), about, _halved(tabled.spread))


def _halved(bars: str) -> str:
    """Return a picture half as wide, the higher one of each two bars."""
    return "".join(max(bars[place : place + 2]) for place in range(0, len(bars), 2))


def _kind(value: Any) -> str:
    kind = type(value)
    return (
        "function" if issubclass(kind, FunctionType) else "class" if issubclass(kind, type) else kind.__name__
    )


def _curve(value: Any) -> str:
    """
    Return the numbers of a list as bars, in their order; nothing where they are no numbers, or few.

    >>> _curve([1, 2, 3, 4]), _curve(["a"])
    ('▁▃▆█', '')
    """
    if type(value) not in (list, tuple) or not 3 < len(value) <= _NUMBERS:
        return ""
    if not all(type(one) in (int, float) for one in value):
        return ""
    size = max(-(-len(value) // _BARS), 1)
    means = [_mean(value[place : place + size]) for place in range(0, len(value), size)]
    low, high = min(means), max(means)
    if not low < high or high - low == float("inf"):
        return ""
    return "".join(_HEIGHTS[min(int((one - low) / (high - low) * 7.999), 7)] for one in means)


def _mean(numbers: Iterable[float]) -> float:
    found = [float(one) if abs(one) < 1e300 else 0.0 for one in numbers if one == one]
    return sum(found) / len(found) if found else 0.0


def look_into(expression: str, names: dict[str, Any], width: int, *, whole: bool) -> LookedInto:
    """
    Return what the value of *expression* is: a table for a tensor, signature and text for what can be called.

    Its own code may run, so this is for a copy of the namespace. With *whole* the source is told too.
    """
    # The expression is the learner's, and so is what it raises.
    try:
        value = eval(compile(expression, "<name>", "eval"), names, {})
        table = tabulate(value, width, rows=12)
        lines = _called(expression, value) if callable(value) and table is None else [_plainly(value)]
        if whole:
            lines += ["", _source_of(value)]
    except BaseException as error:
        return LookedInto(error=f"{type(error).__name__}: {error}")
    return LookedInto("\n".join(lines)[:_LONGEST], table)


def _plainly(value: Any) -> str:
    kind = type(value)
    said = [f"{kind.__name__}: {one_line(value)}"]
    if kind.__module__ == "__main__" and kind.__doc__:
        said.append(inspect.cleandoc(kind.__doc__))
    text = repr(value)
    if text not in said[0]:
        said.append(text)
    return "\n".join(said)


def _called(expression: str, value: Any) -> list[str]:
    try:
        head = f"{expression}{inspect.signature(value)}"
    except (TypeError, ValueError):  # written in C: its text begins with the call
        head = expression
    text = inspect.getdoc(value) or "it has no text of its own"
    module = getattr(value, "__module__", None) or ""
    home = "" if module in ("", "builtins", "__main__") else f"  ({module})"
    return [head + home, "", text]


def _source_of(value: Any) -> str:
    try:
        return inspect.getsource(value if callable(value) else type(value))
    except (OSError, TypeError):
        module = sys.modules.get(getattr(value, "__module__", "") or "")
        where = f" of {module.__name__}" if module is not None else ""
        return f"its source{where} is not there to be read"
