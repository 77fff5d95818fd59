"""
A lesson as data: frozen, complete, read once from its file.

The fields are the keys of the lesson file; `docs/writing-lessons.md` explains them to authors and
`lessons/lesson.schema.json` is made from these types.
"""

from functools import cached_property
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.ordinals import ordinal_in
from playmore_cli.timecode import format_timecode, looks_like_timecode, parse_timecode, video_in

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
StepLink = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]
"""A step of a lesson, written ``p4/bn-backward``."""
Constant = bool | int | float | str
PaceName = Literal["quick", "full"]
DataName = Literal["names", "shakespeare", "gpt2", "gpt4"]
DATA_SETS: tuple[DataName, ...] = get_args(DataName)
DATA_PATTERN = rf"^({'|'.join(DATA_SETS)}|([\w-][\w .-]*/)*[\w-][\w .-]*\.\w+)$"
DataEntry = Annotated[str, Meta(pattern=DATA_PATTERN, max_length=200)]
"""A data set of the lectures, or a file that lies beside the lesson, or in a folder there."""


class Timecode(float):
    """Seconds from the start of the video; in the file a quoted ``"HH:MM:SS"``."""

    __slots__ = ()

    def __str__(self) -> str:
        return format_timecode(self)


class Expect(Struct, frozen=True, forbid_unknown_fields=True):
    """This step is meant to fail: *error* is the exception's name, *match* a pattern found in its message."""

    error: str
    match: str | None = None


class Figure(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """
    A number of the lecture beside the learner's own.

    *value* is an expression over the namespace after the step; *is_* (``is`` in the file) the lecture's
    figure, or ``"?"`` for one that is still to be recorded. The comparison holds only at *pace* and with the
    lecture's *data* where these are given. *recorded* says that the figure comes from a run of the lesson
    (``playmore check --run --update``) and not from the lecture.
    """

    what: str
    value: str
    is_: int | float | str | tuple[int | float, ...]
    within: float = 0.0
    pace: PaceName | None = None
    data: DataName | None = None
    recorded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the figure is still to be recorded."""
        return self.is_ == "?"


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """
    What the narration claims of the learner's own run: *that* is an expression over the namespace after the step.

    *says* is the claim in words. It holds only at *pace* and with the lecture's *data* where these are given.
    """

    that: str
    says: str = ""
    pace: PaceName | None = None
    data: DataName | None = None


class Prediction(Struct, frozen=True, forbid_unknown_fields=True):
    """
    A question before the code runs; *answer* is an expression judged after it, or one of the *choices*.

    *also* holds further right answers: another choice, or words that a learner may type instead. *hold* says that
    the code is held back until the guess, as it would tell the answer; false, that it may tell it.
    """

    ask: str
    answer: str
    choices: tuple[str, ...] = ()
    why: str = ""
    within: float | None = None
    also: tuple[str, ...] = ()
    hold: bool | None = None


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong solution that learners write, and what the check then *says*."""

    code: str
    says: str


class Ban(Struct, frozen=True, forbid_unknown_fields=True):
    """
    What an exercise rules out, and the reason that is told.

    *uses* are ``loops``, ``comprehensions``, ``imports``, ``products`` (of matrices), ``autograd``, names
    (``softmax``), attributes (``.softmax``) or dotted names (``F.softmax``).
    """

    uses: Annotated[tuple[str, ...], Meta(min_length=1)]
    because: str


class Recreate(Struct, frozen=True, forbid_unknown_fields=True):
    """
    A key idea to write oneself, at the state before this step.

    *start* is what the editor holds at first; *check* is code run after the attempt whose failing ``assert``
    tells the learner what is wrong; the solution is the step's own code unless given. It is offered when *after* pieces
    of the narration are read, all of them unless given, and before the code is shown.
    """

    task: str
    check: str
    start: str = ""
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    solution: str | None = None
    after: Annotated[int, Meta(ge=1)] | None = None
    forbids: tuple[Ban, ...] = ()


class Card(Struct, frozen=True, forbid_unknown_fields=True):
    """
    A review card: a question with an *answer* in words, or one answered by code at this step's state.

    For the latter *check* judges the learner's code and *code* is a reference answer.
    """

    ask: str
    answer: str = ""
    code: str | None = None
    check: str | None = None
    forbids: tuple[Ban, ...] = ()


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One idea: narration, and usually a few lines of code to run.

    *formerly* holds ids that the step had before; what a learner did there is carried over.
    """

    id: Slug
    at: Timecode
    say: str | tuple[str, ...] = ()
    code: str | None = None
    then: str | None = None
    expect: Expect | None = None
    pace: dict[str, dict[PaceName, Constant]] = {}
    lecture: tuple[Figure, ...] = ()
    holds: tuple[Claim, ...] = ()
    predict: Prediction | None = None
    draws: str | None = None
    recreate: Recreate | None = None
    cards: tuple[Card, ...] = ()
    see: tuple[StepLink, ...] = ()
    formerly: tuple[Slug, ...] = ()

    @property
    def pieces(self) -> tuple[str, ...]:
        """The narration, piece by piece."""
        return (self.say,) if isinstance(self.say, str) else self.say

    @property
    def kind(self) -> Literal["narration", "code"]:
        """Whether there is something to run."""
        return "narration" if self.code is None else "code"


class Chapter(Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of the video; *at* is exact."""

    at: Timecode
    title: str
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]


