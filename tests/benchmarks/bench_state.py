"""
What exact state costs and saves, as ratios of one run on one machine.

Usage: python tests/benchmarks/bench_state.py [LESSON ...]

Per lesson: the straight run; what storing costs beside it; for some steps how long resuming takes with the worker
warm, against running all steps before again; disk. Then 1,000 trivial steps against bare exec.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playmore_cli.cli.lesson_data import place_all
from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson
from playmore_cli.runner.client import Runner, Settings
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.stage import Stage, heavy_imports


@contextmanager
def stage_of(lesson: Lesson, root: Path, snapshots: Path | None) -> Iterator[Stage]:
    """Yield a lesson on a worker that is warm."""
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = Path(name)
        place_all(lesson, folder, Environment.of_process())
        with Runner(Settings(folder, lesson.seed, heavy_imports(lesson), snapshots=snapshots)) as runner:
            runner.ready()
            yield Stage(lesson, runner, "quick")


def measure_lesson(lesson: Lesson, root: Path) -> None:
    """Print the figures of one lesson."""
    snapshots = root / lesson.id
    count = len(lesson.steps)
    before = [0.0]
    waits = []
    with stage_of(lesson, root, snapshots) as stage:
        for index in range(count):
            stage.bring_to(index + 1)
            before.append(stage.standing.elapsed)
            began = time.perf_counter()
            stage.runner.evaluate([("0", "")])  # answered once the worker has taken its copy for writing
            waits.append(time.perf_counter() - began)
        written = [one for one in stage.runner.settle() if one.key]
    stored = [one for one in written if not one.refused]
    size = SnapshotStore(snapshots).space().size
    resumed = []
    with stage_of(lesson, root, snapshots) as stage:
        for index in range(0, count + 1, max(count // 40, 1)):
            stage.stray()
            began = time.perf_counter()
            stage.bring_to(index)
            resumed.append((time.perf_counter() - began, before[index], index))
    times = [seconds for seconds, _, _ in resumed]
    worst = max(resumed)
    print(
        f"{lesson.id}: straight {before[-1]:.1f} s, {count} steps; {len(stored)} states stored, {size / 1e6:.0f} MB"
    )
    print(f"  resume: median {statistics.median(times):.3f} s, worst {worst[0]:.3f} s (step {worst[2]})")
    again = sum(seconds for _, seconds, _ in resumed) / sum(times)
    print(f"  running again / resuming, at the end: {before[-1] / times[-1]:.0f} x; all: {again:.0f} x")
    print(
        f"  waiting after a step: median {statistics.median(waits) * 1e3:.1f} ms, worst {max(waits) * 1e3:.0f} ms"
    )
    if stored:
        print(f"  writing aside: median {statistics.median(one.seconds for one in stored) * 1e3:.0f} ms, "
              f"worst {max(one.seconds for one in stored) * 1e3:.0f} ms")  # fmt: skip
    for one in written:
        if one.refused:
            print(f"  not stored at {one.elapsed:.1f} s: {one.refused}")


def measure_trivial(root: Path, count: int = 1000) -> None:
    """Print what a step costs beside its own code."""
    names: dict[str, object] = {}
    began = time.perf_counter()
    for index in range(count):
        exec(compile(f"x = {index}", "<step>", "exec"), names)
    bare = time.perf_counter() - began
    with Runner(Settings(root, snapshots=root / "trivial")) as runner:
        runner.ready()
        began = time.perf_counter()
        for index in range(count):
            for _ in runner.run(f"x = {index}", f"t:{index}"):
                pass
            runner.keep(f"{index:032x}", 0.0)
        ours = time.perf_counter() - began
    print(
        f"{count} trivial steps: bare exec {bare / count * 1e3:.3f} ms, here {ours / count * 1e3:.3f} ms a step"
    )
    nbclient = measure_nbclient(count)
    if nbclient is not None:
        print(f"  nbclient {nbclient / count * 1e3:.3f} ms a cell, {nbclient / ours:.0f} x ours")


def measure_nbclient(count: int) -> float | None:
    """Return how long nbclient takes for as many trivial cells, its kernel's start left out; ``None`` without it."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ImportError:
        return None
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f"x = {index}") for index in range(count)]
    )
    client = NotebookClient(book)
    with client.setup_kernel():
        began = time.perf_counter()
        for index, cell in enumerate(book.cells):
            client.execute_cell(cell, index)
        return time.perf_counter() - began


def main() -> None:
    """Measure the lessons named on the command line, or p2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lessons", nargs="*", default=["p2"])
    with tempfile.TemporaryDirectory(prefix="playmore-") as name:
        measure_trivial(Path(name))
        for lesson in parser.parse_args().lessons:
            measure_lesson(Catalog().find(lesson), Path(name))


if __name__ == "__main__":
    main()
