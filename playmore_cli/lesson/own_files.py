"""Files of data that lie beside a lesson and that its ``data`` names."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b, sha256
from pathlib import Path, PurePath

from playmore_cli.errors import did_you_mean
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.model import DATA_SETS, Lesson
from playmore_cli.lesson.nodes import Mapping as MappingNode
from playmore_cli.lesson.nodes import parse_nodes
from playmore_cli.lesson.problems import Finding, Problem, place_findings

_MOST = 200 * 1024 * 1024
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
        if problem := problem_of(str(name.value), file):
            advice = _advice(file) if not file.is_file() else "put a file of the lesson's own there"
            yield Finding(name.line, name.column, problem, advice)


def problem_of(name: str, file: Path) -> str:
    """
    Return why a *file* that a lesson calls *name* cannot be taken; nothing where it can.

    A link that leads out of the lesson's folder would bring, and export, what its author never had.
    """
    if not file.is_file():
        return f"there is no file {file}"
    folder = file.parents[len(PurePath(name).parts) - 1]
    if not file.resolve().is_relative_to(folder.resolve()):
        return f"{file} is a link out of the lesson's folder, to {file.resolve()}"
    if file.stat().st_size > _MOST:
        return f"{file} has more than {_MOST // 1024**2} MB"
    return ""


def digest_with_files(digest: str, files: Mapping[str, Path]) -> str:
    """Return what names code that has this *digest*, together with its data: *digest* itself where it has none."""
    if not files:
        return digest
    total = blake2b(digest.encode(), digest_size=16)
    for name, path in sorted(files.items()):
        content = _content(name, path)
        total.update(f"\0{name}\0{'none' if content is None else sha256(content).hexdigest()}".encode())
    return total.hexdigest()


def describe_files(files: Mapping[str, Path]) -> str:
    """Return the files with their sizes and the beginnings of their digests, in one line."""
    return "; ".join(_described(name, _content(name, path)) for name, path in files.items())


def _described(name: str, content: bytes | None) -> str:
    if content is None:
        return f"{name} (not there)"
    return f"{name} ({size_in_words(len(content))}, sha256 {sha256(content).hexdigest()[:12]})"


def size_in_words(size: int) -> str:
    """
    Return how large a file of so many bytes is.

    >>> size_in_words(64_000)
    '64 kB'
    """
    if size < 10_000:
        return f"{size:,} bytes"
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size // 1000} kB"


def carried(files: Mapping[str, Path]) -> dict[str, bytes | None]:
    """Return what is in the files that an export can carry; ``None`` for a larger one, or one that is not there."""
    found = {name: _content(name, path) for name, path in files.items()}
    return {
        name: content if content is not None and len(content) <= _CARRIED else None
        for name, content in found.items()
    }


def _content(name: str, path: Path) -> bytes | None:
    """Return what is in a file that a lesson brings; nothing where it cannot be taken, which opening it tells."""
    try:
        return None if problem_of(name, path) else path.read_bytes()
    except OSError:
        return None


def _advice(file: Path) -> str:
    try:
        beside = [
            one.name for one in file.parent.iterdir() if one.is_file() and one.suffix not in (".yaml", ".yml")
        ]
    except OSError:
        beside = []  # only a suggestion is lost
    near = did_you_mean(file.name, beside).removeprefix("; ")
    return near or "put it beside the lesson, or correct its name"
