"""Hard objects: what a snapshot gives back in another process says exactly what the straight run says."""

import pytest
from runner.snapshots.conftest import Resumed

EXACT = {
    "module and Adam": (
        """
import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4); self.e = nn.Embedding(5, 4); self.h = nn.Linear(4, 5)
        self.h.weight = self.e.weight
        self.bn = nn.BatchNorm1d(4)
    def forward(self, x):
        return self.h(torch.relu(self.bn(self.l(self.e(x)))))
net = Net(); opt = torch.optim.Adam(net.parameters(), lr=.1)
x = torch.arange(5)
for _ in range(3):
    loss = nn.functional.cross_entropy(net(x), x); opt.zero_grad(); loss.backward(); opt.step()
""",
        """
for _ in range(3):
    loss = nn.functional.cross_entropy(net(x), x); opt.zero_grad(); loss.backward(); opt.step(); print(loss)
print(net.h.weight is net.e.weight, opt.param_groups[0]['params'][0] is net.l.weight, net)
""",
    ),
    "shared cells": (
        """
def make():
    n = 0
    def inc():
        nonlocal n; n += 1; return n
    def get(): return n
    return inc, get
inc, get = make(); inc();
""",
        "inc(); print(get())",
    ),
    "classes": (
        """
class A:
    k = 1
    def __init__(self): self.v = 2
    @property
    def p(self): return self.v * self.k
    @staticmethod
    def st(x): return x + 1
    @classmethod
    def cl(cls): return cls.__name__
class B(A):
    def __init__(self): super().__init__(); self.me = self
b = B()
def fact(n): return 1 if n < 2 else n * fact(n - 1)
""",
        "print(b.p, b.st(1), b.cl(), b.me is b, fact(5), B.__mro__, isinstance(b, A)); A.k = 5; print(b.p, dir(b))",
    ),
    "vars() of an object": ("class A: pass\na = A(); a.x = 1; d = vars(a)", "d['x'] = 5; print(a.x)"),
    "a tensor made larger in place": (
        "import torch\nt = torch.arange(4.0); out = torch.zeros(2); alias = t[1:3]",
        "t.resize_(9); t[4:] = 7; print(t, alias); torch.add(torch.ones(5), 1, out=out.resize_(0)); print(out)",
    ),
    "memory that stays a mapped file": (
        "import torch\nlarge = torch.arange(400_000.0); rows = large.view(400, 1000); turned = rows.T\n"
        "large.requires_grad_(True); array = torch.arange(400_000).numpy()",
        "with torch.no_grad(): rows[1:3] += 5; turned[0] -= 1\n"
        "(large * large).sum().backward(); array[7:] *= 2; print(large[995:1005], turned.stride())\n"
        "print(large.grad[::100_000], turned.data_ptr() == large.data_ptr(), array[-3:])",
    ),
    "a global bound later": ("y = 1\ndef f(): return y", "y = 7\nprint(f())"),
    "source and traceback": (
        "def f(x):\n    return 1 / x",
        "import inspect\nprint(inspect.getsource(f))\nf(0)",
    ),
    "dataclasses": (
        """
from dataclasses import dataclass, field
@dataclass
class P:
    x: int
    y: list = field(default_factory=list)
@dataclass(frozen=True)
class Q:
    x: int
p = P(1); s = {Q(1), Q(2)}
""",
        "print(p, p == P(1), Q(1) in s, len(s))",
    ),
    "a long chain": (
        "class N:\n    def __init__(self, v, n): self.v = v; self.n = n\nh = None\nfor i in range(20000): h = N(i, h)",
        "c = 0\nwhile h: c += h.v; h = h.n\nprint(c)",
    ),
    "sets of objects": (
        """
class V: pass
vs = [V() for _ in range(200)]
s = set(vs[::3])
for v in vs[::6]: s.discard(v)
for v in vs[1::9]: s.add(v)
""",
        "print([vs.index(v) for v in s]); s |= set(vs[5::7]); print([vs.index(v) for v in s])",
    ),
    "array views": (
        "import numpy as np\na = np.arange(24.).reshape(4, 6); v = a[1:, ::2]; t = a.T; r = a[::-1]",
        "v[0, 0] = 99\nprint(a[1, 0], t[0, 1], r[2, 0], v.flags.writeable)",
    ),
    "tensor views": (
        "import torch\na = torch.arange(24.).view(4, 6); v = a[1:, ::2]; t = a.T; u = a.data; d = a.detach()",
        "v[0, 0] = 99\nprint(a[1, 0], t[0, 1], u[1, 0], d[1, 0], v.is_contiguous(), t.stride())",
    ),
    "array of a tensor": (
        "import torch\nt = torch.arange(6.); a = t.numpy()",
        "a[0] = 5\nprint(t[0], a.base is t)",
    ),
    "random streams": (
        """
import torch, random, numpy as np
torch.manual_seed(1); random.seed(2); np.random.seed(3)
r = np.random.default_rng(4); g = torch.Generator().manual_seed(5); g2 = g
torch.randn(3); random.gauss(0, 1); np.random.randn(3); r.normal(); torch.randn(3, generator=g);
""",
        """
print(torch.randn(2), random.gauss(0, 1), np.random.randn(2), r.normal())
print(torch.randn(2, generator=g), g is g2)
""",
    ),
    "gradients": (
        """
import torch
W = torch.randn(3, 3, requires_grad=True); b = torch.zeros(3, requires_grad=True); parameters = [W, b]
h = torch.tanh(torch.ones(2, 3) @ W + b); h.retain_grad(); loss = h.sum(); loss.backward()
""",
        """
print(parameters[0] is W, W.grad, W.is_leaf, h.grad, h, loss)
for p in parameters: p.data += -0.1 * p.grad
print(W)
try: loss.backward()
except RuntimeError as e: print(e)
""",
    ),
    "a living graph that nobody follows": (
        "import torch\nw = torch.ones(3, requires_grad=True)\ny = (w * 2).sum()",
        "print(y, y.requires_grad, y.is_leaf, y.item(), str(y.grad_fn)[:24], type(y.grad_fn))\n"
        "z = (w ** 2).sum(); z.backward(); print(w.grad)",
    ),
    "collections": (
        "from collections import *\n"
        "d = defaultdict(lambda: [0]); d[1].append(2); c = Counter('hello'); q = deque([1, 2], 2)",
        "q.append(9); print(d[5], c.most_common(2), q)",
    ),
    "bound methods": (
        "l = [3]; ap = l.append\nimport math\nf = math.sqrt; s = 'abc'.upper; C = type('Dyn', (), {'z': 1})\no = C()",
        "ap(4); print(l, f(4), s(), o.z)",
    ),
    "iterators": (
        "it = iter([1, 2, 3]); next(it); z = zip([1, 2], [3, 4]); next(z)\n"
        "import itertools\nc = itertools.count(5); next(c);",
        "print(list(it), list(z), next(c))",
    ),
    "decorated by no_grad": (
        "import torch\nw = torch.ones(2, requires_grad=True)\n@torch.no_grad()\ndef f(): return w * 2",
        "print(f().requires_grad); w = torch.zeros(1); print(f())",
    ),
    "options": (
        """
import torch, numpy as np
torch.set_grad_enabled(False); torch.set_default_dtype(torch.float64)
torch.set_printoptions(precision=2, sci_mode=False)
np.set_printoptions(precision=3); np.seterr(all='ignore');
""",
        "print(torch.ones(1, requires_grad=True) * 2 / 3, torch.get_default_dtype())\n"
        "print(np.array([1 / 3]), np.array([1.]) / 0)",
    ),
    "matplotlib": (
        "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 7\n"
        "fig, ax = plt.subplots(); ax.plot([1, 2]);",
        "print(plt.rcParams['lines.linewidth'], len(ax.lines), ax is fig.axes[0], plt.get_fignums())",
    ),
    "slots": (
        "class S:\n    __slots__ = ('a', 'b')\n    def __init__(self): self.a = 1\ns = S()",
        "print(s.a, hasattr(s, 'b'))",
    ),
    "warnings that were shown": (
        "import warnings\nfor _ in range(2): warnings.warn('once')",
        "for _ in range(2): warnings.warn('twice')\nprint('done')",
    ),
    "subclasses of containers": (
        "class L(list): pass\nl = L([1, 2]); l.tag = 'x'\nclass D(dict): pass\nd = D(a=1)",
        "print(l, l.tag, d)",
    ),
    "kinds of tensors": (
        """
import torch
ts = [torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.complex64), torch.tensor([True]),
      torch.empty(0, 3), torch.tensor(5), torch.arange(10)[::2]]
""",
        "print(ts)",
    ),
    "a file that was written": ("open('out.txt', 'w').write('kept');", "print(open('out.txt').read())"),
    "closed files": (
        """
with open('lines.txt', 'w') as w:
    w.write('one\\ntwo\\n')
with open('lines.txt', encoding='latin-1') as f: text = f.read()
with open('lines.txt', 'rb') as b: data = b.read()
g = f
""",
        """
print(f, b, w, f.closed, f.mode, f.name, f.newlines, f.encoding, b.name, g is f, w.newlines, f.buffer)
for file in (f, b):
    try: file.read()
    except ValueError as error: print(error)
""",
    ),
    "an operation with its own backward pass": (
        """
import torch
class Double(torch.autograd.Function):
    \"\"\"Twice.\"\"\"
    factor = 2
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x * Double.factor
    @staticmethod
    def backward(ctx, grad): print(ctx.saved_tensors); return grad * Double.factor
class Triple(Double): factor = 3
w = torch.ones(2, requires_grad=True)
old = Double.apply(w).sum(); old.backward()
""",
        """
y = Double.apply(w); print(y, Double.__doc__, Triple.__mro__, Triple.factor, dir(Double), old, w.grad)
y.sum().backward(); print(w.grad, Double._backward_cls)
try: old.backward()
except RuntimeError as error: print(error)
""",
    ),
    "views of a parameter": (
        """
import torch
a = torch.ones(4, 6, requires_grad=True)
a.data += torch.arange(24.).view(4, 6)
vs = [a.T, a.t(), a[1], a[1, 2], a[:, 1:4:2], a[None], a.view(2, 12), a.mT, a.diagonal(), a[:1].expand(4, 6),
      a.split(2)[1], *a.unbind(1), a[2].unsqueeze(0).squeeze(0), a[..., -1], a.movedim(0, 1)[2]]
vs[2].retain_grad()
""",
        """
print([(v, v.grad_fn.name(), v._is_view(), v._base is a, v.stride()) for v in vs])
try: vs[3].add_(1)
except RuntimeError as error: print(error)
a.data[1] = 5
print(vs[2])
for v in vs: (v ** 2).sum().backward()
print(a.grad, vs[2].grad)
""",
    ),
    "a copy of an object in a set": (
        "import copy\nclass V: pass\nv = V(); s = {v}; w = copy.deepcopy(v)",
        "print(w in s, v in s, len({v, w}))",
    ),
    "the last value": ("1 + 1", "print(_)"),
}
"""Sources that build a state, and sources that look at it."""

