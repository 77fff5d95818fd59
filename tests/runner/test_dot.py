"""Graphs of the graphviz package, read from their DOT text."""

import random

import graphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playmore_cli.outputs import Graph, Node
from playmore_cli.runner.dot import graph_from_dot

_DRAWN = [
    ("a", "a", 2.0, 0.0, "", ()),
    ("b", "b", -3.0, 0.0, "", ()),
    ("e", "e", -6.0, -2.0, "*", ("a", "b")),
    ("c", "", 10.0, 0.0, "", ()),
    ("d", "d", 4.0, -2.0, "+", ("e", "c")),
]


def drawn(chance: random.Random) -> str:
    """Return the DOT text that the lecture's code makes: names are addresses, the order is that of a set."""
    addresses = {name: str(140_000_000_000 + chance.randrange(10**9)) for name, *_ in _DRAWN}
    dot = graphviz.Digraph(format="svg", graph_attr={"rankdir": "LR"})
    edges = []
    for name, label, data, grad, operation, made_of in chance.sample(_DRAWN, len(_DRAWN)):
        address = addresses[name]
        dot.node(name=address, label=f"{{ {label} | data {data:.4f} | grad {grad:.4f} }}", shape="record")
        if operation:
            dot.node(name=address + operation, label=operation)
            dot.edge(address + operation, address)
        edges += [(addresses[source], address + operation) for source in made_of]
    for edge in chance.sample(edges, len(edges)):
        dot.edge(*edge)
    return dot.source


def test_lecture_drawing() -> None:
    """The lecture's records become boxes with their fields, its operations bubbles."""
    graph = graph_from_dot(drawn(random.Random(1)))
    fields = {node.fields for node in graph.nodes if not node.round}
    assert fields == {
        ("a", "data 2.0000", "grad 0.0000"),
        ("b", "data -3.0000", "grad 0.0000"),
        ("e", "data -6.0000", "grad -2.0000"),
        ("", "data 10.0000", "grad 0.0000"),
        ("d", "data 4.0000", "grad -2.0000"),
    }
    assert sorted(node.fields for node in graph.nodes if node.round) == [("*",), ("+",)]
    named = {node.id: node.fields[0] or "c" for node in graph.nodes}
    edges = {(named[source], named[target]) for source, target in graph.edges}
    assert edges == {("a", "*"), ("b", "*"), ("*", "e"), ("e", "+"), ("c", "+"), ("+", "d")}


def test_same_graph_from_another_run() -> None:
    """Other addresses and another order of the sets give the very same graph."""
    graphs = {repr(graph_from_dot(drawn(random.Random(seed)))) for seed in range(20)}
    assert len(graphs) == 1


def test_gradients_do_not_renumber() -> None:
    """Between two drawings of one graph the boxes keep their ids, so that a changed gradient can be found."""
    before = graph_from_dot(drawn(random.Random(1)))
    after = graph_from_dot(drawn(random.Random(2)).replace("grad -2.0000", "grad 7.0000"))
    assert [node.fields[:2] for node in before.nodes] == [node.fields[:2] for node in after.nodes]
    assert before.edges == after.edges


def test_values_alike_are_told_apart_by_their_place() -> None:
    """Constants without a label get the same ids in every run, also where many are equal."""

    def text(order: list[int]) -> str:
        dot = graphviz.Digraph()
        for number in order:
            dot.node(f"leaf{number}", "{ | data 1.0 }", shape="record")
            dot.node(f"sum{number}", "{ | data 1.0 }", shape="record")
            dot.edge(f"leaf{number}", f"sum{number}")
            dot.edge(f"sum{number}", f"sum{number + 1}")
        dot.node("sum6", "{ all | data 6.0 }", shape="record")
        return dot.source

    orders = [list(range(6)), [5, 4, 3, 2, 1, 0], [3, 1, 5, 0, 2, 4]]
    assert len({repr(graph_from_dot(text(order))) for order in orders}) == 1


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ('a [label="{ x | data 1 }" shape=record]', ("x", "data 1")),
        ('a [shape=record, label="x|{y|z}"]', ("x", "y", "z")),
        ('a [shape=Mrecord label="<in> x | <out>"]', ("x", "")),
        (r'a [shape=record label="x\|y | a \{b\} | \<c\> | one\ntwo"]', ("x|y", "a {b}", "<c>", "one two")),
        (r'a [label="say \"hi\" \\ & &lt;"]', ('say "hi" \\ & <',)),
        ('a [label="one" + "two"]', ("onetwo",)),
        ("a [label=<<b>bold</b> text>]", ("bold text",)),
        ("a [label=2.5]", ("2.5",)),
        ("a", ("a",)),
        (r'a [label="\N!"]', ("a!",)),
        ('"a b" [color=red]', ("a b",)),
        ("a [label=x][label=y]", ("y",)),
        ('a [label=""]', ("",)),
        ("a [label=Länge]", ("Länge",)),
        ("a [label=-1.5]", ("-1.5",)),
    ],
)
def test_labels(source: str, fields: tuple[str, ...]) -> None:
    """Labels are read as Graphviz reads them: fields, escapes, entities, markup, joined strings."""
    (node,) = graph_from_dot(f"digraph {{ {source} }}").nodes
    assert node.fields == fields


