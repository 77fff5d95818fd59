"""The state before any step is that of a straight run, whatever was done before."""

import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from playmore_cli.lesson.model import Chapter, Expect, Lecture, Lesson, Step, Timecode
from playmore_cli.outputs import Result, Stream
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import TryAttempt
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.session.plan import Need
from playmore_cli.stage import Ran, Stage
from playmore_cli.store.learner import Edits


def make_lesson(*codes: str | None, failing: tuple[int, ...] = ()) -> Lesson:
    """Return a lesson with one step for each code; ``None`` is narration."""
    steps = tuple(
        Step(
            id=f"s{number}",
            at=Timecode(number),
            say="Words.",
            code=code,
            expect=Expect("ZeroDivisionError") if number in failing else None,
        )
        for number, code in enumerate(codes)
    )
    lecture = Lecture("Small", "nobody", "x", Timecode(100))
    chapter = Chapter(Timecode(0), "one", steps)
    return Lesson(format=1, id="t", title="Small", lecture=lecture, about="", chapters=(chapter,))


TORCHES = ("numpy", "torch")
LESSON = make_lesson(
    None,
    """\
import random, time, torch
class Node:
    def __init__(self, i): self.i = i
xs = []; ys = xs
g = torch.Generator().manual_seed(7)
W = torch.randn(3, 3, generator=g, requires_grad=True); b = torch.zeros(3, requires_grad=True)
parameters = [W, b]; turned = W.T; row = W.data[1]
""",
    "xs.append(random.random())",
    """\
time.sleep(0.3)
xs.append(random.random()); nodes = {Node(i) for i in range(20)}
for _ in range(3):
    h = torch.tanh(torch.randn(4, 3) @ W + b); loss = (h ** 2).mean()
    for p in parameters: p.grad = None
    loss.backward()
    for p in parameters: p.data -= 0.1 * p.grad
""",
    "def make():\n    n = 0\n    def count():\n        nonlocal n; n += 1; return n\n    return count\nc = make()",
    None,
    "c()\nxs.append(c())\ny = (W * 2).sum()",
    "xs.append(random.gauss(0, 1)); row += 1\n1 / 0",
    "time.sleep(0.25)\ntotal = sum(xs) + torch.rand(1, generator=g).item()\ny.backward()\ntotal",
    "order = [node.i for node in nodes]\nnodes |= {Node(99)}\nb.data += torch.rand(3)\norder",
    failing=(7,),
)
COUNT = len(LESSON.steps)
HEAVY = 3
EDITS = {
    "code": Edits("xs.append(random.random() + 100); W.data *= 2"),
    "after": Edits(None, ("xs.append(7)", "xs[0]", "b.data += torch.rand(3)")),
}
LOOKS = [
    ("repr(xs)", ""),
    ("ys is xs", ""),
    ("c.__closure__[0].cell_contents", ""),
    ("[node.i for node in nodes]", ""),
    ("__import__('zlib').crc32(repr(random.getstate()).encode())", ""),
    ("__import__('zlib').crc32(bytes(torch.get_rng_state().numpy()) + bytes(g.get_state().numpy()))", ""),
    ("[(p.tolist(), None if p.grad is None else p.grad.tolist(), p.is_leaf) for p in (W, b)]", ""),
    ("parameters[0] is W, parameters[1] is b, turned._base is W, turned.tolist(), row.tolist()", ""),
    ("row.data_ptr() - W.data_ptr(), turned.data_ptr() == W.data_ptr(), loss.item(), loss.grad_fn", ""),
    ("(total, order)", ""),
    ("_", ""),
    ("sorted(name for name in globals() if name[0] != '_')", ""),
    ("y.item(), y.requires_grad", ""),
]
ADDRESS = re.compile(r"0x[0-9a-f]+")


def alter(path: Path) -> None:
    """Change the last byte of a file."""
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def look(stage: Stage) -> list[str]:
    """Return what can be seen of a state, addresses left out."""
    return [ADDRESS.sub("", value.error or value.text) for value in stage.values(LOOKS)]


@cache
def straight(edited: tuple[tuple[str, str], ...]) -> list[list[str]]:
    """Return what is seen before each step, and at the end, of a straight run with some steps edited."""
    edits = {step: EDITS[kind] for step, kind in edited}
    with (
        tempfile.TemporaryDirectory() as name,
        Runner(WorkerSettings(Path(name), seed=3, preload=TORCHES)) as runner,
    ):
        stage = Stage(LESSON, runner, "quick", edits)
        seen = [look(stage)]
        for index, step in enumerate(LESSON.steps):
            stage.bring_to(index)
            if step.code is not None:
                stage.run(index)
            stage.bring_to(index + 1)
            seen.append(look(stage))
    return seen


