"""Where an export goes: a file and its pictures, written whole or not at all, or the standard output."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.export.forms import Export
from playmore_cli.paths import path_named
from playmore_cli.whole_files import write_whole


@dataclass(frozen=True)
class Target:
    """A file to be written; *path* is ``None`` for the standard output."""

    path: Path | None

    @property
    def stem(self) -> str:
        """What the pictures' folder beside the file is named after; empty where there is no folder."""
        return "" if self.path is None else self.path.stem

    def write(self, exported: Export, stdout: TextIO) -> None:
        """
        Write the text and what belongs beside it; the file itself comes last, so that it never stands there half.

        Raises:
            PlaymoreError: the disk cannot take it.
        """
        if self.path is None:
            stdout.write(exported.text)
            return
        try:
            for name, content in exported.files.items():
                beside = self.path.parent / name
                beside.parent.mkdir(parents=True, exist_ok=True)
                write_whole(beside, content)
            write_whole(self.path, exported.text.encode())
        except OSError as error:
            raise PlaymoreError(
                f"{error.filename or self.path} cannot be written: {error.strerror}; "
                "choose another place with -o"
            ) from error


def find_target(output: str | None, default: str, *, force: bool) -> Target:
    """
    Return where to write: *output*, or *default* in it where it is a folder, or in the current one.

    Raises:
        UsageError: the file is there already, its folder is not, or its name would stand in two lines.
    """
    if output == "-":
        return Target(None)
    path = path_named(output) if output else Path(default)
    if path.is_dir() or (output or "").endswith("/"):
        path = path / default
    if "\n" in str(path):
        raise UsageError(f"the name of '{path}' holds a line break; choose another")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}; make it first, or choose another with -o")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"the folder {path.parent.absolute()} cannot be written to; choose another with -o")
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force replaces it, -o FILE writes elsewhere")
    return Target(path)
