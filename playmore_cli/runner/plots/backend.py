"""
The matplotlib backend of the worker: ``MPLBACKEND=module://playmore_cli.runner.plots.backend``.

It has no window. ``plt.show()``, and the worker at the end of a step, hand every open figure to a sink and close
it, as a notebook does. Saving a figure to a file works as usual, through Agg.
"""

from typing import Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from playmore_cli.runner.delivery import Sink, delivery

__all__ = ["FigureCanvas", "FigureManager", "deliver_to", "flush_figures", "show"]

FigureManager = FigureManagerBase


class FigureCanvas(FigureCanvasAgg):
    """A canvas that draws nothing until it is asked for a file."""

    def draw_idle(self, *args: Any, **options: Any) -> None:
        """Do nothing: nobody looks at the canvas before the figure is handed over."""


def deliver_to(on_figure: Sink | None) -> None:
    """Hand figures to *on_figure* from now on; ``None`` drops them."""
    delivery.sink = on_figure


def flush_figures() -> None:
    """Hand all open figures over, in the order of their numbers, and close them."""
    managers = sorted(Gcf.get_all_fig_managers(), key=lambda manager: manager.num)
    figures = [manager.canvas.figure for manager in managers]
    Gcf.destroy_all()
    for figure in figures:
        if delivery.sink is not None and (figure.axes or figure.texts or figure.images or figure.lines):
            delivery.sink(figure)


def show(*args: Any, **options: Any) -> None:
    """Do what ``plt.show()`` does here: hand the figures over; the arguments (``block``) mean nothing."""
    flush_figures()
