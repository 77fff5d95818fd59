"""Whatever is only looked at leaves the namespace as it was, in a copy of the process and without one."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.outputs import Result, Stream
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.copies import Way, safe_way
from playmore_cli.runner.protocol import Died, Done, Judged, TryAttempt

MOVING = """\
import random, os, sys, numpy
class Node:
    made = 0
    def __init__(self): Node.made += 1; seen.append(1)
    def __repr__(self): Node(); random.random(); return 'a node'
    @property
    def odd(self): seen.append(2); os.environ['SEEN'] = 'yes'; return 1
seen, node, nodes = [], None, set()
node = Node(); nodes.add(node)
array = numpy.zeros(3)
"""
LOOKS = [
    "Node().made",
    "seen.append(3)",
    "nodes.add(Node())",
    "array.__iadd__(1)",
    "numpy.random.rand()",
    "random.seed(4)",
    "sys.path.append('/nowhere')",
    "os.chdir('/')",
    "eval(\"__import__('warnings').warn('there')\", vars(sys.modules['types']))",
    "globals().update(new=1)",
    "node",
    "[node, node.odd]",
]


@pytest.fixture(params=[True, False], ids=["forking", "putting back"])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runner]:
    """A worker that looks in one of the two ways, with a namespace that is easily moved."""
    (tmp_path / "work").mkdir()
    with Runner(
        WorkerSettings(
            tmp_path / "work",
            seed=1,
            preload=("numpy",),
            snapshots=tmp_path / "snapshots",
            forks=request.param,
        )
    ) as live:
        list(live.run(MOVING, "t:step"))
        yield live


def test_values_move_nothing(runner: Runner) -> None:
    """
    Expressions that change objects, streams, paths, the folder or names change them for themselves alone.
    """
    before = runner.digest()

    for look in LOOKS:
        runner.evaluate([(look, "")])

    assert runner.digest() == before


def test_showing_moves_nothing(runner: Runner) -> None:
    """
    A value whose ``repr`` changes things is shown, and leaves the state of a run that shows nothing.
    """
    shown = list(runner.run("node", "t:show"))
    after = runner.digest()
    runner.reset()
    list(runner.run(MOVING, "t:step", quiet=True))
    list(runner.run("node", "t:show", quiet=True))

    assert Result("a node") in shown
    assert runner.digest() == after


def test_completing_moves_nothing(runner: Runner) -> None:
    """
    Completing an attribute may run a property.
    """
    before = runner.digest()

    assert "node.odd" in runner.complete("node.od").names
    assert runner.digest() == before


def test_attempts_move_nothing(runner: Runner) -> None:
    """
    An attempt and its check move nothing, whether it passes or not.
    """
    before = runner.digest()

    for source in ("seen.clear(); Node()", "1 / 0"):
        list(runner.attempt(TryAttempt(source, "assert nodes.clear() is None", "t:own")))

    assert runner.digest() == before


@pytest.mark.parametrize("category", ["UserWarning", "ResourceWarning"], ids=["shown", "ignored"])
def test_a_restored_state_with_warnings_is_the_same(runner: Runner, category: str) -> None:
    """
    How often this process changed its filters of warnings is no part of the state.
    """
    list(runner.run(f"import warnings\nwarnings.warn('here', {category})", "t:warn"))
    before = runner.digest()
    runner.keep("0" * 32, 1.0, always=True)
    runner.settle()
    runner.reset()
    assert not runner.restore("0" * 32, 1.0).refused

    assert runner.digest() == before


def test_nobody_s_environment_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A snapshot holds what the code changed of the environment, and no other variable.
    """
    monkeypatch.setenv("SOME_TOKEN", "a-secret-of-mine")
    folder, snapshots = tmp_path / "work", tmp_path / "snapshots"
    folder.mkdir()
    with Runner(WorkerSettings(folder, snapshots=snapshots)) as runner:
        list(
            runner.run("import os, random\nos.environ['MADE'] = 'by the code'\ndel os.environ['HOME']", "t:s")
        )
        runner.keep("0" * 32, 1.0, always=True)
        runner.settle()
    held = b"".join(path.read_bytes() for path in snapshots.rglob("*") if path.is_file())
    monkeypatch.delenv("SOME_TOKEN")
    with Runner(WorkerSettings(folder, snapshots=snapshots)) as runner:
        assert not runner.restore("0" * 32, 1.0).refused
        (value,) = runner.evaluate([("[os.environ.get(one) for one in ('MADE', 'HOME', 'SOME_TOKEN')]", "")])

    assert b"a-secret-of-mine" not in held
    assert value.text == "['by the code', None, None]"


def test_ctrl_c_while_a_value_is_taken(runner: Runner) -> None:
    """
    The first Ctrl-C ends an evaluation, and the namespace stays.
    """
    timer = threading.Timer(0.5, runner.interrupt)
    timer.start()
    (value,) = runner.evaluate([("__import__('time').sleep(60)", "")])
    timer.join()

    assert value.error == "it was interrupted"
    assert Result("1") in list(runner.run("Node.made", "t:s"))


