"""``playmore`` and ``playmore list``: the lectures, the progress in each, what to do next."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from playmore_cli.cli.context import AsJson, catalog, environment_of, open_store, print_json
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Summary
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:
    from playmore_cli.store.progress import Place


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_lessons)


def list_lessons(context: typer.Context, json: AsJson = False) -> None:
    """
    List the lectures with your progress.

    Example: playmore list --json
    """
    environment = environment_of(context)
    if not json:
        show_home(environment)
        return
    with open_store(environment) as store:
        places = store.places()
        documents = [_document(summary, places, store.done(summary.id)) for summary in catalog().summaries()]
    print_json(environment, documents)


def show_home(environment: Environment) -> None:
    """Print the lectures with progress, and the one command that makes sense next."""
    summaries = catalog().summaries()
    with open_store(environment) as store:
        places = store.places()
        done = {summary.id: len(store.done(summary.id) & set(summary.step_ids)) for summary in summaries}
    width = environment.size().columns
    for summary in summaries:
        print(_row(summary, done[summary.id], places, width), file=environment.stdout)
    print(f"\nnext: {_next_command(summaries, done, places)}", file=environment.stdout)


def _row(summary: Summary, done: int, places: "Mapping[str, Place]", width: int) -> str:
    total = len(summary.step_ids)
    share = round(10 * done / total) if total else 0
    bar = "█" * share + "·" * (10 - share)
    here = "▶" if next(iter(places), None) == summary.id else "✓" if total and done == total else " "
    left = f"{here} {summary.id}  {summary.title}"
    right = f"{format_timecode(summary.length)}  {bar} {done:>3}/{total}"
    if len(left) + len(right) + 2 > width:
        right = f"{done}/{total}"
    room = max(width - len(right) - 2, 8)
    return f"{left[:room]:<{min(room, 48)}}  {right}"


def _next_command(
    summaries: "tuple[Summary, ...]", done: Mapping[str, int], places: "Mapping[str, Place]"
) -> str:
    for place in places.values():
        summary = next((one for one in summaries if one.id == place.lesson), None)
        if summary is not None and done[summary.id] < len(summary.step_ids):
            return f"playmore resume {summary.id}    (at {format_timecode(place.seconds)})"
    for summary in summaries:
        if done[summary.id] < len(summary.step_ids):
            return f"playmore start {summary.id}"
    return f"playmore outline {summaries[0].id}    (all lectures are done: revise one)"


def _document(summary: Summary, places: "Mapping[str, Place]", done: frozenset[str]) -> dict[str, Any]:
    place = places.get(summary.id)
    return {
        "id": summary.id,
        "title": summary.title,
        "video": summary.video,
        "length": format_timecode(summary.length),
        "steps": len(summary.step_ids),
        "done": len(done & set(summary.step_ids)),
        "place": {"step": place.step, "at": format_timecode(place.seconds)} if place else None,
    }
