"""The forms there are, and what writing one gives."""

from collections.abc import Callable

from msgspec import Struct

from playmore_cli.export.document import Document


class Export(Struct, frozen=True):
    """The text of an export, and the files that belong beside it, by their path relative to it."""

    text: str
    files: dict[str, bytes] = {}


def write_form(document: Document, form: str, stem: str) -> Export:
    """
    Return a document in one of the forms ``ipynb``, ``py``, ``md`` and ``html``.

    Args:
        document: what is written.
        form: its ending.
        stem: the file's name without its ending, after which a folder of pictures is named; empty where pictures
            must stand in the text.
    """
    return _WRITERS[form](document, stem)


def _notebook(document: Document, stem: str) -> Export:
    from playmore_cli.export.ipynb import write_notebook

    return Export(write_notebook(document))


def _script(document: Document, stem: str) -> Export:
    from playmore_cli.export.python_script import write_script

    return Export(write_script(document))


def _markdown(document: Document, stem: str) -> Export:
    from playmore_cli.export.markdown import write_markdown

    text, files = write_markdown(document, f"{stem}_files" if stem else "")
    return Export(text, files)


def _page(document: Document, stem: str) -> Export:
    from playmore_cli.export.page import write_page

    return Export(write_page(document))


_WRITERS: dict[str, Callable[[Document, str], Export]] = {
    "ipynb": _notebook,
    "py": _script,
    "md": _markdown,
    "html": _page,
}
