"""Notes and marks as Markdown, with links to the second of the video."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from playmore_cli.export.parts import linked
from playmore_cli.lesson.model import Lesson
from playmore_cli.timecode import format_timecode, video_link


@dataclass(frozen=True)
class NoteEntry:
    """A note at a step, *seconds* into the video; *text* is ``None`` for a mark that it was not understood."""

    lesson: str
    step: str
    seconds: float
    text: str | None


def notes_markdown(entries: Sequence[NoteEntry], lessons: Mapping[str, Lesson]) -> str:
    """
    Return *entries* as Markdown, by lesson and chapter and in the order of the lectures.

    *lessons* holds those that are installed, by id; of others the times are given without links.
    """
    known = list(lessons)
    places = {name: place for place, name in enumerate(known)}
    ordered = sorted(entries, key=lambda one: (places.get(one.lesson, len(known)), one.lesson, one.seconds))
    blocks = []
    for name, own in groupby(ordered, key=lambda one: one.lesson):
        lesson = lessons.get(name)
        blocks.append(f"# Notes on {name}" + (f", {lesson.title}" if lesson else ""))
        for chapter, some in groupby(own, key=lambda one: _chapter(one, lesson)):
            if chapter:
                blocks.append(f"## {chapter}")
            blocks.append("\n".join(_line(one, lesson) for one in some))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _chapter(entry: NoteEntry, lesson: Lesson | None) -> str:
    if lesson is None or not lesson.has_step(entry.step):
        return ""
    return lesson.chapter_of(lesson.steps[lesson.index_of(entry.step)]).title


def _line(entry: NoteEntry, lesson: Lesson | None) -> str:
    clock = format_timecode(entry.seconds)
    when = linked(clock, video_link(lesson.lecture.video, entry.seconds)) if lesson else clock
    text = "⚑ not understood" if entry.text is None else entry.text.replace("\n", "\n  ")
    return f"- {when} `{entry.step}`: {text}"
