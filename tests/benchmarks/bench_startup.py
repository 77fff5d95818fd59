"""
How much processor time the commands take as whole processes, against importing typer and rich alone.

Processor time, because it says the same on a busy machine; the first screen, which waits for a terminal, is wall time.
Bytecode must be kept (unset PYTHONDONTWRITEBYTECODE), as it is where playmore is installed.

Run: python tests/benchmarks/bench_startup.py
"""

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

ROUNDS = 15
COMMANDS = (["--help"], ["list"], ["outline", "p1"], ["outline", "p1", "--steps"], ["search", "tanh"])


def timed(arguments: list[str], environment: dict[str, str]) -> float:
    """Return the seconds of processor time of one process."""
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


ANSWERS = b"\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;4c"
"""What a terminal with pixels and a dark ground says to what playmore asks it."""
LAST_ASKED = b"\x1b[c"


def first_screen(environment: dict[str, str], answer: bytes = b"") -> float:
    """
    Return the seconds until the first step of p1 is on a terminal's screen.

    The terminal answers what it is asked with *answer*, at once; with nothing it stays silent.
    """
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(
            sys.executable, [sys.executable, "-m", "playmore_cli", "start", "p1", "--step", "1"], environment
        )
    seen = b""
    while b"leave" not in seen:
        seen += os.read(terminal, 4096)
        if answer and LAST_ASKED in seen:
            os.write(terminal, answer)
            answer = b""
    seconds = time.perf_counter() - began
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return seconds


def main() -> None:
    """Print a row for each command: the median in ms and its ratio to the imports alone."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"PLAYMORE_HOME": home, "TERM": "xterm-256color"}
        environment.pop("COLORFGBG", None)
        told = environment | {"COLORFGBG": "15;0", "PLAYMORE_GRAPHICS": "off"}
        runs: dict[str, Callable[[], float]] = {
            "python -c 'import typer, rich'": lambda: timed(
                [sys.executable, "-c", "import typer, rich"], environment
            )
        }
        for command in COMMANDS:
            runs["playmore " + " ".join(command)] = lambda command=command: timed(  # type: ignore[misc]
                [sys.executable, "-m", "playmore_cli", *command], environment
            )
        runs["start p1, nothing to ask"] = lambda: first_screen(told)
        runs["start p1, an answer at once"] = lambda: first_screen(environment, ANSWERS)
        runs["start p1, no answer ever"] = lambda: first_screen(environment)
        for run in runs.values():
            run()  # caches warm
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):  # interleaved, so that a busy moment hits all alike
            for name, run in runs.items():
                seconds[name].append(run())
        base = statistics.median(next(iter(seconds.values())))
        for name, found in seconds.items():
            median = statistics.median(found)
            print(f"{name:<36} {median * 1000:7.0f} ms   {median / base:5.2f} x")


if __name__ == "__main__":
    main()
