"""What a lesson's code imports is known from reading it: for the worker that loads it early, and for exports."""

import pytest

from playmore_cli.export.requirements import modules
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.stage import heavy_imports


@pytest.mark.parametrize(
    ("code", "heavy", "named"),
    [
        ("import time, torch", ("torch",), ("torch",)),
        ("import numpy as np, re  # and, torch", ("numpy",), ("numpy",)),
        ("from torch.nn import functional as F, Module", ("torch",), ("torch",)),
        ("if True:\n    import matplotlib.pyplot as plt; plt.plot", ("matplotlib.pyplot",), ("matplotlib",)),
        ("import math", (), ()),
    ],
)
def test_imports(code: str, heavy: tuple[str, ...], named: tuple[str, ...]) -> None:
    """
    Several modules on one line, other names for them and comments behind them are read as Python reads them.
    """
    step = Step(id="one", at=Timecode(0), code=code)
    lesson = Lesson(
        format=1,
        id="a",
        title="A",
        lecture=Lecture("A", "b", "", Timecode(60)),
        about="x",
        chapters=(Chapter(Timecode(0), "c", (step,)),),
    )

    assert heavy_imports(lesson) == heavy
    assert modules(lesson) == named
