"""
What a lesson's code would do, as far as reading it tells: imports, files, processes, the network.

Nothing is run. It is a reading and no proof: names can be built from text, and a library can do anything. What hides
code from such a reading (`exec`, unpickling, ``__globals__``) is named as well.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from msgspec import Struct

from playmore_cli.lesson.following_names import Names, Targets, is_module, plain_target, read_text
from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.source import parse_source

KINDS = ("files", "processes", "network", "hidden")
"""What is looked for, in the order in which it is told."""

_REACHES = {
    "files": (
        "open", "io.open*", "io.FileIO", "_io.*", "os.open", "os.fdopen", "os.remove", "os.unlink", "os.rename*",
        "os.replace", "os.rmdir", "os.removedirs", "os.mkdir", "os.makedirs", "os.listdir", "os.scandir", "os.walk",
        "os.fwalk", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "os.environ*", "os.getenv*",
        "os.putenv", "os.chdir", "os.mkfifo", "os.sendfile", "posix.*", "shutil.*", "tempfile.*", "pathlib.*",
        "glob.*", "fileinput.*", "mmap.*", "sqlite3.*", "shelve.*", "dbm.*", "zipfile.*", "tarfile.*", "gzip.*",
        "bz2.*", "lzma.*", "codecs.open", "linecache.*", "tokenize.open", "filecmp.*", "fcntl.*", "configparser.*",
        "logging.FileHandler", "logging.basicConfig", "logging.handlers.*", "torch.save", "torch.load",
        "torch.from_file", "torch.jit.load", "torch.jit.save", "torch.utils.tensorboard.*", "torchvision.io.*",
        "torchaudio.*", "safetensors.*", "torch.UntypedStorage.from_file", "numpy.save*", "numpy.load*",
        "numpy.memmap", "numpy.fromfile", "numpy.genfromtxt", "numpy.lib.npyio.*", "numpy.lib.format.open_memmap",
        "numpy.DataSource", "pandas.read_*", "matplotlib.pyplot.savefig", "matplotlib.pyplot.imread",
        "matplotlib.pyplot.imsave", "matplotlib.image.*", "matplotlib.rc_file", "PIL.Image.open", "joblib.*",
        "sklearn.datasets.load_files", "sklearn.datasets.load_svmlight_file*", "pandas.ExcelWriter",
        "pandas.HDFStore", "h5py.*", "imageio.*", "cv2.im*", "soundfile.*", "wave.*", "readline.*", "netrc.*",
        "keyring.*", "mailbox.*", "os.mknod", "os.utime", "os.setxattr",
    ),
    "processes": (
        "subprocess.*", "os.system", "os.popen*", "os.exec*", "os.spawn*", "os.posix_spawn*", "os.fork*", "os.kill*",
        "os.startfile", "os._exit", "os.abort", "pty.*", "multiprocessing.*", "torch.multiprocessing.*", "signal.*",
        "_posixsubprocess.*", "asyncio.create_subprocess_*", "asyncio.subprocess.*", "concurrent.futures.*",
        "torch.utils.cpp_extension.*", "numpy.f2py.*", "numpy.distutils.*", "ensurepip.*", "venv.*", "pip.*",
        "setuptools.*", "IPython.*", "sh.*", "pexpect.*", "graphviz.backend.*", "psutil.*", "resource.*", "plumbum.*",
        "git.*", "distutils.*", "Cython.*",
    ),
    "network": (
        "socket.*", "_socket.*", "ssl.*", "socketserver.*", "urllib.request.*", "urllib.urlopen", "urllib3.*",
        "http.client.*", "http.server.*", "requests.*", "httpx.*", "aiohttp.*", "ftplib.*", "smtplib.*", "poplib.*",
        "imaplib.*", "telnetlib.*", "nntplib.*", "xmlrpc.*", "websocket*.*", "paramiko.*", "webbrowser.*",
        "asyncio.open_*", "asyncio.start_*server*", "torch.hub.*", "torch.utils.model_zoo.*", "torch.distributed.*",
        "huggingface_hub.*", "datasets.*", "transformers.*", "torchvision.datasets.*", "sklearn.datasets.fetch_*",
        "wget.*", "logging.handlers.*", "antigravity", "tiktoken.get_encoding", "tiktoken.encoding_for_model",
        "pycurl.*", "gdown.*", "kaggle*.*", "wandb.*", "openai.*", "anthropic.*", "boto3.*", "selenium.*",
        "playwright.*", "flask.*", "fastapi.*", "uvicorn.*", "gradio.*",
    ),
    "hidden": (
        "eval", "exec", "compile", "breakpoint", "__import__", "__builtins__*", "__spec__.*", "builtins.*",
        "importlib.*", "imp.*", "runpy.*", "pkgutil.*", "zipimport.*", "ctypes.*", "_ctypes.*", "cffi.*", "code.*",
        "codeop.*", "pickle.*", "_pickle.*", "marshal.*", "dill.*", "cloudpickle.*", "copyreg.*", "torch.load",
        "torch.package.*", "torch.ops.load_library", "torch.classes.*", "torch.jit.load",
        "torch.utils.cpp_extension.*", "torch.serialization.*", "joblib.load", "numpy.ctypeslib.*", "numpy.f2py.*",
        "pandas.read_pickle", "pandas.eval", "sys.modules*", "sys.meta_path*", "sys.path*", "sys.settrace",
        "sys.setprofile", "sys._getframe*", "sys.addaudithook", "gc.get_objects", "gc.get_referrers",
        "gc.get_referents", "inspect.currentframe", "inspect.stack", "inspect.getattr_static", "types.FunctionType",
        "types.CodeType", "types.LambdaType", "operator.attrgetter", "operator.methodcaller", "timeit.*",
        "cProfile.*", "profile.*", "trace.*", "pdb.*", "bdb.*", "doctest.*", "site.*", "string.Formatter",
        "logging.config.*", "shelve.*", "multiprocessing.*", "globals.__dict__.__builtins__*", "_thread.*",
        "yaml.load*", "yaml.unsafe_load*", "yaml.full_load*", "yaml.UnsafeLoader", "jsonpickle.*", "numexpr.evaluate",
        "sympy.sympify", "sympy.parsing.*", "numpy.testing.runstring", "numpy.testing.rundocs",
        "numpy.testing.measure", "unittest.mock.patch*", "tkinter.*", "turtle.*", "atexit.*", "threading.settrace",
        "threading.setprofile",
    ),
}  # fmt: skip
_URLS = (
    "numpy.genfromtxt", "numpy.loadtxt", "numpy.lib.npyio.*", "numpy.DataSource", "pandas.read_*",
    "matplotlib.pyplot.imread",
)  # fmt: skip
"""What opens a file or an address, as its first argument says."""
_STYLES = ("matplotlib.style.use", "matplotlib.pyplot.style.use")
"""What takes the name of a style or an address."""
_METHODS = {
    **dict.fromkeys(
        (
            "read_text", "write_text", "read_bytes", "write_bytes", "unlink", "rmtree", "savefig", "tofile", "to_csv",
            "to_pickle", "to_parquet", "to_excel", "to_hdf", "to_feather", "to_sql",
        ),
        "files",
    ),
    **dict.fromkeys(("urlopen", "urlretrieve", "load_state_dict_from_url"), "network"),
    **dict.fromkeys(("Popen", "check_output", "check_call", "popen", "system", "execv", "execve"), "processes"),
    **dict.fromkeys(("f_globals", "f_builtins", "f_back", "f_locals", "gi_frame", "tb_frame", "cr_frame"), "hidden"),
}  # fmt: skip
_SECRET = (
    "__globals__",
    "__subclasses__",
    "__builtins__",
    "__code__",
    "__getattribute__",
    "__import__",
    "__loader__",
    "__spec__",
    "__self__",
    "__mro__",
    "__bases__",
    "__base__",
    "__reduce__",
    "__reduce_ex__",
    "__closure__",
)
"""Ways around every name; as attributes and in text."""
_HARMLESS = ("pathlib.PurePath*", "signal.strsignal", "sys.path.os*")
_MAX_TEXT = 60
_WAYS = frozenset(
    pattern[: place + 1]
    for patterns in (*_REACHES.values(), _STYLES)
    for pattern in patterns
    for place, character in enumerate(pattern)
    if character == "."
)
"""The beginnings of what is looked for: ``os.``, ``torch.``, ``torch.hub.``."""
_READERS = ("getattr", "vars", "globals", "locals")
"""Builtins that reach for nothing and give what does."""
_TAKERS = ("get", "pop", "__getitem__", "setdefault")


_NONE: Mapping[str, str] = MappingProxyType({})


class Reach(Struct, frozen=True):
    """Something that the code of the step *step* reaches for: one of `KINDS`, and the *text* that does it."""

    kind: str
    step: str
    text: str


class CodeReading(Struct, frozen=True):
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


def read_code(lesson: Lesson, modules: Mapping[str, str] = _NONE) -> CodeReading:
    """
    Return what all the code of a lesson reaches for, exercises, cards and live values included.

    Args:
        modules: sources that lie beside it and are imported, by the names of their files.
    """
    return read_pieces([*sources_of(lesson), *modules.items()], digest_of(lesson))


def read_pieces(pieces: Sequence[tuple[str, str]], digest: str = "") -> CodeReading:
    """Return what pieces of code reach for, each with the id of its step, in the order in which they run."""
    trees = [(step, parse_source(source)) for step, source in pieces]
    names = Names(
        (tree for _, tree in trees if tree is not None), _is_worth_following
    )  # a name of one step is used in another
    found = [
        Reach(kind, step, text)
        for step, tree in trees
        if tree is not None
        for kind, text in _reaches(tree, names)
    ]
    modules = {name for _, tree in trees if tree is not None for name in _modules(tree)}
    return CodeReading(
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
    for name, source in sources_of(lesson):
        for part in (name.encode(), source.encode("utf-8", "surrogatepass")):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def sources_of(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield everything that may be run, each with the name of its step, or of its key."""
    for step in lesson.steps:
        for source in _sources(step):
            yield step.id, source
    if lesson.checks:
        yield "checks", lesson.checks


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


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else (node.module or "").partition(".")[0]


