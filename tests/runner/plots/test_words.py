"""Figures in words: what someone who does not see the plot needs to know."""

import random
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from runner.plots.figures import LECTURES

from playmore_cli.runner.plots import describe_figure, draw_plot


def drawn(make: str, *arguments: object, **options: object) -> str:
    """Return the words for a figure on which one method of an axes was called."""
    figure = Figure()
    getattr(figure.add_subplot(), make)(*arguments, **options)
    return describe_figure(figure)


@pytest.mark.parametrize("name", LECTURES)
def test_lecture_plot_in_words(name: str, golden) -> None:
    """
    Every kind of plot in the lectures is described as in its golden text.
    """
    golden(f"words_{name}", describe_figure(LECTURES[name]()))


def test_a_line_is_told_with_its_ends_extremes_and_course() -> None:
    """
    The parabola starts at 100, has its lowest point at 0.75, and falls before it rises.
    """
    words = describe_figure(LECTURES["parabola"]())
    assert "starts at 100, ends at 53.69" in words
    assert "lowest 3.688 at x 0.75" in words
    assert words.index("falls") < words.index("rises")


def test_lines_have_the_names_of_the_legend() -> None:
    """
    Names given to the legend alone are those of the lines, in order.
    """
    words = describe_figure(LECTURES["densities"]())
    assert "line 'layer 1 (Tanh)': 100 points" in words
    assert words.startswith("Plot: activation distribution;")


def test_a_guide_line_is_told_as_one() -> None:
    """
    The black line of the update ratios is horizontal at -3.
    """
    assert "horizontal at -3" in describe_figure(LECTURES["update_ratios"]())


def test_noise_is_told_from_the_trend() -> None:
    """
    Noise around a constant is level, and said to be noisy, with its late average.
    """
    words = drawn("plot", 5 + np.random.default_rng(0).normal(0, 1, 2000))
    assert "level; noisy" in words


def test_axes_are_told_with_labels_ranges_and_scales() -> None:
    """
    A logarithmic axis says so.
    """
    words = describe_figure(LECTURES["log_rates"]())
    assert "x axis 'learning rate' (logarithmic) from" in words
    assert "y axis 'loss' from" in words


def test_the_largest_cells_are_told_by_their_labels() -> None:
    """
    The count matrix names its largest pairs, in order, with their counts.
    """
    figure = LECTURES["bigrams"]()
    counts = np.asarray(figure.axes[0].images[0].get_array())
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    letters = ".abcdefghijklmnopqrstuvwxyz"
    assert f"largest: {letters[row]}{letters[column]} ({counts.max()})" in describe_figure(figure)


def test_few_bars_are_told_one_by_one() -> None:
    """
    Bars with names are listed with their heights.
    """
    words = drawn("bar", ["train", "dev"], [2.05, 2.1])
    assert "2 bars, train: 2.05; dev: 2.1" in words


def test_many_bars_are_told_by_the_longest_and_the_middle_half() -> None:
    """
    Of a histogram one learns the tallest bars and where the middle half of the values lies.
    """
    words = drawn("hist", np.random.default_rng(0).normal(size=10000), 50)
    assert "50 bars from" in words and "longest at" in words and "the middle half lies between -0.7" in words


def test_saturated_neurons_are_counted() -> None:
    """
    In an image of booleans the columns that are all on (dead neurons) are named.
    """
    on = np.zeros((32, 20), dtype=bool)
    on[:, [3, 17]] = True
    on[0, 0] = True
    words = drawn("imshow", on)
    assert "65 of 640 on (10.2%); columns all on: 3 and 17" in words


def test_one_hot_rows_are_read_out() -> None:
    """
    An image with one bright pixel in each row is the list of their columns.
    """
    assert "one in each row: columns 0, 5, 13, 13 and 1" in describe_figure(LECTURES["one_hot"]())


def test_attention_is_zero_above_the_diagonal() -> None:
    """
    A lower triangle is recognised.
    """
    assert "zero above the diagonal" in describe_figure(LECTURES["attention"]())


def test_labelled_points_are_told_with_places_and_neighbours() -> None:
    """
    Of an embedding one learns where each letter is, which are close together, and which stands alone.
    """
    figure = Figure()
    axes = figure.add_subplot()
    places = {"a": (0, 0), "e": (0.1, 0), "q": (5, 5), "x": (1, 1), "z": (1.2, 1)}
    axes.scatter(*zip(*places.values(), strict=True))
    for letter, place in places.items():
        axes.text(*place, letter)
    words = describe_figure(figure)
    assert "q at 5, 5" in words
    assert "closest: a and e; x and z; furthest from all others: q" in words


def test_classes_of_points_are_told_with_their_centres() -> None:
    """
    Two colours of points are two groups.
    """
    words = describe_figure(LECTURES["moons"]())
    assert "colour 0: 50 points, centre" in words and "colour 1: 50 points, centre" in words
    assert "filled regions between the levels" in words


def test_a_colour_bar_is_told_with_its_range() -> None:
    """
    It is not counted as a plot of its own.
    """
    words = describe_figure(LECTURES["color_bar"]())
    assert "2 plots" not in words and "Colour bar 'weight' from" in words


