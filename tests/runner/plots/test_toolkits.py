"""Figures that toolkits, other people's classes and other coordinates make: placed, framed and kept as they are."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from mpl_toolkits.axes_grid1 import make_axes_locatable
from mpl_toolkits.axes_grid1.parasite_axes import HostAxes

from playmore_cli.outputs import Picture
from playmore_cli.runner.plots import describe_figure, draw_plot, freeze, thaw

DARK = True


def drawn(figure: Figure) -> Picture:
    """Return a figure as it is drawn in 76 x 18 cells."""
    return draw_plot(figure, 76, 18, DARK)


def papers(picture: Picture, row: int) -> list[bool]:
    """Return for each cell of a row whether it has a colour behind it."""
    return [run.paper is not None for run in picture.rows[row] for _ in run.text]


def test_a_bar_that_a_divider_makes_stands_beside_its_image() -> None:
    """
    Axes with a locator stand where it puts them, and a colour bar in such axes is one, in the picture and in words.
    """
    figure = Figure()
    axes = figure.subplots()
    image = axes.imshow([[1, 2], [3, 4]])
    figure.colorbar(image, cax=make_axes_locatable(axes).append_axes("right", size="5%"))

    assert "Colour bar from 1 to 4" in describe_figure(figure)
    first = [run.paper for run in drawn(figure).rows[0] for _ in run.text]
    assert first[8] and first.index(None, 8) < len(first) - 4  # the image, a gap, the bar


def test_plots_hung_beside_another_are_drawn_beside_it() -> None:
    """
    Insets outside their host, as histograms at its sides, hide nothing of it and are all there.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], "o")
    axes.inset_axes([0, 1.1, 1, 0.4]).bar([0, 1], [1, 1], width=1)
    picture = drawn(figure)

    assert picture.text().count("●") == 2
    assert "█" in "".join(run.text for row in picture.rows[:5] for run in row) or any(papers(picture, 1))


def test_a_twin_of_a_toolkit_has_its_scale_at_the_right() -> None:
    """
    Host and parasite lie in one frame, each with its own scale; such a figure can be kept as a figure.
    """
    figure = Figure()
    host = figure.add_subplot(axes_class=HostAxes)
    host.plot([0, 1], [0, 2])
    twin = host.twinx()
    twin.plot([0, 1], [50, 0])
    lines = drawn(thaw(freeze(figure))).text().splitlines()

    assert lines[0].startswith("2") or lines[1].startswith("2")
    assert any(line.rstrip().endswith("50") for line in lines[:3])


def test_a_class_of_the_learners_is_kept_with_the_figure() -> None:
    """
    What the figure is drawn with need not be defined where it is drawn again.
    """
    world: dict[str, object] = {"__name__": "__main__"}
    exec(
        "from matplotlib.ticker import Formatter\n"
        "def half(x): return Halves, x / 2\n"
        "class Halves(Formatter):\n"
        "    def __call__(self, x, pos=None): return f'{half(x)[1]:g} halves'\n",
        world,
    )
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 8])
    axes.yaxis.set_major_formatter(world["Halves"]())  # type: ignore[operator]

    assert "4 halves" in drawn(thaw(freeze(figure))).text()


def test_arrows_point_where_they_point() -> None:
    """
    A field of arrows is drawn with a character an arrow, by its direction.
    """
    figure = Figure()
    figure.subplots().quiver([0, 1, 2, 3], [0, 0, 0, 0], [1, -1, 0, 0], [0, 0, 1, -1], scale=40, pivot="mid")
    row = next(line for line in drawn(figure).text().splitlines() if "→" in line)

    assert [sign for sign in row if sign in "→←↑↓"] == ["→", "←", "↑", "↓"]


def test_texts_over_each_other_are_not_mixed() -> None:
    """
    A text without room is left out, and the picture says so.
    """
    figure = Figure()
    axes = figure.subplots()
    for shift in range(6):
        axes.text(0.5 + shift / 100, 0.5, f"number {shift}")
    text = drawn(figure).text()

    assert text.count("number") == 3
    assert "(3 texts left out: no room)" in text