def _reaches(tree: ast.AST, names: Names) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of what a piece of code uses; a call is told with its arguments."""
    inner: set[int] = set()  # the parts of `a.b.c` are looked at as one
    nodes = list(ast.walk(tree))
    calls = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        match node:
            case ast.Import():
                for one in node.names:
                    yield from ((kind, f"import {one.name}") for kind in _kinds_of_module(one.name))
            case ast.ImportFrom(level=0):
                for one in node.names:
                    name = plain_target(f"{node.module}.{one.name}")
                    kinds = ("hidden",) if one.name == "*" else _kinds(name) or tuple(_kinds_of_module(name))
                    yield from ((kind, f"from {node.module} import {one.name}") for kind in kinds)
            case ast.Constant(value=str() as text) if any(one in text for one in _SECRET):
                yield "hidden", _short(node)
            case ast.Call():
                yield from ((kind, _short(node)) for kind in _kinds_of_call(node, names))
            case ast.Subscript() if _is_computed(node.value, node.slice, names):
                yield "hidden", _short(node)
            case ast.Subscript():
                text = _short(calls.get(id(node), node))
                for kind in _kinds_of_targets(_named(node, names), ""):
                    yield kind, text
            case ast.Name() | ast.Attribute() if id(node) not in inner:
                part: ast.expr = node
                way: list[str] = []
                while isinstance(part, ast.Attribute):
                    way.append(part.attr)
                    part = part.value
                    inner.add(id(part))
                last = next((one for one in way if one in _SECRET), way[0] if way else "")
                text = _short(calls.get(id(node), node))
                for kind in _kinds_of_targets(_named(node, names), last):
                    yield kind, text


def _named(node: ast.expr, names: Names) -> Targets:
    """Return what an expression itself may stand for; a name that is set here stands for nothing yet."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return frozenset()
    return names.of(node)


