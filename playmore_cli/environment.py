"""The world outside as one value: streams, terminal, folders, clock. Tests make another."""

import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from playmore_cli import paths
from playmore_cli.errors import UsageError
from playmore_cli.ordinals import ordinal_in
from playmore_cli.settings import FoundSettings, Settings, settle
from playmore_cli.view.echo import filtered, unfiltered

if TYPE_CHECKING:
    from playmore_cli.prompt.keyboard import Keyboard
    from playmore_cli.store.datasets import DataPlaces

_MOST_COLUMNS = 9_999
"""Columns that ``COLUMNS`` may say."""


@dataclass(frozen=True)
class Environment:
    """
    Where the program runs.

    Args:
        stdin: where commands come from when it is no terminal.
        stdout: for the lesson and for JSON.
        stderr: for errors and remarks.
        variables: the environment variables.
        clock: gives the Unix time in seconds.
        size: columns and rows of the terminal.
        modules: by the id of a lesson by others whose code may run, what it imports of its own: sources by file.
        own_files: by the id of such a lesson, where the files of data lie that it names.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    size: Callable[[], os.terminal_size] = lambda: os.terminal_size((80, 24))
    modules: dict[str, dict[str, str]] = field(default_factory=dict)
    own_files: dict[str, dict[str, Path]] = field(default_factory=dict)

    @classmethod
    def of_process(cls) -> "Environment":
        """Return the environment of this very process."""
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, time.time, _terminal_size)

    def with_clean_streams(self) -> "Environment":
        """Return the same world, in which nothing is printed that a terminal would obey."""
        return replace(self, stdout=filtered(self.stdout), stderr=filtered(self.stderr))

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at a terminal at both ends."""
        return self.stdin.isatty() and self.stdout.isatty()

    @cached_property
    def keyboard(self) -> "Keyboard":
        """The terminal at both ends, as far as it is one: what it is asked, and what is typed."""
        from playmore_cli.prompt.keyboard import Keyboard

        return Keyboard(self.stdin, unfiltered(self.stdout))

    def read_line(self) -> str:
        """Return the next line of input, with its end; what a person types shows."""
        if "keyboard" in vars(self):
            self.keyboard.release()
        return self.stdin.readline()

    def read_all(self) -> str:
        """
        Return all of the input.

        Raises:
            UsageError: it is not UTF-8, or too long.
        """
        source = getattr(self.stdin, "buffer", None)
        if source is None:  # the input is text already
            return self.stdin.read()
        return paths.text_named(source, "the input")

    def leave_terminal(self) -> None:
        """Leave the terminal as it was found."""
        if "keyboard" in vars(self):
            self.keyboard.leave()

    @property
    def is_dumb(self) -> bool:
        """Whether the terminal cannot move its cursor."""
        return self.variables.get("TERM", "") in ("dumb", "", "unknown")

    @property
    def has_colours(self) -> bool:
        """Whether colours may be written: a terminal that has them, and nobody asked for none."""
        return self.stdout.isatty() and not self.is_dumb and not self.variables.get("NO_COLOR")

    @property
    def has_unicode(self) -> bool:
        """Whether the output can carry more than ASCII."""
        return (self.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")

    @property
    def progress_file(self) -> Path:
        """The learner's progress."""
        return paths.state_folder() / "progress.db"

    @cached_property
    def settings(self) -> Settings:
        """
        What the user set, read once.

        Raises:
            UsageError: something cannot be used; the message names all of it, with file and line.
        """
        found, file = self.find_settings(), paths.config_file()
        if found.problems:
            raise UsageError("\n".join(_sentences(found, file)))
        return found.settings

    def find_settings(self) -> FoundSettings:
        """
        Return the settings, where each comes from, and what is wrong with them.

        Raises:
            UsageError: the file cannot be read or is no TOML.
        """
        return settle(_read_config(paths.config_file()), self.variables)

    def describe_problems(self, found: FoundSettings) -> list[str]:
        """Return what is wrong with settings as sentences that say where each stands."""
        return _sentences(found, paths.config_file())

    @property
    def data_places(self) -> "DataPlaces":
        """
        Where data is looked for.

        Raises:
            UsageError: a setting names no folder or no address.
        """
        from playmore_cli.store.datasets import find_places

        return find_places(self.settings.data_dir, self.settings.data_mirror)

    @property
    def snapshots(self) -> Path | None:
        """The folder of stored states; none where the setting ``snapshots`` is off."""
        return paths.state_folder() / "snapshots" if self.settings.snapshots else None

    @property
    def trust_file(self) -> Path:
        """Which code of other people's lessons the learner lets run."""
        return paths.trust_file()

    @property
    def history_file(self) -> Path:
        """Lines typed at the prompt in the namespace."""
        return paths.state_folder() / "tried"


def _read_config(file: Path) -> dict[str, object]:
    """Return what the settings file holds; nothing where there is none."""
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"the settings in {file} cannot be read: {error.strerror}") from error
    import tomllib  # for those who have settings

    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file}: this is not TOML: {error or 'it is nested too deeply'}") from error


def _sentences(found: FoundSettings, file: Path) -> list[str]:
    """Return the problems with file and line, or as they are where the environment has them."""
    return [
        f"{file}:{_line_of(one.name, file)}: {one.message}" if one.source == "file" else one.message
        for one in found.problems
    ]


def _line_of(name: str, file: Path) -> int:
    """Return the line, from 1, in which a setting stands; 1 where it cannot be told."""
    pattern = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if pattern.match(line)), 1)


def _terminal_size() -> os.terminal_size:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        size = os.terminal_size((0, 0))
    columns = size.columns or min(ordinal_in(os.environ.get("COLUMNS", "")) or 80, _MOST_COLUMNS)
    return os.terminal_size((columns, size.lines or 24))
