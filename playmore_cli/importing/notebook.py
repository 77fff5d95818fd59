"""A Jupyter notebook as data: its cells, in order, and what they carry."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from playmore_cli.errors import UsageError

MAX_BYTES = 200_000_000
"""A larger file is refused; what makes notebooks large are pictures in their outputs, which a lesson draws anew."""

Kind = Literal["markdown", "code", "raw"]

_EMBEDDED = re.compile(r"data:image/(?P<kind>[a-z0-9.+-]{1,30});base64,(?P<data>[A-Za-z0-9+/=]*)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_WANTED = "give a notebook as Jupyter or Colab saves it (.ipynb)"
_PYTHON = ("python", "ipython", "python3", "xpython")


class NotebookError(UsageError):
    """The file is no notebook that could become a lesson; the message says why, and what to do."""


@dataclass(frozen=True)
class StoredError:
    """An exception that the notebook holds as a cell's output: its *name* and *message*."""

    name: str
    message: str


@dataclass(frozen=True)
class NotebookCell:
    """
    One cell.

    *number* counts from 1; *attachments* are pictures by name, as base64; *playmore* is what an export of ours noted
    down about the cell.
    """

    number: int
    kind: Kind
    source: str
    tags: frozenset[str] = frozenset()
    error: StoredError | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    playmore: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notebook:
    """
    The cells of a notebook; *title* and *authors* are what its metadata say, or empty.

    *playmore* is what an export of ours noted down about the lesson; *upgraded_from* the older format it came in.
    """

    cells: tuple[NotebookCell, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    playmore: Mapping[str, Any] = field(default_factory=dict)
    upgraded_from: int | None = None


def parse_notebook(content: bytes, name: str) -> Notebook:
    """
    Return the notebook in the bytes of a file; *name* is only used in messages.

    Raises:
        NotebookError: they hold no notebook in Python.
    """
    text = _text_of(content, name)
    document = _decode(text, name)
    version = document.get("nbformat")
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotebookError(f"{name} is JSON, but no notebook: it has no nbformat; {_WANTED}")
    upgraded = None
    if version < 4:
        upgraded, document = version, _upgrade(text, name, version)
    elif version > 4:
        raise NotebookError(
            f"{name} is a notebook of format {version}, which is newer than 4; save it as format 4"
        )
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise NotebookError(
            f"{name} is a notebook without a list of cells; open it in Jupyter and save it again"
        )
    metadata = _mapping(document.get("metadata"))
    _refuse_other_languages(metadata, name)
    title = metadata.get("title")
    return Notebook(
        tuple(_cell(number, _mapping(cell), name) for number, cell in enumerate(cells, start=1)),
        title.strip() if isinstance(title, str) else "",
        _authors(metadata.get("authors")),
        _mapping(metadata.get("playmore")),
        upgraded,
    )


def _text_of(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise NotebookError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB; clear its outputs in Jupyter and save it again"
        )
    if not content.strip():
        raise NotebookError(f"{name} is empty; {_WANTED}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotebookError(
            f"{name} is not UTF-8 text (byte {error.start:,} is 0x{content[error.start]:02x}); {_WANTED}"
        ) from error


def _decode(text: str, name: str) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotebookError(f"{name} is not JSON ({error}); {_WANTED}") from error
    if not isinstance(document, dict):
        raise NotebookError(f"{name} is JSON, but no notebook; {_WANTED}")
    return document


def _upgrade(text: str, name: str, version: int) -> dict[str, Any]:
    """Return a notebook of an older format in today's; nbformat does it, which whoever has Jupyter has as well."""
    what = f"{name} is a notebook of format {version}, from before 2015"
    try:
        import nbformat
    except ImportError as error:
        raise NotebookError(
            f"{what}; open it in Jupyter and save it again, or install nbformat here"
        ) from error
    library: Any = nbformat  # its functions have no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of small breaches of the old format, which are mended here
            upgraded = library.reads(text, as_version=4)
    except Exception as error:  # whatever a foreign file makes of a foreign library
        raise NotebookError(
            f"{what}, and damaged ({error!r}); open it in Jupyter and save it again"
        ) from error
    return dict(upgraded)


def _refuse_other_languages(metadata: Mapping[str, Any], name: str) -> None:
    kernel, language = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    found = language.get("name") or kernel.get("language") or "python"
    if isinstance(found, str) and found.lower() not in _PYTHON:
        raise NotebookError(f"{name} is a notebook in {found}; lessons are in Python")


def _cell(number: int, cell: Mapping[str, Any], name: str) -> NotebookCell:
    kind = cell.get("cell_type")
    if kind not in ("markdown", "code", "raw"):
        raise NotebookError(
            f"{name}: cell {number} is of the kind {kind!r}; a notebook has markdown, code and raw cells"
        )
    metadata = _mapping(cell.get("metadata"))
    tags = metadata.get("tags")
    attachments = _attachments(_mapping(cell.get("attachments")))
    source = _text(cell.get("source")).replace("\r\n", "\n").replace("\r", "\n")
    if kind == "markdown":
        source = _with_pictures_apart(source, number, attachments)
    return NotebookCell(
        number,
        kind,
        source,
        frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
        _error(cell.get("outputs")),
        attachments,
        _mapping(metadata.get("playmore")),
    )


def _error(outputs: object) -> StoredError | None:
    for output in outputs if isinstance(outputs, list) else []:
        one = _mapping(output)
        if one.get("output_type") == "error" and isinstance(one.get("ename"), str):
            return StoredError(one["ename"], _ANSI.sub("", _text(one.get("evalue"))))
    return None


def _attachments(attachments: Mapping[str, Any]) -> dict[str, str]:
    """Return the pictures of a cell by name; of several forms of one the first that is a picture."""
    found: dict[str, str] = {}
    for name, forms in attachments.items():
        for kind, data in _mapping(forms).items():
            if kind.startswith("image/"):
                found.setdefault(name, _text(data))
    return found


def _with_pictures_apart(source: str, number: int, attachments: dict[str, str]) -> str:
    """Return the text with pictures that stand in it letter by letter among the *attachments*, and named instead."""

    def name(match: re.Match[str]) -> str:
        found = f"cell-{number}-{len(attachments) + 1}.{match['kind'].partition('+')[0]}"
        attachments[found] = match["data"]
        return f"attachment:{found}"

    return _EMBEDDED.sub(name, source)


def _authors(authors: object) -> tuple[str, ...]:
    names = [_mapping(author).get("name") for author in (authors if isinstance(authors, list) else [])]
    return tuple(name for name in names if isinstance(name, str) and name.strip())


def _text(value: object) -> str:
    """Return a text that JSON holds whole, or as a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