def _kinds_of_call(call: ast.Call, names: Names) -> Iterator[str]:
    """Yield of what kinds a call is by its arguments: a name that is put together, an address, a pickle."""
    callees = names.of(call.func)
    if callees & {"getattr", "builtins.getattr"} and len(call.args) > 1:
        if not isinstance(call.args[1], ast.Constant):
            yield "hidden"
        if read_text(call.args[1]) is not None:
            yield from _kinds_of_targets(
                names.of(call) - names.of(call.args[0]), read_text(call.args[1]) or ""
            )
    if isinstance(call.func, ast.Attribute) and call.func.attr in _TAKERS and call.args:
        if _is_computed(call.func.value, call.args[0], names):
            yield "hidden"
        elif any(one.endswith(".__dict__") for one in names.of(call.func.value)):
            yield from _kinds_of_targets(names.of(call), "")
    if any(fnmatchcase(one, pattern) for one in callees for pattern in _URLS):
        place = read_text(call.args[0]) if call.args else None
        if place is None or "://" in place:
            yield "network"
        if place is None or "://" not in place:
            yield "files"
    if callees & {*_STYLES}:
        place = read_text(call.args[0]) if call.args else None
        if place is None or "://" in place:
            yield "network"
    if any(fnmatchcase(one, "numpy.load*") for one in callees):
        for keyword in call.keywords:
            is_off = isinstance(keyword.value, ast.Constant) and not keyword.value.value
            if keyword.arg in ("allow_pickle", None) and not is_off:
                yield "hidden"


