"""Files that were closed: what ``with open(...) as f`` leaves behind in ``f``."""

import io
from typing import Any

from playmore_cli.runner.snapshots import rebuilding
from playmore_cli.runner.snapshots.refusals import InexactError

FILES = (io.TextIOWrapper, io.BufferedReader, io.BufferedWriter)


def reduce_closed_file(file: Any, insides: list[Any]) -> Any:
    """
    Return how to make a closed file again, and add to *insides* what it is made of.

    Raises:
        InexactError: it was not made by ``open``, or held a file that must not be there.
    """
    is_text = type(file) is io.TextIOWrapper
    buffer = file.buffer if is_text else file
    raw = getattr(buffer, "raw", None)
    if type(buffer) not in FILES or type(raw) is not io.FileIO or "x" in raw.mode or not raw.closefd:
        raise InexactError(f"an object of class {type(file).__name__}")
    insides += [raw, buffer] if is_text else [raw]
    if not is_text:
        return rebuilding.closed_file, (raw.mode, raw.name, None, None, "")
    met = file.newlines or ""
    form = (file.mode, raw.name, file.encoding, file.errors, met if isinstance(met, str) else "".join(met))
    return rebuilding.closed_file, form
