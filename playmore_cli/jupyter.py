"""Graphs for notebooks: exported lessons draw with this where playmore is installed and graphviz's ``dot`` is not."""

from playmore_cli.export.drawings import GraphMemory
from playmore_cli.runner.dot import graph_from_dot


def graph_bundle(source: str) -> dict[str, str]:
    """
    Return a graph as a notebook displays it, by media type: as SVG where it can be read, and as text.

    Args:
        source: the graph in the language of graphviz.
    """
    drawing = GraphMemory().draw(graph_from_dot(source), is_page=False)
    bundle = {"text/plain": drawing.text}
    return bundle | {"image/svg+xml": drawing.svg} if drawing.svg else bundle
