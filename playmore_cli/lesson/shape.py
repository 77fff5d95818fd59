"""
Whether nodes have the shape of the model: its keys, its types, its patterns.

msgspec converts but stops at the first mistake; walking the nodes along msgspec's own description of the
types finds every one, and knows where it stands.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import inspect

from playmore_cli.errors import did_you_mean
from playmore_cli.lesson.model import DATA_PATTERN, DATA_SETS, Lesson, Timecode
from playmore_cli.lesson.nodes import Mapping, Node, Scalar, Sequence
from playmore_cli.lesson.problems import Finding
from playmore_cli.timecode import TimecodeError, format_timecode, parse_timecode

CLOCK = r"^([0-9]{1,2}:[0-5][0-9]|[0-9]{1,3}):[0-5][0-9](\.[0-9]+)?$"
"""How a timecode is written in a lesson file."""

_NOUNS = {"Figure": "lecture figure"}
_SLUG_ADVICE = "use small letters, digits and single hyphens, 60 at most, as in define-f"
_LINK_ADVICE = "write lesson and step, as in p4/bn-backward"


def find_misfits(node: Node) -> Iterator[Finding]:
    """Yield every place where the tree of a file differs from the shape of a lesson."""
    yield from _misfits(node, lesson_type(), "the lesson")


@lru_cache(maxsize=1)
def lesson_type() -> inspect.StructType:
    """Return msgspec's description of a lesson."""
    described = inspect.type_info(Lesson)
    assert isinstance(described, inspect.StructType)
    return described


def plain(node: Node) -> Any:
    """Return the tree as dicts, lists and scalars."""
    match node:
        case Mapping(entries):
            return {key.value: plain(value) for key, value in entries}
        case Sequence(items):
            return [plain(item) for item in items]
    return node.value


def read_timecode(text: str) -> Timecode | None:
    """Return the timecode that a lesson file writes as a clock, or None."""
    if not re.fullmatch(CLOCK, text):
        return None
    try:
        return Timecode(parse_timecode(text))
    except TimecodeError:
        return None


def _misfits(node: Node, kind: inspect.Type, name: str) -> Iterator[Finding]:
    if isinstance(kind, inspect.UnionType):
        kind = _alternative(node, kind)
    if isinstance(node, Scalar) and node.value is None:
        yield Finding(node.line, node.column, f"{name} is empty", "fill it, or leave the key out")
        return
    match kind:
        case inspect.StructType():
            yield from _struct_misfits(node, kind, name)
        case inspect.DictType():
            yield from _dict_misfits(node, kind, name)
        case inspect.VarTupleType():
            yield from _list_misfits(node, kind, name)
        case _:
            if not isinstance(node, Scalar) or not _fits(node.value, kind):
                yield _wrong_type(node, kind, name)
            else:
                yield from _text_misfits(node, kind, name)


def _alternative(node: Node, kind: inspect.UnionType) -> inspect.Type:
    """Return the one member that the node is meant to be, or the whole union where it is none of them."""
    members = [member for member in kind.types if not isinstance(member, inspect.NoneType)]
    for member in members:
        if isinstance(node, Mapping) and isinstance(member, inspect.StructType | inspect.DictType):
            return member
        if isinstance(node, Sequence) and isinstance(member, inspect.VarTupleType):
            return member
        if isinstance(node, Scalar) and _fits(node.value, member):
            return member
    return members[0] if len(members) == 1 else inspect.UnionType(tuple(members))


def _struct_misfits(node: Node, kind: inspect.StructType, name: str) -> Iterator[Finding]:
    if not isinstance(node, Mapping):
        yield _wrong_type(node, kind, name)
        return
    fields = {field.encode_name: field for field in kind.fields}
    noun = struct_noun(kind.cls)
    article = "an" if noun[0] in "aeiou" else "a"
    for key, value in node.entries:
        word = str(key.value)
        if word in fields:
            yield from _misfits(value, fields[word].type, f"{word!r}")
        else:
            advice = _unknown_key_advice(word, value, list(fields))
            yield Finding(key.line, key.column, f"{article} {noun} has no key {word!r}", advice)
    missing = [repr(word) for word, field in fields.items() if field.required and node.key(word) is None]
    if missing:
        advice = "add them" if len(missing) > 1 else "add it"
        yield Finding(node.line, node.column, f"this {noun} lacks {' and '.join(_commas(missing))}", advice)


def struct_noun(cls: type) -> str:
    """Return what one such record is called in messages."""
    return _NOUNS.get(cls.__name__, cls.__name__.lower())


def _commas(words: list[str]) -> list[str]:
    return [", ".join(words[:-1]), words[-1]] if len(words) > 1 else words


def _unknown_key_advice(word: str, value: Node, known: list[str]) -> str:
    if isinstance(value, Scalar) and value.value is None:
        return "a comma between { and } ends a value: put the whole value in quotes"
    elsewhere = sorted(
        {struct_noun(kind.cls) for kind in struct_types() if word in kind.cls.__struct_encode_fields__}
    )
    if elsewhere:
        return f"it belongs to a {' or a '.join(elsewhere)}; check the indentation"
    if near := did_you_mean(word, known):
        return near.removeprefix("; ")
    return f"its keys are {', '.join(known)}"


@lru_cache(maxsize=1)
def struct_types() -> tuple[inspect.StructType, ...]:
    """Return the description of every kind of record in a lesson, the lesson first."""
    found: dict[type, inspect.StructType] = {}

    def collect(kind: inspect.Type) -> None:
        match kind:
            case inspect.StructType():
                if kind.cls not in found:
                    found[kind.cls] = kind
                    for field in kind.fields:
                        collect(field.type)
            case inspect.UnionType():
                for member in kind.types:
                    collect(member)
            case inspect.VarTupleType():
                collect(kind.item_type)
            case inspect.DictType():
                collect(kind.value_type)

    collect(lesson_type())
    return tuple(found.values())


