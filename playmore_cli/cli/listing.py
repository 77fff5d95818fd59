"""``playmore`` and ``playmore list``: the lectures, the progress in each, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, environment_of
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.exercises.judging import score_text
from playmore_cli.lesson.catalog import Group, Summary
from playmore_cli.lesson.model import Lesson
from playmore_cli.paths import PREPARED, path_named
from playmore_cli.sitting.access import catalog, open_store
from playmore_cli.sitting.own_lessons import all_groups, carry_over, counts_of
from playmore_cli.sitting.speech import print_json, say, tell_remarks
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.review.deck import Counts
    from playmore_cli.store.learner import Place, Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_lessons)


def list_lessons(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help="A folder with lesson files of your own.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    List the lectures with your progress; those of other packages stand below, under the package's name.

    Example: playmore list --json
    """
    environment = environment_of(context)
    named = None if folder is None else (_group_at(path_named(folder)),)
    if not json:
        _show(environment, named)
        return
    with open_store(environment) as store:
        groups = all_groups(store) if named is None else named
        learner = _learner(environment, store, groups)
    print_json(environment, [_document(summary, learner) for group in groups for summary in group.summaries])
    tell_remarks(environment, [remark for group in groups for remark in group.remarks])


def _group_at(folder: Path) -> Group:
    group = catalog().group_at(folder)
    if not group.summaries and not group.remarks:
        raise UsageError(f"the folder {folder} holds no lesson files; their names end in .yaml")
    return group


def show_home(environment: Environment) -> None:
    """Print the lectures with progress, the cards that are due, and the one command that makes sense next."""
    _show(environment, None)


@dataclass(frozen=True)
class _Learner:
    """
    The learner's places, the latest first, and by lesson id the steps done, the cards and the exercises solved.

    *score* counts the predictions that came true, and those that were judged; *prepared* holds the paces at which a
    whole lesson is.
    """

    places: "Mapping[str, Place]"
    done: Mapping[str, frozenset[str]]
    cards: "Mapping[str, Counts]"
    score: Mapping[str, tuple[int, int]]
    solved: Mapping[str, int]
    prepared: Mapping[str, tuple[str, ...]]

    def done_of(self, summary: Summary) -> int:
        """Return how many of the lesson's steps are done."""
        return len(self.done[summary.id] & set(summary.step_ids))


def _learner(environment: Environment, store: "Store", groups: Sequence[Group]) -> _Learner:
    lessons = [lesson for group in groups for lesson in group.lessons]
    for lesson in lessons:
        carry_over(store, lesson)
    done = {lesson.id: store.done(lesson.id) for lesson in lessons}
    cards = _counts(store, [one for one in lessons if done[one.id]], environment.clock())
    score = {lesson.id: store.score(lesson.id) for lesson in lessons}
    solved = {lesson.id: len(store.solved(lesson.id)) for lesson in lessons}
    return _Learner(store.places(), done, cards, score, solved, _prepared(environment, lessons))


def _prepared(environment: Environment, lessons: Sequence[Lesson]) -> dict[str, tuple[str, ...]]:
    """Return at which paces all of a lesson is prepared, by its id."""
    try:
        folder = environment.snapshots
    except UsageError:
        return {}  # a mistake in the settings is told by what plays a lesson; the list does without
    if folder is None or not (folder / PREPARED).is_file():
        return {}
    from playmore_cli.sitting.preparing import paces_prepared

    return {lesson.id: paces_prepared(environment, lesson) for lesson in lessons}


def _show(environment: Environment, named: Sequence[Group] | None) -> None:
    """Print the lessons of a folder that was named, or all that there are for the learner."""
    with open_store(environment) as store:
        groups = all_groups(store) if named is None else named
        learner = _learner(environment, store, groups)
    width = environment.size().columns
    for group in groups:
        if group.origin and group.summaries:
            say(environment, f"{'' if group is groups[0] else chr(10)}from {group.origin}")
        for summary in group.summaries:
            say(environment, _row(summary, learner, width))
    tell_remarks(environment, [remark for group in groups for remark in group.remarks])
    summaries = [summary for group in groups for summary in group.summaries]
    say(environment, "")
    if cards := _cards_line(list(learner.cards.values()), environment.clock()):
        say(environment, cards)
    right, judged = (sum(score[place] for score in learner.score.values()) for place in (0, 1))
    if line := score_text(right, judged, sum(learner.solved.values())):
        say(environment, line)
    if summaries:
        say(environment, f"next: {_next_command(summaries, learner)}")


