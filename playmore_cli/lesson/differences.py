"""What changed between two versions of a piece of code, line by line and within a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from playmore_cli.lesson.pieces import find_methods

Span = tuple[int, int]
"""Columns of a line, from 0, end excluded."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_TARGET = re.compile(r"\s*([\w.]+)\s*=(?!=)")
_COMMENT = re.compile(r"(?<=\S)\s+# .*$")
_ALIKE = 0.5
"""Two lines at least this similar count as one line that changed."""
_MOST_PAIRS = 2_500
"""Larger stretches of changed lines are not searched for similar ones."""


class CodeChanges(Struct, frozen=True):
    """
    How code differs from the version before it.

    *marks* holds for each line ``" "``, ``"+"`` (new) or ``"~"`` (changed); *spans* by line, counted from 0,
    the changed columns; *removed* by line the old lines that stood before it, the number of lines standing
    for the end. Blank lines are neither new nor removed. *since* are the steps, counted from 0, whose code differs.
    """

    marks: tuple[str, ...]
    spans: dict[int, tuple[Span, ...]]
    removed: dict[int, tuple[str, ...]]
    since: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.removed and not any(mark != " " for mark in self.marks)


class _Draft:
    """The changes of code of *length* lines, while they are collected from the end to the beginning."""

    def __init__(self, length: int) -> None:
        self._marks = [" "] * length
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._removed: dict[int, list[str]] = {}

    def compare(self, old: Sequence[str], new: Sequence[str], lines: Sequence[int], end: int) -> None:
        """
        Note how *old* became *new*, whose lines stand at *lines* of the whole.

        What was removed after the last of them is noted before the line *end*.
        """
        before = [line for line in old if line.strip()]
        after = [(place, line) for place, line in zip(lines, new, strict=True) if line.strip()]
        pairs = list(
            _aligned([_code(line).strip() for line in before], [_code(line).strip() for _, line in after])
        )
        shifts = [
            _indent(after[now][1]) - _indent(before[was]) if was is not None and now is not None else None
            for was, now in pairs
        ]
        following = end
        for place, (was, now) in reversed(list(enumerate(pairs))):
            if now is not None:
                following, line = after[now]
                self._note(following, line, None if was is None else before[was], _moved_alone(shifts, place))
            elif was is not None:
                self.remove(following, [before[was]])

    def _note(self, place: int, line: str, was: str | None, has_moved: bool) -> None:
        if was is None:
            self._marks[place] = "+"
        elif has_moved or _code(was).strip() != _code(line).strip():
            self._marks[place] = "~"
            if spans := changed_spans(was, line):
                self._spans[place] = spans

    def remove(self, place: int, lines: Sequence[str]) -> None:
        """Note that *lines* stood before the line at *place*, above those noted already."""
        shown = [line for line in lines if line.strip()]
        if shown:
            self._removed[place] = shown + self._removed.get(place, [])

    def finish(self) -> CodeChanges:
        """Return what was collected."""
        removed = {place: tuple(lines) for place, lines in sorted(self._removed.items())}
        return CodeChanges(tuple(self._marks), dict(sorted(self._spans.items())), removed)


def compare_code(old: str, new: str) -> CodeChanges:
    r"""
    Return how *new* differs from *old*.

    Of two classes the methods are compared by name, so that a method that was added or moved does not make
    its neighbours look changed. Lines that were indented together are as they were; one that was indented alone
    has changed, since it belongs to another body now.

    >>> compare_code("a = 1\nb = 2", "a = 1\nb = 30\nc = 4").marks
    (' ', '~', '+')
    """
    before, after = old.split("\n"), new.split("\n")
    end = len(after)
    draft = _Draft(end)
    old_methods, new_methods = find_methods(old), find_methods(new)
    if not (old_methods and new_methods):
        draft.compare(before, after, range(end), end)
        return draft.finish()
    old_rest, new_rest = _outside(len(before), old_methods), _outside(end, new_methods)
    draft.compare([before[row] for row in old_rest], [after[row] for row in new_rest], new_rest, end)
    for name, (start, stop) in new_methods.items():
        was = slice(*old_methods.get(name, (0, 0)))
        draft.compare(before[was], after[start:stop], range(start, stop), stop)
    following = max(stop for _, stop in new_methods.values())
    for name, (start, stop) in reversed(old_methods.items()):
        if name in new_methods:
            following = new_methods[name][0]
        else:
            draft.remove(following, before[start:stop])
    return draft.finish()


def _outside(length: int, methods: Mapping[str, Span]) -> list[int]:
    """Return the lines that belong to none of the methods."""
    inside = {row for start, stop in methods.values() for row in range(start, stop)}
    return [row for row in range(length) if row not in inside]


