"""``playmore data``: the data sets, where they come from, fetch and clear them."""

from typing import Annotated, Literal

import typer

from playmore_cli.cli.context import AsJson, environment_of
from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.sitting.speech import print_json, progress_line, say
from playmore_cli.store import datasets

_HANG = 13
"""Columns of a row before what it says of a name."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(data)


def data(
    context: typer.Context,
    action: Annotated[
        Literal["list", "fetch", "path", "clear"], typer.Argument(help="What to do; without it, list.")
    ] = "list",
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="names, shakespeare, gpt2, gpt4, or (clear) snapshots; without it, all."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Show which data the lessons use; fetch the lectures' own files; clear what was fetched, or stored states.

    Example: playmore data fetch names
    """
    environment = environment_of(context)
    if action == "clear" and name == "snapshots":
        _clear_snapshots(environment, json=json)
        return
    places = environment.data_places
    chosen = [datasets.dataset(name)] if name is not None else list(datasets.DATASETS.values())
    if action == "clear":
        if name is not None:
            raise UsageError("clear removes all that was fetched; leave the name away, or name snapshots")
        removed = datasets.clear(places)
        if json:
            print_json(environment, {"removed": [str(path) for path in removed]})
            return
        print(
            "\n".join(f"removed {path}" for path in removed) or "nothing was fetched", file=environment.stdout
        )
        return
    if action == "fetch":
        for one in chosen:
            _fetch(environment, one, places)
    located = [datasets.locate(one, places) for one in chosen]
    if json:
        print_json(environment, [here.as_json() for here in located])
    elif action == "path":
        for here in located:
            print(here.path, file=environment.stdout)
    else:
        for here in located:
            kind = {"lecture": "the lecture's own", "local": "yours", "embedded": "playmore's own"}[
                here.source
            ]
            say(environment, f"{here.name:<12} {kind:<18} {here.lines:>7,} lines  {here.path}", hang=_HANG)
        _tell_snapshots(environment)


def _tell_snapshots(environment: Environment) -> None:
    from playmore_cli.runner.snapshots.store import SnapshotStore
    from playmore_cli.signing import ForeignError
    from playmore_cli.sitting.preparing import find_prepared

    folder = environment.snapshots
    if folder is None or not folder.is_dir():
        return
    try:
        space, prepared = SnapshotStore(folder).space(), find_prepared(environment)
    except (ForeignError, OSError) as error:
        say(environment, f"{'snapshots':<12} {error}", hang=_HANG)
        return
    size = f"{space.size / 1e6:,.1f} MB"
    say(
        environment,
        f"{'snapshots':<12} {'stored states':<18} {space.states:>7,} in {size}  {folder}",
        hang=_HANG,
    )
    for one, room in prepared:
        say(
            environment,
            f"{'prepared':<12} {f'{one.lesson} at {one.pace} pace':<18} {room.states:>7,} in "
            f"{room.size / 1e6:,.1f} MB  steps 1 to {one.steps}",
        )


def _clear_snapshots(environment: Environment, *, json: bool) -> None:
    from playmore_cli.runner.snapshots.store import SnapshotStore
    from playmore_cli.signing import ForeignError

    folder = environment.snapshots
    if folder is None or not folder.is_dir():
        if json:
            print_json(environment, {"states": 0, "bytes": 0})
        else:
            say(environment, "there are no snapshots")
        return
    try:
        space = SnapshotStore(folder).clear()
    except (ForeignError, OSError) as error:
        raise PlaymoreError(f"the snapshots in {folder} cannot be cleared: {error}") from error
    if json:
        print_json(environment, {"states": space.states, "bytes": space.size})
        return
    say(
        environment,
        f"removed {space.states} stored states, {space.size / 1e6:,.1f} MB; steps are run again when needed",
    )


def _fetch(environment: Environment, one: datasets.Dataset, places: datasets.DataPlaces) -> None:
    with progress_line(environment) as show:
        datasets.fetch(one, places, lambda done, total: show(f"{one.name} {100 * done // total} %"))
