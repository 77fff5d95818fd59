"""
What is shown of a lesson, step by step, on a terminal.

`Screen` is the only place that prints; it is handed lesson parts and outputs and knows neither the session nor
the worker. `plain.PlainScreen` says the same without boxes, colours or redrawing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.segment import Segment, Segments
from rich.text import Text

from playmore_cli.exercises.judging import Comparison, Verdict
from playmore_cli.lesson.evolution import CodeChanges
from playmore_cli.outputs import (
    Changes,
    Failure,
    Graph,
    Output,
    Picture,
    Plot,
    Progress,
    Result,
    ShapeLine,
    Stream,
)
from playmore_cli.timecode import format_timecode
from playmore_cli.view.after_run import change_rows, figure_rows
from playmore_cli.view.clean import StreamCleaner, clean, clean_plain
from playmore_cli.view.code import Code, code
from playmore_cli.view.failures import failure
from playmore_cli.view.graphs import draw_graph
from playmore_cli.view.key_help import key_rows
from playmore_cli.view.narration import narration
from playmore_cli.view.panes import Panes, pane_widths
from playmore_cli.view.pictures import picture
from playmore_cli.view.progress_bar import bar
from playmore_cli.view.shapes import shapes
from playmore_cli.view.tables import table
from playmore_cli.view.theme import Theme
from playmore_cli.view.tokens import draw_tokens
from playmore_cli.view.transient import TransientLine
from playmore_cli.view.wrapping import finished, with_units, wrapped

if TYPE_CHECKING:
    from playmore_cli.view.graphics import Protocol as Graphics

WIDEST = 100
"""Columns beyond which lines of text would be hard to read."""

SHORT = 6
"""Lines up to which a tensor is shown as the lecture shows it, and not as a table."""

_KEYS = 2
"""Rows at the end of the screen for the line of keys and what stands above it."""

MARGIN = 4
"""Columns before code and before what it prints; the signs that tell them apart stand in the third."""

FOLD = 24
"""Lines of one output that are shown at once; the rest is counted and can be paged."""


DRAWN = 72
"""Rows of figures of one step that are drawn at once, but for one figure that may always be."""

LEAST_PICTURE, MOST_PICTURE = 10, 30
"""Rows of a picture: from how many on the text above it is left in sight, and how many it is given at most."""


@dataclass(frozen=True)
class _Folded:
    """What was not shown: whole lines, the characters that one line goes on for, whole figures."""

    lines: int
    characters: int
    figures: int

    @property
    def text(self) -> str:
        parts = [
            f"{count:,} more {what}{'s' if count > 1 else ''}"
            for count, what in (
                (self.characters, "character"), (self.lines, "line"), (self.figures, "figure"),
            )
            if count
        ]  # fmt: skip
        return ", ".join(parts)


class Block(Enum):
    """What stands together on the screen, a row empty before it."""

    OUTPUT = "what the code printed or drew"
    REMARK = "figures, names and remarks of the tutor's own"
    PROMPT = "what somebody typed"
    OTHER = "anything else"


@dataclass(frozen=True)
class Heading:
    """
    Where a step stands.

    *number* counts from 1 of *total*; *at* is in seconds, *exact* where known to the second; *lines* counts
    the step's lines of code, 0 for narration alone. *beside* says for a step that draws how many columns its code
    takes, 0 for any other.
    """

    lesson: str
    title: str
    chapter: str
    at: float
    exact: bool
    number: int
    total: int
    lines: int
    done: bool = False
    marked: bool = False
    beside: int = 0


@dataclass(frozen=True)
class Pixels:
    """How the terminal shows pixels, and the width and height of a cell in them."""

    protocol: "Graphics"
    cell: tuple[int, int]


class View(Protocol):
    """What the player can show."""

    folded: bool
    hides_code: bool
    """Whether lines of the code on screen are folded."""
    is_dark: bool
    pixels: Pixels | None
    holds: bool
    """Whether somebody reads and asks for more, so that what is taller than the screen comes piece by piece."""

    @property
    def pending(self) -> int:
        """The rows that are held back until `more`."""

    def more(self) -> None:
        """Show what is held back, as much as fits."""

    def turn(self) -> None:
        """Take in that what is on screen has been read: a key was pressed."""

    def resize(self, columns: int, rows: int) -> None:
        """Take in that the terminal has another size."""

    def heading(self, heading: Heading) -> None:
        """Begin a step."""

    def narration(self, text: str) -> None:
        """Show a piece of narration, live values filled in."""

    def code(self, source: str, changes: CodeChanges | None, remark: str, older: str = "") -> None:
        """Show the step's code, the changed lines marked; *remark* tells the pace, *older* which code it builds on."""

    def output(self, output: Output, draws: str | None = None) -> None:
        """Show one output as it comes; *draws* is the lesson's own sentence for a picture."""

    def characters(self, plot: Plot) -> None:
        """Show a plot in characters, whatever else the terminal can show."""

    def end_output(self, unfolds: str = "f", dropped: int = 0) -> None:
        """
        Show what was held back of the outputs, and count what was folded.

        *unfolds* is the key that shows it, but for so many *dropped* lines.
        """

    def progress(self, progress: Progress) -> None:
        """Show how far a long step is."""

    def changes(self, changes: Changes) -> None:
        """Show in one quiet line what the step did to the names."""

    def comparisons(self, comparisons: Sequence[Comparison]) -> None:
        """Show the learner's figures beside the lecture's."""

    def keys(
        self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], rest: Sequence[tuple[str, str]]
    ) -> None:
        """Show the keys that do something now, in groups under a title, and for the *rest* why they do not."""

    def shapes(self, lines: Sequence[ShapeLine]) -> None:
        """Show the shapes that meet in a piece of code."""

    def question(self, ask: str, choices: Sequence[str]) -> None:
        """Show what to predict, and the choices."""

    def tell(self, text: str, tone: str = "quiet") -> None:
        """Say a line of the tutor's own: ``quiet``, ``good``, ``bad`` or ``warning``."""

    def wait(self, text: str) -> None:
        """Say what is waited for, in place of what was said of it before; `waited` takes it away."""

    def waited(self) -> None:
        """Take away what `wait` said."""

    def command(self, text: str) -> None:
        """Show a command to copy on a line of its own, which is never broken."""

    def space(self) -> None:
        """Leave a line empty below what was printed last, where none is."""

    def make_room(self, tight: bool = False) -> None:
        """Leave a line empty below all that was printed, for a prompt; a *tight* one may follow another at once."""

    def prompted(self) -> None:
        """Take in that what somebody typed stands below what was printed."""

    def width(self) -> int:
        """Return the columns at hand for pictures."""

    def whole(self) -> tuple[int, int]:
        """Return the columns and rows of a picture where all of the screen is free."""

    def height(self) -> int:
        """Return the rows at hand for a picture, so that what it belongs to stays in sight."""

    def takes(self, plot: Plot) -> bool:
        """Return whether a plot can be shown as it is drawn: it is no wider than what is at hand."""

    def set_panes(self, *, anew: bool) -> None:
        """Leave the two panes, since something else wrote below them; *anew* begins them there again."""


