"""A text in tokens as HTML, for a page (whose style sheet knows the classes) and for a notebook (which has none)."""

from collections.abc import Sequence
from html import escape

from playmore_cli.outputs import Token, TokenLine
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.tokens import token_text, token_words

_GROUNDS = ("#cfe3f5", "#f7e2bd")
_LOOK = "display:inline-block;color:#1a1a1a;background:{};white-space:pre;text-align:left"


def token_html(lines: Sequence[TokenLine], *, is_page: bool) -> str:
    """Return lines of tokens; ids stand below, as on the screen."""
    rows = "".join(_line(line, is_page) for line in lines)
    words = escape(token_words(lines))
    if is_page:
        return f'<figure class="tokens" tabindex="0" aria-label="{words}">{rows}</figure>'
    return f'<div style="font-family:monospace;line-height:1.6" aria-label="{words}">{rows}</div>'


def _line(line: TokenLine, is_page: bool) -> str:
    label = f"<b>{escape(clean_plain(line.label))}</b> " if line.label else ""
    return (
        f"<div>{label}{''.join(_token(one, place, is_page) for place, one in enumerate(line.tokens))}</div>"
    )


def _token(token: Token, place: int, is_page: bool) -> str:
    look = f'class="token t{place % 2}"' if is_page else f'style="{_LOOK.format(_GROUNDS[place % 2])}"'
    number = "" if token.id is None else f"<br><small>{token.id}</small>"
    return f"<span {look}>{escape(token_text(token.data))}{number}</span>" + "<br>" * (b"\n" in token.data)
