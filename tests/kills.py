"""Front processes that are killed while their worker is busy in every way, and what is left of them."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from waiting import wait_until

_FORK_TWICE = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open('here', 'w').close()
        time.sleep(600)
    os._exit(0)
"""
_FORK_ON = """
import os, time
def live():
    while True:
        if os.fork():
            os._exit(0)  # always another process, never one for long
        os.setsid()
        open('here', 'w').close()
        time.sleep(0.01)
if os.fork() == 0:
    live()
while True:
    pass
"""
_CHILD = (
    "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session={})\nopen('here', 'w').close()\n"
)
_DEAF = '''
import subprocess, sys
code = """
import signal, time
for one in (1, 2, 3, 15):
    signal.signal(one, signal.SIG_IGN)
open("here", "w")
time.sleep(600)
"""
subprocess.run([sys.executable, "-c", code])
'''
_STOPPED = "import os, signal\nopen('here', 'w').close()\nos.kill(os.getpid(), signal.SIGSTOP)"

MOMENTS = {
    "loading": "begin",
    "idle": "run:open('here', 'w').close()",
    "looping": "run:open('here', 'w').close()\nwhile True: pass",
    "attempting": "attempt:open('here', 'w').close()\nwhile True: pass",
    "evaluating": "evaluate:[open('here', 'w').close(), *iter(int, 1)]",
    "in C with the lock": "run:import ctypes\nopen('here', 'w').close()\nctypes.PyDLL(None).sleep(600)",
    "attempting in C": "attempt:import ctypes\nopen('here', 'w').close()\nctypes.PyDLL(None).sleep(600)",
    "with a child": "run:" + _CHILD.format(False),
    "with a child in a session of its own": "run:" + _CHILD.format(True) + "while True: pass",
    "with an orphan": "run:" + _FORK_TWICE,
    "with a chain of orphans": "run:" + _FORK_ON,
    "with a child that hears no signal": "run:" + _DEAF,
    "stopped": "run:" + _STOPPED,
    "storing a state": "keep:open('here', 'w').close()\nmany = [object] * 10_000_000",
}
"""What the worker is doing when its front process is killed: which request, and the code of it."""

_FRONT = """
import sys, time
from pathlib import Path
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import TryAttempt
folder, (kind, _, code) = Path(sys.argv[1]), sys.argv[2].partition(":")
runner = Runner(WorkerSettings(folder, preload=("numpy",), snapshots=folder.parent / "snapshots"))
if kind == "begin":
    (folder / "here").touch()
elif kind == "evaluate":
    runner.evaluate([(code, "")])
elif kind == "attempt":
    list(runner.attempt(TryAttempt(code, "", "t:s")))
else:
    list(runner.run(code, "t:s"))
    if kind == "keep":
        runner.keep("0" * 32, 100.0, always=True)
time.sleep(600)
"""


def start(moment: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a front process and wait until its worker is at the *moment*; return it with what marks all of its own."""
    mark = f"PLAYMORE_TEST_MARK={uuid.uuid4().hex}"
    work = folder / "work"
    work.mkdir(parents=True)
    name, _, value = mark.partition("=")
    front = subprocess.Popen(
        [sys.executable, "-P", "-c", _FRONT, str(work), MOMENTS[moment]], env=os.environ | {name: value}
    )
    wait_until(lambda: (work / "here").exists() or front.poll() is not None, moment)
    assert front.poll() is None, moment
    return front, mark


def kill(front: subprocess.Popen[bytes]) -> None:
    """End a process as nothing can prevent."""
    front.send_signal(signal.SIGKILL)
    front.wait()


def marked(mark: str) -> list[int]:
    """Return the living processes whose environment holds *mark*."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if mark.encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue  # it has ended, or is another user's
    return found


def wait_for_none(mark: str) -> float:
    """Wait until none is left; return the seconds. The limit only ends a wait that would never end."""
    began = time.monotonic()
    while left := marked(mark):
        assert time.monotonic() < began + 60, f"{left} stay"
        time.sleep(0.01)
    return time.monotonic() - began
