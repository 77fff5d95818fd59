"""The keys in columns: those that do something now, and dim below them why the rest do not."""

import textwrap
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from playmore_cli.view.theme import Theme

TWO_COLUMNS = 76
"""Columns of the screen from which on keys stand in two."""

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title, and keys with what they do."""


def key_rows(
    groups: Sequence[Group], rest: Sequence[tuple[str, str]], width: int, height: int, theme: Theme
) -> list[Text]:
    """Return the rows; where the screen is too low for all of them the rest is named in a line or two."""
    count = 2 if width >= TWO_COLUMNS else 1
    room = (min(width, 110) - 2) // count
    blocks = [_block(title, keys, room, theme) for title, keys in groups]
    rows = _beside(blocks, room) if count == 2 else [row for block in blocks for row in block]
    reasons = [_one(key, why, room, theme, muted=True) for key, why in rest]
    below = (len(reasons) + count - 1) // count + 1
    if len(rows) + below > height - 2 or not rest:
        named = " ".join(key for key, _ in rest)
        lines = textwrap.wrap(f"not now: {named}", max(width - 3, 10)) if rest else []
        return [*rows, *(Text(f"  {line}", theme.muted) for line in lines)]
    flat = [row for several in reasons for row in several]
    half = (len(flat) + count - 1) // count
    columns = [flat[:half], flat[half:]] if count == 2 else [flat]
    return [*rows, Text("  not now", theme.muted), *_joined(columns, room)]


def _block(title: str, keys: Sequence[tuple[str, str]], room: int, theme: Theme) -> list[Text]:
    return [
        Text(f"  {title}", theme.title),
        *(row for key, says in keys for row in _one(key, says, room, theme)),
    ]


def _one(key: str, says: str, room: int, theme: Theme, *, muted: bool = False) -> list[Text]:
    first, *more = textwrap.wrap(says, max(room - 8, 10)) or [""]
    look = theme.muted if muted else ""
    head = Text("   ").append(key, theme.muted if muted else theme.accent).append(f"  {first}", look)
    return [head, *(Text(f"      {line}", look) for line in more)]


def _beside(blocks: list[list[Text]], room: int) -> list[Text]:
    """Return blocks in two columns that are about as high as each other; none is broken."""
    total, left = sum(map(len, blocks)), 0
    place = 0
    while place < len(blocks) and left + len(blocks[place]) // 2 < total / 2:
        left += len(blocks[place])
        place += 1
    columns = [[row for block in part for row in block] for part in (blocks[:place], blocks[place:])]
    return _joined(columns, room)


def _joined(columns: list[list[Text]], room: int) -> list[Text]:
    rows = []
    for place in range(max(map(len, columns), default=0)):
        row = Text(no_wrap=True, overflow="ellipsis")
        for column in columns:
            cell = column[place] if place < len(column) else Text()
            row.append_text(cell).append(" " * max(room - cell_len(cell.plain), 0))
        row.rstrip()
        rows.append(row)
    return rows
