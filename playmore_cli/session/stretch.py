"""How far to play in a given time, so that it ends where the lecture itself pauses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Lesson
from playmore_cli.timecode import TimecodeError, parse_timecode

_SHORTEST, _LONGEST = 60.0, 36_000.0
_LEAST_GAP, _MOST_GAP = 5.0, 240.0
"""Seconds of the video that a step stands for at least and at most: a long passage may be two lines to read."""

_SHORTEST_STEP, _LONGEST_STEP = 1.0, 600.0
"""Seconds between two steps below which it was not read, and above which the learner was not at it."""

_FASTEST, _SLOWEST = 0.25, 4.0
"""The learner's time to the video's, within reason."""

_ENOUGH = 8
"""Steps gone through in one go from which on the learner's own pace is known."""


@dataclass(frozen=True)
class Stretch:
    """
    The steps from *first* to *last* (0-based), which take about *seconds*.

    *ending* says in words where the last one stands; *is_own_pace* whether the time was estimated by how long the
    learner took before, and not by the video alone.
    """

    first: int
    last: int
    seconds: float
    ending: str
    is_own_pace: bool


def parse_minutes(text: str) -> float:
    """
    Return the seconds that ``25m``, ``1h``, ``1h30m`` or a number of minutes alone stands for.

    >>> parse_minutes("25m"), parse_minutes("25"), parse_minutes("1h30m")
    (1500.0, 1500.0, 5400.0)

    Raises:
        UsageError: it is none of these, or less than a minute or more than ten hours.
    """
    words = text.strip().lower()
    try:
        seconds = float(words) * 60 if words.isdecimal() else parse_timecode(words)
    except TimecodeError as error:
        raise UsageError(f"'{text}' is no time to play for; write 25m or 1h") from error
    if not _SHORTEST <= seconds <= _LONGEST:
        raise UsageError(f"'{text}' is no time to play for; give a minute at least and ten hours at most")
    return seconds


def own_pace(lesson: Lesson, done_at: Mapping[str, float]) -> float | None:
    """
    Return how many times as long as the video the learner takes; ``None`` where too little is known.

    *done_at* tells when each step was gone through, by step id, as Unix time. Only steps done right after the one
    before count: a break is no pace.
    """
    taken = video = 0.0
    count = 0
    for index in range(1, len(lesson.steps)):
        before, step = lesson.steps[index - 1], lesson.steps[index]
        if before.id not in done_at or step.id not in done_at:
            continue
        took = done_at[step.id] - done_at[before.id]
        if _SHORTEST_STEP <= took <= _LONGEST_STEP:
            taken, video, count = taken + took, video + _gap(lesson, index), count + 1
    return min(max(taken / video, _FASTEST), _SLOWEST) if count >= _ENOUGH else None


def time_taken(lesson: Lesson, first: int, last: int, done_at: Mapping[str, float]) -> float:
    """
    Return the seconds that the learner took for the steps from *first* to *last* (0-based), breaks left out.

    *done_at* is as for `own_pace`; what one step took is known where the step before it was done as well.
    """
    moments = [done_at.get(step.id) for step in lesson.steps[max(first - 1, 0) : last + 1]]
    gaps = (after - before for before, after in pairwise(moments) if before is not None and after is not None)
    return sum(gap for gap in gaps if 0 < gap <= _LONGEST_STEP)


def plan_stretch(lesson: Lesson, first: int, seconds: float, pace: float | None) -> Stretch:
    """
    Return the steps from *first* on (0-based) that take about so many *seconds* and end at a natural stop.

    That is the end of the lecture or of a chapter where one lies near, else the end of an idea (a step that has cards
    or an exercise, where the lesson itself looks back), else the last step that fits.
    """
    factor = 1.0 if pace is None else pace
    ends = list(_ends(lesson, first, factor))
    last, whole, _ = ends[-1]
    if whole <= 1.15 * seconds:
        return Stretch(first, last, whole, "the end of the lecture", pace is not None)
    for kind, least in (("chapter", 0.75), ("idea", 0.5)):
        near = [end for end in ends if end[2] == kind and least * seconds <= end[1] <= 1.15 * seconds]
        if near:
            last, time, _ = min(near, key=lambda end: abs(end[1] - seconds))
            title = lesson.chapter_of(lesson.steps[last]).title
            ending = f"the end of the chapter {title}" if kind == "chapter" else "the end of an idea"
            return Stretch(first, last, time, ending, pace is not None)
    fitting = [end for end in ends if end[1] <= 1.15 * seconds] or ends[:1]
    last, time, _ = fitting[-1]
    return Stretch(first, last, time, "as far as the time goes", pace is not None)


def _ends(lesson: Lesson, first: int, factor: float) -> Iterator[tuple[int, float, str]]:
    """Yield each step from *first* on: its index, the seconds up to its end, and what ends with it, if anything."""
    time = 0.0
    for index in range(first, len(lesson.steps)):
        step = lesson.steps[index]
        time += factor * _gap(lesson, index)
        is_last = lesson.chapter_of(step).steps[-1].id == step.id
        yield index, time, "chapter" if is_last else "idea" if step.cards or step.recreate else ""


def _gap(lesson: Lesson, index: int) -> float:
    """Return the seconds of the video that a step stands for, within reason."""
    steps = lesson.steps
    end = steps[index + 1].at if index + 1 < len(steps) else lesson.lecture.length
    return min(max(end - steps[index].at, _LEAST_GAP), _MOST_GAP)
