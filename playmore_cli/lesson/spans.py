"""Where code and maths stand in a narration's Markdown."""

import re

_WITHIN = r"(?:(?!\n[ \t]*\n).)+?"  # no span of code and no formula goes beyond its paragraph
_FENCE = r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
_TICKS = rf"(?<![\\`])(?P<ticks>`+)(?!`){_WITHIN}(?<!`)(?P=ticks)(?!`)"
_BLOCK = r"(?<!\\)\$\$(?P<block>.+?)(?<!\\)\$\$"
_LINE = r"(?<![\\$])\$(?P<line>(?![\s$])(?:\\.|(?!\n[ \t]*\n)[^$\\])+?(?<!\s))\$(?![\d$])"
_VERBATIM = re.compile("|".join((_FENCE, _TICKS, _BLOCK, _LINE)), re.DOTALL | re.MULTILINE)


def find_verbatim(markdown: str) -> tuple[tuple[int, int], ...]:
    """
    Return start and end of every code block, code span and formula.

    >>> find_verbatim("a `b` $c$")
    ((2, 5), (6, 9))
    """
    return tuple(match.span() for match in _VERBATIM.finditer(markdown))


def find_maths(markdown: str) -> tuple[tuple[str, int], ...]:
    r"""
    Return each formula without its dollars, and where it starts; as in Pandoc, ``$5 and $6`` is none.

    >>> find_maths("from `$x$` follows $x^2$, for $5 and $6")
    (('x^2', 20),)
    """
    found = []
    for match in _VERBATIM.finditer(markdown):
        for name in ("block", "line"):
            if match[name] is not None:
                found.append((match[name], match.start(name)))
    return tuple(found)
