"""
Modules that lie beside a lesson by others and that its code imports, directly or through one another.

They are read once: what was read is what the learner is asked about, and what the code finds. Modules of the standard
library are never looked for there.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from playmore_cli.lesson.inspection import sources_of
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.source import parse_source

_MOST = 10**6
"""Bytes of one file; what is longer is no module that somebody wrote beside a lesson."""


def modules_beside(lesson: Lesson, folder: Path) -> dict[str, str]:
    """
    Return the source of each file that the lesson's code imports from *folder*, by its path there.

    Of a package all files are taken, of a module its own. What cannot be read, or is no UTF-8, is not there.
    """
    found: dict[str, str] = {}
    waiting = [source for _, source in sources_of(lesson)]
    while waiting:
        for name in sorted(_imported(waiting.pop())):
            new = {path: text for path, text in _files_of(name, folder) if path not in found}
            found |= new
            waiting += new.values()
    return dict(sorted(found.items()))


def digest_with(digest: str, modules: Mapping[str, str]) -> str:
    """Return what names a lesson's code together with its modules: the lesson's own *digest* where it has none."""
    if not modules:
        return digest
    total = blake2b(digest.encode(), digest_size=16)
    for part in (part.encode() for one in sorted(modules.items()) for part in one):
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def _imported(source: str) -> set[str]:
    tree = parse_source(source)
    names: set[str] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            names |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names


def _files_of(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    package = folder / name
    paths = sorted(package.rglob("*.py")) if (package / "__init__.py").is_file() else [folder / f"{name}.py"]
    for path in paths:
        try:
            if path.is_file() and path.stat().st_size <= _MOST:
                yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue  # the code that imports it is told so, as of any module that is not there
