"""The learner's lessons and cards: those that were begun, installed or played by path, and the cards of their steps."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from playmore_cli import paths
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.lesson.catalog import Group, summary_of
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import catalog, find_lesson, named_briefly
from playmore_cli.store.trust import Trust

if TYPE_CHECKING:
    from playmore_cli.review.cards import Item
    from playmore_cli.review.deck import Counts
    from playmore_cli.store.learner import Store


def lessons_with(ids: Iterable[str]) -> list[Lesson]:
    """
    Return the lessons with these ids, those of the catalogue first and in its order.

    A file that was played by path and is there no more, or holds no lesson now, is left out; what is kept stays.
    """
    wanted = list(dict.fromkeys(ids))
    found = [lesson for lesson in catalog().lessons() if lesson.id in wanted]
    known = {lesson.id for lesson in found}
    for name in wanted:
        if name not in known:
            try:
                found.append(find_lesson(name))
            except PlaymoreError:
                continue
    return found


def carry_over(store: "Store", lesson: Lesson) -> None:
    """Give what is kept at steps that have another name now to those steps."""
    names = {old: step.id for step in lesson.steps for old in step.formerly}
    if names:
        store.carry(lesson.id, names)


def all_groups(store: "Store") -> tuple[Group, ...]:
    """
    Return the lessons there are for this learner, by where they come from.

    After those of the catalogue come the courses that are kept, and files elsewhere of which something was begun.
    """
    kept = Trust(paths.trust_file())
    groups = list(catalog().groups())
    for folder, source in kept.courses().items():
        try:
            groups.append(named_briefly(catalog().group_at(folder))._replace(origin=source or str(folder)))
        except UsageError as error:
            groups.append(Group(str(folder), (), (), (f"{error}; playmore add --remove {folder} drops it",)))
    shown = {lesson.id for group in groups for lesson in group.lessons}
    begun, summaries, remarks = [], [], []
    for id_ in store.places():
        path = None if id_ in shown else kept.path_of(id_)
        if path is None or not path.is_file():
            continue
        try:
            lesson = catalog().load(catalog().locate(str(path)))
        except PlaymoreError:
            remarks.append(f"{path} has problems; playmore check {path} names them")
            continue
        if lesson.id == id_:
            begun.append(lesson)
            summaries.append(summary_of(lesson, path, id_))
    if begun or remarks:
        groups.append(Group("files of yours", tuple(begun), tuple(summaries), tuple(remarks)))
    return tuple(groups)


def items_of(store: "Store", lessons: Sequence[Lesson]) -> "tuple[Item, ...]":
    """Return the cards of the steps gone through, in the order of the lessons."""
    from playmore_cli.review.deck import deck

    kept = store.cards()
    for lesson in lessons:
        carry_over(store, lesson)
    return tuple(item for lesson in lessons for item in deck(lesson, store.done(lesson.id), kept))


def counts_of(store: "Store", lessons: Sequence[Lesson], now: float) -> "dict[str, Counts]":
    """Return how many cards of each lesson are due, new or neither, by lesson id."""
    from playmore_cli.review.deck import count

    items = items_of(store, lessons)
    return {
        lesson.id: count([item for item in items if item.lesson.id == lesson.id], now) for lesson in lessons
    }