def test_numbers_never_join() -> None:
    """
    Two numbers side by side keep a gap, or would read as one.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.set_xlim(0, 10)
    axes.text(5.0, 0.5, "12")
    axes.text(5.25, 0.5, "34")

    assert "1234" not in drawn(figure).text()


def test_a_table_is_written_below() -> None:
    """
    The cells of a table stand in columns below the plot, where no bar hides them.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.bar([0, 1], [1, 2])
    axes.table([["10", "200"]], rowLabels=["sum"], colLabels=["a", "b"])

    assert drawn(figure).text().splitlines()[-2:] == ["      a    b", "sum  10  200"]


def test_bars_around_a_pole_are_round() -> None:
    """
    The sides of a bar are bent also in a process in which none was made, from a figure that was kept.
    """
    steps = Path.unit_rectangle()
    steps._interpolation_steps = 1  # type: ignore[attr-defined]
    figure = Figure()
    axes = figure.add_subplot(projection="polar")
    axes.bar(0, 1, width=2 * np.pi)
    kept = freeze(figure)
    steps._interpolation_steps = 1  # type: ignore[attr-defined]
    picture = drawn(thaw(kept))

    assert (
        sum(sum(papers(picture, row)) for row in range(len(picture.rows))) + picture.text().count("█") > 150
    )


@pytest.mark.parametrize("options", [{"path_effects": [withStroke(linewidth=3)]}, {"usetex": True}])
def test_letters_stay_letters(options: dict[str, object]) -> None:
    """
    A text with an outline is written and not painted; one meant for LaTeX is written without it.
    """
    figure = Figure()
    figure.subplots().text(0.5, 0.5, "outlined", **options)

    assert "outlined" in drawn(figure).text()


def test_labels_of_three_dimensions_are_read_from_left_to_right() -> None:
    """
    The names of the axes stand upright and whole beside the numbers.
    """
    figure = Figure()
    axes = figure.add_subplot(projection="3d")
    axes.set(ylabel="the depth", zlabel="the height")

    assert {"the depth", "the height"} <= {
        word for word in ("the depth", "the height") if word in drawn(figure).text()
    }


def test_stacked_bars_have_the_same_sides() -> None:
    """
    A bar upon another one begins and ends where that one does.
    """
    figure = plt.figure()
    axes = figure.subplots()
    axes.bar(["a", "b", "c"], [3, 3, 3], width=0.5)
    axes.bar(["a", "b", "c"], [3, 3, 3], width=0.5, bottom=[3, 3, 3])
    plt.close(figure)
    picture = drawn(figure)
    sides = [
        [bool(run.paper) or sign == "█" for run in picture.rows[row] for sign in run.text] for row in (4, 13)
    ]

    assert sides[0] == sides[1] and any(sides[0])


def test_one_end_of_a_range_of_colours_stays_black() -> None:
    """
    Black among many colours is the least of them, not ink: made brighter it would stand in the middle.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.hexbin(*np.random.default_rng(0).normal(size=(2, 5000)), gridsize=20, cmap="inferno")

    corner = [run.paper for run in drawn(figure).rows[1] for _ in run.text][10]
    assert corner is not None and max(corner) < 40


def test_a_low_plot_gets_the_rows_it_lacks() -> None:
    """
    Where a plot would have no row between its title and its labels, the picture grows.
    """
    figure = Figure()
    for bottom in (0.1, 0.5):
        axes = figure.add_axes((0.1, bottom, 0.8, 0.14))
        axes.set(title="flat", xlabel="x", ylabel="y")

    text = drawn(figure).text()
    assert "no room" not in text and text.count("flat") == 2


def test_the_name_of_a_slice_beyond_the_left_side_is_whole() -> None:
    """
    A pie with a long name at its left makes room for it.
    """
    figure = Figure()
    figure.subplots().pie([1, 1], labels=["right", "a long name"], startangle=-90)
    picture = drawn(figure)
    row = next(row for row in picture.rows if "long" in "".join(run.text for run in row))

    assert "".join(run.text for run in row).lstrip().startswith("a long name")
    assert next(run for run in row if "long" in run.text).paper is None


def test_two_scales_at_the_right_stand_beside_each_other() -> None:
    """
    The numbers and the names of a second and a third scale are never mixed.
    """
    figure = Figure()
    axes = figure.subplots()
    for top, name in ((10, "warmth"), (70000, "speed")):
        twin = axes.twinx()
        twin.plot([0, top])
        twin.set(ylabel=name, yticks=[0, top])
    lines = drawn(figure).text().splitlines()

    assert lines[0].split()[-2:] == ["warmth", "speed"]
    assert any(line.split()[-2:] == ["├10", "├70000"] for line in lines)
