"""Computation graphs on a terminal."""

import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from playmore_cli.outputs import Graph, Node
from playmore_cli.view.graph_boxes import changed_fields, fold
from playmore_cli.view.graph_layout import Density, extent, lay_out
from playmore_cli.view.graph_routing import route
from playmore_cli.view.graphs import draw_graph, graph_words
from playmore_cli.view.theme import DARK, NONE


class Value:
    """A number that remembers what it was made of, as in the lecture."""

    def __init__(
        self, data: float, label: str = "", made_of: tuple["Value", ...] = (), operation: str = ""
    ) -> None:
        self.data, self.label, self.made_of, self.operation = data, label, made_of, operation
        self.grad = 0.0

    def named(self, label: str) -> "Value":
        """Return the value with a label."""
        self.label = label
        return self

    def __add__(self, other: "Value") -> "Value":
        return Value(self.data + other.data, "", (self, other), "+")

    def __mul__(self, other: "Value") -> "Value":
        return Value(self.data * other.data, "", (self, other), "*")

    def of(self, operation: str, data: float) -> "Value":
        """Return what a function of one input makes."""
        return Value(data, "", (self,), operation)


def graph_of(root: Value) -> Graph:
    """Return the graph that leads to *root*: a record for each value, a bubble for each operation."""
    values: list[Value] = []

    def visit(value: Value) -> None:
        if value not in values:
            values.append(value)
            for other in value.made_of:
                visit(other)

    visit(root)
    nodes, edges = [], []
    for number, value in enumerate(values):
        nodes.append(Node(f"v{number}", (value.label, f"data {value.data:.4f}", f"grad {value.grad:.4f}")))
        if value.operation:
            nodes.append(Node(f"o{number}", (value.operation,), round=True))
            edges.append((f"o{number}", f"v{number}"))
            edges += [(f"v{values.index(other)}", f"o{number}") for other in value.made_of]
    return Graph(tuple(nodes), tuple(edges))


def neuron(*, spelled_out: bool = False) -> Value:
    """Return the lecture's neuron with its gradients; *spelled_out* makes tanh of exp, sum, power and product."""
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    both = ((x1 * w1).named("x1*w1") + (x2 * w2).named("x2*w2")).named("x1*w1 + x2*w2")
    n = (both + Value(6.8813735870195432, "b")).named("n")
    x1.grad, w1.grad, x2.grad, n.grad = -1.5, 1.0, 0.5, 0.5
    if not spelled_out:
        return n.of("tanh", math.tanh(n.data)).named("o")
    e = n * Value(2.0)
    e = e.of("exp", math.exp(e.data))
    below = e + Value(1.0)
    return ((e + Value(-1.0)) * below.of("**-1", 1 / below.data)).named("o")


def expression() -> Value:
    """Return L of the lecture's first graph, gradients zero."""
    e = (Value(2.0, "a") * Value(-3.0, "b")).named("e")
    return ((e + Value(10.0, "c")).named("d") * Value(-2.0, "f")).named("L")


def used_twice() -> Value:
    """Return f of the lecture's case where both leaves feed two values."""
    a, b = Value(-2.0, "a"), Value(3.0, "b")
    return ((a * b).named("d") * (a + b).named("e")).named("f")


def network(width: int) -> Value:
    """Return the loss of a layer of neurons on two examples: hundreds of values."""
    chance = random.Random(3)
    weights = [[Value(chance.uniform(-1, 1)) for _ in range(3)] for _ in range(width)]
    loss = Value(0.0, "loss so far")
    for example in ((2.0, 3.0, -1.0), (0.5, 1.0, 1.0)):
        inputs = [Value(number) for number in example]
        for row in weights:
            act = Value(0.1)
            for weight, number in zip(row, inputs, strict=True):
                act = act + weight * number
            loss = loss + act.of("tanh", math.tanh(act.data)).of("**2", math.tanh(act.data) ** 2)
    return loss.named("loss")