def test_describing_changes_nothing() -> None:
    """
    The words come from the live figure, which may be drawn afterwards.
    """
    figure = LECTURES["twin"]()
    assert describe_figure(figure) == describe_figure(figure)


def test_an_empty_figure_is_called_so() -> None:
    """
    There is always something to read out.
    """
    assert describe_figure(Figure()) == "An empty figure"


# What is said is seen, and what is seen is said

SAID = {
    "line": r"^line( \d)?:", "steps": r"^line( \d)?:", "dots": r"^points( \d)?:", "points": r"^8 points,",
    "bars": r"^5 bars,", "area": "^filled area", "image": "^image of", "span": "^band,", "text": "^text 'words'",
    "contour": "^contour lines", "errorbar": "^8 line segments", "arrow": "^1 arrow",
}  # fmt: skip
"""What a finding begins with that tells of each kind of thing."""
UNSEEN = ("transparent", "invisible", "outside", "without ink")


def put(axes: Axes, kind: str, how: str) -> None:
    """Put a thing of a *kind* into *axes*: ``seen``, or one of the ways in which it is not."""
    chance = np.random.default_rng(1)
    x, y = np.sort(chance.uniform(1, 9, 8)) + 100 * (how == "outside"), chance.uniform(1, 9, 8)
    bare = how == "without ink"
    looks: dict[str, Any] = {"alpha": 0.0} if how == "transparent" else {}
    no_face = {"facecolor": "none", "edgecolor": "none"} if bare else {}
    match kind:
        case "line" | "steps":
            thing: Any = (axes.plot if kind == "line" else axes.step)(x, y, lw=0 if bare else 1, **looks)
        case "dots":
            thing = axes.plot(x, y, "o", ms=0 if bare else 5, **looks)
        case "points":
            thing = axes.scatter(x, y, s=0 if bare else 30, **looks)
        case "bars":
            thing = axes.bar(np.arange(1, 6) + x[0] // 100 * 100, y[:5], **no_face, **looks)
        case "area":
            thing = axes.fill_between(x, y, y + 2, **no_face, **looks)
        case "image":
            extent = (x[0], x[-1], 1.0, 9.0)
            thing = axes.imshow(y[:4].reshape(2, 2), extent=extent, aspect="auto", **looks)
            thing.set_visible(not bare)
        case "span":
            thing = axes.axvspan(x[0], x[3], **no_face, **looks)
        case "text":
            thing = axes.text(5, 5, "" if bare or how == "outside" else "words", **looks)
        case "contour":
            thing = axes.contour(x, y, np.add.outer(y, x), linewidths=0 if bare else 1, **looks)
        case "errorbar":
            thing = axes.errorbar(x, y, yerr=1, lw=0 if bare else 1, elinewidth=0 if bare else 1, **looks)
        case _:
            pull = {"arrowstyle": "->", **({"alpha": 0.0} if how != "seen" else {})}
            thing = axes.annotate("", (5, 5), (2, 2), arrowprops=pull)
    if how == "invisible":
        for one in (
            thing if isinstance(thing, list) else getattr(thing, "get_children", lambda: [])() or [thing]
        ):
            one.set_visible(False)
        if hasattr(thing, "set_visible"):
            thing.set_visible(False)


def figure_of(*things: tuple[str, str]) -> Figure:
    """Return a figure with these things, whose view is always the same."""
    figure = Figure()
    axes = figure.subplots()
    for kind, how in things:
        put(axes, kind, how)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 12)
    return figure


def told(figure: Figure, kind: str) -> bool:
    """Return whether the words for a figure tell of a kind of thing."""
    return any(re.search(SAID[kind], line.strip()) for line in describe_figure(figure).split("\n"))


def drawn_cells(figure: Figure) -> int:
    """Return how many cells show something besides axes and their numbers."""
    runs = [run for row in draw_plot(figure, 76, 18, True).rows for run in row]
    return sum(
        bool(run.paper) or not ("\u2500" <= letter <= "\u257f" or letter in " 0123456789.−")
        for run in runs
        for letter in run.text
    )


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("how", ["seen", *UNSEEN])
def test_what_is_said_is_drawn(kind: str, how: str) -> None:
    """
    Each kind of thing is told where it is drawn, and neither where it is transparent, hidden, outside or without ink.
    """
    assert told(figure_of((kind, how)), kind) == (how == "seen")
    assert (drawn_cells(figure_of((kind, how))) > 0) == (how == "seen")


@pytest.mark.parametrize("seed", range(20))
def test_random_things_are_told(seed: int) -> None:
    """
    Of several things in one plot the words tell those that are seen and no others.
    """
    chance = random.Random(seed)
    kinds = chance.sample([kind for kind in SAID if kind not in ("steps", "errorbar", "text", "image")], 4)
    things = [(kind, chance.choice(["seen", chance.choice(UNSEEN)])) for kind in kinds]
    figure = figure_of(*things)

    assert {kind for kind in kinds if told(figure, kind)} == {kind for kind, how in things if how == "seen"}
