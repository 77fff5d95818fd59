"""Values that are a text cut into tokens: lists of bytes, with ids or without, and dictionaries of such lists."""

from typing import Any

from playmore_cli.outputs import Token, TokenLine

_MOST = 20_000
"""Tokens; a longer value is a list like any other."""


def token_lines(value: Any) -> tuple[TokenLine, ...]:
    """
    Return the lines of tokens that *value* is, or nothing where it is something else.

    A list of bytes is one line; so is a list of pairs of id and bytes, whose ids are shown. A dictionary of such lists
    is a line for each, its keys before them.

    >>> token_lines([b"the", b" sea"])
    (TokenLine(tokens=(Token(data=b'the', id=None), Token(data=b' sea', id=None)), label=''),)
    >>> token_lines({"small": [(116, b"t"), (258, b"he")]})[0].tokens[1].id
    258
    >>> token_lines(["the", " sea"]), token_lines([])
    ((), ())
    """
    if type(value) is dict:
        if not value or not all(type(label) is str for label in value):
            return ()
        lines = [_tokens(one) for one in value.values()]
        if not all(lines) or sum(map(len, lines)) > _MOST:
            return ()
        return tuple(TokenLine(tokens, label) for label, tokens in zip(value, lines, strict=True))
    tokens = _tokens(value)
    return (TokenLine(tokens),) if tokens else ()


def _tokens(value: Any) -> tuple[Token, ...]:
    if type(value) is not list or not 0 < len(value) <= _MOST:
        return ()
    if all(type(one) is bytes for one in value):
        return tuple(Token(one) for one in value)
    if all(
        type(one) is tuple and len(one) == 2 and type(one[0]) is int and type(one[1]) is bytes
        for one in value
    ):
        return tuple(Token(data, number) for number, data in value)
    return ()
