"""
The pictures of the lessons, recorded once, so that tests draw what the lessons draw without training first.

``python tests/pictures.py p1 p2 ...`` plays lessons at quick pace on the data that ships and records what each step
draws in ``golden/LESSON.pictures``: a zlib stream of msgpack, matplotlib's version and pairs of a step's id and its
plot or graph. A plot is kept as the figure itself; matplotlib reads only figures of its own version.
"""

import sys
import tempfile
import zlib
from pathlib import Path

import matplotlib
import msgspec

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson
from playmore_cli.outputs import Graph, Picture, Plot
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

GOLDEN = Path(__file__).parent / "golden"


class Recorded(msgspec.Struct, frozen=True):
    """What a lesson draws, in order: ids of steps and pictures; figures are those of a version of *matplotlib*."""

    matplotlib: str
    pictures: tuple[tuple[str, Plot | Graph], ...]


def recorded(name: str) -> Recorded:
    """Return what was recorded of a lesson, plots as the worker sends them."""
    data = (GOLDEN / f"{name}.pictures").read_bytes()
    kept = msgspec.msgpack.decode(zlib.decompress(data), type=Recorded)
    return Recorded(kept.matplotlib, tuple((step_id, _packed(one)) for step_id, one in kept.pictures))


def record(lesson: Lesson) -> int:
    """Play *lesson* and record its pictures; return how many bytes they take."""
    pictures: list[tuple[str, Plot | Graph]] = []
    with tempfile.TemporaryDirectory(prefix="playmore-") as name:
        folder = Path(name)
        place_all(lesson, folder, Environment.of_process())
        with Runner(WorkerSettings(folder, lesson.seed, heavy_imports(lesson))) as runner:
            stage = Stage(lesson, runner, "quick")
            for index, step in enumerate(lesson.steps):
                if step.code is None:
                    continue
                stage.bring_to(index)
                pictures += [
                    (step.id, _bare(one)) for one in stage.run(index).outputs if isinstance(one, Plot | Graph)
                ]
    data = zlib.compress(msgspec.msgpack.encode(Recorded(matplotlib.__version__, tuple(pictures))), 9)
    (GOLDEN / f"{lesson.id}.pictures").write_bytes(data)
    return len(data)


def _bare(picture: Plot | Graph) -> Plot | Graph:
    """Return a plot without what was drawn of it, its figure not compressed: together they compress better."""
    if isinstance(picture, Graph):
        return picture
    return Plot(zlib.decompress(picture.figure), Picture(0, ()), picture.words)


def _packed(picture: Plot | Graph) -> Plot | Graph:
    if isinstance(picture, Graph):
        return picture
    return Plot(zlib.compress(picture.figure, 1), picture.picture, picture.words)


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        print(f"{wanted}: {record(Catalog().find(wanted)):,} bytes", flush=True)
