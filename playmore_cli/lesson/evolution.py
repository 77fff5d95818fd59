"""How code evolves through a lesson: what a step changed, and the versions of one class, function or name."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.differences import CodeChanges, compare_code, join_changes
from playmore_cli.lesson.model import Lesson, PaceName, Timecode
from playmore_cli.lesson.pace import source_at
from playmore_cli.lesson.pieces import Piece, find_definitions, find_pieces

__all__ = ["CodeChanges", "Version", "compare_code", "defined_names", "find_changes", "history"]

_ALIKE = 0.6
"""A block more similar than this to an earlier one is a version of it."""
_CLEARLY = 0.05
"""By how much an older block must be more similar to be preferred to a newer one."""
_LEAST_LINES = 3
_NAMES_SHOWN = 12


class Version(Struct, frozen=True):
    """
    A definition as it is at one step.

    *index* is the 0-based place of the step, *at* its timecode, *source* the definition without indentation.
    """

    index: int
    at: Timecode
    source: str


def find_changes(lesson: Lesson, index: int, pace: PaceName | None = None) -> CodeChanges | None:
    """
    Return how the code of the step at *index* differs from what the lesson showed before.

    Each class and function is compared with its own last version, each block of at least three lines with the
    most similar earlier block. What is wholly new has no marks; None where nothing has an earlier version.
    With *pace* the code is compared as it runs at that pace.
    """
    source = _source(lesson, index, pace)
    parts = [
        (piece.start, _without_removed(changes) if piece.kind == "run" else changes)
        for piece in find_pieces(source)
        if (old := _previous(lesson, index, piece, pace)) is not None
        for changes in [compare_code(old, piece.source)]
    ]
    return join_changes(source.count("\n") + 1, parts) if parts else None


def _without_removed(changes: CodeChanges) -> CodeChanges:
    """A plain statement that is not repeated is not undone: its variable is still there."""
    return CodeChanges(changes.marks, changes.spans, {})


def history(lesson: Lesson, name: str) -> tuple[Version, ...]:
    """
    Return the versions of a class, a function, a method (``Value.backward``) or an assigned name, in order.

    A step that repeats the version before it adds none.

    Raises:
        UsageError: the lesson defines no such name; the message names the nearest, or those there are.
    """
    versions: list[Version] = []
    for index, step in enumerate(lesson.steps):
        source = find_definitions(step.code or "").get(name)
        if source is not None and (not versions or versions[-1].source != source):
            versions.append(Version(index, step.at, source))
    if not versions:
        raise UsageError(f"{lesson.id} defines no {name!r}{_advice(lesson, name)}")
    return tuple(versions)


def defined_names(lesson: Lesson) -> tuple[str, ...]:
    """Return every name that `history` knows, in the order of the lesson."""
    return tuple(dict.fromkeys(name for step in lesson.steps for name in find_definitions(step.code or "")))


def _advice(lesson: Lesson, name: str) -> str:
    known = defined_names(lesson)
    methods = [other for other in known if other.endswith(f".{name}")]
    if methods:
        return f"; did you mean {' or '.join(repr(method) for method in methods)}?"
    if near := did_you_mean(name, known):
        return near
    pieces = [piece.name for step in lesson.steps for piece in find_pieces(step.code or "") if piece.name]
    shown = list(dict.fromkeys(pieces))[:_NAMES_SHOWN]
    return f"; it defines {', '.join(shown)}" if shown else ""


def _source(lesson: Lesson, index: int, pace: PaceName | None) -> str:
    step = lesson.steps[index]
    return source_at(step, pace) if pace else step.code or ""


def _previous(lesson: Lesson, index: int, piece: Piece, pace: PaceName | None) -> str | None:
    """Return the source of the version before *piece*, which stands in the step at *index*."""
    if piece.method:
        return _latest_definition(lesson, index, piece.method)
    if piece.name:
        earlier = (
            old for old in _earlier(lesson, index, pace) if (old.kind, old.name) == (piece.kind, piece.name)
        )
        return next((old.source for old in earlier), None)
    if _length(piece) < _LEAST_LINES:
        return None
    best, source = _ALIKE, None
    for old in _earlier(lesson, index, pace):
        if old.kind == piece.kind and _length(old) >= _LEAST_LINES and _may_be_version(old, piece):
            likeness = _likeness(old, piece, best)
            if likeness > best:
                best, source = likeness + _CLEARLY, old.source
    return source


def _latest_definition(lesson: Lesson, index: int, name: str) -> str | None:
    sources = (find_definitions(step.code or "").get(name) for step in reversed(lesson.steps[:index]))
    return next((source for source in sources if source is not None), None)


def _earlier(lesson: Lesson, index: int, pace: PaceName | None) -> Iterator[Piece]:
    """Yield the pieces of the steps before *index*, the latest first."""
    for before in reversed(range(index)):
        yield from reversed(find_pieces(_source(lesson, before, pace)))


def _length(piece: Piece) -> int:
    """Return the number of lines with code."""
    lines = (line.strip() for line in piece.source.split("\n"))
    return sum(bool(line) and not line.startswith("#") for line in lines)


def _may_be_version(old: Piece, new: Piece) -> bool:
    """Runs of statements look alike by nature; one is a version of another if it assigns the same names."""
    if new.kind != "run":
        return True
    shared = old.assigned & new.assigned
    return bool(shared) and 2 * len(shared) >= max(len(old.assigned), len(new.assigned))


def _likeness(old: Piece, new: Piece, least: float) -> float:
    """Return how similar two pieces are, 0 to 1, or 0 where it is surely not above *least*."""
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    if matcher.real_quick_ratio() <= least or matcher.quick_ratio() <= least:
        return 0.0
    return matcher.ratio()
