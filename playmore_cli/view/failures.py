"""Exceptions of a step's code: where each call stood, the operation marked, and what went wrong."""

from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len
from rich.console import Group
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import Failure, Frame
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.code import highlighted
from playmore_cli.view.theme import DARK, NONE, Theme

_MAX_FRAMES = 12


def failure(failed: Failure, *, theme: Theme = DARK, indent: int = 0) -> Group:
    """
    Return an exception as a renderable.

    Library frames are folded into a count; of a deep recursion the first and last frames are shown.
    """
    rows = list(_rows(failed, theme))
    return Group(*(Text(" " * indent).append_text(row) for row in rows))


def plain_failure(failed: Failure) -> str:
    """Return an exception as text without colours."""
    return "\n".join(row.plain.rstrip() for row in _rows(failed, NONE))


def _rows(failed: Failure, theme: Theme) -> Iterator[Text]:
    frames = list(failed.frames)
    left_out = len(frames) - _MAX_FRAMES
    shown = frames if left_out <= 0 else frames[: _MAX_FRAMES // 2] + frames[-_MAX_FRAMES // 2 :]
    half = _MAX_FRAMES // 2
    for part in (shown[:half], shown[half:]) if left_out > 0 else (shown,):
        if left_out > 0 and part is not shown and part == shown[half:]:
            yield Text(f"… {left_out} more frames …", theme.muted)
        for own, group in groupby(part, key=lambda frame: frame.own):
            if own:
                for frame in group:
                    yield from _frame(frame, theme)
            else:
                yield _library(list(group), theme)
    message = clean_plain(failed.message).split("\n")
    head = Text(clean_plain(failed.name), theme.bad)
    if message[0]:
        head.append(": ", theme.bad).append(message[0])
    yield head
    for line in message[1:]:
        yield Text(line)


def _frame(frame: Frame, theme: Theme) -> Iterator[Text]:
    place = Text(clean_plain(frame.source), theme.accent).append(f", line {frame.line}", theme.muted)
    if frame.function and frame.function != "<module>":
        place.append(f", in {clean_plain(frame.function)}", theme.muted)
    yield place
    if not frame.text.strip():
        return
    text = clean_plain(frame.text.rstrip("\n")).split("\n")[0].replace("\t", " ")
    indent = len(text) - len(text.lstrip())
    line = highlighted(text, theme)[0]
    start, end = max(frame.start, indent), min(frame.end, len(text))
    if end > start:
        line.stylize(theme.changed_text, start, end)
    yield Text("    ").append_text(line[indent:])
    if frame.end > frame.start:
        before = cell_len(text[indent : min(start, len(text))])
        marked = max(1, cell_len(text[start:end]))
        yield Text("    " + " " * before).append("^" * marked, theme.bad)


def _library(frames: list[Frame], theme: Theme) -> Text:
    last = frames[-1]
    name = clean_plain(last.source).replace("\\", "/").rsplit("/", 3)
    count = "1 call" if len(frames) == 1 else f"{len(frames)} calls"
    return Text(
        f"… {count} inside {'/'.join(name[-2:])}, in {clean_plain(last.function)}",
        theme.muted + Style(italic=True),
    )