def join_changes(length: int, parts: Sequence[tuple[int, CodeChanges]]) -> CodeChanges:
    """Return the changes of *length* lines, from those of their parts and the lines where these start."""
    marks = [" "] * length
    spans: dict[int, tuple[Span, ...]] = {}
    removed: dict[int, tuple[str, ...]] = {}
    for first, part in parts:
        marks[first : first + len(part.marks)] = part.marks
        spans |= {first + row: columns for row, columns in part.spans.items()}
        for row, lines in part.removed.items():
            removed[first + row] = removed.get(first + row, ()) + lines
    since = sorted({step for _, part in parts for step in part.since})
    return CodeChanges(tuple(marks), spans, removed, tuple(since))


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Yield pairs of an old and a new line that belong together, None where there is no other, in order."""
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield from zip(range(old_start, old_end), range(new_start, new_end), strict=True)
        else:
            yield from _aligned_by_likeness(old, new, range(old_start, old_end), range(new_start, new_end))


def _aligned_by_likeness(
    old: Sequence[str], new: Sequence[str], before: range, after: range
) -> list[tuple[int | None, int | None]]:
    """Pair lines of a stretch that changed so that the pairs are as similar as possible and do not cross."""
    if not before or not after or len(before) * len(after) > _MOST_PAIRS:
        return [(row, None) for row in before] + [(None, row) for row in after]
    likeness = [[_likeness(old[row], new[column]) for column in after] for row in before]
    # best[i][j] is the greatest sum of likenesses for the lines from the i-th old and the j-th new one on
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if likeness[i][j] >= _ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((before[i], after[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((before[i], None))
            i += 1
        else:
            pairs.append((None, after[j]))
            j += 1
    return [*pairs, *((row, None) for row in before[i:]), *((None, row) for row in after[j:])]


def _likeness(old: str, new: str) -> float:
    """
    Return how similar two lines are, 0 to 1; a line that only grew, or assigns the same name, is what it was.

    >>> _likeness("def f(self, x):", "def f(self, x, y=(), z='', name=''):") > 0.5
    True
    """
    before, after = _words(old), _words(new)
    if not before or not after:
        return 0.0
    matched = sum(
        block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    )
    shorter = min(len(before), len(after))
    alike = 2 * matched / (len(before) + len(after))
    if shorter >= 4:
        alike = (alike + matched / shorter) / 2
    target = _TARGET.match(old)
    if target and (other := _TARGET.match(new)) and target[1] == other[1]:
        return max(alike, _ALIKE)
    return alike


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _moved_alone(shifts: Sequence[int | None], place: int) -> bool:
    """
    Return whether the line of a pair was indented otherwise than the lines beside it.

    >>> [_moved_alone([None, 4, 4, 0, -4], place) for place in range(5)]
    [False, False, False, False, True]
    """
    beside = {*shifts[max(0, place - 1) : place], *shifts[place + 1 : place + 2]}
    return bool(shifts[place]) and shifts[place] not in beside


def _code(line: str) -> str:
    """Return a line without the comment behind its code; that alone makes no change worth a mark."""
    return _COMMENT.sub("", line)


def _words(line: str) -> list[str]:
    return [token for token in _TOKEN.findall(line) if not token.isspace()]


def changed_spans(old: str, new: str) -> tuple[Span, ...]:
    """
    Return the columns of the line *new* that are not as in *old*.

    >>> changed_spans("x = f(a + b)", "x = f(a * b, (1, 2))")
    ((8, 9), (11, 19))
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in after:
        starts.append(starts[-1] + len(token))
    spans: list[Span] = []
    for start, end in _changed_tokens(before, after):
        if not "".join(after[start:end]).strip():
            continue
        if spans and not new[spans[-1][1] : starts[start]].strip():
            spans[-1] = (spans[-1][0], starts[end])
        else:
            spans.append((starts[start], starts[end]))
    return tuple(_trimmed(new, span) for span in spans)


def _changed_tokens(before: Sequence[str], after: Sequence[str]) -> Iterator[Span]:
    """Yield the stretches of *after* that differ; what both begin and end with is put aside first."""
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    tail = next(
        (back for back in range(shorter - head) if before[-1 - back] != after[-1 - back]), shorter - head
    )
    inner = before[head : len(before) - tail], after[head : len(after) - tail]
    for tag, _, _, start, end in SequenceMatcher(None, *inner, autojunk=False).get_opcodes():
        if tag != "equal":
            yield head + start, head + end


def _trimmed(line: str, span: Span) -> Span:
    text = line[span[0] : span[1]]
    return span[0] + len(text) - len(text.lstrip()), span[1] - len(text) + len(text.rstrip())
