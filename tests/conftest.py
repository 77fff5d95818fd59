"""What all tests share."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[str, str], None]


@pytest.fixture(scope="session", autouse=True)
def trusted_lessons(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lessons that the tests write themselves run without a question; the tests of the question take this away."""
    os.environ["PLAYMORE_TRUSTED_FOLDERS"] = str(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings, keys and progress of whoever runs the tests are neither read nor made."""
    os.environ["PLAYMORE_HOME"] = str(tmp_path_factory.mktemp("home"))


def pytest_configure() -> None:
    """Take back that signals are ignored, as in a job run in the background: the programs under test inherit it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first: at the end one core would wait for the lesson that another still plays."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the golden screens anew; the diff is then to be read."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden screens anew")


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
