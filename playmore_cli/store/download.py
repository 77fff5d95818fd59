"""A file from the network, whole and as expected, or not at all."""

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import RawIOBase
from pathlib import Path

from playmore_cli.store.addresses import PATIENCE, DownloadError, Patience, is_allowed

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes that there will be."""

_STALE_S = 3600.0
_PART = ".part"


class _NoRoomError(DownloadError):
    """The folder cannot take the file; another address would not help."""


def download(
    urls: tuple[str, ...],
    target: Path,
    *,
    sha256: str,
    size: int,
    on_progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> Path:
    """
    Return *target*, holding the *size* bytes with this *sha256*, from the first address that has them.

    The file is written under a name of its own beside *target* and renamed when it is complete and checked:
    *target* is never half a file, also when two processes do this at once. Whatever ends the download early,
    an interrupt included, leaves nothing behind.

    Raises:
        DownloadError: no address gave the file, or the folder cannot take it.
    """
    with _writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_parts(target.parent, older_than_s=_STALE_S)
    failures = []
    for url in urls:
        try:
            _download_one(url, target, sha256, size, on_progress, patience)
        except _NoRoomError:
            raise
        except DownloadError as error:
            failures.append(f"{url}: {error}")
        else:
            return target
    raise DownloadError("\n".join(failures))


def remove_parts(folder: Path, *, older_than_s: float = 0.0) -> None:
    """Remove what downloads that were killed left in *folder*; younger files may belong to one under way."""
    now = time.time()
    for part in folder.glob(f".*{_PART}"):
        try:
            if now - part.stat().st_mtime >= older_than_s:
                part.unlink()
        except FileNotFoundError:
            continue  # another process was quicker


def _download_one(
    url: str, target: Path, sha256: str, size: int, on_progress: Progress, patience: Patience
) -> None:
    if not is_allowed(url):
        raise DownloadError("not an https address")
    import tempfile  # with the rest of what only a download needs: most starts of a lesson need none

    with _writing(target.parent):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            _receive(url, file, target.parent, sha256, size, on_progress, patience)
            with _writing(target.parent):
                os.fsync(file.fileno())
        with _writing(target.parent):
            # mkstemp makes files private; this data is public, and the folder's rights decide.
            part.chmod(0o644)
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _receive(
    url: str,
    file: RawIOBase,
    folder: Path,
    sha256: str,
    size: int,
    on_progress: Progress,
    patience: Patience,
) -> None:
    """Write the answer to *file*, which lies in *folder*; refuse it if it is not the expected one."""
    from playmore_cli.store.web import read_blocks

    digest, done = hashlib.sha256(), 0
    give_up = time.monotonic() + patience.whole_s
    on_progress(0, size)
    with closing(read_blocks(url, patience)) as blocks:
        for block in blocks:
            done += len(block)
            if done > size:
                raise DownloadError(f"what came is longer than the {size:,} bytes of the expected file")
            digest.update(block)
            with _writing(folder):
                _write_all(file, block)
            on_progress(done, size)
            if time.monotonic() > give_up:
                raise DownloadError(f"too slow: {done:,} of {size:,} bytes in {patience.whole_s:.0f} seconds")
    if done < size:
        raise DownloadError(f"the connection ended after {done:,} of {size:,} bytes")
    if digest.hexdigest() != sha256:
        raise DownloadError(
            f"what came is not the expected file (sha256 {digest.hexdigest()[:12]}…, expected {sha256[:12]}…)"
        )


def _write_all(file: RawIOBase, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[file.write(view) or 0 :]


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the disk can do to us into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise _NoRoomError(
                f"there is no room in {folder} ({error.strerror}); make some and try again"
            ) from error
        raise _NoRoomError(
            f"{folder} cannot be written ({error.strerror}); correct it and try again"
        ) from error
