"""Timecodes: places in a video, written ``1:22:28`` outside and counted in seconds inside."""

import math
import re

from playmore_cli.errors import UsageError

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2}(?:\.\d+)?)")
_NUMBER = r"\d{1,7}(?:\.\d{1,9})?"
_UNITS = re.compile(rf"(?:({_NUMBER})h)?(?:({_NUMBER})m(?:in)?)?(?:({_NUMBER})s)?", re.IGNORECASE)
_SECONDS = re.compile(_NUMBER)
_LINK = re.compile(
    r"^(?:https?://|www\.|youtu\.?be).*?[?&#](?:t|start|time_continue)=([^&#\s]+)", re.IGNORECASE
)

_YOUTUBE = re.compile(
    r"^(?:https?://)?(?:www\.|m\.)?(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:embed/|live/|shorts/|v/|.*[?&]v=))"
    r"([\w-]{1,64})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^https?://[^?#\s]+", re.IGNORECASE)


class TimecodeError(UsageError):
    """The text is not a timecode; the message repeats it and shows the forms to write."""


def parse_timecode(text: str) -> float:
    """
    Return the seconds from the start of the video.

    Understood are ``24:58``, ``1:22:28``, ``82m``, ``1h22m28s``, ``4948s``, ``4948`` (seconds) and a video
    link that carries ``t=``. Minutes may pass 59 when no hours are given (``82:28``).

    >>> parse_timecode("1:02:03.5")
    3723.5
    >>> parse_timecode("82m")
    4920.0
    >>> parse_timecode("https://youtu.be/VMj-3S1tku0?t=4948")
    4948.0

    Raises:
        TimecodeError: *text* is not a timecode; the message shows the forms.
    """
    words = text.strip()
    if link := _LINK.match(words):
        words = link[1]
    seconds = _read(words)
    if seconds is None:
        raise TimecodeError(f"{text!r} is not a timecode; write it as 24:58, 1:22:28 or 82m")
    return seconds


def video_in(text: str) -> str | None:
    """
    Return the video that a link leads into: an id of YouTube's, else its address; ``None`` where *text* is no link.

    >>> video_in("https://youtu.be/VMj-3S1tku0?t=4948"), video_in("https://www.youtube.com/watch?t=3&v=kCc8FmEb1nY")
    ('VMj-3S1tku0', 'kCc8FmEb1nY')
    >>> video_in("https://example.org/a.mp4#t=75"), video_in("24:58")
    ('https://example.org/a.mp4', None)
    """
    words = text.strip()
    found = _YOUTUBE.match(words)
    if found:
        return found[1]
    address = _ADDRESS.match(words)
    return address[0] if address else None


def _read(words: str) -> float | None:
    if _SECONDS.fullmatch(words):
        return float(words)
    if clock := _CLOCK.fullmatch(words):
        minutes, seconds = int(clock[2]), float(clock[3])
        if seconds >= 60 or (clock[1] and minutes >= 60):
            return None
        return int(clock[1] or 0) * 3600 + minutes * 60 + seconds
    units = _UNITS.fullmatch(words)
    if units and any(units.groups()):
        return sum(float(part or 0) * unit for part, unit in zip(units.groups(), (3600, 60, 1), strict=True))
    return None


def looks_like_timecode(text: str) -> bool:
    """
    Return whether *text* can be read as a timecode and not as a plain number.

    >>> looks_like_timecode("24:58"), looks_like_timecode("12")
    (True, False)
    """
    words = text.strip()
    return not words.isdecimal() and (_LINK.match(words) is not None or _read(words) is not None)


def format_timecode(seconds: float) -> str:
    """
    Return ``HH:MM:SS``, rounded down to the second.

    >>> format_timecode(4948)
    '01:22:28'
    """
    whole = math.floor(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def video_address(video: str) -> str:
    """
    Return where a lecture's video is: an id of YouTube's as an address, an address as it is, nothing for none.

    >>> video_address("VMj-3S1tku0"), video_address("https://example.org/a.mp4"), video_address("")
    ('https://www.youtube.com/watch?v=VMj-3S1tku0', 'https://example.org/a.mp4', '')
    """
    return video if not video or "://" in video else f"https://www.youtube.com/watch?v={video}"


def video_link(video: str, seconds: float) -> str:
    """
    Return the address of the second in the lecture's video; nothing where the lecture has none.

    >>> video_link("VMj-3S1tku0", 4948.7), video_link("https://example.org/a.mp4", 75)
    ('https://www.youtube.com/watch?v=VMj-3S1tku0&t=4948s', 'https://example.org/a.mp4#t=75')
    """
    address = video_address(video)
    if not address:
        return ""
    second = math.floor(seconds)
    return f"{address}#t={second}" if "://" in video else f"{address}&t={second}s"
