"""Threads: links from a step to steps of other lessons, and what is said of them."""

from collections.abc import Callable
from dataclasses import dataclass

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.timecode import format_timecode


@dataclass(frozen=True)
class Link:
    """A step that a link leads to: its lesson, id, chapter's title, and when it begins, in seconds."""

    lesson: str
    step: str
    chapter: str
    at: float

    @property
    def text(self) -> str:
        """
        Return where the thread leads.

        >>> Link("p4", "bn-backward", "batch norm backward", 5070).text
        'p4/bn-backward, batch norm backward 01:24:30'
        """
        return f"{self.lesson}/{self.step}, {self.chapter} {format_timecode(self.at)}"


def find_threads(step: Step, find: Callable[[str], Lesson]) -> tuple[Link, ...]:
    """
    Return where the links of a step lead; those to lessons or steps that are not there are left out.

    Args:
        step: whose links.
        find: returns a lesson by id, or raises a `PlaymoreError`.
    """
    threads = []
    for link in step.see:
        name, _, target = link.partition("/")
        try:
            lesson = find(name)
            there = lesson.steps[lesson.index_of(target)]
        except PlaymoreError:
            continue
        threads.append(Link(lesson.id, there.id, lesson.chapter_of(there).title, there.at))
    return tuple(threads)
