"""
Attempts at exercises and typed predictions, each with whether it is right: what a lesson's checks are proved with.

The file is JSON, one record a line, or YAML: a list of the same records, or a mapping with the list under
``attempts``, the changes that alter nothing under ``equivalent``, and exercises that have no mutants under ``open``.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from playmore_cli.errors import UsageError


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """
    An attempt at the exercise of *step* (*code*), or a typed answer to its prediction (*typed*).

    *right* says what the check must find; *says* are words that the diagnosis of a wrong attempt must hold. *card*
    counts the step's cards from 0 where *code* answers one. Cases of another *lesson* are left out.
    """

    step: str
    right: bool
    label: str = ""
    code: str | None = None
    typed: str | None = None
    says: str = ""
    card: int | None = None
    lesson: str | None = None
    note: str = ""


class Equivalent(Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a solution that makes no difference: ``x.sum(1) => x.sum(-1)``, and why not."""

    step: str
    change: str
    why: str
    card: int | None = None


class Open(Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise that asks for a result by any way, such as a lower loss: a changed solution is another right one."""

    step: str
    why: str


class CaseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of cases holds."""

    attempts: tuple[Case, ...] = ()
    equivalent: tuple[Equivalent, ...] = ()
    open: tuple[Open, ...] = ()


def read_cases(text: str, name: str) -> CaseFile:
    """
    Return the cases in *text*; *name* is how errors call the file.

    Raises:
        UsageError: it is neither JSON lines nor YAML of this form; the message says where.

    >>> read_cases('{"step": "draw", "right": false, "code": "pass"}', "x").attempts[0].code
    'pass'
    """
    first = text.lstrip()[:1]
    document = _lines(text, name) if first == "{" else _document(text, name)
    if isinstance(document, list):
        document = {"attempts": document}
    try:
        found = msgspec.convert(document, CaseFile)
    except msgspec.ValidationError as error:
        raise UsageError(f"{name}: {error}") from error
    for number, case in enumerate(found.attempts):
        if (case.code is None) == (case.typed is None):
            raise UsageError(f"{name}: record {number + 1} ({case.step}) needs either code or typed")
    return found


def _lines(text: str, name: str) -> list[Any]:
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise UsageError(f"{name}, line {number}: this is no JSON: {error.msg}") from error
    return records


def _document(text: str, name: str) -> Any:
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise UsageError(f"{name}{where}: this is no YAML: {getattr(error, 'problem', error)}") from error


def cases_of(cases: Iterable[Case], lesson: str, steps: frozenset[str]) -> tuple[Case, ...]:
    """Return the cases of a *lesson*, of these *steps* only unless there are none."""
    return tuple(
        case for case in cases if case.lesson in (None, lesson) and (not steps or case.step in steps)
    )
