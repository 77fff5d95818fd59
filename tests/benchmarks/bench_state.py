"""
What exact state costs and saves, as ratios of one run on one machine.

Usage: python tests/benchmarks/bench_state.py [LESSON ...] [--notebook] [--every N]

1,000 trivial steps against bare exec and, where it is installed, nbclient. Then for each lesson: a straight run that
stores states, and in a second worker the state before every step. Times are CPU seconds of all processes at work, so
that a busy machine changes little. With --notebook the lesson's cells are executed by nbclient as well. What is
printed are the tables of docs/measurements.md.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import SnapshotWritten
from playmore_cli.runner.snapshots.store import SnapshotStore
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

_TICK = os.sysconf("SC_CLK_TCK")
WAIT_SHARE, WAIT_LEAST = 0.05, 0.05


@contextmanager
def stage_of(lesson: Lesson, root: Path, snapshots: Path | None) -> Iterator[Stage]:
    """Yield a lesson on a worker that is warm."""
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = Path(name)
        place_all(lesson, folder, Environment.of_process())
        with Runner(
            WorkerSettings(folder, lesson.seed, heavy_imports(lesson), snapshots=snapshots)
        ) as runner:
            runner.ready()
            yield Stage(lesson, runner, "quick")


def cpu_seconds() -> float:
    """Return the CPU time of this process and all below it, those that have ended too; a hundredth is the unit."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    return mine.ru_utime + mine.ru_stime + sum(_of_tree(child) for child in _children(os.getpid()))


