"""Code that hides what it reaches for: followed where that can be read, and said to be unreadable where it cannot."""

import pytest

from playmore_cli.lesson.inspection import read_pieces

RUNS = {
    "another name": "import os\nq = os\nq.system('id')",
    "another name in another step": "import os\nq = os\n#\nq.system('id')",
    "a name of a name": "import os\na = os\nb = a\nc = b\nc.system('id')",
    "a function's name": "import os\nf = os.system\nf('id')",
    "a default": "import os\ndef f(o=os):\n    o.system('id')\nf()",
    "a keyword default": "import os\ndef f(*, o=os):\n    o.system('id')",
    "a lambda's default": "import os\nf = lambda o=os: o.system('id')",
    "a class attribute": "import os\nclass A:\n    o = os\nA.o.system('id')",
    "a class attribute by self": "import os\nclass A:\n    o = os\n    def f(self):\n        self.o.system('id')",
    "an import in a class": "class A:\n    import os as o\nA().o.system('id')",
    "an object's attribute": "import os\nclass A: pass\na = A()\na.o = os\na.o.system('id')",
    "setattr": "import os\nsetattr(A, 'o', os)\nA.o.system('id')",
    "match": "import os\nmatch os:\n    case o:\n        o.system('id')",
    "match in a tuple": "import os\nmatch (1, os):\n    case (_, o):\n        o.system('id')",
    "match in a dict": "import os\nmatch {'o': os}:\n    case {'o': o}:\n        o.system('id')",
    "through torch": "import torch\ntorch.os.system('id')",
    "through logging": "import logging\nlogging.os.system('id')",
    "through two modules": "import logging\nlogging.handlers.os.system('id')",
    "through numpy": "import numpy as np\nnp.os.system('id')",
    "from torch import os": "from torch import os\nos.system('id')",
    "through glob, renamed": "import glob as g\nt = g.os\nt.system('id')",
    "vars": "import os\nvars(os)['system']('id')",
    "vars, put together": "import os\nvars(os)['sys' + 'tem']('id')",
    "vars with get": "import os\nvars(os).get('system')('id')",
    "__dict__": "import os\nos.__dict__['system']('id')",
    "getattr": "import os\ngetattr(os, 'system')('id')",
    "getattr chain": "import torch\ngetattr(getattr(torch, 'os'), 'system')('id')",
    "getattr, joined": "import os\ngetattr(os, ''.join(['sys', 'tem']))('id')",
    "getattr, backwards": "import os\ngetattr(os, 'metsys'[::-1])('id')",
    "getattr, formatted": "import os\ngetattr(os, f'sys{\"tem\"}')('id')",
    "getattr of a default": "import os\ngetattr(1, 'none', os).system('id')",
    "globals": "import os\nglobals()['os'].system('id')",
    "__import__": "__import__('os').system('id')",
    "importlib": "import importlib\nimportlib.import_module('os').system('id')",
    "sys.modules": "import sys\nsys.modules['os'].system('id')",
    "a list": "import os\n[os][0].system('id')",
    "a named list": "import os\nl = [1, os]\nl[1].system('id')",
    "append": "import os\nl = []\nl.append(os)\nl[0].system('id')",
    "a dict": "import os\nd = {'o': os}\nd['o'].system('id')",
    "a dict that is filled": "import os\nd = {}\nd['o'] = os\nd.get('o').system('id')",
    "a tuple taken apart": "import os\na, b = 1, os\nb.system('id')",
    "a star": "import os\n*a, b = [1, os]\nb.system('id')",
    "a loop": "import os\nfor o in [os]:\n    o.system('id')",
    "a comprehension": "import os\n[o.system('id') for o in (os,)]",
    "with": "import os\nfrom contextlib import nullcontext\nwith nullcontext(os) as o:\n    o.system('id')",
    "walrus": "import os\n(o := os).system('id')",
    "a condition": "import os\n(os if 1 else 2).system('id')",
    "or": "import os\n(None or os).system('id')",
    "an argument": "import os\ndef f(o):\n    o.system('id')\nf(os)",
    "a keyword argument": "import os\ndef f(o):\n    o.system('id')\nf(o=os)",
    "a star argument": "import os\ndef f(*o):\n    o[0].system('id')\nf(os)",
    "an argument of a method": "import os\nclass A:\n    def f(self, o):\n        o.system('id')\nA().f(os)",
    "an argument of a class": "import os\nclass A:\n    def __init__(s, o):\n        s.p = o\nA(os).p.system('id')",
    "a lambda's argument": "import os\n(lambda o: o.system('id'))(os)",
    "a result": "import os\ndef f():\n    return os\nf().system('id')",
    "a lambda's result": "import os\nf = lambda: os\nf().system('id')",
    "a method's result": "import os\nclass A:\n    def f(self):\n        return os\nA().f().system('id')",
    "a property": "import os\nclass A:\n    @property\n    def o(self):\n        return os\nA().o.system('id')",
    "a generator": "import os\ndef f():\n    yield os\nnext(f()).system('id')",
    "partial": "import os\nfrom functools import partial\npartial(os.system, 'id')()",
    "map": "import os\nlist(map(os.system, ['id']))",
    "a decorator": "import os\n@os.system\ndef f(): pass",
    "SimpleNamespace": "import os\nfrom types import SimpleNamespace as S\nS(o=os).o.system('id')",
    "type": "import os\ntype('A', (), {'o': os}).o.system('id')",
    "__call__": "import os\nos.system.__call__('id')",
    "posix": "import subprocess\nsubprocess.os.popen('id')",
    "from a module's module": "from shutil import os as o\no.popen('id')",
    "an annotated name": "import os\no: object = os\no.system('id')",
    "an unpacked import": "from os import system as s, path\ns('id')",
    "nested functions": "import os\ndef f():\n    q = os\n    def g():\n        return q.system('id')\n    return g",
    "try": "import os\ntry:\n    o = os\nexcept Exception:\n    o = None\no.system('id')",
}  # fmt: skip

