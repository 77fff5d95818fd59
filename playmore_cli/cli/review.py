"""``playmore review``: cards of the steps gone through, when they are due."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, TrustOption, environment_of
from playmore_cli.cli.start import Plain
from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.lesson.chapter_names import find_chapter
from playmore_cli.lesson.model import Lesson
from playmore_cli.review.schedule import wait_text
from playmore_cli.sitting.access import catalog, find_lesson, open_store
from playmore_cli.sitting.permission import find_runnable
from playmore_cli.sitting.speech import complain, print_json, say

if TYPE_CHECKING:
    from playmore_cli.player.desk import Desk
    from playmore_cli.player.reviewing import Tally
    from playmore_cli.prompt.reader import Reader
    from playmore_cli.review.cards import Item
    from playmore_cli.review.deck import Counts
    from playmore_cli.store.learner import Store
    from playmore_cli.view.screen import View


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)


def review(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="Only cards of this lesson; without it of all.")
    ] = None,
    lesson: Annotated[str | None, typer.Option("--lesson", help="The same.", hidden=True)] = None,
    chapter: Annotated[
        str | None,
        typer.Option(
            "--chapter", metavar="CHAPTER", help="Only cards of this chapter: number, title or timecode."
        ),
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="Cards in this session at most.")] = 10,
    new: Annotated[
        int, typer.Option("--new", min=0, help="Cards among them that were never asked, at most.")
    ] = 5,
    everything: Annotated[
        bool, typer.Option("--all", help="Also cards that are not due yet, and any number of new ones.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last grade.")] = False,
    plain: Plain = False,
    trust: TrustOption = False,
    json: AsJson = False,
) -> None:
    """
    Recall what you have learned: cards of the steps you have gone through, when they are due.

    Enter shows the answer, 1 to 4 say how well you knew it; cards that ask for code are judged by running it.
    From a pipe each line is one answer; code ends with a line that holds a single full stop.

    Example: playmore review p1 --chapter 52:52 --count 5
    """
    from playmore_cli.review.deck import choose
    from playmore_cli.sitting.own_lessons import items_of, lessons_with

    environment = environment_of(context)
    if undo:
        from playmore_cli.sitting.undoing import undo_last
        from playmore_cli.store.reviews import KIND

        if name or lesson or chapter:
            raise UsageError("--undo takes back the last grade, whatever its lesson; it stands alone")
        undo_last(environment, KIND, "grade", "grade of", as_json=json)
        return
    if name is not None and lesson not in (None, name):
        raise UsageError(f"{name} and --lesson {lesson} are two lessons; name one")
    lesson = lesson if name is None else name
    if chapter is not None and lesson is None:
        raise UsageError("a chapter of which lesson? as in playmore review p1 --chapter 3")
    now = environment.clock()
    with open_store(environment, plays=not json) as store:
        if json:
            lessons = (
                [find_lesson(lesson)]
                if lesson is not None
                else lessons_with([*catalog().ids(), *store.places()])
            )
            print_json(environment, _document(store, lessons, now))
            return
        lessons = [find_lesson(lesson)] if lesson is not None else lessons_with(store.places())
        items = items_of(store, lessons)
        if chapter is not None:
            steps = find_chapter(lessons[0], chapter).steps
            items = tuple(item for item in items if item.step in steps)
        items = _those_that_may_run(environment, items, lesson, trust=trust)
        chosen = choose(items, now, most=count, new=len(items) if everything else new, everything=everything)
        if not chosen:
            say(environment, _nothing_to_ask(items, lesson, now))
            return
        tally, view = _hold(environment, store, chosen, plain=plain)
        for line in _what_came_of_it(tally, items_of(store, lessons), environment.clock()):
            view.tell(line)
        if tally.grades:
            view.tell("the last grade is taken back by")
            view.command("playmore review --undo")


def _those_that_may_run(
    environment: Environment, items: "Sequence[Item]", name: str | None, *, trust: bool
) -> "tuple[Item, ...]":
    """Return *items* without those that run code of a lesson whose code may not run, which is said."""
    refused = set()
    for one in dict.fromkeys(item.lesson.id for item in items if item.runs_code):
        try:
            find_runnable(environment, one if name is None else name, trust=trust)
        except PlaymoreError as error:
            refused.add(one)
            complain(environment, f"{error}\nCards of {one} that run code are left out.")
    return tuple(item for item in items if not (item.runs_code and item.lesson.id in refused))


# -- the session -----------------------------------------------------------------------------------------------


def _hold(
    environment: Environment, store: "Store", chosen: "Sequence[Item]", *, plain: bool
) -> "tuple[Tally, View]":
    from playmore_cli.player.reviewing import ReviewTable
    from playmore_cli.player.reviewing import review as hold
    from playmore_cli.sitting.sitting import make_reader, make_view

    view = make_view(environment, plain)
    reader = make_reader(environment, view, plain=plain)
    with _Desks(environment, store, view, reader) as desks:
        first = next((item for item in chosen if item.runs_code), None)
        if first is not None:
            desks.open(first.lesson)  # torch is imported while the cards before it are answered
        return hold(ReviewTable(store, view, reader, environment.clock, desks.open), chosen), view


class _Desks:
    """Desks for lessons, one at a time: a worker takes memory, and cards come lesson by lesson."""

    def __init__(self, environment: Environment, store: "Store", view: "View", reader: "Reader") -> None:
        self._environment, self._store, self._view, self._reader = environment, store, view, reader
        self._open = ExitStack()
        self._desk: Desk | None = None

    def __enter__(self) -> "_Desks":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def open(self, lesson: Lesson) -> "Desk":
        """Return the desk of *lesson*, at the lecture's own state: a card's check knows nothing of one's edits."""
        from playmore_cli.sitting.sitting import open_desk

        if self._desk is None or self._desk.session.lesson.id != lesson.id:
            self._open.close()
            self._desk = self._open.enter_context(
                open_desk(self._environment, self._store, lesson, self._view, self._reader)
            )
        return self._desk


