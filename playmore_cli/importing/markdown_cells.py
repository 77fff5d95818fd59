"""Markdown of a notebook as narration: what a terminal cannot show is changed, each time with a remark."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from playmore_cli.importing.account import Notes
from playmore_cli.lesson.nodes import FORBIDDEN
from playmore_cli.lesson.rules import Undrawable
from playmore_cli.lesson.spans import find_maths, find_verbatim

# Every repetition that looks for an end has a limit, so that no text, however odd, takes minutes.
_BADGE = re.compile(
    r"\[!\[[^\]]{0,200}\]\([^)]{0,500}(?:badge|shields\.io)[^)]{0,500}\)\]\([^)]{0,500}\)"
    r"|<a\b[^>]{0,500}>\s{0,50}<img\b[^>]{0,500}badge[^>]{0,500}>\s{0,50}</a>",
    re.IGNORECASE,
)
_LINKED_PICTURE = re.compile(
    r"\[!\[(?P<alt>[^\]]{0,500})\]\((?P<target>[^\s)]{1,2000})[^)]{0,500}\)\]\((?P<link>[^)]{0,2000})\)"
)
_CONTENTS_LINE = re.compile(
    r"^[ \t]{0,20}(?:[-*+]|[0-9]{1,3}[.)])[ \t]{1,9}\[[^\]\n]{0,300}\]\(#[^)\n]{0,300}\)[ \t]*\n?",
    re.MULTILINE,
)
_WITHIN = re.compile(r"(?<![!\]])\[(?P<words>[^\]\n]{0,300})\]\(#[^)\s]{0,300}\)")
_INDENTED_TAG = re.compile(r"^[ \t]{1,200}(?=</?[a-zA-Z])", re.MULTILINE)
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]{0,500})\]\((?P<target>[^\s)]{1,2000})(?:\s{1,9}\"[^\"]{0,500}\")?\)")
_IMG = re.compile(r"<img\b(?P<attributes>[^>]{0,2000}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<name>src|alt|href)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+))""",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.{0,5000}?-->[ \t]*\n?", re.DOTALL)
_ANCHOR = re.compile(r"<a\b(?P<attributes>[^>]{0,1000})>(?P<text>.{0,1000}?)</a>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][\w-]{0,30})(?:\s[^<>]{0,1000})?/?>")
_HEADING = re.compile(r"<h([1-6])\b[^>]{0,500}>", re.IGNORECASE)
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`", "s": "~~", "del": "~~"}
_BREAKS = (
    "br",
    "p",
    "div",
    "hr",
    "li",
    "tr",
    "center",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)
_ROUND = re.compile(r"\\\\\((?P<maths>.{1,500}?)\\\\\)|\\\((?P<other>[^()\n]{1,500}?)\\\)", re.DOTALL)
_SQUARE = re.compile(r"\\\\\[(?P<maths>.{1,2000}?)\\\\\]", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\begin\{(?P<name>[a-z]{1,30}\*?)\}.{0,3000}?\\end\{(?P=name)\}", re.DOTALL)


@dataclass(frozen=True)
class NotebookContext:
    """
    What the cells of a notebook share.

    *undrawable* says why a formula cannot be drawn; *folder* names where pictures will lie beside the lesson;
    *pictures* collects them by name, and *notes* the remarks.
    """

    undrawable: Undrawable
    folder: str
    notes: Notes = field(default_factory=Notes)
    pictures: dict[str, bytes] = field(default_factory=dict)


def clean_narration(markdown: str, cell: int, attachments: Mapping[str, str], around: NotebookContext) -> str:
    """Return the narration that a Markdown text becomes; what was changed is noted."""
    text = without_hidden(markdown, cell, around.notes)
    text = _outside(text, lambda part: _plain_delimiters(part, cell, around.notes))
    text = _outside(text, lambda part: _without_dead_links(part, cell, around.notes))
    text = _outside(text, lambda part: _without_html(part, cell, attachments, around))
    if "{{" in text:
        around.notes.add(cell, "changed", "`{{` was written `{ {`: two braces would open a live value")
        text = re.sub(r"\{(?=\{)", "{ ", text)
    drawable = _drawable(text, cell, around)
    text = _without_open_block(drawable)
    if text != drawable:
        around.notes.add(cell, "changed", "`$$` was escaped: it opens a formula that nothing closes")
    return text.strip("\n").rstrip()


def without_hidden(text: str, cell: int, notes: Notes) -> str:
    """Return the text without characters that a lesson file must not hold."""
    found = sorted({f"U+{ord(sign):04X}" for sign in FORBIDDEN.findall(text)})
    if found:
        notes.add(cell, "changed", f"invisible characters were taken out: {', '.join(found)}")
    return FORBIDDEN.sub("", text)


def _outside(text: str, change: Callable[[str], str]) -> str:
    """Apply *change* to what stands outside of code and maths."""
    parts, place = [], 0
    for start, end in find_verbatim(text):
        parts += [change(text[place:start]), text[start:end]]
        place = end
    return "".join([*parts, change(text[place:])])


# ---- maths


def _plain_delimiters(text: str, cell: int, notes: Notes) -> str:
    r"""Write ``\\( \\)`` and ``\\[ \\]`` as dollars; an environment without any becomes a block."""
    text = _ROUND.sub(lambda match: f"${(match['maths'] or match['other']).strip()}$", text)
    text = _SQUARE.sub(lambda match: f"$${match['maths'].strip()}$$", text)
    return _ENVIRONMENT.sub(lambda match: f"$${match[0]}$$", text)


def _drawable(text: str, cell: int, around: NotebookContext) -> str:
    """Write formulae that cannot be drawn as code."""
    for formula, start in reversed(find_maths(text)):
        reason = around.undrawable(formula)
        if reason is None:
            continue
        is_block = text[:start].endswith("$$")
        marks = 2 if is_block else 1
        before, after = text[: start - marks], text[start + len(formula) + marks :]
        bare = formula.strip()
        if is_block or "\n" in bare:
            text = f"{before.rstrip()}\n\n```latex\n{bare}\n```\n\n{after.lstrip()}".lstrip("\n")
        else:
            ticks = "``" if "`" in bare else "`"
            text = f"{before}{ticks}{bare}{ticks}{after}"
        around.notes.add(cell, "maths", f"a formula stands as code, since it cannot be drawn: {reason}")
    return text


def _without_open_block(text: str) -> str:
    r"""
    Escape two dollars that open a formula and have none to close it: they would find some in the cells to come.

    >>> _without_open_block("$$x$$ and $$")
    '$$x$$ and \\$\\$'
    """
    for formula, start in find_maths(f"{text}\n\nx$$"):
        if start <= len(text) < start + len(formula) and text[:start].endswith("$$"):
            return rf"{text[: start - 2]}\$\${text[start:]}"
    return text


# ---- links, pictures and HTML


def _without_dead_links(text: str, cell: int, notes: Notes) -> str:
    """Leave out contents lists, and of other links within the notebook all but their words."""
    without, lines = _CONTENTS_LINE.subn("", text)
    if lines:
        notes.add(cell, "dropped", "a list of contents was left out: the outline shows the chapters")
    return _WITHIN.sub(r"\g<words>", without)


def _without_html(text: str, cell: int, attachments: Mapping[str, str], around: NotebookContext) -> str:
    notes = around.notes
    text, badges = _BADGE.subn("", text)
    if badges:
        notes.add(cell, "dropped", "a badge was left out")
    text = _INDENTED_TAG.sub("", _COMMENT.sub("", text))

    def linked(match: re.Match[str]) -> str:
        words = _picture(match["target"], match["alt"], cell, attachments, around)
        return f"[{_words_of_links(words)}]({match['link']})"

    text = _LINKED_PICTURE.sub(linked, text)
    text = _PICTURE.sub(lambda one: _picture(one["target"], one["alt"], cell, attachments, around), text)

    def image(match: re.Match[str]) -> str:
        found = _attributes(match["attributes"])
        return _picture(found.get("src", ""), found.get("alt", ""), cell, attachments, around)

    text = _IMG.sub(image, text)
    text = _ANCHOR.sub(_link, text)
    names: list[str] = []

    def tag(match: re.Match[str]) -> str:
        name = match["name"].lower()
        if name in ("http", "https", "mailto"):
            return match[0]
        names.append(name)
        if level := _HEADING.fullmatch(match[0]):
            return f"\n{'#' * int(level[1])} "
        return _SIGNS.get(name, "\n" if name in _BREAKS else "")

    without = _TAG.sub(tag, text)
    if not names:
        return text
    listed = ", ".join(f"<{name}>" for name in dict.fromkeys(names))
    notes.add(cell, "html", f"HTML was reduced to its words: {listed}")
    return re.sub(r"\n{3,}", "\n\n", html.unescape(without))


def _attributes(written: str) -> dict[str, str]:
    return {
        match["name"].lower(): html.unescape(match["double"] or match["single"] or match["bare"] or "")
        for match in _ATTRIBUTE.finditer(written)
    }


def _link(match: re.Match[str]) -> str:
    target = _attributes(match["attributes"]).get("href", "")
    words = _words_of_links(match["text"].strip())
    return f"[{words}]({target})" if target.startswith(("http://", "https://")) else words


def _words_of_links(text: str) -> str:
    """
    Return a text that is to be a link itself without the links in it.

    >>> _words_of_links("[badge](https://example.org/b.svg)")
    'badge'
    """
    return re.sub(r"\[([^\]]{0,500})\]\([^)]{0,2000}\)", r"\1", text)


def _picture(
    target: str, alt: str, cell: int, attachments: Mapping[str, str], around: NotebookContext
) -> str:
    """Return the words that stand for a picture; one that lies in the notebook itself is kept as a file."""
    words = " ".join(alt.split()) or "picture"
    name = unquote(target.removeprefix("attachment:"))
    if target.startswith("attachment:") and name in attachments:
        return _kept(name, attachments[name], words, cell, around)
    if target.startswith(("http://", "https://")):
        around.notes.add(cell, "picture", f"a lesson has no pictures: {target} became a link")
        return f"[{words}]({target})"
    around.notes.add(
        cell, "picture", f"a lesson has no pictures: {target or 'one without a source'} is only named"
    )
    return f"({words}: {target})" if target else f"({words})"


def _kept(name: str, data: str, words: str, cell: int, around: NotebookContext) -> str:
    safe = re.sub(r"[^\w.-]+", "-", name).strip(".-") or f"cell-{cell}"
    while safe in around.pictures:
        safe = f"{cell}-{safe}"
    try:
        around.pictures[safe] = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        around.notes.add(cell, "picture", f"the picture {name} is damaged and was left out")
        return f"({words})"
    around.notes.add(cell, "picture", f"a lesson has no pictures: {name} was kept as {around.folder}/{safe}")
    return f"({words}: {around.folder}/{safe})"
