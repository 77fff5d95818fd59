"""
What a user can set, as one record: from the environment, else from ``config.toml``, else the default.

A command's own option goes before all of these. Nothing here looks at the disk; `environment` reads the file.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from playmore_cli.errors import UsageError, did_you_mean

Source = Literal["default", "file", "environment"]
Kind = Literal["choice", "switch", "count", "size", "command", "folder", "folders", "addresses"]

_BETWEEN_FOLDERS = re.compile(rf"\s*,\s*|{os.pathsep}")
_BETWEEN_ADDRESSES = re.compile(r"[\s,]+")
_IN_NO_NAME = re.compile("[\0\ud800-\udfff]")
"""What the name of no folder holds that is written in a file of settings."""
_ON, _OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
_SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(mb|gb|tb)")
_UNITS = {"mb": 10**6, "gb": 10**9, "tb": 10**12}
_LEAST_MEMORY = 500 * 10**6
"""Bytes with less of which torch does not load."""


@dataclass(frozen=True)
class Settings:
    """
    What holds now; the fields are explained in `KNOWN`.

    Args:
        threads: at least 1.
        new_cards: at least 0.
        data_dir: absolute; ``None`` for none.
        trusted_folders: absolute.
    """

    theme: Literal["auto", "dark", "light", "ansi", "none"] = "auto"
    graphics: Literal["auto", "off", "kitty", "iterm2", "sixel"] = "auto"
    plain: bool = False
    pace: Literal["quick", "full"] = "quick"
    threads: int = 1
    snapshots: bool = True
    ahead: bool = True
    memory: str = "half"
    new_cards: int = 5
    editor: str = ""
    data_dir: Path | None = None
    data_mirror: tuple[str, ...] = ()
    trusted_folders: tuple[Path, ...] = ()

    @property
    def ceiling(self) -> int | None:
        """Bytes of memory that a lesson's code may take; ``None`` for half of what is there, 0 for any."""
        named = _SIZE.fullmatch(self.memory)
        return int(float(named[1]) * _UNITS[named[2]]) if named else {"half": None, "off": 0}[self.memory]


class Known(NamedTuple):
    """A setting: its *name* in the file, what it does (*help*), and which values are *allowed*, in words."""

    name: str
    kind: Kind
    help: str
    allowed: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1000

    @property
    def variable(self) -> str:
        """The environment variable that goes before the file."""
        return f"PLAYMORE_{self.name.upper()}"

    @property
    def default(self) -> object:
        """What holds where nothing is set."""
        return getattr(Settings(), self.name)


def _choice(name: str, help: str, *choices: str) -> Known:
    return Known(name, "choice", help, _either(choices), choices)


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


KNOWN = (
    _choice("theme", "colours; ansi uses your terminal's own sixteen", "auto", "dark", "light", "ansi", "none"),
    _choice("graphics", "plots in pixels; auto asks the terminal", "auto", "off", "kitty", "iterm2", "sixel"),
    Known("plain", "switch", "always plain lines: no boxes, no redrawing, pictures in words", "on or off"),
    _choice("pace", "constants of long steps: quick (seconds) or full (the lecture's own)", "quick", "full"),
    Known("threads", "count", "threads for torch; 1 is fastest on the lectures' small tensors", "1 to 1000", (), 1),
    Known("snapshots", "switch", "store states, so that coming back need not run steps again", "on or off"),
    Known("ahead", "switch", "run the next steps on another core while you read", "on or off"),
    Known("memory", "size", "memory that a lesson's code may take", "half, off, or a size from 500MB on, such as 8GB"),
    Known("new_cards", "count", "new cards in a review at most", "0 to 1000"),
    Known("editor", "command", "your own editor for longer code, else $VISUAL or $EDITOR", "a command, such as vim"),
    Known("data_dir", "folder", "a folder with your own copies of the data", "a folder, in full or from ~"),
    Known("data_mirror", "addresses", "addresses to try before the data's own", "https addresses"),
    Known(
        "trusted_folders", "folders", "folders whose lessons run without a question", "folders, in full or from ~"
    ),
)  # fmt: skip
"""All settings, in the order in which they are shown."""

BY_NAME: Mapping[str, Known] = {known.name: known for known in KNOWN}


class SettingProblem(NamedTuple):
    """A setting that cannot be used: the *source* it comes from, its *name* as it stands there, and what to do."""

    source: Source
    name: str
    message: str


class FoundSettings(NamedTuple):
    """The settings, where each *name* comes from (*sources*), and what could not be used."""

    settings: Settings
    sources: Mapping[str, Source]
    problems: tuple[SettingProblem, ...]


