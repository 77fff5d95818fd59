"""
Lessons of installed packages: those with an entry point in the group ``playmore.lessons``.

Its value names a package whose folder holds the lesson files (``course.lessons``), which is found without importing
anything; or an attribute (``course:folder``), a path or a function that returns one. For that the module must be
imported, which happens in a process of its own, so that whatever it imports, prints or breaks stays there.

What was found is kept in one JSON file a search path, with the times of the folders that installing changes:

    {"stamp": [[folder, mtime_ns], ...], "shelves": [[name, version, folder or null, problem], ...]}
"""

import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playmore_cli.whole_files import write_whole

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "playmore.lessons"
_PATIENCE = 60
_MARK = "playmore-folder:"
_ASK = f"""
import importlib, json, os, sys
module, attribute, sys.path[:] = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
found = importlib.import_module(module)
for name in attribute.split("."):
    found = getattr(found, name)
found = found() if callable(found) else found
print("\\n{_MARK}" + os.path.abspath(os.fspath(found)))
"""


class Shelf(NamedTuple):
    """The lesson *folder* of the installed package *name*; ``None`` where it cannot be found, for the *problem*."""

    name: str
    version: str
    folder: Path | None
    problem: str = ""

    @property
    def origin(self) -> str:
        """What the lists call it."""
        return f"{self.name} {self.version}".strip()


def find_shelves(cache: Path | None) -> tuple[Shelf, ...]:
    """
    Return the lesson folders of the installed packages, by the packages' names.

    *cache* is a folder in which to remember them until something is installed or removed; ``None`` for none.
    """
    where = [entry for entry in sys.path if Path(entry).is_absolute() and Path(entry) != _here()]
    stamp = [[entry, time] for entry in where if (time := _changed(entry))]
    key = blake2b("\0".join(where).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    kept = cache / f"packages-{key}.json" if cache else None
    shelves = None if kept is None else _recall(kept, stamp)
    if shelves is None:
        shelves = _search(where)
        if kept is not None and not any(shelf.problem for shelf in shelves):
            _keep(kept, stamp, shelves)
    return shelves


def _search(where: list[str]) -> tuple[Shelf, ...]:
    from importlib.metadata import distributions  # reads every package's list, so only when one changed

    found: dict[tuple[str, str], Shelf] = {}
    for distribution in distributions(path=where):
        for entry in distribution.entry_points:
            if entry.group != GROUP:
                continue
            name = str(distribution.metadata["Name"] or entry.name)
            folder, problem = _folder_of(entry, where)
            found.setdefault((name, entry.name), Shelf(name, distribution.version or "", folder, problem))
    return tuple(found[key] for key in sorted(found))


def _folder_of(entry: "EntryPoint", where: list[str]) -> tuple[Path | None, str]:
    """Return the folder that an entry point names, or why there is none."""
    try:
        module, attribute = entry.module, entry.attr
    except (AttributeError, TypeError):
        return None, f"its entry point {entry.name} = {entry.value!r} is none"
    folder, problem = _asked(module, attribute, where) if attribute else _package_folder(module)
    if folder is not None and not folder.is_dir():
        return None, f"its entry point {entry.name} names {folder}, which is no folder"
    return folder, problem


def _package_folder(module: str) -> tuple[Path | None, str]:
    """Return the folder of a package without importing it or those around it."""
    from importlib.util import find_spec

    top, *inner = module.split(".")
    try:
        spec = find_spec(top)  # of a name without a dot this imports nothing
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return None, f"its entry point names {module}, and there is no {top}"
    folders = [Path(location).joinpath(*inner) for location in spec.submodule_search_locations or ()]
    folder = next((one for one in folders if one.is_dir()), None)
    return folder, "" if folder else f"its entry point names {module}, which is no package with a folder"


def _asked(module: str, attribute: str, where: list[str]) -> tuple[Path | None, str]:
    """Return the folder that an attribute of a module gives, asked in another process."""
    import subprocess  # rarely needed

    command = [sys.executable, "-P", "-c", _ASK, module, attribute, json.dumps(where)]
    try:
        ran = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, f"its entry point {module}:{attribute} did not answer"
    said = ran.stdout.decode(errors="replace")
    if ran.returncode or _MARK not in said:
        words = ran.stderr.decode(errors="replace").strip().splitlines()
        return (
            None,
            f"its entry point {module}:{attribute} gives no folder: {words[-1] if words else 'it ended'}",
        )
    return Path(said.rpartition(_MARK)[2].rstrip("\n")), ""


def _here() -> Path | None:
    """Return the current folder, in which nothing is installed, whatever lies there."""
    try:
        return Path.cwd()
    except OSError:
        return None  # it was removed


def _changed(entry: str) -> int:
    try:
        return Path(entry).stat().st_mtime_ns
    except OSError:
        return 0  # nothing is installed where nothing is


def _recall(kept: Path, stamp: list[list[object]]) -> tuple[Shelf, ...] | None:
    try:
        record = json.loads(kept.read_bytes())
        if record["stamp"] != stamp:
            return None
        return tuple(
            Shelf(name, version, Path(folder) if folder else None, problem)
            for name, version, folder, problem in record["shelves"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # searching again costs time and nothing else


def _keep(kept: Path, stamp: list[list[object]], shelves: tuple[Shelf, ...]) -> None:
    rows = [[one.name, one.version, str(one.folder) if one.folder else None, one.problem] for one in shelves]
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps({"stamp": stamp, "shelves": rows}).encode())
    except OSError:
        return  # without it the next start searches again
