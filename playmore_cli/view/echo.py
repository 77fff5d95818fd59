"""
The way out: whatever a command prints goes through `Echo`, so that nobody need think of cleaning it.

Names of files, packages and steps, titles, what the learner typed and what errors quote may all hold what commands a
terminal or turns the direction of writing. What draws on the terminal on purpose (rich's console, the prompt, progress
lines) takes `unfiltered` and cleans what it shows itself.
"""

import io
from typing import Any, TextIO, cast


class Echo(io.TextIOBase):
    """A stream that lets text through and nothing that a terminal would obey."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write *text* as it is safe to show; return how many characters it had."""
        self.stream.write(harmless(text))
        return len(text)

    def flush(self) -> None:
        """Let what was written be seen."""
        self.stream.flush()

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """Return the descriptor that it writes to."""
        return self.stream.fileno()

    def writable(self) -> bool:
        """Whether it can be written to, as it can."""
        return True

    def __getattr__(self, name: str) -> Any:
        """Return what else the stream has."""
        return getattr(self.stream, name)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return the stream's own."""
        return self.stream.encoding

    def close(self) -> None:
        """Leave the stream as it is: it is the process's."""


def filtered(stream: TextIO) -> TextIO:
    """Return *stream* with nothing let through that a terminal would obey."""
    return stream if isinstance(stream, Echo) else cast(TextIO, Echo(stream))


def unfiltered(stream: TextIO) -> TextIO:
    """Return the stream below, for what draws on the terminal on purpose."""
    return stream.stream if isinstance(stream, Echo) else stream


def harmless(text: str) -> str:
    """
    Return *text* without what would command a terminal, colours among it, and with turned directions shown.

    >>> harmless("a" + chr(27) + "[2Jb" + chr(0x202E) + "c" + chr(0x200B))
    'ab<202E>c'
    """
    if text.translate(_LINES).isprintable():
        return text
    from playmore_cli.view.clean import clean_plain  # brings in rich, which few lines need

    return clean_plain(text, max_characters=len(text), max_line=len(text))


_LINES = {ord("\n"): None, ord("\t"): None}


def escaped(document: str) -> str:
    """
    Return JSON as the same JSON, in which what no terminal should get is written as numbers.

    >>> escaped('{"a": "' + chr(0x202E) + '"}') == '{"a": "' + chr(92) + 'u202e"}'
    True
    """
    if document.translate(_LINES).isprintable():
        return document
    return "".join(one if one.isprintable() or one in "\n\t" else _as_number(one) for one in document)


def _as_number(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
