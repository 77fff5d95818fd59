"""``playmore check --run``: what the narration claims is tried on the run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from one_chapter import one_chapter

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - id: one
        at: "00:01:00"
        code: |
          narrow, wide = 2.5, 2.25
        holds:
          - {that: wide < narrow - 0.1, says: the wider one helps}
          - {that: wide < narrow - 0.5, says: it helps a lot}
          - {that: wide < narrow - 0.5, pace: full}
          - {that: unheard_of > 1}
""",
    name="claims",
    title="Claims",
)


def test_a_false_claim_is_a_fault(playmore: Command, tmp_path: Path) -> None:
    """
    A claim that does not hold is told with the values that it compares, one for another pace is not tried.
    """
    path = tmp_path / "claims.yaml"
    path.write_text(LESSON)

    ran = playmore("check", str(path), "--run", "--trust")

    assert ran.status == 1
    assert (
        "claims.yaml:10: one: holds: 'it helps a lot' is not true: wide < narrow - 0.5, but wide is 2.25"
        in ran.out
    )
    assert "narrow - 0.5 is 2.0" in ran.out
    assert "the wider one helps" not in ran.out
    assert "unheard_of is NameError: name 'unheard_of' is not defined" in ran.out

    (lesson,) = json.loads(playmore("check", str(path), "--run", "--json", "--trust").out)["lessons"]

    assert lesson["holds"]["checked"] == 3
    assert lesson["holds"]["false"][0] == {
        "step": "one",
        "that": "wide < narrow - 0.5",
        "values": {"wide": "2.25", "narrow - 0.5": "2.0"},
    }


def test_a_claim_is_an_expression(playmore: Command, tmp_path: Path) -> None:
    """
    What cannot be evaluated is a problem of the file, told with its line.
    """
    path = tmp_path / "claims.yaml"
    path.write_text(LESSON.replace("unheard_of > 1", "unheard_of = 1"))

    ran = playmore("check", str(path))

    assert ran.status == 1 and "claims.yaml:18:" in ran.out and "'that' is not a Python expression" in ran.out
