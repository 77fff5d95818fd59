"""``playmore config``: every setting, where it comes from and what it does; set and unset them in the file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from playmore_cli import paths
from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.settings import KNOWN, Known, as_plain, as_text, find_setting, read_value
from playmore_cli.sitting.speech import complain, print_json, say
from playmore_cli.whole_files import write_whole

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_HEADER = "# playmore's settings; `playmore config` shows all of them and what they do.\n"
_HOME = "one folder for progress, cache and settings, instead of the system's own places"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(config)


def config(
    context: typer.Context,
    action: Annotated[
        Literal["show", "set", "unset", "path"],
        typer.Argument(metavar="ACTION", help="show (what you get without it), set, unset or path."),
    ] = "show",
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A setting, such as theme."),
    ] = None,
    value: Annotated[
        list[str] | None, typer.Argument(metavar="VALUE", help="What to set it to; lists take several.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Show every setting: its value, where that comes from, and what it does; or change one in the settings file.

    A command's own option goes first, then the environment (PLAYMORE_THEME for theme), then the file, then the
    default. Comments in the file stay. playmore config path prints where it lies.

    Example: playmore config set theme light

    Exit status: 1 if show finds something that cannot be used.
    """
    environment = environment_of(context)
    if action in ("show", "path") and value:
        raise UsageError(
            f"playmore config {action} takes no value; playmore config set {name} {' '.join(value)} sets it"
        )
    if action == "path" and json:
        print_json(environment, {"path": str(paths.config_file())})
    elif action == "path":
        print(paths.config_file(), file=environment.stdout)
    elif action == "show":
        _show(environment, KNOWN if name is None else (find_setting(name),), json=json, whole=name is None)
    elif name is None:
        raise UsageError(f"playmore config {action} needs the name of a setting; playmore config lists them")
    elif action == "set":
        _set(environment, find_setting(name), value or [], json=json)
    else:
        _unset(environment, find_setting(name), json=json)


def _show(environment: Environment, known: Sequence[Known], *, json: bool, whole: bool) -> None:
    found = environment.find_settings()
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "value": as_plain(getattr(found.settings, one.name)),
            "from": found.sources[one.name],
            "default": as_plain(one.default),
            "allowed": one.allowed,
            "variable": one.variable,
            "does": one.help,
        }
        for one in known
    ]
    if whole:
        rows.insert(0, _home_row(environment))
    if json:
        print_json(environment, rows)
    else:
        _print_rows(environment, rows)
        if whole:
            say(environment, f"\nfile  {paths.config_file()}")
    problems = environment.describe_problems(found)
    for problem in problems:
        complain(environment, problem)
    if problems:
        leave(ExitStatus.FAILED)


def _home_row(environment: Environment) -> dict[str, Any]:
    """Return the row of the one setting that cannot be in the file, as it says where the file lies."""
    home = environment.variables.get("PLAYMORE_HOME") or None
    return {
        "name": "home",
        "value": home,
        "from": "environment" if home else "default",
        "default": None,
        "allowed": "a folder; only as PLAYMORE_HOME",
        "variable": "PLAYMORE_HOME",
        "does": _HOME,
    }


def _print_rows(environment: Environment, rows: list[dict[str, Any]]) -> None:
    """Print name, value and source of each setting, and below each what it does and what is allowed."""
    import textwrap

    width = max(min(environment.size().columns, 100), 30)
    widest = max(len(row["name"]) for row in rows)
    for row in rows:
        value = row["value"]
        shown = as_text(tuple(value) if isinstance(value, list) else value) or "not set"
        say(environment, f"{row['name']:<{widest}}  {shown}  ({row['from']})")
        for line in textwrap.wrap(f"{row['does']} ({row['allowed']})", width - 4):
            say(environment, f"    {line}")


def _set(environment: Environment, known: Known, words: list[str], *, json: bool) -> None:
    if not words:
        raise UsageError(f"to what? playmore config set {known.name} VALUE takes {known.allowed}")
    if len(words) > 1 and known.kind not in ("folders", "addresses"):
        raise UsageError(f"{known.name} takes one value, {known.allowed}; {len(words)} were given")
    if known.kind in ("folder", "folders"):
        words = [str(folder) for folder in _folders(known, words)]
    value = read_value(known, words if known.kind in ("folders", "addresses") else words[0], known.name)
    _refuse_unusable_addresses(known, value)
    document = _read()
    document[known.name] = as_plain(value)
    _write(document)
    if json:
        print_json(
            environment, {"name": known.name, "value": as_plain(value), "file": str(paths.config_file())}
        )
    else:
        say(environment, f"{known.name} is {as_text(value)}, in {paths.config_file()}")
    _tell_overruled(environment, known)


def _folders(known: Known, words: list[str]) -> list[Path]:
    """
    Return the folders that are to be set, in full; a comma may stand between two.

    Raises:
        UsageError: the folder that data is to be read from is not there.
    """
    found = []
    for word in words:
        whole = paths.path_named(word)
        parts = (
            [whole] if whole.is_dir() or known.kind == "folder" else map(paths.path_named, word.split(","))
        )
        found += [part.absolute() for part in parts]
    for folder in found if known.kind == "folder" else ():
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}; make it first, then set {known.name}")
    return found


def _refuse_unusable_addresses(known: Known, value: object) -> None:
    if known.kind != "addresses":
        return
    from playmore_cli.store.addresses import is_allowed

    for address in value if isinstance(value, tuple) else ():
        if not is_allowed(address):
            raise UsageError(f"{known.name} takes {known.allowed}; {address!r} is none")


def _unset(environment: Environment, known: Known, *, json: bool) -> None:
    document = _read()
    was_set = known.name in document
    if was_set:
        del document[known.name]
        _write(document)
    default = as_text(known.default) or "nothing"
    if json:
        print_json(environment, {"name": known.name, "was_set": was_set, "default": as_plain(known.default)})
    elif was_set:
        say(environment, f"{known.name} is no longer set; the default is {default}")
    else:
        say(environment, f"{known.name} is not set in {paths.config_file()}")
    _tell_overruled(environment, known)


def _tell_overruled(environment: Environment, known: Known) -> None:
    if environment.variables.get(known.variable):
        value = environment.variables[known.variable]
        complain(environment, f"{known.variable} is set to {value!r} and goes before the file")


def _read() -> "TOMLDocument":
    """
    Return the settings file, with its comments, so that it can be changed.

    Raises:
        UsageError: it cannot be read or is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    file = paths.config_file()
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return tomlkit.parse(_HEADER)
    except OSError as error:
        raise UsageError(f"the settings in {file} cannot be read: {error.strerror}") from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise UsageError(f"{file}: this is not TOML: {error}; correct it first") from error


def _write(document: "TOMLDocument") -> None:
    """Write the file whole, so that nobody reads half of it."""
    import tomlkit

    file = paths.config_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, tomlkit.dumps(document).encode())
    except OSError as error:
        raise PlaymoreError(f"the settings in {file} cannot be written: {error.strerror}") from error
