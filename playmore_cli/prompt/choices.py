"""Answers to a question by one key each."""

from collections.abc import Sequence

from playmore_cli.prompt.keys import Key


def choice_line(keys: Sequence[Key], width: int) -> str:
    """
    Return the answers to a question on one line of at most *width* cells; none of the keys gives way.

    >>> keys = (Key("1", "again 10 min", "", None), Key("3", "good 2 days", "", None))
    >>> choice_line(keys, 80), choice_line(keys, 20), choice_line(keys, 12), choice_line(keys, 8)
    ('1 again 10 min · 3 good 2 days', '1 again · 3 good', '1 again · 3', '1 · 3')
    """
    full = " · ".join(f"{key.key} {key.label}" for key in keys)
    words = [f"{key.key} {key.label.partition(' ')[0]}" for key in keys]
    short = " · ".join(words)
    shorter = " · ".join([*words[:-1], keys[-1].key])  # the last key leaves, which q says by itself
    bare = " · ".join(key.key for key in keys)
    return next((line for line in (full, short, shorter) if len(line) <= width), bare[:width])
