"""
The text of a lesson file in the one form in which lessons are kept.

Keys stand in one order, records that are too long for a line have a line for each key, and long texts are folded.
Only that is touched: comments, blank lines and all that has several lines stay as they are, and the lesson read from
the new text is the one that was read from the old.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playmore_cli.errors import UsageError
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.nodes import Mapping, Node, Scalar, parse_nodes
from playmore_cli.lesson.nodes import Sequence as SequenceNode

ORDERS = {
    "lesson": (
        "format", "id", "title", "lecture", "about", "data", "needs", "seed", "milestones", "checks", "terms",
        "chapters",
    ),
    "video": ("title", "by", "video", "length"),
    "term": ("is", "step", "forms", "everyday"),
    "chapter": ("at", "title", "steps"),
    "step": (
        "id", "formerly", "at", "see", "say", "predict", "code", "pace", "draws", "expect", "lecture", "holds", "then",
        "recreate", "cards",
    ),
    "predict": ("ask", "choices", "answer", "also", "within", "hold", "why"),
    "recreate": ("after", "task", "start", "solution", "forbids", "check", "hints", "mistakes"),
    "mistake": ("code", "says"),
    "ban": ("uses", "because"),
    "card": ("ask", "answer", "code", "forbids", "check"),
    "figure": ("what", "value", "is", "within", "pace", "data", "recorded"),
    "claim": ("that", "says", "pace", "data"),
    "expect": ("error", "match"),
}  # fmt: skip
"""The keys of each kind of record, in the order in which a learner meets what they hold."""

_LONGEST = 120
"""Columns above which a line is too long."""
_WIDTH = 110
"""Columns to which texts are folded."""
_ANOTHER = "this file cannot be brought into the one form: it would hold another lesson"


@dataclass(frozen=True)
class _Edit:
    """What to write in place of the characters from *start* to *end*."""

    start: int
    end: int
    text: str


def in_one_form(text: str) -> str:
    r"""
    Return the text of a valid lesson file, its lines ending at ``\n``, in the one form.

    Raises:
        UsageError: the lesson would not be the same afterwards, as where a key that names &text moves below its *text.
    """
    new = text
    for find in (_out_of_order, _too_long_for_a_line, _to_be_folded):
        while edits := _outside_each_other(list(find(_Source(new)))):
            for edit in edits:
                new = new[: edit.start] + edit.text + new[edit.end :]
    if new != text and read_lesson(text, "lesson")[0] != read_lesson(new, "lesson")[0]:
        raise UsageError(_ANOTHER)
    return new


def _outside_each_other(edits: Sequence[_Edit]) -> list[_Edit]:
    """Return the edits that hold no other, from the last to the first."""
    inner = [
        one
        for one in edits
        if not any(one is not other and one.start <= other.start and other.end <= one.end for other in edits)
    ]
    return sorted(inner, key=lambda edit: edit.start, reverse=True)


class _Source:
    """A text, its nodes, and where they begin and end in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        root, _ = parse_nodes(text)
        if not isinstance(root, Mapping):
            raise UsageError(_ANOTHER)
        self.root = root
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, node: Node) -> int:
        """Return where a node begins."""
        return self._starts[node.line - 1] + node.column - 1

    def end(self, node: Node) -> int:
        """Return the end of a node, blank lines after it excluded."""
        start = self.start(node)
        if isinstance(node, Scalar):
            return start + len(node.raw.rstrip())
        children = [value for _, value in node.entries] if isinstance(node, Mapping) else list(node.items)
        end = self.end(children[-1]) if children else start + 1
        if self.text[start] not in "[{":
            return end
        while self.text[end] in " \n,":
            end += 1
        return end + 1

    def is_inline(self, node: Node) -> bool:
        """Whether a list or mapping stands between brackets."""
        return self.text[self.start(node)] in "[{"

    def line(self, place: int) -> tuple[int, int]:
        """Return where the line of a place begins and ends."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, len(self.text) if end < 0 else end


def _records(root: Mapping) -> Iterator[tuple[str, Mapping]]:
    """Yield the mappings of a lesson whose keys have an order, and which kind each is."""
    yield "lesson", root
    yield from _at(root, "lecture", "video")
    terms = root.mapping("terms")
    yield from (("term", one) for _, one in (terms.entries if terms else ()) if isinstance(one, Mapping))
    for chapter in root.mappings("chapters"):
        yield "chapter", chapter
        for step in chapter.mappings("steps"):
            yield "step", step
            yield from _at(step, "predict", "predict")
            yield from _at(step, "expect", "expect")
            for kind, key in (("figure", "lecture"), ("claim", "holds"), ("card", "cards")):
                yield from ((kind, one) for one in step.mappings(key))
            recreate = step.mapping("recreate")
            if recreate is not None:
                yield "recreate", recreate
                yield from (("mistake", one) for one in recreate.mappings("mistakes"))
            for holder in (recreate, *step.mappings("cards")):
                yield from (("ban", one) for one in (holder.mappings("forbids") if holder else ()))


def _at(record: Mapping, key: str, kind: str) -> Iterator[tuple[str, Mapping]]:
    found = record.mapping(key)
    if found is not None:
        yield kind, found


def _out_of_order(source: _Source) -> Iterator[_Edit]:
    for kind, record in _records(source.root):
        keys = [str(key.value) for key, _ in record.entries]
        order = {key: place for place, key in enumerate(ORDERS[kind])}
        wished = sorted(keys, key=lambda key: order.get(key, len(order)))
        if keys == wished:
            continue
        start, end = source.start(record.entries[0][0]), source.end(record.entries[-1][1])
        between = ", " if source.is_inline(record) else "\n" + " " * (record.entries[0][0].column - 1)
        texts = dict(zip(keys, _entry_texts(source, record, end), strict=True))
        yield _Edit(start, end, between.join(texts[key] for key in wished))


def _entry_texts(source: _Source, record: Mapping, end: int) -> Iterator[str]:
    """Yield each key with its value as it is written, comments above a key with it."""
    if source.is_inline(record):
        yield from (source.text[source.start(key) : source.end(value)] for key, value in record.entries)
        return
    starts = [_with_comments(source, source.start(key)) for key, _ in record.entries[1:]]
    first = source.start(record.entries[0][0])
    for start, stop in zip([first, *starts], [*starts, end], strict=True):
        yield source.text[start:stop].rstrip()


def _with_comments(source: _Source, start: int) -> int:
    """Return where the lines of comment directly above the key at *start* begin, at their first sign."""
    above = source.line(start)[0] - 1
    while above > 0:
        line_start, line_end = source.line(above)
        line = source.text[line_start:line_end]
        if not line.lstrip().startswith("#"):
            break
        start = line_start + len(line) - len(line.lstrip())
        above = line_start - 1
    return start


def _too_long_for_a_line(source: _Source) -> Iterator[_Edit]:
    """Yield a line for each key of records in braces that are too long for theirs."""
    for _, record in _records(source.root):
        start, end = source.start(record), source.end(record)
        line_start, line_end = source.line(start)
        before = source.text[line_start:start]
        if (
            not record.entries
            or source.text[start] != "{"
            or line_end - line_start <= _LONGEST
            or line_end != end
            or not _opens_a_block(before)
        ):
            continue
        is_item = before.endswith("- ")
        margin = "\n" + " " * (len(before) if is_item else len(before) - len(before.lstrip(" -")) + 2)
        written = [source.text[source.start(key) : source.end(value)] for key, value in record.entries]
        yield _Edit(start if is_item else start - 1, end, ("" if is_item else margin) + margin.join(written))


def _opens_a_block(before: str) -> bool:
    """Whether what stands before a value on its line is nothing but ``- `` or ``key: ``."""
    return "{" not in before and "[" not in before and before.endswith(("- ", ": "))


def _to_be_folded(source: _Source) -> Iterator[_Edit]:
    """Yield texts of one line that is too long, on several lines below ``>-``."""
    for node, column in _texts(source.root, 1):
        start, end = source.start(node), source.end(node)
        line_start, line_end = source.line(start)
        before = source.text[line_start:start]
        if line_end - line_start <= _LONGEST or line_end != end or not _opens_a_block(before):
            continue
        margin = "\n" + " " * (column + 1)
        value = str(node.value)
        lines = textwrap.wrap(
            value,
            _WIDTH - column - 1,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        if "\n" not in value and len(lines) > 1 and " ".join(lines) == value:
            yield _Edit(start, end, ">-" + "".join(margin + line for line in lines))


def _texts(node: Node, column: int) -> Iterator[tuple[Scalar, int]]:
    """Yield the texts in a node, and the column (from 1) of the key or dash that each stands after."""
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield from _texts(value, key.column)
    elif isinstance(node, SequenceNode):
        for one in node.items:
            yield from _texts(one, one.column - 2)
    elif isinstance(node.value, str) and node.raw[:1] not in "|>":
        yield node, column
