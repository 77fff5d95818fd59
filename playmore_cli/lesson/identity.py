"""
Which lesson a file is: what its progress is kept under, whether it was moved, and what changed in it.

A lesson is known by where it comes from and its id. The first file with an id that nothing else has is kept under the
id alone; another gets a name with its folder behind it, ``slopes@course-b``.
"""

import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from playmore_cli.lesson.digests import text_digest
from playmore_cli.lesson.model import Lesson, Step

_SHOWN = 3


class KnownLesson(Struct, frozen=True):
    """
    A lesson that was played from a file: the *key* of its progress, the *path*, whether it *is_there* still.

    *steps* has what each step's text and code were when it was played last, by step id, in order.
    """

    key: str
    path: Path
    steps: Mapping[str, str]
    is_there: bool

    @property
    def id(self) -> str:
        """The id that the file has."""
        return bare_id(self.key)


def bare_id(key: str) -> str:
    """
    Return the id in the key of a lesson that lies in a file.

    >>> bare_id("slopes@course-b")
    'slopes'
    """
    return key.partition("@")[0]


def step_digests(lesson: Lesson) -> dict[str, str]:
    """Return what names the text and code of each step, by its id, in order."""
    return {step.id: text_digest("\0".join(_texts(step)))[:8] for step in lesson.steps}


def _texts(step: Step) -> tuple[str, ...]:
    asked = step.predict.ask if step.predict else ""
    task = (step.recreate.task, step.recreate.check) if step.recreate else ()
    return (*step.pieces, step.code or "", step.then or "", asked, *task)


def key_of(lesson: Lesson, path: Path, known: Sequence[KnownLesson], taken: Container[str]) -> str:
    """
    Return what the progress of a lesson in a file is kept under.

    Args:
        lesson: as the file has it, with the id that the author gave.
        path: the file, links followed.
        known: the lessons played from files.
        taken: ids of lessons that came with playmore.
    """
    same = [one for one in known if one.id == lesson.id]
    here = next((one for one in same if one.path == path), None)
    if here is not None:
        return here.key
    if (moved := moved_from(find_claims(lesson, path, known))) is not None:
        return moved.key
    if lesson.id not in taken and not same:
        return lesson.id
    keys = {one.key for one in same}
    folder = re.sub(r"[^a-z0-9]+", "-", path.parent.name.lower()).strip("-") or "files"
    key, number = f"{lesson.id}@{folder}", 2
    while key in keys:
        key, number = f"{lesson.id}@{folder}-{number}", number + 1
    return key


def find_claims(lesson: Lesson, path: Path, known: Sequence[KnownLesson]) -> tuple[KnownLesson, ...]:
    """
    Return the lessons played from other files that the one in the file *path* may be, the likeliest first.

    There are none where this very file was played. Of a lesson whose steps were never kept its file's name must do.
    """
    same = [one for one in known if one.id == bare_id(lesson.id)]
    if any(one.path == path for one in same):
        return ()
    alike = [
        one
        for one in same
        if is_alike(one, lesson) or (not (one.steps or one.is_there) and one.path.name == path.name)
    ]
    return tuple(sorted(alike, key=lambda one: _likeness(one, lesson), reverse=True))


def moved_from(claims: Sequence[KnownLesson]) -> KnownLesson | None:
    """Return the lesson that a file surely is: the only one that it may be, whose own file is gone."""
    return claims[0] if len(claims) == 1 and not claims[0].is_there else None


def is_alike(one: KnownLesson, lesson: Lesson) -> bool:
    """Return whether most steps of a lesson that was played are in this one, and a third of them unchanged."""
    shared, unchanged = _likeness(one, lesson)
    return bool(one.steps) and shared >= len(one.steps) / 2 and unchanged >= len(one.steps) / 3


def _likeness(one: KnownLesson, lesson: Lesson) -> tuple[int, int]:
    now = step_digests(lesson)
    return len(now.keys() & one.steps.keys()), len(now.items() & one.steps.items())


def changed_since(before: Mapping[str, str], lesson: Lesson) -> str:
    """
    Return in one line what changed in a lesson since its steps were as *before* says; nothing where nothing did.

    A step that says what it was called formerly counts as changed and not as new.
    """
    now = step_digests(lesson)
    names = {old: step.id for step in lesson.steps for old in step.formerly if old in before}
    known = {names.get(step, step): digest for step, digest in before.items()}
    changed = [step for step, digest in now.items() if step in known and known[step] != digest]
    parts = [
        _listed(words, steps)
        for words, steps in (
            ("changed:", changed),
            ("new:", [step for step in now if step not in known]),
            ("gone:", [step for step in known if step not in now]),
        )
        if steps
    ]
    return f"since you were here this lesson has changed; {'; '.join(parts)}" if parts and before else ""


def _listed(words: str, steps: Sequence[str]) -> str:
    more = f" and {len(steps) - _SHOWN} more" if len(steps) > _SHOWN else ""
    return f"{words} {', '.join(steps[:_SHOWN])}{more}"


def likely_successor(old: str, before: Mapping[str, str], lesson: Lesson, done: Container[str]) -> str | None:
    """
    Return the id of the step that a step of another name has likely become.

    Args:
        old: the id that is gone.
        before: the steps as they were when the lesson was played last.
        lesson: as it is now.
        done: ids of the steps that have progress of their own.
    """
    now = step_digests(lesson)
    new = [step for step in now if step not in before and step not in done]
    alike = next((step for step in new if old in before and now[step] == before[old]), None)
    if alike is not None:
        return alike
    from difflib import get_close_matches  # for authors alone

    if near := get_close_matches(old, new, 1):
        return near[0]
    order, steps = list(before), list(now)
    if old in before and (place := order.index(old)) and order[place - 1] in now:
        following = steps[steps.index(order[place - 1]) + 1 :][:1]
        return next((step for step in following if step in new), None)
    return None
