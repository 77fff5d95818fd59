"""Markdown cells cut at their headings."""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from playmore_cli.importing.notebook import NotebookCell
from playmore_cli.lesson.spans import find_verbatim

_HEADING = re.compile(
    r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]{0,300}?)[ \t]{0,9}#{0,9}[ \t]{0,9}$"
    r"|^(?P<under>\S[^\n]{0,300})\n(?P<line>={3,}|-{3,})[ \t]*$"
    r"|<h(?P<level>[1-6])\b[^>]{0,500}>(?P<tagged>.{0,300}?)</h(?P=level)>",
    re.MULTILINE | re.IGNORECASE,
)


class Part(NamedTuple):
    """What stands below one heading of a cell: *level* 1 to 6, or 0 and no *title* where text comes first."""

    level: int
    title: str
    body: str
    heading: str = ""
    """The heading as it is written."""


class NotebookOutline(NamedTuple):
    """What the headings of a notebook are: the lesson's *title*, and up to which *level* they begin chapters."""

    title: str
    level: int


def split_parts(markdown: str) -> tuple[Part, ...]:
    r"""
    Return the parts of a cell.

    >>> [(part.level, part.title, part.body) for part in split_parts("before\n## One\nbody")]
    [(0, '', 'before'), (2, 'One', 'body')]
    """
    verbatim = find_verbatim(markdown)
    found = [
        match
        for match in _HEADING.finditer(markdown)
        if not any(start <= match.start() < end for start, end in verbatim)
    ]
    parts = []
    first = markdown[: found[0].start()] if found else markdown
    if first.strip():
        parts.append(Part(0, "", first.strip("\n").rstrip()))
    ends = [*(match.start() for match in found[1:]), len(markdown)]
    for match, end in zip(found, ends, strict=False):
        body = markdown[match.end() : end]
        if match["marks"]:
            level, title = len(match["marks"]), match["title"]
        elif match["level"]:
            level, title = int(match["level"]), match["tagged"]
        else:
            level, title = (1 if match["line"][0] == "=" else 2), match["under"]
        parts.append(Part(level, title.strip(), body.strip("\n").rstrip(), match[0].strip()))
    return tuple(parts)


def find_outline(cells: Sequence[NotebookCell]) -> NotebookOutline:
    """
    Return which heading is the lesson's title and which begin chapters.

    The title is a heading before all code, where no other is of its level or above; chapters begin at the highest
    level there is besides.
    """
    levels: list[int] = []
    title = ""
    code_came = False
    for cell in cells:
        code_came |= cell.kind == "code" and bool(cell.source.strip())
        for part in split_parts(cell.source) if cell.kind == "markdown" else ():
            if part.level and not levels and not code_came:
                title = part.title
            levels += [part.level] if part.level else []
    if not levels:
        return NotebookOutline("", 0)
    first, *others = levels
    if title and all(level > first for level in others):
        return NotebookOutline(title, min(others, default=0))
    return NotebookOutline("", min(levels))


def plain_title(markdown: str) -> str:
    r"""
    Return a heading without its Markdown.

    >>> plain_title("**The** `Value` [class](https://example.org) of a\\_b")
    'The Value class of a_b'
    >>> plain_title("a -&gt; b")
    'a -> b'
    """
    text = re.sub(r"<[^>]+>", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?<!\\)[*`]+|(?<![\w\\])_+|(?<!\\)_+(?!\w)", "", text)
    return " ".join(html.unescape(unescaped(text)).split())


def unescaped(markdown: str) -> str:
    r"""
    Return a text without the backslashes before its signs.

    >>> unescaped(r"head\_size")
    'head_size'
    """
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
