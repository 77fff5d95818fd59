"""What a narration claims: where it is to hold, and what it compares."""

import pytest

from playmore_cli.exercises.claims import applies, compared
from playmore_cli.lesson.model import Claim

NAMES = frozenset({"names"})


@pytest.mark.parametrize(
    ("claim", "held"),
    [
        (Claim("a < b"), True),
        (Claim("a < b", pace="quick"), True),
        (Claim("a < b", pace="full"), False),
        (Claim("a < b", data="names"), True),
        (Claim("a < b", data="shakespeare"), False),
    ],
)
def test_where_a_claim_is_to_hold(claim: Claim, held: bool) -> None:
    """
    A claim holds at its own pace and with its own data, where it names any.
    """
    assert applies(claim, "quick", NAMES) is held


@pytest.mark.parametrize(
    ("that", "expressions"),
    [
        ("wide < narrow - 0.01", ("wide", "narrow - 0.01")),
        ("0.5 < ratio < 2", ("ratio",)),
        ("not (a > b) or c == a", ("a", "b", "c")),
        ("all(x > 0 for x in xs)", ("all((x > 0 for x in xs))",)),
        ("done", ("done",)),
    ],
)
def test_what_a_claim_compares(that: str, expressions: tuple[str, ...]) -> None:
    """
    The sides of each comparison are told with their values; what is a number already needs none.
    """
    got = compared(that)

    assert tuple(text.replace("((", "(").replace("))", ")") for text in got) == tuple(
        text.replace("((", "(").replace("))", ")") for text in expressions
    )
