"""Timecodes as people write and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.errors import ExitStatus
from playmore_cli.timecode import (
    TimecodeError,
    format_timecode,
    looks_like_timecode,
    parse_timecode,
    video_link,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("24:58", 1498),
        ("1:22:28", 4948),
        ("01:22:28", 4948),
        ("82m", 4920),
        ("1h22m28s", 4948),
        ("4948s", 4948),
        ("4948", 4948),
        ("82:28", 4948),
        ("0:00", 0),
        (" 24:58 ", 1498),
        ("1h", 3600),
        ("5min", 300),
        ("1.5h", 5400),
        ("1:02:03.5", 3723.5),
        ("https://www.youtube.com/watch?v=VMj-3S1tku0&t=4948s", 4948),
        ("https://youtu.be/VMj-3S1tku0?t=4948", 4948),
        ("youtu.be/VMj-3S1tku0?t=1h2m3s", 3723),
        ("https://www.youtube.com/embed/VMj-3S1tku0?start=90", 90),
    ],
)
def test_forms(text: str, seconds: float) -> None:
    """Every form that is promised gives the seconds from the start."""
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "1:75", "1:60:00", "soon", "-5", "1:2", "m", "1:2:3:4", "1h h", "12:345", "https://youtu.be/x"],
)
def test_what_is_no_timecode(text: str) -> None:
    """The message repeats what was written and shows how to write one; it is wrong usage."""
    with pytest.raises(TimecodeError, match="is not a timecode; write it as 24:58, 1:22:28 or 82m") as caught:
        parse_timecode(text)
    assert repr(text) in str(caught.value)
    assert caught.value.status is ExitStatus.USAGE


@given(st.text(max_size=12))
def test_any_text(text: str) -> None:
    """Any text is a timecode or refused as none."""
    try:
        assert parse_timecode(text) >= 0
    except TimecodeError as error:
        assert "is not a timecode" in str(error)


@given(st.integers(min_value=0, max_value=359_999))
def test_what_is_written_can_be_read(seconds: int) -> None:
    """A formatted timecode gives the same second again."""
    assert parse_timecode(format_timecode(seconds)) == seconds


def test_format_rounds_down() -> None:
    """A place is shown by the second that is running."""
    assert format_timecode(59.99) == "00:00:59"
    assert format_timecode(3600) == "01:00:00"


def test_looks_like_timecode() -> None:
    """A plain number is a step's number and a word is an id; the rest is a timecode."""
    assert [looks_like_timecode(text) for text in ("7", "define-f", "24:58", "82m", "youtu.be/x?t=5")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_video_link() -> None:
    """The link goes to the second that is running."""
    assert video_link("VMj-3S1tku0", 4948.7) == "https://www.youtube.com/watch?v=VMj-3S1tku0&t=4948s"
