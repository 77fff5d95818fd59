"""Steps and chapters on their way from cells to a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playmore_cli.lesson.model import Expect


@dataclass
class StepDraft:
    """
    A step as far as its cells tell.

    *cells* are the numbers of the cells it comes from; *name* is what its heading calls it, *comment* the first one of
    its code; *id* is set where an export of ours named it; *at* is known in seconds or not; *keys* are further keys as
    in a lesson file.
    """

    cells: list[int]
    name: str = ""
    comment: str = ""
    id: str = ""
    at: float | None = None
    say: str | tuple[str, ...] = ""
    code: str | None = None
    then: str | None = None
    expect: Expect | None = None
    keys: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether a learner would see nothing of it."""
        return not "".join(self.say).strip() and self.code is None


@dataclass
class ChapterDraft:
    """A chapter as far as its heading tells; *cells* are those of the heading alone."""

    title: str
    cells: list[int] = field(default_factory=list)
    at: float | None = None
    steps: list[StepDraft] = field(default_factory=list)
