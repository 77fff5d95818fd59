"""
Courses of others, fetched once from an address into a folder of the user's own.

A git repository is cloned without its history; of an https address a lesson file or an archive is taken. Nothing of
what comes is run here: a lesson's code is asked about when it is to run. Links, and names that lead out of the folder,
are not taken over.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from playmore_cli.errors import PlaymoreError, UsageError
from playmore_cli.store.addresses import PATIENCE, is_allowed

_MOST = 100 * 1024 * 1024
"""Bytes that a course may have, packed or unpacked."""
_MOST_FILES = 5_000
_PATIENCE = 300
"""Seconds that git may take."""
_ARCHIVES = (".zip", ".tar.gz", ".tgz")
_FILES = (".yaml", ".yml", *_ARCHIVES)


class CourseError(PlaymoreError):
    """A course could not be fetched; the message says why."""


def is_address(text: str) -> bool:
    """
    Return whether *text* is an address and no name of a folder or package.

    >>> is_address("https://example.org/course.git"), is_address("git@example.org:x.git"), is_address("~/course")
    (True, True, False)
    """
    return "://" in text or bool(re.match(r"[\w.-]+@[\w.-]+:", text))


def is_archive(name: str) -> bool:
    """Return whether a file is by its name an archive that can hold a course."""
    return name.lower().endswith(_ARCHIVES)


def fetch_course(address: str, folder: Path) -> tuple[Path, str]:
    """
    Return a new folder in *folder* with what is at the address, and the digest by which it is known.

    Raises:
        UsageError: such an address is not fetched from.
        CourseError: it does not come, is too large, or the disk cannot take it.
    """
    try:
        path = urlsplit(address).path if "://" in address else address
    except ValueError as error:  # brackets that hold no address, for one
        raise UsageError(f"{address} is no address: {error}") from error
    is_file = path.lower().endswith(_FILES)
    if "://" in address and not (is_allowed(address) or address.startswith(("ssh://", "file://"))):
        raise UsageError(f"{address} is no https address; nothing is fetched from others")
    with _made(folder) as made:
        digest = _download(address, made) if is_file else _clone(address, made)
        name = re.sub(r"[^\w]+", "-", PurePosixPath(path).name.partition(".")[0]).strip("-").lower()
        target = folder / f"{name or 'course'}-{digest[:10]}"
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    return target, digest


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside those of other courses; what is left of it at the end goes."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(tempfile.mkdtemp(dir=folder, prefix=".coming-"))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise CourseError(f"{error.filename or folder} cannot be written: {error.strerror}") from error


def _clone(address: str, folder: Path) -> str:
    """Fill a folder with the newest state of a repository, and return its commit."""
    if shutil.which("git") is None:
        raise CourseError(
            "git is not installed here, and it fetches this address; install it, or give that of an archive"
        )
    variables = dict(os.environ) | {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "https:http:ssh:file"}
    place = folder / "course"
    plain = ("-c", "core.symlinks=false", "-c", "core.hooksPath=/dev/null")
    words = ("clone", "--quiet", "--depth", "1", "--no-tags", "--template=", "--", address, str(place))
    _git((*plain, *words), variables, address)
    commit = _git(("-C", str(place), "rev-parse", "HEAD"), variables, address).strip()
    shutil.rmtree(place / ".git", ignore_errors=True)
    for one in list(place.iterdir()):
        one.rename(folder / one.name)
    place.rmdir()
    return commit


def _git(words: tuple[str, ...], variables: dict[str, str], address: str) -> str:
    try:
        ran = subprocess.run(
            ("git", *words),
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CourseError(f"{address} did not come within {_PATIENCE} seconds") from error
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if line.strip()] or ["git says nothing more"]
        raise CourseError(f"{address} cannot be fetched: {said[-1]}")
    return ran.stdout


def _download(address: str, folder: Path) -> str:
    """Fill a folder with the file at an address, unpacked if it is an archive, and return its sha256."""
    from playmore_cli.store.web import read_blocks  # slow to import

    content = bytearray()
    with closing(read_blocks(address, PATIENCE)) as blocks:
        for block in blocks:
            content += block
            if len(content) > _MOST:
                raise CourseError(f"{address} has more than {_MOST // 1024**2} MB; no course is that large")
    name = PurePosixPath(urlsplit(address).path).name
    if name.lower().endswith((".yaml", ".yml")):
        (folder / re.sub(r"[^\w.-]", "-", name)).write_bytes(content)
    else:
        _unpack(bytes(content), name.lower(), folder, address)
    return hashlib.sha256(content).hexdigest()


def _unpack(content: bytes, name: str, folder: Path, address: str) -> None:
    try:
        held = _zipped(content) if name.endswith(".zip") else _tarred(content)
        left, files = _MOST, 0
        for inner, data in held:
            left, files = left - len(data), files + 1
            if left < 0 or files > _MOST_FILES:
                raise CourseError(f"{address} unpacks to more than a course can be")
            target = folder / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError) as error:
        raise CourseError(f"{address} is no archive that can be read: {error}") from error


def _zipped(content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for one in archive.infolist():
            inner = _inner(one.filename)
            is_plain = (one.external_attr >> 16) & 0o170000 in (0, 0o100000)
            if inner is not None and not one.is_dir() and is_plain and one.file_size <= _MOST:
                yield inner, archive.read(one)


def _tarred(content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for one in archive:
            inner = _inner(one.name)
            if (
                inner is not None
                and one.isfile()
                and one.size <= _MOST
                and (file := archive.extractfile(one))
            ):
                yield inner, file.read()


def _inner(name: str) -> PurePosixPath | None:
    """Return the name of a file in an archive, unless it leads out of it."""
    path = PurePosixPath(name)
    return None if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts else path