def _counts(store: "Store", begun: Sequence[Lesson], now: float) -> "dict[str, Counts]":
    """Return the cards of the lessons in which something is done."""
    if not begun:
        return {}
    return counts_of(store, begun, now)


def _cards_line(counts: "Sequence[Counts]", now: float) -> str:
    """Return how many cards are due and how to review them; nothing where there are no cards."""
    from playmore_cli.review.schedule import wait_text

    due, new = sum(one.due for one in counts), sum(one.new for one in counts)
    parts = [f"{due} due"] if due else []
    parts += [f"{new} new"] if new else []
    if parts:
        return f"cards: {', '.join(parts)}    playmore review"
    soonest = min((one.next_due for one in counts if one.next_due is not None), default=None)
    return "" if soonest is None else f"cards: none due; the next one in {wait_text(soonest - now)}"


def _row(summary: Summary, learner: _Learner, width: int) -> str:
    total, done = len(summary.step_ids), learner.done_of(summary)
    share = round(10 * done / total) if total else 0
    bar = "█" * share + "·" * (10 - share)
    latest = next(iter(learner.places), None)
    paces = learner.prepared.get(summary.id, ())
    here = "▶" if latest == summary.id else "✓" if total and done == total else " "
    ready = "prepared  " if paces else ""
    left = f"{here} {summary.name}  {summary.title}"
    right = f"{ready}{format_timecode(summary.length)}  {bar} {done:>3}/{total}"
    if len(left) + len(right) + 2 > width:
        right = f"{ready}{done}/{total}"
    room = max(width - len(right) - 2, 8)
    if len(left) > room and len(summary.name) > room // 2:  # a path: its end tells the lesson
        left = f"{here} {_ending(summary.name, room - 2)}"
    shown = left if len(left) <= room else f"{left[: room - 1]}…"
    return f"{shown:<{min(room, 48)}}  {right}"


def _ending(name: str, room: int) -> str:
    """
    Return the end of a name that is longer than the *room* for it.

    >>> _ending("/home/me/lessons/circles", 16)
    '…lessons/circles'
    """
    return name if len(name) <= room else "…" + name[len(name) - room + 1 :]


def _next_command(summaries: Sequence[Summary], learner: _Learner) -> str:
    for place in learner.places.values():
        summary = next((one for one in summaries if one.id == place.lesson), None)
        if summary is not None and learner.done_of(summary) < len(summary.step_ids):
            return f"playmore resume {summary.name}    (at {format_timecode(place.seconds)})"
    for summary in summaries:
        if learner.done_of(summary) < len(summary.step_ids):
            return f"playmore start {summary.name}"
    if any(one.due or one.new for one in learner.cards.values()):
        return "playmore review    (all lectures are done: keep them in mind)"
    return f"playmore outline {summaries[0].name}    (all lectures are done: revise one)"


def _document(summary: Summary, learner: _Learner) -> dict[str, Any]:
    place, cards = learner.places.get(summary.id), learner.cards.get(summary.id)
    return {
        "id": summary.id,
        "title": summary.title,
        "video": summary.video,
        "length": format_timecode(summary.length),
        "steps": len(summary.step_ids),
        "done": learner.done_of(summary),
        "place": {"step": place.step, "at": format_timecode(place.seconds)} if place else None,
        "cards": {"due": cards.due if cards else 0, "new": cards.new if cards else 0},
        "predictions": dict(zip(("right", "judged"), learner.score[summary.id], strict=True)),
        "solved": learner.solved[summary.id],
        "prepared": list(learner.prepared.get(summary.id, ())),
        "name": summary.name,
        "origin": summary.origin,
    }
