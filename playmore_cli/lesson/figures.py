"""
Figures written into the text of a lesson file, and nothing else of it touched.

The nodes of a file know where they stand, so that only the figure's own characters are replaced, and ``within``,
``recorded`` and what else it needs is put behind it. Comments and layout stay as they are. Figures of the lecture are
never written: only those that stand at ``"?"`` or are marked as recorded.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import DataName, Figure, Lesson, PaceName
from playmore_cli.lesson.nodes import Mapping as MappingNode
from playmore_cli.lesson.nodes import Scalar, parse_nodes
from playmore_cli.lesson.nodes import Sequence as SequenceNode
from playmore_cli.lesson.writing import write_inline
from playmore_cli.outputs import Value

MOST = 24
"""How many numbers one figure may have."""

_DIGITS = 5
"""Digits of a decimal number that are recorded; the last one is what it may be off by."""

_LONGEST = 200

Place = tuple[str, int]
"""A figure: the id of its step, and its number in that step's list, from 0."""


@dataclass(frozen=True)
class Found:
    """A value to record, and with which *pace* and *data* alone it holds."""

    value: Value
    pace: PaceName | None = None
    data: DataName | None = None


@dataclass(frozen=True)
class Written:
    """A figure that was written: *line* of the file (from 1), and what stands there *before* and *after*."""

    step: str
    what: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Refused:
    """A figure that could not be written, and *why*."""

    step: str
    what: str
    why: str