@pytest.mark.parametrize(
    ("name", "root", "width"),
    [
        ("expression", expression(), 76),
        ("neuron", neuron(), 78),
        ("neuron_narrow", neuron(), 76),
        ("neuron_outline", neuron(), 60),
        ("spelled_out", neuron(spelled_out=True), 160),
        ("spelled_out_outline", neuron(spelled_out=True), 80),
        ("used_twice", used_twice(), 80),
        ("network", network(12), 80),
    ],
)
def test_lecture_graphs(golden, name: str, root: Value, width: int) -> None:
    """The lecture's graphs as they stand on the screen: boxes and wires where they fit, else an outline."""
    drawing = draw_graph(graph_of(root), width, theme=NONE).plain
    assert max(map(cell_len, drawing.split("\n"))) <= width
    golden(f"graph_{name}", drawing)


def test_value_added_to_itself() -> None:
    """Of two wires from the same box one is drawn, as in the lecture's picture."""
    a = Value(3.0, "a")
    graph = graph_of((a + a).named("b"))
    assert len(graph.edges) == 3
    rows = draw_graph(graph, 80, theme=NONE).plain.split("\n")
    assert rows[1] == "│  3.0000├─+─▶│  6.0000│"


def test_only_changed_gradients_are_lit() -> None:
    """Between two drawings of one graph what differs is marked, in colour and without."""
    root = expression()
    before = graph_of(root)
    root.grad = 1.0
    root.made_of[0].grad = -2.0
    now = graph_of(root)
    drawing = draw_graph(now, 80, previous=before, theme=DARK)
    lit = {drawing.plain[span.start : span.end] for span in drawing.spans if span.style == DARK.lit}
    assert "".join(sorted("".join(lit))) == "".join(sorted(set("•-2.0000•1.0000")))
    assert draw_graph(now, 80, previous=before, theme=NONE).plain.count("•") == 2
    assert draw_graph(now, 80, previous=now, theme=NONE).plain.count("•") == 0
    assert draw_graph(now, 80, theme=NONE).plain.count("•") == 0
    assert draw_graph(now, 30, previous=before, theme=NONE).plain.count("•") == 2


def test_another_graph_changes_nothing() -> None:
    """Nothing is lit when the drawing before was of another graph."""
    assert changed_fields(graph_of(neuron()), graph_of(expression())) == frozenset()
    assert changed_fields(graph_of(neuron()), None) == frozenset()


def test_words_of_a_graph_without_values() -> None:
    """
    A graph that only says what leads to what is read out as that, not as values and operations.
    """
    nodes = tuple(Node(name, (name,), round=True) for name in ("tokens", "attention", "output"))
    words = graph_words(Graph(nodes, (("tokens", "attention"), ("attention", "output"))))

    assert words == ("Graph of 3 nodes and 2 arrows.\ntokens leads to attention.\nattention leads to output.")


def test_words(golden) -> None:
    """For those who do not see the drawing, each value says what it is made of, the result first."""
    root = neuron()
    before = graph_of(root)
    root.grad = 1.0
    golden(
        "graph_words",
        graph_words(graph_of(root), previous=before) + "\n\n" + graph_words(graph_of(network(12))),
    )


# ---- the wires tell the truth

_SIDES = {
    "─": "lr", "│": "ud", "╭": "dr", "╮": "dl", "╰": "ur", "╯": "ul", "├": "udr", "┤": "udl", "┬": "dlr", "┴": "ulr",
    "┼": "udlr", "▶": "lr", "*": "lr", "+": "lr",
}  # fmt: skip
_STEPS = {"l": (-1, 0), "r": (1, 0), "u": (0, -1), "d": (0, 1)}
_BACK = dict(zip("lrud", "rldu", strict=True))


