"""The ideas of a lesson that learners write themselves, and what code gives names to."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.model import Lesson, Recreate, Step
from playmore_cli.lesson.source import parse_source
from playmore_cli.timecode import looks_like_timecode


class State(Enum):
    """How far a learner is with an idea."""

    NEW = "new"
    TRIED = "tried"
    SOLVED = "solved"


@dataclass(frozen=True)
class Idea:
    """A step whose code the learner can write instead; *index* is its 0-based place in the lesson."""

    lesson: Lesson
    index: int

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.lesson.steps[self.index]

    @property
    def exercise(self) -> Recreate:
        """The task, its check and its hints."""
        exercise = self.step.recreate
        assert exercise is not None, "an idea's step has an exercise"
        return exercise

    @property
    def solution(self) -> str:
        """The lecture's version."""
        return self.exercise.solution or self.step.code or ""

    @property
    def summary(self) -> str:
        """The task's first sentence, on one line."""
        text = " ".join(self.exercise.task.split())
        ends = [place for sign in (". ", ": ") if (place := text.find(sign)) > 0]
        return text[: min(ends)] if ends else text.rstrip(".:")


def find_ideas(lesson: Lesson) -> tuple[Idea, ...]:
    """Return the ideas of a lesson in its order."""
    return tuple(Idea(lesson, index) for index, step in enumerate(lesson.steps) if step.recreate is not None)


def find_idea(lesson: Lesson, place: str) -> Idea:
    """
    Return the idea at a step's id or number, or the last one at or before a timecode.

    Raises:
        UsageError: there is none; the message names those nearby.
    """
    ideas = find_ideas(lesson)
    if not ideas:
        raise UsageError(f"{lesson.id} has no ideas to write yourself")
    words = place.strip()
    if not words.isdecimal() and not lesson.has_step(words) and not looks_like_timecode(words):
        near = did_you_mean(words, [idea.step.id for idea in ideas])
        if near:
            raise UsageError(f"{lesson.id} has no idea {words!r}{near}")
    index = lesson.find(words)
    found = next((idea for idea in ideas if idea.index == index), None)
    if found is None and looks_like_timecode(words) and not words.isdecimal():
        found = next((idea for idea in reversed(ideas) if idea.index <= index), ideas[0])
    if found is None:
        nearest = sorted(ideas, key=lambda idea: abs(idea.index - index))[:3]
        names = ", ".join(
            f"{idea.step.id} (step {idea.index + 1})" for idea in sorted(nearest, key=lambda one: one.index)
        )
        raise UsageError(f"step {index + 1} of {lesson.id} holds no idea to write; nearby are {names}")
    return found


def state_of(idea: Idea, solved: Collection[str], tried: Collection[str]) -> State:
    """Return how far a learner is, from the ids of the steps solved and tried."""
    if idea.step.id in solved:
        return State.SOLVED
    return State.TRIED if idea.step.id in tried else State.NEW


def bound_names(statements: Sequence[ast.stmt]) -> frozenset[str]:
    r"""
    Return the names that statements define, assign or change an entry of; imports and loop counters left out.

    >>> sorted(bound_names(ast.parse("def f(): y = 1\nd[0] -= 1\nfor i in r: t = i").body))
    ['d', 'f', 't']
    """
    return frozenset(name for statement in statements for name in _bound(statement))


def created_names(source: str) -> tuple[str, ...]:
    r"""
    Return what running *source* creates, in order: functions with their brackets, classes as such.

    >>> created_names("class Value: pass\ndef slope(f, x): return 0\nnodes, edges = [], []")
    ('class Value', 'slope(f, x)', 'nodes', 'edges')
    """
    tree = parse_source(source)
    found: list[str] = []
    for statement in tree.body if tree else ():
        if isinstance(statement, ast.ClassDef):
            found.append(f"class {statement.name}")
        elif isinstance(statement, ast.FunctionDef):
            arguments = ", ".join(one.arg for one in statement.args.args)
            found.append(f"{statement.name}({arguments})")
        else:
            found.extend(_bound(statement))
    return tuple(dict.fromkeys(found))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    match node:
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _roots(target)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.NamedExpr(target=target):
            yield from _roots(target)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _roots(target)
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _roots(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _roots(part)
        case ast.Starred(value=value) | ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _roots(value)
