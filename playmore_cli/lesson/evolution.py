"""How code evolves through a lesson: what a step changed, and the versions of one class, function or name."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.differences import CodeChanges, compare_code, join_changes
from playmore_cli.lesson.model import Lesson, PaceName, Timecode
from playmore_cli.lesson.pace import source_at
from playmore_cli.lesson.pieces import Piece, find_definitions, find_pieces

__all__ = ["CodeChanges", "Version", "compare_code", "defined_names", "find_changes", "history"]

_ALIKE = 0.6
"""A block more similar than this to an earlier one is a version of it."""
_CLEARLY = 0.12
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


class _Earlier(Struct, frozen=True):
    """What a piece is compared with: its *source*, and where it stands: a step and a place in it, both from 0."""

    source: str
    step: int
    place: int = -1


def find_changes(lesson: Lesson, index: int, pace: PaceName | None = None) -> CodeChanges | None:
    """
    Return how the code of the step at *index* differs from what the lesson showed before.

    Each class and function is compared with its own last version, each block of at least three lines with the
    most similar earlier block, and a shorter run of statements beside those with the last one that assigns most of
    its names. Beside what has an earlier version all that has none is new. None where nothing has one: such a
    step is new as a whole, and needs no marks. With *pace* the code is compared as it runs at that pace.
    """
    source = _source(lesson, index, pace)
    pieces = find_pieces(source)
    found = [_previous(lesson, index, piece, pace) for piece in pieces]
    if not any(found):
        return None
    parts = [
        (piece.start, _changes(old or _block_before(lesson, index, place, found, pace), piece))
        for place, (piece, old) in enumerate(zip(pieces, found, strict=True))
    ]
    return join_changes(source.count("\n") + 1, parts)


def _changes(old: _Earlier | None, piece: Piece) -> CodeChanges:
    changes = compare_code(old.source if old else "", piece.source)
    if piece.kind == "run":
        changes = _without_removed(changes)
    return changes if old is None or changes.is_empty else replace(changes, since=(old.step,))


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


def _previous(lesson: Lesson, index: int, piece: Piece, pace: PaceName | None) -> _Earlier | None:
    """Return the version before *piece*, which stands in the step at *index*."""
    if piece.method:
        return _latest_definition(lesson, index, piece.method)
    if piece.name:
        same = (
            found
            for old, found in _earlier(lesson, index, pace)
            if (old.kind, old.name) == (piece.kind, piece.name)
        )
        return next(same, None)
    if _length(piece) < _LEAST_LINES:
        return None
    best, nearest = _ALIKE, None
    for old, found in _earlier(lesson, index, pace):
        if old.kind == piece.kind and _length(old) >= _LEAST_LINES and _may_be_version(old, piece):
            likeness = _likeness(old, piece, best)
            if likeness > best:
                best, nearest = likeness + _CLEARLY, found
    return nearest


def _block_before(
    lesson: Lesson, index: int, place: int, found: Sequence[_Earlier | None], pace: PaceName | None
) -> _Earlier | None:
    """
    Return what to compare a block with that is too short, or too different, to be a version of another.

    That is the same block, or of the runs that share most names with a run the last one. *place* is the block's in
    its step, and *found* what was found for all pieces there. A block that stood on the other side of what stands
    beside it is another one.
    """
    piece = find_pieces(_source(lesson, index, pace))[place]
    if piece.name:
        return None
    most, nearest = 0, None
    for old, where in _earlier(lesson, index, pace):
        if old.kind != piece.kind or _crosses(where, place, found):
            continue
        if old.source == piece.source:
            return where
        shared = len(old.assigned & piece.assigned) if piece.kind == "run" else 0
        if shared > most:
            most, nearest = shared, where
    return nearest


def _crosses(where: _Earlier, place: int, found: Sequence[_Earlier | None]) -> bool:
    """Whether something that comes after the piece at *place* stood before it in that step, or the other way round."""
    return any(
        other is not None and other.step == where.step and (other.place < where.place) != (beside < place)
        for beside, other in enumerate(found)
        if beside != place
    )


def _latest_definition(lesson: Lesson, index: int, name: str) -> _Earlier | None:
    for before in reversed(range(index)):
        source = find_definitions(lesson.steps[before].code or "").get(name)
        if source is not None:
            return _Earlier(source, before)
    return None


def _earlier(lesson: Lesson, index: int, pace: PaceName | None) -> Iterator[tuple[Piece, _Earlier]]:
    """Yield the pieces of the steps before *index*, the latest first, and where they stand."""
    for before in reversed(range(index)):
        for place, piece in reversed(list(enumerate(find_pieces(_source(lesson, before, pace))))):
            yield piece, _Earlier(piece.source, before, place)


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