def read_wires(drawing: str, names: list[str]) -> set[tuple[str, str]]:
    """
    Return which box leads to which, read as a person reads: along the lines, never to the left.

    A level line that meets an upright one without a turn goes on behind it.
    """
    rows = drawing.split("\n")
    corners = {
        name: next((row.find(f"╭─{name}─"), y) for y, row in enumerate(rows) if f"╭─{name}─" in row)
        for name in names
    }
    boxes = {(x, y + 1): name for name, (x, y) in corners.items()}
    found = set()
    for name, (x, y) in corners.items():
        border = rows[y].index("╮", x)
        ways = [(border + 1, y + 1, "r")] if rows[y + 1][border] == "├" else []
        seen = set(ways)
        while ways:
            column, row, way = ways.pop()
            if way == "r" and (column, row) in boxes:
                found.add((name, boxes[column, row]))
                continue
            sides = _SIDES[rows[row][column]]
            turns = (
                [side for side in sides if side not in (_BACK[way], "l")] if _BACK[way] in sides else [way]
            )
            for turn in turns:
                step = (column + _STEPS[turn][0], row + _STEPS[turn][1], turn)
                if step not in seen:
                    seen.add(step)
                    ways.append(step)
    return found


def random_graph(chance: random.Random, size: int) -> Graph:
    """Return a graph without cycles in which each value is made of up to three earlier ones."""
    nodes, edges = [], []
    for number in range(size):
        nodes.append(Node(f"v{number}", (f"v{number}", "data 1.0000", "grad 0.5000")))
        inputs = chance.sample(range(number), chance.randrange(0, min(number, 3) + 1))
        if inputs:
            nodes.append(Node(f"o{number}", (chance.choice("*+"),), round=True))
            edges.append((f"o{number}", f"v{number}"))
            edges += [(f"v{source}", f"o{number}") for source in inputs]
    return Graph(tuple(nodes), tuple(edges))


@pytest.mark.parametrize("density", [Density(), Density(air=False), Density(floor=False, air=False)])
def test_wires_lead_where_the_graph_says(density: Density) -> None:
    """Of hundreds of random graphs the drawn wires, read back, are the graph's edges: none missing, none invented."""
    chance = random.Random(7)
    for _ in range(250):
        size = chance.randrange(2, 14)
        boxes = fold(random_graph(chance, size))
        grid = lay_out(boxes, density)
        width, height = extent(grid)
        drawing = "\n".join(
            "".join(grid[x, y].character if (x, y) in grid else " " for x in range(width))
            for y in range(height)
        )
        edges = {(source, box.id) for box in boxes.ordered for source in box.inputs}
        assert read_wires(drawing, [box.id for box in boxes.ordered]) == edges, drawing


def test_boxes_in_each_others_way() -> None:
    """Two sources level with each other's targets are led round, so that their wires do not lie on each other."""
    routes = route({"a": 1, "b": 5}, {"x": 1, "y": 5}, [("a", "y"), ("b", "x")])
    taken = [(row, source) for (source, _), row in routes.rows.items()]
    assert len({row for row, _ in taken}) == 2
    assert routes.splits


# ---- whatever is drawn


def odd_graphs() -> Iterator[tuple[str, Graph]]:
    """Yield graphs as no lecture has them."""
    box = Node("a", ("a", "data 1"))
    yield "empty", Graph((), ())
    yield "one box", Graph((box,), ())
    yield "one bubble", Graph((Node("a", ("+",), round=True),), ())
    yield "no fields", Graph((Node("a", ()),), ())
    yield "to itself", Graph((box,), (("a", "a"),))
    yield "circle", Graph((box, Node("b", ("b",)), Node("c", ("c",))), (("a", "b"), ("b", "c"), ("c", "a")))
    yield "undeclared", Graph((), (("a", "b"), ("b", "c")))
    yield "declared twice", Graph((box, box), (("a", "b"), ("a", "b")))
    yield "unconnected", Graph(tuple(Node(f"n{number}", (f"n{number}", "data 1")) for number in range(5)), ())
    yield (
        "bubbles in a row",
        Graph(tuple(Node(name, (name,), round=True) for name in "abc"), (("a", "b"), ("b", "c"))),
    )
    operation = Node("o", ("+",), round=True)
    yield (
        "operation with two results",
        Graph((box, operation, Node("b", ("b",))), (("a", "o"), ("o", "b"), ("o", "a"))),
    )
    yield "operation of nothing", Graph((operation, box), (("o", "a"),))
    yield "hostile", Graph((Node("\x1b[2J", ("\x1b]0;t\x07a\n漢", "data \x1b[H" + "9" * 500, "")),), ())
    yield "long name", Graph((Node("a", ("x" * 300, "data 1")), box), (("a", "b"),))


