"""Finding words in lessons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from playmore_cli.lesson.model import Lesson, Step

Where = Literal["title", "say", "code", "then"]


@dataclass(frozen=True)
class Hit:
    """A line that holds all the words: *number* is its step's, from 1; *at* in seconds."""

    lesson: str
    step: str
    number: int
    at: float
    where: Where
    line: str


def search_lessons(lessons: Iterable[Lesson], words: Sequence[str]) -> tuple[Hit, ...]:
    """
    Return the lines of all lessons that hold every one of *words*, in the lectures' order.

    Case does not count. A paragraph of narration counts as one line; a chapter's title is found at its first
    step.
    """
    wanted = [word.lower() for word in words]
    return tuple(hit for lesson in lessons for hit in _hits(lesson, wanted))


def _hits(lesson: Lesson, words: Sequence[str]) -> Iterator[Hit]:
    number = 0
    for chapter in lesson.chapters:
        for place, step in enumerate(chapter.steps):
            number += 1
            for where, text in _texts(step, chapter.title if place == 0 else ""):
                if _holds(text, words):  # most texts do not, and need not be taken apart
                    for line in _lines(where, text):
                        if line and _holds(line, words):
                            yield Hit(lesson.id, step.id, number, step.at, where, line)


def _holds(text: str, words: Sequence[str]) -> bool:
    text = text.lower()
    return all(word in text for word in words)


def _texts(step: Step, title: str) -> Iterator[tuple[Where, str]]:
    yield "title", title
    for piece in step.pieces:
        yield "say", piece
    yield "code", step.code or ""
    yield "then", step.then or ""


def _lines(where: Where, text: str) -> Iterator[str]:
    if where == "code":
        return (line.strip() for line in text.splitlines())
    return (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