def settle(table: Mapping[str, object], variables: Mapping[str, str]) -> FoundSettings:
    """Return the settings that a file's *table* and the environment's *variables* amount to."""
    values: dict[str, Any] = {}
    sources: dict[str, Source] = dict.fromkeys(BY_NAME, "default")
    problems = [
        SettingProblem(
            "file", name, f"there is no setting {name!r}{did_you_mean(name, BY_NAME) or _all_names()}"
        )
        for name in table
        if name not in BY_NAME
    ]
    for known in KNOWN:
        given: list[tuple[Source, str, object]] = []
        if known.name in table:
            given.append(("file", known.name, table[known.name]))
        if variables.get(known.variable):
            given.append(("environment", known.variable, variables[known.variable]))
        for source, name, raw in given:
            try:
                values[known.name] = read_value(known, raw, name)
                sources[known.name] = source
            except UsageError as error:
                problems.append(SettingProblem(source, name, f"{error}, or remove it"))
    return FoundSettings(Settings(**values), sources, tuple(problems))


def find_setting(name: str) -> Known:
    """
    Return the setting of this name, as it is in the file or with hyphens.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    plain = name.lower().replace("-", "_").removeprefix("playmore_")
    if plain not in BY_NAME:
        raise UsageError(f"there is no setting {name!r}{did_you_mean(plain, BY_NAME) or _all_names()}")
    return BY_NAME[plain]


def read_value(known: Known, raw: object, name: str) -> object:
    """
    Return the value of a setting from what stands in the file, in the environment or behind a command.

    >>> read_value(BY_NAME["plain"], "on", "plain"), read_value(BY_NAME["threads"], 4, "threads")
    (True, 4)

    Raises:
        UsageError: it is none that is allowed; the message says *name*, what was found and what is allowed.
    """
    match known.kind:
        case "choice" if isinstance(raw, str) and raw.lower() in known.choices:
            return raw.lower()
        case "switch" if isinstance(raw, bool):
            return raw
        case "switch" if isinstance(raw, str) and raw.lower() in _ON + _OFF:
            return raw.lower() in _ON
        case "count" if (number := _number(raw)) is not None and known.least <= number <= known.most:
            return number
        case "size" if isinstance(raw, str) and (size := _size(raw.strip().lower().replace(" ", ""))):
            return size
        case "command" if isinstance(raw, str) and raw.strip():
            return raw.strip()
        case "folder" if (folder := _folder(raw)) is not None:
            return folder
        case "folders" if all(folders := [_full_folder(one) for one in _listed(raw, _BETWEEN_FOLDERS)]):
            return tuple(folders)
        case "addresses" if all(
            one.startswith(("https://", "http://")) for one in _listed(raw, _BETWEEN_ADDRESSES)
        ):
            return tuple(_listed(raw, _BETWEEN_ADDRESSES))
    shown = f"'{raw}'" if isinstance(raw, str) else _shown(raw)
    raise UsageError(f"{name} is {shown}; set it to {known.allowed}")


def as_text(value: object) -> str:
    """
    Return a setting's value as one would write it.

    >>> as_text(True), as_text(("a", "b")), as_text(None)
    ('on', 'a b', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case tuple():
            return " ".join(str(one) for one in value)
    return str(value)


def as_plain(value: object) -> bool | int | str | list[str] | None:
    """Return a setting's value as TOML and JSON have it."""
    match value:
        case bool() | int() | None:
            return value
        case tuple():
            return [str(one) for one in value]
    return str(value)


def _all_names() -> str:
    return f"; there are {', '.join(BY_NAME)}"


def _number(raw: object) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdigit():
        return int(raw) if len(raw.strip()) < 10 else None
    return raw if isinstance(raw, int) else None


def _size(text: str) -> str | None:
    """Return how much memory as it is kept; ``None`` where it says nothing, or too little."""
    if text == "half" or text in _OFF:
        return "off" if text in _OFF else text
    named = _SIZE.fullmatch(text)
    return text if named and float(named[1]) * _UNITS[named[2]] >= _LEAST_MEMORY else None


def _folder(raw: object) -> Path | None:
    if not isinstance(raw, str) or not raw or _IN_NO_NAME.search(raw):
        return None
    try:
        folder = Path(raw).expanduser()
    except RuntimeError:
        return None  # ~somebody whose home is not known
    return folder.absolute()


def _full_folder(raw: object) -> Path | None:
    """Return a folder that is named in full or from ~: any other is another one wherever one stands."""
    is_full = isinstance(raw, str) and (Path(raw).is_absolute() or raw.startswith("~"))
    return _folder(raw) if is_full else None


def _listed(raw: object, between: re.Pattern[str]) -> list[Any]:
    """Return the items of a list, or of a text that separates them; one that is nothing for anything else."""
    if isinstance(raw, str):
        return [part for part in between.split(raw) if part]
    if isinstance(raw, list | tuple) and all(isinstance(one, str) for one in raw):
        return list(raw)
    return [""]


def _shown(raw: object) -> str:
    text = str(raw).lower() if isinstance(raw, bool) else repr(raw)
    return text if len(text) <= 60 else text[:58] + " …"
