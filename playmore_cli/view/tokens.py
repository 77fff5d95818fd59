"""
A text in tokens: each on a ground of its own, or between bars where there are no colours.

Blanks, line ends and bytes that are no character have signs, so that every byte of a token is seen.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import Token, TokenLine
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.theme import NONE, Theme

_SIGNS = {" ": "·", "\n": "⏎", "\t": "⇥", "\r": "␍"}
_ASCII_SIGNS = {" ": "_", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_Cell = tuple[str, str, int]
"""What is shown of a token, its id as text, and its place in the line."""


def token_text(data: bytes, *, ascii: bool = False) -> str:
    r"""
    Return the signs of a token: a dot for a blank, an escape for a byte that belongs to no whole character.

    A mark that goes onto the letter before it stands on a circle of its own when it begins the token, and what joins
    characters invisibly is named, so that a terminal draws as many columns as are counted here.

    >>> token_text(b" sea"), token_text("é\n".encode()), token_text(b"\xec\x95"), token_text("\u0301".encode())
    ('·sea', 'é⏎', '\\xec\\x95', '◌́')
    """
    signs = _ASCII_SIGNS if ascii else _SIGNS
    shown = ""
    for sign in data.decode("utf-8", "backslashreplace"):
        kind = unicodedata.category(sign)
        if sign in signs:
            shown += signs[sign]
        elif ascii and sign > "~":
            shown += sign.encode("ascii", "backslashreplace").decode()
        elif kind in ("Mn", "Me") and not _is_selector(sign):
            shown += sign if shown and shown[-1].isalpha() else f"◌{sign}"
        elif kind in ("Cc", "Cf", "Cn", "Cs", "Co", "Zl", "Zp") or _is_selector(sign) or not cell_len(sign):
            shown += f"<{ord(sign):X}>"
        else:
            shown += sign
    return shown


def draw_tokens(lines: Sequence[TokenLine], width: int, *, theme: Theme = NONE, ascii: bool = False) -> Text:
    """
    Return lines of tokens for *width* columns, ids below where they have some.

    A row ends after a token that holds a line end. Without colours bars stand between the tokens. Labels stand to the
    left, or above where they would take more than a third of the columns.
    """
    gutter = max((cell_len(clean_plain(line.label)) for line in lines), default=0)
    gutter = gutter + 2 if gutter else 0
    above = gutter > width // 3
    if above:
        gutter = 2
    bare = theme.name == "none"
    result = Text(no_wrap=True)
    for line in lines:
        label = clean_plain(line.label)
        if above:
            fitting = Text(label, theme.muted)
            fitting.truncate(width, overflow="crop" if ascii else "ellipsis")
            result.append("\n" if result.plain else "").append_text(fitting)
            label = ""
        for row in _rows(line.tokens, max(width - gutter, 8), bare=bare, ascii=ascii):
            if result.plain:
                result.append("\n")
            result.append(label + " " * (gutter - cell_len(label)), theme.muted)
            label = ""
            _append(result, row, gutter, theme, bare=bare, ascii=ascii)
    return result


def plain_tokens(lines: Sequence[TokenLine], width: int = 78, *, ascii: bool = False) -> str:
    """
    Return lines of tokens without colours.

    >>> print(plain_tokens([TokenLine((Token(b"the", 262), Token(b" sea", 5417)))]))
    the│·sea
    262│5417
    """
    drawn = draw_tokens(lines, width, ascii=ascii).plain
    return "\n".join(row.rstrip(" ") for row in drawn.split("\n"))


def token_words(lines: Sequence[TokenLine]) -> str:
    """
    Return how many tokens there are, for those who do not see them.

    >>> token_words([TokenLine((Token(b"the"), Token(b" sea")), "GPT-2"), TokenLine((Token(b"t"),), "bytes")])
    'Tokens: GPT-2 2, bytes 1.'
    """
    parts = [f"{clean_plain(line.label)} {len(line.tokens):,}".strip() for line in lines]
    return f"Tokens: {', '.join(parts)}."


def _is_selector(sign: str) -> bool:
    """Whether the look or the width of what stands beside it depends on *sign*: selectors, the letters of flags."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U0001f1e6" <= sign <= "\U0001f1ff"


def _rows(tokens: Sequence[Token], width: int, *, bare: bool, ascii: bool) -> Iterator[list[_Cell]]:
    """Yield the tokens in rows of at most *width* columns; a token wider than a row is cut."""
    gap = 1 if bare or any(token.id is not None for token in tokens) else 0
    row: list[_Cell] = []
    used = 0
    for place, token in enumerate(tokens):
        number = "" if token.id is None else str(token.id)
        for part in _parts(token_text(token.data, ascii=ascii), width):
            size = max(cell_len(part), len(number)) + gap
            if row and used + size - gap > width:
                yield row
                row, used = [], 0
            row.append((part, number, place))
            used += size
            number = ""
        if b"\n" in token.data:
            yield row
            row, used = [], 0
    if row:
        yield row


def _parts(shown: str, width: int) -> Iterator[str]:
    part = ""
    for sign in shown:
        if cell_len(part + sign) > width:
            yield part
            part = ""
        part += sign
    yield part


def _append(result: Text, row: list[_Cell], gutter: int, theme: Theme, *, bare: bool, ascii: bool) -> None:
    has_ids = any(number for _, number, _ in row)
    between = ("|" if ascii else "│") if bare else " " if has_ids else ""
    for place, (shown, number, index) in enumerate(row):
        if place:
            result.append(between)
        ground = (theme.token, theme.token_next)[index % 2]
        result.append(shown, ground)
        result.append(" " * (len(number) - cell_len(shown)), Style.null() if bare else ground)
    if not has_ids:
        return
    result.append("\n" + " " * gutter)
    for place, (shown, number, _) in enumerate(row):
        if place:
            result.append(between)
        result.append(number.ljust(cell_len(shown)), theme.muted)
