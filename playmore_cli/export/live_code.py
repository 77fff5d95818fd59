"""Code that says where nothing was played what a run would have filled in: live values, and figures."""

import ast
from collections.abc import Sequence

from playmore_cli.export.parts import as_written
from playmore_cli.export.saying import Said, printing
from playmore_cli.lesson.model import Figure
from playmore_cli.lesson.source import parse_source


def live_code(texts: Sequence[Said], figures: Sequence[Figure] = ()) -> str:
    """
    Return code that prints the live values of *texts* and each figure beside the lecture's.

    A sentence names the expression where a run would have put its value; below it this code gives the value, so that
    a text stays a text and is right with any data and pace.

    >>> print(live_code([Said("about {{ slope:.1f }}")], [Figure("loss", "loss.item()", 2.45)]))
    print(f"{slope = :.1f}")
    print('loss:', loss.item(), '· in the lecture 2.45')
    """
    lines = [printing([one for text in texts for one in text.live])]
    for figure in figures:
        where = "".join(
            [
                " (full pace)" if figure.pace == "full" else "",
                " (the lecture's data)" if figure.data is not None else "",
            ]
        )
        if figure.is_open:
            lines.append(f"print({figure.what + ':'!r}, {_argument(figure.value)})")
            continue
        told = f"· {'recorded' if figure.recorded else 'in the lecture'} {as_written(figure)}{where}"
        lines.append(f"print({figure.what + ':'!r}, {_argument(figure.value)}, {told!r})")
    return "\n".join(line for line in lines if line)


def _argument(expression: str) -> str:
    """Return an expression as one argument of a call."""
    one_line = " ".join(expression.split("\n")).strip()
    tree = parse_source(f"f({one_line})")
    call = tree.body[0].value if tree and isinstance(tree.body[0], ast.Expr) else None
    alone = isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords
    return one_line if alone else f"({one_line})"
