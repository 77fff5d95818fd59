"""A computation graph as the boxes to draw: operations folded into the values they make, cycles found."""

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from playmore_cli.outputs import Graph, Node
from playmore_cli.view.clean import clean_plain

Lit = frozenset[tuple[str, int]]
"""Fields that changed: a node's id, and the index of the field among its fields."""

_MAX_TITLE = 40
_MAX_VALUE = 24
_SIGNS = {"data": "", "grad": "∂"}


class BoxField(Struct, frozen=True):
    """One field of a box below its title: ``grad 0.5`` is sign ``∂`` and text ``0.5``."""

    name: str
    text: str
    lit: bool = False

    @property
    def sign(self) -> str:
        """What stands before the text in a box: nothing for ``data``, ``∂`` for ``grad``, else the name."""
        return _SIGNS.get(self.name, self.name)

    @property
    def part(self) -> str:
        """The part of a drawing that the text is: a change, a gradient, a gradient that is still zero, or nothing."""
        if self.lit:
            return "lit"
        if self.name != "grad":
            return ""
        return "gradient" if self.text.strip("-0.") else "muted"

    @property
    def words(self) -> str:
        """The field as it was written."""
        return f"{self.name} {self.text}".strip()


class Box(Struct, frozen=True):
    """A box to draw; *operation* made it out of the boxes *inputs*; a *bubble* is an operation of its own."""

    id: str
    title: str
    values: tuple[BoxField, ...]
    operation: str
    inputs: tuple[str, ...]
    bubble: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether the box is known by its value alone."""
        return not self.title and not self.inputs and bool(self.values)

    def name(self, number: int) -> str:
        """Return the title; of a constant its value, of another box without a title its *number*."""
        return self.values[0].text if self.is_constant else self.title or f"#{number}"

    def told(self) -> tuple[BoxField, ...]:
        """Return the values that the name does not tell."""
        return self.values[1:] if self.is_constant else self.values


class Boxes(Struct, frozen=True):
    """
    The boxes of a graph in the order of computation, inputs first.

    *backward* holds the edges (ids, from and to) that run against that order, as in a graph with a cycle; they
    are not among the inputs.
    """

    ordered: tuple[Box, ...]
    backward: tuple[tuple[str, str], ...]
    by_id: dict[str, Box]

    def roots(self) -> tuple[Box, ...]:
        """Return the boxes that are input to none."""
        used = {source for box in self.ordered for source in box.inputs}
        return tuple(box for box in self.ordered if box.id not in used)

    def leaves(self) -> tuple[Box, ...]:
        """Return the boxes that are made of nothing."""
        return tuple(box for box in self.ordered if not box.inputs)

    def operations(self) -> Counter[str]:
        """Return how often each operation occurs."""
        return Counter(
            operation for box in self.ordered if (operation := box.title if box.bubble else box.operation)
        )

    def depth(self) -> int:
        """Return the number of boxes on the longest way through the graph."""
        lengths: dict[str, int] = {}
        for box in self.ordered:
            lengths[box.id] = 1 + max((lengths[source] for source in box.inputs), default=0)
        return max(lengths.values(), default=0)

    def numbers(self) -> dict[str, int]:
        """Return a number for each box, from 1."""
        return {box.id: number for number, box in enumerate(self.ordered, start=1)}


def changed_fields(graph: Graph, previous: Graph | None) -> Lit:
    """
    Return the fields whose text differs from the *previous* drawing of the same graph.

    It is the same graph where ids, titles and edges are the same; of another graph nothing is said to have changed.
    """
    if previous is None or set(graph.edges) != set(previous.edges):
        return frozenset()
    before = {node.id: node.fields for node in previous.nodes}
    now = {node.id: node.fields for node in graph.nodes}
    if before.keys() != now.keys() or any(before[key][:1] != now[key][:1] for key in now):
        return frozenset()
    return frozenset(
        (key, place)
        for key, fields in now.items()
        for place, text in enumerate(fields)
        if place and before[key][place : place + 1] != (text,)
    )


def fold(graph: Graph, lit: Lit = frozenset()) -> Boxes:
    """Return the boxes of a graph; nodes that only an edge names are boxes too."""
    nodes = _all_nodes(graph)
    sources: dict[str, list[str]] = {key: [] for key in nodes}
    targets: dict[str, list[str]] = {key: [] for key in nodes}
    for source, target in dict.fromkeys(graph.edges):
        sources[target].append(source)
        targets[source].append(target)
    folded = _foldable(nodes, sources, targets)
    inputs: dict[str, list[str]] = {}
    for key in nodes:
        if key not in folded:
            operation = _operation_of(key, sources, folded)
            inputs[key] = [source for source in sources[operation or key] if source not in folded]
    order, backward = _order(inputs)
    boxes = []
    leaves = frozenset(key for key, made_of in inputs.items() if not made_of)
    against = set(backward)
    for key in order:
        operation = _operation_of(key, sources, folded)
        kept = [source for source in inputs[key] if (source, key) not in against]
        made_by = _title(nodes[operation]) if operation else ""
        boxes.append(_box(nodes[key], made_by, _operand_order(_title(nodes[key]), kept, nodes, leaves), lit))
    return Boxes(tuple(boxes), tuple(backward), {box.id: box for box in boxes})


def _all_nodes(graph: Graph) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for node in graph.nodes:
        nodes.setdefault(node.id, node)
    for key in (key for edge in graph.edges for key in edge):
        nodes.setdefault(key, Node(key, (key,), round=True))
    return nodes


def _foldable(
    nodes: dict[str, Node], sources: dict[str, list[str]], targets: dict[str, list[str]]
) -> frozenset[str]:
    """Return the operations that made exactly one value, which nothing else made."""
    return frozenset(
        key
        for key, node in nodes.items()
        if node.round
        and len(targets[key]) == 1
        and sources[key]
        and (target := targets[key][0]) != key
        and not nodes[target].round
        and sources[target] == [key]
        and target not in sources[key]
    )


def _operation_of(key: str, sources: dict[str, list[str]], folded: frozenset[str]) -> str | None:
    return next((source for source in sources[key] if source in folded), None)


def _order(inputs: dict[str, list[str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the ids with inputs first, and the edges that close a cycle; without recursion, graphs are deep."""
    order: list[str] = []
    backward: list[tuple[str, str]] = []
    state: dict[str, int] = {}
    used = {source for sources in inputs.values() for source in sources}
    for start in [*(key for key in inputs if key not in used), *reversed(inputs)]:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(inputs[start]))]
        while stack:
            key, rest = stack[-1]
            source = next(rest, None)
            if source is None:
                stack.pop()
                state[key] = 2
                order.append(key)
            elif state.get(source) == 1:
                backward.append((source, key))
            elif source not in state:
                state[source] = 1
                stack.append((source, iter(inputs[source])))
    return order, backward


