"""What all tests share."""

import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from leftovers import MARK, files_in, processes_of, sockets
from terminal import FORGE

from playmore_cli.runner.ceiling import set_ceiling

Golden = Callable[[str, str], None]

_MOST_MEMORY = 8 * 10**9
"""Bytes that each process of the tests may take."""


@pytest.fixture(scope="session", autouse=True)
def nothing_stays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After the tests no file of theirs lies in the temporary folder, no process runs and no socket is open."""
    folder = tmp_path_factory.mktemp("temporary")
    opened = sockets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", None)
        patch.setenv(MARK, folder.as_posix())
        # torch keeps a folder of its own for all that it ever compiles, whoever imports it
        patch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path_factory.mktemp("torch")))
        yield
        FORGE.close()
    assert processes_of(folder.as_posix()) == []
    assert files_in(folder) == []
    assert sockets() <= opened


@pytest.fixture(scope="session", autouse=True)
def trusted_lessons(nothing_stays: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lessons that the tests write themselves run without a question; the tests of the question take this away."""
    os.environ["PLAYMORE_TRUSTED_FOLDERS"] = str(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings, keys and progress of whoever runs the tests are neither read nor made."""
    os.environ["PLAYMORE_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session", autouse=True)
def nothing_runs_ahead() -> None:
    """No lesson runs its next steps beside the test that plays it; the tests of that turn it on."""
    os.environ["PLAYMORE_AHEAD"] = "off"


def pytest_configure() -> None:
    """
    Give the programs under test what they have outside of tests.

    Signals are ignored in a job that runs in the background, and some containers keep compiled modules nowhere, so
    that each of the many processes here would compile its own. One thing they have here alone: a ceiling of memory, so
    that a test which fills it fails, and does not take down all else that runs on the machine.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    set_ceiling(_MOST_MEMORY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes long first: at the end one core would wait for the lesson that another still plays."""
    seed = config.getoption("--shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)
    else:
        items.sort(
            key=lambda item: not any(item.iter_markers("slow")) and not any(item.iter_markers("whole"))
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the golden screens anew (the diff is then to be read), and the one for any order."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden screens anew")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="run the tests in an order drawn with SEED")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """
    Compare a text with the file of that name in ``golden/`` beside the test's own file.

    ``golden("neuron", text)`` is ``golden/neuron.txt``; with ``--rewrite-golden`` the file is written.
    """
    folder = Path(request.path).parent / "golden"
    rewrite = bool(request.config.getoption("--rewrite-golden"))

    def compare(name: str, text: str) -> None:
        file = folder / f"{name}.txt"
        if rewrite:
            folder.mkdir(exist_ok=True)
            file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        assert file.is_file(), f"{file.name} is missing; pytest --rewrite-golden writes it"
        assert text.rstrip("\n") == file.read_text(encoding="utf-8").rstrip("\n")

    return compare