class Screen:
    """A terminal with colours or without, wide or narrow."""

    def __init__(self, console: Console, theme: Theme, pixels: Pixels | None = None) -> None:
        self.pixels = pixels
        self._console = console
        self._theme = theme
        self._cleaner: StreamCleaner | None = None
        self._stream = ""
        self._lines = self._hidden = self._cut = self._figures = self._drawn = 0
        self._transient = TransientLine(console)
        self._panes: Panes | None = None
        self._has_panes = self._on_right = False
        self._losses: list[float] = []
        self._last_graph: Graph | None = None
        self.folded = self.hides_code = False
        self.is_dark = theme.name != "light"
        self.holds = False
        self._used = self._fresh = 0
        self._held: list[list[Segment]] = []
        self._block = Block.OTHER
        self._blank = [False, False]
        """Whether the last row that was printed is an empty one: of the screen or its left pane, of the right one."""
        self._fills = False
        """Whether what is said belongs behind what is held back."""

    def width(self) -> int:
        """Return the columns at hand for pictures: the screen or its right pane, less the margins."""
        return self.whole()[0] if self._panes is None else self._panes.right - 2

    def whole(self) -> tuple[int, int]:
        """Return the columns and rows of a picture where all of the screen is free."""
        return max(min(self._console.width, 200) - 4, 16), max(min(self._console.height - 6, MOST_PICTURE), 8)

    def height(self) -> int:
        """Return the rows for a picture: those below the step's text, or nearly all where they are too few."""
        left = self._console.height - self._used - 5
        most = self.whole()[1]
        return most if self._panes is not None or left < LEAST_PICTURE else min(left, most)

    def takes(self, plot: Plot) -> bool:
        """Return whether a plot can be shown as it is drawn: neither too wide, nor too high for the right pane."""
        is_low = self._panes is None or len(plot.picture.rows) <= self._panes.room()
        return is_low and plot.picture.columns <= self.width()

    def set_panes(self, *, anew: bool) -> None:
        """Leave the two panes; *anew* begins them again below all that is printed."""
        if self._panes is not None and self._panes.lacking:
            self._blank[0] = False
        widths = pane_widths(self._console.width)
        has_them = anew and self._has_panes and widths is not None
        self._panes = Panes(self._console, *widths) if has_them and widths is not None else None

    @property
    def _side(self) -> int:
        """Whether it is printed to the right pane, as a number."""
        return int(self._on_right and self._panes is not None)

    @property
    def _width(self) -> int:
        """The columns of the pane that is printed to, or of the screen."""
        if self._panes is None:
            return self._console.width
        return self._panes.right if self._on_right else self._panes.left

    # -- the step ----------------------------------------------------------------------------------------------

    def heading(self, heading: Heading) -> None:
        """Print the header line and a rule below it."""
        self._lines = self._hidden = self._cut = self._figures = self._drawn = 0
        self.folded = self.hides_code = False
        self._held, self._fills, self._used, self._fresh = [], False, 0, 0
        self._panes, self._has_panes = None, False
        widths = pane_widths(self._console.width)
        beside = bool(self.holds and self.pixels is None and widths and 0 < heading.beside <= widths[0] - 5)
        width = sum(widths) + 2 if beside and widths else min(self._console.width, WIDEST + 3)
        clock = format_timecode(heading.at) + (" " if heading.exact else " ≈")
        signs = ("✓ " if heading.done else "") + ("⚑ " if heading.marked else "")
        right = f"{signs}{clock}   step {heading.number} of {heading.total} "
        # The lecture is named where it begins; later the room is the chapter's.
        named = (heading.lesson, *((heading.title,) if heading.number == 1 else ()), heading.chapter)
        left = f" {' · '.join(dict.fromkeys(named))}"
        if width < 72:
            right = f"{signs}{clock.strip()} · {heading.number}/{heading.total} "
            left = f" {heading.lesson} · {heading.chapter}"
        room = width - len(right) - 2
        line = Text(no_wrap=True, overflow="ellipsis")
        if room >= 6:
            left = left if len(left) <= room else left[: room - 1].rstrip() + "…"
            line.append(left, self._theme.title)
            line.append(" " * (width - len(left) - len(right)))
        line.append(right.rstrip() if room < 6 else right, self._theme.muted)
        self.space()
        self._print(line)
        self._print(self._rule(max(width - 2, 1), heading.number / max(heading.total, 1)))
        self._fresh = self._used
        self._has_panes = beside and self._console.is_terminal
        self.set_panes(anew=True)

    def _rule(self, width: int, done: float) -> Text:
        """Return the rule below a heading, which is heavy as far as the lecture has come."""
        heavy, light = ("=", "-") if self._console.options.ascii_only else ("━", "─")
        full = min(max(round(width * done), 1), width)
        rule = Text(" ", no_wrap=True, overflow="crop")
        return rule.append(heavy * full, self._theme.done).append(light * (width - full), self._theme.rule)

    def narration(self, text: str) -> None:
        """Print a piece of narration with a margin of one column, and an empty line behind."""
        width = min(self._width - 2, WIDEST - 12)
        self._give(Padding(narration(text, theme=self._theme, width=width), (0, 0, 1, 1)))

    def code(self, source: str, changes: CodeChanges | None, remark: str, older: str = "") -> None:
        """Print the code, indented, with marks in the gutter where an earlier version stands behind it."""
        if changes is None:
            view = code(source, theme=self._theme, indent=MARGIN)
        else:
            view = code(source, changes.marks, changes.spans, changes.removed, theme=self._theme, indent=2)
        above = [Padding(Text(clean_plain(older), self._theme.muted), (0, 0, 0, MARGIN))] if older else []
        below = [self._told(remark)] if remark else []
        if self.holds:
            view = self._fitted(view, len(self._rows(Group(*above, *below))) + 1 if above or below else 1)
        self.hides_code = view.folds is not None
        self.folded = self.folded or self.hides_code
        self._give(Group(*above, view, *below, Text()))

    # -- what comes out ----------------------------------------------------------------------------------------

    def output(self, output: Output, draws: str | None = None) -> None:
        """Print one output; streams line by line as they come, anything else whole."""
        self._give_rest()
        self._begin(Block.OUTPUT)
        self._on_right = True
        self._output(output)
        self._on_right = False

    def _output(self, output: Output) -> None:
        if not isinstance(output, Stream):
            self._end_stream()
        match output:
            case Stream(name=name, text=text):
                self._feed(name, text)
            case Result(tokens=lines) if lines:
                ascii = self._console.options.ascii_only
                self._lines_of(draw_tokens(lines, self.width(), theme=self._theme, ascii=ascii))
            case Result(is_markdown=True):
                self.narration(output.text)
            case Result(table=None):
                self._lines_of(clean(output.text))
            case Result() if output.text.count("\n") < SHORT:
                self._lines_of(clean(output.text))
            case Result():
                assert output.table is not None
                self._print(Padding(table(output.table, theme=self._theme), (0, 0, 0, 2)))
                self.folded = True
            case Plot():
                self._plot(output)
            case Graph():
                drawing = self._graph(output)
                self._last_graph = output
                self._print(Padding(drawing, (0, 0, 0, 2)))
            case Failure():
                self._print(failure(output, theme=self._theme, indent=2))

    def _graph(self, graph: Graph) -> Text:
        """Return a graph drawn for the right pane; one that is better drawn on all of the screen leaves the panes."""
        drawing = draw_graph(graph, self.width(), previous=self._last_graph, theme=self._theme)
        if self._panes is not None:
            whole = draw_graph(graph, self._console.width - 4, previous=self._last_graph, theme=self._theme)
            if whole.plain != drawing.plain:
                self.set_panes(anew=False)
            return whole
        return drawing

    def characters(self, plot: Plot) -> None:
        """Print a plot in characters, also where the terminal shows pixels."""
        self._print(picture(plot.picture, indent=2))

    def _plot(self, plot: Plot) -> None:
        high = len(plot.picture.rows)
        if self._drawn and self._drawn + high > DRAWN:
            self._figures += 1
            return
        self._drawn += high
        if high > DRAWN:
            self._hidden += high - DRAWN
            self._print(picture(Picture(plot.picture.columns, plot.picture.rows[:DRAWN]), indent=2))
            return
        if self.pixels is None or not plot.png:
            self.characters(plot)
            return
        from playmore_cli.view.graphics import image_text

        columns, rows = plot.picture.columns, len(plot.picture.rows)
        self._console.file.write("  " + image_text(plot.png, self.pixels.protocol, columns, rows) + "\n")
        self._console.file.flush()
        self._blank[0] = False

    def end_output(self, unfolds: str = "f", dropped: int = 0) -> None:
        """Finish the stream, take the progress bar away and tell what was folded and what shows it."""
        self._on_right = True
        self._end_stream()
        self._end_progress()
        folded = _Folded(self._hidden + dropped, self._cut, self._figures)
        if folded.text:
            self.folded = True
            shows = f"{unfolds} shows all of it" if not dropped else f"{unfolds} shows what was kept of it"
            self._print_rows(self._rows(self._told(f"… {folded.text}; {shows}")))
        self._lines = self._hidden = self._cut = self._figures = self._drawn = 0
        self._on_right = False

    def _feed(self, name: str, text: str) -> None:
        if self._cleaner is None or name != self._stream:
            self._end_stream()
            self._cleaner, self._stream = StreamCleaner(), name
        whole = self._cleaner.feed(text)
        if whole is not None:
            self._lines_of(whole)

    def _end_stream(self) -> None:
        if self._cleaner is not None:
            rest = self._cleaner.finish()
            self._cleaner = None
            if rest is not None and rest.plain:
                self._lines_of(rest)

    def _lines_of(self, text: Text) -> None:
        """Print the lines of *text* behind a bar, for the code said them, until the fold; count the rest."""
        if text.plain.endswith("\n"):
            text.right_crop(1)
        for line in text.split("\n", allow_blank=True):
            if self._lines >= FOLD:
                self._hidden += 1
                continue
            width = max(self._width - MARGIN, 1)
            room = (FOLD - self._lines) * width
            self._lines += max(-(-line.cell_len // width), 1)
            if line.cell_len > room:
                self._cut += len(line.plain) - room + 1
                line.truncate(room, overflow="ellipsis")
            line.expand_tabs(8)
            self._print(Group(*self._barred(line, width)))

    def _barred(self, line: Text, width: int) -> Iterator[Text]:
        """Yield the rows of a line of output; those it goes on in have a broken bar."""
        whole, broken = ("|", ":") if self._console.options.ascii_only else ("│", "┆")
        for number, row in enumerate(wrapped(line, width)):
            row.style = self._theme.output
            bar = Text("  ", no_wrap=True, overflow="ignore")
            yield bar.append(broken if number else whole, self._theme.bar).append(" ").append_text(row)

    # -- long steps --------------------------------------------------------------------------------------------

    def progress(self, progress: Progress) -> None:
        """Draw the bar of a long step anew, in place."""
        if progress.loss is not None:
            self._losses.append(progress.loss)
        self._transient.draw(bar(progress, self._losses, self._console.width - 3, self._theme))

    def _end_progress(self) -> None:
        self._transient.erase()
        self._losses = []

    # -- what to make of it ------------------------------------------------------------------------------------

    def changes(self, changes: Changes) -> None:
        """Print the names that are new, changed and gone, a row each, shortened to fit."""
        signs = {"+": self._theme.added, "~": self._theme.changed, "-": self._theme.removed}
        for sign, text in change_rows(changes):
            line = Text(clean_plain(text), self._theme.muted)
            line.truncate(max(min(self._width, WIDEST) - MARGIN - 1, 10), overflow="ellipsis")
            self._remark(Text("  ").append(f"{sign} ", signs[sign]).append_text(line))

    def comparisons(self, comparisons: Sequence[Comparison]) -> None:
        """Print each figure on a line: a sign for the verdict, what it is, the learner's, the lecture's."""
        width = min(self._width, WIDEST) - MARGIN - 1
        for comparison, row in zip(comparisons, figure_rows(comparisons, width), strict=True):
            sign, style = {
                Verdict.AGREES: ("=", self._theme.good),
                Verdict.DIFFERS: ("≠", self._theme.warning),
                Verdict.NO_VALUE: ("?", self._theme.bad),
            }.get(comparison.verdict, ("·", self._theme.muted))
            for number, part in enumerate(wrapped(Text(clean_plain(row), self._theme.muted), max(width, 8))):
                self._remark(Text("    " if number else f"  {sign} ", style).append_text(part))

    def _remark(self, row: RenderableType) -> None:
        self._begin(Block.REMARK)
        self._print(row)

    def _begin(self, block: Block) -> None:
        """Leave a row empty where something else begins than stands above."""
        if block is not self._block:
            self.space()
        self._block = block

    def keys(
        self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], rest: Sequence[tuple[str, str]]
    ) -> None:
        """Print the keys in two columns where there is room for them, the rest dim."""
        self.set_panes(anew=False)
        for row in key_rows(groups, rest, self._console.width, self._console.height, self._theme):
            self._print(row)

    def shapes(self, lines: Sequence[ShapeLine]) -> None:
        """Print operands and results, their dimensions aligned."""
        self._block = Block.OTHER
        self._print(shapes(lines, theme=self._theme, indent=2))

    def question(self, ask: str, choices: Sequence[str]) -> None:
        """Print the question and its choices, a letter before each."""
        self.narration(f"**Predict.** {ask}")
        width = max(min(self._width, WIDEST) - 5, 1)
        rows = []
        for letter, choice in zip("abcdefgh", choices, strict=False):
            first, *more = wrapped(Text(clean_plain(choice)), width)
            rows.append(Text("   ").append(f"{letter} ", self._theme.accent).append_text(first))
            rows += [Text("     ").append_text(row) for row in more]
        self._give(Group(*rows))

    def tell(self, text: str, tone: str = "quiet") -> None:
        """Print a line of the tutor's own."""
        if self._held and self._fills:
            self._held += self._rows(self._told(text, tone))
        else:
            if self._block is Block.OUTPUT:
                self._begin(Block.REMARK)
            self._print_rows(self._rows(self._told(text, tone)))

    def _told(self, text: str, tone: str = "quiet") -> RenderableType:
        style = {"good": self._theme.good, "bad": self._theme.bad, "warning": self._theme.warning}
        line = Text(with_units(clean_plain(text)), style.get(tone, self._theme.muted))
        return Padding(Group(*map(finished, wrapped(line, max(self._width - 2, 1)))), (0, 0, 0, 2))

    def wait(self, text: str) -> None:
        """Draw one line in place of the one before; it is gone when the wait is over."""
        self._transient.draw(Text(f"  {clean_plain(text)}", self._theme.muted))

    def waited(self) -> None:
        """Erase the line."""
        self._transient.erase()

    def command(self, text: str) -> None:
        """Print a command to copy; what is wider than the screen is left to the terminal, which copies it whole."""
        self.set_panes(anew=False)
        line = Text(f"    {clean_plain(text)}", self._theme.accent, no_wrap=True, overflow="ignore")
        self._console.print(line, crop=False, soft_wrap=True)
        self.prompted()

    def space(self) -> None:
        """Print an empty line, unless one stands there."""
        if not self._blank[self._side]:
            self._print(Text())

    def make_room(self, tight: bool = False) -> None:
        """Print an empty line; below two panes one that is below both, and none where more is to come."""
        if self._held or (tight and self._block is Block.PROMPT):
            return
        lacking = self._panes.lacking if self._panes is not None else 0
        if lacking:
            self._print_rows([[] for _ in range(lacking)])
        self.space()

    def prompted(self) -> None:
        """Let a row be left empty before what comes."""
        self._blank[0], self._block = False, Block.PROMPT

    # -- no more than fits -------------------------------------------------------------------------------------

    @property
    def pending(self) -> int:
        """The rows that are held back."""
        return len(self._held)

    def turn(self) -> None:
        """Count anew what is new on the screen."""
        self._fresh, self._fills = 0, False
        if self._panes is not None and self._panes.is_begun:
            self.set_panes(anew=False)

    def more(self) -> None:
        """Print as much of what is held back as fits, or all that is left."""
        self.turn()
        rows, self._held = self._held, []
        self._fill(rows)

    def resize(self, columns: int, rows: int) -> None:
        """Draw for another size from now on."""
        if (columns, rows) != tuple(self._console.size):
            self._transient.erase()
            self._console.size = columns, rows
            self._has_panes = False
            self.set_panes(anew=False)

    def _fitted(self, view: Code, below: int) -> Code:
        """Return code folded so that it is in sight with all above it, else so that it fits the screen by itself."""
        width, ending = self._width, below + _KEYS
        for above in (self._used, self._fresh):
            room = self._console.height - above - ending
            folded = view.fitted(room, width)
            if room > 0 and sum(1 for _ in folded.rows(width, coloured=False)) <= room:
                return folded
        return view.fitted(max(self._console.height - ending, 1), width)

    def _give(self, renderable: RenderableType) -> None:
        """Print what is to be read, piece by piece where it is taller than the screen."""
        self._block = Block.OTHER
        if not self.holds:
            self._print(renderable)
        elif self._held and self._fills:
            self._held += self._rows(renderable)
        else:
            self._fill(self._rows(renderable))

    def _fill(self, rows: list[list[Segment]]) -> None:
        room = max(self._console.height - self._fresh - _KEYS, 0 if self._fresh else 1)
        if len(rows) > room:
            rows, self._held, self._fills = rows[:room], rows[room:], True
        self._print_rows(rows)

    def _give_rest(self) -> None:
        """Print all that is held back: what comes next belongs below it."""
        rows, self._held = self._held, []
        self._print_rows(rows)

    def _rows(self, renderable: RenderableType) -> list[list[Segment]]:
        options = self._console.options.update(width=self._width, highlight=False, markup=False)
        return self._console.render_lines(renderable, options, pad=False)

    def _print_rows(self, rows: list[list[Segment]]) -> None:
        if not rows or self._painted(rows):
            return
        self._used += len(rows)
        self._fresh += len(rows)
        self._blank[0] = _is_blank(rows[-1])
        whole = [part for row in rows for part in (*row, Segment.line())]
        self._console.print(Segments(whole), end="", soft_wrap=True)

    def _print(self, renderable: RenderableType) -> None:
        self._print_rows(self._rows(renderable))

    def _painted(self, rows: list[list[Segment]]) -> bool:
        """Print rows in their pane; return False where there are no panes, or no more room in them."""
        self._transient.erase()
        grown = self._panes.paint(rows, right=self._on_right) if self._panes is not None else None
        if grown is None:
            self.set_panes(anew=False)
            return False
        self._used += grown
        self._fresh += grown
        if rows:
            self._blank[self._side] = _is_blank(rows[-1])
        return True


def _is_blank(row: list[Segment]) -> bool:
    return not any(part.text.strip() for part in row)
