"""
No word before its time: whether a lesson uses terms before the step that introduces them, in the order of its course.

A course is what the lessons' ``needs`` connect. What a lesson needs is known from its first step on; a term of a
lesson that comes after it is not known at all.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.nodes import Mapping, Scalar, parse_nodes
from playmore_cli.lesson.problems import Finding, Problem, place_findings
from playmore_cli.lesson.terms import Vocabulary, brought


class _Introduction(NamedTuple):
    """From which step on (0-based) a term is known, -1 for the beginning, and how to say where."""

    since: int
    where: str
    advice: str


def check_terms(path: Path, lesson: Lesson, beside: Sequence[Lesson]) -> tuple[Problem, ...]:
    """
    Return each term that a lesson uses before its time, at its first use, and what its ``needs`` lack.

    Args:
        path: the lesson's file, which is valid.
        lesson: what it holds.
        beside: the other lessons there are; of two with one id the last.
    """
    text = decode(read_content(path), path)
    root, _ = parse_nodes(text)
    assert isinstance(root, Mapping)
    others = {other.id: other for other in beside if other.id != lesson.id}
    return place_findings([*_missing(root, others), *_early(root, lesson, others)], path, text)


def check_links(path: Path, lesson: Lesson, beside: Sequence[Lesson]) -> tuple[Problem, ...]:
    """
    Return each link of ``see`` that leads to no lesson, or to no step of it.

    Args:
        path: the lesson's file, which is valid.
        lesson: what it holds.
        beside: the other lessons there are; of two with one id the last.
    """
    if not any(step.see for step in lesson.steps):
        return ()
    text = decode(read_content(path), path)
    root, _ = parse_nodes(text)
    assert isinstance(root, Mapping)
    others = {other.id: other for other in beside} | {lesson.id: lesson}
    steps = [step for chapter in root.mappings("chapters") for step in chapter.mappings("steps")]
    return place_findings(
        [finding for step in steps for link in step.texts("see") for finding in _lost(link, others)],
        path,
        text,
    )


def _lost(link: Scalar, others: dict[str, Lesson]) -> Iterator[Finding]:
    name, _, step = str(link.value).partition("/")
    if name not in others:
        near = did_you_mean(name, others).removeprefix("; ")
        message = f"there is no lesson {name!r}"
        yield Finding(
            link.line, link.column, message, near or "link to lessons of the same folder, or playmore's own"
        )
    elif not others[name].has_step(step):
        near = did_you_mean(step, [one.id for one in others[name].steps]).removeprefix("; ")
        message = f"{name} has no step {step!r}"
        yield Finding(link.line, link.column, message, near or f"playmore outline {name} --steps lists them")


def _missing(root: Mapping, others: dict[str, Lesson]) -> Iterator[Finding]:
    for name in root.texts("needs"):
        if name.value not in others:
            message = f"there is no lesson {name.value!r}"
            yield Finding(
                name.line, name.column, message, "name lessons of the same folder, or playmore's own"
            )


def _early(root: Mapping, lesson: Lesson, others: dict[str, Lesson]) -> Iterator[Finding]:
    introduced, forms = _introductions(lesson, others)
    vocabulary = Vocabulary(forms.items())
    told: set[str] = set()
    steps = [step for chapter in root.mappings("chapters") for step in chapter.mappings("steps")]
    for index, step in enumerate(steps):
        used = set()
        for word, place in _uses(step, vocabulary):
            used.add(word)
            known = introduced[word]
            if known.since > index and word not in told:
                told.add(word)
                yield Finding(*place, f"{word!r} is used here, {known.where}", known.advice)
        yield from _not_said(root, lesson.steps[index].id, used, introduced)


def _not_said(
    root: Mapping, step: str, used: set[str], introduced: dict[str, _Introduction]
) -> Iterator[Finding]:
    """Yield the terms that the step which introduces them does not use."""
    terms = root.mapping("terms")
    for word, term in terms.entries if terms else ():
        name = term.text("step") if isinstance(term, Mapping) else None
        key = str(word.value).lower()
        if name and name.value == step and key in introduced and key not in used:
            message = f"the step {step!r} does not use {word.value!r}, which it is to introduce"
            yield Finding(
                name.line, name.column, message, "name the step that explains it, or add the form used"
            )


def _introductions(
    lesson: Lesson, others: dict[str, Lesson]
) -> tuple[dict[str, _Introduction], dict[str, tuple[str, ...]]]:
    """Return where each term of the course is introduced, and its forms, by the word in small letters."""

    def find(name: str) -> Lesson:
        if name not in course:
            raise UsageError(f"there is no lesson {name!r}")
        return course[name]

    course = others | {lesson.id: lesson}

    introduced: dict[str, _Introduction] = {}
    forms: dict[str, tuple[str, ...]] = {}
    needed = brought(lesson, find)
    later = [other for other in others.values() if lesson.id in {one.id for one in brought(other, find)}]
    for source in (*needed, lesson, *later):
        for word, term in source.terms.items():
            key = word.lower()
            if term.everyday or (source in later and key in introduced):
                continue
            forms[key] = (*forms.get(key, ()), word, *term.forms)
            introduced.setdefault(key, _introduction(source, lesson, term.step, is_known=source in needed))
    return introduced, forms


def _introduction(source: Lesson, lesson: Lesson, step: str, *, is_known: bool) -> _Introduction:
    if is_known:
        return _Introduction(-1, "", "")
    if source is lesson:
        return _Introduction(
            lesson.index_of(step),
            f"before the step {step!r} introduces it",
            "explain it here in a clause, say it in other words, or name this step in 'terms'",
        )
    return _Introduction(
        len(lesson.steps),
        f"and {source.id} introduces it, at {step!r}, which comes after this lesson",
        "explain it here and add it to 'terms', or say it in other words",
    )


def _uses(step: Mapping, vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the terms in narration, questions, tasks and code of a step, each with its line and column."""
    predict, recreate = step.mapping("predict"), step.mapping("recreate")
    prose = [*step.texts("say"), *step.texts("then")]
    if predict is not None:
        prose += [*predict.texts("ask"), *predict.texts("choices"), *predict.texts("why")]
    if recreate is not None:
        prose += [*recreate.texts("task"), *recreate.texts("hints")]
    for card in step.mappings("cards"):
        prose += [*card.texts("ask"), *card.texts("answer")]
    for text in prose:
        yield from _placed(text, vocabulary.in_prose(str(text.value)))
    for code in step.texts("code"):
        yield from _placed(code, vocabulary.in_code(str(code.value)))


def _placed(text: Scalar, found: Iterator[tuple[str, int]]) -> Iterator[tuple[str, tuple[int, int]]]:
    for word, place in found:
        yield word, text.place_of(place)
