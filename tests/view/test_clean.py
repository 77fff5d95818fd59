"""Untrusted text: what is let through, what is shown as a sign, what is dropped."""

import io
import random
import re
import sys
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from playmore_cli.view import clean as module
from playmore_cli.view.clean import StreamCleaner, clean, clean_plain

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printed(text: Text, width: int = 400) -> str:
    """Return the bytes that a terminal with all colours would receive."""
    file = io.StringIO()
    Console(
        file=file, force_terminal=True, color_system="truecolor", width=width, legacy_windows=False
    ).print(text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]0;title\x07a", "a"),
        ("\x1b]52;c;aGVsbG8=\x1b\\a", "a"),
        ("\x1b]52;c;aGVsbG8=", ""),
        ("\x1b]8;;file:///etc/passwd\x1b\\here\x1b]8;;\x1b\\", "here"),
        ("\x1bPq#0;2;0;0;0~\x1b\\a", "a"),
        ("\x1b_Ga=T,f=100;AAAA\x1b\\a", "a"),
        ("\x1b[2J\x1b[Ha", "a"),
        ("\x1b[?1049ha\x1b[?1049l", "a"),
        ("\x1b[10;10Ha\x1b[5A", "a"),
        ("\x1b[6na\x1b[c", "a"),
        ("\x1bca", "a"),
        ("\x9b31ma", "a"),
        ("\x9d0;title\x9ca", "a"),
        ("a\x1b", "a"),
        ("a\x1b[", "a"),
        ("a\x1b[3", "a"),
        ("\x1b[>4;1ma", "a"),
        ("a\x00b", "a␀b"),
        ("a\x07b", "ab"),
        ("a\x85b", "a�b"),
        ("a\u202eb", "a<202E>b"),
        ("a\u200bb\ufeffc", "abc"),
        ("a\u2028b", "a\nb"),
        ("a\ud800b", "a�b"),
        ("[red]x[/red] [/] :smile:", "[red]x[/red] [/] :smile:"),
    ],
)
def test_commands_to_the_terminal(hostile: str, shown: str) -> None:
    """
    Titles, the clipboard, links, pictures, other screens, cursor moves and signs of direction have no effect,
    and brackets are no markup.
    """
    assert clean(hostile).plain == shown
    assert clean_plain(hostile) == shown


@pytest.mark.parametrize(
    ("drawn_over", "shown"),
    [
        ("abcdef\rXY", "XYcdef"),
        ("10%\r20%\r30%", "30%"),
        ("10%\r20%\r\n", "20%\n"),
        ("abc\x1b[2K\rxy", "xy"),
        ("abc\r\x1b[Kx", "x"),
        ("abc\b\bX", "aXc"),
        ("\b\bX", "X"),
        ("abcdef\x1b[1Kg", "      g"),
        ("漢字\rab", "ab字"),
        ("a\tb\rxy", "xy      b"),
    ],
)
def test_line_drawn_over(drawn_over: str, shown: str) -> None:
    """Of a progress bar the state is shown that a terminal shows in the end."""
    assert clean_plain(drawn_over) == shown


def test_progress_bar_of_tqdm() -> None:
    """tqdm's bar, redrawn through a pipe, becomes its last drawing."""
    bar = "".join(
        f"\r{done:3d}%|{'█' * (done // 10):<10}| {done * 2}/200 [00:00<00:00]" for done in range(0, 101, 5)
    )
    assert clean_plain(bar + "\n") == "100%|██████████| 200/200 [00:00<00:00]\n"


@pytest.mark.parametrize(
    ("sequence", "style"),
    [
        ("31", "color(1)"),
        ("1;94", "bold color(12)"),
        ("38;5;208", "color(208)"),
        ("38;2;10;20;30", "#0a141e"),
        ("38:2::10:20:30", "#0a141e"),
        ("48;5;17", "on color(17)"),
        ("103", "on color(11)"),
        ("3;4;9", "italic underline strike"),
        ("4:3", "underline"),
        ("1;22", "not bold not dim"),
        ("5", ""),
        ("8", ""),
        ("38;5;900", ""),
        ("38;2;1", ""),
        ("99999999999999999999", ""),
    ],
)
def test_colours(sequence: str, style: str) -> None:
    """The 16, 256 and full colours and plain emphasis are kept; blinking, hidden and broken ones are not."""
    text = clean(f"\x1b[{sequence}ma\x1b[0mb")
    assert text.plain == "ab"
    expected = Text("a", "").append("b") if not style else Text().append("a", style).append("b")
    assert printed(text) == printed(expected)


