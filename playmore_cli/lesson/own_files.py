"""Files of data that lie beside a lesson and that its ``data`` names."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from playmore_cli.errors import did_you_mean
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.model import DATA_SETS, Lesson
from playmore_cli.lesson.nodes import Mapping as MappingNode
from playmore_cli.lesson.nodes import parse_nodes
from playmore_cli.lesson.problems import Finding, Problem, place_findings

MOST = 200 * 1024 * 1024
"""Bytes of one file."""
_CARRIED = 64 * 1024
"""Bytes up to which an export carries a file within itself."""


def files_beside(lesson: Lesson, folder: Path) -> dict[str, Path]:
    """Return where the files of a lesson lie, by the name that its code opens; they need not be there."""
    return {name: folder / name for name in lesson.own_files}


def check_files(path: Path, lesson: Lesson) -> tuple[Problem, ...]:
    """Return each file that a lesson names and that is not beside it, or cannot be taken."""
    if not lesson.own_files:
        return ()
    text = decode(read_content(path), path)
    root, _ = parse_nodes(text)
    assert isinstance(root, MappingNode)
    return place_findings(list(_findings(root, path.parent)), path, text)


def _findings(root: MappingNode, folder: Path) -> Iterator[Finding]:
    for name in root.texts("data"):
        if name.value in DATA_SETS:
            continue
        file = folder / str(name.value)
        if not file.is_file():
            yield Finding(name.line, name.column, f"there is no file {file}", _advice(file))
        elif file.stat().st_size > MOST:
            message = f"{file} has more than {MOST // 1024**2} MB"
            yield Finding(name.line, name.column, message, "make a smaller one for the lesson")


def describe_files(files: Mapping[str, Path]) -> str:
    """Return the files with their sizes and the beginnings of their digests, in one line."""
    return "; ".join(_described(name, path) for name, path in files.items())


def _described(name: str, path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError:
        return f"{name} (not there)"
    size = len(content)
    words = (
        f"{size:,} bytes"
        if size < 10_000
        else f"{size / 1e6:.1f} MB"
        if size >= 1e6
        else f"{size // 1000} kB"
    )
    return f"{name} ({words}, sha256 {sha256(content).hexdigest()[:12]})"


def carried(files: Mapping[str, Path]) -> dict[str, bytes | None]:
    """Return what is in the files that an export can carry; ``None`` for a larger one, or one that is not there."""
    found: dict[str, bytes | None] = {}
    for name, path in files.items():
        try:
            found[name] = path.read_bytes() if path.stat().st_size <= _CARRIED else None
        except OSError:
            found[name] = None
    return found


def _advice(file: Path) -> str:
    try:
        beside = [
            one.name for one in file.parent.iterdir() if one.is_file() and one.suffix not in (".yaml", ".yml")
        ]
    except OSError:
        beside = []  # only a suggestion is lost
    near = did_you_mean(file.name, beside).removeprefix("; ")
    return near or "put it beside the lesson, or correct its name"
