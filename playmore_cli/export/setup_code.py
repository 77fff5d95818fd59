"""
The code that an exported lesson runs before its first step: what playmore itself does for a lesson.

Each piece keeps its names to itself, since a lesson may show on purpose that a name is not there.
"""

import base64
import re
from collections.abc import Mapping

from playmore_cli.export.requirements import all_code, datasets, modules, packages
from playmore_cli.lesson.model import Lesson
from playmore_cli.store.datasets import Dataset

_INSTALL = '''\
def install_what_lacks(packages):
    """Install the packages whose modules cannot be imported here; on Colab and Kaggle all of them can."""
    import importlib.util
    import subprocess
    import sys

    lacking = [package for module, package in packages.items() if importlib.util.find_spec(module) is None]
    if lacking:
        print("installing", *lacking)
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *lacking], check=True)

install_what_lacks({packages})
'''

_CHECK = '''\
def check_packages(packages):
    """Leave with a sentence where a package lacks."""
    import importlib.util
    import sys

    lacking = [package for module, package in packages.items() if importlib.util.find_spec(module) is None]
    if lacking:
        sys.exit(f"this script needs {{', '.join(lacking)}}: python -m pip install {{' '.join(lacking)}}")

check_packages({packages})
'''

_DATA = '''\
def get_data(name, stored, url, sha256):
    """Put the lecture's file into this folder, unless a file of that name is here already."""
    import hashlib
    import os
    import pathlib
    import urllib.request

    target = pathlib.Path(name)
    if target.exists():
        if hashlib.sha256(target.read_bytes()).hexdigest() != sha256:
            print(f"using the {name} that is here; it is not the lecture's own, so figures will differ")
        return
    folders = [pathlib.Path(os.environ["PLAYMORE_DATA_DIR"])] if "PLAYMORE_DATA_DIR" in os.environ else []
    folders += [path for path in pathlib.Path("/kaggle/input").glob("*") if path.is_dir()]
    for path in (folder / known for folder in folders for known in (stored, name)):
        if path.is_file():
            target.write_bytes(path.read_bytes())
            print(f"{name} copied from {path}")
            return
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            content = answer.read()
    except OSError as error:
        problem = f"{name} could not be fetched ({error})"
    else:
        if hashlib.sha256(content).hexdigest() == sha256:
            part = target.with_suffix(".part")
            part.write_bytes(content)
            part.replace(target)
            print(f"{name} fetched from {url}")
            return
        problem = f"what {url} gave is not the lecture's {name}"
    advice = "put a copy into this folder (playmore data shows where playmore keeps one), then run this again"
    {fail}

{calls}
'''

_FILES = '''\
def bring_files(held, wanted):
    """Put the lesson's own files into this folder, unless they are here; say which are still to be put here."""
    import base64
    import pathlib

    for name, content in held.items():
        target = pathlib.Path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.write_bytes(base64.b64decode(content))
    for name in wanted:
        if not pathlib.Path(name).exists():
            problem = f"{{name}} lies beside the lesson; put a copy into this folder, then run this again"
            {fail}

bring_files({held}, {wanted})
'''

_SEED = '''\
def seed_everything(seed):
    """Make every run the same run, as playmore does before the first step."""
    import gc
    import random

    random.seed(seed)
{seeds}    # Looking through the libraries' objects for garbage again and again slows down a lesson of many small ones.
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)

seed_everything({seed})
'''

_DOT_NOTEBOOK = '''\
def show_graphs_without_dot():
    """Where graphviz's program dot is not installed, let playmore draw a graph, or else show its source."""
    import shutil
    import graphviz

    if shutil.which("dot") is not None:
        return
    try:
        from playmore_cli.jupyter import graph_bundle
    except ImportError:
        print("graphs show as text: the program dot of https://graphviz.org is not installed")
        graph_bundle = lambda source: {"text/plain": source}
    for kind in (graphviz.Digraph, graphviz.Graph):
        kind._repr_mimebundle_ = lambda graph, *args, **options: graph_bundle(graph.source)

show_graphs_without_dot()
'''

