"""A state built in one process and looked at in another."""

from collections.abc import Callable, Iterator

import pytest

from playmore_cli.outputs import Failure, Result, Stream
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import Done

Text = str


@pytest.fixture(scope="session")
def keeping_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A live worker with torch that keeps snapshots; each test resets it."""
    folder = tmp_path_factory.mktemp("work")
    settings = WorkerSettings(
        folder,
        seed=1,
        preload=("numpy", "torch", "matplotlib.pyplot"),
        snapshots=tmp_path_factory.mktemp("snapshots", numbered=True) / "own",
    )
    with Runner(settings) as live:
        yield live


def say(runner: Runner, source: str, name: str = "t:step") -> Text:
    """Run *source* and return all that it says, as text."""
    said = []
    for event in runner.run(source, name):
        match event:
            case Stream(text=text) | Result(text=text):
                said.append(text)
            case Failure():
                said.append(event.traceback())
            case Done(lacking=True):
                said.append("<lacking>")
    return "".join(said)


Resumed = Callable[[str, str], tuple[Text, Text]]


@pytest.fixture
def resumed(keeping_runner: Runner, request: pytest.FixtureRequest) -> Resumed:
    """
    Return what the second source says after the first: in a straight run, and from a snapshot in a fresh process.

    In place of the latter stands why there is no snapshot, after ``refused: ``.
    """
    runner = keeping_runner

    def resume(first: str, second: str) -> tuple[Text, Text]:
        runner.reset()
        said = say(runner, first)
        assert "Error" not in said, said
        runner.keep(request.node.name, 1.0, always=True)
        (written,) = runner.settle()
        straight = say(runner, second, "t:second")
        if written.refused:
            return straight, f"refused: {written.refused}"
        runner.reset()
        restored = runner.restore(request.node.name, 1.0)
        assert not restored.refused, restored.refused
        return straight, say(runner, second, "t:second")

    return resume
