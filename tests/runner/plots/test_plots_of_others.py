"""Figures as other people make them: what was lost, hidden or drawn as something else."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from playmore_cli.outputs import Picture
from playmore_cli.runner.plots import draw_plot
from playmore_cli.runner.plots.text import plain

DARK, LIGHT = True, False


def drawn(figure: Figure, dark: bool = DARK) -> Picture:
    """Return a figure as it is drawn in 76 x 18 cells."""
    return draw_plot(figure, 76, 18, dark)


def inked(picture: Picture, columns: slice = slice(None)) -> int:
    """Return how many cells have a mark or a coloured ground."""
    count = 0
    for row in picture.rows:
        cells = [run for run in row for _ in run.text]
        texts = "".join(run.text for run in row)
        count += sum(
            text not in " │┤└┬─" or cell.paper is not None
            for text, cell in list(zip(texts, cells, strict=True))[columns]
        )
    return count


@pytest.mark.parametrize("options", [{"color": "C1"}, {"facecolor": "C1", "edgecolor": "C0"}, {"alpha": 0.3}])
def test_one_filled_area_is_drawn(options: dict[str, object]) -> None:
    """
    A single polygon is a polygon, whatever its edge: matplotlib draws it by the call for markers.
    """
    figure = Figure()
    figure.subplots().fill_between([0, 1, 2], [1, 3, 2], **options)

    assert inked(drawn(figure)) > 300


def test_hexagons_stand_where_they_are() -> None:
    """
    The cells of a hexbin fill their area without gaps and without a shift.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.hexbin(*np.random.default_rng(0).uniform(1, 4, (2, 20_000)), gridsize=25)
    axes.axis((0.0, 5.0, 0.0, 5.0))

    picture = drawn(figure)

    # dots are what markers become
    assert not any("\u2800" <= letter <= "\u28ff" for letter in picture.text())
    cells = [run for run in picture.rows[8] for _ in run.text]
    assert all(cell.paper or cell.ink for cell in cells[24:60])
    assert not any(cell.paper for cell in cells[3:12])


STROKES = {"x": "×", "+": "+", "1": "Y", "2": "λ", "3": "<", "4": ">"}
CARETS = {6: "▲", 7: "▼"}


@pytest.mark.parametrize(
    ("marker", "sign", "size"),
    [
        *((marker, sign, size) for marker, sign in STROKES.items() for size in (5, 12)),
        *((marker, sign, 5) for marker, sign in CARETS.items()),
    ],
)
def test_markers_are_known(marker: str | int, sign: str, size: int) -> None:
    """
    Crosses, tripods and carets keep their sign, as lines of a plot and in a scatter, small and larger.
    """
    figure = Figure()
    one, other = figure.subplots(1, 2)
    one.plot([1, 2, 3], [1, 2, 1], marker=marker, ls="none", ms=size)
    other.scatter([1, 2, 3], [1, 2, 1], marker=marker, s=size**2)

    text = drawn(figure).text()

    assert text.count(sign) == 6 and "■" not in text and "●" not in text


def test_black_faces_are_seen_on_dark() -> None:
    """
    Black arrows and bars are grey where the ground is as good as black, and black on a light one.
    """

    def figure() -> Figure:
        made = Figure()
        made.subplots().bar([0, 1], [1, 2], color="black")
        return made

    papers = {run.paper for row in drawn(figure()).rows for run in row if run.paper}
    on_light = {run.paper for row in drawn(figure(), LIGHT).rows for run in row if run.paper}

    assert papers and all(min(paper) > 90 for paper in papers)
    assert on_light == {(0, 0, 0)}


def test_an_inset_made_by_hand() -> None:
    """
    Axes laid over others are drawn inside those, in their place, and the others stay whole.
    """
    figure = plt.figure()
    figure.subplots().plot([1, 3, 2])
    figure.add_axes((0.2, 0.6, 0.25, 0.2)).plot([5, 4])
    plt.close(figure)

    lines = drawn(figure).text().splitlines()

    assert lines[0].startswith("3.0┤") and lines[-1].split()[-1] == "2.00"
    assert any(line.find("5┤") in range(5, 25) for line in lines[:8])


def test_grids_side_by_side() -> None:
    """
    Two grids that share a figure by their margins stand beside each other.
    """
    figure = Figure()
    for left, right, word in ((0.05, 0.45, "ONE"), (0.55, 0.95, "TWO")):
        axes = figure.add_subplot(figure.add_gridspec(1, 1, left=left, right=right)[0])
        axes.plot([1, 2])
        axes.text(0.1, 1.5, word)

    (line,) = [line for line in drawn(figure).text().splitlines() if "ONE" in line]

    assert line.index("ONE") < 38 < line.index("TWO")


def test_a_shared_bar_that_lies() -> None:
    """
    A horizontal colour bar of several axes lies below them, with its numbers.
    """
    figure = Figure()
    both = figure.subplots(1, 2)
    images = [axes.imshow(np.arange(9).reshape(3, 3)) for axes in both]
    figure.colorbar(images[0], ax=both, orientation="horizontal")

    assert drawn(figure).text().splitlines()[-1].split() == list("012345678")


