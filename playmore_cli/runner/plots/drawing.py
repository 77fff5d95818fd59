"""From a figure to a picture in character cells."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure
from matplotlib.text import Text

from playmore_cli.outputs import Picture, Run
from playmore_cli.runner.plots.arrange import FigurePlan, Subplot, TooSmallError, arranged, headings, planned
from playmore_cli.runner.plots.ascii import compose_ascii
from playmore_cli.runner.plots.axes_tables import take_tables, write_tables
from playmore_cli.runner.plots.canvas import Canvas
from playmore_cli.runner.plots.compose import compose
from playmore_cli.runner.plots.frames import draw_bar, draw_frame, quiet_frame, title_lines
from playmore_cli.runner.plots.layout import colorbar_of, figure_fractions, is_lying, is_secondary
from playmore_cli.runner.plots.legend import LegendLine, draw_below, draw_inside, flowed, take_legends
from playmore_cli.runner.plots.matrix import write_ranking, write_table
from playmore_cli.runner.plots.palette import frame_ink, label_ink
from playmore_cli.runner.plots.phrases import counted
from playmore_cli.runner.plots.renderer import GROUND, CellRenderer
from playmore_cli.runner.plots.text import cut, plain, to_ascii, width, wrap
from playmore_cli.runner.plots.toolkits import is_plain

_LEGEND_MAY_HIDE = 0.2
"""Share of a legend's cells that may hide marks; a legend that would hide more goes below the plot."""
_TRIES, _MOST_ROWS = 12, 64
"""How often a figure gets the rows that it lacks, and up to how many."""


def draw_plot(figure: Figure, columns: int, rows: int, dark: bool, ascii: bool = False) -> Picture:
    """
    Return *figure* drawn in at most *columns* cells across and about *rows* down.

    An image with text in its pixels and a figure with many subplots may take more rows; blank rows at the end
    are left out. The figure itself is changed (size, ticks, what is visible): freeze it first, and draw a thawed
    copy. *dark* tells the terminal's background, *ascii* keeps to ASCII characters. Where there is no room the
    picture says so in words.
    """
    with quietly():
        try:
            FigureCanvasBase(figure)
            figure.set_layout_engine("none")
            plan = planned(figure, columns, rows)
            panels = plan.table.panels if plan.table is not None else ((0, 0),)
            canvases = [_drawn(figure, *_with_room(figure, plan, panel), dark, ascii) for panel in panels]
        except TooSmallError as reason:
            return words_picture(f"(no room for this plot: {reason})", columns, ascii)
    pictures = [compose_ascii(canvas) if ascii else compose(canvas) for canvas in canvases]
    lines: list[tuple[Run, ...]] = []
    for picture in pictures:
        lines += [(), *_trimmed(picture.rows)] if lines else _trimmed(picture.rows)
    return Picture(plan.columns, tuple(lines))


