"""The steps ahead are run beside a lesson: what they give is there, and nothing else of them is."""

import contextlib
import json
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from one_chapter import one_chapter
from terminal import CTRL_C, ENTER, Terminal
from waiting import wait_until

from playmore_cli.environment import Environment
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.player.forerunner import WORTH_JOINING, Errand, Forerunner
from playmore_cli.runner import guarding
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.ahead import is_on_battery, why_not
from playmore_cli.stage import Stage
from playmore_cli.store.learner import Edits

LASTS = 0.7
"""Seconds that a heavy step lasts, on whichever machine: it reads a pipe that is closed after so long."""
SOON = 900.0
"""Seconds that a process of the lowest priority gets, on a machine that does much else."""
ENDLESS = "while True: pass"


def lesson_of(*codes: str) -> Lesson:
    """Return a lesson with a step for each code, half an hour of the lecture apart."""
    steps = tuple(
        Step(id=f"s{number}", at=Timecode(1800 * number), say="Words.", code=code)
        for number, code in enumerate(codes)
    )
    chapter = Chapter(Timecode(0), "one", steps)
    lecture = Lecture("Small", "nobody", "x", Timecode(36_000))
    return Lesson(format=1, id="t", title="Small", lecture=lecture, about="", chapters=(chapter,))


@pytest.fixture
def heavy(tmp_path: Path) -> Iterator[str]:
    """The code of a heavy step."""
    pipe, is_over = tmp_path / "slow", threading.Event()
    os.mkfifo(pipe)

    def let_wait() -> None:
        while not is_over.wait(0.02):
            with contextlib.suppress(OSError):  # nobody reads it
                writing = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
                is_over.wait(LASTS)
                os.close(writing)

    waiting = threading.Thread(target=let_wait)
    waiting.start()
    yield f"import random\nwith open({str(pipe)!r}) as file: text = file.read()\nx = random.random()"
    is_over.set()
    waiting.join()


