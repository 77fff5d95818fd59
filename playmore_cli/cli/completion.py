"""
What a shell offers when Tab is pressed: lessons, files and folders, steps, ideas, settings.

A completer never imports torch, reads lessons from their cache, and answers nothing where something is wrong: a
traceback in the middle of a command line helps nobody.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path

import typer

from playmore_cli.lesson.model import Lesson

Offer = tuple[str, str]
"""What may be completed to, and a few words on it."""
Completer = Callable[[typer.Context, str], list[Offer]]

_ENDINGS = (".yaml", ".yml")
_WORDS = 60


def _never_failing(completer: Completer) -> Completer:
    @wraps(completer)
    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        try:
            return completer(ctx, incomplete)
        except Exception:
            return []  # whatever it is, the command itself will say it; here it would spoil the line

    return complete


@_never_failing
def complete_lesson(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return ids of lessons, and where the word begins a path files and folders."""
    from playmore_cli.sitting.access import catalog

    summaries = catalog().summaries()
    bare = Counter(one.name.rpartition(":")[2] for one in summaries)
    # Bash takes a colon for the end of a word, so a package's lesson goes by its id alone where that is enough.
    offers = [
        (alone if bare[alone := one.name.rpartition(":")[2]] == 1 else one.name, one.title)
        for one in summaries
    ]
    return _matching(offers, incomplete) or _paths(incomplete, _ENDINGS)


@_never_failing
def complete_step(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the ids of the steps of the lesson that the command line names, or of the one played last."""
    return _matching(_steps(_lesson_of(ctx)), incomplete)


@_never_failing
def complete_idea(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the ids of those steps that can be written oneself."""
    lesson = _lesson_of(ctx)
    tasks = {step.id: step.recreate.task for step in lesson.steps if step.recreate is not None}
    return _matching([(name, _short(task)) for name, task in tasks.items()], incomplete)


@_never_failing
def complete_name(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the classes and functions that the lesson's code defines."""
    import ast

    from playmore_cli.lesson.source import parse_source

    found: dict[str, str] = {}
    for step in _lesson_of(ctx).steps:
        for node in getattr(parse_source(step.code or ""), "body", ()):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.setdefault(node.name, "class" if isinstance(node, ast.ClassDef) else "function")
    return _matching(found.items(), incomplete)


@_never_failing
def complete_word(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the words and calls that lessons explain."""
    from playmore_cli.lesson.terms import meanings
    from playmore_cli.sitting.access import catalog

    found = {one.word: one.says for lesson in catalog().lessons() for one in meanings(lesson)}
    return _matching(sorted(found.items()), incomplete)


@_never_failing
def complete_setting(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the names of settings."""
    from playmore_cli.settings import KNOWN

    return _matching([(one.name, one.help) for one in KNOWN], incomplete)


@_never_failing
def complete_value(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return what the setting that the command line names may be set to; folders where it takes one."""
    from playmore_cli.settings import as_text, find_setting

    known = find_setting(ctx.params.get("name") or "")
    if known.kind in ("folder", "folders"):
        return _paths(incomplete, ())
    values = {
        "switch": ("on", "off"),
        "size": ("half", "off"),
        "count": (as_text(known.default),),
    }.get(known.kind, known.choices)
    default = as_text(known.default)
    return _matching([(one, "the default" if one == default else "") for one in values], incomplete)


@_never_failing
def complete_chapter(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the numbers of the lesson's chapters, or where letters are typed their titles."""
    titles = [chapter.title for chapter in _lesson_of(ctx).chapters]
    numbered = [(str(number), title) for number, title in enumerate(titles, start=1)]
    begun = incomplete.lower()
    words = [(title, "") for title in titles if begun and title.lower().startswith(begun)]
    return _matching(numbered, incomplete) or [(title, word) for title, word in words if title.isprintable()]


@_never_failing
def complete_data(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Return the names of the data sets."""
    from playmore_cli.store.datasets import DATASETS

    return _matching([(name, one.filename) for name, one in DATASETS.items()], incomplete)


def _lesson_of(ctx: typer.Context) -> Lesson:
    """Return the lesson that stands on the command line, or the one played last."""
    from playmore_cli.sitting.access import find_lesson
    from playmore_cli.store.learner import Store

    # Behind an option whose value is being typed, what stood before it has not been told apart yet.
    for named in (*(ctx.params.get(key) for key in ("lesson_name", "lesson", "name")), *ctx.args):
        if isinstance(named, str) and named and not named.startswith("-"):
            return find_lesson(named)
    environment = ctx.find_root().obj
    store = Store(environment.progress_file, environment.clock)
    try:
        return find_lesson(next(iter(store.places())))
    finally:
        store.close()


def _steps(lesson: Lesson) -> list[Offer]:
    from playmore_cli.timecode import format_timecode

    return [(step.id, f"{format_timecode(step.at)} {lesson.chapter_of(step).title}") for step in lesson.steps]


def _matching(offers: Iterable[Offer], incomplete: str) -> list[Offer]:
    return [
        (word, _short(words)) for word, words in offers if word.startswith(incomplete) and word.isprintable()
    ]


def _short(words: str) -> str:
    """Return the first words, with nothing in them that commands a terminal."""
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    line = " ".join(plain.split())
    return line if len(line) <= _WORDS else line[: _WORDS - 2] + " …"


def _paths(incomplete: str, endings: tuple[str, ...]) -> list[Offer]:
    """Return the lesson files and the folders whose path begins with *incomplete*, written as it is."""
    before, slash, begun = incomplete.rpartition("/")
    folder = Path(before + slash).expanduser() if slash else Path()
    found = []
    for entry in sorted(folder.iterdir()):
        if not entry.name.startswith(begun) or (entry.name.startswith(".") and not begun):
            continue
        if entry.is_dir():
            found.append((f"{before}{slash}{entry.name}/", "folder"))
        elif entry.suffix in endings:
            found.append((f"{before}{slash}{entry.name}", "lesson file"))
    return [offer for offer in found if offer[0].isprintable()]