@contextmanager
def quietly() -> Iterator[None]:
    """Keep to ourselves what matplotlib remarks while it draws: the learner's own code has already run."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def words_picture(text: str, columns: int, ascii: bool = False) -> Picture:
    """Return a picture that is only text."""
    lines = wrap(text, max(columns, 1), 99)
    return Picture(columns, tuple((Run(to_ascii(line) if ascii else line),) for line in lines))


def _trimmed(rows: tuple[tuple[Run, ...], ...]) -> tuple[tuple[Run, ...], ...]:
    last = max((number for number, row in enumerate(rows) if row), default=-1)
    return rows[: last + 1]


def _with_room(
    figure: Figure, plan: FigurePlan, panel: tuple[int, int]
) -> tuple[FigurePlan, list[Subplot], Any]:
    """
    Return *plan* with as many rows as its labels need, its subplots, and *panel*.

    Raises:
        TooSmallError: rows alone do not help, or far too many would be needed.
    """
    for _ in range(_TRIES):
        try:
            return plan, arranged(figure, plan, panel), panel
        except TooSmallError as reason:
            if not reason.rows or plan.rows + reason.rows > _MOST_ROWS:
                raise
            plan = replace(plan, rows=plan.rows + reason.rows)
    return plan, arranged(figure, plan, panel), panel


def _drawn(
    figure: Figure, plan: FigurePlan, parts: list[Subplot], panel: tuple[int, int], dark: bool, bare: bool
) -> Canvas:
    canvas = Canvas(plan.columns, plan.rows, dark)
    legends = [(part, entries) for part in parts for entries in take_legends(part.axes, dark)]
    loose = take_legends(figure, dark)
    tables = [table for part in parts for table in take_tables(part.axes)]
    if plan.table is not None:
        for text in plan.table.hidden:
            text.set_visible(False)
    hidden = _undress(figure, parts, dark)
    renderer = CellRenderer(canvas)
    figure.draw(renderer)
    for thing in hidden:
        thing.set_visible(True)
    for part in sorted(parts, key=lambda part: -part.further):  # the outermost scale has its name outermost
        _dress(canvas, part)
    _draw_headings(canvas, figure)
    if plan.table is not None:
        if bare:
            canvas.wipe(parts[0].inner)
        write_table(canvas, plan.table, panel, parts[0].inner)
        write_ranking(canvas, plan.table, parts[0].inner)
    below = list(loose)
    for part, entries in legends:
        if not draw_inside(canvas, entries, part.inner, _LEGEND_MAY_HIDE):
            below.append(entries)
    canvas = write_tables(_extended(canvas, below, parts), tables)
    if renderer.left_out:
        canvas = canvas.taller(1)
        remark = f"({counted(renderer.left_out, 'text')} left out: no room)"
        canvas.write(canvas.rows - 1, 0, cut(remark, canvas.columns), label_ink(dark))
    return canvas


def _undress(figure: Figure, parts: list[Subplot], dark: bool) -> list[Any]:
    """
    Hide what is drawn in characters afterwards, and return the axes and lines hidden.

    The terminal's background stands for all backgrounds; only insets clear theirs.
    """
    hidden = []
    everything: list[Any] = [figure, *figure.subfigs]
    for each in everything:
        each.patch.set_visible(False)
        for name in ("_suptitle", "_supxlabel", "_supylabel"):
            text = getattr(each, name)
            if text is not None:
                text.set_visible(False)
    for part in parts:
        axes = part.axes
        if not is_secondary(axes):
            axes.set_title(axes.get_title(), y=1.0)
            for text in (axes.title, axes._left_title, axes._right_title):
                text.set_visible(False)
        axes.patch.set_gid(GROUND)
        axes.patch.set_visible(part.is_inset)
        for image in axes.images:
            if image.get_interpolation() in ("auto", "antialiased"):
                image.set_interpolation("nearest")
        if axes.name == "rectilinear":
            things = (axes.xaxis, axes.yaxis, *axes.spines.values())
            shown = [thing for thing in things if thing.get_visible()]
            for thing in shown:
                thing.set_visible(False)
            hidden += shown
        else:
            quiet_frame(axes, dark)
        if not is_plain(axes):
            axes.gridlines.set_color(frame_ink(dark))
    for text in figure.findobj(Text):
        text.set_path_effects([])  # letters in an outline would be drawn as shapes
        text.set_sketch_params(None)
    return hidden


def _dress(canvas: Canvas, part: Subplot) -> None:
    """Draw axis lines, ticks, labels and title of one axes in characters."""
    if colorbar_of(part.axes) is not None:
        draw_bar(canvas, part.axes, part.inner, is_lying(part.axes))
    elif part.axes.name == "rectilinear":
        draw_frame(canvas, part.axes, part.inner, part.outer, part.label_rows, part.further)
    else:
        for number, line in enumerate(title_lines(part.axes, part.outer.columns)):
            start = part.inner.left + (part.inner.columns - width(line)) // 2
            canvas.write(part.outer.top + number, max(start, 0), line, None, bold=True)


def _draw_headings(canvas: Canvas, figure: Figure) -> None:
    title, y_label, x_label = headings(figure, canvas.columns)
    for row, line in enumerate(title):
        canvas.write(row, (canvas.columns - width(line)) // 2, line, None, bold=True)
    for part in figure.subfigs:
        left, top, right, _ = figure_fractions(part)
        words = plain(part.get_suptitle()).replace("\n", " ")
        row = max(round(top * canvas.rows), len(title) + bool(y_label))
        start = round((left + right) / 2 * canvas.columns) - width(words) // 2
        canvas.write(row, max(start, 0), words, None, bold=True)
    quiet = label_ink(canvas.dark)
    canvas.write(len(title), 0, y_label, quiet)
    canvas.write(canvas.rows - 1, (canvas.columns - width(x_label)) // 2, x_label, quiet)


def _extended(canvas: Canvas, legends: Iterable[list[LegendLine]], parts: list[Subplot]) -> Canvas:
    """Return *canvas* with the legends that found no place inside written below it."""
    left = min((part.inner.left for part in parts), default=0)
    lines = sum(len(flowed(entries, canvas.columns - left)) for entries in legends)
    if not lines:
        return canvas
    taller = canvas.taller(lines)
    row = canvas.rows
    for entries in legends:
        draw_below(taller, entries, row, left)
        row += len(flowed(entries, canvas.columns - left))
    return taller
