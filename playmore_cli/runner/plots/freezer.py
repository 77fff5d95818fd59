"""Figures as bytes, so that they can be drawn again at any width, and as PNG."""

import io
import pickle
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def freeze(figure: Figure) -> bytes:
    """Return *figure* as bytes, as it is now; drawing changes a figure, so this comes first."""
    manager, figure.canvas.manager = figure.canvas.manager, None
    try:
        return pickle.dumps(figure, pickle.HIGHEST_PROTOCOL)
    finally:
        figure.canvas.manager = manager


def thaw(data: bytes) -> Figure:
    """
    Return the figure that `freeze` made *data* of.

    Only ever call it with bytes that this program's own worker made: unpickling runs what they say.
    """
    figure = pickle.loads(data)
    if not isinstance(figure, Figure):
        raise TypeError(f"these bytes hold a {type(figure).__name__}, not a figure")
    return figure


def png(figure_bytes: bytes, width_px: int, height_px: int) -> bytes:
    """
    Return a frozen figure as a PNG of exactly *width_px* x *height_px* pixels.

    The resolution follows the size, so that letters keep their proportion to the plot.
    """
    figure = thaw(figure_bytes)
    canvas: Any = FigureCanvasAgg(figure)
    dpi = max(min(width_px / 6.4, height_px / 4.8), 40.0)
    figure.set_dpi(dpi)
    figure.set_size_inches(width_px / dpi, height_px / dpi)
    buffer = io.BytesIO()
    canvas.print_png(buffer)
    return buffer.getvalue()
