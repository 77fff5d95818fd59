"""``playmore data``: the data sets, where they come from, fetch and clear them."""

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from playmore_cli.cli.context import AsJson, environment_of, print_json
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.store import datasets


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(data)


def data(
    context: typer.Context,
    action: Annotated[
        Literal["list", "fetch", "path", "clear"], typer.Argument(help="What to do; without it, list.")
    ] = "list",
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="names or shakespeare; without it, all.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Show which data the lessons use; fetch the lectures' own files; clear what was fetched.

    Example: playmore data fetch names
    """
    environment = environment_of(context)
    places = datasets.find_places(environment.variables)
    chosen = [datasets.dataset(name)] if name else list(datasets.DATASETS.values())
    if action == "clear":
        if name:
            raise UsageError("clear removes all that was fetched; leave the name away")
        removed = datasets.clear(places)
        print(
            "\n".join(f"removed {path}" for path in removed) or "nothing was fetched", file=environment.stdout
        )
        return
    if action == "fetch":
        for one in chosen:
            datasets.fetch(one, places, _progress(environment, one.name))
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
            print(f"{here.name:<12} {kind:<18} {here.lines:>7,} lines  {here.path}", file=environment.stdout)


def _progress(environment: Environment, name: str) -> Callable[[int, int], None]:
    if not environment.stderr.isatty():
        return lambda done, total: None

    def show(done: int, total: int) -> None:
        share = f"{100 * done // total} %" if total else f"{done:,} bytes"
        print(
            f"\r\x1b[K{name} {share}", end="\n" if done == total else "", file=environment.stderr, flush=True
        )

    return show
