"""
Learners' versions put to work in a lesson: in place of the lecture's at their own step, and carried on from there.

A class or function of a learner's stands for the lecture's until the lecture changes it. Of a class that the
lecture changes later, the methods that it leaves alone stay the learner's.
"""

import ast
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from playmore_cli.exercises.ideas import bound_names, find_ideas
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.lesson.pace import source_at
from playmore_cli.lesson.pieces import find_definitions, find_methods, find_pieces
from playmore_cli.lesson.source import parse_source


@dataclass(frozen=True)
class Carried:
    """A definition of the lecture's with the learner's in it; *lectures* are the methods that stayed the lecture's."""

    source: str
    lectures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placement:
    """
    What runs where a learner's versions are put to work.

    *codes* is by step id what runs there instead of the lesson's code; *used* by id of an idea the ids of the steps
    where it is at work (none: it stands for itself); *lectures* by class the methods that the lecture changed
    later, and that are its own again.
    """

    codes: Mapping[str, str]
    used: Mapping[str, tuple[str, ...]]
    lectures: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Own:
    """A definition of the learner's: from which idea, its source, and the lecture's version that it stands for."""

    idea: str
    source: str
    was: str


def place_attempts(
    lesson: Lesson, attempts: Mapping[str, str], pace: PaceName, last: int | None = None
) -> Placement:
    """
    Return what runs where, with the learner's versions in place of the lecture's.

    Args:
        lesson: the lesson, whose ideas they are.
        attempts: by step id the learner's version.
        pace: with which constants the lesson's code runs.
        last: 0-based index of the last step that matters; ``None`` for the lesson's end.
    """
    solutions = {idea.step.id: idea.solution for idea in find_ideas(lesson)}
    codes: dict[str, str] = {}
    used: dict[str, tuple[str, ...]] = dict.fromkeys(attempts, ())
    back: dict[str, tuple[str, ...]] = {}
    own: dict[str, _Own] = {}
    lectures: dict[str, str] = {}
    for step in lesson.steps[: None if last is None else last + 1]:
        if step.code is None:
            continue
        code = source_at(step, pace)
        lectures |= _definitions(code)
        mine = attempts.get(step.id, "") if step.id in solutions else ""
        names = _definitions(mine)
        earlier = {name: one for name, one in own.items() if name not in names}
        changed, ideas, gone_back = _carry_on(code, earlier)
        back |= gone_back
        placed = put_in_place(changed, mine, solutions.get(step.id, ""))
        if placed is not None:
            changed, ideas = placed, ideas | {step.id}
            own |= {name: _Own(step.id, names[name], lectures[name]) for name in names if name in lectures}
            back |= dict.fromkeys(names, ())
        if changed != code:
            codes[step.id] = changed
        for idea in ideas:
            used[idea] = (*used[idea], step.id)
    return Placement(codes, used, {name: methods for name, methods in back.items() if methods})


def put_in_place(code: str, attempt: str, solution: str) -> str | None:
    r"""
    Return a step's code with an attempt in place of what it gives names to; ``None`` where it replaces nothing.

    Args:
        code: the step's code.
        attempt: what the learner wrote.
        solution: the lecture's answer to the task; other names that the attempt uses on the way count for nothing.

    >>> code = "def f(x):\n    return 1\n\nf(2)"
    >>> put_in_place(code, "def f(x):\n    return 3", code)
    'def f(x):\n    return 3\n\nf(2)'
    """
    replaced = _replaced_lines(code, bound_in(attempt) & bound_in(solution))
    if not replaced:
        return None
    lines = code.split("\n")
    first = replaced[0][0]
    gone = {row for start, end in replaced for row in range(start, end)}
    after = [line for row, line in enumerate(lines) if row >= first and row not in gone]
    return "\n".join([*lines[:first], attempt.strip("\n"), *after])


def counterpart(solution: str, attempt: str) -> str:
    r"""
    Return the part of the lecture's answer that an attempt stands for, with what it imports for that part.

    Where no part can be told it is all of the answer.

    >>> counterpart("import math\nx = 1\ny = 2\nprint(y)", "y = 3")
    'y = 2'
    >>> counterpart("import math\nx = 1\ny = math.exp(2)", "y = 3")
    'import math\ny = math.exp(2)'
    """
    lines = solution.split("\n")
    rows = _replaced_lines(solution, bound_in(attempt))
    part = "\n".join("\n".join(lines[start:end]) for start, end in rows)
    if not part:
        return solution
    used = {
        node.id for node in ast.walk(parse_source(part) or ast.Module([], [])) if isinstance(node, ast.Name)
    }
    needed = [text for text, names in _imports(solution) if names & used]
    return "\n".join([*needed, part])


