"""
What watching a training loop costs: a 200,000-step loop of the p3 kind, with the ticker and without.

Run: python tests/benchmarks/bench_progress.py [STEPS]
"""

import statistics
import sys
import time

import torch
import torch.nn.functional as F

from playmore_cli.runner.loop_progress import LoopWatch, Ticker
from playmore_cli.runner.namespace import compile_source

LOOP = """
for i in range(max_steps):
    ix = torch.randint(0, X.shape[0], (32,))
    h = torch.tanh(C[X[ix]].view(-1, 30) @ W1 + b1)
    logits = h @ W2 + b2
    loss = F.cross_entropy(logits, Y[ix])
    for p in parameters:
        p.grad = None
    loss.backward()
    for p in parameters:
        p.data += -0.1 * p.grad
"""


def fresh(max_steps: int) -> dict[str, object]:
    """Return the namespace of a small MLP on random letters."""
    torch.manual_seed(0)
    names: dict[str, object] = {"torch": torch, "F": F, "max_steps": max_steps}
    names["X"], names["Y"] = torch.randint(0, 27, (182_625, 3)), torch.randint(0, 27, (182_625,))
    parameters = [
        torch.randn(27, 10),
        torch.randn(30, 200) * 0.2,
        torch.zeros(200),
        torch.randn(200, 27) * 0.1,
    ]
    parameters.append(torch.zeros(27))
    for parameter in parameters:
        parameter.requires_grad_()
    names["C"], names["W1"], names["b1"], names["W2"], names["b2"] = parameters
    names["parameters"] = parameters
    return names


def timed(max_steps: int, watched: bool) -> tuple[float, torch.Tensor, int]:
    """Return the seconds of CPU of one run, the loss it ends with, and how often it was looked at."""
    names = fresh(max_steps)
    program = compile_source(LOOP, "bench")
    looks: list[object] = []
    began = time.process_time()
    if watched:
        with Ticker(looks.append, lambda: None).over(names, LoopWatch.of(program.tree), "<bench>"):
            exec(program.body, names)
    else:
        exec(program.body, names)
    return time.process_time() - began, names["loss"], len(looks)  # type: ignore[return-value]


def main(max_steps: int) -> None:
    """Print the ratio of the medians and whether the results are the same to the bit."""
    torch.set_num_threads(1)
    timed(200, watched=True)
    rounds = 5
    share = max_steps // rounds
    plain, watched, equal, looked = [], [], True, 0
    for _ in range(rounds):  # interleaved, so that a busy moment hits both alike
        without, loss, _ = timed(share, watched=False)
        with_ticker, same, looks = timed(share, watched=True)
        plain.append(without)
        watched.append(with_ticker)
        equal, looked = equal and torch.equal(loss, same), looked + looks
    ratio = statistics.median(watched) / statistics.median(plain)
    print(
        f"{max_steps:,} steps: {sum(plain):.1f} s without, {sum(watched):.1f} s with, ratio of medians {ratio:.4f}"
    )
    print(f"looked at {looked} times; results equal to the bit: {equal}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
