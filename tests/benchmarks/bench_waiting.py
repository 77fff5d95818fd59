"""
How long a reader who takes 10 s a step waits in a lecture, with what was run ahead or before and without.

    python tests/benchmarks/bench_waiting.py p3 p4

Three passes over all code steps, each on a worker of its own with its libraries loaded: one that finds nothing stored
(and stores what `playmore prepare` would), one that is shown what is recorded and runs the rest, and 40 jumps to steps
drawn at random. Reading is a simulated clock: the run ahead takes each step's seconds of the first pass, beginning when
a worker has its libraries; the reader waits for what is not done yet, and then for the second pass's seconds. What is
printed is by the clock, so only the ratios travel to another machine.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson
from playmore_cli.recorder import COLUMNS, ROWS
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports
from playmore_cli.stage.records import HEAVY

JUMPS, READING, REACH = 40, 10.0, 3600.0


def measure(name: str) -> None:
    """Print one row of the table."""
    lesson = Catalog().find(name)
    with tempfile.TemporaryDirectory() as root:
        passes: list[dict[int, float]] = []
        loading = 0.0
        for number in range(2):
            with _begun(lesson, Path(root), number) as runner:
                stage = Stage(lesson, runner, "quick")
                loading = _timed(stage.ready)
                passes.append({k: _wait(stage, k) for k, one in enumerate(lesson.steps) if one.code})
                runner.settle()
        with _begun(lesson, Path(root), 2) as runner:
            stage = Stage(lesson, runner, "quick")
            stage.ready()
            drawn = random.Random(1).choices(range(len(lesson.steps)), k=JUMPS)
            jumps = [_timed(lambda index=index: stage.bring_to(index)) for index in drawn]
        space = SnapshotStore(Path(root) / "snapshots").space()
    without, after = (sum(one.values()) for one in passes)
    ahead = _read_on(lesson, loading, *passes)
    seconds = [without, max(passes[0].values()), sum(ahead), max(ahead), after, max(passes[1].values())]
    cells = [
        name,
        *(f"{one:.1f} s" for one in seconds),
        f"{without / sum(ahead):.0f} x",
        f"{without / after:.0f} x",
    ]
    cells += [f"{one:.2f} s" for one in (statistics.median(jumps), max(jumps))]
    print("|", " | ".join([*cells, f"{space.size / 1e6:.0f} MB"]), "|", flush=True)


def _read_on(lesson: Lesson, loading: float, runs: dict[int, float], shows: dict[int, float]) -> list[float]:
    """Return what a reader waits at each code step that takes so many seconds to run or to show, run ahead."""
    clock, free, waits = 0.0, loading, []
    came: list[float] = []
    for index, step in enumerate(lesson.steps):
        came.append(clock)
        clock += READING
        if index not in runs:
            continue
        near = next(k for k in range(index + 1) if lesson.steps[k].at >= step.at - REACH)
        begun = max(free, came[near])
        done = begun + runs[index]
        if begun < clock - HEAVY:
            waits.append(max(done - clock, 0.0) + shows[index])
            free = done + shows[index]
        else:  # it was not begun, or hardly
            waits.append(runs[index])
            free = max(free, clock + runs[index])
        clock += waits[-1]
    return waits


def _begun(lesson: Lesson, root: Path, number: int) -> Runner:
    folder = root / f"folder{number}"
    folder.mkdir()
    place_all(lesson, folder, Environment.of_process())
    runner = Runner(WorkerSettings(folder, lesson.seed, heavy_imports(lesson), snapshots=root / "snapshots"))
    runner.look(COLUMNS, ROWS)
    return runner


def _wait(stage: Stage, index: int) -> float:
    """Return the seconds until a step's outputs and the state after it are there."""

    def come_to_it() -> None:
        if stage.recall(index) is None:
            stage.bring_to(index)
            stage.run(index)

    return _timed(come_to_it)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(
        "| lesson | nothing stored | longest | run ahead | longest | prepared | longest | gain ahead | gain prepared "
        "| jump, median | worst | disk |"
    )
    print("| --- " * 12 + "|")
    for one in sys.argv[1:] or ["p3", "p4"]:
        measure(one)