@dataclass(frozen=True)
class Recorded:
    """What recording gives: the new *text* of the file, the lines *written*, and what was *refused*."""

    text: str
    written: tuple[Written, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def record_figures(text: str, found: Mapping[Place, Found]) -> Recorded:
    r"""
    Return the text of a lesson file with the values of some figures written in.

    Args:
        text: the file, its lines ending at ``\n``; it holds a valid lesson.
        found: the values, by the figures' places.
    """
    root, _ = parse_nodes(text)
    assert isinstance(root, MappingNode), "a lesson was read from this text"
    starts = _line_starts(text)
    edits: list[_Edit] = []
    refused: list[Refused] = []
    changed: list[tuple[str, str, int]] = []
    for place, figure in _figures(root):
        if place not in found:
            continue
        named = figure.text("what")
        what = str(named.value) if named else ""
        one = _edits(text, starts, figure, found[place])
        if isinstance(one, str):
            refused.append(Refused(place[0], what, one))
            continue
        fresh = [edit for edit in one if edit not in edits]  # an alias stands for the same characters
        edits += fresh
        if fresh:
            changed.append((place[0], what, text.count("\n", 0, fresh[0].start) + 1))
    new = text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        new = new[: edit.start] + edit.text + new[edit.end :]
    if edits and not _same_but_figures(text, new):
        whole = "the file cannot be edited in place; write its figure by hand"
        return Recorded(text, (), (*refused, *(Refused(step, what, whole) for step, what, _ in changed)))
    written = tuple(
        Written(step, what, line, *_before_and_after(text, edits, starts, line))
        for step, what, line in changed
    )
    return Recorded(new, written, tuple(refused))


def _figures(root: MappingNode) -> Iterator[tuple[Place, MappingNode]]:
    for chapter in root.mappings("chapters"):
        for step in chapter.mappings("steps"):
            name = step.text("id")
            for number, figure in enumerate(step.mappings("lecture")):
                yield (str(name.value) if name else "", number), figure


def _edits(text: str, starts: Sequence[int], figure: MappingNode, found: Found) -> list[_Edit] | str:
    """Return what to change for one figure, or why it cannot be."""
    within = figure.get("within")
    bound = within.value if isinstance(within, Scalar) else None
    wished = float(bound) if isinstance(bound, int | float) and bound > 0 else None
    read = read_figure(found.value, wished)
    if isinstance(read, str):
        return read
    is_, fitting = read
    node = figure.get("is")
    if node is None:
        return "it has no 'is'"
    start = starts[node.line - 1] + node.column - 1
    written = write_inline(is_, flow=True)
    assert written is not None
    if isinstance(node, Scalar):
        end = start + len(node.raw)
    elif (
        isinstance(node, SequenceNode)
        and text[start : start + 1] == "["
        and "#" not in text[start : text.find("]", start)]
    ):
        end = text.index("]", start) + 1
    else:
        return "its list of numbers stands on lines of its own; put it between [ and ]"
    further: dict[str, object] = {}
    if fitting is not None and within is None:
        further["within"] = fitting
    for key, value in (("pace", found.pace), ("data", found.data)):
        if value is not None and figure.get(key) is None:
            further[key] = value
    if figure.get("recorded") is None:
        further["recorded"] = True
    if text[starts[figure.line - 1] + figure.column - 1] == "{":
        return [
            _Edit(
                start, end, written + "".join(f", {key}: {write_inline(one)}" for key, one in further.items())
            )
        ]
    key_node = figure.key("is")
    assert key_node is not None
    margin = "\n" + " " * (key_node.column - 1)
    edits = [_Edit(start, end, written)] if text[start:end] != written else []
    if further:
        line_end = text.find("\n", end)
        stop = line_end if line_end >= 0 else len(text)
        edits.append(
            _Edit(stop, stop, "".join(f"{margin}{key}: {write_inline(one)}" for key, one in further.items()))
        )
    return edits


def read_figure(
    value: Value, within: float | None = None
) -> tuple[int | float | str | tuple[int | float, ...], float | None] | str:
    """
    Return what to write for a value, and by how much it may be off, or why it cannot be recorded.

    Whole numbers, short decimals and words are exact; other decimals get five digits, or as many as *within* asks for.

    >>> read_figure(Value("2.4540143", 2.4540143)), read_figure(Value("20.0", 20.0)), read_figure(Value("3", 3.0))
    ((2.454, 0.0001), (20.0, None), (3, None))
    """
    if value.error is not None:
        return f"its value cannot be taken: {value.error}"
    if value.text in ("True", "False") or (value.number is None and value.numbers is None):
        words = value.text.strip()
        if not words or "\n" in words or len(words) > _LONGEST:
            return "its value is no number and no short line of text"
        return words, None
    numbers = (value.number,) if value.number is not None else value.numbers or ()
    if len(numbers) > MOST:
        return f"its value has {len(numbers)} numbers; {MOST} is the most"
    if not all(map(math.isfinite, numbers)):
        return "its value is not finite"
    is_whole = "." not in value.text and "e" not in value.text
    if is_whole and all(number == int(number) for number in numbers):
        exact: tuple[int | float, ...] = tuple(int(number) for number in numbers)
        return (exact[0] if value.number is not None else exact), None
    decimals = _decimals(numbers, within)
    rounded = tuple(round(number, decimals) for number in numbers)
    off = None if within is not None or rounded == tuple(numbers) else float(f"1e{-decimals}")
    return (rounded[0] if value.number is not None else rounded), off


def _decimals(numbers: Sequence[float], within: float | None) -> int:
    """Return how many decimals are written; fewer than none round before the point."""
    if within is not None:
        return max(0, 1 - math.floor(math.log10(within)))
    largest = max(map(abs, numbers))
    return _DIGITS - 1 - math.floor(math.log10(largest)) if largest else 0


# -- the text ------------------------------------------------------------------------------------------------------


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _before_and_after(text: str, edits: Sequence[_Edit], starts: Sequence[int], line: int) -> tuple[str, str]:
    """Return a line as it was, and what stands in its place."""
    start, end = starts[line - 1], starts[line] - 1
    before = after = text[start:end]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        if start <= edit.start <= end:
            after = after[: edit.start - start] + edit.text + after[edit.end - start :]
    return before, after


def _same_but_figures(old: str, new: str) -> bool:
    """Return whether two texts hold the same lesson but for recorded figures."""
    lessons = [read_lesson(text, "lesson")[0] for text in (old, new)]
    return lessons[0] is not None and lessons[1] is not None and _bare(lessons[0]) == _bare(lessons[1])


def _bare(lesson: Lesson) -> tuple[object, ...]:
    """Return all of a lesson but what recording may write."""
    steps = [
        [
            getattr(step, name) if name != "lecture" else [_kept(figure) for figure in step.lecture]
            for name in step.__struct_fields__
        ]
        for step in lesson.steps
    ]
    head = [getattr(lesson, name) for name in lesson.__struct_fields__ if name != "chapters"]
    return head, [(chapter.at, chapter.title, len(chapter.steps)) for chapter in lesson.chapters], steps


def _kept(figure: Figure) -> object:
    if figure.recorded or figure.is_open:
        return figure.what, figure.value
    return figure
