"""The state around the namespace: random streams, options, warnings, folder, what was imported and written."""

import importlib
import linecache
import os
import random
import sys
import warnings
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

from playmore_cli.runner.snapshots import devices
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.serials import counter

_MAX_WRITTEN = 20_000_000
"""Bytes of files written by the code that a snapshot takes along."""

Files = dict[str, tuple[int, int]]


class Surroundings:
    """
    What surrounds a fresh namespace, so that a snapshot holds only what differs from it.

    Made before the first step runs, in the code's working folder; *files* are those that lay in it at the very first
    run of the session, as `list_files` gives them.
    """

    def __init__(self, files: Files) -> None:
        torch = sys.modules.get("torch")
        if torch is not None:
            # torch keeps "has been shown once" where nobody can read it; Python's own registries can be kept.
            torch.set_warn_always(True)
        self._last_module = next(reversed(sys.modules))
        self._environment, self._path = dict(os.environ), list(sys.path)
        self._folder = Path.cwd()
        self._files = files

    def take(self) -> dict[str, Any]:
        """
        Return the state as plain data.

        Raises:
            InexactError: the code has written too much into its folder.
        """
        if not self._folder.exists():
            raise InexactError("the code has deleted its folder")
        return self.moment() | {
            "modules": [
                name
                for name in _imported_after(self._last_module)
                if getattr(sys.modules[name], "__spec__", None) is not None
            ],
            "files": self._written(),
        }

    def moment(self) -> dict[str, Any]:
        """Return what can be put back within a process; of environment and search path only what the code changed."""
        return {
            "random": random.getstate(),
            "serials": counter.given,
            "folder": _elsewhere(self._folder),
            "path": self._changed_path(),
            "recursion": sys.getrecursionlimit(),
            "filters": list(warnings.filters),
            "registries": _registries(),
            "environment": self._changed_environment(),
            "sources": {name: entry for name, entry in linecache.cache.items() if _is_of_lesson(name)},
            "options": _options(),
        }

    def _changed_environment(self) -> dict[str, str | None]:
        """Return the variables that the code has set, ``None`` for those it has taken away."""
        now = dict(os.environ)
        changed: dict[str, str | None] = {
            name: value for name, value in now.items() if self._environment.get(name) != value
        }
        return changed | dict.fromkeys(self._environment.keys() - now.keys())

    def _changed_path(self) -> list[int | str] | None:
        """Return ``sys.path``, what stood there before the code by its place alone; ``None`` where that is all."""
        if sys.path == self._path:
            return None
        return [self._path.index(entry) if entry in self._path else entry for entry in sys.path]

    def _written(self) -> dict[str, bytes | None]:
        """Return the files that the code wrote into its folder, ``None`` for those it removed."""
        now = list_files(self._folder)
        changed = [name for name, seen in now.items() if self._files.get(name) != seen]
        if sum(now[name][0] for name in changed) > _MAX_WRITTEN:
            raise InexactError("large files that the code has written")
        written: dict[str, bytes | None] = {name: (self._folder / name).read_bytes() for name in changed}
        return written | {name: None for name in self._files if name not in now}

    def put_back(self, state: dict[str, Any]) -> None:
        """Make the surroundings what they were when *state* was taken; nothing but the namespace stands yet."""
        for name in state["modules"]:
            # What cannot be imported by itself came with something else that can.
            with suppress(Exception):
                importlib.import_module(name)
        self._put_files_back(state["files"])
        self.put_moment_back(state, is_fresh=True)

    def put_moment_back(self, state: dict[str, Any], *, is_fresh: bool = False) -> None:
        """
        Make the surroundings what they were at a `moment` of this process, or of another like it.

        *is_fresh* says that no code has run in this process.
        """
        for name in [name for name in linecache.cache if _is_of_lesson(name)]:
            del linecache.cache[name]
        linecache.cache.update(state["sources"])
        with suppress(OSError):  # a folder that is no longer there
            os.chdir(self._folder if state["folder"] is None else state["folder"])
        self._put_path_back(state["path"])
        self._put_environment_back(state["environment"])
        sys.setrecursionlimit(state["recursion"])
        _put_options_back(state["options"])
        filters: Any = warnings.filters
        filters[:] = state["filters"]
        warnings._filters_mutated()  # type: ignore[attr-defined]
        _put_registries_back(state["registries"], is_fresh=is_fresh)
        counter.given = state["serials"]
        random.setstate(state["random"])

    def _put_path_back(self, changed: list[int | str] | None) -> None:
        if changed is None:
            sys.path[:] = self._path
            return
        there = range(len(self._path))
        sys.path[:] = [
            self._path[one] if isinstance(one, int) else one
            for one in changed
            if isinstance(one, str) or one in there
        ]

    def _put_environment_back(self, changed: dict[str, str | None]) -> None:
        wanted = {name: value for name, value in (self._environment | changed).items() if value is not None}
        for name in os.environ.keys() - wanted.keys():
            del os.environ[name]
        for name, value in wanted.items():
            if os.environ.get(name) != value:
                os.environ[name] = value

    def _put_files_back(self, files: dict[str, bytes | None]) -> None:
        for name, content in files.items():
            path = self._folder / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def _elsewhere(home: Path) -> str | None:
    """Return the working folder where it is not *home*, and is there."""
    try:
        here = Path.cwd()
    except FileNotFoundError:
        return None
    return None if here == home else str(here)


