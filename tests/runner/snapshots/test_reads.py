"""Which names code reads before it sets them."""

import pytest

from playmore_cli.runner.snapshots.reads import uses_of

READS = {
    "h = x @ W": "x W",
    "x = x + 1": "x",
    "x += 1": "x",
    "x[0] = y": "x y",
    "x.data = y": "x y",
    "a = b = c": "c",
    "a, *b = c": "c",
    "x: int = y": "y",
    "h = 1\nh2 = h": "",
    "f'{loss:.{digits}f}'": "loss digits",
    "[w for w in words if w in kept]": "words kept",
    "[i for i in i]": "i",
    "[[a * b for a in u] for b in v]": "u v",
    "lambda z, n=k: z + n + w": "k w",
    "def f(x, n=k):\n    y = x + n + W\n    return y": "k W",
    "def f():\n    global count\n    count = 1": "count",
    "def f():\n    def g(): return free\n    return g": "free",
    "W = 1\ndef f(): return W": "",
    "class A(Base):\n    z = W\n    def f(self): return self.z + Q": "Base W Q",
    "@wrapped\ndef f(): pass": "wrapped",
    "with torch.no_grad():\n    emb = C[X]\nemb": "torch C X",
    "if a: b = 1\nb": "a b",
    "if a: b = 1\nelse: b = 2\nb": "a",
    "for i in range(3): h = i\nh": "",
    "for i in range(n): h = i\nh": "n h",
    "n = 3\nfor i in range(n): h = i\nh": "",
    "for x in xs: h = x\nh": "xs h",
    "for i in range(3):\n    if a: break\n    h = i\nh": "a h",
    "for i in range(3):\n    h = i\n    if a: break\nh": "a",
    "while a: h = 1\nh": "a h",
    "while True:\n    h = 1\n    break\nh": "",
    "try: h = 1\nexcept E as e: h = 2\nh": "E h",
    "try: pass\nfinally: h = 1\nh": "",
    "with maybe(): h = 1\nh": "maybe h",
    "with open('x') as f: h = f\nh, f": "",
    "import torch.nn as nn, os.path\nnn, os": "",
    "from math import sin as s\ns": "",
    "del a, b[0]": "a b",
    "a = 1\ndel a": "",
    "a = 1\ndel a\na": "a",
    "match a:\n    case {'b': b}: c = b": "a b",
    "assert (n := m) > 0": "m",
    "print(": "",
    "assert 'emb' in globals() and h, 'define emb'": "emb h",
}
"""Sources, and the names each reads before it has surely set them; builtins are left out."""

ANYTHING = [
    "globals()",
    "eval('W')",
    "vars()",
    "dir()",
    "import __main__",
    "f.__globals__",
    "'emb' in list(globals())",
    "n in globals()",
    "sys.modules['__main__']",
    "def f(): exec(s)",
]
NOTHING_ELSE = [
    "model.eval()",
    "'x' not in globals()",
    "vars(o)",
    "dir(o)",
    "model.modules()",
    "torch.stack(ts)",
    "import sys",
]


@pytest.mark.parametrize("source", READS)
def test_reads(source: str) -> None:
    """
    Code reads what it may find unset, and nothing that it has certainly set before.
    """
    uses = uses_of(source)

    assert uses.reads - {"range", "open", "int"} == set(READS[source].split())
    assert not uses.anything


@pytest.mark.parametrize("source", ANYTHING)
def test_may_read_anything(source: str) -> None:
    """
    Code that comes to variables by other ways than their names needs them all.
    """
    assert uses_of(source).needs(["W"])


def test_deleting_needs_the_name() -> None:
    """
    What is deleted must be there when the code begins, also where the code itself has set it before.
    """
    assert uses_of("W = 1\ndel W").needs(["W"])
    assert not uses_of("W = 1\ndel W").needs(["b"])


@pytest.mark.parametrize("source", NOTHING_ELSE)
def test_reads_no_other(source: str) -> None:
    """
    Looking into one object is not looking at all variables.
    """
    assert not uses_of(source).needs(["W"])
