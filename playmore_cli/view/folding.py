"""Which lines of a step's code are shown where there is no room for all: the changed ones, and what they stand in."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_LEAST = 3
"""Lines that are worth a fold."""
_CONTEXT = 8
"""Lines around a change that are shown at most."""


@dataclass(frozen=True)
class Fold:
    """
    Lines that are not shown: *first* to *last*, 0-based and both of them.

    *depth* is their indentation in columns, *names* are the functions and classes that lie wholly in them.
    """

    first: int
    last: int
    depth: int
    names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class _Block:
    first: int
    last: int
    name: str
    inside: tuple["_Block", ...]


def fold(
    source: str,
    marks: Sequence[str],
    removed: Mapping[int, Sequence[str]],
    room: int,
    rows_of: Callable[[int], int] = lambda line: 1,
) -> tuple[int | Fold, ...] | None:
    """
    Return what to show of *source* in *room* rows: line numbers, 0-based, and folds; ``None`` to show all.

    Marked lines are shown whatever the room, the heads of what they stand in, and as many lines around them as fit.
    Where nothing is marked the heads of the outermost blocks are.

    Args:
        source: the code.
        marks: a sign for each line, a space where it is as before.
        removed: by line, what was taken out before it.
        room: rows that there are.
        rows_of: how many rows a line takes.
    """
    lines = source.rstrip("\n").split("\n")
    extra = sum(map(len, removed.values()))
    if sum(rows_of(line) for line in range(len(lines))) + extra <= room:
        return None
    try:
        blocks = tuple(_blocks(ast.parse(source).body, lines))
    except (SyntaxError, ValueError, RecursionError):
        return None
    marked = {line for line, mark in enumerate(marks[: len(lines)]) if mark != " "}
    marked |= {min(line, len(lines) - 1) for line in removed}
    found: tuple[int | Fold, ...] = ()
    for context, keeps_blanks in [*((count, True) for count in range(_CONTEXT, -1, -1)), (0, False)]:
        kept = {
            near
            for line in marked
            for near in range(max(line - context, 0), min(line + context + 1, len(lines)))
        }
        kept -= {
            line
            for unit in _units(blocks)
            if not set(unit) <= kept
            for line in unit
            if not marked & set(unit)
        }
        kept |= set(_heads(blocks, marked)) if marked else {line for one in blocks for line in _head(one)}
        found = tuple(_laid_out(lines, kept, blocks, keeps_blanks=keeps_blanks))
        used = extra + sum(1 if isinstance(item, Fold) else rows_of(item) for item in found)
        if used <= room:
            break
    return found if any(isinstance(item, Fold) for item in found) else None


def fold_text(folded: Fold, width: int) -> str:
    """
    Return what stands in place of a fold, in *width* columns.

    >>> fold_text(Fold(1, 31, 4, ("__init__", "__add__")), 60), fold_text(Fold(1, 31, 4, ("__init__", "__add__")), 30)
    ('    … __init__ · __add__ · 31 lines as before', '    … 31 lines as before')
    """
    counted = f"{folded.count} lines as before"
    indent = " " * min(folded.depth, max(width - 24, 0))
    for count in range(len(folded.names), 0, -1):
        names = [*folded.names[:count], *(["…"] if count < len(folded.names) else [])]
        whole = f"{indent}… {' · '.join(names)} · {counted}"
        if len(whole) <= width:
            return whole
    return f"{indent}… {counted}"[:width]


def _blocks(body: Sequence[ast.stmt], lines: Sequence[str]) -> Iterator[_Block]:
    for node in body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
        inside = [
            block
            for name in ("body", "orelse", "finalbody")
            for block in _blocks(getattr(node, name, None) or [], lines)
        ]
        is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        yield _Block(
            first,
            (node.end_lineno or node.lineno) - 1,
            getattr(node, "name", "") if is_named else "",
            tuple(inside),
        )


def _head(block: _Block) -> range:
    """Return the lines of a block before what is inside of it; all of one that has nothing inside."""
    return range(block.first, max(block.inside[0].first, block.first + 1) if block.inside else block.last + 1)


def _units(blocks: Sequence[_Block]) -> Iterator[range]:
    """Yield the lines that belong together: a statement without blocks, the head of one that has some."""
    for block in blocks:
        yield _head(block)
        yield from _units(block.inside)


def _heads(blocks: Sequence[_Block], marked: set[int]) -> Iterator[int]:
    for block in blocks:
        if block.inside and any(block.first <= line <= block.last for line in marked):
            yield from _head(block)
            yield from _heads(block.inside, marked)


def _laid_out(
    lines: Sequence[str], kept: set[int], blocks: Sequence[_Block], *, keeps_blanks: bool
) -> Iterator[int | Fold]:
    """Yield the lines that are kept and the folds between them, which keep an empty line at their edges if wished."""
    place = 0
    while place < len(lines):
        if place in kept:
            if lines[place].strip() or keeps_blanks or place + 1 in kept:
                yield place
            place += 1
            continue
        end = place
        while end + 1 < len(lines) and end + 1 not in kept:
            end += 1
        first, last = place, end
        while first <= last and not lines[first].strip():
            first += 1
        while last >= first and not lines[last].strip():
            last -= 1
        if last - first + 1 < _LEAST:
            yield from range(place, end + 1)
        else:
            if keeps_blanks and first > place:
                yield place
            depth = min(len(line) - len(line.lstrip()) for line in lines[first : last + 1] if line.strip())
            yield Fold(first, last, depth, tuple(_names(blocks, first, last)))
            if keeps_blanks and last < end:
                yield end
        place = end + 1


def _names(blocks: Sequence[_Block], first: int, last: int) -> Iterator[str]:
    for block in blocks:
        if block.name and first <= block.first and block.last <= last:
            yield block.name
        elif block.last >= first and block.first <= last:
            yield from _names(block.inside, first, last)
