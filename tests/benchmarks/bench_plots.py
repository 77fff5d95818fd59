"""
How long the lectures' plots take to draw: ``python tests/benchmarks/bench_plots.py [COLUMNS [ROWS]]``.

Prints, for each figure, the processor time in milliseconds of freezing, thawing, drawing (best of three) and describing
it, and the kilobytes that it takes frozen. The aim for drawing is under 300 ms.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from runner.plots.figures import LECTURES

from playmore_cli.runner.plots import describe_figure, draw_plot, freeze, thaw

AIM_MS = 300


def milliseconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """Return the least processor time that *work* took."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best * 1000


def main(columns: int = 76, rows: int = 20) -> None:
    """Print one line for each figure, and the slowest."""
    draw_plot(LECTURES["parabola"](), columns, rows, dark=True)
    print(f"{columns} x {rows} cells; processor time in ms, best of 3")
    print(f"{'figure':16}{'freeze':>8}{'thaw':>8}{'draw':>8}{'words':>8}{'kB':>8}")
    slowest = ("", 0.0)
    for name, make in LECTURES.items():
        figure = make()
        frozen = freeze(figure)
        freezing, thawing = milliseconds(lambda f=figure: freeze(f)), milliseconds(lambda b=frozen: thaw(b))
        telling = milliseconds(lambda f=figure: describe_figure(f))
        copies = [thaw(frozen) for _ in range(3)]
        drawing = milliseconds(lambda c=copies: draw_plot(c.pop(), columns, rows, dark=True))
        slowest = max(slowest, (name, drawing), key=lambda pair: pair[1])
        print(f"{name:16}{freezing:8.0f}{thawing:8.0f}{drawing:8.0f}{telling:8.0f}{len(frozen) / 1000:8.0f}")
    verdict = "within" if slowest[1] < AIM_MS else "over"
    print(f"slowest to draw: {slowest[0]}, {slowest[1]:.0f} ms ({verdict} the aim of {AIM_MS} ms)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
