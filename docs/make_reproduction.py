"""
Write docs/reproduction.md: the lectures' figures beside those of this program, at full pace.

Run: PLAYMORE_DATA_DIR=folder-with-the-lectures-data python docs/make_reproduction.py [LESSON ...]

Only the sections of the lessons named are made anew; a full pace takes minutes to half an hour a lesson. The same
run checks everything that `playmore check LESSON --run --pace full` checks; the exit status is 1 where a lesson fails.
"""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from sections import put_section

from playmore_cli.checker import check_lesson
from playmore_cli.environment import Environment
from playmore_cli.exercises.judging import Comparison
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.timecode import format_timecode, video_link

FILE = Path(__file__).with_name("reproduction.md")
HEAD = """\
# The lectures' figures, reproduced

Every `lecture` figure of the lessons, taken at full pace on the lectures' own data; made by
`docs/make_reproduction.py`. A figure *agrees* when it lies within the bound that its lesson states; where one cannot
be reproduced, the lesson says why.
"""


def section(lesson: Lesson) -> tuple[str, bool]:
    """Run a lesson at full pace; return its part of the page, and whether all came out as it says."""
    compared: list[tuple[Step, Comparison]] = []

    def place(folder: Path) -> frozenset[str]:
        data = place_all(lesson, folder, Environment.of_process())
        if set(lesson.data) - data:
            sys.exit(f"{lesson.id} needs the lecture's own data: set PLAYMORE_DATA_DIR")
        return data

    def tell(index: int) -> None:
        step = lesson.steps[index]
        if step.code is not None:
            print(
                f"{lesson.id}, step {index + 1} of {len(lesson.steps)}: {step.id}",
                file=sys.stderr,
                flush=True,
            )

    report = check_lesson(
        lesson, "full", place, on_step=tell, on_compared=lambda step, one: compared.append((step, one))
    )
    rows = [
        f"| [{format_timecode(step.at)}]({video_link(lesson.lecture.video, step.at)}) `{step.id}` "
        f"| {cell(one.figure.what)} | {cell(one.figure.is_)} | {cell(one.yours)} | {one.verdict.value} |"
        for step, one in compared
    ]
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    versions = f"Python {platform.python_version()}, torch {version('torch')}, one thread, {gpu}"
    said = "\n".join(f"- `{fault.id}`: {cell(fault.why)}" for fault in report.failed)
    text = "\n".join(
        [
            f"## {lesson.id} · {lesson.title}\n",
            f"{len(rows)} figures, {report.ran} steps with code and all exercises in {report.seconds / 60:.0f} min "
            f"({versions}); {f'{len(report.failed)} failed' if report.failed else 'all passed'}.\n",
            *([said + "\n"] if said else []),
            "| step | figure | lecture | ours | verdict |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
    return text, not report.failed


def cell(value: object) -> str:
    """Return a value as one table cell."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def main(names: list[str]) -> int:
    """Make the sections of the lessons named, or of all; return the exit status."""
    catalog = Catalog()
    passed = True
    for name in names or catalog.ids():
        text, good = section(catalog.find(name))
        passed &= good
        put_section(FILE, HEAD, name, text)
        print(f"{name} written", flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
