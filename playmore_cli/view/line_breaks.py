"""What a command says, broken between words where the terminal would break inside of one."""

import textwrap

_LEAST = 20
"""Columns below which nothing is gained by it."""

_COPIED = ("playmore ", "http://", "https://")
"""How a line begins that is there to be copied; the terminal breaks it, and copies it whole."""


def between_words(text: str, columns: int, hang: int = 0) -> str:
    """
    Return lines of text broken between words into rows of *columns*, each as far in as its line, and by *hang* more.

    A word that is wider stays whole, and so does a line that is a command or an address.

    >>> print(between_words("ok  torch  runs in a worker of its own", 24, hang=11))
    ok  torch  runs in a
               worker of its
               own
    >>> between_words("    playmore start p2 --step broadcasting-rules", 24)
    '    playmore start p2 --step broadcasting-rules'
    """
    if columns < _LEAST:
        return text
    return "\n".join(_rows(line, columns, hang) for line in text.split("\n"))


def _rows(line: str, columns: int, hang: int) -> str:
    if len(line) <= columns or line.lstrip().startswith(_COPIED):
        return line
    indent = len(line) - len(line.lstrip(" "))
    further = " " * (indent + hang if indent + hang <= columns // 2 else min(indent + 2, columns // 2))
    rows = textwrap.wrap(
        line, columns, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(rows)