_SHOW = '''\
def {show}(value):
    """Print a value as a notebook shows the last line of a cell; of a graph the beginning of its source."""
    if value is None:
        return
    text = repr(value)
    if type(value).__module__.startswith("graphviz"):
        lines = value.source.strip().split("\\n")
        more = [f"... and {{len(lines) - 12}} lines more"] if len(lines) > 12 else []
        text = "\\n".join([*lines[:12], *more])
    print(text)
'''

_QUIET_SHOW = '''\
def be_quiet_without_a_screen():
    """Let plt.show() pass in silence where no window can be opened."""
    import warnings
    warnings.filterwarnings("ignore", message=".*non-interactive.*cannot be shown")

be_quiet_without_a_screen()
'''


def install(lesson: Lesson) -> str:
    """Return code that installs what lacks, in a notebook."""
    return _INSTALL.replace("{packages}", repr(packages(lesson))) if packages(lesson) else ""


def check_packages(lesson: Lesson) -> str:
    """Return code that ends a script with a sentence where a package lacks."""
    return _CHECK.format(packages=repr(packages(lesson))) if packages(lesson) else ""


def bring_files(files: Mapping[str, bytes | None], *, leave: bool) -> str:
    """Return code that puts the lesson's own files here, or says which are to be put here, and may *leave*."""
    if not files:
        return ""
    held = {
        name: base64.b64encode(content).decode() for name, content in files.items() if content is not None
    }
    rows = "".join(f"    {name!r}: {text!r},\n" for name, text in held.items())
    wanted = [name for name, content in files.items() if content is None]
    fail = "raise SystemExit(problem)" if leave else "print(problem)"
    return _FILES.format(held=f"{{\n{rows}}}" if held else "{}", wanted=wanted, fail=fail)


def fetch_data(lesson: Lesson, *, leave: bool) -> str:
    """Return code that gets the lecture's files; where they cannot be had it says so, and may *leave*."""
    if not lesson.data_sets:
        return ""
    fail = 'raise SystemExit(f"{problem}; {advice}")' if leave else 'print(f"{problem}; {advice}")'
    calls = "\n".join(_call(one) for one in datasets(lesson))
    return _DATA.replace("{fail}", fail).replace("{calls}", calls)


def _call(one: Dataset) -> str:
    return f'get_data(\n    "{one.filename}",\n    "{one.stored}",\n    "{one.url}",\n    "{one.sha256}",\n)'


def seed(lesson: Lesson) -> str:
    """Return code that seeds every random stream and uses one thread, the fastest on small tensors."""
    used = modules(lesson)
    seeds = ""
    if "numpy" in used or "torch" in used or "sklearn" in used:
        seeds += "    import numpy\n    numpy.random.seed(seed)\n"
    if "torch" in used:
        seeds += "    import torch\n    torch.manual_seed(seed)\n    torch.set_num_threads(1)\n"
    return _SEED.replace("{seeds}", seeds).replace("{seed}", str(lesson.seed))


def graphs_in_a_notebook(lesson: Lesson) -> str:
    """Return code that keeps graphs from failing where ``dot`` is not installed."""
    return _DOT_NOTEBOOK if "graphviz" in modules(lesson) else ""


def show_function(name: str) -> str:
    """Return the function by which a script prints what a notebook would show."""
    return _SHOW.format(show=name)


def quiet_show(lesson: Lesson) -> str:
    """Return code that lets ``plt.show()`` pass in silence where there is no window."""
    return _QUIET_SHOW if "matplotlib" in modules(lesson) else ""


def free_name(lesson: Lesson, *wishes: str) -> str:
    """Return the first of *wishes* that the lesson's code does not use."""
    used = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", all_code(lesson)))
    return next((wish for wish in wishes if wish not in used), f"playmore_{wishes[0]}")
