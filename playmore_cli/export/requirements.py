"""What an exported lesson needs where it runs: packages, and files of data."""

import re
import sys

from playmore_cli.lesson.model import Lesson
from playmore_cli.store.datasets import DATASETS, Dataset

_IMPORTS = re.compile(r"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([^#;\n]+))", re.MULTILINE)
_PACKAGES = {"sklearn": "scikit-learn", "PIL": "pillow", "cv2": "opencv-python", "yaml": "pyyaml"}
"""Modules whose package is called otherwise."""


def all_code(lesson: Lesson) -> str:
    """Return the code of every step."""
    return "\n".join(step.code for step in lesson.steps if step.code)


def modules(lesson: Lesson) -> tuple[str, ...]:
    """Return the modules outside Python's own library that the lesson imports, in the order of its steps."""
    listed = [origin or names for origin, names in _IMPORTS.findall(all_code(lesson))]
    parts = [one.strip().partition(" ")[0].partition(".")[0] for names in listed for one in names.split(",")]
    found = dict.fromkeys(part for part in parts if part.isidentifier())
    return tuple(name for name in found if name not in sys.stdlib_module_names)


def packages(lesson: Lesson) -> dict[str, str]:
    """
    Return the package that brings each module.

    numpy is among them wherever torch is, which only then can hand over its values.
    """
    named = {name: _PACKAGES.get(name, name) for name in modules(lesson)}
    return named | ({"numpy": "numpy"} if "torch" in named else {})


def datasets(lesson: Lesson) -> tuple[Dataset, ...]:
    """Return the lesson's data sets."""
    return tuple(DATASETS[name] for name in lesson.data_sets)
