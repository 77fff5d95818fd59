"""Finding words in lessons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from playmore_cli.lesson.model import Lesson, Step


@dataclass(frozen=True)
class Hit:
    """A line that holds all the words: *number* is its step's, from 1; *at* in seconds."""

    lesson: str
    step: str
    number: int
    at: float
    where: Literal["say", "code", "then", "title"]
    line: str


def search_lessons(lessons: Iterable[Lesson], words: Sequence[str]) -> tuple[Hit, ...]:
    """
    Return the lines of all lessons that hold every one of *words*, in the lectures' order.

    Case does not count. A paragraph of narration counts as one line; a chapter's title is found at its first
    step.
    """
    wanted = [word.lower() for word in words]
    return tuple(
        hit
        for lesson in lessons
        for hit in _lines(lesson)
        if all(word in hit.line.lower() for word in wanted)
    )


def _lines(lesson: Lesson) -> Iterator[Hit]:
    number = 0
    for chapter in lesson.chapters:
        for place, step in enumerate(chapter.steps):
            number += 1
            if place == 0:
                yield Hit(lesson.id, step.id, number, step.at, "title", chapter.title)
            for where, line in _texts(step):
                yield Hit(lesson.id, step.id, number, step.at, where, line)


def _texts(step: Step) -> Iterator[tuple[Literal["say", "code", "then"], str]]:
    for piece in step.pieces:
        for paragraph in _paragraphs(piece):
            yield "say", paragraph
    for line in (step.code or "").splitlines():
        if line.strip():
            yield "code", line.strip()
    for paragraph in _paragraphs(step.then or ""):
        yield "then", paragraph


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())
