"""
A player kept in step with a lesson, in a thread of its own: whatever mpv does or fails to do, no key waits for it.

The lesson says what happens in it (`turn_to`, `play_passage`) and looks at how things stand (`standing`); neither
waits. The thread takes what happened in the lesson and in the player from one queue, lets `keeping_step` decide, and
does what is wished.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playmore_cli.timecode import format_timecode
from playmore_cli.video.keeping_step import (
    Emptied,
    Following,
    Happening,
    Landed,
    Left,
    Moved,
    Opened,
    Pause,
    Paused,
    Play,
    Seek,
    Turned,
    Wanted,
    follow,
)
from playmore_cli.video.mpv import Closed, Event, Message, Mpv, MpvError, Reply, find_link_reader

PATIENCE = 4.0
"""Seconds after which a player that leaves a request without an answer is said not to answer."""

LEAVING = 6.0
"""Seconds within which leaving a lesson ends a player of ours, whatever state it is in."""

OTHER_LENGTH = 90.0
"""Seconds by which a video may be longer or shorter than the lecture before it is taken for another one."""

LONGEST_VIDEO = 1e7
"""Seconds beyond which no video goes on."""

_POSITION, _PAUSE = 1, 2  # numbers of the properties that we observe


@dataclass(frozen=True)
class Film:
    """
    What to play: *source*, a path or an address, in place of what the player has open if it *replaces* that.

    *length* is the lecture's, in seconds.
    """

    source: str
    length: float
    replaces: bool = True


@dataclass(frozen=True)
class VideoStanding:
    """
    How things stand between lesson and player.

    Args:
        is_attached: there is a player.
        is_opening: it is about to have a video open.
        is_open: it has one open.
        is_silent: it has left a request without an answer for a while.
        position: seconds where the video is, if known.
        video_step: 0-based step where it is, if that is not the lesson's.
    """

    is_attached: bool = True
    is_opening: bool = False
    is_open: bool = False
    is_silent: bool = False
    position: float | None = None
    video_step: int | None = None


class Companion:
    """
    A player beside a lesson.

    Args:
        mpv: the connection to it.
        film: what it is to play.
        following: where the lesson stands.
    """

    def __init__(self, mpv: Mpv, film: Film, following: Following) -> None:
        self._mpv, self._film, self._following = mpv, film, following
        self._inbox: queue.Queue[Message | Happening | None] = queue.Queue()
        self._remarks: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._asked: dict[int, tuple[float, Callable[[Reply], None] | None]] = {}
        self._complaints: deque[tuple[str, str]] = deque(maxlen=20)
        self._is_over = False
        self.standing = VideoStanding()
        self._thread = threading.Thread(target=self._run, name="video", daemon=True)
        self._thread.start()

    def turn_to(self, step: int, *, to_video: bool = False) -> None:
        """Let the player follow the lesson to *step*; *to_video*: the lesson went where the video is."""
        self._inbox.put(Turned(step, to_video))

    def play_passage(self, step: int) -> None:
        """Let the player play the passage of *step* and pause at its end."""
        self._inbox.put(Wanted(step))

    def remarks(self) -> tuple[str, ...]:
        """Return what is to be told to the learner and has not been returned before, a sentence each."""
        told = []
        while not self._remarks.empty():
            told.append(self._remarks.get())
        return tuple(told)

    def close(self) -> None:
        """Let go of the player; one that we started is ended."""
        self._inbox.put(None)
        self._thread.join(LEAVING)

    # -- the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        farewell = ""
        try:
            self._mpv.listen(self._inbox.put)
            self._greet()
            farewell = self._attend()
        except MpvError as error:
            farewell = f"{error}; the lesson goes on without the video"
        finally:
            self.standing = replace(self.standing, is_attached=False, position=None, video_step=None)
            how = self._mpv.close()
        if farewell:
            self._remarks.put(f"mpv ended {how}; the lesson goes on, w opens it again" if how else farewell)

    def _greet(self) -> None:
        self._ask("observe_property", _POSITION, "time-pos")
        self._ask("observe_property", _PAUSE, "pause")
        self._ask("request_log_messages", "error")
        if self._film.replaces:
            self._load()
        else:
            self._ask("get_property", "idle-active", then=self._use_what_is_open)

    def _attend(self) -> str:
        """Take one thing after another until lesson or player end; return what to tell of the player's end."""
        while not self._is_over:
            try:
                item = self._inbox.get(timeout=self._wait())
            except queue.Empty:
                if self._asked:
                    self.standing = replace(self.standing, is_silent=True)
                else:
                    self._ask("get_property", "pause")  # only to hear whether anybody is there
                continue
            match item:
                case None:
                    return ""
                case Closed():
                    return "the video was closed; the lesson goes on, w opens it again"
                case Reply():
                    self._take_answer(item)
                case Event():
                    self._take_event(item)
                case _:
                    self._happen(item)
        return ""

    def _wait(self) -> float | None:
        """Return how many seconds to wait for the oldest answer, or before asking; ``None`` for a silent player."""
        if self.standing.is_silent:
            return None
        oldest = min((at for at, _ in self._asked.values()), default=time.monotonic())
        return max(oldest + PATIENCE - time.monotonic(), 0.01)

    def _ask(self, *command: object, then: Callable[[Any], None] | None = None) -> None:
        """Send a command; *then* takes its answer's data if it succeeds."""
        self._asked[self._mpv.ask(*command)] = (time.monotonic(), then)

    def _take_answer(self, answer: Reply) -> None:
        if self.standing.is_silent:
            self.standing = replace(self.standing, is_silent=False)
        _, then = self._asked.pop(answer.id, (0.0, None))
        if then is not None and answer.error == "success":
            then(answer.data)

    def _happen(self, happening: Happening) -> None:
        """Let something have happened, and do what comes of it."""
        self._following, wishes = follow(self._following, happening)
        for wish in wishes:
            match wish:
                case Seek(position):
                    self._ask("seek", position, "absolute+exact")
                case Pause():
                    self._ask("set_property", "pause", True)
                case Play():
                    self._ask("set_property", "pause", False)
        self.standing = replace(
            self.standing,
            is_open=self._following.is_open,
            position=self._following.position,
            video_step=self._following.video_step,
        )

    # -- what the player tells ---------------------------------------------------------------------------------------

    def _take_event(self, event: Event) -> None:
        fields = event.fields
        match event.name:
            case "property-change":
                self._take_property(fields.get("id"), fields.get("data"))
            case "seek" if self._following.is_open:
                self._happen(Left())
            case "playback-restart":
                # What the observed position says may still be from before the seek; an answer cannot be.
                self._ask("get_property", "time-pos", then=self._arrived)
            case "start-file":
                self._complaints.clear()
            case "log-message":
                self._complaints.append((str(fields.get("prefix")), str(fields.get("text", "")).strip()))
            case "end-file":
                self._happen(Emptied())
                if fields.get("reason") == "error":
                    reason = str(fields.get("file_error", "no reason given"))
                    # mpv says why after it says that: an answer comes when all of it has been said.
                    self._ask("get_property", "mpv-version", then=lambda _: self._tell_failure(reason))

    def _take_property(self, number: object, value: object) -> None:
        position = _seconds(value)
        if number == _POSITION and position is not None and self._following.is_open:
            self._happen(Moved(position))
        elif number == _PAUSE and isinstance(value, bool):
            self._happen(Paused(value))

    def _arrived(self, value: object) -> None:
        position = _seconds(value)
        if position is None:
            return
        if self._following.is_open:
            self._happen(Landed(position))
            return
        self._happen(Opened(position))
        if self.standing.is_opening:
            self.standing = replace(self.standing, is_opening=False)
            self._ask("set_property", "start", "none")
        self._ask("get_property", "duration", then=self._compare_length)

    def _compare_length(self, value: object) -> None:
        duration = _seconds(value)
        if duration is not None and abs(duration - self._film.length) > OTHER_LENGTH:
            self._remarks.put(
                f"this video is {format_timecode(duration)} long and the lecture "
                f"{format_timecode(self._film.length)}: it may be another one"
            )

    # -- opening -----------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        start = self._following.passages.starts[self._following.step]
        self.standing = replace(self.standing, is_opening=True)
        self._ask("set_property", "start", str(start))
        self._ask("loadfile", self._film.source)

    def _use_what_is_open(self, is_idle: object) -> None:
        """Begin where a player that somebody else started stands; one that has nothing open gets the film."""
        if is_idle is True:
            self._load()
        else:
            self._ask("get_property", "time-pos", then=self._arrived)

    def _tell_failure(self, reason: str) -> None:
        """Tell that a video could not be opened; a player of our own that has none is of no more use."""
        is_film = self.standing.is_opening  # else it is something that the user opened in the player
        source = self._film.source if is_film else "what was opened in it"
        why = _choose_complaint(tuple(self._complaints)) or reason
        self._remarks.put(f"mpv could not open {source} ({why}); {_advice(source)}")
        self.standing = replace(self.standing, is_opening=False)
        self._is_over = is_film and self._mpv.is_ours


def _choose_complaint(complaints: tuple[tuple[str, str], ...]) -> str:
    """
    Return why a video could not be opened, from what each part of mpv complained of, in order.

    The first complaint says what is wrong, the others what follows from it. But a link is tried as a file before
    yt-dlp is asked, so what that says counts more.

    >>> _choose_complaint((("ffmpeg", "no such host"), ("ytdl_hook", "ERROR: video unavailable")))
    'ERROR: video unavailable'
    """
    said = [(part, text.split("\n")[0]) for part, text in complaints if text]
    texts = [text for part, text in said if part == "ytdl_hook"] or [text for _, text in said]
    return texts[0] if texts else ""


def _seconds(value: object) -> float | None:
    """Return a time that the player told, in seconds; ``None`` for what can be none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LONGEST_VIDEO:
        return None
    return float(value)


def _advice(source: str) -> str:
    """Return what to do when a video could not be opened."""
    if "://" not in source:
        return "name another one with --file PATH or --file URL"
    if find_link_reader() is None:
        return (
            "a YouTube address needs yt-dlp, which is not installed: pip install yt-dlp, "
            "or name a file of your own with --file PATH"
        )
    return "check the network, bring yt-dlp up to date, or name a file of your own with --file PATH"
