"""Which addresses may be read, how long one waits for their answer, and the error where it does not come."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playmore_cli.errors import PlaymoreError


class DownloadError(PlaymoreError):
    """The file did not arrive; the message says why, for every address that was tried."""


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
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address, for one
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or is_loopback(url))


def is_loopback(url: str) -> bool:
    """
    Return whether *url* is plain http to this machine itself.

    >>> is_loopback("http://localhost:8000/x"), is_loopback("http://[::1")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return False
    if parts.scheme != "http" or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    from ipaddress import ip_address  # only a mirror on this machine needs it

    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:  # a name, not an address
        return False