def test_no_half_words_at_the_edge() -> None:
    """
    Text that would begin beyond the left edge is moved in: a number keeps its sign.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.set_axis_off()
    axes.barh([0, 1], [5, 3])
    axes.text(-0.3, 0, "-84", ha="right")
    axes.text(-0.3, 1, "Disapprove", ha="right")

    text = drawn(figure).text()

    assert "-84" in text and "Disapprove" in text


@pytest.mark.parametrize(
    ("label", "plainly"),
    [
        (r"$\frac{1}{1+e^{-t}}$", "1/(1+e^(-t))"),
        (r"$\frac{\frac{a}{b}}{c}$", "(a/b)/c"),
        (r"$\overline{x}\ \hat{y}\ \hat\theta\ \mathbb{R}\ \ldots$", "x\u0304 ŷ θ\u0302 ℝ …"),
        (r"$\sqrt{a^2+b^2}$ at $90^\circ$", "√(a²+b²) at 90°"),
        (r"$-\frac{1}{n}\sum_i \log p_i$", "-1/n∑ᵢ log pᵢ"),
    ],
)
def test_formulae_keep_their_meaning(label: str, plainly: str) -> None:
    """
    A fraction, a root or an exponent of several terms has brackets; accents stand on their letter.
    """
    assert plain(label) == plainly


def test_an_image_on_the_figure_itself() -> None:
    """
    ``figimage`` asks the renderer for its resolution, and is drawn.
    """
    figure = Figure()
    figure.subplots().plot([1, 2])
    figure.figimage(np.eye(40))

    assert inked(drawn(figure)) > 20


def test_hatches_tell_faces_of_one_colour_apart() -> None:
    """
    Every hatch has a pattern of its own at the same place, and its own sign in the legend.
    """
    signs = {"/": "╱╱", "\\": "╲╲", "x": "╳╳", "-": "══", "|": "││", "+": "┼┼", ".": "··", "o": "oo"}
    pictures = []
    for hatch, sign in signs.items():
        figure = Figure()
        axes = figure.subplots()
        axes.bar(0, 4, hatch=hatch, facecolor="lightgray", edgecolor="black", label="bar")
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
        text = drawn(figure).text()
        assert f"{sign} bar" in text
        pictures.append(text.replace(sign, ""))

    assert len(set(pictures)) == len(signs)


@pytest.mark.parametrize("options", [{"mfc": "none"}, {"mfc": "white", "mec": "C0"}, {"fillstyle": "none"}])
def test_hollow_markers_are_hollow(options: dict[str, object]) -> None:
    """
    A marker without a face, or with the paper's white inside an edge of a colour, is drawn as one, in the edge's ink.
    """
    figure = Figure()
    figure.subplots().plot([1, 2, 3], [1, 3, 2], "s", label="hollow", **options)
    picture = drawn(figure)
    inks = {run.ink for row in picture.rows for run in row if "□" in run.text}

    assert picture.text().count("□") == 3 and "■" not in picture.text()
    assert len(inks) == 1 and None not in inks


def test_large_and_small_markers_stand_in_one_row() -> None:
    """
    A marker drawn as a shape stands in the row of one that is drawn as a character.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1], [2], "o", ms=5)
    axes.plot([2], [2], "s", ms=12)
    axes.set_ylim(0, 4)
    picture = drawn(figure)
    row = next(number for number, row in enumerate(picture.rows) if any("●" in run.text for run in row))

    assert [number for number, row in enumerate(picture.rows) if any(run.paper for run in row)] == [row] or [
        number for number, row in enumerate(picture.rows) if any("█" in run.text for run in row)
    ] == [row]


def test_axis_lines_through_zero() -> None:
    """
    An axis line that was moved to zero stands there and not at the edge; the numbers stay at the edge.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.plot([-2, 2], [-1, 1])
    axes.spines["left"].set_position("zero")
    axes.spines["bottom"].set_position("zero")
    text = drawn(figure).text()

    assert sum(line.count("┊") for line in text.split("\n")) > 8
    assert any(line.count("┈") > 20 for line in text.split("\n"))
    assert "│" not in text and "└" not in text and "−1.0" in text


def test_titles_stand_where_they_were_given() -> None:
    """
    Titles at the left, in the middle and at the right stand there; where they do not fit they follow each other.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2])
    for where, words in (("left", "first"), ("center", "second"), ("right", "third")):
        axes.set_title(words, loc=where)
    title = drawn(figure).text().split("\n")[0]

    assert title.split() == ["first", "second", "third"]
    assert title.index("first") < 8 and title.index("third") > 60 and 30 < title.index("second") < 45


def test_a_polar_plot_has_its_angles() -> None:
    """
    All eight angles stand around a polar plot, below its title.
    """
    figure = Figure()
    axes = figure.subplots(subplot_kw={"projection": "polar"})
    axes.plot([0, 1, 2], [1, 2, 3])
    axes.set_title("Around")
    lines = drawn(figure).text().split("\n")

    assert "Around" in lines[0] and "90°" in lines[1] and "270°" in lines[-1]
    assert all(f"{angle}°" in "\n".join(lines) for angle in (0, 45, 135, 180, 225, 315))


@pytest.mark.parametrize("dark", [DARK, LIGHT])
def test_faint_points_keep_their_colour(dark: bool) -> None:
    """
    Points that are nearly transparent are told apart by their hue, not brightened to white.
    """
    figure = Figure()
    axes = figure.subplots()
    axes.scatter([1, 2], [1, 2], c="red", alpha=0.05)
    axes.scatter([3, 4], [1, 2], c="blue", alpha=0.05)
    inks = [run.ink for row in drawn(figure, dark).rows for run in row if "●" in run.text and run.ink]

    reds = [ink for ink in inks if ink[0] > max(ink[1:]) + 0.2]
    blues = [ink for ink in inks if ink[2] > max(ink[:2]) + 0.2]
    assert len(reds) == 2 and len(blues) == 2
