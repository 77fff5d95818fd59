"""
YAML text as a tree of nodes that know where they stand.

Only the plain core of YAML is read, and strictly: ``true``/``false``, whole numbers, decimal numbers and
nothing at all mean what they say, everything else is text. So ``2:20``, ``no`` and ``2026-01-02`` stay as
written, a key may stand once, and there are no tags and no merge keys. Aliases work, but cannot be used to
build something huge.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from playmore_cli.lesson.faults import explain, index_of, spot, spot_of
from playmore_cli.lesson.problems import Finding

MAX_DEPTH = 30
"""How deep lists and mappings may stand in each other; a lesson needs about ten."""

MAX_NODES = 200_000
"""How many nodes a file may have, aliases counted as often as they are used; a lesson has some thousand."""

FORBIDDEN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Control characters, and the invisible ones that break lines or reverse their order."""

_WHOLE = re.compile(r"[-+]?[0-9][0-9_]*")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: dict[str, bool | float | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_MOST_DIGITS = 18  # so that every whole number fits into 64 bits


class PureLoader(yaml.SafeLoader):
    """PyYAML's own parser, made to read question marks in text between braces as libyaml does."""

    _in_plain_text = False

    def scan_plain(self) -> Any:
        """Read text without quotes."""
        self._in_plain_text = True
        try:
            return super().scan_plain()
        finally:
            self._in_plain_text = False

    def peek(self, index: int = 0) -> str:
        """Return the character *index* places further on; a ``?`` in text as a letter, which ends nothing."""
        sign: str = super().peek(index)
        return "q" if sign == "?" and self._in_plain_text else sign


# The pure parser is about ten times slower and serves where PyYAML was built without libyaml.
Loader: type = getattr(yaml, "CSafeLoader", PureLoader)


class Scalar(Struct, frozen=True):
    """
    Text, a number, true, false or nothing.

    *value* is what it stands for, less the line break that ends a block; *raw* how it is written in the file,
    from its first quote, ``|`` or letter at *line* and *column* (from 1).
    """

    value: bool | int | float | str | None
    raw: str
    line: int
    column: int

    def place_of(self, position: int) -> tuple[int, int]:
        """
        Return line and column in the file of the character *position* of the text.

        Where escapes or folding leave it open, it is where the same word stands in the file, or else the
        beginning.
        """
        text = str(self.value)
        if self.raw.startswith("|"):
            return self._place_in_block(text, position)
        skipped = 1 if self.raw[:1] in "'\"" else 0
        if self.raw.startswith(text, skipped) and "\n" not in text:
            return self.line, self.column + skipped + position
        words = text[position:].split(maxsplit=1)
        if not words:
            return self.line, self.column
        earlier = text.count(words[0], 0, position)
        places = [match.start() for match in re.finditer(re.escape(words[0]), self.raw)]
        if earlier >= len(places):
            return self.line, self.column
        before = self.raw[: places[earlier]]
        if "\n" not in before:
            return self.line, self.column + len(before)
        return self.line + before.count("\n"), len(before) - before.rfind("\n")

    def _place_in_block(self, text: str, position: int) -> tuple[int, int]:
        written, lines = self.raw.split("\n")[1:], text.split("\n")
        row = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
        indent = next(
            (len(there) - len(line) for there, line in zip(written, lines, strict=False) if line.strip()), 0
        )
        return self.line + 1 + row, column + max(indent, 0) + 1


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """Keys with values, in the order of the file; of a key that stands twice the first."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """Return the value of *key*, if it is there."""
        return next((value for name, value in self.entries if name.value == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return the key itself, which knows its place."""
        return next((name for name, _ in self.entries if name.value == key), None)

    def text(self, key: str) -> Scalar | None:
        """Return the value of *key* where it is text."""
        value = self.get(key)
        return value if isinstance(value, Scalar) and isinstance(value.value, str) else None

    def mapping(self, key: str) -> "Mapping | None":
        """Return the value of *key* where it is keys with values."""
        value = self.get(key)
        return value if isinstance(value, Mapping) else None

    def mappings(self, key: str) -> tuple["Mapping", ...]:
        """Return those items of the list at *key* that are keys with values."""
        value = self.get(key)
        return (
            tuple(item for item in value.items if isinstance(item, Mapping))
            if isinstance(value, Sequence)
            else ()
        )

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """Return the text at *key*, or the texts of the list there."""
        value = self.get(key)
        nodes = value.items if isinstance(value, Sequence) else (value,)
        return tuple(node for node in nodes if isinstance(node, Scalar) and isinstance(node.value, str))


Node = Scalar | Sequence | Mapping


def parse_nodes(text: str) -> tuple[Node | None, tuple[Finding, ...]]:
    r"""
    Return the tree of a YAML text whose lines end at ``\n``, and what is wrong with it.

    The tree is ``None`` where the text is empty or no YAML at all.
    """
    if hidden := FORBIDDEN.search(text):
        return None, (_hidden_character(text, hidden.start()),)
    builder = _Builder(text)
    try:
        builder.read(_events(text))
    except yaml.YAMLError as error:
        builder.findings.append(explain(error, text, builder.last, builder.innermost))
        return None, tuple(builder.findings)
    except _StopReading as stop:
        builder.findings.append(stop.finding)
        return None, tuple(builder.findings)
    return builder.root, tuple(builder.findings)


def _hidden_character(text: str, place: int) -> Finding:
    return Finding(
        *spot_of(text, place), f"the invisible character U+{ord(text[place]):04X} stands here", "delete it"
    )


def _events(text: str) -> Iterator[Event]:
    loader = Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _StopReading(Exception):  # noqa: N818  (not an error of ours: it ends the reading)
    """The rest of the file is not worth reading, or dangerous to read."""

    def __init__(self, event: Event, message: str, advice: str) -> None:
        super().__init__(message)
        self.finding = Finding(*spot(event.start_mark), message, advice)


class _Open(Struct):
    """A list or mapping whose end has not been read; *size* counts the nodes in it."""

    start: CollectionStartEvent
    children: list[Node] = field(default_factory=list)
    size: int = 1


class _Builder:
    """Builds the tree from YAML's events, with a stack of its own instead of recursion."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.last: Event | None = None
        self._text = text
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int] | None] = {}

    def read(self, events: Iterator[Event]) -> None:
        """Take in all events of a text."""
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _StopReading(
                        event, "a second document begins here", "a lesson file holds one; remove ---"
                    )
            elif isinstance(event, NodeEvent):
                self._refuse_tag(event)
                self._take(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._close()
            self.last = event

    @property
    def innermost(self) -> Event | None:
        """The beginning of the list or mapping that is being read."""
        return self._open[-1].start if self._open else None

    def _refuse_tag(self, event: NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._find(
                event, f"the tag {shown} is not part of the lesson format", "remove it, or quote the text"
            )

    def _take(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            self._place(*self._aliased(event))
        elif isinstance(event, ScalarEvent):
            scalar = self._scalar(event)
            self._name(event, scalar, 1)
            self._place(scalar, 1)
        elif isinstance(event, CollectionStartEvent):
            if len(self._open) >= MAX_DEPTH:
                raise _StopReading(
                    event, f"this stands more than {MAX_DEPTH} levels deep", "a lesson needs ten"
                )
            if event.anchor is not None:
                self._anchors[event.anchor] = None
            self._open.append(_Open(event))

    def _aliased(self, event: AliasEvent) -> tuple[Node, int]:
        if event.anchor not in self._anchors:
            advice = f"put text that begins with * in quotes, or define &{event.anchor} before"
            self._find(
                event, f"nothing is named &{event.anchor}, so *{event.anchor} stands for nothing", advice
            )
            return Scalar(f"*{event.anchor}", "", *spot(event.start_mark)), 1
        named = self._anchors[event.anchor]
        if named is None:
            raise _StopReading(event, f"*{event.anchor} stands inside itself", "write out what is meant")
        return named

    def _scalar(self, event: ScalarEvent) -> Scalar:
        line, column = spot(event.start_mark)
        raw = self._text[index_of(event.start_mark) : index_of(event.end_mark)]
        value: bool | int | float | str | None = event.value.removesuffix("\n")
        if event.implicit[0]:
            if _WHOLE.fullmatch(event.value) and sum(map(str.isdigit, event.value)) > _MOST_DIGITS:
                message = f"a whole number may have {_MOST_DIGITS} digits"
                self._find(event, message, "put it in quotes if it is text")
                value = 0
            else:
                value = _plain_value(event.value)
        elif hidden := FORBIDDEN.search(event.value):
            message = f"this text holds the invisible character U+{ord(hidden[0]):04X}"
            self._find(event, message, "remove its escape")
        return Scalar(value, raw, line, column)

    def _name(self, event: ScalarEvent | CollectionStartEvent, node: Node, size: int) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = node, size

    def _place(self, node: Node, size: int) -> None:
        if not self._open:
            self.root = node
            return
        self._open[-1].children.append(node)
        self._open[-1].size += size
        if self._open[-1].size > MAX_NODES:
            start = self._open[-1].start
            raise _StopReading(
                start, f"this holds more than {MAX_NODES:,} values", "a lesson is much smaller"
            )

    def _close(self) -> None:
        done = self._open.pop()
        line, column = spot(done.start.start_mark)
        node: Node
        if isinstance(done.start, MappingStartEvent):
            node = Mapping(tuple(self._entries(done.children)), line, column)
        else:
            node = Sequence(tuple(done.children), line, column)
        self._name(done.start, node, done.size)
        self._place(node, done.size)

    def _entries(self, children: list[Node]) -> Iterator[tuple[Scalar, Node]]:
        lines: dict[str, int] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar) or not key.raw:
                advice = "a text that begins with {{, { or [ must stand in quotes or below |"
                self.findings.append(Finding(key.line, key.column, "a key must be a word", advice))
                continue
            name = key.value if isinstance(key.value, str) else key.raw
            if name in lines:
                message = f"the key {name!r} stands here again; it is already in line {lines[name]}"
                self.findings.append(Finding(key.line, key.column, message, "keep one of the two"))
                continue
            if name == "<<":
                message = "merge keys (<<) are not part of the lesson format"
                self.findings.append(Finding(key.line, key.column, message, "write out the keys"))
                continue
            lines[name] = key.line
            yield Scalar(name, key.raw, key.line, key.column), value

    def _find(self, event: Event, message: str, advice: str) -> None:
        self.findings.append(Finding(*spot(event.start_mark), message, advice))


def _plain_value(text: str) -> bool | int | float | str | None:
    """
    Return what a scalar without quotes stands for.

    >>> [_plain_value(text) for text in ("20_000", "2.5e-3", "2:20", "no", "true", "~")]
    [20000, 0.0025, '2:20', 'no', True, None]
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _WHOLE.fullmatch(text):
        return int(text.replace("_", ""))
    if _DECIMAL.fullmatch(text):
        return float(text.replace("_", ""))
    return text
