"""How lesson files are found and named: by id, by file name, in folders."""

import re
from pathlib import Path

from playmore_cli.errors import UsageError

ENDINGS = (".yaml", ".yml")


def lesson_files(folder: Path) -> dict[str, Path]:
    """
    Return the lesson files of a folder by id, ``p2`` before ``p10``.

    Raises:
        UsageError: the folder cannot be read.
    """
    try:
        found = [path for path in folder.iterdir() if path.suffix in ENDINGS and path.name[0] != "."]
    except OSError as error:
        raise UsageError(f"the lessons in {folder} cannot be listed: {error.strerror}") from error
    files: dict[str, Path] = {}
    for path in sorted(found, key=natural_order):
        key = path.stem.partition("_")[0]
        files[key if key not in files else path.stem] = path
    return files


def files_or_none(folder: Path) -> dict[str, Path]:
    """Return the lesson files of a folder, none where it cannot be read."""
    try:
        return lesson_files(folder)
    except UsageError:
        return {}  # a folder that went away since it was found, or may not be read, holds no lessons


def file_named(files: dict[str, Path], name: str) -> Path | None:
    """Return the file with this id, or with this name before its ending."""
    for key, path in files.items():
        if name.lower() in (key.lower(), path.stem.lower()):
            return path
    return None


def plain_name(name: str) -> str:
    """
    Return a package's name as all its spellings have it.

    >>> plain_name("My_Course") == plain_name("my-course")
    True
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def is_in(path: Path, folder: Path) -> bool:
    """Return whether *path*, links followed, lies in *folder* itself."""
    try:
        return path.resolve().parent == folder.resolve()
    except (OSError, RuntimeError):
        return False  # a loop of links leads nowhere


def natural_order(path: Path) -> list[tuple[int, str]]:
    """
    Return what sorts names with their numbers as numbers.

    >>> sorted([Path("p10_b"), Path("p9_a")], key=natural_order)[0].name
    'p9_a'
    """
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", path.stem)]


def is_there(path: Path) -> bool:
    """Return whether something stands at *path*, also where it may not be looked at."""
    try:
        return path.exists()
    except OSError:
        return True  # something stands there that may not be looked at; reading it says what


def names_beside(path: Path) -> list[str]:
    """Return the names and ids of the lesson files in the folder of *path*, to suggest one."""
    try:
        found = [other for other in path.parent.iterdir() if other.suffix in ENDINGS]
    except OSError:
        return []  # only a suggestion is lost
    return [other.name for other in found] + [other.stem.partition("_")[0] for other in found]