# -- what is said ----------------------------------------------------------------------------------------------


def _nothing_to_ask(items: "Sequence[Item]", lesson: str | None, now: float) -> str:
    from playmore_cli.review.deck import count

    if not items:
        return f"no cards yet: they come from the steps you go through; playmore start {lesson or 'p1'}"
    counts = count(items, now)
    if counts.next_due is None:
        return f"nothing is due; {counts.new} cards were never asked, --new lets them in"
    return f"nothing is due; the next card is in {wait_text(counts.next_due - now)}, --all asks it now"


def _what_came_of_it(tally: "Tally", items: "Sequence[Item]", now: float) -> list[str]:
    """Return the lines at the end of a session: what was rated how, and what is left for when."""
    from playmore_cli.review.deck import count
    from playmore_cli.review.schedule import Grade

    given = Counter(tally.grades)
    parts = [f"{given[grade]} {grade.name.lower()}" for grade in reversed(Grade) if given[grade]]
    rated = f"rated {len(tally.grades)}: {', '.join(parts)}" if parts else "nothing rated"
    counts = count(items, now)
    if counts.due:
        left = f"{counts.due} more due now: playmore review"
    elif counts.next_due is not None:
        left = f"the next card is due in {wait_text(counts.next_due - now)}"
    else:
        left = f"{counts.new} cards not asked yet"
    return [f"{rated}; all of it is kept" if tally.left and parts else rated, left]


def _document(store: "Store", lessons: Sequence[Lesson], now: float) -> dict[str, Any]:
    from playmore_cli.sitting.own_lessons import counts_of

    counts = counts_of(store, lessons, now)
    next_due = min((one.next_due for one in counts.values() if one.next_due is not None), default=None)
    return {
        "due": sum(one.due for one in counts.values()),
        "new": sum(one.new for one in counts.values()),
        "later": sum(one.later for one in counts.values()),
        "next_due": _moment(next_due),
        "lessons": [{"id": name, **_counts_document(one)} for name, one in counts.items()],
    }


def _counts_document(counts: "Counts") -> dict[str, Any]:
    return {
        "due": counts.due,
        "new": counts.new,
        "later": counts.later,
        "next_due": _moment(counts.next_due),
    }


def _moment(seconds: float | None) -> str | None:
    """Return a Unix time as ISO 8601, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
