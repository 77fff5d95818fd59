"""The video beside a sitting: what is told to its player, and what is heard of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playmore_cli.prompt.reader import Beside
from playmore_cli.timecode import format_timecode

if TYPE_CHECKING:  # a sitting without a video does not wait for the import
    from playmore_cli.video.companion import Companion


class Watching:
    """
    The video beside one sitting.

    Args:
        open: brings a player up at a step, given its 0-based index.
        named: the file or address that the learner named for it, to be remembered once it plays.
    """

    def __init__(self, open: "Callable[[int], Companion]", named: str | None = None) -> None:
        self._open, self._named = open, named
        self._companion: Companion | None = None
        self._heard: tuple[str, ...] = ()
        self._joined: int | None = None

    @property
    def is_attached(self) -> bool:
        """Whether there is a player."""
        return self._companion is not None and self._companion.standing.is_attached

    def begin(self, step: int) -> None:
        """
        Bring a player up at *step*.

        Raises:
            PlaymoreError: that is not possible; the message says what to do.
        """
        self._companion = self._open(step)

    def close(self) -> None:
        """Let go of the player; one that we started is ended."""
        if self._companion is not None:
            self._companion.close()

    def turn_to(self, step: int) -> None:
        """Let the video follow the lesson to *step*, unless the lesson went there to join the video."""
        if self._companion is not None:
            self._companion.turn_to(step, to_video=step == self._joined)
        self._joined = None

    def join(self) -> int | None:
        """Return the step where the video is, for the lesson to turn to; ``None`` when it is there already."""
        self._joined = None if self._companion is None else self._companion.standing.video_step
        return self._joined

    def play_passage(self, step: int) -> bool:
        """Let the player play the passage of *step*; return False where it cannot now, see `trouble`."""
        if self._companion is None or self.trouble():
            return False
        self._companion.play_passage(step)
        return True

    def trouble(self) -> str:
        """Return why the player cannot do anything now; empty when it can."""
        if self._companion is None or not self._companion.standing.is_attached:
            return "no video is open beside the lesson"
        standing = self._companion.standing
        if standing.is_silent:
            return "mpv does not answer; the lesson goes on, and the video follows when it does"
        if standing.is_opening:
            return "the video is being opened …"
        return "" if standing.is_open else "the player has no video open"

    def look(self) -> Beside:
        """Return what to show of the video above the key line, now; called often while a key is waited for."""
        self._listen()
        if self._heard:
            return Beside(" · ".join(self._heard), self.is_attached)
        if not self.is_attached:
            return Beside()
        assert self._companion is not None
        standing = self._companion.standing
        if standing.video_step is not None and standing.position is not None:
            clock = format_timecode(standing.position).removeprefix("00:")
            place = f"{clock}, step {standing.video_step + 1}"
            return Beside(f"the video is at {place}; j goes there", True, short=f"j: the video, {place}")
        return Beside(self.trouble(), True)

    def heard(self) -> tuple[str, ...]:
        """Return what there is to tell that has not been returned before, a sentence each."""
        self._listen()
        heard, self._heard = self._heard, ()
        return heard

    def to_remember(self, *, leaving: bool = False) -> str | None:
        """Return, once, the file or address that the learner named, if it plays; *leaving*, or may yet play."""
        if self._companion is None:
            return None
        standing = self._companion.standing
        if not (standing.is_open or (leaving and standing.is_attached and standing.is_opening)):
            return None
        named, self._named = self._named, None
        return named

    def _listen(self) -> None:
        if self._companion is None:
            return
        self._heard += self._companion.remarks()
