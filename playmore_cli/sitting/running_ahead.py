"""
``python -m playmore_cli.sitting.running_ahead FD``: runs a lesson's steps ahead of the learner, see `forerunner`.

File *FD* holds the pickled `Errand`. Orders come in as lines: ``at N M``, the learner is at step N (0-based) and has
run the first M; ``hold`` and ``go``; their end is the end of this process. Out goes a `StepAhead` a line. Whatever
goes wrong ends the process, and nothing is said of it: the learner then runs the step, and sees it there.

A step that may come out otherwise in another run (it reads a clock, asks, reaches the network or files by other
modules) waits until the learner has been through it.
"""

import contextlib
import io
import os
import pickle
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType

import msgspec

from playmore_cli.environment import Environment
from playmore_cli.outputs import Output, Progress
from playmore_cli.player.forerunner import Errand, StepAhead
from playmore_cli.runner import guarding
from playmore_cli.runner.client import Runner
from playmore_cli.sitting.signals import EndedError, orderly_ending
from playmore_cli.sitting.stages import open_stage
from playmore_cli.stage import Stage

_REACH = 3600.0
"""Seconds of the lecture that are run ahead."""

_PATIENCE = 300
"""Seconds that a step may take which does not say how long it will."""

_MOST = 7200.0
"""Seconds that a step may say it will take."""

_SPARE = 500_000_000
"""Bytes that stay free on the disk: the learner's progress needs them."""


class _Orders:
    """What the learner's side has said, and the next step to run."""

    def __init__(self, stage: Stage, cursor: int) -> None:
        self._stage, self._cursor, self._passed = stage, cursor, 0
        self._done: set[int] = set()
        self._is_held, self._left = False, 0
        self._running: int | None = None
        self._news = threading.Condition()

    def obey(self, lines: Iterable[bytes]) -> None:
        """Follow orders until they end; then end this process."""
        runner = self._stage.runner
        for line in lines:
            with self._news:
                match line.split():
                    case [b"at", index, passed]:
                        self._cursor, self._passed = int(index), int(passed)
                        if self.is_passed:  # the learner ran it themselves
                            runner.interrupt()
                    case [b"hold"]:
                        self._is_held = True
                        runner.hold()
                        self._left = signal.alarm(0) or self._left
                    case [b"go"]:
                        self._is_held = False
                        runner.go_on()
                        signal.alarm(0 if self._running is None else self._left)
                self._news.notify()
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGTERM)

    @property
    def is_passed(self) -> bool:
        """Whether the learner has come past the step that runs."""
        return self._running is not None and self._running < self._passed

    def next_step(self) -> int:
        """Wait until a step is to be run, and return its 0-based index."""
        with self._news:
            self._running = None
            signal.alarm(0)
            while True:
                if not self._is_held and (index := self._find()) is not None:
                    self._done.add(index)
                    self._running = index
                    signal.alarm(_PATIENCE)
                    return index
                self._news.wait()

    def _find(self) -> int | None:
        steps = self._stage.lesson.steps
        last = steps[self._cursor].at + _REACH
        for index in range(self._cursor, len(steps)):
            if steps[index].at > last:
                return None
            if index not in self._done and self._stage.source(index) is not None:
                return index if self._stage.is_steady(index) else None
        return None


def _run_on(
    environment: Environment, stage: Stage, orders: _Orders, say: Callable[[StepAhead], None]
) -> None:
    """Run step by step until something stands in the way."""

    def hear(said: Output | Progress) -> None:
        if isinstance(said, Progress):
            say(StepAhead(index, said))
            if said.total and said.done and said.seconds > _PATIENCE / 10:
                if said.seconds * said.total / said.done > _MOST:
                    raise EndedError(signal.SIGALRM)
                signal.alarm(_PATIENCE)

    while True:
        say(StepAhead())
        index = orders.next_step()
        if _is_full(environment):
            return
        if stage.recorded(index) is not None:
            continue
        say(StepAhead(index))
        rebuilt = stage.bring_to(index)
        ran = stage.run(index, hear=hear) if rebuilt.stopped is None else None
        if orders.is_passed:
            continue
        if ran is None or not ran.ended or ran.unanswered or stage.standing.after != index + 1:
            return
        stage.runner.settle()


def _is_full(environment: Environment) -> bool:
    folder = environment.snapshots
    return folder is None or shutil.disk_usage(folder).free < _SPARE


def main() -> None:
    """Run ahead until the orders end."""
    with os.fdopen(int(sys.argv[1]), "rb") as file:
        errand: Errand = pickle.load(file)
    os.nice(errand.niceness)
    with contextlib.suppress(OSError):  # where memory runs out this goes first
        Path("/proc/self/oom_score_adj").write_text("1000")
    with contextlib.suppress(EndedError), orderly_ending():
        signal.signal(signal.SIGALRM, _end)
        _run(errand)


def _end(number: int, frame: FrameType | None) -> None:
    raise EndedError(number)


def _run(errand: Errand) -> None:
    silent = io.StringIO()
    environment = Environment(silent, silent, silent, errand.variables)
    environment.modules.update({name: dict(one) for name, one in errand.modules.items()})
    environment.own_files.update({name: dict(one) for name, one in errand.own_files.items()})
    lesson, edits, answers = errand.lesson, errand.edits, errand.answers
    with open_stage(environment, lesson, errand.pace, edits, answers, is_ahead=True) as (stage, _):
        guarding.give_way(os.getpid(), errand.niceness)
        _look(stage.runner, errand)
        orders = _Orders(stage, errand.cursor)
        threading.Thread(target=orders.obey, args=(sys.stdin.buffer,), daemon=True).start()
        stage.ready()
        try:
            _run_on(environment, stage, orders, _say)
        finally:
            stage.runner.kill()


def _look(runner: Runner, errand: Errand) -> None:
    look = errand.look
    runner.look(look.columns, look.rows, dark=look.dark, ascii=look.ascii, pixels=look.pixels)


def _say(sign: StepAhead) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(sign) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
