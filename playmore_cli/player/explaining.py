"""What a lesson takes for granted, and what the words and calls of the step on screen mean."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.links import Link
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.older_code import find_older
from playmore_cli.lesson.terms import Meaning, brought, find_meanings, meanings, meanings_at
from playmore_cli.ordinals import ordinal_in
from playmore_cli.player.desk import Desk
from playmore_cli.prompt.choices import means_to_stay


def tell_needs(desk: Desk) -> None:
    """Say which lessons this one takes for granted, how far the learner is in them, and how to get there."""
    for name in desk.session.lesson.needs:
        try:
            lesson = desk.extras.find(name)
        except PlaymoreError as error:
            desk.view.tell(f"this lesson builds on {name}: {error}", "warning")
            continue
        done = desk.kept(partial(desk.store.done, lesson.id), frozenset[str]())
        desk.view.tell(_need_text(lesson, len(done)))


def _need_text(lesson: Lesson, done: int) -> str:
    builds = f"this lesson builds on {lesson.id}, {lesson.title}"
    if done >= len(lesson.steps):
        return f"{builds}, which you have done"
    so_far = f" ({done} of {len(lesson.steps)} steps done)" if done else ""
    return f"{builds}{so_far}; there first: playmore start {lesson.id}"


def explain(desk: Desk, word: str | None) -> None:
    """
    Say what the terms of the step on screen mean, or *word*, and go where one of them was introduced if wished.

    Without a *word* the code that the step uses from long before is among them.
    """
    session, find = desk.session, desk.extras.find
    if word is None:
        found = meanings_at(session.lesson, session.cursor, find, shows_code=session.is_whole)
        if session.is_whole:
            found += tuple(_used_again(session.lesson, session.cursor))
        nothing = "no word of this step is in the glossary; playmore glossary lists all there are"
    else:
        lessons = (session.lesson, *brought(session.lesson, find))
        found = find_meanings([one for lesson in lessons for one in meanings(lesson)], word)
        nothing = f"'{word}' is not in the glossary of this lesson; playmore glossary lists all words"
    if not found:
        desk.view.tell(nothing)
        return
    for number, one in enumerate(found, start=1):
        where = "here" if _is_here(desk, one) else one.place
        desk.view.tell(f"{number} {one.word} ({where}): {one.says}")
    if word is not None or not desk.reader.is_person:
        return
    which = "1 does" if len(found) == 1 else f"1 to {len(found)}"
    answer = (desk.reader.line(f" go to where it comes from? {which}, Enter stays: ") or "").strip()
    _go(desk, found, answer)


def _used_again(lesson: Lesson, index: int) -> Iterator[Meaning]:
    """Yield where the code stands that a step uses and that was last seen long before."""
    for one in find_older(lesson, index):
        step = lesson.steps[one.index]
        yield Meaning(
            one.name, "code shown before, used here again", (), lesson.id, step.id, one.index + 1, step.at
        )


def _go(desk: Desk, found: tuple[Meaning, ...], answer: str) -> None:
    """Wish to go where the meaning that was chosen, by its number or word, was introduced."""
    if means_to_stay(answer):
        return
    number = ordinal_in(answer)
    chosen = found[number - 1 : number] if number else ()
    one = next(iter(chosen or find_meanings(found, answer)), None)
    if one is None:
        desk.view.tell(f"'{answer}' is none of them; you stay here")
    elif _is_here(desk, one):
        desk.view.tell(f"{one.word} is introduced at this very step")
    else:
        desk.outcome = replace(desk.outcome, wish=Link(one.lesson, one.step, "", one.at))


def _is_here(desk: Desk, one: Meaning) -> bool:
    return (one.lesson, one.step) == (desk.session.lesson.id, desk.session.step.id)