def _is_computed(owner: ast.expr, key: ast.expr, names: Names) -> bool:
    """Whether something is taken out of a module's dictionary by a name that reading does not tell."""
    if read_text(key) is not None:
        return False
    return any(one.endswith(".__dict__") or one in ("__builtins__", "sys.modules") for one in names.of(owner))


def _kinds_of_targets(targets: Targets, last: str) -> list[str]:
    """Return what an expression reaches for that may stand for *targets*, or ends in the attribute *last*."""
    found = [kind for target in sorted(targets) for kind in _kinds(target)]
    if last in _SECRET:
        found.append("hidden")
    elif not found and last in _METHODS and not any(_is_harmless(one) for one in targets):
        found.append(_METHODS[last])
    return list(dict.fromkeys(found))


def _kinds_of_module(name: str) -> list[str]:
    """Return what a whole module is for: all of ``socket`` reaches for the network, of ``os`` only some."""
    return [kind for kind, patterns in _REACHES.items() if f"{name}.*" in patterns or name in patterns]


@lru_cache(maxsize=8192)
def _kinds(name: str) -> tuple[str, ...]:
    """Return what a dotted *name* reaches for, or the thing of which it names a part."""
    if _is_harmless(name):
        return ()
    parts = name.split(".")
    wholes = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return tuple(
        kind
        for kind, patterns in _REACHES.items()
        if any(fnmatchcase(whole, pattern) for whole in wholes for pattern in patterns)
    )


@lru_cache(maxsize=8192)
def _is_worth_following(name: str) -> bool:
    """Whether a dotted name reaches for something, or the name of something in it may."""
    return name in (*_READERS, *_STYLES) or bool(_kinds(name)) or is_module(name) or f"{name}." in _WAYS


def _is_harmless(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _HARMLESS)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 2] + " …"
