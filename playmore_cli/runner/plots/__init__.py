"""Plots in character cells, drawn in the worker from the figures that lesson code makes."""

from playmore_cli.runner.plots.drawing import draw_plot
from playmore_cli.runner.plots.freezer import freeze, png, thaw
from playmore_cli.runner.plots.words import describe_figure

__all__ = ["describe_figure", "draw_plot", "freeze", "png", "thaw"]
