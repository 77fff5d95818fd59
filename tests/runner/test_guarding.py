"""Nothing outlives the front process: real processes, killed at all sorts of moments."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import kills
import pytest
from waiting import LIMIT

from playmore_cli.runner.client import Runner, WorkerBrokenError, WorkerSettings

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.mark.parametrize("moment", kills.MOMENTS)
def test_a_killed_front_process_leaves_nothing(moment: str, tmp_path: Path) -> None:
    """
    Whatever the worker and what it has started are doing when the front process is killed, all of it ends.
    """
    front, mark = kills.start(moment, tmp_path)
    assert len(kills.marked(mark)) > 1

    kills.kill(front)

    kills.wait_for_none(mark)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_what_the_code_has_started_ends_with_the_namespace(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    When a worker is closed or reset, what its code has started ends too, in whatever session it is.
    """
    mark = f"PLAYMORE_TEST_ORPHAN={uuid.uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    with Runner(WorkerSettings(tmp_path)) as runner:
        list(runner.run(kills._CHILD.format(True), "t:s"))
        before = len(kills.marked(mark))
        if how == "reset":
            runner.reset()
            list(runner.run("pass", "t:s"))
            assert len(kills.marked(mark)) == before - 1
    kills.wait_for_none(mark)


def test_the_watcher_ends_a_group() -> None:
    """
    Where no guard can stand in between, a forked watcher ends the worker's group, busy in C code or not.
    """
    program = (
        "import ctypes, os, sys\nfrom playmore_cli.runner import guarding\n"
        "guarding.watch(int(sys.argv[1]))\nos.system('sleep 600 &')\nprint('ready', flush=True)\n"
        "ctypes.PyDLL(None).sleep(600)"
    )
    mark = f"PLAYMORE_TEST_WATCHED={uuid.uuid4().hex}"
    theirs, ours = os.pipe()
    worker = subprocess.Popen(
        [sys.executable, "-P", "-c", program, str(theirs)],
        pass_fds=(theirs,),
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | dict([mark.split("=")]),
    )
    os.close(theirs)
    assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
    assert len(kills.marked(mark)) >= 3  # the worker, its watcher and what it has started

    os.close(ours)

    worker.wait(LIMIT)  # by itself it would end only after ten minutes
    worker.stdout.close()
    kills.wait_for_none(mark)


def test_killed_while_libraries_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A worker whose process is killed while it loads its libraries is told in one sentence; the next request starts one.
    """
    mark = f"PLAYMORE_TEST_NURSERY={uuid.uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    with Runner(WorkerSettings(tmp_path, preload=("torch",))) as runner:
        assert not runner.ready(0)
        for process in kills.marked(mark):
            os.kill(int(process), signal.SIGKILL)

        with pytest.raises(
            WorkerBrokenError, match="ended while it loaded its libraries: the process was killed"
        ):
            runner.ready()
        assert runner.evaluate([("1 + 1", "")])[0].text == "2"
