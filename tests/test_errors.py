"""Errors that people can mend."""

import pytest

from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError, did_you_mean


def test_statuses() -> None:
    """What the shell is told is part of the contract."""
    assert [int(status) for status in ExitStatus] == [0, 1, 2, 130]
    assert PlaymoreError("broken").status == 1
    assert UsageError("wrong").status == 2
    assert isinstance(UsageError("wrong"), PlaymoreError)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("ouline", ["outline", "list"], "; did you mean 'outline'?"),
        ("OUTLINE", ["outline", "list"], "; did you mean 'outline'?"),
        ("zzz", ["outline", "list"], ""),
        ("anything", [], ""),
    ],
)
def test_did_you_mean(word: str, known: list[str], expected: str) -> None:
    """The nearest word is offered, and nothing where none is near."""
    assert did_you_mean(word, known) == expected
