"""Times of chapters and steps: those a notebook names, where they can be, and others between them."""

from collections.abc import Mapping, Sequence
from typing import Any

from playmore_cli.errors import UsageError
from playmore_cli.importing.account import Notes
from playmore_cli.importing.drafts import ChapterDraft, StepDraft
from playmore_cli.importing.moments import fill_times, longest_rise
from playmore_cli.timecode import format_timecode, parse_timecode


def known_length(length: float | None, head: Mapping[str, Any]) -> float | None:
    """Return the length of the video in seconds: as given, else as an exported *head* has it."""
    lecture = head.get("lecture")
    if length is None and isinstance(lecture, dict):
        try:
            return parse_timecode(str(lecture.get("length", "")))
        except UsageError:
            return None  # somebody changed it by hand; it is then as unknown as anybody's
    return length


def set_times(chapters: Sequence[ChapterDraft], length: float | None, notes: Notes) -> float:
    """Give every chapter and step its time; return the length of the lecture."""
    slots: list[ChapterDraft | StepDraft] = []
    for chapter in chapters:
        slots += [chapter, *chapter.steps]
    _drop_impossible(slots, length, notes)
    given = frozenset(id(chapter) for chapter in chapters if chapter.at is not None)
    for chapter in chapters:
        if chapter.at is not None and chapter.steps[0].at is None:
            chapter.steps[0].at = chapter.at
    steps = [step for chapter in chapters for step in chapter.steps]
    known = [step.at for step in steps]
    found = sum(slot.at is not None for slot in slots)
    for step, at in zip(steps, fill_times(known, length), strict=True):
        step.at = at
    for chapter in chapters:
        if chapter.at is None:
            chapter.at = chapter.steps[0].at
    last = steps[-1].at or 0.0
    _tell_of_times(chapters, given, known, length, found, notes)
    return max(length or 0.0, last)


def _drop_impossible(slots: Sequence[ChapterDraft | StepDraft], length: float | None, notes: Notes) -> None:
    """Forget times that go back or lie beyond the end."""
    for slot in slots:
        if slot.at is not None and length is not None and slot.at > length:
            message = (
                f"the timecode {format_timecode(slot.at)} lies beyond the end ({format_timecode(length)})"
            )
            notes.add(cell_of(slot), "timecode", message)
            slot.at = None
    known = [(slot, slot.at) for slot in slots if slot.at is not None]
    rising = set(longest_rise([at for _, at in known]))
    for place, (slot, at) in enumerate(known):
        if place not in rising:
            message = f"the timecode {format_timecode(at)} goes back in time and was not used"
            notes.add(cell_of(slot), "timecode", message)
            slot.at = None


def cell_of(slot: ChapterDraft | StepDraft) -> int | None:
    """Return the number of the first cell that a chapter or step comes from."""
    return slot.cells[0] if slot.cells else None


def _tell_of_times(
    chapters: Sequence[ChapterDraft],
    given: frozenset[int],
    known: Sequence[float | None],
    length: float | None,
    found: int,
    notes: Notes,
) -> None:
    missing = sum(at is None for at in known)
    if not found and length is None:
        message = (
            "no timecodes were found, so every step is at 00:00:00; --length HH:MM:SS spreads them evenly"
        )
        notes.add(None, "placeholder", message)
    elif missing:
        after = next((place for place, at in enumerate(reversed(known)) if at is not None), len(known))
        where = "evenly between those that do" if found else "evenly over the length given"
        message = f"{missing} of {len(known)} steps name no timecode; they are set {where}"
        if length is None and after:
            message += (
                f", and the last {after} at the last one known; --length HH:MM:SS says how long the video is"
            )
        notes.add(None, "placeholder", message)
    if length is None and found:
        notes.add(None, "placeholder", "the length of the video is not known: it is set to the last timecode")
    unsure = [chapter.title for chapter in chapters if id(chapter) not in given]
    if found and unsure:
        shown = ", ".join(repr(title) for title in unsure[:5]) + (", …" if len(unsure) > 5 else "")
        notes.add(None, "placeholder", f"a chapter's timecode counts as exact; set those of {shown}")
