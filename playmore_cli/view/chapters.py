"""The outline of a lesson as lines: chapters, steps, and where the learner is."""

from playmore_cli.lesson.model import Lesson
from playmore_cli.timecode import format_timecode


def outline_lines(
    lesson: Lesson,
    done: frozenset[str],
    here: str | None,
    *,
    steps: bool = False,
    marked: frozenset[str] = frozenset(),
) -> list[str]:
    """
    Return the outline as lines: a chapter or step each, ``✓`` where done, ``▶`` where the learner is.

    Args:
        lesson: whose outline.
        done: ids of the steps done.
        here: id of the step where the learner is.
        steps: whether to list the steps below their chapters.
        marked: ids of the steps marked as not understood.
    """
    lines = []
    number = 0
    for chapter in lesson.chapters:
        ids = [step.id for step in chapter.steps]
        count = sum(one in done for one in ids)
        sign = "▶" if here in ids else "✓" if count == len(ids) else " "
        lines.append(f"{sign} {format_timecode(chapter.at)}  {chapter.title}  ({count}/{len(ids)})")
        for step in chapter.steps:
            number += 1
            if steps:
                exact = " " if lesson.is_exact(step) else "≈"
                sign = "▶" if step.id == here else "✓" if step.id in done else " "
                kind = f"{len(step.code.splitlines())} lines" if step.code else "narration"
                flag = "  ⚑" if step.id in marked else ""
                lines.append(
                    f"    {sign} {number:>3}  {format_timecode(step.at)} {exact} {step.id}  ({kind}){flag}"
                )
    return lines
