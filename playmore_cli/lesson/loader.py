"""From a lesson file to a lesson, or to everything that is wrong with it."""

from pathlib import Path

import msgspec

from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.model import Lesson, Timecode
from playmore_cli.lesson.nodes import Mapping, Node, parse_nodes
from playmore_cli.lesson.problems import Finding, LessonError, Problem, place_findings
from playmore_cli.lesson.rules import Undrawable, find_breaches
from playmore_cli.lesson.shape import find_misfits, plain, read_timecode

__all__ = ["LessonError", "load_lesson", "parse_lesson", "read_lesson"]

_KEYS = frozenset(Lesson.__struct_encode_fields__)


def load_lesson(path: Path, undrawable: Undrawable | None = None) -> Lesson:
    """
    Return the lesson in a file.

    With *undrawable* the formulae are checked as well, see `rules.Undrawable`.

    Raises:
        LessonError: the file cannot be read or holds no lesson; the error holds all problems.
    """
    return parse_lesson(read_content(path), path, undrawable)


def parse_lesson(content: bytes, path: Path, undrawable: Undrawable | None = None) -> Lesson:
    """
    Return the lesson in the bytes of a file; *path* is only named in problems.

    Raises:
        LessonError: they hold no lesson; the error holds all problems.
    """
    lesson, problems = read_lesson(decode(content, path), path, undrawable)
    if lesson is None:
        raise LessonError(problems)
    return lesson


def read_lesson(
    text: str, path: str | Path, undrawable: Undrawable | None = None
) -> tuple[Lesson | None, tuple[Problem, ...]]:
    r"""
    Return the lesson in a text whose lines end at ``\n``, or None and all of its problems.

    *path* is only named in the problems.
    """
    root, faults = parse_nodes(text)
    findings = list(faults)
    if root is not None and not findings and (refusal := _no_lesson(root)):
        findings.append(refusal)
    elif root is None and not findings:
        findings.append(Finding(1, 1, "the file is empty", "playmore new writes a lesson to start from"))
    elif isinstance(root, Mapping):
        findings += find_misfits(root)
        findings += find_breaches(root, undrawable)
    if root is None or findings:
        return None, place_findings(findings, path, text)
    return msgspec.convert(plain(root), Lesson, dec_hook=_convert), ()


def _convert(kind: type, value: object) -> object:
    """Make the one type of the model that msgspec does not know: a timecode."""
    timecode = read_timecode(str(value)) if kind is Timecode else None
    if timecode is None:
        raise TypeError(f"{value!r} does not make a {kind.__name__}")  # the shape was not checked before
    return timecode


def _no_lesson(root: Node) -> Finding | None:
    """Return the one thing to say about a file that is something else altogether."""
    if not isinstance(root, Mapping):
        found = "a list" if not hasattr(root, "value") else "text"
        return Finding(
            root.line,
            root.column,
            f"this is not a lesson: it holds {found}, not keys such as id and chapters",
        )
    if not _KEYS & {key.value for key, _ in root.entries}:
        return Finding(root.line, root.column, "this is not a lesson: none of its keys is one of a lesson's")
    return None