Ahead = Callable[[Lesson], tuple[Stage, Forerunner]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, for the processes too."""
    monkeypatch.setenv("PLAYMORE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def ahead(home: Path, tmp_path: Path) -> Iterator[Ahead]:
    """Bring a lesson on a stage, and what may run ahead of it; a second one is another session's."""
    opened: list[tuple[Runner, Forerunner]] = []

    def start(lesson: Lesson) -> tuple[Stage, Forerunner]:
        folder = tmp_path / f"folder{len(opened)}"
        runner = Runner(WorkerSettings(folder, lesson.seed, snapshots=home / "state" / "snapshots"))

        def errand(stage: Stage, cursor: int) -> Errand:
            edits, look = dict(stage.edits), stage.runner.looks
            return Errand(lesson, "quick", edits, {}, cursor, look, {}, {}, {}, niceness=0)

        opened.append((runner, Forerunner(errand)))
        return Stage(lesson, runner, "quick"), opened[-1][1]

    yield start
    for runner, forerunner in opened:
        forerunner.close()
        runner.close()


def command_of(process: int) -> bytes:
    """Return the command line of a process, of one that is gone nothing."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def processes(forerunner: Forerunner) -> list[int]:
    """Return what runs ahead: the process itself and all below it."""
    mine = [process for process in guarding.below(os.getpid()) if b"running_ahead" in command_of(process)]
    return [*mine, *(below for process in mine for below in guarding.below(process))]


def test_what_ran_ahead_is_that_of_a_straight_run(ahead: Ahead, heavy: str, tmp_path: Path) -> None:
    """
    Records and states come to stand, for another session of the lesson too, and hold what running the steps gives.
    """
    lesson = lesson_of("y = 1", heavy, heavy)
    stage, forerunner = ahead(lesson)
    other, _ = ahead(lesson)
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(2))
    record = other.recall(2)
    assert record is not None and record.is_ahead and record.seconds > 0
    with Runner(WorkerSettings(tmp_path / "plain", lesson.seed)) as runner:
        straight = Stage(lesson, runner, "quick")
        straight.bring_to(3)
        assert other.runner.digest() == runner.digest()


def test_nothing_beyond_an_hour(ahead: Ahead, heavy: str) -> None:
    """
    What lies more than an hour of the lecture ahead waits until the learner has come nearer.
    """
    stage, forerunner = ahead(lesson_of("x = 1", "x = 2", heavy, heavy))
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(2))
    assert stage.recorded(3) is None
    forerunner.follow(stage, 1)
    wait_until(lambda: stage.recorded(3))


def test_another_version_is_run_instead(ahead: Ahead, heavy: str) -> None:
    """
    After an edit what depends on it is run ahead anew, beginning with the learner's version.
    """
    stage, forerunner = ahead(lesson_of("base = 1", heavy + "\nprint(base)"))
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(1))
    stage.edits["s0"] = Edits("base = 2")
    assert stage.recorded(1) is None
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(1))
    record = stage.recorded(1)
    assert record is not None and [getattr(one, "text", "") for one in record.outputs] == ["2\n"]


def test_what_differs_waits_for_the_learner(ahead: Ahead, heavy: str, tmp_path: Path) -> None:
    """
    A step that forks (or asks, or reads a clock) is not begun before the learner has been through it.
    """
    traces = tmp_path / "traces"
    write = f"\nopen({str(traces)!r}, 'a').write('ran')"
    stage, forerunner = ahead(lesson_of(heavy, "import os\nif os.fork() == 0: os._exit(0)" + write, heavy))
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(0) and forerunner.place is None)
    assert not traces.exists() and stage.recorded(2) is None


def test_what_never_ends_ends_with_the_sitting(ahead: Ahead, heavy: str) -> None:
    """
    A step that prints far too much is cut off, one that never ends is ended when the learner leaves, held or not.
    """
    stage, forerunner = ahead(lesson_of("for k in range(30_000): print('x' * 1000)", heavy, ENDLESS))
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(1) and forerunner.place == 2)
    with forerunner.held():
        assert processes(forerunner) != []
        forerunner.close()
    assert processes(forerunner) == [] and forerunner.place is None


def test_killed_it_is_gone_without_a_word(ahead: Ahead) -> None:
    """
    Killed hard it takes all that it started with it; the learner's own run goes on, and none is begun for the same.
    """
    stage, forerunner = ahead(lesson_of("x = 1", ENDLESS))
    forerunner.follow(stage, 0)
    wait_until(lambda: forerunner.place == 1)
    first, *below = processes(forerunner)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: forerunner.place is None)
    wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in below))
    forerunner.follow(stage, 0)
    stage.bring_to(0)
    assert stage.run(0).ended and len(processes(forerunner)) <= 1


def test_a_disk_that_takes_nothing(ahead: Ahead, heavy: str) -> None:
    """
    Where nothing can be written it runs in vain, and nobody hears of it.
    """
    stage, forerunner = ahead(lesson_of(heavy, ENDLESS))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, before[1]))
    try:
        forerunner.follow(stage, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    wait_until(lambda: forerunner.place == 1)
    assert stage.recorded(0) is None


def test_a_step_that_fails_ahead_leaves_no_state(ahead: Ahead, heavy: str, tmp_path: Path) -> None:
    """
    What fails unforeseen is not kept: what made it fail may be over when the learner comes.
    """
    missing = tmp_path / "missing"
    stage, forerunner = ahead(lesson_of(heavy, f"{heavy}\nopen({str(missing)!r})", heavy))
    forerunner.follow(stage, 0)
    wait_until(lambda: stage.recorded(0) and not processes(forerunner)[1:])
    assert len(stage.stored(3)) == 1


def test_where_nothing_runs_ahead(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    It is off by the setting, without stored states, and on a battery that is being used up.
    """
    environment = Environment.of_process()
    for name in ("AHEAD", "SNAPSHOTS"):
        variables = {"PLAYMORE_AHEAD": "on"} | {f"PLAYMORE_{name}": "off"}
        world = Environment(environment.stdin, environment.stdout, environment.stderr, variables)
        assert why_not(world) == f"the setting {name.lower()} is off"
    for name, status in (("AC", ""), ("BAT0", "Charging")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text("Battery\n" if status else "Mains\n")
        (tmp_path / name / "status").write_text(f"{status}\n")
    assert not is_on_battery(tmp_path) and not is_on_battery(tmp_path / "nowhere")
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    assert is_on_battery(tmp_path)


@pytest.mark.whole
def test_a_learner_who_arrives_waits_for_the_rest(home: Path, heavy: str, tmp_path: Path) -> None:
    """
    The cost is said once; what ran ahead is shown; who comes to a step that runs is told, and may stop waiting.
    """
    lesson = tmp_path / "small.yaml"
    gates = [tmp_path / "gate", tmp_path / "other"]
    for gate in gates:
        os.mkfifo(gate)
    codes = {"first": heavy} | {
        gate.name: f"with open({str(gate)!r}) as file: text = file.read()\nlen(text)" for gate in gates
    }
    steps = [
        f'      - {{id: {name}, at: "00:01:00", say: W., code: {json.dumps(code)}}}\n'
        for name, code in codes.items()
    ]
    lesson.write_text(one_chapter("".join(['      - {id: zero, at: "00:00:00", say: Words.}\n', *steps])))
    with Terminal(["start", str(lesson)], home, variables={"PLAYMORE_AHEAD": "on"}) as terminal:
        terminal.wait_for("another core runs the next steps")
        terminal.step(1)
        writing = _opened_when_read(gates[0])
        terminal.press(ENTER)
        terminal.step(2)
        terminal.press(ENTER)
        terminal.wait_for("ran ahead: ")
        terminal.key_line()
        terminal.press(ENTER)
        terminal.step(3)
        terminal.press(ENTER)
        terminal.wait_for("step 3 is being run ahead")
        os.close(writing)
        terminal.wait_for("ran ahead: ", after="step 3 of 4", seconds=SOON)
        terminal.key_line()
        writing = _opened_when_read(gates[1])
        terminal.press(ENTER)
        terminal.step(4)
        terminal.press(ENTER)
        terminal.wait_for("step 4 is being run ahead")
        terminal.press(CTRL_C)
        terminal.wait_for("no longer waiting")
        terminal.key_line()
        os.close(writing)
        terminal.press("q")
        assert terminal.end() == 0
    with Terminal(["resume", "tiny"], home, variables={"PLAYMORE_AHEAD": "on"}) as terminal:
        terminal.step(4)
        assert "another core" not in terminal.everything()


def _opened_when_read(pipe: Path) -> int:
    """Open a pipe for writing once somebody has read it for a while; what reads it waits until it is closed."""
    opened: list[int] = []

    def is_read() -> bool:
        with contextlib.suppress(OSError):
            opened.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(opened)

    wait_until(is_read, pipe.name, seconds=SOON)
    time.sleep(4 * WORTH_JOINING)
    return opened[0]


@pytest.mark.whole
def test_who_would_wait_long_is_asked(home: Path, heavy: str, tmp_path: Path) -> None:
    """
    Where the step that runs ahead takes more than a minute yet, one may read on, or take it at quick pace.
    """
    trace, lesson = tmp_path / "trace", tmp_path / "long.yaml"
    read = heavy.partition("\n")[2].partition("\n")[0]
    mark = f"if k == 3: open({str(trace)!r}, 'w').close()"
    code = f"rounds = 1_000\nfor k in range(rounds):\n    {read}\n    {mark}\nk * 111"
    lesson.write_text(
        one_chapter(
            '      - {id: zero, at: "00:00:00", say: Words.}\n'
            f'      - {{id: long, at: "00:01:00", say: W., code: {json.dumps(code)},\n'
            "         pace: {rounds: {quick: 2, full: 1_000}}}\n"
            '      - {id: end, at: "00:02:00", say: The end.}\n'
        )
    )
    variables = {"PLAYMORE_AHEAD": "on"}
    with Terminal(["start", str(lesson), "--pace", "full"], home, variables=variables) as terminal:
        terminal.step(1)
        wait_until(trace.exists, "the long step", seconds=SOON)
        terminal.press(ENTER)
        terminal.step(2)
        terminal.press(ENTER)
        terminal.wait_for("n read on")
        terminal.press("n")
        terminal.wait_for("The end.")
        terminal.key_line()
        terminal.press("b")
        terminal.wait_for("step 2 of", after="step 3 of")
        terminal.key_line()
        terminal.press(ENTER)
        terminal.wait_for("k this step at quick pace")
        terminal.press("k")
        terminal.wait_for("111", after="pace quick")
        terminal.key_line()
        terminal.press("q")
        assert terminal.end() == 0
