"""
The process that runs a lesson's next steps while the learner reads, as the sitting sees it.

What it computes reaches the sitting through the store of states alone: it keeps a step's state and record under the
key of all that it really ran, so whatever becomes of it, nothing is shown that the learner's own run would not give.
Here it is begun, told where the learner is, held while their own code runs, and ended.
"""

import contextlib
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.outputs import Progress
from playmore_cli.runner import guarding
from playmore_cli.runner.protocol import Look
from playmore_cli.stage import Answers, Stage
from playmore_cli.store.learner import Edits

WORTH_JOINING = 0.5
"""Seconds after which a step that runs ahead is worth waiting for: before it is as well begun anew."""

_LEAVING = 4.0
"""Seconds that the process gets to clear up after itself."""


@dataclass(frozen=True)
class Errand:
    """
    What is to be run ahead: a *lesson* whose code may run, as the learner has it at 0-based step *cursor*.

    *look* is what pictures are drawn for; *modules* and *own_files* are what a lesson by others brings,
    *niceness* how far it gives way to all else.
    """

    lesson: Lesson
    pace: PaceName
    edits: Mapping[str, Edits]
    answers: Answers
    cursor: int
    look: Look
    variables: Mapping[str, str]
    modules: Mapping[str, Mapping[str, str]]
    own_files: Mapping[str, Mapping[str, Path]]
    niceness: int = 19


class StepAhead(Struct, frozen=True):
    """Which step (0-based) is being run ahead, none between two, and how far it is."""

    place: int | None = None
    progress: Progress | None = None


_decode = msgspec.json.Decoder(StepAhead).decode


class Forerunner:
    """
    Runs ahead of the learner in a process of its own, begun anew when what runs changes.

    Args:
        errand: makes what is to be run of the stage and the learner's step.
        may: whether it may run now.
    """

    def __init__(
        self, errand: Callable[[Stage, int], Errand], may: Callable[[], bool] = lambda: True
    ) -> None:
        self._errand, self._may = errand, may
        self._known: tuple[object, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._sign, self._since = StepAhead(), 0.0

    def __enter__(self) -> "Forerunner":
        """Return the forerunner itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what runs."""
        self.close()

    def follow(self, stage: Stage, cursor: int) -> None:
        """Run ahead of the step *cursor*; what has ended by itself begins again once what runs is another."""
        if not self._may():
            self.close()
            self._known = ()
            return
        errand = self._errand(stage, cursor)
        known = (errand.pace, errand.edits, errand.answers, errand.look)
        if known != self._known:
            self.close()
            self._known = known
            with contextlib.suppress(OSError):  # there is no room for another process
                self._begin(errand)
        self._say(f"at {cursor} {stage.standing.after or 0}")

    @property
    def place(self) -> int | None:
        """The 0-based index of the step that is being run ahead."""
        return self._sign.place

    @property
    def progress(self) -> Progress | None:
        """How far that step is, where it says so."""
        return self._sign.progress

    @property
    def is_long(self) -> bool:
        """Whether a step is being run, and has been for a while."""
        return self.place is not None and time.monotonic() - self._since > WORTH_JOINING

    @property
    def left(self) -> float:
        """About how many seconds that step still takes; 0 where it does not say."""
        far = self.progress
        return (far.total - far.done) * far.seconds / far.done if far and far.total and far.done else 0.0

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let it stand still meanwhile."""
        self._say("hold")
        try:
            yield
        finally:
            self._say("go")

    @contextlib.contextmanager
    def urged(self) -> Iterator[None]:
        """Let it give way to nothing meanwhile: the learner waits for it."""
        process = self._process
        if process is not None:
            guarding.give_way(process.pid, 0)
        try:
            yield
        finally:
            if process is not None:
                guarding.give_way(process.pid, 19)

    def close(self) -> None:
        """End it and all that it has started."""
        process, self._process, self._sign = self._process, None, StepAhead()
        if process is None or process.stdin is None:
            return
        guarding.give_way(process.pid, 0)  # on a busy machine it would take its time
        with contextlib.suppress(OSError):
            process.stdin.close()  # which it hears
        try:
            process.wait(_LEAVING)
        except subprocess.TimeoutExpired:
            for below in guarding.below(process.pid) if guarding.LINUX else ():
                guarding.send(below, signal.SIGKILL)
            process.kill()
            process.wait()
        if self._listener is not None:
            self._listener.join()

    def _begin(self, errand: Errand) -> None:
        with tempfile.TemporaryFile() as file:  # a pipe would hold too little of it
            pickle.dump(errand, file)
            file.seek(0)
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "playmore_cli.sitting.running_ahead", str(file.fileno())],
                pass_fds=(file.fileno(),),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                process_group=0,  # Ctrl-C is not meant for it
            )
        self._process = process
        self._listener = threading.Thread(target=self._listen, args=(process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as signs:
            for line in signs:
                sign = _decode(line)
                if sign.place != self._sign.place:
                    self._since = time.monotonic()
                self._sign = sign
        self._sign = StepAhead()

    def _say(self, order: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended
                self._process.stdin.write(f"{order}\n".encode())
