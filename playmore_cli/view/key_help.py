"""The keys in columns: those that do something now, and dim below them why the rest do not."""

import re
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
    """Return the rows: where the screen is too low with fewer words a key, and without reasons in the end."""
    count = 2 if width >= TWO_COLUMNS else 1
    room = (min(width, 110) - 2) // count
    short = [(title, [(key, _short(says, room - 8)) for key, says in keys]) for title, keys in groups]
    reasons = [_one(key, why, room, theme, muted=True) for key, why in rest]
    below = _beside(reasons, room) if count == 2 else [row for one in reasons for row in one]
    why = [Text("  not now", theme.muted), *below] if rest else []
    named = textwrap.wrap(f"not now: {' '.join(key for key, _ in rest)}", max(width - 3, 10)) if rest else []
    names = [Text(f"  {line}", theme.muted) for line in named]
    rows: list[Text] = []
    for shown, ending in ((groups, why), (short, why), (short, names)):
        blocks = [_block(title, keys, room, theme) for title, keys in shown]
        rows = _beside(blocks, room) if count == 2 else [row for block in blocks for row in block]
        rows += ending
        if len(rows) <= height - 2:
            break
    return rows


def _short(says: str, room: int) -> str:
    """
    Return the first few words of what a key does.

    >>> _short("go on: reveal, run, next step (also space)", 30), _short("write a note on this step", 12)
    ('go on', 'write a not…')
    """
    first = re.split(r"[:,(;]", says)[0].strip()
    return first if len(first) <= room else first[: room - 1].rstrip() + "…"


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
    while place < len(blocks) and left + len(blocks[place]) / 2 <= total / 2:
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