def _title(node: Node) -> str:
    return _short(node.fields[0] if node.fields else node.id, _MAX_TITLE)


def _short(text: str, length: int) -> str:
    words = " ".join(clean_plain(text, max_characters=1_000).split())
    return words if len(words) <= length else words[: length - 1] + "…"


def _box(node: Node, operation: str, inputs: tuple[str, ...], lit: Lit) -> Box:
    values = tuple(_value(text, (node.id, place) in lit) for place, text in enumerate(node.fields) if place)
    return Box(node.id, _title(node), values, operation, inputs, bubble=node.round)


def _value(text: str, lit: bool) -> BoxField:
    name, space, rest = _short(text, _MAX_VALUE).partition(" ")
    return BoxField(name, rest, lit) if space else BoxField("", name, lit)


def _operand_order(
    title: str, inputs: Iterable[str], nodes: dict[str, Node], leaves: frozenset[str]
) -> tuple[str, ...]:
    """
    Sort a box's inputs as a reader expects them: as in its title, else what was computed before leaves and by name.

    The lecture's code keeps operands in a set, so the order of declaration means nothing.
    """

    def key(item: tuple[int, str]) -> tuple[int, bool, bool, list[tuple[str, int]], int]:
        place, source = item
        name = _title(nodes[source]) if nodes[source].fields else ""
        found = title.find(name) if name else -1
        return (found if found >= 0 else len(title)), source in leaves, not name, _natural(name), place

    return tuple(source for _, source in sorted(enumerate(inputs), key=key))


def _natural(name: str) -> list[tuple[str, int]]:
    """Return a sort key in which ``x2`` stands before ``x10``."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d{0,18})", name)]
