"""
How a video player and a lesson keep in step: decisions alone, about seconds and steps.

What happens (in the player or in the lesson) and where things stand give where they stand afterwards and what is
wished of the player; `follow` touches nothing. Positions and timecodes are seconds from the start of the video,
steps 0-based indices.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

NEAR = 0.4
"""Seconds within which a position counts as a timecode: frames do not fall on whole seconds."""

LANDING = 1.5
"""Seconds within which a seek of ours is taken to have landed: some files can only be entered at key frames."""


@dataclass(frozen=True)
class Passages:
    """The video as the steps divide it: *starts* are the steps' timecodes, never decreasing."""

    starts: tuple[float, ...]

    def at(self, position: float) -> int:
        """
        Return the step that a position belongs to; of steps that begin at the same second the first.

        >>> Passages((0.0, 60.0, 60.0, 90.0)).at(75.0)
        1
        """
        last = max(bisect_right(self.starts, position + NEAR) - 1, 0)
        return self.starts.index(self.starts[last])

    def end(self, step: int) -> float:
        """
        Return where the next step's passage begins; infinity behind the last.

        >>> Passages((0.0, 60.0, 60.0, 90.0)).end(1), Passages((0.0, 60.0)).end(1)
        (90.0, inf)
        """
        behind = bisect_right(self.starts, self.starts[step])
        return self.starts[behind] if behind < len(self.starts) else math.inf


# -- what happens ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """The player has a video open and stands at *position*."""

    position: float


@dataclass(frozen=True)
class Emptied:
    """The player has no video open any more."""


@dataclass(frozen=True)
class Left:
    """The player has left its position for another one: a seek has begun, ours or the user's."""


@dataclass(frozen=True)
class Landed:
    """A seek has ended at *position*."""

    position: float


@dataclass(frozen=True)
class Moved:
    """The video has played on to *position*."""

    position: float


@dataclass(frozen=True)
class Paused:
    """The player was paused or set going, by us or by the user."""

    is_paused: bool


@dataclass(frozen=True)
class Turned:
    """The lesson turned to *step*; *to_video* says that it went where the video is."""

    step: int
    to_video: bool = False


@dataclass(frozen=True)
class Wanted:
    """The learner wants to see the passage of *step*."""

    step: int


Happening = Opened | Emptied | Left | Landed | Moved | Paused | Turned | Wanted


# -- what is wished of the player ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seek:
    """Go to *position*; playing or paused as before."""

    position: float


@dataclass(frozen=True)
class Pause:
    """Stand still."""


@dataclass(frozen=True)
class Play:
    """Go on playing."""


Wish = Seek | Pause | Play


@dataclass(frozen=True)
class Following:
    """
    Where lesson and player stand.

    Args:
        passages: the video as the lesson's steps divide it.
        step: the step on screen.
        leads: whether the video, once open, is to be brought to the lesson's step; else it stays where it is.
        is_open: whether the player has a video open.
        position: where the video is; ``None`` while that is not known, before it is open and during a seek.
        fence: where the player is to pause next.
        is_held: it was paused there by us and has not gone on since.
        target: where a seek of ours is to land; ``None`` when none is under way.
    """

    passages: Passages
    step: int
    leads: bool = True
    is_open: bool = False
    position: float | None = None
    fence: float = math.inf
    is_held: bool = False
    target: float | None = None

    @property
    def video_step(self) -> int | None:
        """
        The step where the video is, if that is not the lesson's.

        A video that was paused at the end of a passage is still with that passage: the next step begins there.
        """
        if self.position is None or self.is_held:
            return None
        if self.passages.starts[self.step] - NEAR <= self.position < self.passages.end(self.step):
            return None
        return self.passages.at(self.position)


def follow(state: Following, happening: Happening) -> tuple[Following, tuple[Wish, ...]]:
    """Return where things stand after *happening*, and what is wished of the player."""
    match happening:
        case Opened(position):
            return _opened(state, position)
        case Emptied():
            return replace(state, is_open=False, position=None, target=None, is_held=False), ()
        case Left():
            return replace(state, position=None), ()
        case Landed(position):
            return _landed(state, position), ()
        case Moved(position):
            return _moved(state, position)
        case Paused(is_paused):
            return _paused(state, is_paused), ()
        case Turned(step, to_video):
            return _turned(state, step, to_video)
        case Wanted(step):
            return _wanted(state, step)


def _opened(state: Following, position: float) -> tuple[Following, tuple[Wish, ...]]:
    opened = _landed(replace(state, is_open=True, target=None), position)
    if not state.leads:
        return opened, ()
    # Only the first time: a file that the user opens later is the user's doing, like a seek.
    return _brought(replace(opened, leads=False), state.step)


def _landed(state: Following, position: float) -> Following:
    """A seek of ours stops at its step's end; one of the user's at the end of the passage where it landed."""
    if state.target is not None and abs(position - state.target) <= LANDING:
        fence = state.passages.end(state.passages.at(state.target))
        return replace(state, position=position, fence=fence, target=None)
    # A target that was missed is kept: ours may be the next seek to land.
    fence = state.passages.end(state.passages.at(position))
    return replace(state, position=position, fence=fence, is_held=False)


def _moved(state: Following, position: float) -> tuple[Following, tuple[Wish, ...]]:
    if state.position is None:
        return state, ()  # told before a seek had ended: of the place before, or of one passed on the way
    moved = replace(state, position=position)
    if position >= state.fence and not state.is_held:
        return replace(moved, is_held=True), (Pause(),)
    return moved, ()


def _paused(state: Following, is_paused: bool) -> Following:
    if is_paused or not state.is_held or state.position is None:
        return state
    # The user plays on beyond the end of the passage: the next stop is where the step after that begins.
    return replace(state, is_held=False, fence=state.passages.end(state.passages.at(state.position)))


def _turned(state: Following, step: int, to_video: bool) -> tuple[Following, tuple[Wish, ...]]:
    before, turned = state.step, replace(state, step=step)
    if not state.is_open:
        return replace(turned, leads=True), ()
    starts = state.passages.starts
    if to_video or starts[step] == starts[before]:
        return turned, ()
    return _brought(turned, step)


def _wanted(state: Following, step: int) -> tuple[Following, tuple[Wish, ...]]:
    if not state.is_open:
        return replace(state, step=step, leads=True), ()
    brought, wishes = _brought(replace(state, step=step), step)
    return replace(brought, is_held=False), (*wishes, Play())


def _brought(state: Following, step: int) -> tuple[Following, tuple[Wish, ...]]:
    """Bring the video to the start of *step* unless it is there, and let it stop where the next one begins."""
    start, fence = state.passages.starts[step], state.passages.end(step)
    if state.position is not None and abs(state.position - start) <= NEAR:
        return replace(state, fence=fence, target=None), ()
    return replace(state, position=None, fence=fence, is_held=False, target=start), (Seek(start),)
