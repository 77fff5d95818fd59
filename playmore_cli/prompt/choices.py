"""Answers to a question by one key each."""

from collections.abc import Sequence

from playmore_cli.prompt.keys import Key

_STAYING = ("", "q", "quit", "b", "back")


def means_to_stay(answer: str) -> bool:
    """
    Return whether an answer to "where to?" is that one stays: nothing, or a key that would leave.

    >>> means_to_stay(" Q "), means_to_stay("2")
    (True, False)
    """
    return answer.strip().lower() in _STAYING


def choice_line(keys: Sequence[Key], width: int) -> str:
    """
    Return the answers to a question on one line of at most *width* cells; none of the keys gives way.

    >>> keys = (Key("1", "again 10 min", "", None), Key("3", "good 2 days", "", None))
    >>> choice_line(keys, 80), choice_line(keys, 20), choice_line(keys, 12), choice_line(keys, 8)
    ('1 again 10 min · 3 good 2 days', '1 again · 3 good', '1 again · 3', '1 · 3')
    """
    full = " · ".join(f"{key.key} {key.label}" for key in keys)
    words = [f"{key.key} {key.label.partition(' ')[0]}" for key in keys]
    # The last labels go first: leaving says itself by its letter.
    fewer = [
        " · ".join([*words[:count], *(key.key for key in keys[count:])]) for count in range(len(keys), -1, -1)
    ]
    return next((line for line in (full, *fewer) if len(line) <= width), fewer[-1][:width])