REFUSED = {
    "generator": ("g = (i * i for i in range(5)); next(g);", "print(list(g))"),
    "the inside of a closed file": (
        "with open('names.txt', 'w') as f: pass\nraw = f.buffer.raw",
        "print(raw.closed)",
    ),
    "open file": ("f = open('names.txt', 'w')", "print(f.name)"),
    "lock": ("import threading\nl = threading.Lock()", "print(l.locked())"),
    "exception": (
        "try: 1 / 0\nexcept Exception as e: err = e",
        "print(repr(err), err.__traceback__ is not None)",
    ),
    "globals()": ("g = globals()", "x = 5\nprint(g['x'])"),
    "metaclass": ("class M(type): pass\nclass C(metaclass=M): pass\nc = C()", "print(type(type(c)))"),
    "tensor hook": (
        "import torch\nw = torch.ones(3, requires_grad=True)\nw.register_hook(lambda g: g * 2);",
        "(w ** 2).sum().backward(); print(w.grad)",
    ),
    "memory of an array in a tensor": (
        "import torch, numpy as np\na = np.arange(6.); t = torch.from_numpy(a)",
        "a[0] = 5\nprint(t[0])",
    ),
    "sparse tensor": ("import torch\ns = torch.eye(3).to_sparse()", "print(s.to_dense())"),
    "a set of functions": ("import math\ns = {math.sin, math.cos}", "print(list(s))"),
    "a set of pairs with None": ("s = {(None, 'a'), (None, 'b')}", "print(list(s))"),
    "a set of tensors": ("import torch\ns = {torch.ones(1), torch.ones(2)}", "print(list(s))"),
    "weak reference": ("import weakref\nclass A: pass\na = A(); w = weakref.ref(a)", "print(w() is a)"),
}
"""What no snapshot can hold."""


@pytest.mark.parametrize("name", EXACT)
def test_exact(resumed: Resumed, name: str) -> None:
    """
    The second source says the same after a straight run and from a snapshot.
    """
    straight, from_snapshot = resumed(*EXACT[name])

    assert from_snapshot == straight


@pytest.mark.parametrize("name", REFUSED)
def test_refused(resumed: Resumed, name: str) -> None:
    """
    What cannot be stored exactly is not stored, and the reason is told.
    """
    _, from_snapshot = resumed(*REFUSED[name])

    assert from_snapshot.startswith("refused: ")


@pytest.mark.parametrize(
    "second",
    ["y.backward()", "z = (y * 3).sum(); z.backward()", "try: y.backward()\nexcept Exception: pass"],
)
def test_gradient_through_a_graph_left_out(resumed: Resumed, second: str) -> None:
    """
    A gradient that comes to a graph that the snapshot left out is noticed, even where the code catches errors.
    """
    first = "import torch\nw = torch.ones(3, requires_grad=True)\ny = (w ** 2).sum()"

    assert resumed(first, second)[1] == "<lacking>"
