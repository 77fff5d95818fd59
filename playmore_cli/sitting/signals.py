"""Ending in order when the system asks for it: the worker ended, its folder removed, the place kept."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What `kill`, a closing terminal and a shutdown send."""


class EndedError(SystemExit):
    """
    The process was asked to end; a `SystemExit`, because event loops let nothing else through.

    Its *status* is 128 and the number of the signal, as shells have it.
    """

    def __init__(self, number: int) -> None:
        self.status = 128 + number
        super().__init__(self.status)


@contextmanager
def orderly_ending() -> Iterator[None]:
    """
    While the block runs, let a signal that ends the process leave the block as an exception would.

    Raises:
        EndedError: a signal came, whatever else went wrong on the way out: a terminal that hung up fails whoever
            puts it back in order.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # whoever runs us there handles signals
        return
    came: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # a shell sends it twice; the way out takes its time
        came.append(number)
        raise EndedError(number)

    # What is ignored already stays so: nohup lets programs outlive their terminal.
    before = {one: signal.getsignal(one) for one in _SIGNALS if signal.getsignal(one) is not signal.SIG_IGN}
    for one in before:
        signal.signal(one, end)
    try:
        yield
    except BaseException:
        if came:
            raise EndedError(came[0]) from None
        raise
    finally:
        if not came:
            for one, handler in before.items():
                signal.signal(one, handler)
