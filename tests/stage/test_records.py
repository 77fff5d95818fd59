"""What a step gave is stored with the state after it, and shown in its place where that is what a run would give."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.outputs import Plot, Result
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.stage import Stage, StepRecord
from playmore_cli.store.learner import Edits

HEAVY = "total = seed\nfor k in range(20_000_000): total += k % 7\nprint('trained', total)\ntotal"
CODES = ("seed = 5", HEAVY, "total += 1\ntotal")


def lesson(*codes: str) -> Lesson:
    """Return a lesson with one step for each code."""
    steps = tuple(Step(id=f"s{n}", at=Timecode(n), say="Words.", code=code) for n, code in enumerate(codes))
    lecture = Lecture("Small", "nobody", "x", Timecode(100))
    return Lesson(
        format=1,
        id="t",
        title="Small",
        lecture=lecture,
        about="",
        chapters=(Chapter(Timecode(0), "one", steps),),
    )


Opened = Callable[..., Stage]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Begin a stage on a worker of its own; all share the stored states."""
    stages: list[Stage] = []

    def begin(*codes: str, edits: dict[str, Edits] | None = None, **settings: object) -> Stage:
        folder = tmp_path / f"folder{len(stages)}"
        folder.mkdir()
        runner = Runner(WorkerSettings(folder, snapshots=tmp_path / "snapshots", **settings))  # type: ignore[arg-type]
        stages.append(Stage(lesson(*(codes or CODES)), runner, "quick", edits))
        return stages[-1]

    yield begin
    for stage in stages:
        stage.runner.close()


def recorded_at(stage: Stage, index: int = 1) -> StepRecord | None:
    """Run all steps up to one, and return what another stage could show of it."""
    for place in range(index + 1):
        stage.bring_to(place)
        stage.run(place)
    stage.runner.settle()
    stage.bring_to(index)
    return stage.recorded(index)


def test_a_heavy_step_is_shown(opened: Opened) -> None:
    """
    Another session comes to the state after the step without running it, and goes on as if it had.
    """
    stage = opened()
    assert recorded_at(stage) is not None
    ran = stage.run(1)
    after = stage.values([("(seed, total, k, _)", "")])

    other = opened()
    record = other.recall(1)
    assert record is not None and record.ran.outputs == ran.outputs and record.ran.changes == ran.changes
    assert other.standing.after == 2 and other.values([("(seed, total, k, _)", "")]) == after
    assert other.run(2).outputs == stage.run(2).outputs


def test_its_course_is_kept(opened: Opened) -> None:
    """
    How far the loop was is told again, up to its end.
    """
    record = recorded_at(opened())
    assert record is not None and len(record.course) > 1
    assert record.course[0].done < record.course[-1].done <= 20_000_000


def test_a_light_step_is_run(opened: Opened) -> None:
    """
    Nothing is recorded where running costs next to nothing.
    """
    stage = opened()
    recorded_at(stage, 2)
    assert stage.recorded(0) is None and stage.recorded(2) is None


@pytest.mark.parametrize(
    "code",
    [
        f"import time\n{HEAVY}\nprint(time.time())",
        f"{HEAVY}\nprint(id(total))",
        f"{HEAVY}\nlambda: 1",
        f"{HEAVY}\ninput('who? ')",
        f"{HEAVY}\n1 / 0",
        f"{HEAVY}\nprint('x' * 2_000_000)",
    ],
)
def test_what_may_differ_is_run(opened: Opened, code: str) -> None:
    """
    A clock, an address, a question, a failure and what was printed without end are never shown from a record.
    """
    assert recorded_at(opened("seed = 5", code)) is None


def test_after_lines_of_ones_own_it_is_run(opened: Opened) -> None:
    """
    Where a learner has changed the variables the step may give something else.
    """
    stage = opened()
    assert recorded_at(stage) is not None
    stage.try_out("seed = 6", 1)
    assert stage.recorded(1) is None and stage.recall(1) is None


def test_an_edit_is_another_step(opened: Opened) -> None:
    """
    With a version before it or an experiment of the learner's the record of the lecture's step is not shown.
    """
    assert recorded_at(opened()) is not None
    assert opened(edits={"s0": Edits("seed = 6")}).recall(1) is None
    assert opened(edits={"s0": Edits(None, ("seed = 7",))}).recall(1) is None
    assert opened(seed=2).recall(1) is None


def test_an_altered_record_is_not_shown(opened: Opened, tmp_path: Path) -> None:
    """
    What was changed on disk is not shown; the step is run, and gives what it gives.
    """
    stage = opened()
    assert recorded_at(stage) is not None
    path = tmp_path / "snapshots" / "states" / stage.key(2)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert stage.recall(1) is None
    stage.bring_to(1)
    assert isinstance(stage.run(1).outputs[-1], Result)


def test_a_record_goes_with_its_state(opened: Opened, tmp_path: Path) -> None:
    """
    Where the state was evicted nothing is shown.
    """
    stage = opened()
    assert recorded_at(stage) is not None
    SnapshotStore(tmp_path / "snapshots").clear()
    assert stage.recall(1) is None


def test_a_picture_is_drawn_for_the_terminal_at_hand(opened: Opened) -> None:
    """
    A plot recorded at one width is shown as a run at the other width draws it.
    """
    code = f"{HEAVY.rpartition(chr(10))[0]}\nimport matplotlib.pyplot as plt\nplt.plot([total, 1, 2]);"
    wide, narrow = opened("seed = 5", code), opened("seed = 5", code)
    wide.runner.look(70, 16)
    assert recorded_at(wide) is not None
    narrow.runner.look(44, 12)
    record = narrow.recall(1)
    assert record is not None
    narrow.bring_to(1)
    shown, drawn = record.outputs[-1], narrow.run(1).outputs[-1]
    assert isinstance(shown, Plot) and isinstance(drawn, Plot)
    assert (shown.picture, shown.words) == (drawn.picture, drawn.words)


def test_a_tensor_at_another_width_is_run(opened: Opened) -> None:
    """
    Where torch breaks a text by the width at hand a record made at another one is not shown.
    """
    codes = ("import torch; seed = 5", f"{HEAVY}\nprint(torch.arange(60))")
    wide, narrow = opened(*codes), opened(*codes)
    wide.runner.look(70, 16)
    assert recorded_at(wide) is not None
    narrow.runner.look(44, 16)
    assert narrow.recall(1) is None
    narrow.runner.look(70, 16)
    assert narrow.recall(1) is not None