class Learner(RuleBasedStateMachine):
    """Somebody who goes back and forth, edits, tries, interrupts, crashes and comes back."""

    @initialize()
    def begin(self) -> None:
        self.root = tempfile.TemporaryDirectory()
        self.edited: dict[str, str] = {}
        self.place = 0
        self.sit_down()

    def sit_down(self) -> None:
        folder = Path(tempfile.mkdtemp(dir=self.root.name))
        self.snapshots = Path(self.root.name) / "snapshots"
        self.runner = Runner(WorkerSettings(folder, seed=3, preload=TORCHES, snapshots=self.snapshots))
        edits = {step: EDITS[kind] for step, kind in self.edited.items()}
        self.stage = Stage(LESSON, self.runner, "quick", edits)

    @rule(index=st.integers(0, COUNT))
    def jump(self, index: int) -> None:
        self.place = index

    @rule()
    def back(self) -> None:
        self.place = max(self.place - 1, 0)

    @rule()
    def next(self) -> None:
        self.run_here()
        self.place = min(self.place + 1, COUNT)

    @rule()
    def replay(self) -> None:
        self.run_here()
        self.run_here()
        self.place = min(self.place + 1, COUNT)

    def run_here(self) -> None:
        self.stage.bring_to(self.place)
        if self.place < COUNT and LESSON.steps[self.place].code is not None:
            self.stage.run(self.place)

    @rule()
    def interrupt(self) -> None:
        self.run_heavy_and(self.runner.interrupt)

    @rule()
    def kill_in_a_step(self) -> None:
        self.run_heavy_and(self.runner.kill)

    def run_heavy_and(self, act: Callable[[], None]) -> None:
        self.stage.bring_to(HEAVY)
        timer = threading.Timer(0.1, act)
        timer.start()
        self.stage.run(HEAVY)
        timer.join()
        self.place = HEAVY

    @rule()
    def kill(self) -> None:
        self.runner.kill()
        self.stage.try_out("1", 1)

    @rule()
    def run_into_a_crash(self) -> None:
        self.stage.try_out("import os\nos._exit(3)", 1)

    @rule(
        line=st.sampled_from(
            [
                "xs.append(99)",
                "_",
                "random.seed(5)",
                "nodes.clear()",
                "W.data.zero_()",
                "y.backward()",
                "del xs",
            ]
        )
    )
    def try_and_put_back(self, line: str) -> None:
        self.stage.bring_to(self.place)
        self.stage.try_out(line, 1)
        self.stage.stray()

    @rule()
    def look_and_go_on(self) -> None:
        self.stage.bring_to(self.place)
        self.stage.try_out("len(xs)", 1)

    @rule(kind=st.sampled_from([*EDITS, ""]))
    def edit(self, kind: str) -> None:
        self.stage.edits.pop("s2", None)
        self.edited.pop("s2", None)
        if kind:
            self.edited["s2"] = kind
            self.stage.edits["s2"] = EDITS[kind]

    @rule()
    def quit_and_resume(self) -> None:
        self.runner.close()
        self.sit_down()

    @rule(kept=st.integers(0, 3))
    def lose_snapshots(self, kept: int) -> None:
        """All but the newest few are evicted."""
        states = sorted((self.snapshots / "states").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in states[: len(states) - kept]:
            path.unlink()

    @rule()
    def alter_a_snapshot(self) -> None:
        """Somebody changes a byte of the newest."""
        states = sorted((self.snapshots / "states").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in states[-1:]:
            alter(path)

    @invariant()
    def is_straight(self) -> None:
        """At the place where the learner is, everything is as after a straight run."""
        if hasattr(self, "stage"):
            self.stage.bring_to(self.place)
            assert look(self.stage) == straight(tuple(sorted(self.edited.items())))[self.place]

    def teardown(self) -> None:
        if hasattr(self, "root"):
            self.runner.close()
            self.root.cleanup()


TestLearner = pytest.mark.whole(Learner.TestCase)
TestLearner.settings = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # a failing sequence is told as it is: each step of it costs a process
    suppress_health_check=list(HealthCheck),
)


# -- single ways ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder."""
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def stage_in(folder: Path, lesson: Lesson = LESSON, preload: tuple[str, ...] = TORCHES) -> Stage:
    """Return a lesson on a worker that keeps snapshots beside *folder*."""
    runner = Runner(WorkerSettings(folder, seed=3, preload=preload, snapshots=folder.parent / "snapshots"))
    return Stage(lesson, runner, "quick")


@pytest.fixture
def played(folder: Path) -> Iterator[Path]:
    """A working folder beside which the snapshots of one straight run lie."""
    stage = stage_in(folder)
    stage.bring_to(COUNT)
    stage.runner.close()
    yield folder


def test_resuming_runs_little(played: Path) -> None:
    """
    After a straight run nothing heavy is run again: the state comes from the snapshot behind the heavy step.
    """
    with (stage := stage_in(played)).runner:
        rebuilt = stage.bring_to(8)

        assert rebuilt.restored and rebuilt.start == HEAVY + 1
        assert rebuilt.ran == ("s4", "s6", "s7")
        assert look(stage) == straight(())[8]


def test_going_back(played: Path) -> None:
    """
    Back from behind the second heavy step restores the snapshot of the first.
    """
    with (stage := stage_in(played)).runner:
        assert stage.bring_to(9).start == 9
        assert stage.bring_to(HEAVY + 1).start == HEAVY + 1


@pytest.mark.parametrize("change", ["other seed", "other data", "other code"])
def test_a_snapshot_is_for_one_run(played: Path, change: str) -> None:
    """
    With another seed, other data or other code before the step nothing is restored.
    """
    lesson, seed = LESSON, 3
    match change:
        case "other seed":
            seed = 4
        case "other data":
            (played / "names.txt").write_text("emma\n")
        case _:
            codes = [step.code for step in LESSON.steps]
            lesson = make_lesson(*codes[:1], f"{codes[1]}\n", *codes[2:], failing=(7,))
    with Runner(
        WorkerSettings(played, seed=seed, preload=TORCHES, snapshots=played.parent / "snapshots")
    ) as runner:
        assert not Stage(lesson, runner, "quick").bring_to(8).restored


def test_an_altered_snapshot_is_told_and_made_again(played: Path) -> None:
    """
    A snapshot that somebody changed is never unpacked: a remark says so, and its steps are run again.
    """
    for path in (played.parent / "snapshots" / "states").iterdir():
        alter(path)

    with (stage := stage_in(played)).runner:
        rebuilt = stage.bring_to(8)

        assert not rebuilt.restored and "s3" in rebuilt.ran
        assert "altered" in rebuilt.remarks[0]
        assert look(stage) == straight(())[8]
        assert not stage.bring_to(8).remarks


def test_a_folder_that_cannot_be_used(folder: Path) -> None:
    """
    Where snapshots cannot lie, the steps are run and a remark says why.
    """
    (folder.parent / "snapshots").write_text("a file")

    with (stage := stage_in(folder)).runner:
        rebuilt = stage.bring_to(3)

        assert "cannot be stored" in rebuilt.remarks[0] and rebuilt.ran == ("s1", "s2")


def test_an_interrupted_step_is_left_as_it_is(played: Path) -> None:
    """
    Whoever stops a step and goes on to the next keeps what was reached; whoever comes back finds the lecture's state.
    """
    with (stage := stage_in(played)).runner:
        stage.bring_to(HEAVY)
        timer = threading.Timer(0.1, stage.runner.interrupt)
        timer.start()
        ran = stage.run(HEAVY)
        timer.join()

        assert ran.interrupted
        assert stage.bring_to(HEAVY + 1).ran == ()
        assert look(stage) != straight(())[HEAVY + 1]
        stage.bring_to(HEAVY)
        stage.bring_to(HEAVY + 1)
        assert look(stage) == straight(())[HEAVY + 1]


TORCH = make_lesson(
    "import torch, time\nw = torch.ones(3, requires_grad=True)",
    "loss = (w ** 2).sum()\ntime.sleep(0.8)",
    "print('before')\nloss.backward()\nprint(w.grad)",
    "print(loss)",
)


def test_a_step_that_needs_a_graph_left_out(folder: Path) -> None:
    """
    A backward pass over a graph that the snapshot had left out comes out as in a straight run, said once.
    """
    with (stage := stage_in(folder, TORCH)).runner:
        stage.bring_to(3)
    with (stage := stage_in(folder, TORCH)).runner:
        restored = stage.bring_to(2)
        ran = stage.run(2)

        assert restored.restored
        assert said_by(ran) == "before\ntensor([2., 2., 2.])\n"
        assert ran.ended and ran.failure is None
        stage.bring_to(2)
        assert said_by(stage.try_out("loss.backward(); print(w.grad)", 1)) == "tensor([2., 2., 2.])\n"


# -- names that are left out ---------------------------------------------------------------------------------------

LARGE = make_lesson(
    "import torch, time\nsmall = torch.ones(3)",
    "before = 1\nbig = torch.randn(9_000_000)\nbehind = 2\ntime.sleep(0.7)",
    "print(small)",
    "big = torch.zeros(3)\nprint(len(big))",
    "print(big.sum())",
)


def said_by(ran: Ran) -> str:
    """Return all that a run says as text."""
    return "".join(output.text for output in ran.outputs if isinstance(output, Stream | Result))


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Stage]]:
    """
    A stage on which the lesson with the large tensor was played straight, and one that resumes from its snapshots.

    They lie in the same folder; each test brings both to where it begins.
    """
    folder = tmp_path_factory.mktemp("large") / "work"
    folder.mkdir()
    straight = stage_in(folder, LARGE)
    straight.bring_to(2)
    straight.runner.settle()
    later = stage_in(folder, LARGE)
    with straight.runner, later.runner:
        yield straight, later


