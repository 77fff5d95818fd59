"""
Where things lie: the lessons and data that ship with the program, and the folders that belong to the user.

``PLAYMORE_HOME``, where it is set, holds all of the user's folders; tests and portable installations use it.
"""

import os
from pathlib import Path
from typing import BinaryIO

from platformdirs import user_cache_path, user_config_path, user_state_path

from playmore_cli.errors import PlaymoreError, UsageError

_NAME = "playmore"
_SHOWN = 80
PREPARED = "prepared.json"
"""The file beside the stored states that says which lessons are prepared."""
"""Characters of a name that are repeated where it cannot be used."""
_MOST = 200 * 1024 * 1024
"""Bytes beyond which nothing is taken for text of a learner's: years of progress take a few megabytes."""


def path_named(text: str) -> Path:
    """
    Return the path that somebody named, with ``~`` for their home folder; nothing need be there.

    Raises:
        UsageError: there can be nothing of this name: it is too long, holds a character that no name has, names an
            unknown home or leads in a circle; or one may not look there.
    """
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    try:
        path = Path(text).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except RuntimeError as error:
        raise UsageError(f"{shown} names a home folder that is not known; name the path in full") from error
    except ValueError as error:
        raise UsageError(f"{shown} cannot be the name of a file: {error}") from error
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise UsageError(f"{shown} cannot be the name of a file here: {why}") from error
    return path


def text_named(file: BinaryIO, called: str) -> str:
    r"""
    Return the text in a file or pipe that a person named, its lines ending at ``\n``; a device may have no end.

    Raises:
        UsageError: it is longer than `_MOST`, or not UTF-8; the message calls it *called*.
        OSError: it cannot be read.
    """
    content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise UsageError(f"{called} has more than {_MOST // 1024**2} MB, which nothing has that is read here")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{called} is not UTF-8 text (byte {error.start})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lessons_folder() -> Path:
    """
    Return the folder of the lesson files that ship with the program.

    Raises:
        PlaymoreError: the installation has none.
    """
    return find_shipped("lessons", Path(__file__).resolve().parent)


def data_folder() -> Path:
    """
    Return the folder of the data sets that ship with the program.

    Raises:
        PlaymoreError: the installation has none.
    """
    return find_shipped("data", Path(__file__).resolve().parent)


def find_shipped(name: str, package: Path) -> Path:
    """
    Return the folder *name* that ships with the package in the folder *package*.

    A wheel carries it inside the package. In a checkout, and so in an editable installation, it stands beside
    the package, where `importlib.resources` does not look; only a ``pyproject.toml`` next to it shows that it is
    ours and not some other ``data`` in site-packages.

    Raises:
        PlaymoreError: it stands in neither place.
    """
    inside = package / name
    if inside.is_dir():
        return inside
    beside = package.parent / name
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise PlaymoreError(
        f"the folder {name}/ was not installed with playmore: it is neither in {package} nor beside it in a "
        "checkout; install playmore again"
    )


def state_folder() -> Path:
    """Return the folder of progress, notes, reviews and snapshots; it need not exist yet."""
    home = _home()
    return home / "state" if home else user_state_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """Return the folder of what can be made or fetched again; it need not exist yet."""
    home = _home()
    return home / "cache" if home else user_cache_path(_NAME, appauthor=False)


def config_file() -> Path:
    """Return the user's settings file; it need not exist."""
    home = _home()
    return (home or user_config_path(_NAME, appauthor=False)) / "config.toml"


def key_file() -> Path:
    """Return the file of the user's key, beside the settings and away from all that it signs; it need not exist."""
    return config_file().with_name("key")


def trust_file() -> Path:
    """Return the file of what the learner decided about lessons by others; it need not exist."""
    return state_folder() / "lessons.json"


def _home() -> Path | None:
    """Return the one folder that ``PLAYMORE_HOME`` names, as an absolute path."""
    named = os.environ.get("PLAYMORE_HOME", "")
    if not named:
        return None
    try:
        return Path(named).expanduser().absolute()
    except RuntimeError as error:
        raise PlaymoreError(
            f"PLAYMORE_HOME is {named!r}, whose home folder is not known; name it in full"
        ) from error
