"""What reading a lesson's code shows without running it."""

import pytest

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.inspection import digest_of, read_code
from playmore_cli.lesson.model import (
    Card,
    Chapter,
    Figure,
    Lecture,
    Lesson,
    Mistake,
    Prediction,
    Recreate,
    Step,
    Timecode,
)


def lesson_of(*steps: Step) -> Lesson:
    """Return a lesson of these steps."""
    lecture = Lecture("L", "nobody", "abc", Timecode(600))
    return Lesson(
        format=1, id="x", title="X", lecture=lecture, about="", chapters=(Chapter(Timecode(0), "c", steps),)
    )


def code(*pieces: str) -> Lesson:
    """Return a lesson with a step ``s1``, ``s2`` ... for each piece of code."""
    return lesson_of(*(Step(id=f"s{n}", at=Timecode(n), code=one) for n, one in enumerate(pieces, start=1)))


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("open('x')", "files", "open('x')"),
        ("import os\nos.remove('x')", "files", "os.remove('x')"),
        ("from pathlib import Path\nPath('x').write_text('y')", "files", "from pathlib import Path"),
        ("p.write_bytes(b'y')", "files", "p.write_bytes(b'y')"),
        ("import torch\ntorch.save(x, 'f')", "files", "torch.save(x, 'f')"),
        ("import os\nos.environ['HOME']", "files", "os.environ"),
        ("import os\nos.system('ls')", "processes", "os.system('ls')"),
        ("from os import system as s\ns('ls')", "processes", "from os import system"),
        ("import os as o\nrun = o.popen", "processes", "o.popen"),
        ("import subprocess\nsubprocess.run(['ls'])", "processes", "subprocess.run(['ls'])"),
        ("import os\ngetattr(os, 'system')('ls')", "processes", "getattr(os, 'system')"),
        ("import socket\nsocket.socket()", "network", "socket.socket()"),
        ("import socket", "network", "import socket"),
        ("import urllib.request as u\nu.urlopen('http://x')", "network", "u.urlopen('http://x')"),
        ("import torch\ntorch.hub.load('a', 'b')", "network", "torch.hub.load('a', 'b')"),
        ("exec('x')", "hidden", "exec('x')"),
        ("getattr(os, 'sys' + 'tem')", "hidden", "getattr(os, 'sys' + 'tem')"),
        ("f.__globals__", "hidden", "f.__globals__"),
        ("globals()['__builtins__']", "hidden", "'__builtins__'"),
        ("__builtins__['eval']", "hidden", "__builtins__"),
        ("import pickle\npickle.loads(b)", "hidden", "pickle.loads(b)"),
        ("from os import *", "hidden", "from os import *"),
        (
            "import importlib\nimportlib.import_module('o' + 's')",
            "hidden",
            "importlib.import_module('o' + 's')",
        ),
    ],
)
def test_what_is_seen(source: str, kind: str, text: str) -> None:
    """
    What code reaches for is named with the call that does it, however the name came to be.
    """
    assert text in [reach.text for reach in read_code(code(source)).of_kind(kind)]


@pytest.mark.parametrize(
    "source",
    ["import math\nmath.exp(1)", "import torch\ntorch.tensor([1.0]).mean()", "getattr(v, 'grad', None)",
     "globals()['w']",
     "class A:\n    def open(self):\n        return self", "eval_loss = 3", "os_system = 1"],
)  # fmt: skip
def test_what_is_harmless(source: str) -> None:
    """
    What a lecture's code does all the time is no reason to frighten anyone.
    """
    assert read_code(code(source)).reaches == ()


def test_names_of_earlier_steps() -> None:
    """
    A name imported in one step is followed in the others, earlier or later.
    """
    reading = read_code(code("go('ls')", "from os import system as go"))

    assert [(reach.step, reach.text) for reach in reading.of_kind("processes")] == [
        ("s1", "go('ls')"),
        ("s2", "from os import system"),
    ]


def test_all_places_with_code() -> None:
    """
    Code is also in live values, figures, predictions, exercises and cards; none of these is overlooked.
    """
    calls = [f"open('{n}')" for n in range(12)]
    step = Step(
        id="s",
        at=Timecode(0),
        say=f"It is {{{{ {calls[0]} }}}}.",
        code=calls[1],
        then=f"Now {{{{ {calls[2]} }}}}.",
        lecture=(Figure("w", calls[3], 1),),
        predict=Prediction("?", calls[4]),
        recreate=Recreate("t", calls[5], calls[6], (), (Mistake(calls[7], "no"),), calls[8]),
        cards=(Card("?", "", calls[9], calls[10]),),
        pace={"x": {"quick": calls[11]}},
    )

    reading = read_code(lesson_of(step))

    assert sorted(reach.text for reach in reading.reaches) == sorted(calls)
    assert reading.pieces == 12


def test_imports_and_what_is_no_python() -> None:
    """
    Modules are named without their submodules; a step that is no Python is named, as nothing can be said of it.
    """
    reading = read_code(code("import b.c, a as x\nfrom a.d import e", "import (", "pass"))

    assert (reading.imports, reading.unreadable, reading.lines) == (("a", "b"), ("s2",), 4)


def test_long_calls_are_cut() -> None:
    """
    A call that fills pages, or lines, is told in one short line.
    """
    (reach,) = read_code(code(f"open(\n    '{'x' * 500}'\n)")).reaches

    assert len(reach.text) <= 60 and reach.text.endswith("…") and "\n" not in reach.text


def test_the_digest_names_the_code() -> None:
    """
    Another title or narration is the same code; another character, step or order of code is not.
    """
    same = lesson_of(
        Step(id="s1", at=Timecode(5), say="Words.", code="a = 1"), Step(id="s2", at=Timecode(6), code="b")
    )

    assert digest_of(code("a = 1", "b")) == digest_of(same)
    assert (
        len(
            {
                digest_of(code(*pieces))
                for pieces in [("a = 1", "b"), ("a = 1b",), ("b", "a = 1"), ("a = 2", "b")]
            }
        )
        == 4
    )


@pytest.mark.whole
def test_playmores_own_lessons_hide_nothing() -> None:
    """
    Reading the lessons that ship shows files and modules that the lectures use, no processes and no network.
    """
    reaches = [reach for lesson in Catalog().lessons() for reach in read_code(lesson).reaches]

    assert {reach.kind for reach in reaches} <= {"files", "hidden"}
    assert all(reach.text.startswith("open(") for reach in reaches if reach.kind == "files")
