"""
How many threads are fastest for the lectures' tensors: training steps of p3's and p7's sizes, by thread count.

Run: python tests/benchmarks/bench_threads.py
"""

import os
import statistics
import time

import torch
import torch.nn.functional as F

SIZES = {"p3: 32 x 30 -> 200 -> 27": (32, 30, 200, 27), "p7: 2048 x 384 -> 1536 -> 65": (2048, 384, 1536, 65)}


def step_seconds(size: tuple[int, int, int, int], rounds: int) -> float:
    """Return the median seconds of one training step of a two-layer network."""
    batch, inputs, hidden, classes = size
    torch.manual_seed(0)
    x, y = torch.randn(batch, inputs), torch.randint(0, classes, (batch,))
    parameters = [torch.randn(inputs, hidden) * 0.1, torch.randn(hidden, classes) * 0.1]
    for parameter in parameters:
        parameter.requires_grad_()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        loss = F.cross_entropy(torch.tanh(x @ parameters[0]) @ parameters[1], y)
        loss.backward()
        for parameter in parameters:
            assert parameter.grad is not None
            parameter.data -= 0.1 * parameter.grad
            parameter.grad = None
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def main() -> None:
    """Print the time of a step for each number of threads and its ratio to one thread."""
    for name, size in SIZES.items():
        rounds = 2000 if size[0] < 100 else 20
        base = None
        for threads in range(1, (os.cpu_count() or 1) + 1):
            torch.set_num_threads(threads)
            seconds = step_seconds(size, rounds)
            base = base or seconds
            print(f"{name:<30} {threads} threads  {seconds * 1e3:8.3f} ms   {seconds / base:5.2f} x")


if __name__ == "__main__":
    main()
