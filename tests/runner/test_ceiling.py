"""How much memory code may take: half of what is there unless set, told when it is hit."""

import resource
import textwrap
from pathlib import Path

import pytest

from playmore_cli.outputs import Failure, Result
from playmore_cli.runner.ceiling import half_of_memory
from playmore_cli.runner.client import Runner, WorkerSettings, describe_death
from playmore_cli.runner.protocol import Died, Judged, TryAttempt

HUNGRY = {
    "bytes": "bytearray(20 * 10**9)",
    "many small things": "kept = []\nwhile True: kept.append(bytearray(10**6))",
    "an array": "import numpy\nnumpy.ones(10**10)",
    "a tensor": "import torch\ntorch.ones(10**10)",
    "tensors": "import torch\nkept = []\nwhile True: kept.append(torch.ones(10**7))",
    "a text": "'x' * (20 * 10**9)",
}


@pytest.mark.parametrize("code", HUNGRY.values(), ids=HUNGRY)
def test_code_that_takes_too_much(code: str, tmp_path: Path) -> None:
    """
    Code that asks for more than it may take fails with a sentence that names the setting; its names live on.
    """
    with Runner(
        WorkerSettings(tmp_path, preload=("numpy", "torch") if "torch" in code else (), memory=10**9)
    ) as runner:
        list(runner.run("before = 1", "t:s"))
        events = list(runner.run(code, "t:s"))
        (failure,) = [one for one in events if isinstance(one, Failure)]
        assert "code may take 1 GB of memory here" in failure.message
        assert "playmore config set memory" in failure.message
        assert Result("1") in list(runner.run("kept = None\nbefore", "t:s"))

        judged = list(runner.attempt(TryAttempt(code, "", "t:s")))[-1]
        assert isinstance(judged, Judged) and judged.failure is not None
        assert "code may take 1 GB" in judged.failure.message
        assert Result("1") in list(runner.run("before", "t:s"))


def test_half_by_default(tmp_path: Path) -> None:
    """
    Without a setting the ceiling is half of what is there, and the libraries load below it; with 0 none is set.
    """
    read = "import resource, torch\ntorch.ones(10**6).sum()\nresource.getrlimit(resource.RLIMIT_DATA)[0]"
    for memory, limit in ((None, half_of_memory()), (0, resource.getrlimit(resource.RLIMIT_DATA)[0])):
        with Runner(WorkerSettings(tmp_path, preload=("torch",), memory=memory)) as runner:
            assert Result(str(limit)) in list(runner.run(read, "t:s"))


def test_children_have_it_too(tmp_path: Path) -> None:
    """
    A process that the code starts is held to the same ceiling.
    """
    with Runner(WorkerSettings(tmp_path, memory=10**9)) as runner:
        code = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'bytearray(2 * 10**9)']).returncode"
        assert Result("1") in list(runner.run(code, "t:s"))


FATAL = {
    "until none is left": """
        import ctypes
        library = ctypes.CDLL(None)
        library.malloc.restype = ctypes.c_void_p
        while True:
            library.memset(ctypes.c_void_p(library.malloc(10**7)), 1, 10**7)
    """,
    "with a word of C++": """
        import os
        os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'")
        os.abort()
    """,
}


@pytest.mark.parametrize("code", FATAL.values(), ids=FATAL)
def test_c_code_that_takes_too_much(code: str, tmp_path: Path) -> None:
    """
    C code that dies where it gets no more memory is told with the ceiling, in one sentence; a new worker goes on.
    """
    with Runner(WorkerSettings(tmp_path, memory=5 * 10**8)) as runner:
        *_, died = runner.run(textwrap.dedent(code), "t:s")

        assert isinstance(died, Died)
        assert describe_death(died) == (
            "its process ended for want of memory: code may take 500 MB of memory here and asked for more; "
            "playmore config set memory changes that"
        )
        assert Result("2") in list(runner.run("1 + 1", "t:s"))


def test_c_code_that_crashes(tmp_path: Path) -> None:
    """
    A crash that has nothing to do with memory is told as one.
    """
    with Runner(WorkerSettings(tmp_path, memory=10**9)) as runner:
        *_, died = runner.run("import ctypes\nctypes.string_at(0)", "t:s")

    assert isinstance(died, Died) and "segmentation fault" in describe_death(died)