def test_colour_goes_on_in_the_next_line() -> None:
    """A colour holds until it is put back, also behind a line end."""
    assert printed(clean("\x1b[31ma\nb\x1b[0mc")) == printed(Text().append("a\nb", "color(1)").append("c"))


def test_piled_accents() -> None:
    """A character carries its accents and no tower of them, even where colours stand between."""
    assert clean_plain("e\u0301") == "e\u0301"
    tower = clean_plain("e" + "\u0301" * 50)
    assert len(tower) == 4
    coloured = clean_plain("e" + "\x1b[31m\u0301" * 50)
    assert len(coloured) == 4
    drawn_over = clean_plain("e" + "\x1b[31m\u0301" * 50 + "\rf")
    assert len(drawn_over) <= 4


def test_long_text_is_cut_and_says_so() -> None:
    """What is left out is counted, in a whole text and in one line."""
    assert clean("a\n" * 100, max_characters=10).plain.endswith("… 190 more characters are not shown")
    assert clean_plain("a" * 50, max_line=10) == "a" * 10 + " … the rest of this line is not shown"
    assert clean_plain("a" * 50 + "\r", max_line=10) == "a" * 10 + " … the rest of this line is not shown"


def test_stream_in_chunks() -> None:
    """Lines come when they are whole, a sequence cut in two works, and colours go on."""
    cleaner = StreamCleaner()
    assert cleaner.feed("one \x1b[3") is None
    assert cleaner.unfinished().plain == "one "
    first = cleaner.feed("1mtwo\nthree")
    assert first is not None
    assert first.plain == "one two"
    rest = cleaner.finish()
    assert rest is not None
    assert printed(rest) == printed(Text("").append("three", "color(1)"))


def test_stream_is_bounded() -> None:
    """Beyond the bound nothing is kept; the end tells how much was left out."""
    cleaner = StreamCleaner(max_characters=10)
    shown = cleaner.feed("12345\n1234567890\n")
    assert shown is not None
    assert shown.plain == "12345"
    assert cleaner.feed("more\n") is None
    rest = cleaner.finish()
    assert rest is not None
    assert rest.plain == "1234\n… 12 more characters are not shown"


def test_bar_redrawn_for_an_hour() -> None:
    """A line that is drawn over for ever is not kept for ever."""
    cleaner = StreamCleaner(max_characters=10**9)
    for number in range(5_000):
        cleaner.feed(f"\rstep {number:6d} " + "." * 80)
    assert len(cleaner._pending) <= 100_100
    assert cleaner.unfinished().plain.startswith("step   4999")


def test_shortcut_lets_nothing_through() -> None:
    """The characters that are taken without a look are neither controls nor accents nor invisible."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if character != "\t" and module._HARMLESS.fullmatch(character):
            assert unicodedata.category(character) not in {"Cc", "Cf", "Mn", "Me", "Cs", "Zl", "Zp"}, hex(
                code
            )


_PIECES = [
    "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1b", "\x9b", "\x9d", "\x90", "\x9c",
    "\x07", "\x1b\\", "31m", "0m", "38;5;", "38;2;1;2;3m", "48:2::9:9:9m", "m", ";", ":", "?1049h",
    "2J", "10;10H", "K", "2K", "1K", "A", "52;c;", "8;;http://x\x07", "0;t", "\r", "\x08", "\t",
    "\n", "\x00", "\x0e", "\x0f", "\x7f", "\x85", "\u202e", "\u2066", "\u200b", "\u0301", "\u20dd",
    "\u200d", "\ufe0f", "\U000e0041", "\ud83d", "\u6f22", "\U0001f600", "ab", "[red]", "[/]",
    ":smile:", " ",
]  # fmt: skip


def only_colours(text: Text) -> None:
    """Fail where anything but colours and characters would reach the terminal."""
    raw = printed(text)
    rest = _COLOUR.sub("", raw)
    assert not _OBEYED.search(rest), ascii(rest)
    raw.encode("utf-8")


def mixes(count: int, seed: int) -> Iterable[str]:
    """Yield random mixes of escape sequences, their pieces and text."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(_PIECES, k=chance.randrange(1, 24)))


def test_thousands_of_mixes() -> None:
    """Nothing but colours comes out of any mix of sequences, whole or in chunks."""
    for mix in mixes(4_000, seed=1):
        only_colours(clean(mix))
        cleaner = StreamCleaner()
        half = len(mix) // 2
        for text in (
            cleaner.feed(mix[:half]),
            cleaner.unfinished(),
            cleaner.feed(mix[half:]),
            cleaner.finish(),
        ):
            if text is not None:
                only_colours(text)


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    """Any text at all becomes printable, and cleaning twice changes nothing."""
    once = clean(text)
    only_colours(once)
    assert clean_plain(once.plain) == once.plain
