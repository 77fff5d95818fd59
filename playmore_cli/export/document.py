"""
A lesson, and what a run of it and its learner added, as one value that every form is written from.

Nothing here reads a disk or asks a process: the recording and the learner's own things are handed in.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from playmore_cli.exercises.judging import Comparison
from playmore_cli.export.saying import Said, said, without_keys
from playmore_cli.lesson.evolution import CodeChanges, find_changes
from playmore_cli.lesson.model import Chapter, Lesson, PaceName, Step
from playmore_cli.lesson.older_code import find_older, piece_of
from playmore_cli.lesson.pace import source_at
from playmore_cli.outputs import Output
from playmore_cli.timecode import format_timecode, video_link


class Played(Struct, frozen=True):
    """
    What a run gave at one step.

    *values* holds the live values of each narration by its text; *answer* the right answer of its prediction.
    """

    outputs: tuple[Output, ...] = ()
    values: dict[str, tuple[str, ...]] = {}
    figures: tuple[Comparison, ...] = ()
    answer: str | None = None


class Recording(Struct, frozen=True):
    """A run from the first step to the last, by step id; *data* says in words which data it used."""

    played: dict[str, Played]
    data: str = ""


class ExportedGuess(Struct, frozen=True):
    """What the learner expected of a step; *verdict* is ``None`` where it was not judged."""

    given: str
    verdict: bool | None = None


class ExportedAttempt(Struct, frozen=True):
    """What the learner wrote for an exercise, and whether it passed."""

    source: str
    passed: bool


class Mine(Struct, frozen=True):
    """
    What a learner added to a step.

    *code* stands instead of the step's own, *after* are experiments behind it; *marked* means "did not get this".
    """

    code: str | None = None
    after: tuple[str, ...] = ()
    guesses: tuple[ExportedGuess, ...] = ()
    attempts: tuple[ExportedAttempt, ...] = ()
    notes: tuple[str, ...] = ()
    marked: bool = False


class Reference(Struct, frozen=True):
    """Another step: *link* as written in the lesson, *words* for it, and an address; empty where not known."""

    link: str
    words: str
    address: str


class ShownStep(Struct, frozen=True):
    """
    One step as a form shows it.

    *number* counts from 1; *played* is ``None`` where nothing ran; *source* is what runs in this form; *original*
    the lecture's own version where the learner's stands instead.
    """

    step: Step
    number: int
    exact: bool
    address: str
    source: str | None
    original: str | None
    played: Played | None
    mine: Mine
    see: tuple[Reference, ...] = ()

    @property
    def clock(self) -> str:
        """The timecode as it is shown, ``≈`` behind one that is not known to the second."""
        return format_timecode(self.step.at) + ("" if self.exact else " ≈")

    @property
    def pieces(self) -> tuple[Said, ...]:
        """The narration before the code, without what it says of keys."""
        texts = (without_keys(piece) for piece in self.step.pieces)
        return tuple(said(text, self._values) for text in texts if text)

    @property
    def then(self) -> Said | None:
        """The narration after it."""
        return None if self.step.then is None else said(self.step.then, self._values)

    def said(self, text: str) -> Said:
        """Return a text of the step with the run's values for it."""
        return said(text, self._values)

    @property
    def _values(self) -> Mapping[str, tuple[str, ...]] | None:
        return None if self.played is None else self.played.values


class Section(Struct, frozen=True):
    """A chapter with its moments; *number* counts from 1."""

    number: int
    chapter: Chapter
    address: str
    moments: tuple[ShownStep, ...]


class Document(Struct, frozen=True):
    """A lesson to be written in some form; *own_files* as for `make_document`."""

    lesson: Lesson
    pace: PaceName
    sections: tuple[Section, ...]
    recording: Recording | None = None
    is_mine: bool = False
    own_files: Mapping[str, bytes | None] = {}
    named: str = ""

    @property
    def moments(self) -> tuple[ShownStep, ...]:
        """All moments in order."""
        return tuple(moment for section in self.sections for moment in section.moments)

    @property
    def address(self) -> str:
        """Where the video is."""
        return video_link(self.lesson.lecture.video, 0)

    @property
    def start(self) -> str:
        """The command that plays the lesson, on a machine that has only playmore and what it needs."""
        return f"playmore start {self.named or self.lesson.id}"

    def changes(self, moment: ShownStep) -> CodeChanges | None:
        """Return what the code of a moment changed against the version before it, as the screen marks it."""
        if moment.source is None or moment.original is not None:
            return None
        return find_changes(self.lesson, moment.number - 1, self.pace)

    def older(self, moment: ShownStep) -> Iterator[tuple[str, ShownStep, str]]:
        """Yield the code of long before that a moment uses: its name, the moment that showed it last, its source."""
        if moment.source is None:
            return
        for one in find_older(self.lesson, moment.number - 1):
            shown = self.moments[one.index]
            yield one.name, shown, piece_of(one.name, shown.source or "")


def make_document(
    lesson: Lesson,
    pace: PaceName,
    recording: Recording | None = None,
    mine: Mapping[str, Mine] | None = None,
    references: Mapping[str, Reference] | None = None,
    own_files: Mapping[str, bytes | None] | None = None,
    named: str = "",
) -> Document:
    """
    Return the document of a lesson.

    Args:
        lesson: what is exported.
        pace: which constants its code has.
        recording: what a run gave, if one is to be shown.
        mine: what the learner added, by step id, if that is to be shown.
        references: the steps that others point to, by link.
        own_files: what is in the files that lie beside the lesson; ``None`` for one that is only named.
        named: how to name the lesson to play it, where that is not its id.
    """
    known = references or {}
    sections = []
    number = 0
    for place, chapter in enumerate(lesson.chapters, start=1):
        moments = []
        for step in chapter.steps:
            number += 1
            own = (mine or {}).get(step.id, Mine())
            lecture = source_at(step, pace) if step.code is not None else None
            moments.append(
                ShownStep(
                    step,
                    number,
                    lesson.is_exact(step),
                    video_link(lesson.lecture.video, step.at),
                    own.code if own.code is not None else lecture,
                    lecture if own.code is not None else None,
                    None if recording is None else recording.played.get(step.id, Played()),
                    own,
                    tuple(known.get(link, Reference(link, link, "")) for link in step.see),
                )
            )
        address = video_link(lesson.lecture.video, chapter.at)
        sections.append(Section(place, chapter, address, tuple(moments)))
    return Document(lesson, pace, tuple(sections), recording, mine is not None, own_files or {}, named)
