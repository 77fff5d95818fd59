"""``playmore add``: keep a course of others in the list."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from playmore_cli import paths
from playmore_cli.cli.context import environment_of
from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Group
from playmore_cli.lesson.naming import files_or_none, plain_name
from playmore_cli.paths import path_named
from playmore_cli.sitting.access import catalog, named_briefly
from playmore_cli.sitting.speech import say, tell_remarks
from playmore_cli.store.trust import Trust

_DEEPEST = 3
"""Folders within folders in which the lessons of a course are looked for."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(add)


def add(
    context: typer.Context,
    course: Annotated[
        str,
        typer.Argument(metavar="FOLDER|PACKAGE|ADDRESS", help="Where the lessons are."),
    ],
    remove: Annotated[bool, typer.Option("--remove", help="Drop it from the list; no file goes.")] = False,
) -> None:
    """
    Keep a course of others in the list: a folder, an archive, an installed package, a git or https address.

    What is at an address or in an archive is taken once, into playmore's own folder. Nothing of a course runs before
    you were asked, when you open a lesson. A package is installed with pip, and is in the list by that.

    Example: playmore add ~/course
    """
    from playmore_cli.store.courses import is_address

    environment = environment_of(context)
    if remove:
        _remove(environment, course)
    elif is_address(course):
        _fetch(environment, course)
    elif course and (folder := path_named(course)).is_dir():
        _keep(environment, folder.resolve(), "")
    elif course and folder.is_file():
        _take_file(environment, course, folder.resolve())
    else:
        _tell_package(environment, course)


def _take_file(environment: Environment, name: str, file: Path) -> None:
    """Unpack an archive that lies here, as one at an address; say what to do with any other file."""
    from playmore_cli.store.courses import is_archive

    if is_archive(file.name):
        _fetch(environment, file.as_uri())
    elif file.suffix == ".whl":
        raise UsageError(f"{name} is a package; {_how_to_install(name)}")
    else:
        raise UsageError(f"{name} is a file; add its folder, or play it: playmore start {name}")


def _how_to_install(name: str) -> str:
    return (
        f"playmore installs none: {quote(sys.executable)} -m pip install {quote(name)} puts it into the list"
    )


def _keep(environment: Environment, folder: Path, source: str) -> None:
    group = _lessons_in(folder)
    if group is None:
        raise UsageError(f"{source or folder} holds no lesson files; their names end in .yaml")
    Trust(environment.trust_file).keep_course(Path(group.origin), source)
    _tell(environment, named_briefly(group))


def _tell(environment: Environment, group: Group) -> None:
    for summary in group.summaries:
        say(environment, f"{summary.name}  {summary.title}")
    tell_remarks(environment, group.remarks)
    if group.summaries:
        say(environment, f"in the list from now on; playmore start {group.summaries[0].name} begins")


def _lessons_in(folder: Path) -> Group | None:
    """Return the lessons of the first folder, the outermost first, in which there are some."""
    waiting = [(folder, 0)]
    for place, depth in waiting:
        group = catalog().group_at(place) if files_or_none(place) else None
        if group is not None and group.summaries:
            return group
        if depth < _DEEPEST:
            waiting += [
                (one, depth + 1) for one in sorted(place.iterdir()) if one.is_dir() and one.name[0] != "."
            ]
    return None


def _fetch(environment: Environment, address: str) -> None:
    from playmore_cli.store.courses import fetch_course

    kept = Trust(environment.trust_file)
    for folder, source in kept.courses().items():
        if source == address:
            raise UsageError(
                f"{address} is in the list already, as {folder}; "
                f"to fetch it anew drop it first: playmore add --remove {address}"
            )
    fetched, digest = fetch_course(address, paths.state_folder() / "courses")
    say(environment, f"fetched {address}, {digest[:12]}, into {fetched}")
    _keep(environment, fetched, address)


def _tell_package(environment: Environment, name: str) -> None:
    group = next(
        (
            group
            for shelf, group in zip(catalog().shelves, catalog().groups()[1:], strict=True)
            if plain_name(shelf.name) == plain_name(name)
        ),
        None,
    )
    if group is None:
        raise UsageError(_no_course(name))
    _tell(environment, group)


def _no_course(name: str) -> str:
    """Return what is to be said where a name is that of no folder, and of no package with lessons."""
    if not re.fullmatch(r"[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?", name):
        return f"there is no folder {name!r}"
    try:
        version(name)
    except PackageNotFoundError:
        return f"there is no folder {name}; if it is a package, {_how_to_install(name)}"
    return (
        f"the package {name} is installed and brings no lessons, and there is no folder of that name here; "
        "playmore list shows what there is"
    )


def _remove(environment: Environment, course: str) -> None:
    kept = Trust(environment.trust_file)
    courses = kept.courses()
    found = next((folder for folder, source in courses.items() if course == source), None)
    if found is None:
        wanted = path_named(course).resolve()
        found = next((folder for folder in courses if wanted in (folder, *folder.parents)), None)
    if found is None:
        raise UsageError(f"{course} was not added; playmore list shows what is there")
    kept.keep_course(found, "", kept=False)
    say(environment, f"{found} is in the list no more; its files and your progress stay")
