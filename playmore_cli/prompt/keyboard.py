"""A terminal at both ends: what it is asked, what it answers, what is typed, and the modes it is left in."""

import os
import select
import signal
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from playmore_cli.prompt.answers import Answers, is_whole

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

_Modes = list[int | list[bytes | int]]

PATIENCE = 0.1
"""Seconds that a terminal has to answer before the first screen; what comes later is swallowed."""
_LEAVING = 0.4
"""Seconds that we stay for a late answer when all is shown: the shell would take it as typed."""
_LATEST = 5.0
"""Seconds after the question from which on no answer is waited for."""


class Keyboard:
    """
    The terminal's two files. Nothing is written and no mode is changed where one of them is no terminal.

    Args:
        stdin: where keys and answers come from.
        stdout: where the screen is.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._stdin, self._stdout = stdin, stdout
        self.answers = Answers()
        self.typed_early = ""
        """What was typed while an answer was waited for; the first prompt takes it."""
        self._asked: float | None = None
        self._before: _Modes | None = None

    def ask(self, question: str) -> None:
        """Ask the terminal, once in a process; the answer is waited for when somebody wants to know it."""
        if self._asked is not None or not (self._stdin.isatty() and self._stdout.isatty()):
            return
        try:
            keyboard = self._stdin.fileno()
            self._before = termios.tcgetattr(keyboard)
            tty.setcbreak(keyboard, termios.TCSADRAIN)
            # A terminal that does not know the question may print it: that is taken away again.
            os.write(self._stdout.fileno(), question.encode() + b"\r\x1b[K")
        except (OSError, termios.error):
            return  # the terminal has hung up
        self._asked = time.monotonic()

    @property
    def answer(self) -> str:
        """What the terminal has answered, waited for until `PATIENCE` after the question."""
        if self._asked is not None:
            self._listen(self._asked + PATIENCE)
        return self.answers.heard

    def _listen(self, until: float) -> None:
        while not is_whole(self.answers.heard):
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._stdin], [], [], left)[0]:
                return
            data = os.read(self._stdin.fileno(), 1024)
            if not data:
                return
            self.typed_early += self.answers.keys_in(data.decode(errors="replace"))
        self.release()

    def release(self) -> None:
        """Put the terminal back into the modes it had: what is typed shows again."""
        if self._before is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self._stdin.fileno(), termios.TCSADRAIN, self._before)
            self._before = None

    def leave(self) -> None:
        """Give an answer that is still due a moment to come, so that the shell does not get it, and release."""
        if self._asked is not None and self._before is not None:
            with suppress(OSError, ValueError):
                self._listen(min(self._asked + _LATEST, time.monotonic() + _LEAVING))
        self.release()

    @cached_property
    def input(self) -> "Input":
        """The keys, without answers, for prompt_toolkit."""
        from prompt_toolkit.input.typeahead import store_typeahead

        from playmore_cli.prompt.streams import TypedKeys

        keys = TypedKeys(self._stdin, self.answers)
        if self.typed_early:
            store_typeahead(keys, keys.keys_of(self.typed_early))
        return keys

    @cached_property
    def output(self) -> "Output":
        """The screen, for prompt_toolkit."""
        from prompt_toolkit.utils import get_term_environment_variable

        from playmore_cli.prompt.streams import PromptScreen

        return PromptScreen.from_pty(self._stdout, term=get_term_environment_variable())

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """
        Keep keys that are pressed meanwhile off the screen, and forget them afterwards.

        Ctrl-C still interrupts, and Ctrl-Z suspends: coming back the modes are set again.
        """
        if is_whole(self.answers.heard):
            self.release()
        if not self._stdin.isatty():
            yield
            return
        keyboard = self._stdin.fileno()
        try:
            before = termios.tcgetattr(keyboard)
        except termios.error:
            yield
            return
        quiet = termios.tcgetattr(keyboard)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)

        def be_quiet() -> None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(keyboard, termios.TCSADRAIN, quiet)

        be_quiet()
        with when_continued(be_quiet):
            try:
                yield
            finally:
                self._forget_keys()
                with suppress(OSError, termios.error):
                    termios.tcsetattr(keyboard, termios.TCSADRAIN, before)

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Leave keys that are pressed meanwhile, Ctrl-C too, to the prompt that comes; the screen shows none."""
        keyboard = self._stdin.fileno()
        try:
            before, modes = termios.tcgetattr(keyboard), termios.tcgetattr(keyboard)
        except termios.error:  # the terminal has hung up
            yield
            return
        modes[tty.IFLAG] &= ~(termios.ICRNL | termios.IXON)
        modes[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        with suppress(OSError, termios.error):
            termios.tcsetattr(keyboard, termios.TCSADRAIN, modes)
        try:
            yield
        finally:
            with suppress(OSError, termios.error):
                termios.tcsetattr(keyboard, termios.TCSADRAIN, before)

    def _forget_keys(self) -> None:
        """Read what was typed and forget it; of an answer that has come halfway the other half is still known."""
        with suppress(OSError):
            while select.select([self._stdin], [], [], 0)[0]:
                data = os.read(self._stdin.fileno(), 1024)
                if not data:
                    return
                self.answers.keys_in(data.decode(errors="replace"))


@contextmanager
def when_continued(act: Callable[[], None]) -> Iterator[None]:
    """Do something when the process is continued after it was suspended, as `fg` does; inner ones come first."""
    if threading.current_thread() is not threading.main_thread():
        yield  # whoever runs us there handles signals
        return

    def continued(number: int, frame: FrameType | None) -> None:
        act()
        if callable(before):
            before(number, frame)

    before = signal.signal(signal.SIGCONT, continued)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)
