"""Figures drawn in character cells."""

import math
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from runner.plots.figures import LECTURES, four_plots, random_figure, short_log_axis

from playmore_cli.outputs import Picture
from playmore_cli.runner.plots import describe_figure, draw_plot, freeze, png, thaw
from playmore_cli.runner.plots.palette import contrast, ground
from playmore_cli.runner.plots.text import width

DARK, LIGHT = True, False


def widths(picture: Picture) -> list[int]:
    """Return the cells that each row takes."""
    return [sum(width(run.text) for run in row) for row in picture.rows]


def plot(*lines: object, **options: object) -> Figure:
    """Return a figure with one line plot."""
    figure = Figure()
    figure.add_subplot().plot(*lines, **options)
    return figure


@pytest.mark.parametrize("name", LECTURES)
def test_lecture_plot_at_76_columns(name: str, golden) -> None:
    """
    Every kind of plot in the lectures reads as in its golden screen.
    """
    golden(name, draw_plot(LECTURES[name](), 76, 20, DARK).text())


@pytest.mark.parametrize("name", ["parabola", "densities", "moons", "bigrams", "histogram", "surface"])
def test_lecture_plot_in_ascii(name: str, golden) -> None:
    """
    Without Unicode the plot is drawn in ASCII characters alone.
    """
    text = draw_plot(LECTURES[name](), 76, 20, DARK, ascii=True).text()
    assert text.isascii()
    golden(f"{name}_ascii", text)


def test_the_count_matrix_is_whole_from_135_columns(golden) -> None:
    """
    With room for four digits and a gap in each of 27 pixels, pairs and counts all stand in one picture.
    """
    picture = draw_plot(LECTURES["bigrams"](), 135, 40, DARK)
    assert len(picture.rows) == 54
    golden("bigrams_135", picture.text())


@pytest.mark.parametrize("columns", [20, 45, 100, 300])
@pytest.mark.parametrize("name", LECTURES)
def test_a_frozen_plot_is_drawn_at_any_width(name: str, columns: int) -> None:
    """
    No row is ever wider than the terminal, and something is always shown.
    """
    picture = draw_plot(thaw(FROZEN[name]), columns, 20, DARK)
    assert picture.columns <= columns
    assert max(widths(picture)) <= picture.columns
    assert picture.text().strip()


FROZEN = {name: freeze(make()) for name, make in LECTURES.items()}


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
@pytest.mark.parametrize(("size", "name"), [((6.4, 4.8), "default"), ((20, 4), "wide")])
def test_a_plot_keeps_its_proportion(columns: int, size: tuple[float, float], name: str) -> None:
    """
    However wide the screen is, a parabola is no flat line: it is as wide as it was made, within a half.
    """
    figure = plot([4, 1, 0, 1, 4])
    figure.set_size_inches(*size)
    picture = draw_plot(figure, columns - 4, 30, DARK)
    shape = max(widths(picture)) / (2 * len(picture.rows))

    assert 0.6 <= shape / (size[0] / size[1]) <= 1.5 or len(picture.rows) <= 20


@pytest.mark.parametrize(("columns", "rows"), [(10, 20), (60, 3)])
def test_a_plot_without_room_says_so(columns: int, rows: int) -> None:
    """
    Where no plot can be read, words stand in its place and name what is missing.
    """
    picture = draw_plot(LECTURES["parabola"](), columns, rows, DARK)
    assert " ".join(picture.text().split()).startswith("(no room for")
    assert max(widths(picture)) <= columns


def test_a_plot_with_too_long_labels_says_so() -> None:
    """
    Labels that leave no columns for the plot itself are an obstacle that is named.
    """
    figure = plot([1, 2])
    figure.axes[0].set_yticks([1, 2], ["a very long name indeed", "another very long name"])
    assert "no room for this plot" in draw_plot(figure, 24, 12, DARK).text().replace("\n", " ")


def test_the_guide_line_drawn_last_stays_whole_inside_noise() -> None:
    """
    The artist that draws last owns a cell: the line at -3 runs unbroken through five noisy series.
    """
    picture = draw_plot(LECTURES["update_ratios"](), 76, 20, DARK)
    inks = {
        run.ink for row in picture.rows for run in row if len(run.text) > 60 and set(run.text) <= set("⠤⠒⠉⣀ ")
    }
    assert inks == {None}


def test_black_lines_take_the_terminals_own_ink() -> None:
    """
    A black line would vanish on a dark terminal and a white one on a light terminal; both are the foreground.
    """
    for colour in ("k", "w"):
        for dark in (DARK, LIGHT):
            picture = draw_plot(plot([0, 1], color=colour), 40, 12, dark)
            strokes = [
                run for row in picture.rows for run in row if any(0x2800 < ord(c) < 0x2900 for c in run.text)
            ]
            assert {run.ink for run in strokes} == {None}