def without_imports(attempt: str, theirs: str) -> str:
    r"""
    Return an attempt without the imports that *theirs* lacks: those that a step long before made are no difference.

    >>> without_imports("import math\ny = math.exp(1)", "y = math.e")
    'y = math.exp(1)'
    """
    there = {text for text, _ in _imports(theirs)}
    gone = {text for text, _ in _imports(attempt)} - there
    return "\n".join(line for line in attempt.split("\n") if line.strip() not in gone).strip("\n")


def _imports(source: str) -> list[tuple[str, frozenset[str]]]:
    """Return each import at the top level that stands on a line of its own, and the names that it binds."""
    tree = parse_source(source)
    lines = source.split("\n")
    return [
        (
            lines[one.lineno - 1].strip(),
            frozenset((name.asname or name.name).split(".")[0] for name in one.names),
        )
        for one in (tree.body if tree else ())
        if isinstance(one, ast.Import | ast.ImportFrom) and one.lineno == one.end_lineno
    ]


def bound_in(source: str) -> frozenset[str]:
    """Return the names that *source* binds at its top level; none where it does not parse."""
    tree = parse_source(source)
    return bound_names(tree.body) if tree else frozenset()


def _replaced_lines(code: str, names: frozenset[str]) -> list[tuple[int, int]]:
    """Return first line and end of each statement of *code* that binds one of *names*."""
    tree = parse_source(code)
    lines = code.split("\n")
    found: list[tuple[int, int]] = []
    before = 0
    for statement in tree.body if tree else ():
        start = _first_line(statement, lines, before)
        before = statement.end_lineno or statement.lineno
        if bound_names([statement]) & names:
            found.append((max(start, found[-1][1]) if found else start, before))
    return found


def _first_line(statement: ast.stmt, lines: list[str], before: int) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    start = min([statement.lineno, *(one.lineno for one in decorators)]) - 1
    while start > before and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _definitions(source: str) -> dict[str, str]:
    """Return the classes and functions at the top level of *source*, by name."""
    return {piece.name: piece.source for piece in find_pieces(source) if piece.name}


def _carry_on(code: str, own: Mapping[str, _Own]) -> tuple[str, frozenset[str], dict[str, tuple[str, ...]]]:
    """Return *code* with the learner's definitions in it, their ideas, and by name what is the lecture's again."""
    lines = code.split("\n")
    ideas: set[str] = set()
    back: dict[str, tuple[str, ...]] = {}
    for piece in reversed(find_pieces(code)):
        mine = own.get(piece.name)
        if mine is None:
            continue
        carried = carry(mine.source, mine.was, piece.source)
        back[piece.name] = ("all of it",) if carried is None else carried.lectures
        if carried is not None:
            lines[piece.start : piece.end] = carried.source.split("\n")
            ideas.add(mine.idea)
    return "\n".join(lines), frozenset(ideas), back


def carry(mine: str, was: str, now: str) -> Carried | None:
    """
    Return the learner's definition brought to the lecture's later version; ``None`` where nothing of it stays.

    Args:
        mine: the learner's class or function.
        was: the lecture's, when the learner wrote theirs.
        now: the lecture's later version.
    """
    if now.strip() == was.strip():
        return Carried(mine)
    new, old, own = (_methods(source) for source in (now, was, mine))
    kept = {name for name in new if name in own and old.get(name) == new[name]}
    if not kept:
        return None
    lines = now.split("\n")
    for name, (start, end) in reversed(find_methods(now).items()):
        if name in kept:
            lines[start:end] = textwrap.indent(own[name], "    ").split("\n")
    for name, source in own.items():
        if name not in new:
            lines += ["", *textwrap.indent(source, "    ").split("\n")]
    return Carried("\n".join(lines), tuple(name for name in new if name not in kept))


def _methods(source: str) -> dict[str, str]:
    """Return the source of each method of a class, dedented; nothing for a function."""
    return {name.partition(".")[2]: text for name, text in find_definitions(source).items() if "." in name}
