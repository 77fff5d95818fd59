"""Lesson files that ``playmore check`` writes: their figures, and their form."""

from pathlib import Path

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.one_form import in_one_form
from playmore_cli.whole_files import write_whole

_MARK = "\ufeff".encode()


def rewrite(path: Path, before: bytes, text: str) -> None:
    r"""
    Write *text* into a lesson file as the file was: with its mark at the beginning and its line ends.

    Args:
        path: the file.
        before: what stands in it.
        text: what is to stand there, its lines ending at ``\n``.

    Raises:
        PlaymoreError: the file cannot be written.
    """
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    content = text.encode()
    try:
        write_whole(path, _MARK + content if before.startswith(_MARK) else content)
    except OSError as error:
        raise PlaymoreError(f"{path} cannot be written: {error.strerror}; nothing was changed") from error


def bring_into_form(path: Path) -> bool:
    """
    Bring a valid lesson file into the one form; return whether that changed it.

    Raises:
        PlaymoreError: it cannot be written, or would hold another lesson.
    """
    content = read_content(path)
    text = decode(content, path)
    new = in_one_form(text)
    if new != text:
        rewrite(path, content, new)
    return new != text