def test_a_completion_that_takes_long_is_given_up(runner: Runner) -> None:
    """
    A property that never ends does not hold the prompt.
    """
    list(
        runner.run(
            "import time\nclass Slow:\n    @property\n    def end(self): time.sleep(60)\nslow = Slow()", "t:s"
        )
    )

    assert runner.complete("slow.end.").names == ()
    assert Result("3") in list(runner.run("3", "t:s"))


def test_two_threads(runner: Runner) -> None:
    """
    Completing while steps run, from another thread, hangs neither and mixes nothing up.
    """
    ends = threading.Event()

    def complete() -> None:
        while not ends.is_set():
            runner.complete("node.")

    thread = threading.Thread(target=complete)
    thread.start()
    said = [tuple(runner.run(f"{number}", "t:s")) for number in range(20)]
    ends.set()
    thread.join(20)

    assert not thread.is_alive()
    assert [first for first, _ in said] == [Result(str(number)) for number in range(20)]


# -- code that breaks what the worker stands on ----------------------------------------------------------------------

BREAKING = {
    "reaps children": "import os\nif os.fork() == 0: os._exit(0)\nos.wait()",
    "ignores children": "import signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    "no stdout": "import sys\nsys.stdout = None",
    "closed stdout": "import sys\nsys.stdout.close()",
    "other clocks": "import time\ntime.perf_counter = time.monotonic = time.time = None",
    "no folder": "import os, shutil\nshutil.rmtree(os.getcwd())",
}


@pytest.mark.parametrize("kind", BREAKING)
def test_code_that_breaks_things(runner: Runner, kind: str) -> None:
    """
    The session goes on with its variables: values, displays, attempts, snapshots.
    """
    assert isinstance(list(runner.run(BREAKING[kind], "t:break"))[-1], Done)

    (value,) = runner.evaluate([("node", "")])
    assert value.text == "a node"
    assert Result("a node") in list(runner.run("node", "t:s"))
    assert list(runner.attempt(TryAttempt("x = 1", "assert x == 1", "t:own")))[-1].ok  # type: ignore[union-attr]
    runner.keep("0" * 32, 9.0, always=True)
    assert isinstance(runner.settle(), tuple)


@pytest.mark.parametrize("source", ["import os\nos.closerange(3, 200)", "import os\nos.write = None"])
def test_code_that_cuts_the_worker_off(runner: Runner, source: str) -> None:
    """
    The worker ends, which is told, and the next one begins; no traceback of ours is raised.
    """
    assert isinstance(list(runner.run(source, "t:break"))[-1], Died)
    assert Result("1") in list(runner.run("1", "t:s"))


def test_a_folder_that_code_deletes_comes_back(tmp_path: Path) -> None:
    """
    The next fresh namespace finds the folder and the data in it.
    """
    (tmp_path / "names.txt").write_text("emma\n")
    with Runner(WorkerSettings(tmp_path)) as runner:
        list(runner.run("import os, shutil\nshutil.rmtree(os.getcwd())", "t:s"))
        runner.reset()
        said = list(runner.run("print(open('names.txt').read())", "t:s"))

    assert any(isinstance(one, Stream) and "emma" in one.text for one in said)


def test_a_fork_of_the_code_s_own_ends(runner: Runner) -> None:
    """
    A copy that comes back from the code is ended, and told; one process answers.
    """
    list(runner.run("import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nmine = pid", "t:fork"))
    said = list(runner.run("'one'", "t:s"))

    assert said.count(Result("'one'")) == 1
    told = list(runner.run("import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)", "t:fork")) + said
    assert any(isinstance(one, Stream) and "made by os.fork()" in one.text for one in told)


SLOW_READER = """\
import os, sys, threading, time
from pathlib import Path
from playmore_cli.outputs import Stream
from playmore_cli.runner import client
from playmore_cli.runner.client import Runner, WorkerSettings
read = Runner._read
def slowly(self, descriptor):
    time.sleep(0.03)
    read(self, descriptor)
Runner._read = slowly
with Runner(WorkerSettings(Path(sys.argv[1]))) as runner:
    runner.ready()
    threading.Timer(0.5, runner.kill).start()
    last = list(runner.run("while True: print('x' * 100_000)", "t:s"))[-1]
    print(type(last).__name__, list(runner.run("41 + 1", "t:s"))[0].text)
"""


@pytest.mark.parametrize("_", range(3))
def test_a_death_in_the_middle_of_a_message(tmp_path: Path, _: int) -> None:
    """
    A worker that is killed while it says more than a slow reader takes is mourned, and the next one answers.
    """
    done = subprocess.run(
        [sys.executable, "-c", SLOW_READER, str(tmp_path)], capture_output=True, text=True, timeout=120
    )

    assert done.stdout == "Died 42\n", done.stderr


def test_a_killed_copy(runner: Runner) -> None:
    """
    Where an attempt's copy is killed, the attempt is lost and the namespace is not; without a copy both are, as told.
    """
    timer = threading.Timer(0.7, runner.kill)
    timer.start()
    judged = list(runner.attempt(TryAttempt("import time; time.sleep(60)", "", "t:own")))[-1]
    timer.join()

    is_kept = safe_way(runner.settings.forks) is Way.FORK
    assert isinstance(judged, Judged) and judged.where == "died" and judged.touched is not is_kept
    assert (Result("1") in list(runner.run("Node.made", "t:s"))) is is_kept
