"""Coming back: what comes next, what was marked, and after a break a few cards to warm up."""

from typing import TYPE_CHECKING

from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Step
from playmore_cli.player.pausing import find_facts
from playmore_cli.prompt.keys import Key
from playmore_cli.review.schedule import wait_text
from playmore_cli.session.session import Session
from playmore_cli.store.learner import Place, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from playmore_cli.player.desk import Desk
    from playmore_cli.review.cards import Item

BREAK = 3 * 3600.0
"""Seconds away from which on a learner is told where they were."""
_LEAST = 16
"""Columns for what the next step says, however narrow the screen."""

GO_ON = Key("⏎", "go on", "", None, ("", "go"), (" ",))
WARM_UP = Key("w", "warm up", "", None, ("warm",))
BEGIN_AGAIN = Key("1", "begin again", "", None, ("begin", "b"))


def welcome_back(
    desk: "Desk", saved: Session, place: Place, clock: "Callable[[], float]", *, may_begin_again: bool
) -> bool:
    """
    Say where the learner was, and offer to warm up after a break; return whether they want to begin the lesson again.

    Nobody but a person is asked. Enter, the end of input and Ctrl-C go on.
    """
    away = clock() - place.saved
    is_break = away >= BREAK
    if not is_break and not (may_begin_again and desk.reader.is_person):
        return False
    ago = f"{wait_text(away)} ago" if is_break else ""
    done = tuple(step for step in saved.lesson.steps if step.id in desk.place.done | desk.place.marked)
    desk.view.tell(came_back_line(saved, ago, find_facts(desk, done).texts(), desk.view.width()))
    if not desk.reader.is_person:
        return False
    cards = _cards(desk, clock()) if is_break else ()
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


def came_back_line(saved: Session, ago: str, known: tuple[str, ...], width: int) -> str:
    """
    Return in one line when the learner was here, what comes next, and what is known of the steps done.

    Args:
        saved: the session that goes on.
        ago: how long ago that was, in words; empty for just now.
        known: facts, in a few words each.
        width: columns that the line may have; what the next step says is cut to fit.
    """
    lesson = saved.lesson
    where = f"{ago}{', ' if ago else ''}step {saved.cursor + 1} of {len(lesson.steps)} is next"
    rest = "".join(f" · {one}" for one in known)
    room = max(width - len(where) - len(rest) - 2, _LEAST)
    return f"{where}: {_cut(_gist(saved.step), room)}{rest}"


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
