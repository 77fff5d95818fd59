"""
A lesson as plain lines: for pipes, screen readers and terminals that cannot move their cursor.

No boxes, no colours, no redrawing; every picture is described in words.
"""

import textwrap
from collections.abc import Callable, Sequence

from playmore_cli.exercises.judging import Comparison
from playmore_cli.lesson.evolution import CodeChanges
from playmore_cli.outputs import Changes, Failure, Graph, Output, Plot, Progress, Result, ShapeLine, Stream
from playmore_cli.timecode import format_timecode
from playmore_cli.view.after_run import changes_text, comparison_text
from playmore_cli.view.clean import StreamCleaner, clean_plain
from playmore_cli.view.code import plain_code
from playmore_cli.view.failures import plain_failure
from playmore_cli.view.graphs import graph_words
from playmore_cli.view.narration import plain_narration
from playmore_cli.view.progress_bar import progress_text
from playmore_cli.view.screen import FOLD, Heading, Pixels
from playmore_cli.view.shapes import plain_shapes
from playmore_cli.view.tokens import plain_tokens, token_words

_EVERY = 5.0
"""Seconds between two lines of progress."""


class PlainScreen:
    """
    Says what `screen.Screen` shows.

    Args:
        write: takes one line, without its newline.
        width: columns for wrapping narration.
        ascii: whether characters beyond ASCII must be spelled otherwise.
        wraps: whether all lines of the tutor's own are wrapped, for who reads them on a screen; in a pipe each stays
            one line, which other programs search.
    """

    def __init__(
        self, write: Callable[[str], None], width: int = 80, *, ascii: bool = False, wraps: bool = False
    ) -> None:
        self._write, self._width, self._ascii = write, max(min(width, 100), 20), ascii
        self._wraps = wraps
        self._cleaner: StreamCleaner | None = None
        self._stream = ""
        self._lines = self._hidden = 0
        self._next_progress = _EVERY
        self._waits = False
        self.folded = self.hides_code = self.holds = False
        self.is_dark = True
        self.pending = 0
        self.pixels: Pixels | None = None

    def width(self) -> int:
        """Return the columns at hand."""
        return self._width

    def whole(self) -> tuple[int, int]:
        """Return the size of a picture, which is described only."""
        return self.width(), self.height()

    def height(self) -> int:
        """Return the rows of a picture, which is described only."""
        return 18

    def takes(self, plot: Plot) -> bool:
        """Return True: a picture is described."""
        return True

    def set_panes(self, *, anew: bool) -> None:
        """Do nothing: everything comes below each other."""

    def more(self) -> None:
        """Do nothing: no line is held back."""

    def turn(self) -> None:
        """Do nothing: lines come once and in order."""

    def resize(self, columns: int, rows: int) -> None:
        """Wrap for another width from now on."""
        self._width = max(min(columns, 100), 20)

    def heading(self, heading: Heading) -> None:
        """Say the number, the timecode, the kind and the chapter."""
        self._lines = self._hidden = 0
        self.folded = False
        lines = (
            f"code, {heading.lines} line{'s' if heading.lines != 1 else ''}" if heading.lines else "narration"
        )
        about = "" if heading.exact else "about "
        marks = (", done" if heading.done else "") + (", marked" if heading.marked else "")
        self._say("")
        self.tell(
            f"Step {heading.number} of {heading.total}, {about}{format_timecode(heading.at)}, {lines}{marks}. "
            f"{heading.chapter}"
        )

    def narration(self, text: str) -> None:
        """Say a piece of narration."""
        self._say("")
        for line in plain_narration(text).split("\n"):
            indent = line[: len(line) - len(line.lstrip())]
            for part in textwrap.wrap(line, self._width, subsequent_indent=indent) or [""]:
                self._say(part)

    def code(self, source: str, changes: CodeChanges | None, remark: str, older: str = "") -> None:
        """Say the code, ``+`` and ``~`` before new and changed lines."""
        self._say("")
        if older:
            self._say(older)
        text = plain_code(source, changes.marks, changes.removed) if changes else plain_code(source)
        for line in text.split("\n"):
            self._say(line)
        if remark:
            self._say(remark)
        self._say("")

    def output(self, output: Output, draws: str | None = None) -> None:
        """Say one output; for a picture the lesson's sentence first, then the description."""
        if not isinstance(output, Stream):
            self._end_stream()
        match output:
            case Stream(name=name, text=text):
                self._feed(name, text)
            case Result(tokens=lines) if lines:
                self._say(token_words(lines))
                self._lines_of(plain_tokens(lines, self._width, ascii=self._ascii))
            case Result(is_markdown=True):
                self.narration(output.text)
            case Result(table=None):
                self._lines_of(clean_plain(output.text))
            case Result():
                assert output.table is not None
                self._say(output.table.heading)
                self._lines_of(clean_plain(output.text))
            case Plot():
                self._describe("Plot", draws, output.words)
            case Graph():
                self._describe("Graph", draws, output.words or graph_words(output))
            case Failure():
                self._lines_of(plain_failure(output))

    def characters(self, plot: Plot) -> None:
        """Say a plot's drawing in characters."""
        self._lines_of(plot.picture.text())

    def end_output(self, unfolds: str = "f", dropped: int = 0) -> None:
        """Finish the stream and tell what was folded; where lines come once no key shows it."""
        self._end_stream()
        self._next_progress = _EVERY
        self._hidden += dropped
        if self._hidden:
            self._say(f"({self._hidden:,} more line{'s' if self._hidden > 1 else ''})")
            self.folded = True
        self._lines = self._hidden = 0

    def progress(self, progress: Progress) -> None:
        """Say every few seconds how far a long step is."""
        if progress.seconds >= self._next_progress:
            self._next_progress = progress.seconds + _EVERY
            self._say(progress_text(progress))

    def changes(self, changes: Changes) -> None:
        """Say what the step did to the names."""
        text = changes_text(changes)
        if text:
            self.tell(text)

    def comparisons(self, comparisons: Sequence[Comparison]) -> None:
        """Say each figure beside the lecture's."""
        for comparison in comparisons:
            self.tell(f"{comparison_text(comparison)} ({comparison.verdict.value})")

    def keys(
        self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], rest: Sequence[tuple[str, str]]
    ) -> None:
        """Say each key on a line, those that do something now first."""
        for key, says in [one for _, group in groups for one in group]:
            self.tell(f"{'Enter' if key == '⏎' else key:<5} {says}")
        for key, why in rest:
            self.tell(f"{key:<5} not now: {why}")

    def shapes(self, lines: Sequence[ShapeLine]) -> None:
        """Say operands and results, their dimensions aligned."""
        for row in plain_shapes(lines, self._width).split("\n"):
            self._say(row)

    def question(self, ask: str, choices: Sequence[str]) -> None:
        """Say the question, a letter before each choice."""
        self.narration(f"Predict: {ask}")
        for letter, choice in zip("abcdefgh", choices, strict=False):
            self._say(f"  {letter}: {clean_plain(choice)}")

    def tell(self, text: str, tone: str = "quiet") -> None:
        """Say a line of the tutor's own; the sign of Enter is said as its name."""
        text = clean_plain(text).replace("⏎", "Enter")
        indent = text[: len(text) - len(text.lstrip())]
        width = self._width - 1  # some terminals break a line that fills them
        rows = textwrap.wrap(text, width, subsequent_indent=indent + "  ") if self._wraps else [text]
        for row in rows or [""]:
            self._say(row)

    def wait(self, text: str) -> None:
        """Say once what is waited for."""
        if not self._waits:
            self._waits = True
            self.tell(f"{text} …")

    def waited(self) -> None:
        """Let the next wait be said."""
        self._waits = False

    def command(self, text: str) -> None:
        """Say a command to copy."""
        self._say(f"  {clean_plain(text)}")

    def space(self) -> None:
        """Do nothing: narration begins with an empty line by itself."""

    def make_room(self, tight: bool = False) -> None:
        """Do nothing: no line of keys comes."""

    def prompted(self) -> None:
        """Do nothing: lines come one below the other."""

    def _describe(self, kind: str, draws: str | None, words: str) -> None:
        first, *rest = words.split("\n")
        # What it is is said once, by us.
        first = first.removeprefix(f"{kind}; ").removeprefix(f"{kind} of ").removeprefix(f"{kind}: ")
        for line in [" ".join(part for part in (f"{kind}:", draws, first) if part), *rest]:
            indent = line[: len(line) - len(line.lstrip())]
            for part in textwrap.wrap(line, self._width, subsequent_indent=indent + "  "):
                self._say(part)

    def _feed(self, name: str, text: str) -> None:
        if self._cleaner is None or name != self._stream:
            self._end_stream()
            self._cleaner, self._stream = StreamCleaner(), name
        whole = self._cleaner.feed(text)
        if whole is not None:
            self._lines_of(whole.plain)

    def _end_stream(self) -> None:
        if self._cleaner is not None:
            rest = self._cleaner.finish()
            self._cleaner = None
            if rest is not None and rest.plain:
                self._lines_of(rest.plain)

    def _lines_of(self, text: str) -> None:
        for line in text.removesuffix("\n").split("\n"):
            if self._lines >= FOLD * 10:
                self._hidden += 1
                continue
            self._lines += 1
            self._say(line)

    def _say(self, line: str) -> None:
        self._write(spell(line.rstrip()) if self._ascii else line.rstrip())


_SPELLINGS = {
    "≈": "~", "−": "-", "×": "x", "·": "-", "…": "...", "→": "->", "←": "<-", "—": "-", "–": "-", "≠": "!=",
    "≤": "<=", "≥": ">=", "’": "'", "‘": "'", "“": '"', "”": '"', "∂": "d", "√": "sqrt", "∞": "inf", "✓": "ok",
    "⏎": "Enter", "²": "^2", "³": "^3", "⁻": "^-", "¹": "1", "α": "alpha", "β": "beta", "γ": "gamma",
    "ε": "epsilon", "η": "eta", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "Σ": "sum",
    "∑": "sum", "∏": "prod", "•": "*", "│": "|", "─": "-", "±": "+-", "½": "1/2",
}  # fmt: skip


def spell(text: str) -> str:
    """
    Return *text* in ASCII, the signs of mathematics spelled out and anything else as ``?``.

    >>> spell("f(3 + h) ≈ 20 → 3 × 6²")
    'f(3 + h) ~ 20 -> 3 x 6^2'
    """
    return "".join(_SPELLINGS.get(sign, sign) for sign in text).encode("ascii", "replace").decode("ascii")
