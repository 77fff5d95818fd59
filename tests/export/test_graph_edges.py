"""Pictures of graphs have every edge, those that lead back as well."""

import re

import pytest

from playmore_cli.export.graph_svg import graph_svg
from playmore_cli.outputs import Graph, Node
from playmore_cli.view.graph_boxes import fold

RING = (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("b", "a"), ("c", "c"))
CASES = {
    "ring": RING,
    "both ways": (("a", "b"), ("b", "a"), ("a", "c"), ("c", "a"), ("b", "c"), ("c", "b")),
    "forward": (("a", "b"), ("b", "c"), ("a", "c")),
    "itself": (("a", "a"),),
}


@pytest.mark.parametrize("is_page", [True, False], ids=["page", "notebook"])
@pytest.mark.parametrize("edges", CASES.values(), ids=CASES)
def test_every_edge_is_drawn(edges: tuple[tuple[str, str], ...], is_page: bool) -> None:
    """
    As many edges lead on and back as the graph has, those that lead back named, each within the picture.
    """
    nodes = tuple(
        Node(name, (name, f"data {name}")) for name in sorted({key for edge in edges for key in edge})
    )
    graph = Graph(nodes, edges)
    boxes = fold(graph)

    drawn = graph_svg(graph, own_colours=not is_page)

    back = re.findall(r'<g class="back"><title>(\w+) → (\w+)</title>', drawn)
    assert len(back) + sum(len(box.inputs) for box in boxes.ordered) == len(set(edges))
    assert set(back) == set(boxes.backward)
    width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawn)[0])
    for path in re.findall(r'<g class="back">.*?d="(M[^"]+)"', drawn):
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d", path)]
        assert max(numbers) <= max(width, height) and min(numbers) >= -30
