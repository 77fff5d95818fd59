"""What is wrong with a lesson file, where, and what to do about it."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from playmore_cli.errors import PlaymoreError

_WIDTH = 100
"""Columns a source line and its advice may take; more is cut around the caret."""


class Finding(NamedTuple):
    """A problem as a rule sees it: *line* and *column* count from 1, in characters."""

    line: int
    column: int
    message: str
    advice: str = ""


class Problem(Struct, frozen=True):
    """
    A finding with its file and the source line, ready to be shown.

    *line* and *column* count from 1, in characters; line 0 stands for the file as a whole.
    """

    path: str
    line: int
    column: int
    message: str
    advice: str = ""
    source_line: str = ""

    @property
    def place(self) -> str:
        """Return ``file:line:column``, or the file alone."""
        path = _visible(self.path)
        return f"{path}:{self.line}:{self.column}" if self.line else path

    def __str__(self) -> str:
        r"""
        Return the problem with the line it stands in and a caret below the place.

        >>> print(Problem("p1.yaml", 212, 9, "this step starts too early", "move it up", '    at: "51:10"'))
        p1.yaml:212:9: this step starts too early
          212 |     at: "51:10"
              |         ^ move it up
        """
        message = f"{self.place}: {self.message}"
        if not self.line:
            return f"{message}; {self.advice}" if self.advice else message
        before, rest = (
            _visible(self.source_line[: self.column - 1]),
            _visible(self.source_line[self.column - 1 :]),
        )
        if len(before) > _WIDTH * 2 // 3:
            before = "…" + before[-_WIDTH // 2 :]
        if len(before) + len(rest) > _WIDTH:
            rest = rest[: max(0, _WIDTH - len(before))] + "…"
        margin = " " * (len(str(self.line)) + 2)
        indent = " " * sum(map(_columns, before))
        if len(indent) + len(self.advice) <= _WIDTH:
            pointer = f"{margin} | {indent}^ {self.advice}".rstrip()
        else:
            pointer = f"{margin} | {indent}^\n{margin} | {self.advice}"
        return f"{message}\n  {self.line} | {before + rest}".rstrip() + f"\n{pointer}"


class LessonError(PlaymoreError):
    """A lesson file cannot be used; *problems* holds every reason found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_describe(self.problems))


def _describe(problems: Sequence[Problem]) -> str:
    texts = [str(problem) for problem in problems]
    if len(problems) > 1:
        texts.append(f"{len(problems)} problems in {_visible(problems[0].path)}")
    return "\n".join(texts)


def place_findings(findings: Sequence[Finding], path: str | Path, text: str) -> tuple[Problem, ...]:
    r"""
    Return the findings as problems of the file with this *text*, once each and in the order of the file.

    Lines end at ``\n`` alone.
    """
    lines = text.split("\n")
    problems = []
    for line, column, message, advice in sorted(set(findings)):
        row = min(line, len(lines))  # YAML may count one line more than there are, at the end of the text
        problems.append(Problem(str(path), row, column, message, advice, lines[row - 1]))
    return tuple(problems)


def _visible(text: str) -> str:
    """Replace what a terminal would act on instead of showing it; tabs become one space."""
    return "".join(
        " "
        if character == "\t"
        else "�"
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )


def _columns(character: str) -> int:
    """Return the terminal columns that a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
