"""The bytes and the text of a lesson file; what can go wrong on the way is said in one sentence."""

from pathlib import Path

from playmore_cli.lesson.problems import Finding, LessonError, Problem, place_findings

MAX_BYTES = 5_000_000
"""A larger file is refused; the longest lesson has about 300 kB."""


def read_content(path: Path) -> bytes:
    """
    Return the bytes of a lesson file.

    Raises:
        LessonError: it is missing, unreadable, no plain file, or too large.
    """
    try:
        if not path.exists():
            raise _refusal(path, "there is no such file", "playmore list shows the lessons")
        if not path.is_file():
            raise _refusal(
                path, "this is a folder, not a lesson file" if path.is_dir() else "this is no plain file"
            )
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refusal(path, f"the file cannot be read: {reason}") from error
    if len(content) > MAX_BYTES:
        raise _refusal(
            path, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "a lesson is much smaller"
        )
    return content


def decode(content: bytes, path: Path) -> str:
    r"""
    Return the text in the bytes of a lesson file, its lines ending at ``\n``.

    Raises:
        LessonError: it is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, shown = content[: error.start], content.decode("utf-8", "replace")
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8 text"
        raise LessonError(
            place_findings([Finding(line, column, message, "save the file as UTF-8")], path, shown)
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refusal(path: Path, message: str, advice: str = "") -> LessonError:
    return LessonError([Problem(str(path), 0, 0, message, advice)])