@pytest.mark.parametrize("dark", [DARK, LIGHT])
@pytest.mark.parametrize("colour", ["blue", "yellow", "navy", "cyan", "tab:blue", "tab:olive", "#ffff00"])
def test_every_colour_of_a_line_can_be_seen(colour: str, dark: bool) -> None:
    """
    A colour too near the terminal's background keeps its hue and becomes lighter or darker.
    """
    picture = draw_plot(plot([0, 1], color=colour), 40, 12, dark)
    inks = [run.ink for row in picture.rows for run in row if any(0x2800 < ord(c) < 0x2900 for c in run.text)]
    for ink in inks:
        assert ink is not None
        assert contrast((ink[0] / 255, ink[1] / 255, ink[2] / 255), ground(dark)) > 2.2


@pytest.mark.parametrize("name", ["embedding", "bigrams", "attention"])
def test_letters_on_colours_can_be_read(name: str) -> None:
    """
    Every letter with a colour behind it stands out from it by a contrast of at least 3.
    """
    picture = draw_plot(LECTURES[name](), 76, 20, DARK)
    for row in picture.rows:
        for run in row:
            if run.text.strip().isalnum() and run.paper is not None and run.ink is not None:
                ink, paper = (tuple(part / 255 for part in colour) for colour in (run.ink, run.paper))
                assert contrast(ink, paper) >= 2.99


def test_every_label_of_the_embedding_stands_on_its_dot() -> None:
    """
    All 27 letters are there, and those alone in their cells lie on the colour of the dots.
    """
    picture = draw_plot(LECTURES["embedding"](), 100, 30, DARK)
    on_dots = {
        run.text.strip() for row in picture.rows for run in row if run.paper is not None and run.text.strip()
    }
    assert set(".abcdefghijklmnopqrstuvwxyz") <= set("".join(on_dots))


def test_bars_stand_on_the_axis_and_end_at_their_values() -> None:
    """
    Heights 8 and 4 on an axis up to 8 differ by half the rows, to an eighth of a cell.
    """
    figure = Figure()
    axes = figure.add_subplot()
    axes.bar([0, 1], [8, 4])
    axes.set_ylim(0, 8)
    axes.set_xticks([])
    lines = draw_plot(figure, 40, 18, LIGHT).rows

    def height(column: int) -> float:
        total = 0.0
        for row in lines:
            at = 0
            for run in row:
                if at <= column < at + len(run.text):
                    sign = run.text[column - at]
                    total += (
                        1.0
                        if run.paper
                        else "▁▂▃▄▅▆▇".find(sign) / 8 + 0.125
                        if sign in "▁▂▃▄▅▆▇"
                        else 0.5 * (sign == "▀")
                    )
                at += len(run.text)
        return total

    tall, low = height(8), height(30)
    assert tall == pytest.approx(2 * low, abs=0.26)
    assert tall > 16


def test_ticks_of_a_log_axis_within_one_decade() -> None:
    """
    Where the axis spans less than a decade its minor ticks are labelled, so that the scale can be read.
    """
    text = draw_plot(short_log_axis(), 60, 15, DARK).text()
    assert "2×10²" in text and "4×10²" in text


def test_subplots_stand_in_line() -> None:
    """
    The axes of one row begin in the same row, those of one column in the same column.
    """
    lines = draw_plot(four_plots(), 76, 20, DARK).text().split("\n")
    corners = [
        (number, at) for number, line in enumerate(lines) for at, sign in enumerate(line) if sign == "└"
    ]
    assert len({row for row, _ in corners}) == 2
    assert len({column for _, column in corners}) == 2


def test_subfigures_have_their_own_titles_and_places() -> None:
    """
    The plots of two subfigures lie side by side, each below the title of its own.
    """
    figure = Figure()
    for name, part in zip(("left", "right"), figure.subfigures(1, 2), strict=True):
        part.suptitle(name)
        part.add_subplot().plot([1, 2])
    lines = draw_plot(figure, 76, 20, DARK).text().split("\n")
    assert lines[0].split() == ["left", "right"]
    (corners,) = [line for line in lines if "└" in line]
    assert corners.index("└") < 8 < 38 <= corners.rindex("└") < 46


def test_a_wide_grid_of_subplots_is_wrapped() -> None:
    """
    Eight plots side by side do not fit 76 columns: they follow each other in rows, with nothing lost.
    """
    figure = Figure()
    for number, axes in enumerate(figure.subplots(1, 8)):
        axes.plot([0, number])
        axes.set_title(f"plot {number}")
    picture = draw_plot(figure, 76, 20, DARK)
    assert all(f"plot {number}" in picture.text() for number in range(8))
    assert len(picture.rows) > 16


def test_a_legend_covers_as_little_as_possible() -> None:
    """
    The legend of a falling line stands in the upper right corner, where the line is not.
    """
    figure = plot(np.linspace(1, 0, 50), label="loss")
    figure.axes[0].legend()
    lines = draw_plot(figure, 60, 16, DARK).text().split("\n")
    (row,) = [number for number, line in enumerate(lines) if "━━ loss" in line]
    assert row < 4 and lines[row].rstrip().endswith("loss")


