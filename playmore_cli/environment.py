"""The world outside as one value: streams, terminal, folders, clock. Tests make another."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from playmore_cli import paths


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
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    size: Callable[[], os.terminal_size] = lambda: os.terminal_size((80, 24))

    @classmethod
    def of_process(cls) -> "Environment":
        """Return the environment of this very process."""
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, time.time, _terminal_size)

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at a terminal at both ends."""
        return self.stdin.isatty() and self.stdout.isatty()

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

    @property
    def snapshots(self) -> Path | None:
        """The folder of stored states; none where ``PLAYMORE_SNAPSHOTS`` is ``off``."""
        return (
            None if self.variables.get("PLAYMORE_SNAPSHOTS") == "off" else paths.state_folder() / "snapshots"
        )

    @property
    def history_file(self) -> Path:
        """Lines typed at the prompt in the namespace."""
        return paths.state_folder() / "tried"


def _terminal_size() -> os.terminal_size:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        size = os.terminal_size((0, 0))
    columns = size.columns or int(os.environ.get("COLUMNS", "0") or 0) or 80
    return os.terminal_size((columns, size.lines or 24))
