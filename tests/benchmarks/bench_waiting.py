"""
How long a reader waits in a lecture, with what was run before and without.

    python tests/benchmarks/bench_waiting.py p1 p5

Three passes over all code steps, each on a worker of its own with its libraries loaded: one that finds nothing stored
(and stores what `playmore prepare` would), one that is shown what is recorded and runs the rest, and 40 jumps to steps
drawn at random. What is printed is by the clock, so only the ratios travel to another machine.
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

JUMPS = 40


def measure(name: str) -> None:
    """Print one row of the table."""
    lesson = Catalog().find(name)
    with tempfile.TemporaryDirectory() as root:
        passes = []
        for number in range(2):
            with _begun(lesson, Path(root), number) as runner:
                stage = Stage(lesson, runner, "quick")
                stage.ready()
                passes.append([_wait(stage, index) for index, one in enumerate(lesson.steps) if one.code])
                runner.settle()
        with _begun(lesson, Path(root), 2) as runner:
            stage = Stage(lesson, runner, "quick")
            stage.ready()
            drawn = random.Random(1).choices(range(len(lesson.steps)), k=JUMPS)
            jumps = [_timed(lambda index=index: stage.bring_to(index)) for index in drawn]
        space = SnapshotStore(Path(root) / "snapshots").space()
    without, after = map(sum, passes)
    print(
        f"| {name} | {without:.1f} s | {max(passes[0]):.1f} s | {after:.1f} s | {without / after:.1f} x | "
        f"{max(passes[1]):.2f} s | {statistics.median(jumps):.2f} s | {max(jumps):.2f} s | {space.size / 1e6:.0f} MB |",
        flush=True,
    )


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
        "| lesson | nothing stored | longest | after `prepare` | ratio | longest | jump, median | worst | disk |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for one in sys.argv[1:] or ["p1", "p5"]:
        measure(one)
