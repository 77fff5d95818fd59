"""The learner's own editor, for code that is written anew."""

import shlex
import subprocess
import textwrap
from collections.abc import Callable

from playmore_cli.scratch import scratch_folder


def edit_outside(command: str, source: str, task: str, save: Callable[[str], None]) -> str | None:
    """
    Return *source* as it was saved in the learner's editor, the *task* above it as a comment; ``None`` if given up.

    What the editor left goes to *save*, however the editor ended.

    Raises:
        OSError: the editor cannot be started.
    """
    head = task_comment(task)
    with scratch_folder() as folder:
        file = folder / "attempt.py"
        file.write_text(head + source, encoding="utf-8")
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise OSError(0, f"its command does not read as one: {error}") from error
        try:
            ended = subprocess.run([*words, str(file)], check=False)
        finally:
            written = without_comment(file.read_text(encoding="utf-8", errors="replace"), head)
            if written is not None:
                save(written)
        return None if ended.returncode else written


def task_comment(task: str) -> str:
    r"""
    Return a task as comment lines above the code.

    >>> task_comment("Write `f`.\n\nIt returns 1.")
    '# Write `f`.\n#\n# It returns 1.\n\n'
    """
    lines = [
        part
        for line in task.strip().split("\n")
        for part in (textwrap.wrap(line, 88, break_long_words=False) or [""])
    ]
    return "\n".join(f"# {line}".rstrip() for line in lines) + "\n\n"


def without_comment(text: str, head: str) -> str | None:
    """Return what was written below the task; ``None`` where that is nothing."""
    source = text.removeprefix(head) if text.startswith(head) else text.replace(head.rstrip("\n"), "", 1)
    return source.strip("\n") if source.strip() else None
