"""``playmore`` and ``playmore list``: the lectures, the progress in each, what to do next."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from playmore_cli.cli.context import (
    AsJson,
    catalog,
    environment_of,
    open_store,
    print_json,
    say,
    tell_remarks,
)
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Group, Summary
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.review.deck import Counts
    from playmore_cli.store.progress import Place, Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_lessons)


def list_lessons(
    context: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="[FOLDER]", help="A folder of lesson files, instead of all lessons."),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    List the lectures with your progress: playmore's own, then those of installed packages.

    Example: playmore list --json
    """
    environment = environment_of(context)
    groups = catalog().groups() if folder is None else (_group_at(folder),)
    if not json:
        _show(environment, groups)
        return
    summaries = _summaries(groups)
    with open_store(environment) as store:
        places = store.places()
        done = {summary.id: store.done(summary.id) for summary in summaries}
        counts = _counts(store, groups, done, environment.clock())
    print_json(
        environment,
        [_document(summary, places, done[summary.id], counts.get(summary.id)) for summary in summaries],
    )
    tell_remarks(environment, (remark for group in groups for remark in group.remarks))


def show_home(environment: Environment) -> None:
    """Print the lectures with progress, the cards that are due, and the one command that makes sense next."""
    _show(environment, catalog().groups())


def _group_at(folder: str) -> Group:
    path = Path(folder).expanduser() if folder.startswith("~/") else Path(folder)
    if not path.is_dir():
        raise UsageError(f"{folder} is no folder; playmore list without it shows all lessons")
    group = catalog().group_at(path)
    if not group.summaries and not group.remarks:
        raise UsageError(f"the folder {folder} holds no lesson files; their names end in .yaml")
    return group


def _summaries(groups: Sequence[Group]) -> tuple[Summary, ...]:
    return tuple(summary for group in groups for summary in group.summaries)


def _show(environment: Environment, groups: Sequence[Group]) -> None:
    summaries = _summaries(groups)
    with open_store(environment) as store:
        places = store.places()
        all_done = {summary.id: store.done(summary.id) for summary in summaries}
        counts = _counts(store, groups, all_done, environment.clock())
    done = {summary.id: len(all_done[summary.id] & set(summary.step_ids)) for summary in summaries}
    width = environment.size().columns
    for group in groups:
        if group.origin and group.summaries:
            if group is not groups[0]:
                say(environment, "")
            say(environment, f"from {group.origin}")
        for summary in group.summaries:
            say(environment, _row(summary, done[summary.id], places, width))
    if summaries:
        cards = _cards_line(list(counts.values()), environment.clock())
        say(environment, "")
        if cards:
            say(environment, cards)
        say(environment, f"next: {_next_command(summaries, done, places, counts)}")
    tell_remarks(environment, (remark for group in groups for remark in group.remarks))


def _counts(
    store: "Store", groups: Sequence[Group], done: Mapping[str, frozenset[str]], now: float
) -> "dict[str, Counts]":
    """Return the cards of the lessons in which something is done; the others are not looked at."""
    if not any(done.values()):
        return {}
    from playmore_cli.cli.cards import counts_of

    lessons = [lesson for group in groups for lesson in group.lessons if done.get(lesson.id)]
    return counts_of(store, lessons, now)


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


def _row(summary: Summary, done: int, places: "Mapping[str, Place]", width: int) -> str:
    total = len(summary.step_ids)
    share = round(10 * done / total) if total else 0
    bar = "█" * share + "·" * (10 - share)
    here = "▶" if next(iter(places), None) == summary.id else "✓" if total and done == total else " "
    left = f"{here} {summary.name}  {summary.title}"
    right = f"{format_timecode(summary.length)}  {bar} {done:>3}/{total}"
    if len(left) + len(right) + 2 > width:
        right = f"{done}/{total}"
    room = max(width - len(right) - 2, 8)
    return f"{left[:room]:<{min(room, 48)}}  {right}"


def _next_command(
    summaries: "tuple[Summary, ...]",
    done: Mapping[str, int],
    places: "Mapping[str, Place]",
    counts: "Mapping[str, Counts]",
) -> str:
    for place in places.values():
        summary = next((one for one in summaries if one.id == place.lesson), None)
        if summary is not None and done[summary.id] < len(summary.step_ids):
            return f"playmore resume {summary.name}    (at {format_timecode(place.seconds)})"
    for summary in summaries:
        if done[summary.id] < len(summary.step_ids):
            return f"playmore start {summary.name}"
    if any(one.due or one.new for one in counts.values()):
        return "playmore review    (all lectures are done: keep them in mind)"
    return f"playmore outline {summaries[0].name}    (all lectures are done: revise one)"


def _document(
    summary: Summary, places: "Mapping[str, Place]", done: frozenset[str], counts: "Counts | None"
) -> dict[str, Any]:
    place = places.get(summary.id)
    return {
        "id": summary.id,
        "title": summary.title,
        "video": summary.video,
        "length": format_timecode(summary.length),
        "steps": len(summary.step_ids),
        "done": len(done & set(summary.step_ids)),
        "name": summary.name,
        "origin": summary.origin,
        "place": {"step": place.step, "at": format_timecode(place.seconds)} if place else None,
        "cards": {"due": counts.due if counts else 0, "new": counts.new if counts else 0},
    }