def both_at(resumed: tuple[Stage, Stage], index: int) -> tuple[Stage, Stage]:
    """Bring the first stage to a step by running all before it, the second from the snapshot."""
    straight, later = resumed
    for stage in resumed:
        stage.edits.clear()
        stage.stray()
    straight.bring_to(index, need=Need.ALL)
    assert later.bring_to(index).restored
    return straight, later


def test_a_large_name_that_nothing_reads_is_not_stored(resumed: tuple[Stage, Stage]) -> None:
    """
    The state without it is small, and the steps behind say and change what they do in a straight run.
    """
    straight, later = both_at(resumed, 2)
    folder = later.runner.settings.snapshots
    assert folder is not None and SnapshotStore(folder).space().size < 2_000_000

    for index in (2, 3, 4):
        ours, theirs = later.run(index), straight.run(index)
        assert said_by(ours) == said_by(theirs)
        assert ours.changes == theirs.changes
        later.bring_to(index + 1)


@pytest.mark.parametrize(
    "line",
    [
        "big.mean()",
        "list(globals())",
        "f'{len(big)}'",
        "del big",
        "del before\nbefore = 3",
        "big = 3",
        "big += 1; big[:3]",
        "[n for n in dir()]",
        "before",
    ],
)
def test_trying_a_name_that_was_left_out(resumed: tuple[Stage, Stage], line: str) -> None:
    """
    A learner's own line finds the name that no snapshot holds, at its place among the others.
    """
    straight, later = both_at(resumed, 2)

    for source in ("small *= 2", line, "small, list(globals())"):
        assert said_by(later.try_out(source, 1)) == said_by(straight.try_out(source, 1))


