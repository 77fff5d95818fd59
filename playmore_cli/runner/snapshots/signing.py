"""The user's key, with which snapshots are signed: what was not written for this user is never unpacked."""

import contextlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path

from playmore_cli.runner.snapshots.refusals import ForeignError

SIGNATURE = 32
"""Bytes of a signature."""


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


def user_key(folder: Path) -> bytes:
    """
    Return the key in *folder*, made on the first call.

    Raises:
        ForeignError: the file belongs to somebody else, others may read it, or it is damaged.
        OSError: it cannot be read or made.
    """
    path = folder / "key"
    if not path.exists():
        _make_key(path)
    _require_own(path)
    key = path.read_bytes()
    if len(key) != SIGNATURE:
        raise ForeignError(f"{path} is damaged")
    return key


def sign(key: bytes, data: bytes) -> bytes:
    """Return the signature of *data*."""
    return hmac.digest(key, data, "sha256")


def is_signed(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether *signature* was made with *key* for *data*."""
    return hmac.compare_digest(signature, sign(key, data))


def _make_key(path: Path) -> None:
    """Write a new key whole; of two processes that do so at once the first one's stays."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix="key-")  # with rights for the user alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIGNATURE))
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()


def _require_own(path: Path) -> None:
    if not hasattr(os, "getuid"):
        return
    found = path.stat()
    if found.st_uid != os.getuid():
        raise ForeignError(f"{path} belongs to another user")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ForeignError(f"{path} is open to others; chmod go-rwx makes it yours alone")
