"""Computation graphs of a document: as text, as SVG where that is readable, and in words."""

from msgspec import Struct

from playmore_cli.export.graph_svg import graph_svg
from playmore_cli.outputs import Graph
from playmore_cli.view.graphs import draw_graph, graph_words
from playmore_cli.view.theme import NONE

_WIDTH = 100
_MAX_DRAWN = 60
"""Boxes; a larger graph is shown as an outline in words."""


class Drawing(Struct, frozen=True):
    """A graph as characters, as SVG (empty where it is too large to be read), and its *words*."""

    text: str
    svg: str
    words: str


class GraphMemory:
    """Draws graphs one after another and lights what changed since the drawing before of the same graph."""

    def __init__(self) -> None:
        self._previous: Graph | None = None

    def draw(self, graph: Graph, *, is_page: bool) -> Drawing:
        """Return the drawing; for a page the colours are those of the page, else its own on white."""
        previous, self._previous = self._previous, graph
        text = draw_graph(graph, _WIDTH, previous=previous, theme=NONE).plain
        words = graph_words(graph, previous=previous)
        small = len(graph.nodes) <= 2 * _MAX_DRAWN
        svg = graph_svg(graph, previous, own_colours=not is_page) if small else ""
        return Drawing(text, svg, words)