class Lecture(Struct, frozen=True, forbid_unknown_fields=True):
    """The video that a lesson transcribes."""

    title: str
    by: str
    video: str
    length: Timecode


class OtherVideoError(UsageError):
    """A link leads into another *video* than the lesson's; *link* is the whole of it."""

    def __init__(self, lesson: str, video: str, link: str) -> None:
        self.video, self.link = video, link
        super().__init__(f"this link leads into another video ({video}), which is not that of {lesson}")


class Term(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """
    A word or call of the lecture, explained in one sentence, *is_* (``is`` in the file).

    *step* introduces it; *forms* are other forms of it. A word that is *everyday* as well means this in its own lesson
    only, and may stand before.
    """

    is_: str
    step: Slug
    forms: tuple[str, ...] = ()
    everyday: bool = False


class Lesson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """
    One lecture as an executable transcript.

    *data* names data sets of the lectures, and files that lie beside the lesson. *needs* are the ids of lessons whose
    ideas are taken for granted. *milestones* are ids of steps that a learner's own
    versions of the ideas are run up to; *checks* is code that runs before each check, for what several of them share.
    *terms* are the words and calls that it explains.
    """

    format: Literal[1]
    id: Slug
    title: str
    lecture: Lecture
    about: str
    data: tuple[DataEntry, ...] = ()
    needs: tuple[Slug, ...] = ()
    seed: int = 1337
    milestones: tuple[Slug, ...] = ()
    checks: str = ""
    terms: dict[str, Term] = {}
    chapters: Annotated[tuple[Chapter, ...], Meta(min_length=1)]

    @cached_property
    def data_sets(self) -> tuple[DataName, ...]:
        """The data sets of the lectures that it uses."""
        return tuple(name for name in DATA_SETS if name in self.data)

    @cached_property
    def own_files(self) -> tuple[str, ...]:
        """The files beside it that it uses."""
        return tuple(name for name in self.data if name not in DATA_SETS)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for chapter in self.chapters for step in chapter.steps)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {step.id: index for index, step in enumerate(self.steps)}

    @cached_property
    def _chapter_by_step(self) -> dict[str, Chapter]:
        return {step.id: chapter for chapter in self.chapters for step in chapter.steps}

    def index_of(self, step_id: str) -> int:
        """
        Return the 0-based place of a step.

        Raises:
            UsageError: no step has this id.
        """
        if step_id not in self._index:
            advice = did_you_mean(step_id, self._index) or f"; playmore outline {self.id} --steps lists them"
            raise UsageError(f"{self.id} has no step {step_id!r}{advice}")
        return self._index[step_id]

    def has_step(self, step_id: str) -> bool:
        """Return whether a step has this id."""
        return step_id in self._index

    def chapter_of(self, step: Step) -> Chapter:
        """Return the chapter that holds *step*."""
        return self._chapter_by_step[step.id]

    def is_exact(self, step: Step) -> bool:
        """Return whether the step's timecode is a chapter's, and so known to the second."""
        return step.at == self.chapter_of(step).at

    def index_at(self, seconds: float) -> int:
        """
        Return the place of the last step that begins at or before *seconds*; of those at the very beginning the first.

        Raises:
            UsageError: *seconds* lies beyond the end of the lecture.
        """
        if seconds > self.lecture.length:
            raise UsageError(
                f"{format_timecode(seconds)} is beyond the end of {self.id}: the lecture is "
                f"{format_timecode(self.lecture.length)} long"
            )
        before = [index for index, step in enumerate(self.steps) if step.at <= seconds]
        return before[-1] if before and self.steps[before[-1]].at > self.steps[0].at else 0

    def index_at_time(self, text: str) -> int:
        """
        Return the 0-based place of the step at a timecode, or at a link into the lesson's own video.

        Raises:
            TimecodeError: it is neither.
            OtherVideoError: it is a link into another video.
        """
        seconds = parse_timecode(text)
        linked = video_in(text)
        if linked is not None and linked != (video_in(self.lecture.video) or self.lecture.video):
            raise OtherVideoError(self.id, linked, text.strip())
        return self.index_at(seconds)

    def find(self, place: str) -> int:
        """
        Return the 0-based place of a step given as number (from 1), id or timecode.

        Raises:
            UsageError: there is no such step; the message says which there are.
        """
        words = place.strip()
        number = ordinal_in(words)
        if number is not None:
            if not 1 <= number <= len(self.steps):
                raise UsageError(
                    f"{self.id} has no step {number}; its steps are 1 to {len(self.steps)} "
                    f"(write {number // 60}:{number % 60:02d} for a timecode)"
                )
            return number - 1
        if self.has_step(words):
            return self.index_of(words)
        if looks_like_timecode(words) or ":" in words:
            return self.index_at_time(words)
        return self.index_of(words)