@pytest.mark.parametrize(
    ("body", "edges"),
    [
        ("a -> b -> c", {"ab", "bc"}),
        ("a -> {b c}", {"ab", "ac"}),
        ("{a b} -> c", {"ac", "bc"}),
        ("a -> subgraph s { b; c }", {"ab", "ac"}),
        ("subgraph cluster_x { label=deep; a -> b } b -> c", {"ab", "bc"}),
        ("a:out:e -> b:in [label=x]", {"ab"}),
        ("a -- b", {"ab"}),
        ("edge [color=red]; node [shape=box] a -> b // c -> d\n/* e -> f */ # g\n", {"ab"}),
        ("rankdir=LR; a -> b; a -> b", {"ab"}),
        ("a -> a", {"aa"}),
        ("a ->", set()),
        ("a -> ; b", set()),
    ],
)
def test_edges(body: str, edges: set[str]) -> None:
    """Chains, groups, subgraphs, ports and comments mean what they mean to Graphviz."""
    graph = graph_from_dot(f"strict digraph G {{ {body} }}")
    named = {node.id: node.fields[0] for node in graph.nodes}
    assert {named[source] + named[target] for source, target in graph.edges} == edges


def test_shapes_from_defaults() -> None:
    """A default shape holds in its braces and for what is named first there."""
    graph = graph_from_dot("digraph { node [shape=box]; a; subgraph { node [shape=circle]; b; a } c }")
    assert {node.fields[0]: node.round for node in graph.nodes} == {"a": False, "b": True, "c": False}


def test_every_edge_counts() -> None:
    """Edges drawn twice are kept, as in the text."""
    assert len(graph_from_dot("digraph { a -> b; a -> b }").edges) == 2


@pytest.mark.parametrize(
    "source",
    [
        "",
        "digraph",
        "digraph {",
        "}",
        '"',
        "<",
        "digraph { a [label=",
        "digraph { a [ ] ] } b",
        "{" * 500,
        "digraph {" + "a -> {" * 300,
    ],
)
def test_broken_text(source: str) -> None:
    """Text that is no DOT gives what can be read of it."""
    assert isinstance(graph_from_dot(source), Graph)


_PIECES = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        "->",
        "--",
        "a",
        "b",
        "=",
        "label",
        '"',
        "\\",
        "|",
        ":",
        ";",
        "<",
        ">",
        "node",
        "subgraph",
        "\n",
        "#",
        "/*",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Whatever the text, the edges join nodes that are there."""
    graph = graph_from_dot("digraph { " + text)
    ids = {node.id for node in graph.nodes}
    assert all(source in ids and target in ids for source, target in graph.edges)


def test_large_graphs() -> None:
    """A chain and a star of thousands of nodes are read whole."""
    chain = "digraph {" + "".join(f"x{number} -> x{number + 1};" for number in range(5_000)) + "}"
    assert len(graph_from_dot(chain).nodes) == 5_001
    star = "digraph {" + "".join(f'x{number} [label="x"]; x{number} -> s;' for number in range(900)) + "}"
    assert len(graph_from_dot(star).edges) == 900
    assert graph_from_dot(star).nodes[0] == Node("n1", ("s",), round=True)
