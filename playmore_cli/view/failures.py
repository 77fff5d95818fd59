"""Exceptions of a step's code: where each call stood, the operation marked, and what went wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import Failure, Frame
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.code import highlighted
from playmore_cli.view.shapes import plain_shapes, shapes_at_error
from playmore_cli.view.theme import DARK, NONE, Theme
from playmore_cli.view.wrapping import wrapped

_ENDS = 6
"""Frames that are shown at each end of a deep recursion."""
_INDENT = "    "
_LEAST = 16
_UNBOUNDED = 1_000_000
_PLAIN = 80
"""Columns for shapes where nobody knows how many there are."""


@dataclass(frozen=True)
class FailureView:
    """An exception as a renderable, *indent* columns from the left."""

    failed: Failure
    theme: Theme = DARK
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows for the console's width; of a long line of code the part around the operation."""
        width = max(_LEAST, options.max_width - self.indent)
        for row in _rows(self.failed, self.theme, width):
            for part in wrapped(row, width):
                yield Text(" " * self.indent).append_text(part)
        if self.failed.shapes:
            yield from shapes_at_error(
                self.failed.shapes, theme=self.theme, indent=self.indent
            ).__rich_console__(console, options)


def failure(failed: Failure, *, theme: Theme = DARK, indent: int = 0) -> FailureView:
    """
    Return an exception as a renderable.

    Calls inside libraries are folded into a count; of a deep recursion the first and last calls are shown.
    """
    return FailureView(failed, theme, indent)


def plain_failure(failed: Failure) -> str:
    """
    Return an exception as text without colours.

    >>> frame = Frame("<p1:first>", 2, "<module>", "a + 1", 0, 5)
    >>> print(plain_failure(Failure("TypeError", "no + for Value and int", (frame,))))
    p1:first, line 2
        a + 1
        ^^^^^
    TypeError: no + for Value and int
    """
    rows = [row.plain.rstrip() for row in _rows(failed, NONE, _UNBOUNDED)]
    return "\n".join(
        [*rows, *([plain_shapes(failed.shapes, _PLAIN, at_error=True)] if failed.shapes else [])]
    )


_Call = tuple[Frame, int]
"""A call, and how many times in a row it stands in the traceback."""


def _rows(failed: Failure, theme: Theme, width: int) -> Iterator[Text]:
    calls = [(frame, len(list(same))) for frame, same in groupby(failed.frames)]
    if len(calls) > 2 * _ENDS:
        yield from _calls(calls[:_ENDS], theme, width)
        between = sum(count for _, count in calls[_ENDS:-_ENDS])
        yield Text().append(f"… {between} more calls …", theme.muted)
        yield from _calls(calls[-_ENDS:], theme, width)
    else:
        yield from _calls(calls, theme, width)
    if not failed.name:
        return
    first, *more = clean_plain(failed.message).split("\n")
    yield Text().append(clean_plain(failed.name), theme.bad).append(f": {first}" if first else "")
    for line in more:
        yield Text(line)


def _calls(calls: Sequence[_Call], theme: Theme, width: int) -> Iterator[Text]:
    for own, group in groupby(calls, key=lambda call: call[0].own):
        if not own:
            yield _library(list(group), theme)
            continue
        for frame, count in group:
            yield from _own(frame, theme, width)
            if count > 1:
                yield Text().append(f"… and the same call {count - 1} more times", theme.muted)


def _own(frame: Frame, theme: Theme, width: int) -> Iterator[Text]:
    """Yield where a call stood, its line, and carets below the operation."""
    place = Text().append(_name(frame.source), theme.accent).append(f", line {frame.line}", theme.muted)
    if frame.function not in ("", "<module>"):
        place.append(f", in {clean_plain(frame.function)}", theme.muted)
    yield place
    text = clean_plain(frame.text.rstrip("\n").replace("\t", " ").split("\n")[0])
    if not text.strip():
        return
    indent = len(text) - len(text.lstrip())
    line = highlighted(text, theme)[0]
    start, end = min(max(frame.start, indent), len(text)), min(frame.end, len(text))
    if end > start:
        line.stylize(theme.changed_text, start, end)
    first, last = _window(text, indent, start, width - len(_INDENT) - 2)
    shown = (
        Text("…" if first > indent else "")
        .append_text(line[first:last])
        .append("…" if last < len(text) else "")
    )
    yield Text(_INDENT).append_text(shown)
    if frame.end > frame.start:
        before = cell_len(text[first:start]) + (first > indent)
        marked = max(1, cell_len(text[start : min(end, last)]))
        yield Text(_INDENT + " " * before).append("^" * marked, theme.bad)


def _window(text: str, indent: int, start: int, room: int) -> tuple[int, int]:
    """Return the part of a line to show in *room* columns: its beginning, or what surrounds *start*."""
    if cell_len(text[indent:]) <= room:
        return indent, len(text)
    first = indent if cell_len(text[indent:start]) <= room // 2 else start - room // 4
    last = first
    while last < len(text) and cell_len(text[first : last + 1]) <= room:
        last += 1
    return first, last


def _library(calls: Sequence[_Call], theme: Theme) -> Text:
    last = calls[-1][0]
    file = "/".join(clean_plain(last.source).replace("\\", "/").split("/")[-2:])
    total = sum(count for _, count in calls)
    counted = "1 call" if total == 1 else f"{total} calls"
    look = theme.muted + Style(italic=True)
    return Text().append(f"… {counted} inside {file}, in {clean_plain(last.function)}", look)


def _name(source: str) -> str:
    """Return how a source is called, without the brackets that keep it from being a file."""
    return clean_plain(source).removeprefix("<").removesuffix(">")
