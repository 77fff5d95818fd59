"""A small lesson with one of everything, what a run of it gives, and its notebook executed."""

import os
from collections.abc import Iterator

import pytest
from exported import LESSON, play

from playmore_cli.export.document import (
    Document,
    ExportedAttempt,
    ExportedGuess,
    Mine,
    Recording,
    Reference,
    make_document,
)
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson


@pytest.fixture(scope="session")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """The small lesson."""
    path = tmp_path_factory.mktemp("lesson") / "every_thing.yaml"
    path.write_text(LESSON)
    return load_lesson(path, lambda formula: None)


@pytest.fixture(scope="session")
def recording(lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """What a run of the small lesson gives."""
    return play(lesson, tmp_path_factory.mktemp("played"))


@pytest.fixture(scope="session")
def document(lesson: Lesson) -> Document:
    """The small lesson without a run."""
    reference = Reference("every/define-f", "One of everything, 00:00:30", "https://example.org/watch?t=30s")
    return make_document(lesson, "quick", references={"every/define-f": reference})


@pytest.fixture(scope="session")
def played(lesson: Lesson, recording: Recording) -> Document:
    """The small lesson with the outputs of a run."""
    return make_document(lesson, "quick", recording)


@pytest.fixture(scope="session")
def mine(lesson: Lesson) -> Document:
    """The small lesson with what a learner added to it."""
    own = {
        "define-f": Mine(
            guesses=(ExportedGuess("12", True), ExportedGuess("6", False)),
            notes=("why <b>3</b>?",),
            marked=True,
        ),
        "better-f": Mine(
            code="def f(x):\n    return 4*x*x\n\nf(1)\n",
            after=("f(10)",),
            attempts=(ExportedAttempt("def f(x):\n    return 5", False),),
        ),
    }
    return make_document(lesson, "quick", mine=own)


@pytest.fixture
def quiet_agg() -> Iterator[None]:
    """Plots without a window, in processes started from here."""
    before = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "agg"
    yield
    if before is None:
        del os.environ["MPLBACKEND"]
    else:
        os.environ["MPLBACKEND"] = before
