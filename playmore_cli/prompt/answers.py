"""Telling what a terminal answers from what is typed: both come in at the keyboard, in any order, at any time."""

import re

QUESTION = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b]11;?\x1b\\\x1b[c"
"""
What a terminal is asked: kitty graphics, the size of a cell, the background colour, and last its attributes.

Every terminal answers the last part (``ESC [ ? ... c``), so that the wait ends there.
"""
BACKGROUND_ONLY = "\x1b]11;?\x1b\\\x1b[c"
"""The same without what only pictures need; tmux and screen pass it on, and no terminal prints it."""

_ATTRIBUTES = re.compile(r"\x1b\[\?[\d;]*c")
_ANSWER = re.compile(
    r"\x1b\]1[01];[^\x07\x1b]{0,60}(?:\x07|\x1b\\)"  # a colour
    r"|\x1b_G[^\x1b]{0,200}\x1b\\"  # kitty graphics
    r"|\x1b\[\?[\d;]{0,80}c"  # attributes
    r"|\x1b\[[46];\d{1,5};\d{1,5}t"  # sizes in pixels
)
_BEGUN = re.compile(
    r"\x1b(?:\](?:1(?:[01](?:;[^\x07\x1b]{0,60}\x1b?)?)?)?|_(?:G[^\x1b]{0,200}\x1b?)?"
    r"|\[(?:\?[\d;]{0,80}|[46](?:;\d{0,5}(?:;\d{0,5})?)?)?)?\Z"
)
_ESCAPE = "\x1b"


def is_whole(answer: str) -> bool:
    """Return whether the terminal has answered the last part of the question."""
    return _ATTRIBUTES.search(answer) is not None


class Answers:
    """
    Takes answers out of what comes in, however it is cut into pieces.

    *heard* is all that was answered so far.
    """

    def __init__(self) -> None:
        self.heard = ""
        self._begun = ""
        self._escaped = False

    def keys_in(self, text: str) -> str:
        r"""
        Return what of *text* was typed; the beginning of what may become an answer waits for its rest.

        >>> answers = Answers()
        >>> answers.keys_in("a\x1b]11;rgb:1e1e/1e"), answers.keys_in("1e/2e2e\x07b"), answers.heard
        ('a', 'b', '\x1b]11;rgb:1e1e/1e1e/2e2e\x07')
        """
        if self._escaped and text:
            # The escape was given away as a key; what follows may be the rest of an answer all the same.
            self._escaped = False
            whole = _ESCAPE + text
            if len(text) > 1 and (_ANSWER.match(whole) or _BEGUN.match(whole)):
                text = whole
        text = self._begun + text
        self.heard += "".join(_ANSWER.findall(text))
        text = _ANSWER.sub("", text)
        begun = _BEGUN.search(text)
        self._begun = text[begun.start() :] if begun else ""
        return text[: begun.start()] if begun else text

    def key_waiting(self) -> str:
        """Return the escape that waited for more, now that nothing came: it was the key of that name."""
        if self._begun != _ESCAPE:
            return ""
        self._begun, self._escaped = "", True
        return _ESCAPE
