"""Errors that a learner or an author can mend, and the exit statuses of the program."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum


class ExitStatus(IntEnum):
    """What the shell is told when playmore ends."""

    DONE = 0
    FAILED = 1
    """Something in a lesson or in a check failed."""
    USAGE = 2
    """A command, name, timecode or file was wrong."""
    INTERRUPTED = 130


class PlaymoreError(Exception):
    """
    Something a person can put right; shown as its message alone, without a traceback.

    The message says what was found, where, and what to do about it.
    """

    status = ExitStatus.FAILED


class UsageError(PlaymoreError):
    """A name, a timecode or an option that was given does not exist or makes no sense."""

    status = ExitStatus.USAGE


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """
    Return ``"; did you mean 'x'?"`` for the nearest known word, or an empty string.

    >>> did_you_mean("ouline", ["outline", "list"])
    "; did you mean 'outline'?"
    >>> did_you_mean("zzz", ["outline", "list"])
    ''
    """
    near = get_close_matches(word.lower(), [one for one in known if "\n" not in one], n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
