"""
Live values: ``{{ expression:spec }}`` in a narration, replaced by the learner's own value.

``{{`` opens one everywhere, in maths and code as well; who wants two braces there writes ``{ {``.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from playmore_cli.lesson.source import is_expression
from playmore_cli.lesson.spans import find_verbatim

_MOST_ENDS = 16
"""How many ``}}`` are tried as the end of one live value."""

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$#&]")


class LiveValue(Struct, frozen=True):
    """
    A value to be put into a narration.

    *expression* is Python, *spec* a format specification or empty; *start* and *end* (excluded) are the
    places of the braces in the text.
    """

    expression: str
    spec: str
    start: int
    end: int


class BrokenLiveValue(Struct, frozen=True):
    """Two braces at *start* that open no live value, and why."""

    start: int
    reason: str


def find_live_values(text: str) -> tuple[LiveValue, ...]:
    """
    Return the live values of a narration in order; what is none stays text.

    >>> value, = find_live_values("the loss is {{ losses[-1:][0]:.4f }}")
    >>> value.expression, value.spec
    ('losses[-1:][0]', '.4f')
    """
    return tuple(value for value in _scan(text) if isinstance(value, LiveValue))


def find_broken_live_values(text: str) -> tuple[BrokenLiveValue, ...]:
    """Return the places where a live value was begun that cannot be evaluated."""
    return tuple(value for value in _scan(text) if isinstance(value, BrokenLiveValue))


def fill_live_values(text: str, values: Sequence[str]) -> str:
    r"""
    Return the Markdown *text* with the live values replaced by *values*, in order.

    A value is no Markdown: signs that would act as such get a backslash, except in maths and code.

    >>> fill_live_values("the first is {{ b[0] }}, in code `{{ b[0] }}`", ["<S>", "<S>"])
    'the first is \\<S\\>, in code `<S>`'

    Raises:
        ValueError: there are more or fewer *values* than live values in the text.
    """
    found = find_live_values(text)
    verbatim = find_verbatim(text)
    parts, place = [], 0
    for live, value in zip(found, values, strict=True):
        inside = any(start <= live.start < end for start, end in verbatim)
        parts += [text[place : live.start], value if inside else _MARKUP.sub(r"\\\g<0>", value)]
        place = live.end
    return "".join([*parts, text[place:]])


def _scan(text: str) -> Iterator[LiveValue | BrokenLiveValue]:
    place = text.find("{{")
    while place >= 0:
        value = _read(text, place)
        yield value
        place = text.find("{{", value.end if isinstance(value, LiveValue) else place + 2)


def _read(text: str, start: int) -> LiveValue | BrokenLiveValue:
    """
    Read the live value whose braces open at *start*.

    It ends at the first ``}}`` before which an expression stands, so that strings and dicts may hold braces.
    """
    inner = start + 2
    end = text.find("}}", inner)
    if end < 0:
        return BrokenLiveValue(start, "this live value is never closed with }}")
    first = text[inner:end].strip()
    for _ in range(_MOST_ENDS):
        if end < 0:
            break
        if parts := split_spec(text[inner:end]):
            return LiveValue(*parts, start, end + 2)
        end = text.find("}}", end + 1)
    return BrokenLiveValue(
        start, f"{first!r} is not a Python expression" if first else "this live value is empty"
    )


def split_spec(text: str) -> tuple[str, str] | None:
    """
    Return expression and format specification of a live value's inside, or None where there is no expression.

    The specification stands after the last colon before which an expression ends; a colon inside an
    expression (a slice, a dict, a lambda) separates nothing.

    >>> split_spec(" when:%H:%M "), split_spec("{'a': 1}"), split_spec("x y")
    (('when', '%H:%M'), ("{'a': 1}", ''), None)
    """
    joined = " ".join(text.split("\n"))
    if is_expression(joined):
        return joined.strip(), ""
    place = joined.rfind(":")
    while place > 0:
        if is_expression(joined[:place]):
            return joined[:place].strip(), joined[place + 1 :].rstrip()
        place = joined.rfind(":", 0, place)
    return None
