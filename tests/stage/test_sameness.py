"""Which steps say the same in every run."""

import pytest

from playmore_cli.stage.sameness import says_the_same

SAME = {
    "constants": ("print(1)", []),
    "a training": (
        "for i in range(10):\n    loss = (x @ W).mean(); loss.backward()\nprint(loss.item())",
        ["import torch", "W = torch.randn(3, requires_grad=True); x = torch.ones(3)"],
    ),
    "a clock that only another step looks at": ("print(W)", ["W = 1", "import time\nbegan = time.time(); print(W)"]),
    "an address that only another step prints": ("print(W)", ["import torch; W = torch.ones(2)", "id(W)"]),
    "methods called as wild names": ("net.eval(); p.findall(s)", ["import re; p = re.compile('a'); s = 'a'; net = p"]),
    "an evaluated text that is no Python": ("print(x)", ["x = 1", "eval('f(a for a in b, c)')"]),
    "a seed": ("random.random()", ["import random; random.seed(42)"]),
}  # fmt: skip
OTHER = {
    "a clock": ("import time; print(time.time())", []),
    "a clock's value": ("print(t)", ["import time", "began = time.time()", "t = began + 1"]),
    "a function that looks at a clock": ("f()", ["from time import time", "def f(): return time()"]),
    "a class that does": ("A().b()", ["import time", "class A:\n    def b(self): print(time.time())"]),
    "a clock's value in a list": ("print(xs)", ["import time; xs = []", "xs.append(time.time())"]),
    "a list under another name": ("print(xs)", ["import time; xs = []; ys = xs", "ys.append(time.time())"]),
    "an attribute": ("print(a.b)", ["import time; a = A()", "c = a", "c.b = time.time()"]),
    "a value by another's doing": ("print(n)", ["import time; n = 0", "if time.time() % 2:\n    n = 1"]),
    "a loop by another's doing": ("print(n)", ["import time; n = 0", "while time.time() % 2:\n    n += 1"]),
    "an address": ("print(id(x))", ["x = []"]),
    "input": ("name = input('who? ')", []),
    "the system's random numbers": ("import os; os.urandom(1)", []),
    "a seed from the system": ("random.random()", ["import random", "random.seed()"]),
    "a seed from a clock": ("torch.rand(1)", ["import torch, time", "torch.manual_seed(int(time.time()))"]),
    "code in a text": ("exec(s)", ["s = 'print(1)'"]),
    "code in a text before": ("print(x)", ["x = 1", "eval('f(x)')"]),
    "what a global statement sets": ("print(t)", ["import time", "def f():\n    global t; t = time.time()", "f()"]),
    "no Python": ("print(", []),
    "another module": ("import tqdm; tqdm.tqdm([])", []),
    "all of another module": ("print(time())", ["from time import *"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_says_the_same(name: str) -> None:
    """
    Code that comes to nothing but its variables, and to libraries that give the same in every run, says the same.
    """
    assert says_the_same(*SAME[name])


@pytest.mark.parametrize("name", OTHER)
def test_may_say_something_else(name: str) -> None:
    """
    Where a clock, an address, chance or a person can be in what is said, however far from it, it is not relied on.
    """
    assert not says_the_same(*OTHER[name])