@pytest.mark.parametrize(
    ("graph"), [graph for _, graph in odd_graphs()], ids=[name for name, _ in odd_graphs()]
)
@pytest.mark.parametrize("width", [10, 40, 120])
def test_odd_graphs(graph: Graph, width: int) -> None:
    """Graphs of any shape are drawn and described, with nothing in them that a terminal would obey."""
    for text in (draw_graph(graph, width).plain, graph_words(graph)):
        assert text
        assert "\x1b" not in text
        assert "\x07" not in text


def test_edges_of_a_circle_are_named() -> None:
    """An edge that closes a circle cannot be drawn from left to right; it is told below the drawing."""
    drawing = draw_graph(dict(odd_graphs())["circle"], 80, theme=NONE).plain
    assert drawing.split("\n")[-1] == "and back: c → a"


def test_boxes_that_lead_to_themselves() -> None:
    """
    Edges from a box to itself are named below the drawing, on lines that the screen holds.
    """
    names = ("the first token", "the second token")
    edges = ((names[0], names[0]), (names[0], names[1]), (names[1], names[1]))
    graph = Graph(tuple(Node(name, (name,), round=True) for name in names), edges)
    lines = draw_graph(graph, 45).plain.split("\n")

    assert lines[-2:] == ["each to itself: the first token, the second", "token"]


_IDS = st.sampled_from([f"n{number}" for number in range(9)])
_NODES = st.lists(
    st.builds(Node, _IDS, st.lists(st.text(max_size=8), max_size=4).map(tuple), st.booleans()), max_size=9
)


@settings(max_examples=200, deadline=None)
@given(_NODES, st.lists(st.tuples(_IDS, _IDS), max_size=20), st.integers(1, 150))
def test_any_graph(nodes: list[Node], edges: list[tuple[str, str]], width: int) -> None:
    """Any nodes and any edges, circles and all, give a drawing and words."""
    graph = Graph(tuple(nodes), tuple(edges))
    assert (
        draw_graph(graph, width, previous=graph).plain.count("•")
        <= sum("•" in str(node) for node in nodes) * 9
    )
    assert graph_words(graph)


def test_no_number_is_cut_silently() -> None:
    """An outline that is wider than the screen shows where its rows are cut."""
    whole = draw_graph(graph_of(neuron()), 60, theme=NONE).plain.split("\n")
    for row, cut in zip(
        whole, draw_graph(graph_of(neuron()), 22, theme=NONE).plain.split("\n"), strict=False
    ):
        assert len(cut) <= 22 and (cut == row or "…" in cut)


def test_deep_graph() -> None:
    """A chain of thousands of values, as a long loop makes it, does not exhaust the stack."""
    nodes = tuple(Node(f"n{number}", (f"n{number}", "data 1.0")) for number in range(5_000))
    graph = Graph(nodes, tuple((f"n{number}", f"n{number + 1}") for number in range(4_999)))
    drawing = draw_graph(graph, 80, theme=NONE).plain
    assert drawing.startswith("5000 values, 0 operations, 1 leaf, 5000 deep")
    assert drawing.count("\n") < 40
    assert graph_words(graph).count("\n") < 40


def test_wide_graph() -> None:
    """A value made of a thousand others is summarised."""
    nodes = tuple(Node(f"n{number}", (f"n{number}", "data 1.0")) for number in range(1_000))
    graph = Graph((*nodes, Node("s", ("s", "data 1000"))), tuple((node.id, "s") for node in nodes))
    drawing = draw_graph(graph, 80, theme=NONE).plain
    assert drawing.count("\n") < 60
    assert drawing.split("\n")[-1].endswith("more")
