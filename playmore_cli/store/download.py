"""A file from the network, whole and as expected, or not at all."""

import errno
import hashlib
import os
import ssl
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from io import RawIOBase
from ipaddress import ip_address
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from playmore_cli.errors import PlaymoreError

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes that there will be."""

_CHUNK = 1 << 16
_STALE_S = 3600.0
_PART = ".part"


class DownloadError(PlaymoreError):
    """The file did not arrive; the message says why, for every address that was tried."""


class _NoRoomError(DownloadError):
    """The folder cannot take the file; another address would not help."""


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: *stall_s* for a sign of life, *whole_s* for one address altogether."""

    stall_s: float = 10.0
    whole_s: float = 120.0


PATIENCE = Patience()


def is_allowed(url: str) -> bool:
    """
    Return whether *url* may be read: https, or plain http on this machine itself.

    >>> is_allowed("https://example.org/names.txt"), is_allowed("http://example.org/names.txt")
    (True, False)
    >>> is_allowed("http://127.0.0.1:8000/names.txt"), is_allowed("file:///etc/passwd")
    (True, False)
    """
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or _is_loopback(url))


def _is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:  # a name, not an address
        return False


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
    with _writing(target.parent):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            digest = _receive(url, file, target.parent, size, on_progress, patience)
            if digest != sha256:
                raise DownloadError(
                    f"what came is not the expected file (sha256 {digest[:12]}…, expected {sha256[:12]}…)"
                )
            with _writing(target.parent):
                os.fsync(file.fileno())
                # mkstemp makes files private; the data is public and the folder's rights decide.
                part.chmod(0o644)
        with _writing(target.parent):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _receive(
    url: str, file: RawIOBase, folder: Path, size: int, on_progress: Progress, patience: Patience
) -> str:
    """Write the answer to *file*, which lies in *folder*, and return its sha256."""
    digest, done = hashlib.sha256(), 0
    give_up = time.monotonic() + patience.whole_s
    with _reading(patience), _opener(url).open(_request(url), timeout=patience.stall_s) as response:
        on_progress(0, size)
        while block := _read(response):
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
    return digest.hexdigest()


def _read(response: HTTPResponse) -> bytes:
    # read() would wait for a whole block, however slowly it drips in; read1() hands on what is there.
    return response.read1(_CHUNK)


def _write_all(file: RawIOBase, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[file.write(view) or 0 :]


def _request(url: str) -> urllib.request.Request:
    return urllib.request.Request(url, headers={"User-Agent": "playmore"})


def _opener(url: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_SafeRedirect()]
    if _is_loopback(url):
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy elsewhere cannot see this machine
    return urllib.request.build_opener(*handlers)


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to something weaker nor from elsewhere into this machine."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        is_local_hop = _is_loopback(req.full_url) and _is_loopback(newurl)
        if not (urlsplit(newurl).scheme == "https" or is_local_hop):
            raise DownloadError(f"it sends us on to {newurl}, which is not an https address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextmanager
def _reading(patience: Patience) -> Iterator[None]:
    """Turn what the network can do to us into a sentence."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        reason = str(error.reason).partition("\n")[0]  # urllib explains redirects in several lines
        raise DownloadError(f"the server answers {error.code} {reason}".rstrip()) from error
    except urllib.error.URLError as error:
        raise DownloadError(_sentence(error.reason, patience)) from error
    except (OSError, HTTPException) as error:
        raise DownloadError(_sentence(error, patience)) from error


def _sentence(reason: object, patience: Patience) -> str:
    if isinstance(reason, TimeoutError):
        return f"no sign of life for {patience.stall_s:.0f} seconds"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message})"
    if isinstance(reason, OSError):
        return f"no connection ({reason.strerror or reason})"
    return f"no proper answer ({reason})"


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
