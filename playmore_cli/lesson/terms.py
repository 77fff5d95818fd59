"""
The words and calls that lessons explain: where they are used, and what they mean at a step.

A term that has a sign no word of English has (``.grad``, ``torch.zeros()``, ``@``), or is a keyword, is code and is
looked for in code; any other is a word, looked for in prose and in comments.
"""

import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.spans import find_verbatim

_SIGN = re.compile(r"[^\w\s'-]|_")
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<decorator>^[ \t]*@)|[rbfuRBFU]{0,2}(?:'''.*?'''|\"{3}.*?\"{3}"""
    r"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|(?P<token>\w+|[^\w\s])""",
    re.DOTALL | re.MULTILINE,
)


def is_code(form: str) -> bool:
    """
    Return whether a form of a term is looked for in code.

    >>> is_code(".grad"), is_code("lambda"), is_code("learning rate"), is_code("one-hot")
    (True, True, False, False)
    """
    return bool(_SIGN.search(form)) or keyword.iskeyword(form)


class Vocabulary:
    """
    Finds terms in texts.

    Args:
        forms: all forms of each term, by what stands for it in what is found.
    """

    def __init__(self, forms: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._words: dict[str, str] = {}
        self._code: dict[str, list[tuple[list[str], str]]] = {}
        self._spans: dict[str, str] = {}
        for word, written in forms:
            for form in written:
                if is_code(form):
                    tokens = list(_tokens_of(form))
                    self._code.setdefault(tokens[0] if tokens else "", []).append((tokens, word))
                    name, call, _ = form.partition("(")
                    self._spans[name.lstrip(".") if call else name.rstrip("=")] = word
                else:
                    self._words.setdefault(_plain(form), word)
        # The longest first, so that "batch normalisation" is not "batch"; a plural needs no form of its own.
        longest = sorted(self._words, key=len, reverse=True)
        patterns = "|".join(r"[-\s*]+".join(map(re.escape, form.split(" "))) for form in longest)
        self._pattern = re.compile(rf"(?<!\w)({patterns})(?:e?s)?(?!\w)", re.IGNORECASE) if longest else None

    def in_prose(self, markdown: str) -> Iterator[tuple[str, int]]:
        """Yield the terms in a narration, each with its place; those of a span of code are looked for as code."""
        masked = markdown
        for start, end in (
            *find_verbatim(markdown),
            *((live.start, live.end) for live in find_live_values(markdown)),
        ):
            masked = masked[:start] + " " * (end - start) + masked[end:]
            if markdown[start] in "`~":
                span = markdown[start:end]
                if (name := span.strip("`")) in self._spans:
                    yield self._spans[name], start  # a call is named without its parentheses as well
                else:
                    yield from ((word, start + place) for word, place in self.in_code(span))
        yield from self._words_in(masked)

    def in_code(self, source: str) -> Iterator[tuple[str, int]]:
        """Yield the terms in code, each with its place; in its comments words as well."""
        tokens: list[tuple[str, int]] = []
        for match in _TOKEN.finditer(source):
            if match["comment"]:
                yield from ((word, match.start() + place) for word, place in self._words_in(match["comment"]))
            elif match["token"]:
                tokens.append((match["token"], match.start()))
        texts = [text for text, _ in tokens]
        for index, (text, place) in enumerate(tokens):
            if index and texts[index - 1] == "." and text != ".":
                continue  # a form that begins with a name is no attribute's
            for form, word in self._code.get(text, ()):
                if texts[index : index + len(form)] == form:
                    yield word, place

    def _words_in(self, text: str) -> Iterator[tuple[str, int]]:
        for match in self._pattern.finditer(text) if self._pattern else ():
            yield self._words[_plain(match[1])], match.start()


def _tokens_of(form: str) -> Iterator[str]:
    """Yield the tokens of a form; a call may have arguments."""
    found = _TOKEN.finditer(f";{form.removesuffix(')')}")  # at the head of a line @ begins a decorator
    return (match["token"] for match in found if match["token"] and match.start())


def _plain(form: str) -> str:
    return re.sub(r"[-\s*]+", " ", form.strip().lower())


@dataclass(frozen=True)
class Meaning:
    """A term, what it is, and the step that introduces it: its lesson and id, number from 1, and time in seconds."""

    word: str
    says: str
    forms: tuple[str, ...]
    lesson: str
    step: str
    number: int
    at: float

    @property
    def place(self) -> str:
        """Return where it is introduced, ``p2, step 24``."""
        return f"{self.lesson}, step {self.number}"


def meanings(lesson: Lesson) -> tuple[Meaning, ...]:
    """Return the terms of a lesson in the order in which its steps introduce them."""
    found = []
    for word, term in lesson.terms.items():
        index = lesson.index_of(term.step)
        at = lesson.steps[index].at
        found.append(Meaning(word, term.is_, term.forms, lesson.id, term.step, index + 1, at))
    return tuple(sorted(found, key=lambda one: one.number))


def brought(lesson: Lesson, find: Callable[[str], Lesson]) -> tuple[Lesson, ...]:
    """
    Return the lessons that one takes for granted and what those do, the nearest first.

    Args:
        lesson: which needs others.
        find: returns a lesson by id, or raises a `PlaymoreError`; what is not there is left out.
    """
    found: dict[str, Lesson] = {}
    waiting = list(lesson.needs)
    while waiting:
        name = waiting.pop(0)
        if name in found or name == lesson.id:
            continue
        try:
            found[name] = find(name)
        except PlaymoreError:
            continue
        waiting += found[name].needs
    return tuple(found.values())


def meanings_at(
    lesson: Lesson, index: int, find: Callable[[str], Lesson], *, shows_code: bool = True
) -> tuple[Meaning, ...]:
    """
    Return the terms that a step uses and that are known there, in the order in which they stand.

    A word that several lessons explain means what this one says, or else the nearest that it needs. Where its code is
    not shown yet, what it and the words after it use is left out: it would tell what the learner is to write.
    """
    known = {one.word.lower(): one for one in meanings(lesson) if one.number <= index + 1}
    for other in brought(lesson, find):
        for one in meanings(other):
            if not other.terms[one.word].everyday:
                known.setdefault(one.word.lower(), one)
    vocabulary = Vocabulary((key, (one.word, *one.forms)) for key, one in known.items())
    step = lesson.steps[index]
    step = step if shows_code else replace(step, code=None, then=None)
    used = dict.fromkeys(word for word, _ in _uses(step, vocabulary))
    return tuple(known[word] for word in used)


def _uses(step: Step, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    for piece in step.pieces:
        yield from sorted(vocabulary.in_prose(piece), key=lambda found: found[1])
    if step.predict is not None:
        for text in (step.predict.ask, *step.predict.choices):
            yield from vocabulary.in_prose(text)
    if step.recreate is not None:
        yield from vocabulary.in_prose(step.recreate.task)
    yield from vocabulary.in_code(step.code or "")
    yield from vocabulary.in_prose(step.then or "")


def find_meanings(known: Iterable[Meaning], word: str) -> tuple[Meaning, ...]:
    """
    Return the meanings of a word or call: in any of its forms, a plural or a call without its parentheses too.

    Where there are none, return those in whose forms it stands: ``rate`` finds ``learning rate``.
    """
    known, wanted = tuple(known), _bare(word)
    exact = [one for one in known if any(_is_form(wanted, _bare(form)) for form in (one.word, *one.forms))]
    if exact or not wanted:
        return tuple(exact)
    return tuple(one for one in known if any(wanted in _plain(form) for form in (one.word, *one.forms)))


def _bare(form: str) -> str:
    """
    Return a form as it is compared with what someone types.

    >>> _bare("torch.zeros()"), _bare("Learning-rate"), _bare(".grad"), _bare("@")
    ('torch.zeros', 'learning rate', 'grad', '@')
    """
    plain = _plain(form)
    return plain.partition("(")[0].lstrip(".") or plain


def _is_form(typed: str, form: str) -> bool:
    """Return whether *typed* is *form* or its plural."""
    return typed in (form, f"{form}s", f"{form}es")