def test_a_legend_that_would_hide_the_plot_stands_below() -> None:
    """
    A plot filled with noise leaves no corner free; its legend follows underneath, on one line if it fits.
    """
    figure = Figure()
    axes = figure.add_subplot()
    random = np.random.default_rng(0)
    for name in "abc":
        axes.plot(random.uniform(size=3000), label=f"series {name}")
    axes.legend()
    lines = draw_plot(figure, 60, 16, DARK).text().split("\n")
    assert lines[-1].split() == ["━━", "series", "a", "━━", "series", "b", "━━", "series", "c"]


def test_two_y_axes_have_their_own_numbers() -> None:
    """
    The right axis of a twin has its ticks and its label at the right.
    """
    lines = draw_plot(LECTURES["twin"](), 76, 20, DARK).text().split("\n")
    assert lines[0].startswith("loss") and lines[0].endswith("rate")
    assert any(line.endswith("├0.10") for line in lines)


def test_a_wide_image_is_stretched_until_its_rows_can_be_told_apart() -> None:
    """
    32 rows of 200 pixels would be six lines high; they become sixteen, half a line each.
    """
    text = draw_plot(LECTURES["saturation"](), 76, 24, DARK).text()
    assert sum("│" in line or "┤" in line for line in text.split("\n")) == 16


def test_pixels_of_an_image_are_all_of_one_size() -> None:
    """
    27 pixels across become 27 columns, not some of one and some of two.
    """
    random = np.random.default_rng(0)
    figure = Figure()
    figure.add_subplot().imshow(random.random((27, 27)))
    picture = draw_plot(figure, 76, 20, DARK)
    axis = next(line for line in picture.text().split("\n") if line.strip().startswith("└"))
    assert len(axis.strip()) == 28


def test_maths_in_labels_becomes_characters() -> None:
    """
    Labels in matplotlib's maths are written with raised, lowered and Greek letters.
    """
    figure = plot([1, 2])
    figure.axes[0].set_title(r"$\sigma^2$ of $x_1$")
    assert "σ² of x₁" in draw_plot(figure, 40, 12, DARK).text()


def test_control_characters_in_labels_are_harmless() -> None:
    """
    An escape sequence in a title is shown, never sent.
    """
    figure = plot([1, 2])
    figure.axes[0].set_title("\x1b]0;hello\x07")
    text = draw_plot(figure, 40, 12, DARK).text()
    assert "\x1b" not in text and "\x07" not in text
    assert "hello" in text


def test_wide_letters_take_two_cells() -> None:
    """
    A title in Chinese characters moves nothing out of its column.
    """
    figure = plot([1, 2])
    figure.axes[0].set_title("損失 loss")
    picture = draw_plot(figure, 40, 12, DARK)
    assert "損失 loss" in picture.text()
    assert max(widths(picture)) <= 40


def test_an_inset_hides_what_lies_below_it() -> None:
    """
    Axes inside axes have a clear ground: the line of the outer plot ends at the inset.
    """
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(np.zeros(10), color="r")
    axes.set_ylim(-1, 1)
    axes.inset_axes((0.4, 0.2, 0.3, 0.6)).plot([5, 6], color="b")
    lines = draw_plot(figure, 60, 20, DARK).rows
    (middle,) = [row for row in lines if sum(run.ink == (255, 0, 0) for run in row) >= 2]
    assert len(middle) > 3


def test_an_empty_figure_is_an_empty_picture() -> None:
    """
    A figure in which nothing was drawn takes no room.
    """
    assert draw_plot(Figure(), 60, 20, DARK).text() == ""


@pytest.mark.parametrize("seed", range(25))
def test_random_figures_never_fail(seed: int) -> None:
    """
    Any artists, scales, values and sizes: drawing, describing and freezing never raise, and keep to the width.
    """
    random = np.random.default_rng(seed)
    columns, rows = int(random.integers(1, 301)), int(random.integers(1, 50))
    ascii_only = bool(random.random() < 0.3)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        figure = random_figure(seed)
    assert describe_figure(figure)
    picture = draw_plot(thaw(freeze(figure)), columns, rows, bool(random.random() < 0.5), ascii_only)
    assert max(widths(picture), default=0) <= columns
    assert picture.text().isascii() or not ascii_only


def test_a_png_has_the_size_asked_for() -> None:
    """
    Terminals that show pixels get exactly as many as their cells have.
    """
    data = png(FROZEN["parabola"], 640, 333)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (640, 333)


def test_values_that_are_not_numbers_leave_a_gap() -> None:
    """
    A line is not drawn across points that are missing.
    """
    x = np.linspace(0, 1, 200)
    broken = draw_plot(plot(x, np.where((x > 0.4) & (x < 0.6), math.nan, 0.5)), 60, 12, DARK)
    (line,) = [
        row for row in broken.text().split("\n") if sum(0x2800 < ord(sign) < 0x2900 for sign in row) > 10
    ]
    assert " " * 8 in line.strip(" │┤0.5")
