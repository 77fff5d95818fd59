"""``playmore check --attempts`` and ``--mutants``: checks proved by attempts and by faulty solutions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

Command = Callable[..., Any]

LESSON = one_chapter(
    """\
      - id: twice
        at: "00:01:00"
        code: |
          def twice(x):
              return 2 * x
        predict: {ask: How much is it?, answer: twice(4)}
        recreate:
          task: Write `twice(x)`.
          start: |
            def twice(x):
                return 0
          check: |
            CHECK
""",
    name="doubling",
    title="Doubling",
)
TIGHT, LOOSE = "agrees('twice', 3.5)", "assert twice(0) == 0, 'wrong'"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson whose check looks."""
    path = tmp_path / "doubling.yaml"
    path.write_text(LESSON.replace("CHECK", TIGHT))
    return path


def test_attempts_are_judged(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    Each attempt and typed prediction is judged at its step, with what a learner would read, and counted.
    """
    file = tmp_path / "attempts.jsonl"
    file.write_text(
        '{"step": "twice", "right": true, "label": "sum", "code": "def twice(x):\\n    return x + x"}\n'
        '{"step": "twice", "right": false, "label": "square", "code": "def twice(x):\\n    return x * x"}\n'
        '{"step": "twice", "right": true, "typed": "8"}\n'
    )

    ran = playmore("check", str(lesson), "--attempts", str(file), "--trust", "--json")

    found = json.loads(ran.out)
    assert ran.status == 0
    assert [one["accepted"] for one in found["attempts"]] == [True, False, True]
    assert found["attempts"][1]["says"] == "twice(3.5) gives 12.25, where 7 is right"
    assert found["right"] == {"accepted": 2, "of": 2} and found["wrong"] == {"refused": 1, "of": 1}


def test_a_label_that_is_not_met(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    A wrong attempt whose diagnosis lacks its words ends the command with 1.
    """
    file = tmp_path / "attempts.yaml"
    file.write_text(
        "attempts:\n- {step: twice, right: false, says: the sign, code: 'def twice(x): return 0'}\n"
    )

    ran = playmore("check", str(lesson), "--attempts", str(file), "--trust")

    assert ran.status == 1 and "it should say: the sign" in ran.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{not json", "line 1: this is no JSON"),
        ("attempts: [{step: twice, right: true}]", "needs either code or typed"),
        ("attempts: [{step: thrice, right: true, code: x}]", "has no step 'thrice'"),
        ("attempts: [{step: twice, code: x}]", "right"),
    ],
)
def test_a_file_that_is_none(playmore: Command, lesson: Path, tmp_path: Path, text: str, says: str) -> None:
    """
    What is wrong with a file of attempts is said, without a traceback.
    """
    file = tmp_path / "attempts.yaml"
    file.write_text(text)

    ran = playmore("check", str(lesson), "--attempts", str(file), "--trust")

    assert ran.status == 2 and says in ran.err and "Traceback" not in ran.err


def test_mutants(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    A check that looks refuses every faulty solution; of one that does not the survivors are listed.
    """
    tight = json.loads(playmore("check", str(lesson), "--mutants", "--trust", "--json").out)
    lesson.write_text(LESSON.replace("CHECK", LOOSE))
    loose = playmore("check", str(lesson), "twice", "--mutants", "--trust", "--json")

    assert tight["score"] == 1.0 and tight["exercises"][0]["mutants"] > 5
    (exercise,) = json.loads(loose.out)["exercises"]
    assert loose.status == 1
    assert "return 2 * x => return 3 * x" in [one["change"] for one in exercise["survivors"]]
    assert "+    return 3 * x" in "".join(one["diff"] for one in exercise["survivors"])


def test_equivalent_mutants_are_not_counted(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    A change that is marked with its reason is no survivor.
    """
    lesson.write_text(LESSON.replace("CHECK", LOOSE))
    file = tmp_path / "attempts.yaml"
    file.write_text(
        "equivalent:\n- {step: twice, change: 'return 2 * x => return 3 * x', why: nothing times three}\n"
    )

    ran = playmore("check", str(lesson), "--mutants", "--attempts", str(file), "--trust", "--json")

    (exercise,) = json.loads(ran.out)["exercises"]
    assert exercise["equivalent"] == 1
    assert "return 2 * x => return 3 * x" not in [one["change"] for one in exercise["survivors"]]


def test_open_exercises_have_no_mutants(playmore: Command, lesson: Path, tmp_path: Path) -> None:
    """
    An exercise that is named as open, with its reason, is left out and said to be.
    """
    file = tmp_path / "attempts.yaml"
    file.write_text("open:\n- {step: twice, why: any way is right}\n")

    ran = playmore("check", str(lesson), "twice", "--mutants", "--attempts", str(file), "--trust", "--json")

    document = json.loads(ran.out)
    assert document["exercises"] == []
    assert document["open"] == [{"step": "twice", "why": "any way is right"}]
