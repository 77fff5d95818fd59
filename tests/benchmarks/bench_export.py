"""
Exports of whole lessons: whether Jupyter gives a notebook's stored outputs again, and how long everything takes.

    python tests/benchmarks/bench_export.py p1 p2

Run by hand: a lesson is played, written as a notebook, and executed by Jupyter from the first cell to the last.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "export")]

from test_notebook import drawn_alike, execute, told  # noqa: E402

from playmore_cli.environment import Environment  # noqa: E402
from playmore_cli.export.document import Recording, make_document  # noqa: E402
from playmore_cli.export.ipynb import write_notebook  # noqa: E402
from playmore_cli.lesson.catalog import Catalog  # noqa: E402
from playmore_cli.recorder import record  # noqa: E402
from playmore_cli.runner.client import Runner, WorkerSettings  # noqa: E402
from playmore_cli.sitting.lesson_data import place_all  # noqa: E402
from playmore_cli.stage import Stage, heavy_imports  # noqa: E402


def measure(name: str) -> None:
    """Print how long playing and executing a lesson take, and the steps whose outputs differ."""
    lesson = Catalog().find(name)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        began = time.monotonic()
        lecture_data = place_all(lesson, Path(one), Environment.of_process())
        with Runner(WorkerSettings(Path(one), lesson.seed, heavy_imports(lesson))) as runner:
            taken = record(Stage(lesson, runner, "quick"), lecture_data)
        played = time.monotonic() - began
        text = write_notebook(make_document(lesson, "quick", Recording(taken.played)))
        nbformat.validate(nbformat.reads(text, 4))
        place_all(lesson, Path(other), Environment.of_process())
        began = time.monotonic()
        given = _outputs(execute(text, Path(other)))
        executed = time.monotonic() - began
    stored = _outputs(json.loads(text)["cells"])
    steps = [step.id for step in lesson.steps if step.code]
    differing = [step for step in steps if given[step] != stored[step]]
    print(f"{name}: played {played:.0f} s, Jupyter {executed:.0f} s, {len(text) / 1e6:.1f} MB")
    print(f"{name}: {len(differing)} of {len(steps)} steps differ")
    for step in differing:
        print(f"  {step}\n    stored {stored[step]}\n    given  {given[step]}"[:600])


def _outputs(cells: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {one["id"]: drawn_alike(told(one)) for one in cells if one["cell_type"] == "code"}


if __name__ == "__main__":
    for lesson_name in sys.argv[1:] or ["p1"]:
        measure(lesson_name)