FILES = {
    "codecs": "import codecs\ncodecs.open('x', 'w')",
    "genfromtxt": "import numpy as np\nnp.genfromtxt('x.csv')",
    "io": "from io import open as o\no('x')",
    "a list of open": "f = [open][0]\nf('x', 'w')",
    "through torch": "import torch\ntorch.os.remove('x')",
    "a table that is written": "import pandas as pd\npd.DataFrame().to_csv('x')",
    "a history": "import readline\nreadline.write_history_file('x')",
    "a log": "import logging\nlogging.FileHandler('x')",
    "gzip": "import gzip\ngzip.open('x')",
    "np.load": "import numpy as np\nnp.load('x.npy')",
}
NETWORK = {
    "genfromtxt": "import numpy as np\nnp.genfromtxt('http://x/y')",
    "loadtxt, put together": "import numpy as np\nnp.loadtxt('ht' + 'tp://x/y')",
    "genfromtxt of a name": "import numpy\nnumpy.genfromtxt(url)",
    "through a module": "import logging.handlers\nlogging.handlers.socket.socket()",
    "a name for it": "import urllib.request\nu = urllib\nu.request.urlopen('http://x')",
    "torch.hub": "import torch\nh = torch.hub\nh.load('a', 'b')",
    "a style": "import matplotlib.pyplot as plt\nplt.style.use('http://x/y')",
}
HIDDEN = {
    "np.load with pickles": "import numpy as np\nnp.load('x.npy', allow_pickle=True)",
    "np.load with pickles, perhaps": "import numpy as np\nnp.load('x.npy', **more)",
    "torch.load": "import torch\ntorch.load('x')",
    "torch.load, renamed": "import torch as t\nl = t.load\nl('x')",
    "pickle": "import pickle as p\np.loads(b'')",
    "pickle through torch": "import torch\ntorch.serialization.pickle.loads(b'')",
    "ctypes": "import ctypes\nctypes.CDLL(None).system(b'id')",
    "timeit": "import timeit\ntimeit.timeit('x()')",
    "cProfile": "import cProfile\ncProfile.run('x()')",
    "cpp_extension": "from torch.utils import cpp_extension\ncpp_extension.load_inline('x', '')",
    "cpp_extension, in full": "import torch.utils.cpp_extension\ntorch.utils.cpp_extension.load('x', [])",
    "eval": "e = eval\ne('1')",
    "exec in a list": "[exec][0]('x')",
    "getattr of a computed name": "import os\ngetattr(os, name)('id')",
    "vars of a computed name": "import os\nvars(os)[name]('id')",
    "vars of a computed name, got": "import os\nvars(os).get(name)('id')",
    "__dict__ of a computed name": "import os\nos.__dict__[name]('id')",
    "sys.modules": "import sys\nsys.modules[name].system('id')",
    "globals of a computed name": "globals()[name]('id')",
    "import of a computed name": "__import__(name).system('id')",
    "importlib of a computed name": "from importlib import import_module as i\ni(name)",
    "attrgetter": "from operator import attrgetter as a\na('system')(os)",
    "methodcaller": "import operator\noperator.methodcaller('system', 'id')(os)",
    "__self__": "print.__self__.eval('1')",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "a frame": "(i for i in ()).gi_frame.f_builtins",
    "code objects": "import types\ntypes.FunctionType(c, {})",
    "__builtins__": "__builtins__.eval('1')",
    "__builtins__ in a text": "globals()['__built' 'ins__']",
    "runpy": "import runpy\nrunpy.run_path('x')",
    "star": "from os import *\nsystem('id')",
    "marshal": "import marshal as m\nm.loads(b'')",
    "breakpoint": "breakpoint()",
    "yaml": "import yaml\nyaml.unsafe_load(text)",
    "numpy's test tools": "import numpy as np\nnp.testing.runstring('x()', {})",
    "mock": "from unittest import mock\nmock.patch('os.system')",
    "Tcl": "import tkinter\ntkinter.Tcl().eval('exec id')",
    "when Python ends": "import atexit\natexit.register(f)",
    "__spec__": "__spec__.loader.load_module('os')",
}

