"""Timecodes and videos that a notebook names, and timecodes for the steps between them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from playmore_cli.timecode import TimecodeError, parse_timecode

_CLOCK = r"(?:[0-9]{1,2}:[0-5][0-9]|[0-9]{1,3}):[0-5][0-9]"
_ID = r"[A-Za-z0-9_-]{11}"
_VIDEO = re.compile(
    rf"""(?:https?:)?//(?:www\.|m\.|music\.)?
    (?:youtu\.be/|(?:youtube(?:-nocookie)?\.com)/(?:watch\?(?:[^\s"')<>]{0, 300}?&(?:amp;)?)?v=|embed/|live/|shorts/))
    (?P<id>{_ID})(?P<rest>[^\s"')<>\]]*)""",
    re.VERBOSE,
)
_PLAYER = re.compile(rf"YouTubeVideo\(\s*(?:id\s*=\s*)?['\"](?P<id>{_ID})['\"](?P<rest>[^)\n]*)")
_AT = re.compile(r"[?&#;](?:amp;)?(?:t|start|time_continue)=(?P<at>[0-9hms.]+)")
_BRACKETED = re.compile(rf"[\[(]\s*(?:@|at\s+)?(?P<at>{_CLOCK})\s*[\])](?!\()")
_LEADING = re.compile(
    rf"^[ \t]*(?:[#>*+-]+[ \t]+)?[*_`]*(?P<at>{_CLOCK})[*_`]*(?=[ \t]*(?:[-–—:|·]|$))", re.MULTILINE
)
_LINK = re.compile(
    r"!?\[(?P<text>[^\]\n]{0,300})\]\((?P<target>[^()\s]{1,1000}(?:\s{1,9}\"[^\"]{0,300}\")?)\)"
)
_ONLY_CLOCK = re.compile(rf"[▶⏵►🎬📺⏱\s]*(?:{_CLOCK})?[▶⏵►🎬📺⏱\s]*")
_MOST = 300
"""Timecodes of one form that are looked for in one text; a table of contents has fewer."""

_EDGE = r"[\s\-–—:|·]*"


@dataclass(frozen=True)
class Moment:
    """A timecode found in a text: *seconds*, and where it stands (*start*, *end* excluded)."""

    seconds: float
    start: int
    end: int


@dataclass(frozen=True)
class Video:
    """A link to a video: its *id*, and the second it leads to, if any."""

    id: str
    seconds: float | None
    start: int
    end: int


def find_videos(text: str) -> tuple[Video, ...]:
    """
    Return the videos that a text links to or shows.

    >>> [(video.id, video.seconds) for video in find_videos("see https://youtu.be/VMj-3S1tku0?t=8m31s")]
    [('VMj-3S1tku0', 511.0)]
    """
    found = []
    for pattern in (_VIDEO, _PLAYER):
        for match in pattern.finditer(text):
            rest = match["rest"].replace("start=", "?start=") if pattern is _PLAYER else match[0]
            at = _AT.search(rest)
            found.append(Video(match["id"], _seconds(at["at"]) if at else None, *match.span()))
    return tuple(sorted(found, key=lambda video: video.start))


def find_moments(text: str) -> tuple[Moment, ...]:
    """
    Return the timecodes of a text, in order: links to a second, ``[08:31]``, ``(8:31)``, and ``00:08:31 -`` at the
    beginning of a line.

    >>> [moment.seconds for moment in find_moments("00:08:31 - f of x, see (9:25)")]
    [511.0, 565.0]
    """
    found = list(_in_links(text))
    for pattern in (_BRACKETED, _LEADING):
        for match in islice(pattern.finditer(text), _MOST):
            start, end = match.span() if pattern is _BRACKETED else match.span("at")
            if not any(one.start < end and start < one.end for one in found):
                found.append(Moment(parse_timecode(match["at"]), start, end))
    return tuple(sorted(found, key=lambda moment: moment.start))


def _in_links(text: str) -> Iterator[Moment]:
    spans = []
    for link in _LINK.finditer(text):
        spans.append(link.span())
        for video in find_videos(link["target"]):
            seconds = video.seconds
            if seconds is None and re.fullmatch(_CLOCK, link["text"].strip()):
                seconds = parse_timecode(link["text"])
            if seconds is not None:
                yield Moment(seconds, *link.span())
    for video in find_videos(text):
        if video.seconds is not None and not any(start <= video.start < end for start, end in spans):
            yield Moment(video.seconds, video.start, video.end)


def without_mark(text: str) -> str:
    """
    Return a title without the timecode that stands at its edge.

    >>> without_mark("[08:31](https://youtu.be/VMj-3S1tku0?t=511) the slope"), without_mark("the slope (8:31)")
    ('the slope', 'the slope')
    """
    bare = text.strip()
    for moment in reversed(find_moments(bare)):
        link = _LINK.fullmatch(bare[moment.start : moment.end])
        if link is not None and not _ONLY_CLOCK.fullmatch(link["text"]):
            words = re.sub(rf"^[\[(]?{_CLOCK}[\])]?{_EDGE}|{_EDGE}[\[(]?{_CLOCK}[\])]?$", "", link["text"])
            bare = bare[: moment.start] + words + bare[moment.end :]
        else:
            before, after = bare[: moment.start], bare[moment.end :]
            if re.fullmatch(_EDGE, before) or re.fullmatch(_EDGE, after):
                bare = before + after
    return re.sub(rf"^{_EDGE}|[\s\-–—|·]*$", "", bare) or text.strip()


def without_leading_mark(text: str) -> str:
    """
    Return a text without the timecode at its very beginning, be it bare, in brackets or a link.

    >>> without_leading_mark("[08:31] Define f."), without_leading_mark("At [08:31] comes f.")
    ('Define f.', 'At [08:31] comes f.')
    """
    bare = text.lstrip()
    moments = find_moments(bare.split("\n")[0])
    if not moments or moments[0].start > 0:
        return text
    end = moments[0].end
    link = _LINK.fullmatch(bare[:end])
    if link is not None and not _ONLY_CLOCK.fullmatch(link["text"]):
        return text
    return re.sub(rf"^{_EDGE}", "", bare[end:])


def longest_rise(times: Sequence[float]) -> tuple[int, ...]:
    """
    Return the places of the longest run of times that never goes back.

    >>> longest_rise([0, 90, 10, 20])
    (0, 2, 3)
    """
    ends: list[float] = []
    last: list[int] = []
    before: list[int | None] = []
    for place, time in enumerate(times):
        length = bisect_right(ends, time)
        before.append(last[length - 1] if length else None)
        if length == len(ends):
            ends.append(time)
            last.append(place)
        else:
            ends[length], last[length] = time, place
    found: list[int] = []
    here: int | None = last[-1] if last else None
    while here is not None:
        found.append(here)
        here = before[here]
    return tuple(reversed(found))


def fill_times(known: Sequence[float | None], length: float | None) -> tuple[float, ...]:
    """
    Return a time for each step: known ones as they are, the others evenly between their neighbours.

    Steps behind the last known time share what is left of *length*; where that is not known they keep that time.

    >>> fill_times([None, 60, None, None, 90], None), fill_times([None, None], 60), fill_times([None, 9, None], None)
    ((0.0, 60.0, 70.0, 80.0, 90.0), (0.0, 30.0), (0.0, 9.0, 9.0))
    """
    anchors = [(place, float(time)) for place, time in enumerate(known) if time is not None]
    if not anchors or anchors[0][0] > 0:
        anchors.insert(0, (0, 0.0))
    end = anchors[-1][1]
    anchors.append((len(known), end if length is None else max(length, end)))
    times: list[float] = []
    for (start, begins), (stop, ends) in pairwise(anchors):
        times += [
            float(int(begins + (ends - begins) * part / (stop - start))) if part else begins
            for part in range(stop - start)
        ]
    return tuple(times)


def _seconds(text: str) -> float | None:
    try:
        return parse_timecode(text)
    except TimecodeError:
        return None  # a link with something else behind its t= is a link without a time
