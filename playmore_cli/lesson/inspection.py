"""
What a lesson's code would do, as far as reading it tells: imports, files, processes, the network.

Nothing is run. It is a reading and no proof: names can be built from text, and a library can do anything. What hides
code from such a reading (`exec`, unpickling, ``__globals__``) is named as well.
"""

import ast
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from hashlib import blake2b

from msgspec import Struct

from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.source import parse_source

KINDS = ("files", "processes", "network", "hidden")
"""What is looked for, in the order in which it is told."""

_REACHES = {
    "files": (
        "open", "io.open", "os.open", "os.remove", "os.unlink", "os.rename*", "os.replace", "os.rmdir",
        "os.removedirs", "os.mkdir", "os.makedirs", "os.listdir", "os.scandir", "os.walk", "os.fwalk",
        "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "os.environ*", "os.getenv", "os.chdir",
        "shutil.*", "tempfile.*", "pathlib.*", "glob.*", "fileinput.*", "mmap.*", "sqlite3.*", "shelve.*",
        "zipfile.*", "tarfile.*", "torch.save", "torch.load", "numpy.save*", "numpy.load*", "numpy.memmap",
        "numpy.fromfile", "matplotlib.pyplot.savefig", "matplotlib.pyplot.imread", "matplotlib.pyplot.imsave",
    ),
    "processes": (
        "subprocess.*", "os.system", "os.popen*", "os.exec*", "os.spawn*", "os.posix_spawn*", "os.fork*", "os.kill*",
        "os.startfile", "os._exit", "pty.*", "multiprocessing.*", "torch.multiprocessing.*", "signal.*",
        "asyncio.create_subprocess_*", "concurrent.futures.ProcessPoolExecutor",
    ),
    "network": (
        "socket.*", "ssl.*", "socketserver.*", "urllib.request.*", "urllib.urlopen", "urllib3.*", "http.client.*",
        "http.server.*", "requests.*", "httpx.*", "aiohttp.*", "ftplib.*", "smtplib.*", "poplib.*", "imaplib.*",
        "telnetlib.*", "nntplib.*", "xmlrpc.*", "websocket*.*", "paramiko.*", "webbrowser.*", "asyncio.open_*",
        "asyncio.start_*server*", "torch.hub.*", "torch.distributed.*", "huggingface_hub.*", "datasets.*",
        "torchvision.datasets.*", "sklearn.datasets.fetch_*", "wget.*",
    ),
    "hidden": (
        "eval", "exec", "compile", "__import__", "__builtins__*", "builtins.*", "importlib.*", "runpy.*", "imp.*",
        "ctypes.*", "cffi.*", "code.*", "pickle.*", "_pickle.*", "marshal.*", "dill.*", "cloudpickle.*",
        "torch.load", "joblib.load", "sys.modules*", "sys.meta_path*", "sys.settrace", "gc.get_objects",
        "inspect.currentframe", "sys._getframe*",
    ),
}  # fmt: skip
_METHODS = {
    **dict.fromkeys(
        ("read_text", "write_text", "read_bytes", "write_bytes", "unlink", "savefig", "tofile"), "files"
    ),
    **dict.fromkeys(("urlopen", "urlretrieve", "load_state_dict_from_url"), "network"),
    **dict.fromkeys(("Popen", "check_output", "check_call"), "processes"),
    **dict.fromkeys(("f_globals", "f_builtins", "f_back"), "hidden"),
}
_SECRET = (
    "__globals__",
    "__subclasses__",
    "__builtins__",
    "__code__",
    "__getattribute__",
    "__import__",
    "__loader__",
)
"""Ways around every name; as attributes and in text."""
_HARMLESS = ("pathlib.PurePath*", "signal.strsignal")
_MAX_TEXT = 60


class Reach(Struct, frozen=True):
    """Something that the code of the step *step* reaches for: one of `KINDS`, and the *text* that does it."""

    kind: str
    step: str
    text: str


class Reading(Struct, frozen=True):
    """
    What was found in all code of a lesson.

    Args:
        digest: names exactly this code; another lesson's or a changed one's is another.
        pieces: how many pieces of code were read, *lines* their lines.
        imports: the modules imported, without their submodules, in alphabetical order.
        reaches: each step's first use of each thing, in the lesson's order.
        unreadable: ids of the steps with code that is no Python.
    """

    digest: str
    pieces: int
    lines: int
    imports: tuple[str, ...]
    reaches: tuple[Reach, ...]
    unreadable: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[Reach, ...]:
        """Return what was found of one of the `KINDS`."""
        return tuple(reach for reach in self.reaches if reach.kind == kind)


def read_code(lesson: Lesson) -> Reading:
    """Return what all the code of a lesson reaches for, exercises, cards and live values included."""
    return read_pieces(
        [(step.id, source) for step in lesson.steps for source in _sources(step)], digest_of(lesson)
    )


