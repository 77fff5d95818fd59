"""A review: one card after the other is asked, answered and rated; every rating is kept at once."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from playmore_cli.exercises.diagnosis import OWN
from playmore_cli.lesson.model import Lesson
from playmore_cli.player.desk import Desk
from playmore_cli.player.trial import judge
from playmore_cli.player.typed import Typed
from playmore_cli.prompt.keys import Key
from playmore_cli.prompt.reader import Reader
from playmore_cli.review.cards import Item, RatedCard
from playmore_cli.review.schedule import Grade, rate, wait_text, waits
from playmore_cli.stage.trials import card_trial
from playmore_cli.store.learner import Store, TextKind
from playmore_cli.store.reviews import KIND
from playmore_cli.timecode import format_timecode
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.screen import View

SHOW = Key("⏎", "answer", "", None, ("", "answer"), (" ",))
WRITE = Key("⏎", "write", "", None, ("", "write"), ("e",))
ANSWER = Key("a", "answer", "", None, ("answer",))
SKIP = Key("s", "skip", "", None, ("skip",))
UNDO = Key("u", "undo grade", "", None, ("undo",))
LEAVE = Key("q", "leave", "", None, ("quit", "leave"))

MOST_REPEATS = 2
"""How often a card that was not known comes again in one session; after that it has had its chance for today."""


@dataclass(frozen=True)
class ReviewTable:
    """
    What a review is held at.

    Args:
        store: where ratings are kept.
        view: shows the cards.
        reader: gives the answers.
        clock: gives the Unix time.
        desk: brings a lesson and a worker together, for cards that run code.
    """

    store: Store
    view: View
    reader: Reader
    clock: Callable[[], float]
    desk: Callable[[Lesson], Desk]


@dataclass
class Tally:
    """What came of a review: the ratings given, and whether the learner left before the last card."""

    grades: list[Grade] = field(default_factory=list)
    left: bool = False


class _Left(Exception):  # noqa: N818  (it is no error)
    """The learner leaves the review."""


class _Skipped(Exception):  # noqa: N818
    """The learner skips this card."""


class _Undone(Exception):  # noqa: N818
    """The learner takes the grade before this card back."""


@dataclass(frozen=True)
class _Graded:
    """A card that was graded, and the card that waits because of it, if it was not known."""

    item: Item
    grade: Grade
    repeat: Item | None


def review(table: ReviewTable, items: Iterable[Item]) -> Tally:
    """Ask *items* in order, those that were not known once more at the end; return what came of it."""
    waiting = deque(items)
    total, tally = len(waiting), Tally()
    repeats: Counter[tuple[str, str, int]] = Counter()
    number, graded = 0, list[_Graded]()
    while waiting:
        item = waiting.popleft()
        name = (item.lesson.id, item.step.id, item.position)
        number += not repeats[name]
        table.view.tell("")
        table.view.tell(_heading(item, f"card {number} of {total}" if not repeats[name] else "once more"))
        try:
            undo = (UNDO,) if graded else ()
            grade = _ask_code(table, item, undo) if item.runs_code else _ask(table, item, undo)
        except _Skipped:
            continue
        except _Undone:
            number -= not repeats[name]
            waiting.appendleft(item)
            number -= _take_back(table, graded.pop(), waiting, repeats)
            tally.grades.pop()
            continue
        except _Left:
            tally.left = True
            break
        tally.grades.append(grade)
        kept = _keep(table, item, grade)
        repeat: Item | None = None
        if grade is Grade.AGAIN:
            table.view.tell("the step itself:")
            table.view.command(f"playmore replay {item.lesson.id} {item.step.id}")
            repeats[name] += 1
            if repeats[name] <= MOST_REPEATS:
                waiting.append(repeat := replace(item, kept=kept))
        graded.append(_Graded(item, grade, repeat))
    return tally


def _take_back(
    table: ReviewTable, last: _Graded, waiting: deque[Item], repeats: Counter[tuple[str, str, int]]
) -> int:
    """Undo a grade and let its card wait again as the next one; return how many it counts among the cards."""
    table.store.undo(KIND)
    name = (last.item.lesson.id, last.item.step.id, last.item.position)
    repeats[name] -= last.grade is Grade.AGAIN
    if last.repeat is not None:
        waiting.remove(last.repeat)
    waiting.appendleft(last.item)
    table.view.tell("taken back; here is the card again")
    return not repeats[name]


def _heading(item: Item, count: str) -> str:
    exact = "" if item.lesson.is_exact(item.step) else " ≈"
    chapter = clean_plain(item.lesson.chapter_of(item.step).title)
    return f"{count} · {item.lesson.id} · {format_timecode(item.step.at)}{exact} · {chapter}"


def _keep(table: ReviewTable, item: Item, grade: Grade) -> RatedCard:
    """Keep a rating; return what is known of the card now."""
    now = table.clock()
    scheduled = rate(item.kept.state if item.kept else None, grade, now)
    kept = RatedCard(
        item.lesson.id,
        item.step.id,
        item.key,
        item.position,
        item.card.ask,
        scheduled.state,
        scheduled.due,
        now,
    )
    table.store.save_rating(kept, int(grade), before=item.kept.key if item.kept else None)
    return kept


# -- cards in words --------------------------------------------------------------------------------------------


def _ask(table: ReviewTable, item: Item, undo: tuple[Key, ...]) -> Grade:
    table.view.narration(item.card.ask)
    _choose(table, SHOW, SKIP, *undo, LEAVE)
    table.view.narration(item.card.answer)
    return _rated(table, item, undo, proposed=None)


def _choose(table: ReviewTable, *keys: Key) -> Key:
    """
    Return the key pressed.

    Raises:
        _Left: the learner leaves, or input ends.
        _Skipped: the card is skipped.
        _Undone: the grade before is taken back.
    """
    key = table.reader.choose(keys)
    if key is None or key.key == LEAVE.key:
        raise _Left
    if key.key == SKIP.key:
        raise _Skipped
    if key.key == UNDO.key:
        raise _Undone
    return key


def _rated(table: ReviewTable, item: Item, undo: tuple[Key, ...], proposed: Grade | None) -> Grade:
    """Return the rating that the learner gives; Enter gives the one *proposed* by the result, where there is one."""
    after = waits(item.kept.state if item.kept else None, table.clock())
    keys = tuple(_rating_key(grade, after[grade]) for grade in Grade)
    if proposed is not None:
        keys = (Key("⏎", proposed.name.lower(), "", None, ("",), (" ",)), *keys)
    key = _choose(table, *keys, *undo, LEAVE)
    return proposed if proposed is not None and key.key == "⏎" else Grade(int(key.key))


def _rating_key(grade: Grade, wait: float) -> Key:
    word = grade.name.lower()
    return Key(str(int(grade)), f"{word} {wait_text(wait, short=True)}", "", None, (word,))


# -- cards that run code ---------------------------------------------------------------------------------------


def _ask_code(table: ReviewTable, item: Item, undo: tuple[Key, ...]) -> Grade:
    """Let the learner write code, judge it with the variables as they are after the step, and propose a rating."""
    table.view.narration(item.card.ask)
    text, tries, passed = "", 0, False
    typed: Typed | None = None
    while not passed:
        if _choose(table, WRITE, ANSWER, SKIP, *undo, LEAVE).key == ANSWER.key:
            break
        desk = table.desk(item.lesson)
        typed = Typed(desk, TextKind.CARD, step=item.step.id)
        text = typed.unfinished or text
        given = table.reader.edit(text, desk.complete, item.card.ask, typed.draft(text))
        table.view.space()
        if given is None or not given.strip():
            table.view.tell(
                "Enter goes on with what you typed" if typed.current else "nothing was written yet"
            )
            continue
        typed.finish(given)
        text, tries = given, tries + 1
        passed = _judge(desk, item, text)
    if typed is not None:
        typed.finish(typed.current or "")  # the next review begins anew
    _show_answer(table, item, text if passed else None)
    proposed = Grade.AGAIN if not passed else Grade.GOOD if tries == 1 else Grade.HARD
    return _rated(table, item, undo, proposed)


def _judge(desk: Desk, item: Item, source: str) -> bool:
    """Try *source* in a copy of the variables after the step and tell what came of it; return whether it passed."""
    index = item.lesson.index_of(item.step.id)
    if not desk.bring_to(index + 1):
        return False
    found = judge(desk, card_trial(item.card, source, OWN, shared=item.lesson.checks), item.step.at)
    if found is None:
        desk.view.tell("right: it passes the check", "good")
        return True
    desk.view.tell(found.says, "warning")
    if found.lines is not None:
        desk.view.output(found.lines)
        desk.view.end_output()
    return False


def _show_answer(table: ReviewTable, item: Item, own: str | None) -> None:
    """Show the card's own code where it says more than the learner's did, and its answer in words if it has one."""
    code = (item.card.code or "").strip("\n")
    if code and (own is None or own.split() != code.split()):
        table.view.code(code, None, "one way to write it")
    if item.card.answer:
        table.view.narration(item.card.answer)