def _dict_misfits(node: Node, kind: inspect.DictType, name: str) -> Iterator[Finding]:
    if not isinstance(node, Mapping):
        yield _wrong_type(node, kind, name)
        return
    if not node.entries:
        yield Finding(node.line, node.column, f"{name} is empty", "fill it, or leave the key out")
    for key, value in node.entries:
        word = str(key.value)
        if isinstance(kind.key_type, inspect.LiteralType) and word not in kind.key_type.values:
            yield _not_a_choice(key, kind.key_type, f"a key of {name}")
        else:
            yield from _misfits(value, kind.value_type, f"{word!r}")


def _list_misfits(node: Node, kind: inspect.VarTupleType, name: str) -> Iterator[Finding]:
    if not isinstance(node, Sequence):
        yield _wrong_type(node, kind, name)
        return
    if len(node.items) < (kind.min_length or 0):
        yield Finding(node.line, node.column, f"{name} is empty", f"it holds {describe(kind)}, at least one")
    for item in node.items:
        yield from _misfits(item, kind.item_type, f"an item of {name}")


def _fits(value: object, kind: inspect.Type) -> bool:
    match kind:
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.LiteralType():
            return any(value == choice and type(value) is type(choice) for choice in kind.values)
    return isinstance(kind, inspect.StrType | inspect.CustomType) and isinstance(value, str)


def _wrong_type(node: Node, kind: inspect.Type, name: str) -> Finding:
    if isinstance(kind, inspect.LiteralType) and isinstance(node, Scalar):
        return _not_a_choice(node, kind, name)
    advice = _advice(node, kind) if isinstance(node, Scalar) else ""
    return Finding(node.line, node.column, f"{name} should be {describe(kind)}, not {_found(node)}", advice)


def _advice(scalar: Scalar, kind: inspect.Type) -> str:
    if isinstance(kind, inspect.CustomType):
        seconds = scalar.value if isinstance(scalar.value, int) else -1
        return f'write it as "{format_timecode(seconds if 0 <= seconds < 360_000 else 1498)}"'
    if isinstance(kind, inspect.VarTupleType):
        short = re.fullmatch(r"[\w/. -]+", scalar.raw)
        return f"write it as [{scalar.raw}]" if short else "begin each item on a line of its own with -"
    members = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    if any(isinstance(member, inspect.StrType) for member in members):
        return f'put it in quotes: "{scalar.raw}"'
    return ""


def _not_a_choice(scalar: Scalar, kind: inspect.LiteralType, name: str) -> Finding:
    choices = [str(choice) for choice in kind.values]
    shown = choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"
    advice = did_you_mean(str(scalar.value), choices).removeprefix("; ")
    return Finding(scalar.line, scalar.column, f"{name} should be {shown}, not {_found(scalar)}", advice)


def describe(kind: inspect.Type) -> str:
    """
    Return what an author has to write for a type.

    >>> describe(inspect.type_info(tuple[int, ...]))
    'a list of whole numbers'
    """
    match kind:
        case inspect.UnionType():
            return " or ".join(dict.fromkeys(describe(member) for member in kind.types))
        case inspect.StructType():
            return f"keys with values ({', '.join(field.encode_name for field in kind.fields)})"
        case inspect.DictType():
            return "keys with values"
        case inspect.VarTupleType():
            if isinstance(kind.item_type, inspect.StructType):
                return f"a list of {struct_noun(kind.item_type.cls)}s"
            if isinstance(kind.item_type, inspect.StrType):
                return "a list of texts"
            if isinstance(kind.item_type, inspect.LiteralType):
                return f"a list of {' or '.join(map(str, kind.item_type.values))}"
            return f"a list of {describe(kind.item_type).removeprefix('a ')}s"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number"
        case inspect.FloatType():
            return "a number"
        case inspect.CustomType():
            return "a timecode"
    return "text"


def _found(node: Node) -> str:
    if isinstance(node, Mapping):
        return "keys with values"
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node.value, str):
        return f"the text {_short(node.value)!r}"
    return f"{node.raw}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _text_misfits(scalar: Scalar, kind: inspect.Type, name: str) -> Iterator[Finding]:
    if isinstance(kind, inspect.CustomType) and read_timecode(str(scalar.value)) is None:
        message = f"{scalar.value!r} is not a timecode"
        yield Finding(scalar.line, scalar.column, message, "write it as 24:58 or 01:22:28, in quotes")
    if not isinstance(kind, inspect.StrType):
        return
    text = str(scalar.value)
    if kind.pattern == DATA_PATTERN and not re.search(DATA_PATTERN, text):
        choices = sorted(DATA_SETS)
        message = f"{name} should be {', '.join(choices)} or a file beside the lesson, not {_found(scalar)}"
        near = did_you_mean(text, choices).removeprefix("; ")
        yield Finding(
            scalar.line, scalar.column, message, near or "write a file with its ending, as in links.csv"
        )
        return
    if (kind.pattern and not re.search(kind.pattern, text)) or len(text) > (kind.max_length or len(text)):
        advice = _LINK_ADVICE if "/" in (kind.pattern or "") else _SLUG_ADVICE
        what = "link to a step" if advice is _LINK_ADVICE else "slug"
        yield Finding(scalar.line, scalar.column, f"{name} is no {what}: {_short(text)!r}", advice)