def _is_of_lesson(name: str) -> bool:
    """Whether a source belongs to the state: that of a step does, that of a learner's passing lines does not."""
    return name.startswith("<") and not name.startswith("<try:")


def list_files(folder: Path) -> Files:
    """Return size and time of change of each file below *folder*, by its name relative to it."""
    found: Files = {}
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            seen = path.stat()
            found[str(path.relative_to(folder))] = (seen.st_size, seen.st_mtime_ns)
    return found


# -- warnings that were shown already ------------------------------------------------------------------------------


def _registries() -> dict[str, tuple[bool, dict[Any, Any]]]:
    """Return, per module, which warnings it has shown, and whether that still counts under today's filters."""
    version = _filters_version()
    found = {}
    for name, module in list(sys.modules.items()):
        registry = getattr(module, "__dict__", {}).get("__warningregistry__")
        if isinstance(registry, dict):
            shown = {key: value for key, value in registry.items() if key != "version"}
            if shown:
                found[name] = (registry.get("version") == version, shown)
    return found


class _AtFirst:
    """Which modules had shown warnings when *last* was the one imported last, before any code ran."""

    last = ""
    names: frozenset[str] = frozenset()


def note_shown_warnings() -> None:
    """Look at all modules once; a fresh process, forked later, then need not: looking copies the memory they lie in."""
    _AtFirst.last, _AtFirst.names = next(reversed(sys.modules)), frozenset(_registries())


def _imported_after(last: str) -> list[str]:
    """Return the names of the modules that were imported after the module *last*, in their order."""
    return list(takewhile(lambda name: name != last, reversed(sys.modules)))[::-1]


def _put_registries_back(registries: dict[str, tuple[bool, dict[Any, Any]]], *, is_fresh: bool) -> None:
    version = _filters_version()
    some = {*_AtFirst.names, *registries, *_imported_after(_AtFirst.last)} & sys.modules.keys()
    for name in some if is_fresh else list(sys.modules):
        own = getattr(sys.modules[name], "__dict__", {})
        if name in registries:
            counts, shown = registries[name]
            own["__warningregistry__"] = {**shown, "version": version if counts else -1}
        elif isinstance(own.get("__warningregistry__"), dict):
            own["__warningregistry__"].clear()


def _filters_version() -> Any:
    registry: dict[Any, Any] = {}
    before, warnings.showwarning = warnings.showwarning, lambda *shown, **more: None
    try:
        with suppress(Warning):
            warnings.warn_explicit("which version", UserWarning, "<version>", 1, registry=registry)
    finally:
        warnings.showwarning = before
    return registry.get("version")


# -- options of the libraries --------------------------------------------------------------------------------------


def _options() -> dict[str, Any]:
    found: dict[str, Any] = {}
    numpy, torch, matplotlib = (sys.modules.get(name) for name in ("numpy", "torch", "matplotlib"))
    if numpy is not None:
        found["numpy"] = (numpy.random.get_state(), numpy.get_printoptions(), numpy.geterr())
    if torch is not None:
        found["torch"] = (
            bytes(torch.get_rng_state().numpy()),
            torch.get_default_dtype(),
            torch.is_grad_enabled(),
            torch.are_deterministic_algorithms_enabled(),
            torch.get_num_threads(),
            dict(vars(torch._tensor_str.PRINT_OPTS)),
            devices.streams(),
        )
    if matplotlib is not None:
        usual = matplotlib.rcParamsDefault
        # As plain dicts: reading an entry of the lesson's kind would choose a backend.
        found["matplotlib"] = {
            name: value
            for name, value in dict.items(matplotlib.rcParams)
            if name not in ("backend", "backend_fallback") and dict.get(usual, name) != value
        }
    return found


def _put_options_back(options: dict[str, Any]) -> None:
    if "numpy" in options:
        numpy = importlib.import_module("numpy")
        state, shown, errors = options["numpy"]
        numpy.random.set_state(state)
        numpy.set_printoptions(**{name: value for name, value in shown.items() if name != "override_repr"})
        numpy.seterr(**errors)
    if "torch" in options:
        torch = importlib.import_module("torch")
        state, dtype, with_gradients, deterministic, threads, shown, on_devices = options["torch"]
        torch.set_rng_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
        devices.put_streams_back(on_devices)
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(with_gradients)
        vars(torch._tensor_str.PRINT_OPTS).update(shown)
        if deterministic != torch.are_deterministic_algorithms_enabled():
            torch.use_deterministic_algorithms(deterministic)
        if threads != torch.get_num_threads():
            torch.set_num_threads(threads)
    if "matplotlib" in options:
        matplotlib = importlib.import_module("matplotlib")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            matplotlib.rcParams.update(options["matplotlib"])
