"""
Figures written into the text of a lesson file, and nothing else of it touched.

The nodes of a file know where they stand, so that only the figure's own characters are replaced, and ``within``,
``recorded`` and what else it needs is put behind it. Comments and layout stay as they are. Figures of the lecture are
never written: only those that stand at ``"?"`` or are marked as recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import DataName, Figure, Lesson, PaceName
from playmore_cli.lesson.nodes import Mapping as MappingNode
from playmore_cli.lesson.nodes import Node, Scalar, parse_nodes
from playmore_cli.lesson.nodes import Sequence as SequenceNode
from playmore_cli.lesson.rounding import read_figure
from playmore_cli.lesson.writing import write_inline
from playmore_cli.outputs import Value

Place = tuple[str, int]
"""A figure: the id of its step, and its number in that step's list, from 0."""


@dataclass(frozen=True)
class FoundFigure:
    """A value to record, and with which *pace* and *data* alone it holds."""

    value: Value
    pace: PaceName | None = None
    data: DataName | None = None


@dataclass(frozen=True)
class WrittenFigure:
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
    written: tuple[WrittenFigure, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def record_figures(text: str, found: Mapping[Place, FoundFigure]) -> Recorded:
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
        WrittenFigure(step, what, line, *_before_and_after(text, edits, starts, line))
        for step, what, line in changed
    )
    return Recorded(new, written, tuple(refused))


def _figures(root: MappingNode) -> Iterator[tuple[Place, MappingNode]]:
    for chapter in root.mappings("chapters"):
        for step in chapter.mappings("steps"):
            name = step.text("id")
            for number, figure in enumerate(step.mappings("lecture")):
                yield (str(name.value) if name else "", number), figure


def _edits(text: str, starts: Sequence[int], figure: MappingNode, found: FoundFigure) -> list[_Edit] | str:
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
    span = _span(text, starts, node)
    if span is None:
        return "its list of numbers stands on lines of its own; put it between [ and ]"
    start, end = span
    written = write_inline(is_, flow=True)
    assert written is not None
    further = _further(figure, found, fitting if within is None else None)
    if text[starts[figure.line - 1] + figure.column - 1] == "{":
        return [_Edit(start, end, written + "".join(f", {one}" for one in further))]
    edits = [_Edit(start, end, written)] if text[start:end] != written else []
    if further:
        key_node = figure.key("is")
        assert key_node is not None
        margin = "\n" + " " * (key_node.column - 1)
        line_end = text.find("\n", end)
        stop = line_end if line_end >= 0 else len(text)
        edits.append(_Edit(stop, stop, "".join(f"{margin}{one}" for one in further)))
    return edits


def _span(text: str, starts: Sequence[int], node: Node) -> tuple[int, int] | None:
    """Return where a number, a word or a list between brackets begins and ends; ``None`` for any other list."""
    start = starts[node.line - 1] + node.column - 1
    if isinstance(node, Scalar):
        return start, start + len(node.raw)
    end = text.find("]", start)
    if isinstance(node, SequenceNode) and text[start : start + 1] == "[" and "#" not in text[start:end]:
        return start, end + 1
    return None


def _further(figure: MappingNode, found: FoundFigure, within: float | None) -> list[str]:
    """Return the keys, with their values, that a recorded figure lacks."""
    wanted = {"within": within, "pace": found.pace, "data": found.data, "recorded": True}
    return [
        f"{key}: {write_inline(one)}"
        for key, one in wanted.items()
        if one is not None and figure.get(key) is None
    ]


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
