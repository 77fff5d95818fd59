"""The backend that pyplot is pointed to, and figures as bytes."""

import io
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from playmore_cli.runner.plots import draw_plot, freeze, thaw
from playmore_cli.runner.plots.backend import deliver_to, flush_figures


@pytest.fixture
def delivered() -> Iterator[list[Figure]]:
    """The figures handed over, with pyplot drawing through the backend."""
    before = plt.get_backend()
    plt.switch_backend("module://playmore_cli.runner.plots.backend")
    figures: list[Figure] = []
    deliver_to(figures.append)
    yield figures
    deliver_to(None)
    plt.close("all")
    plt.switch_backend(before)


def test_show_hands_over_every_figure_and_closes_it(delivered: list[Figure]) -> None:
    """
    Two open figures arrive in the order of their numbers, and none is open afterwards.
    """
    plt.figure(2).add_subplot().set_title("second")
    plt.figure(1).add_subplot().set_title("first")
    plt.show()
    assert [figure.axes[0].get_title() for figure in delivered] == ["first", "second"]
    assert plt.get_fignums() == []


def test_the_end_of_a_step_hands_over_what_was_not_shown(delivered: list[Figure]) -> None:
    """
    As in a notebook, a plot appears without ``plt.show()``; shown ones do not appear twice.
    """
    plt.plot([1, 2])
    plt.show()
    plt.plot([3, 4])
    flush_figures()
    flush_figures()
    assert len(delivered) == 2


def test_an_empty_figure_is_not_handed_over(delivered: list[Figure]) -> None:
    """
    ``plt.figure(figsize=...)`` alone shows nothing.
    """
    plt.figure(figsize=(20, 4))
    plt.show()
    assert delivered == []


def test_figures_are_closed_even_if_nobody_wants_them(delivered: list[Figure]) -> None:
    """
    With no sink the figures are dropped, so that they never pile up.
    """
    deliver_to(None)
    plt.plot([1, 2])
    plt.show()
    assert plt.get_fignums() == []


def test_saving_to_a_file_works_as_usual(delivered: list[Figure]) -> None:
    """
    Lesson code may write a PNG of its own.
    """
    plt.plot([1, 2])
    file = io.BytesIO()
    plt.savefig(file)
    assert file.getvalue()[:4] == b"\x89PNG"


def test_an_open_figure_can_be_frozen_and_thawed_without_opening_another(delivered: list[Figure]) -> None:
    """
    Thawing gives a figure that pyplot does not know; the open one stays open.
    """
    figure = plt.figure(7)
    figure.add_subplot().plot([1, 2])
    copy = thaw(freeze(figure))
    assert plt.get_fignums() == [7]
    assert copy is not figure and len(copy.axes) == 1


def test_a_thawed_figure_is_drawn_like_the_figure_itself() -> None:
    """
    Nothing that can be seen is lost on the way through bytes.
    """
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(np.sin(np.arange(100) / 9), label="sine")
    axes.hist([1, 1, 2])
    axes.legend()
    axes.set_title("both")
    copy = thaw(freeze(figure))
    assert draw_plot(copy, 60, 15, dark=True) == draw_plot(figure, 60, 15, dark=True)


def test_freezing_leaves_the_figure_as_it_is() -> None:
    """
    Drawing changes a figure for good; drawing its thawed copy does not touch it.
    """
    figure = Figure(figsize=(20, 4))
    figure.add_subplot().plot([1, 2])
    draw_plot(thaw(freeze(figure)), 60, 15, dark=True)
    assert (figure.get_figwidth(), figure.get_figheight()) == (20, 4)
    assert figure.patch.get_visible() and figure.axes[0].patch.get_visible()


def test_a_formatter_made_of_a_lambda_survives_freezing() -> None:
    """
    A function that no module holds is stored by value, with what it refers to.
    """
    unit = "ms"
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 1])
    axes.yaxis.set_major_formatter(lambda value, place: f"{np.round(value, 1)} {unit}")
    assert "0.4 ms" in draw_plot(thaw(freeze(figure)), 60, 20, dark=True).text()


def test_a_figure_that_cannot_be_pickled_is_kept_as_an_image() -> None:
    """
    What holds an open generator can still be drawn later, as the image that it was.
    """
    figure = Figure()
    line = figure.add_subplot().plot([0, 1])[0]
    line.generator = (number for number in range(3))
    copy = thaw(freeze(figure))
    assert len(copy.axes[0].images) == 1
    assert draw_plot(copy, 60, 15, dark=True).text().strip()


def test_other_bytes_are_not_a_figure() -> None:
    """
    Bytes that hold anything else are refused by name.
    """
    import pickle
    import zlib

    with pytest.raises(TypeError, match="a list, not a figure"):
        thaw(zlib.compress(pickle.dumps([1, 2])))
