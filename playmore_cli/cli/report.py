"""What to paste where help is asked for: versions, terminal, sizes; no names of people, machines or folders."""

import importlib.metadata
import os
import platform
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from playmore_cli import __version__, paths
from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError
from playmore_cli.settings import KNOWN, as_text
from playmore_cli.sitting.access import catalog

_PACKAGES = (
    "torch", "numpy", "matplotlib", "graphviz", "scikit-learn", "typer", "rich", "prompt-toolkit", "msgspec",
    "pyyaml", "pillow", "platformdirs",
)  # fmt: skip
_TERMINAL = (
    "TERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "COLORTERM",
    "LC_TERMINAL",
    "NO_COLOR",
    "VTE_VERSION",
)
_PRIVATE = ("folder", "folders", "addresses")
"""Kinds of settings whose values say where somebody lives."""
_PATH = re.compile(r"(?<![\w>/])(?:/[\w.+@-]+){2,}/?")

Rows = list[tuple[str, str]]


def report(environment: Environment, failing: Iterable[tuple[str, str]]) -> Rows:
    """
    Return what is known of this machine as pairs of a name and what was found.

    *failing* are the checks that failed, with what they found. Whatever slips in of user, machine or home is
    taken out at the end; nothing here is meant to hold any.
    """
    rows = [
        *_system(),
        *_screen(environment),
        *_packages(environment),
        *_content(environment),
        *_sizes(environment),
    ]
    rows += [("settings", _settings(environment))]
    rows += [(f"failing: {check}", found) for check, found in failing] or [("failing", "nothing")]
    private = list(_private(environment))
    return [(name, _without(private, found)) for name, found in rows]


def _system() -> Iterator[tuple[str, str]]:
    yield "playmore", __version__
    yield "python", f"{platform.python_version()} ({platform.python_implementation()})"
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield "cores", str(os.cpu_count() or "unknown")
    yield "memory", _memory()


def _memory() -> str:
    try:
        return _size(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (ValueError, OSError, AttributeError):
        return "unknown"  # a system that does not say


def _screen(environment: Environment) -> Iterator[tuple[str, str]]:
    size = environment.size()
    ends = [
        name
        for name, stream in (("input", environment.stdin), ("output", environment.stdout))
        if stream.isatty()
    ]
    yield "terminal", f"{size.columns}x{size.lines}, at {' and '.join(ends) or 'neither end'}"
    for name in _TERMINAL:
        if value := environment.variables.get(name):
            yield name, value[:40]
    inside = [name for name, variable in _AROUND if environment.variables.get(variable)]
    yield "inside", ", ".join(inside) or "nothing known"
    yield "colours", _yes(environment.has_colours)
    yield "unicode", f"{_yes(environment.has_unicode)}, {environment.stdout.encoding or 'unknown'}"


_AROUND = (
    ("tmux", "TMUX"),
    ("screen", "STY"),
    ("ssh", "SSH_CONNECTION"),
    ("wayland", "WAYLAND_DISPLAY"),
    ("x11", "DISPLAY"),
)


def _packages(environment: Environment) -> Iterator[tuple[str, str]]:
    from playmore_cli.video.mpv import MpvError, find_mpv, find_version

    for name in _PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, "not installed"
    try:
        yield "mpv", find_version(find_mpv(environment.variables))
    except MpvError:
        yield "mpv", "not installed"


def _content(environment: Environment) -> Iterator[tuple[str, str]]:
    from playmore_cli.store import datasets

    groups = catalog().groups()
    others = sum(len(group.summaries) for group in groups[1:])
    broken = sum(len(group.remarks) for group in groups)
    yield "lessons", f"{len(groups[0].summaries)}, of packages {others}, remarks {broken}"
    for dataset in datasets.DATASETS.values():
        try:
            yield f"data {dataset.name}", datasets.locate(dataset, environment.data_places).source
        except PlaymoreError:
            yield f"data {dataset.name}", "cannot be read"


def _sizes(environment: Environment) -> Iterator[tuple[str, str]]:
    yield "progress", _size(_bytes_in([environment.progress_file]))
    yield "snapshots", _size(_bytes_in(_files(paths.state_folder() / "snapshots")))
    yield "cache", _size(_bytes_in(_files(paths.cache_folder())))


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def _bytes_in(files: Iterable[Path]) -> int:
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except OSError:
            continue  # it went away meanwhile, or never was
    return total


def _settings(environment: Environment) -> str:
    try:
        found = environment.find_settings()
    except PlaymoreError:
        return "the file cannot be read"
    shown = [
        f"{known.name} {'is set' if known.kind in _PRIVATE else as_text(getattr(found.settings, known.name))}"
        f" ({found.sources[known.name]})"
        for known in KNOWN
        if found.sources[known.name] != "default"
    ]
    wrong = [f"{len(found.problems)} wrong"] if found.problems else []
    return ", ".join([*shown, *wrong]) or "all default"


def _private(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield what must not be told, and what stands for it."""
    folders = (
        (paths.state_folder(), "STATE"), (paths.cache_folder(), "CACHE"), (paths.config_file(), "CONFIG"),
        (Path.home(), "HOME"), (_here(), "HERE"),
    )  # fmt: skip
    yield from (
        (str(folder), sign) for folder, sign in folders if folder is not None and len(str(folder)) > 1
    )
    for variable in ("USER", "LOGNAME", "USERNAME"):
        yield environment.variables.get(variable, ""), "USER"
    yield Path.home().name, "USER"
    yield platform.node(), "HOST"
    yield platform.node().partition(".")[0], "HOST"


def _here() -> Path | None:
    try:
        return Path.cwd()
    except OSError:
        return None  # it was removed


def _without(private: Iterable[tuple[str, str]], text: str) -> str:
    r"""
    Return *text* with what is private replaced.

    >>> _without([("/home/ann", "HOME"), ("ann", "USER")], "/home/ann/x by ann, planned, in /opt/y")
    '<HOME> by <USER>, planned, in <PATH>'
    """
    for secret, sign in sorted(private, key=lambda pair: -len(pair[0])):
        if secret:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)(?:/[\w./+@-]*)?", f"<{sign}>", text)
    return _PATH.sub("<PATH>", text)


def _size(count: int) -> str:
    """
    Return a number of bytes in words.

    >>> _size(0), _size(2_500_000), _size(33_000_000_000)
    ('nothing', '2.5 MB', '33.0 GB')
    """
    if not count:
        return "nothing"
    for limit, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= limit:
            return f"{count / limit:.1f} {unit}"
    return f"{count} bytes"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
