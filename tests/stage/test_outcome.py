"""How a run is judged, and how the questions of code are answered when a state is built anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.lesson.model import Chapter, Expect, Lecture, Lesson, Step, Timecode
from playmore_cli.outputs import Failure
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.stage import Came, Ran, Stage, came_out

MEANT = Step(id="s", at=Timecode(0), say="", code="1 / 0", expect=Expect("ZeroDivisionError", "by z"))
PLAIN = Step(id="s", at=Timecode(0), say="", code="1")
BY_ZERO = Failure("ZeroDivisionError", "division by zero")


@pytest.mark.parametrize(
    ("step", "ran", "is_own", "how"),
    [
        (PLAIN, Ran(), False, Came.AS_TOLD),
        (PLAIN, Ran(failure=BY_ZERO), False, Came.FAILED),
        (PLAIN, Ran(interrupted=True), False, Came.INTERRUPTED),
        (PLAIN, Ran(death="it ended"), False, Came.DIED),
        (MEANT, Ran(failure=BY_ZERO), False, Came.FAILED_AS_TOLD),
        (MEANT, Ran(failure=Failure("ZeroDivisionError", "modulo")), False, Came.FAILED),
        (MEANT, Ran(failure=Failure("TypeError", "by z")), False, Came.FAILED),
        (MEANT, Ran(), False, Came.RAN_THROUGH),
        (MEANT, Ran(), True, Came.AS_TOLD),
    ],
)
def test_how_a_run_comes_out(step: Step, ran: Ran, is_own: bool, how: Came) -> None:
    """
    The name of a failure and the pattern of its message are judged; what is not as told says why.
    """
    came = came_out(step, ran, is_own=is_own)

    assert came.how is how
    assert came.is_as_told == (not came.why)


def lesson() -> Lesson:
    """Return a lesson that asks two questions."""
    codes = ("name = input('who? ')", "age = input('how old? ')", "told = name, age")
    steps = tuple(
        Step(id=f"s{number}", at=Timecode(number), say="Words.", code=code)
        for number, code in enumerate(codes)
    )
    return Lesson(
        format=1,
        id="t",
        title="Asks",
        lecture=Lecture("Asks", "nobody", "x", Timecode(100)),
        about="",
        chapters=(Chapter(Timecode(0), "one", steps),),
    )


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A lesson that asks, on a worker."""
    with Runner(WorkerSettings(tmp_path)) as runner:
        yield Stage(lesson(), runner, "quick")


def test_answers_are_given_again(stage: Stage) -> None:
    """
    What was answered belongs to the state: building it anew asks nobody and comes to the same.
    """
    asked: list[str] = []

    def ask(prompt: str, before: str | None) -> str | None:
        asked.append(prompt)
        return f"answer {len(asked)}"

    for index in range(3):
        stage.bring_to(index)
        stage.run(index, ask=ask)
    stage.stray()
    rebuilt = stage.bring_to(3)

    assert asked == ["who? ", "how old? "]
    assert rebuilt.failed == () and rebuilt.ran == ("s0", "s1", "s2")
    assert stage.values([("told", "")])[0].text == "('answer 1', 'answer 2')"


def test_another_answer_is_another_state(stage: Stage) -> None:
    """
    The key of what follows tells by which answer it came about.
    """
    keys = set()
    for name in ("ann", "bob"):
        stage.bring_to(0)
        stage.run(0, ask=lambda prompt, before, name=name: name, is_anew=True)  # type: ignore[misc]
        keys.add(stage.key(1))
        stage.bring_to(2)

    assert len(keys) == 2
    assert stage.values([("name", "")])[0].text == "bob"


def test_nobody_answers(stage: Stage) -> None:
    """
    Without anybody to ask, code meets the end of input, which is said where it runs and where a state is built.
    """
    ran = stage.run(0)
    rebuilt = stage.bring_to(2)

    assert ran.unanswered == ("who? ",) and ran.failure is not None and ran.failure.name == "EOFError"
    assert "nobody answers 'who? '" in str(ran.outputs)
    assert any("s1 asks 'how old? '" in remark for remark in rebuilt.remarks)
