"""Lines in which words were found, as a learner would read them: without markup, around the words."""

import re
from collections.abc import Sequence

from playmore_cli.lesson.livevalues import fill_live_values, find_live_values
from playmore_cli.lesson.searching import Hit
from playmore_cli.lesson.spans import find_maths

_PARTIAL = 12
"""Characters of a word cut in two that are left out of an excerpt; a longer one is shown cut."""

_BEGINS = re.compile(r"^\s*(?:#{1,6}|>)\s+")
"""What makes a line a heading or a quotation."""


def excerpt(hit: Hit, words: Sequence[str], room: int) -> str:
    """
    Return what a learner would read of a hit, without markup, in at most *room* characters around the *words*.

    >>> excerpt(Hit("p1", "s", 1, 0.0, "say", "A **loss** is $L$, here `{{ loss:.2f }}`, and it falls."), ["falls"], 22)
    '…and it falls.'
    """
    line = hit.line
    if hit.where != "code":
        values = find_live_values(line)
        shown = [f"{one.expression}:{one.spec}" if one.spec else one.expression for one in values]
        line = unmarked(fill_live_values(line, shown))
    return _around(" ".join(line.split()), words, room)


def unmarked(line: str) -> str:
    r"""
    Return a line of narration without its Markdown; looking does not wait for what sets whole narration.

    >>> unmarked(r"the **loss** of `a**b_c` is $\frac{a}{b}$, see [p2](https://example.org)")
    'the loss of a**b_c is a/b, see p2'
    >>> unmarked("## A second trial"), unmarked("> it is #1")
    ('A second trial', 'it is #1')
    """
    from playmore_cli.view.maths import inline_maths, undrawable  # a search that looks stays light

    for formula, start in reversed(find_maths(line)):
        if undrawable(formula) is None:
            marks = 2 if line[:start].endswith("$$") else 1
            line = (
                line[: start - marks] + inline_maths(formula.strip()) + line[start + len(formula) + marks :]
            )
    parts = _BEGINS.sub("", line).split("`")
    parts[::2] = (
        re.sub(
            r"(?<!\\)\*+|(?<![\w\\])_+|_+(?!\w)|\\(?=[_*])",
            "",
            re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", part),
        )
        for part in parts[::2]
    )
    return "".join(parts)


def _around(line: str, words: Sequence[str], room: int) -> str:
    """Return the part of *line* in *room* characters, at the first place where it holds most of the *words*."""
    if len(line) <= room:
        return line
    lower = line.lower()
    found = {word.lower(): lower.find(word.lower()) for word in words}
    starts = sorted(place for place in found.values() if place >= 0) or [0]
    inner = room - 2

    def held(start: int) -> int:
        return sum(
            start <= place and place + len(word) <= start + inner
            for word, place in found.items()
            if place >= 0
        )

    first = max(starts, key=held)  # of several that hold as many the first
    last = max(
        (place + len(word) for word, place in found.items() if first <= place <= first + inner - len(word)),
        default=first,
    )
    # What is found stands in the middle, as far as there is text on both sides.
    start = max(min(first - (inner - (last - first)) // 2, len(line) - inner), 0)
    start, end = (0, inner + 1) if start <= 1 else (start, start + inner)
    end = len(line) if end >= len(line) - 1 else end
    if start and 0 <= (blank := line.find(" ", start, first)) < start + _PARTIAL:
        start = blank
    if end < len(line) and (blank := line.rfind(" ", last, end)) > end - _PARTIAL:
        end = blank
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
