"""The outline of a lesson as lines: chapters, steps, and where the learner is."""

import textwrap

from playmore_cli.lesson.model import Lesson
from playmore_cli.timecode import format_timecode
from playmore_cli.view.line_breaks import between_words


def outline_lines(
    lesson: Lesson,
    done: frozenset[str],
    here: str | None,
    *,
    steps: bool = False,
    marked: frozenset[str] = frozenset(),
    width: int | None = None,
) -> list[str]:
    """
    Return the outline as lines: a chapter or step each, ``✓`` where done, ``▶`` where the learner is.

    Args:
        lesson: whose outline.
        done: ids of the steps done.
        here: id of the step where the learner is.
        steps: whether to list the steps below their chapters.
        marked: ids of the steps marked as not understood.
        width: columns within which a chapter's title goes on below itself; ``None`` for one line each.
    """
    lines: list[str] = []
    number = 0
    for chapter in lesson.chapters:
        ids = [step.id for step in chapter.steps]
        count = sum(one in done for one in ids)
        sign = "▶" if here in ids else "✓" if count == len(ids) else " "
        head = f"{sign} {format_timecode(chapter.at)}  "
        title = f"{chapter.title}  ({count}/{len(ids)})"
        room = len(head) + len(title) if width is None else max(width - len(head), 16)
        first, *more = textwrap.wrap(title, room) or [""]
        lines += [head + first, *(" " * len(head) + row for row in more)]
        for step in chapter.steps:
            number += 1
            if steps:
                exact = " " if lesson.is_exact(step) else "≈"
                sign = "▶" if step.id == here else "✓" if step.id in done else " "
                kind = _counted_lines(step.code) if step.code else "narration"
                flag = "  ⚑" if step.id in marked else ""
                line = f"    {sign} {number:>3}  {format_timecode(step.at)} {exact} {step.id}  ({kind}){flag}"
                lines += [line] if width is None else between_words(line, width, hang=17).split("\n")
    return lines


def _counted_lines(code: str) -> str:
    count = len(code.splitlines())
    return f"{count} line{'' if count == 1 else 's'}"
