"""Reading from the network. Apart from the rest because it is slow to import, and few starts need it."""

import ssl
import urllib.error
import urllib.request
from collections.abc import Generator
from http.client import HTTPException, HTTPMessage
from typing import IO

from playmore_cli.store.addresses import DownloadError, Patience, is_allowed, is_loopback

_CHUNK = 1 << 16


def read_blocks(url: str, patience: Patience) -> Generator[bytes, None, None]:
    """
    Yield what *url* answers, as it comes.

    Raises:
        DownloadError: there is no answer, or it is no file, or it stops for longer than *patience* allows.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "playmore"})
    try:
        with _opener(url).open(request, timeout=patience.stall_s) as response:
            # read() would wait for a whole block, however slowly it drips in; read1() hands on what is there.
            while block := response.read1(_CHUNK):
                yield block
    except urllib.error.HTTPError as error:
        error.close()
        reason = str(error.reason).partition("\n")[0]  # urllib explains redirects in several lines
        raise DownloadError(f"the server answers {error.code} {reason}".rstrip()) from error
    except urllib.error.URLError as error:
        raise DownloadError(_sentence(error.reason, patience)) from error
    except (OSError, HTTPException) as error:
        raise DownloadError(_sentence(error, patience)) from error
    except ValueError as error:  # urllib takes apart where the server sends us on before anybody can look
        raise DownloadError(f"the server's answer leads to no address ({error})") from error


def _opener(url: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_SafeRedirect()]
    if is_loopback(url):
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
        is_local_hop = is_loopback(req.full_url) and is_loopback(newurl)
        if not (is_local_hop or (is_allowed(newurl) and not is_loopback(newurl))):
            raise DownloadError(f"it sends us on to {newurl}, which is not an https address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _sentence(reason: object, patience: Patience) -> str:
    if isinstance(reason, TimeoutError):
        return f"no sign of life for {patience.stall_s:.0f} seconds"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({reason.verify_message})"
    if isinstance(reason, OSError):
        return f"no connection ({reason.strerror or reason})"
    return f"no proper answer ({reason})"