def read_pieces(pieces: Sequence[tuple[str, str]], digest: str = "") -> Reading:
    """Return what pieces of code reach for, each with the id of its step, in the order in which they run."""
    trees = [(step, parse_source(source)) for step, source in pieces]
    aliases: dict[str, str] = {}
    for _, tree in trees:  # a name imported in one step is used in another
        if tree is not None:
            aliases |= _aliases(tree)
    found = [
        Reach(kind, step, text)
        for step, tree in trees
        if tree is not None
        for kind, text in _reaches(tree, aliases)
    ]
    modules = {name for _, tree in trees if tree is not None for name in _modules(tree)}
    return Reading(
        digest,
        len(pieces),
        sum(source.count("\n") + (not source.endswith("\n")) for _, source in pieces),
        tuple(sorted(modules)),
        tuple(dict.fromkeys(found)),
        tuple(dict.fromkeys(step for step, tree in trees if tree is None)),
    )


def digest_of(lesson: Lesson) -> str:
    """Return what names the lesson's code: 32 hexadecimal digits; words that are not run do not count."""
    total = blake2b(digest_size=16)
    for step in lesson.steps:
        for source in _sources(step):
            for part in (step.id.encode(), source.encode("utf-8", "surrogatepass")):
                total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def _sources(step: Step) -> Iterator[str]:
    """Yield everything in a step that may be run."""
    if step.code is not None:
        yield step.code
    for narration in (*step.pieces, step.then or ""):
        yield from (value.expression for value in find_live_values(narration))
    yield from (figure.value for figure in step.lecture)
    yield from (claim.that for claim in step.holds)
    if step.predict is not None and step.predict.answer not in step.predict.choices:
        yield step.predict.answer
    if step.recreate is not None:
        recreate = step.recreate
        yield from (recreate.start, recreate.check, recreate.solution or "")
        yield from (mistake.code for mistake in recreate.mistakes)
    for card in step.cards:
        yield from (card.code or "", card.check or "")
    for constants in step.pace.values():
        yield from (str(constant) for constant in constants.values() if isinstance(constant, str))


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Return what imported names stand for: ``{"plt": "matplotlib.pyplot", "run": "subprocess.run"}``."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else (node.module or "").partition(".")[0]


def _reaches(tree: ast.AST, aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of what a piece of code uses; a call is told with its arguments."""
    inner: set[int] = set()  # the parts of `a.b.c` are looked at as one
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from ((kind, f"import {one.name}") for kind in _kinds_of_module(one.name))
        if isinstance(node, ast.ImportFrom) and not node.level:
            for one in node.names:
                kinds = ["hidden"] if one.name == "*" else _kinds(f"{node.module}.{one.name}")
                yield from ((kind, f"from {node.module} import {one.name}") for kind in kinds)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _SECRET:
            yield "hidden", repr(node.value)
        if isinstance(node, ast.Call) and (kind := _kind_of_getattr(node, aliases)):
            yield kind, _short(node)
        if not isinstance(node, ast.Name | ast.Attribute) or id(node) in inner:
            continue
        part: ast.expr = node
        while isinstance(part, ast.Attribute):
            part = part.value
            inner.add(id(part))
        name = _dotted(node, aliases)
        text = _short(calls.get(id(node), node))
        yield from (
            (kind, text) for kind in _kinds(name, node.attr if isinstance(node, ast.Attribute) else "")
        )


def _kind_of_getattr(call: ast.Call, aliases: dict[str, str]) -> str:
    """Return of what kind ``getattr(os, "system")`` is; a name that is only known later is hidden."""
    if not isinstance(call.func, ast.Name) or call.func.id != "getattr" or len(call.args) < 2:
        return ""
    owner, name = call.args[:2]
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
        return "hidden"
    return next(iter(_kinds(f"{_dotted(owner, aliases)}.{name.value}", name.value)), "")


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str:
    """Return the full name that ``a.b.c`` stands for, or nothing where it does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(parts)])


def _kinds_of_module(name: str) -> list[str]:
    """Return what a whole module is for: all of ``socket`` reaches for the network, of ``os`` only some."""
    return [kind for kind, patterns in _REACHES.items() if f"{name}.*" in patterns]


def _kinds(name: str, last: str = "") -> list[str]:
    """Return what a dotted *name* reaches for; *last* is its last part where it is an attribute."""
    if last in _SECRET:
        return ["hidden"]
    if any(fnmatchcase(name, pattern) for pattern in _HARMLESS):
        return []
    found = [kind for kind, patterns in _REACHES.items() if any(fnmatchcase(name, one) for one in patterns)]
    return found or ([_METHODS[last]] if last in _METHODS else [])


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 2] + " …"
