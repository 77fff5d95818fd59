"""
A lesson as the text of a lesson file, in the form in which people write them.

Whoever reads it back gets the same lesson. Text of several lines stands below ``|``, timecodes in quotes, small
records on one line; what equals its default is left out.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from playmore_cli.lesson.model import (
    Card,
    Chapter,
    Claim,
    Expect,
    Figure,
    Lesson,
    Prediction,
    Recreate,
    Step,
    Term,
    Timecode,
)
from playmore_cli.lesson.one_form import ORDERS
from playmore_cli.timecode import format_timecode

WIDTH = 110
"""Columns up to which a record stands on one line."""

_SHORT = 100
_ORDERED = {Step: "step", Recreate: "recreate", Prediction: "predict", Card: "card", Figure: "figure"}
_BLOCKS = ("about", "say", "code", "then", "task", "start", "check", "solution")
"""Keys whose text stands below ``|`` even where it has one line."""

_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_ONE_LINE = (Expect, Figure, Claim, Term)
_Value = object


def write_lesson(lesson: Lesson, head: str = "") -> str:
    """Return the text of the lesson's file; *head* are lines of comment to stand before it."""
    lines = [*(f"# {line}".rstrip() for line in head.splitlines()), *_record(lesson, 0)]
    return "\n".join(lines) + "\n"


def _record(record: Struct, indent: int) -> Iterator[str]:
    for key, value in _entries(record):
        yield from _entry(key, value, indent)


def _entries(record: Struct) -> list[tuple[str, _Value]]:
    """Return the keys of a record with their values, without those that say nothing new."""
    found = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.default is NODEFAULT and field.default_factory is not NODEFAULT:
            default = field.default_factory()
        else:
            default = field.default
        if value is not None and (default is NODEFAULT or value != default):
            found[field.encode_name] = value
    kind = _ORDERED.get(type(record))
    return [(key, found[key]) for key in (sorted(found, key=ORDERS[kind].index) if kind else found)]


def _entry(key: str, value: _Value, indent: int) -> Iterator[str]:
    """Yield the lines of a key with its value."""
    margin = " " * indent
    if (line := write_inline(value, key)) is not None and len(margin + key) + 2 + len(line) <= WIDTH:
        yield f"{margin}{key}: {line}"
    elif isinstance(value, str):
        first, *rest = _text(value, indent + 2)
        yield f"{margin}{key}: {first}"
        yield from rest
    elif isinstance(value, Struct):
        yield f"{margin}{key}:"
        yield from _record(value, indent + 2)
    elif isinstance(value, Mapping):
        yield f"{margin}{key}:"
        for name, inner in value.items():
            yield from _entry(_plain_or_quoted(name, flow=False), inner, indent + 2)
    else:
        assert isinstance(value, Sequence)
        yield f"{margin}{key}:"
        for number, item in enumerate(value):
            if isinstance(item, Chapter) and number:
                yield ""
            yield from _item(item, indent + 2)


def _item(item: _Value, indent: int) -> Iterator[str]:
    """Yield the lines of one item of a list, the first behind a hyphen."""
    margin = " " * indent
    line = write_inline(item)
    if line is not None and len(margin) + 2 + len(line) <= WIDTH:
        yield f"{margin}- {line}"
    elif isinstance(item, Struct):
        first, *rest = _record(item, indent + 2)
        yield f"{margin}- {first[indent + 2 :]}"
        yield from rest
    else:
        first, *rest = _text(str(item), indent + 2)
        yield f"{margin}- {first}"
        yield from rest


def _text(text: str, indent: int) -> Iterator[str]:
    """Yield a text below ``|``; one that begins or ends with space in quotes, where every character counts."""
    if not text or text[0].isspace() or text[-1].isspace():
        # whoever reads it takes away one line break at the end, which below | only closes the block
        yield json.dumps(f"{text}\n" if text.endswith("\n") else text, ensure_ascii=False)
        return
    yield "|"
    for line in text.split("\n"):
        yield " " * indent + line if line else ""


def write_inline(value: _Value, key: str = "", *, flow: bool = False) -> str | None:
    """
    Return a value as it stands on the line of its *key*, ``None`` where it takes lines of its own.

    With *flow* it stands between brackets or braces.

    >>> write_inline("no: this", flow=True), write_inline((1, 2.5)), write_inline(20_000)
    ('"no: this"', '[1, 2.5]', '20_000')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case Timecode():
            return f'"{_clock(value)}"'
        case int():
            return f"{value:_}" if abs(value) >= 10_000 else str(value)
        case float():
            return _decimal(value)
        case str():
            if "\n" in value or (not flow and (key in _BLOCKS or len(value) > _SHORT)):
                return None
            return _plain_or_quoted(value, flow=flow)
        case Struct() if isinstance(value, _ONE_LINE) or flow:
            return _braces(_entries(value))
        case Mapping() if flow or not any(isinstance(inner, Mapping) for inner in value.values()):
            return _braces(list(value.items()))
        case Sequence() if flow or not any(isinstance(item, Struct) or _is_long(item) for item in value):
            parts = [write_inline(item, flow=True) for item in value]
            return None if None in parts else f"[{', '.join(map(str, parts))}]"
    return None


def _is_long(item: _Value) -> bool:
    return isinstance(item, str) and len(item) > 30


def _braces(entries: Sequence[tuple[str, _Value]]) -> str | None:
    parts = []
    for key, value in entries:
        written = write_inline(value, flow=True)
        if written is None:
            return None
        parts.append(f"{_plain_or_quoted(key, flow=True)}: {written}")
    return f"{{{', '.join(parts)}}}"


def _clock(at: Timecode) -> str:
    whole = format_timecode(at)
    rest = f"{at % 1:.3f}".rstrip("0").removeprefix("0")
    return whole if rest in (".", "1.") else whole + rest


def _decimal(value: float) -> str:
    """
    Return a number with a point, small ones without an exponent.

    >>> _decimal(0.00005), _decimal(1e-12)
    ('0.00005', '1e-12')
    """
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    written = repr(value)
    return format(Decimal(written), "f") if re.search("e-0[0-9]$", written) else written


_PLAIN = re.compile(r"(?:[^\W\d_]|\()[^\t]*")
_ENDS_PLAIN = re.compile(r":(\s|$)|\s#|\s$")
_ENDS_FLOW = re.compile(r"[,\[\]{}?:]")


def _plain_or_quoted(text: str, *, flow: bool) -> str:
    """
    Return a text of one line without quotes where nobody could read it as something else.

    >>> _plain_or_quoted("a slope", flow=False), _plain_or_quoted("20", flow=False)
    ('a slope', '"20"')
    """
    is_plain = _PLAIN.fullmatch(text) and not _ENDS_PLAIN.search(text) and text.lower() not in _WORDS
    if is_plain and not (flow and _ENDS_FLOW.search(text)):
        return text
    return json.dumps(text, ensure_ascii=False)
