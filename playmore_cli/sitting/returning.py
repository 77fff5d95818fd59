"""Coming back after a break: what was done, what comes next, what was marked, and a few cards to warm up."""

from typing import TYPE_CHECKING

from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Step
from playmore_cli.player.pausing import lists_text
from playmore_cli.prompt.keys import Key
from playmore_cli.review.schedule import wait_text
from playmore_cli.session.session import Session
from playmore_cli.store.learner import Place, StoreError
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from collections.abc import Callable

    from playmore_cli.player.desk import Desk
    from playmore_cli.review.cards import Item

BREAK = 3 * 3600.0
"""Seconds away from which on a learner is told where they were."""

GO_ON = Key("⏎", "go on", "", None, ("", "go"), (" ",))
WARM_UP = Key("w", "warm up", "", None, ("warm",))
BEGIN_AGAIN = Key("1", "begin again", "", None, ("begin", "b"))


def welcome_back(
    desk: "Desk", saved: Session, place: Place, clock: "Callable[[], float]", *, may_begin_again: bool
) -> bool:
    """
    Say where the learner was and offer to warm up; return whether they want to begin the lesson again.

    Nobody but a person is asked. Enter, the end of input and Ctrl-C go on.
    """
    try:
        notes = len(desk.store.notes(saved.lesson.id))
    except StoreError:
        notes = 0  # the player says what is wrong with the disk when it keeps the place
    marked = [step.id for step in saved.lesson.steps if step.id in desk.place.marked]
    for line in came_back_lines(saved, place, clock(), notes, marked, desk.view.width()):
        desk.view.tell(line)
    if not desk.reader.is_person:
        return False
    cards = _cards(desk, clock())
    keys: tuple[Key, ...] = (GO_ON, *((_warm_up_key(len(cards)),) if cards else ()))
    if may_begin_again:
        keys = (*keys, BEGIN_AGAIN)
    key = desk.reader.choose(keys) if len(keys) > 1 else None
    if key is not None and key.key == WARM_UP.key:
        from playmore_cli.player.reviewing import ReviewTable, review

        review(ReviewTable(desk.store, desk.view, desk.reader, clock, lambda lesson: desk), cards)
        desk.view.tell("")
    return key is not None and key.key == BEGIN_AGAIN.key


def _warm_up_key(count: int) -> Key:
    label = f"warm up with {count} card{'s' if count > 1 else ''}, two minutes"
    return Key(WARM_UP.key, label, "", None, WARM_UP.words)


def _cards(desk: "Desk", now: float) -> "tuple[Item, ...]":
    from playmore_cli.review.deck import deck, warm_up

    lesson = desk.session.lesson
    try:
        kept = desk.store.cards(lesson.id)
    except StoreError:
        return ()  # as above: a warm-up is offered only where its ratings can be kept
    return warm_up(deck(lesson, desk.place.done, kept), now)


def came_back_lines(
    saved: Session, place: Place, now: float, notes: int, marked: list[str], width: int
) -> tuple[str, str, str]:
    """
    Return three lines: what had just been done, what comes next, and what was noted and marked.

    Args:
        saved: the session that goes on.
        place: where the learner left, and when.
        now: a Unix time.
        notes: how many notes there are on the lesson.
        marked: ids of the steps marked as not understood.
        width: columns for a line.
    """
    lesson = saved.lesson
    ago = f"{wait_text(now - place.saved)} ago"
    before = lesson.steps[saved.cursor - 1] if saved.cursor else None
    first = (
        f"{ago} you had just done step {saved.cursor}: {_gist(before)}"
        if before
        else f"{ago} you had just begun"
    )
    second = f"next, step {saved.cursor + 1} at {format_timecode(saved.step.at)}: {_gist(saved.step)}"
    third = lists_text(lesson.id, notes, marked) or "you have marked nothing and written no notes"
    return _cut(first, width), _cut(second, width), third


def _gist(step: Step) -> str:
    """Return the first sentence that a step says, or its id where that needs values which are not there yet."""
    from playmore_cli.view.narration import plain_narration

    text = step.pieces[0] if step.pieces else ""
    paragraph = text.strip().split("\n\n")[0]
    if not paragraph or find_live_values(paragraph):
        return step.id
    words = " ".join(plain_narration(paragraph).split())
    sentence, stop, _ = words.partition(". ")
    return sentence + ("." if stop else "")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
