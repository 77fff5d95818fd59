"""
Write docs/reproduction.md: the lectures' figures beside those of this program, at full pace.

Run: PLAYMORE_DATA_DIR=folder-with-the-lectures-data python docs/make_reproduction.py [LESSON ...]

Only the sections of the lessons named are made anew; a full pace takes minutes to half an hour a lesson.
"""

import platform
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from playmore_cli.cli.lesson_data import place_all
from playmore_cli.environment import Environment
from playmore_cli.exercises.judging import Comparison, compare
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.runner.client import Runner, Settings
from playmore_cli.stage import Stage, heavy_imports
from playmore_cli.timecode import format_timecode, video_link

FILE = Path(__file__).with_name("reproduction.md")
HEAD = """\
# The lectures' figures, reproduced

Every `lecture` figure of the lessons, taken at full pace on the lectures' own data; made by
`docs/make_reproduction.py`. A figure *agrees* when it lies within the bound that its lesson states; where one cannot
be reproduced, the lesson says why.
"""


def compared(lesson: Lesson) -> Iterator[tuple[Step, Comparison]]:
    """Run a lesson at full pace and yield each figure with its verdict."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = place_all(lesson, folder, Environment.of_process())
        if set(lesson.data) - data:
            sys.exit(f"{lesson.id} needs the lecture's own data: set PLAYMORE_DATA_DIR")
        with Runner(Settings(folder, lesson.seed, heavy_imports(lesson))) as runner:
            stage = Stage(lesson, runner, "full")
            for index, step in enumerate(lesson.steps):
                if step.code is not None:
                    for _ in stage.run(index):
                        pass
                values = stage.values([(figure.value, "") for figure in step.lecture])
                for figure, value in zip(step.lecture, values, strict=True):
                    yield step, compare(figure, value, "full", data)


def section(lesson: Lesson) -> str:
    """Return a lesson's part of the page."""
    began = time.monotonic()
    rows = [
        f"| [{format_timecode(step.at)}]({video_link(lesson.lecture.video, step.at)}) `{step.id}` "
        f"| {cell(one.figure.what)} | {cell(one.figure.is_)} | {cell(one.yours)} | {one.verdict.value} |"
        for step, one in compared(lesson)
    ]
    minutes = (time.monotonic() - began) / 60
    versions = f"Python {platform.python_version()}, torch {version('torch')}, one thread"
    return "\n".join(
        [
            f"## {lesson.id} · {lesson.title}\n",
            f"{len(rows)} figures, {minutes:.0f} min ({versions}).\n",
            "| step | figure | lecture | ours | verdict |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def cell(value: object) -> str:
    """Return a value as one table cell."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def main(names: list[str]) -> None:
    """Make the sections of the lessons named, or of all."""
    catalog = Catalog()
    page = FILE.read_text() if FILE.exists() else HEAD
    sections = {part.split()[1]: part for part in re.split(r"(?m)^(?=## )", page)[1:]}
    for name in names or catalog.ids():
        sections[name] = section(catalog.find(name))
        ordered = [sections[one] for one in catalog.ids() if one in sections]
        FILE.write_text("\n".join([HEAD, *(part.rstrip("\n") + "\n" for part in ordered)]))
        print(f"{name} written", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
