"""
The user's key, with which snapshots and read lessons are signed: what was not written here is never used.

The key lies with the settings and not with what it signs, so that an archive of states or of the cache holds none. What
signs is made of the key, of the user and of the machine's id, where it has one: a home folder from elsewhere, key and
all, signs nothing that counts here.
"""

import contextlib
import hmac
import os
import stat
from pathlib import Path

SIGNATURE = 32
"""Bytes of a signature."""

_MACHINE = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class ForeignError(Exception):
    """What lies on disk is damaged, or was not written by this program for this user; the message says which."""


def own_folder(folder: Path) -> Path:
    """
    Return *folder*, made if need be, for the user alone.

    Raises:
        ForeignError: it belongs to somebody else, or others may write to it.
        OSError: it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_own(folder)
    return folder


def user_key(path: Path) -> bytes:
    """
    Return what signs for this user on this machine, made of the key in the file *path*; that is made on the first call.

    Raises:
        ForeignError: the file belongs to somebody else, others may read it, or it is damaged.
        OSError: it cannot be read or made.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(path)
    _require_own(path)
    key = path.read_bytes()
    if len(key) != SIGNATURE:
        raise ForeignError(f"{path} is damaged")
    return sign(key, b"%d %s" % (os.getuid(), _machine()))


def sign(key: bytes, data: bytes) -> bytes:
    """Return the signature of *data*."""
    return hmac.digest(key, data, "sha256")


def is_signed(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether *signature* was made with *key* for *data*."""
    return hmac.compare_digest(signature, sign(key, data))


def _make_key(path: Path) -> None:
    """Write a new key whole; of two processes that do so at once the first one's stays."""
    import secrets  # with the rest of what only the very first start needs
    import tempfile

    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix="key-")  # with rights for the user alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIGNATURE))
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()


def _machine() -> bytes:
    """Return what names this machine; nothing where nothing does (macOS, many containers)."""
    for path in _MACHINE:
        with contextlib.suppress(OSError):
            return path.read_bytes().strip()
    return b""


def _require_own(path: Path) -> None:
    found = path.stat()
    if found.st_uid != os.getuid():
        raise ForeignError(f"{path} belongs to another user")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ForeignError(f"{path} is open to others; chmod go-rwx makes it yours alone")