def test_evaluating_a_name_that_was_left_out(resumed: tuple[Stage, Stage]) -> None:
    """
    A live value of it is there, and what was tried before stays.
    """
    straight, later = both_at(resumed, 2)

    for stage in (straight, later):
        stage.try_out("small *= 2", 1)
    looks = [("big.mean().item()", ".6f"), ("small.sum()", "")]
    assert later.values(looks) == straight.values(looks)
    assert later.values(looks)[1].error is None


def test_edits_that_read_a_name_that_was_left_out(resumed: tuple[Stage, Stage]) -> None:
    """
    A step edited to read it does, and an own version that is not kept outlasts the reading of it.
    """
    straight, later = both_at(resumed, 2)
    for stage in (straight, later):
        stage.edits["s2"] = Edits("print(big[:2])")
    assert said_by(later.run(2)) == said_by(straight.run(2))

    straight, later = both_at(resumed, 2)
    for stage in (straight, later):
        stage.run(2, "small = small + 5")
    assert said_by(later.try_out("big[0], small", 1)) == said_by(straight.try_out("big[0], small", 1))


def test_an_attempt_that_reads_a_name_that_was_left_out(resumed: tuple[Stage, Stage]) -> None:
    """
    An exercise's check finds it.
    """
    _, later = both_at(resumed, 2)

    assert later.attempt(TryAttempt("answer = len(big)", "assert answer == 9_000_000", "t:own")).ok


def test_a_name_that_a_function_reads_is_stored(folder: Path) -> None:
    """
    A function may be called at any time, so that what it reads is never left out.
    """
    codes = [step.code for step in LARGE.steps]
    lesson = make_lesson(codes[0], f"{codes[1]}\ndef first(): return big[0]", "print(small)", "big = 1")
    with (stage := stage_in(folder, lesson)).runner:
        stage.bring_to(2)
        (first,) = stage.values([("first()", "")])
    with (stage := stage_in(folder, lesson)).runner:
        assert stage.bring_to(2).ran == ()
        assert stage.values([("first()", "")]) == (first,)
