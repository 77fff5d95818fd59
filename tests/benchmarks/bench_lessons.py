"""
How long each lecture plays at quick pace, and which steps take it.

    python tests/benchmarks/bench_lessons.py p3 p4
    PLAYMORE_DATA_DIR=folder-with-the-lectures-data python tests/benchmarks/bench_lessons.py p3 p4

Run by hand on a quiet machine. What is timed is a straight run from the first step to the last, with live values,
figures and answers, and plots in characters as a terminal shows them (an export's PNGs take longer): nothing is
restored, nothing is stored. Machines differ, so the time of a loop of p3's sizes is told before and after.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.recorder import COLUMNS, ROWS, record
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

LONG = 16
"""So many of the longest steps are told."""


def measure(name: str) -> None:
    """Print what a lecture takes by the clock, and its longest steps."""
    before = speed()
    lesson = Catalog().find(name)
    begun: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        lecture_data = place_all(lesson, Path(folder), Environment.of_process())
        with Runner(WorkerSettings(Path(folder), lesson.seed, heavy_imports(lesson))) as runner:

            def begin(_: int) -> None:
                runner.look(COLUMNS, ROWS)
                begun.append(time.monotonic())

            record(Stage(lesson, runner, "quick"), lecture_data, begin)
        ended = time.monotonic()
    steps = sorted(
        (
            (after - start, step.id)
            for step, start, after in zip(lesson.steps, begun, [*begun[1:], ended], strict=True)
        ),
        reverse=True,
    )
    data = "the lecture's data" if lecture_data else "playmore's own data"
    longest = ", ".join(f"{step} {seconds:.1f}" for seconds, step in steps[:LONG])
    print(f"{name}, {data}: {ended - began:.0f} s; {longest}", flush=True)
    print(f"    a step of p3's sizes: {before:.2f} ms before, {speed():.2f} ms after", flush=True)


def speed() -> float:
    """Return the milliseconds that a training step of p3's sizes takes, as the median of ten hundreds; one thread."""
    torch.set_num_threads(1)
    table, first, second = (
        torch.randn(size, requires_grad=True) for size in ((27, 10), (30, 200), (200, 27))
    )
    inputs, targets = torch.randint(0, 27, (32, 3)), torch.randint(0, 27, (32,))
    hundreds = []
    for _ in range(10):
        began = time.perf_counter()
        for _ in range(100):
            logits = torch.tanh(table[inputs].view(32, -1) @ first) @ second
            torch.nn.functional.cross_entropy(logits, targets).backward()
            for one in (table, first, second):
                one.data -= 0.1 * one.grad
                one.grad = None
        hundreds.append((time.perf_counter() - began) * 10)
    return statistics.median(hundreds)


if __name__ == "__main__":
    for lesson in sys.argv[1:] or [f"p{number}" for number in range(1, 8)]:
        measure(lesson)
