"""Code for a page: coloured by classes, each changed line marked as on the screen."""

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from playmore_cli.lesson.evolution import CodeChanges
from playmore_cli.view.clean import clean_plain

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

_WORDS = {"+": "new", "~": "changed"}


def code_block(source: str, changes: CodeChanges | None = None) -> str:
    """
    Return Python source as a block of lines.

    Lines that are new or changed against the version before carry a class, those that were taken out stand struck
    through where they stood; neither sign is part of the text that one copies.
    """
    lines = _coloured(source.rstrip("\n"))
    marks = changes.marks if changes is not None else ()
    rows = []
    for number in range(len(lines) + 1):
        if changes is not None:
            rows += [_removed(old) for old in changes.removed.get(number, ())]
        if number < len(lines):
            kind = _WORDS.get(marks[number], "") if number < len(marks) else ""
            rows.append(f'<span class="line{f" {kind}" if kind else ""}">{lines[number]}\n</span>')
    return f'<pre class="code" tabindex="0"><code>{"".join(rows)}</code></pre>'


def _removed(line: str) -> str:
    shown = clean_plain(line).rstrip()
    words = shown.lstrip()
    indent = shown[: len(shown) - len(words)]
    return f'<span class="line gone">{indent}<del>{escape(words)}</del>\n</span>'


def _coloured(source: str) -> list[str]:
    """Return the lines of *source* with their tokens in classes."""
    from pygments import highlight

    shown = clean_plain(source.replace("\r\n", "\n"))
    return str(highlight(shown, _lexer(), _formatter())).rstrip("\n").split("\n")


@lru_cache(maxsize=1)
def _lexer() -> "PythonLexer":
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False)


@lru_cache(maxsize=1)
def _formatter() -> "HtmlFormatter[str]":
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)