def _of_tree(process: int) -> float:
    with suppress(FileNotFoundError, ProcessLookupError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICK + sum(_of_tree(child) for child in _children(process))
    return 0.0


def _children(process: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


@dataclass(frozen=True)
class Straight:
    """
    A straight run: CPU seconds of the code *before* each step and at the end, and what storing cost.

    *waits* are, for each step with code, its own seconds and those that the learner waited for the copy that writes.
    """

    before: Sequence[float]
    waits: Sequence[tuple[float, float]]
    written: Sequence[SnapshotWritten]
    size: int


def run_straight(lesson: Lesson, root: Path, snapshots: Path) -> Straight:
    """Run a lesson from start to end; the copies that write are waited for, so that their time is not the code's."""
    before, waits, written = [0.0], [], []
    with stage_of(lesson, root, snapshots) as stage:
        for index, step in enumerate(lesson.steps):
            began, since = cpu_seconds(), stage.standing.elapsed
            stage.bring_to(index + 1)
            asked = time.perf_counter()
            stage.runner.evaluate([("0", "")])  # answered once the worker has taken its copy for writing
            wait, used = time.perf_counter() - asked, cpu_seconds() - began
            if step.code is not None:
                waits.append((stage.standing.elapsed - since, wait))
            written += stage.runner.settle()
            before.append(before[-1] + used)
    return Straight(before, waits, written, SnapshotStore(snapshots).space().size)


@dataclass(frozen=True)
class Resumption:
    """Coming to the state before the step at *index*: CPU seconds, seconds by the clock, how many steps ran again."""

    index: int
    cpu: float
    clock: float
    ran: int


def resume_everywhere(lesson: Lesson, root: Path, snapshots: Path, every: int) -> list[Resumption]:
    """Bring a warm worker, whose namespace holds something else, to the state before each step."""
    found = []
    with stage_of(lesson, root, snapshots) as stage:
        stage.bring_to(0)
        for index in range(0, len(lesson.steps) + 1, every):
            stage.stray()
            used, began = cpu_seconds(), time.perf_counter()
            rebuilt = stage.bring_to(index)
            clock = time.perf_counter() - began
            found.append(Resumption(index, cpu_seconds() - used, clock, len(rebuilt.ran)))
    return found


def run_cells(lesson: Lesson, root: Path) -> float | None:
    """Return the CPU seconds nbclient takes for the cells, its kernel's start left out; ``None`` without it."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ImportError:
        return None
    with tempfile.TemporaryDirectory(dir=root) as name:
        place_all(lesson, Path(name), Environment.of_process())
        with stage_of(lesson, root, None) as stage:
            sources = [stage.source(index) for index in range(len(lesson.steps))]
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources if one])
        client = NotebookClient(book, resources={"metadata": {"path": name}}, allow_errors=True, timeout=3600)
        with client.setup_kernel():
            began = cpu_seconds()
            for index, cell in enumerate(book.cells):
                client.execute_cell(cell, index)
            return cpu_seconds() - began


def measure_lesson(lesson: Lesson, root: Path, every: int, *, notebook: bool) -> list[str]:
    """Return a lesson's row of the table, and print what was not stored and which steps resume slowest."""
    snapshots = root / lesson.id
    straight = run_straight(lesson, root, snapshots)
    resumed = resume_everywhere(lesson, root, snapshots, every)
    stored = [one for one in straight.written if not one.refused]
    again = sum(straight.before[one.index] for one in resumed) / sum(one.cpu for one in resumed)
    last = straight.before[resumed[-1].index] / max(resumed[-1].cpu, 1 / _TICK)
    over = [wait for own, wait in straight.waits if wait > max(WAIT_SHARE * own, WAIT_LEAST)]
    cells = run_cells(lesson, root) if notebook else None
    for one in sorted(resumed, key=lambda one: -one.cpu)[:4]:
        print(
            f"  {lesson.id}: before step {one.index + 1} {one.cpu:.2f} s CPU, {one.clock:.2f} s by the clock, "
            f"{one.ran} steps run again"
        )
    for refused in straight.written:
        if refused.refused:
            print(f"  {lesson.id}: not stored at {refused.elapsed:.1f} s: {refused.refused}")
    return [
        lesson.id,
        f"{straight.before[-1]:.1f} s",
        f"{len(stored)}",
        f"{straight.size / 1e6:.0f} MB",
        f"{statistics.median(one.cpu for one in resumed):.2f} s",
        f"{max(one.cpu for one in resumed):.2f} s",
        f"{again:.0f} x",
        f"{last:.0f} x",
        "" if cells is None else f"{cells / max(resumed[-1].cpu, 1 / _TICK):.0f} x",
        f"{1e3 * statistics.median(wait for _, wait in straight.waits):.1f} ms",
        f"{1e3 * max(wait for _, wait in straight.waits):.0f} ms",
        f"{len(over)}",
        f"{1e3 * statistics.median(one.seconds for one in stored):.0f} ms" if stored else "",
    ]


HEADINGS = [
    "lesson", "straight run", "states", "disk", "resume, median", "worst", "running again / resuming, all steps",
    "at the end", "nbclient / resuming, at the end", "wait after a step, median", "longest",
    "steps over 5 % and 50 ms", "writing aside, median",
]  # fmt: skip


def measure_trivial(root: Path, count: int = 1000) -> list[list[str]]:
    """Return rows of what a step costs beside its own code, by the clock and in CPU time."""
    names: dict[str, object] = {}
    began = time.perf_counter()
    for index in range(count):
        exec(compile(f"x = {index}", "<step>", "exec"), names)
    bare = time.perf_counter() - began
    with Runner(WorkerSettings(root, snapshots=root / "trivial")) as runner:
        runner.ready()
        used, began = cpu_seconds(), time.perf_counter()
        for index in range(count):
            for _ in runner.run(f"x = {index}", f"t:{index}"):
                pass
            runner.keep(f"{index:032x}", 0.0)
        ours, cpu = time.perf_counter() - began, cpu_seconds() - used
    rows = [
        ["bare exec", f"{bare / count * 1e3:.3f} ms", "", ""],
        ["playmore", f"{ours / count * 1e3:.3f} ms", f"{cpu / count * 1e3:.3f} ms", "1 x"],
    ]
    others = trivial_cells(count)
    if others is not None:
        rows.append(
            [
                "nbclient",
                f"{others[0] / count * 1e3:.3f} ms",
                f"{others[1] / count * 1e3:.3f} ms",
                f"{others[0] / ours:.0f} x by the clock, {others[1] / cpu:.0f} x CPU",
            ]
        )
    return rows


def trivial_cells(count: int) -> tuple[float, float] | None:
    """Return seconds by the clock and CPU seconds of nbclient for as many cells; ``None`` without it."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ImportError:
        return None
    cells = [nbformat.v4.new_code_cell(f"x = {index}") for index in range(count)]
    client = NotebookClient(nbformat.v4.new_notebook(cells=cells))
    with client.setup_kernel():
        used, began = cpu_seconds(), time.perf_counter()
        for index, cell in enumerate(cells):
            client.execute_cell(cell, index)
        return time.perf_counter() - began, cpu_seconds() - used


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure the lessons named on the command line, or p2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lessons", nargs="*", default=["p2"])
    parser.add_argument("--notebook", action="store_true", help="execute the cells by nbclient as well")
    parser.add_argument("--every", type=int, default=1, help="resume before every so many steps")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="playmore-") as name:
        print(
            table(["1,000 trivial steps", "a step", "CPU", "against playmore"], measure_trivial(Path(name)))
        )
        rows = [
            measure_lesson(Catalog().find(lesson), Path(name), chosen.every, notebook=chosen.notebook)
            for lesson in chosen.lessons
        ]
        print(table(HEADINGS, rows))


if __name__ == "__main__":
    main()
