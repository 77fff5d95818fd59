"""What a narration claims of the learner's own run: where it is to hold, and which values it compares."""

import ast

from playmore_cli.lesson.model import Claim, PaceName


def applies(claim: Claim, pace: PaceName, lecture_data: frozenset[str]) -> bool:
    """Return whether a claim is to hold at this pace, with the data sets named in *lecture_data* the lecture's own."""
    return claim.pace in (None, pace) and (claim.data is None or claim.data in lecture_data)


def compared(that: str) -> tuple[str, ...]:
    """
    Return the expressions that a claim compares, each once and in order; the claim itself where it compares nothing.

    What a comprehension binds has no value outside it, so comparisons inside one are left out.

    >>> compared("dev_10 < dev_2 - 0.005 and steps > 0")
    ('dev_10', 'dev_2 - 0.005', 'steps')
    """
    found: list[ast.expr] = []
    _gather(ast.parse(that.strip(), mode="eval").body, found)
    texts = [ast.unparse(node) for node in found if not _is_literal(node)]
    return tuple(dict.fromkeys(texts)) or (that.strip(),)


def _gather(node: ast.expr, found: list[ast.expr]) -> None:
    match node:
        case ast.Compare(left=left, comparators=others):
            found += [left, *others]
        case ast.BoolOp(values=values):
            for value in values:
                _gather(value, found)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _gather(operand, found)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True