PLAIN = (
    "import math\nmath.exp(1)", "import torch\ntorch.tensor([1.0]).mean()", "getattr(v, 'grad', None)",
    "import torch\ntorch.signal.windows.hann(8)", "import numpy as np\nnp.array([1]).copy()",
    "import numpy as np\nnp.random.random(3)", "import torch\nx = torch.randn(3)\nx.select(0, 1).trace()",
    "class A:\n    def system(self):\n        return 1", "class A:\n    def open(self):\n        return self\nA()",
    "def run(x):\n    return x\nrun(1)", "import torch.nn.functional as F\nF.cross_entropy(a, b)",
    "import matplotlib.pyplot as plt\nplt.plot([1]).copy()", "d = {'os': 1}\nd['os']", "self.code = 1\nself.code.bit",
    "import random\nr = random.Random(1)\nr.random()", "x.__class__.__name__", "type(x).__name__", "os_system = 1",
    "import torch\n@torch.no_grad()\ndef f(x):\n    return x.data", "'{}'.format(1)", "x = [1, 2]\nx.pop(0)",
    "import numpy as np\nnp.load", "import matplotlib.pyplot as plt\nplt.style.use('ggplot')",
    "select = x.select\nselect(1)", "import torch\ntorch.compile",
)  # fmt: skip


def kinds(source: str) -> dict[str, list[str]]:
    """Return what reading steps, separated by a line ``#``, shows, by kind."""
    steps = [(f"s{number}", piece) for number, piece in enumerate(source.split("\n#\n"), start=1)]
    found: dict[str, list[str]] = {}
    for reach in read_pieces(steps).reaches:
        found.setdefault(reach.kind, []).append(reach.text)
    return found


@pytest.mark.parametrize("source", RUNS.values(), ids=RUNS)
def test_processes_in_disguise(source: str) -> None:
    """
    However the way to it is written, a process that code starts is named as one.
    """
    assert kinds(source).get("processes")


@pytest.mark.parametrize("source", FILES.values(), ids=FILES)
def test_files_in_disguise(source: str) -> None:
    """
    Files that are opened by other means than ``open`` are named; what only reads a file is not said to use a network.
    """
    found = kinds(source)

    assert found.get("files") and "network" not in found and "processes" not in found


@pytest.mark.parametrize("source", NETWORK.values(), ids=NETWORK)
def test_the_network_in_disguise(source: str) -> None:
    """
    Addresses that are opened by what also opens files are named as such.
    """
    assert kinds(source).get("network")


@pytest.mark.parametrize("source", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_followed_is_said(source: str) -> None:
    """
    Where reading ends, at names and code that are only put together when it runs, that is said.
    """
    assert kinds(source).get("hidden")


@pytest.mark.parametrize("source", PLAIN)
def test_nothing_is_claimed_of_plain_code(source: str) -> None:
    """
    Code that reaches for nothing is not said to, whatever its names are like.
    """
    found = kinds(source)
    found.pop("files" if "np.load" in source else "", None)

    assert found == {}
