"""
One's progress as one file, for another machine.

The file is JSON: ``{"playmore": "progress", "format": 4, "version": playmore's, "written": ISO time, "tables": {name:
{"columns": [...], "rows": [[...], ...]}}}`` with the tables and columns of `rows.TABLES`. Whoever changes those counts
up `FORMAT`; format 1 had no ``typed``, format 2 no ``attempt.says``, format 3 no ``answer``. What a learner hands in
also has ``name``, theirs, and ``lesson``: ``{"id", "title", "steps": [ids]}``; an import uses neither. Stored states
and data sets are not in it: they are made again. Reading merges unit by unit, the newer one winning; what the file
lacks stays.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeGuard

from playmore_cli import __version__
from playmore_cli.errors import PlaymoreError
from playmore_cli.review.schedule import is_state
from playmore_cli.store.places import read_answers
from playmore_cli.store.rows import TABLES, Change, OwnTable, Row, Rows, Unit, Units
from playmore_cli.store.texts import TextKind

FORMAT = 4
KIND = "import"
"""How the journal calls imports."""

_NUMBERS = {"seconds", "saved", "at", "due"}
_WHOLE = {"ran", "position", "rating"}
_MOST = 253_402_000_000
"""The last second that a calendar can tell (in the year 9999); no number in one's progress is larger."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class TransferError(PlaymoreError):
    """A file is not one's progress, or not whole; the message says what was found."""


@dataclass(frozen=True)
class Merged:
    """
    What an import does: its *changes*, and how many units of each table are *added*, *replaced* by a newer one,
    *kept* because ours is newer, or the *same* on both sides.
    """

    changes: tuple[Change, ...]
    added: Counter[str]
    replaced: Counter[str]
    kept: Counter[str]
    same: Counter[str]


def write_progress(
    tables: Mapping[str, Units], now: float, handed_in: Mapping[str, object] = MappingProxyType({})
) -> str:
    """
    Return progress as the text of a file.

    Args:
        tables: each table's units by its name.
        now: a Unix time.
        handed_in: what else the file says, for whoever reads the files of a class.
    """
    document = dict(handed_in) | {
        "playmore": "progress",
        "format": FORMAT,
        "version": __version__,
        "written": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "tables": {
            name: {
                "columns": TABLES[name].columns,
                "rows": [row for rows in units.values() for row in rows],
            }
            for name, units in tables.items()
        },
    }
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def read_progress(text: str) -> dict[str, dict[Unit, Rows]]:
    """
    Return the units of each table that the text of a file holds.

    Raises:
        TransferError: it is no progress of playmore's, it is of a newer format, or part of it is damaged.
    """
    return read_document(text)[1]


def read_document(text: str) -> tuple[dict[str, Any], dict[str, dict[Unit, Rows]]]:
    """
    Return all that the text of a file says, as it stands there, and the units of each table, looked through.

    Raises:
        TransferError: as for `read_progress`.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise TransferError(f"it is not JSON ({error})") from error
    except RecursionError as error:
        raise TransferError("it is nested too deeply for progress") from error
    if not isinstance(document, dict) or document.get("playmore") != "progress":
        raise TransferError("it is not progress that playmore has written")
    if document.get("format") not in range(1, FORMAT + 1):
        theirs, version = _short(document.get("format")), _short(document.get("version", "unknown"))
        raise TransferError(
            f"it has format {theirs}, of playmore {version}, and this is playmore {__version__}, which knows "
            f"formats up to {FORMAT}; update this one"
        )
    tables = document.get("tables")
    if not isinstance(tables, dict):
        raise TransferError("it is damaged: it has no tables")
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise TransferError(f"it is damaged: it has a table {unknown[0]!r}")
    return document, {
        name: _read_table(TABLES[name], held, document["format"]) for name, held in tables.items()
    }


def _read_table(table: OwnTable, held: object, format: int) -> dict[Unit, Rows]:
    if not isinstance(held, dict) or held.get("columns") != list(table.columns_in(format)):
        raise TransferError(f"it is damaged: the columns of {table.name} are not those it should have")
    rows = held.get("rows")
    if not isinstance(rows, list):
        raise TransferError(f"it is damaged: {table.name} has no rows")
    units: dict[Unit, list[Row]] = {}
    for number, found in enumerate(rows, start=1):
        row = tuple(found) if isinstance(found, list) else ()
        if len(row) == len(table.columns_in(format)):
            (row,) = table.filled((row,))
        wrong = _what_is_wrong(table, row)
        if wrong:
            raise TransferError(f"it is damaged: row {number} of {table.name} {wrong}")
        units.setdefault(table.unit_of(row), []).append(row)
    return {unit: tuple(found) for unit, found in units.items()}


def _what_is_wrong(table: OwnTable, row: Row) -> str:
    """Return why a row cannot be one of this table, or nothing."""
    if len(row) != len(table.columns):
        return f"has not {len(table.columns)} columns"
    for column, value in zip(table.columns, row, strict=True):
        if not _is_fit(column, value):
            return f"has {_short(value)} as {column}"
    return ""


def _is_fit(column: str, value: object) -> bool:
    if column == "says" and value is None:
        return True
    if column == "changed":
        return value is None or _is_number(value)
    if column == "kind":
        return value in list(TextKind)
    if column == "open":
        return value in (0, 1)
    if column == "verdict":
        return value is None or (_is_number(value) and value in (0, 1))
    if column == "rating":
        return _is_number(value) and value in (1, 2, 3, 4)
    if column == "answers":
        return isinstance(value, str) and read_answers(value) is not None
    if column in _NUMBERS:
        return _is_number(value)
    if column in _WHOLE:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
    return isinstance(value, str) and not _SURROGATE.search(value) and (column != "state" or is_state(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -_MOST <= value <= _MOST


def _short(value: object) -> str:
    text = f"a number of {value.bit_length()} bits" if _is_huge(value) else repr(value)
    return text if len(text) <= 60 else text[:58] + " …"


def _is_huge(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and abs(value) > 10**60  # Python refuses to write out the largest


def merge(ours: Mapping[str, Units], theirs: Mapping[str, Units]) -> Merged:
    """Return what is to be changed so that the newer of each unit stands; of equally new ones ours stays."""
    changes: list[Change] = []
    added, replaced, kept, same = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for name, units in theirs.items():
        table = TABLES[name]
        for unit, rows in units.items():
            own = ours[name].get(unit, ())
            if own and sorted(map(repr, own)) == sorted(map(repr, rows)):
                same[name] += 1
            elif own and not _is_newer(table, rows, own):
                kept[name] += 1
            else:
                (replaced if own else added)[name] += 1
                changes.append(Change(name, unit, own, rows))
    return Merged(tuple(changes), added, replaced, kept, same)


def _is_newer(table: OwnTable, rows: Rows, own: Rows) -> bool:
    """Return whether *rows* replace ours; a step counts as done from when it was done first."""
    if table.name == "done":
        return table.written(rows) < table.written(own)
    return table.written(rows) > table.written(own)
