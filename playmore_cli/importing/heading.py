"""What a notebook tells of the lesson as a whole: its title, its lecture, its data."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

import msgspec

from playmore_cli.importing.account import Notes
from playmore_cli.importing.data_files import DATA, can_lie_beside, files_read
from playmore_cli.importing.drafts import StepDraft
from playmore_cli.importing.moments import find_videos
from playmore_cli.importing.notebook import Notebook
from playmore_cli.importing.sections import plain_title
from playmore_cli.lesson.model import Lecture, Lesson, Timecode
from playmore_cli.lesson.nodes import FORBIDDEN


def choose_title(head: Mapping[str, Any], wished: str, notebook: Notebook, outline: str, name: str) -> str:
    """
    Return the lesson's title: the first that is not empty of those that are told, found, or made of the file's name.

    Args:
        head: what an export kept of the lesson.
        wished: what the author says.
        notebook: may name itself in its metadata.
        outline: the notebook's one heading of the highest level, if it has one.
        name: the notebook's file name.
    """
    stem = plain_title(name.rpartition(".")[0].replace("_", " ").replace("-", " "))
    titles = (wished, str(head.get("title", "")), notebook.title, plain_title(outline), stem, "A notebook")
    return next(found for one in titles if (found := " ".join(FORBIDDEN.sub("", one).split())))


def find_video(notebook: Notebook, head: Mapping[str, Any], notes: Notes) -> str:
    """Return the video that the notebook is about: the one that most links lead to, of these the first."""
    lecture = head.get("lecture")
    if isinstance(lecture, dict) and isinstance(lecture.get("video"), str):
        return str(lecture["video"])
    found = [video.id for cell in notebook.cells for video in find_videos(cell.source)]
    if not found:
        notes.add(
            None,
            "placeholder",
            "no link to a video was found; --video ID, or 'video' in the lesson, names it",
        )
        return ""
    best = max(dict.fromkeys(found), key=found.count)
    others = sorted(set(found) - {best})
    if others:
        notes.add(
            None,
            "timecode",
            f"of several videos {best} is taken for the lecture; the others: {', '.join(others)}",
        )
    return best


def make_lecture(
    head: Mapping[str, Any], title: str, video: str, length: float, notebook: Notebook, notes: Notes
) -> Lecture:
    """Return what the lesson says of its lecture; an exported head comes first, then what the notebook tells."""
    kept = head.get("lecture")
    given: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
    by = str(given.get("by", "")) or FORBIDDEN.sub("", ", ".join(notebook.authors))
    if not by:
        notes.add(None, "placeholder", "who gave the lecture is not known; 'by' in the lesson says unknown")
    return Lecture(str(given.get("title", "")) or title, by or "unknown", video, Timecode(length))


def further_keys(
    head: Mapping[str, Any], steps: Sequence[StepDraft], beside: Container[str], notes: Notes
) -> dict[str, Any]:
    """
    Return what else a lesson may say: data and seed, and what an exported head holds besides.

    *beside* are the names of files that lie where the lesson will.
    """
    standard = ("format", "id", "title", "lecture", "about", "chapters")
    further = {key: value for key, value in head.items() if key not in standard}
    if not head:
        opened = files_read(step.code or "" for step in steps)
        own = tuple(name for name in opened if name not in DATA and can_lie_beside(name) and name in beside)
        further["data"] = (*(name for file, name in DATA.items() if file in opened), *own)
    fields = {field.encode_name: field for field in msgspec.structs.fields(Lesson)}
    found = {}
    for key, value in further.items():
        try:
            found[fields[key].name] = msgspec.convert(value, fields[key].type)
        except (KeyError, msgspec.ValidationError):
            notes.add(None, "dropped", f"{key!r} in the notebook's metadata is not as in a lesson")
    return found
