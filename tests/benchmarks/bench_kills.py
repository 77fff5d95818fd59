"""
Kill front processes at every moment, again and again, and see how long what they have started lives on.

``python tests/benchmarks/bench_kills.py [ROUNDS]`` kills at each of the moments in `kills.MOMENTS` that often (22,
which is 308 kills), after a random pause, and prints the longest time until nothing was left, by moment. Linux only.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))

import kills


def main(rounds: int) -> None:
    """Kill, wait and print."""
    draw = random.Random(1)
    worst: dict[str, float] = {}
    for number in range(rounds):
        for moment in kills.MOMENTS:
            with tempfile.TemporaryDirectory() as name:
                os.environ["PLAYMORE_HOME"] = f"{name}/home"
                front, mark = kills.start(moment, Path(name))
                time.sleep(draw.random() / 5)
                kills.kill(front)
                worst[moment] = max(worst.get(moment, 0.0), kills.wait_for_none(mark))
        print(f"{(number + 1) * len(kills.MOMENTS)} kills, nothing left", flush=True)
    for moment, seconds in sorted(worst.items(), key=lambda item: -item[1]):
        print(f"{seconds:6.2f} s  {moment}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 22)
