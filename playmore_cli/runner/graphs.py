"""
Graphs of the ``graphviz`` package, read from the DOT text that they hold; the ``dot`` program is not needed.

The grammar is Graphviz's own, read with patience: what has no meaning for a drawing in characters is skipped,
subgraphs are flattened, and a statement that cannot be read is left out rather than refused.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from playmore_cli.outputs import Graph, Node

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|$)|^\#[^\n]*)"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*(?:"|$))'
    r"|(?P<edge>->|--)"
    r"|(?P<name>[A-Za-z_0-9.\x80-\uffff]+|-?(?:\.\d+|\d+(?:\.\d*)?))"
    r"|(?P<mark>[\[\]{};,=:+<])"
    r"|(?P<other>.)",
    re.DOTALL | re.MULTILINE,
)
_MAX_CHARACTERS = 4_000_000
_BOXES = frozenset(
    {"record", "mrecord", "box", "rect", "rectangle", "square", "note", "plaintext", "plain", "none"}
)
_ALIGNED = re.compile(r"\\([lrnN\\{}|<> \"])")


def graph_from_dot(source: str) -> Graph:
    """
    Return the graph of a DOT text.

    Ids are ``n1``, ``n2``, ... and boxes and edges stand in an order that depends on the graph's structure and not
    on the names in the text: the lecture's code names its nodes by memory address, which no second run repeats.
    """
    reader = _Reader(source[:_MAX_CHARACTERS])
    reader.read()
    return _canonical(reader.nodes(), reader.edges)


class _Reader:
    """Reads the statements of a DOT text from left to right."""

    def __init__(self, source: str) -> None:
        self._tokens = list(_tokens(source))
        self._place = 0
        self._attributes: dict[str, dict[str, str]] = {}
        self.edges: list[tuple[str, str]] = []

    def nodes(self) -> list[Node]:
        """Return the nodes in the order in which they were first named."""
        return [_node(key, attributes) for key, attributes in self._attributes.items()]

    def read(self) -> None:
        """Read the whole text."""
        while (token := self._peek()) is not None and token != ("mark", "{"):
            self._place += 1
        self._place += 1
        self._body()

    def _peek(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, mark: str) -> bool:
        if self._peek() == ("mark", mark):
            self._place += 1
            return True
        return False

    def _body(self) -> None:
        """Read statements; braces open a scope whose default attributes end with it, without recursion."""
        scopes: list[dict[str, str]] = [{}]
        group: list[str] = []
        while (token := self._peek()) is not None:
            if self._take("{"):
                scopes.append(dict(scopes[-1]))
            elif self._take("}"):
                if len(scopes) > 1:
                    scopes.pop()
            elif token[0] in ("name", "quoted"):
                self._statement(scopes, group)
            else:
                self._place += 1

    def _statement(self, scopes: list[dict[str, str]], group: list[str]) -> None:
        kind, word = self._tokens[self._place]
        lowered = word.lower() if kind == "name" else ""
        if lowered in ("graph", "node", "edge") or lowered == "subgraph":
            self._place += 1
            if lowered == "subgraph":
                if self._name() is None:
                    return
                return
            attributes = self._list()
            if lowered == "node":
                scopes[-1].update(attributes)
            return
        first = self._name()
        if first is None:
            self._place += 1
            return
        if self._take("="):
            self._name()
            return
        self._chain(first, scopes)

    def _chain(self, first: str, scopes: list[dict[str, str]]) -> None:
        """Read ``a -> b -> c [...]`` or ``a [...]``; ``{b c}`` stands for each of its members."""
        links = [self._members(first)]
        while (token := self._peek()) is not None and token[0] == "edge":
            self._place += 1
            ends = self._targets(scopes)
            if not ends:
                break
            links.append(ends)
        attributes = self._list()
        for key in (key for link in links for key in link):
            self._declare(key, scopes[-1])
        if len(links) == 1:
            self._attributes[links[0][0]].update(attributes)
        for before, after in itertools.pairwise(links):
            self.edges += [(source, target) for source in before for target in after]

    def _members(self, first: str) -> list[str]:
        self._port()
        return [first]

    def _targets(self, scopes: list[dict[str, str]]) -> list[str]:
        if self._take("{"):
            members = []
            while (token := self._peek()) is not None and not self._take("}"):
                name = self._name() if token[0] in ("name", "quoted") else None
                if name is None:
                    self._place += 1
                else:
                    members += self._members(name)
                    self._list()
            return members
        name = self._name()
        return self._members(name) if name is not None else []

    def _declare(self, key: str, defaults: dict[str, str]) -> None:
        if key not in self._attributes:
            self._attributes[key] = dict(defaults)

    def _port(self) -> None:
        while self._take(":"):
            self._name()

    def _name(self) -> str | None:
        token = self._peek()
        if token is None or token[0] not in ("name", "quoted", "html"):
            return None
        self._place += 1
        word = token[1]
        while token[0] == "quoted" and self._peek() == ("mark", "+"):
            self._place += 1
            more = self._peek()
            if more is None or more[0] != "quoted":
                break
            self._place += 1
            word += more[1]
        return word

    def _list(self) -> dict[str, str]:
        """Read ``[key=value, ...]``, as often as it stands there."""
        attributes: dict[str, str] = {}
        while self._take("["):
            while (token := self._peek()) is not None and not self._take("]"):
                key = self._name()
                if key is None:
                    self._place += 1
                    continue
                value = "true"
                if self._take("="):
                    value = self._name() or ""
                attributes[key.lower()] = value
                del token
        return attributes


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(source):
        found = _TOKEN.match(source, place)
        if found is None:
            return
        kind, word = str(found.lastgroup), found[0]
        place = found.end()
        if word == "<":
            place = _html_end(source, found.start())
            yield "html", re.sub(r"<[^>]*>", " ", source[found.start() + 1 : place - 1]).strip()
        elif kind == "quoted":
            # only the quote itself is escaped in DOT; other backslashes belong to the label
            yield "quoted", word[1:].removesuffix('"').replace("\\\n", "").replace('\\"', '"')
        elif kind in ("name", "edge", "mark"):
            yield kind, word


def _html_end(source: str, start: int) -> int:
    depth = 0
    for place in range(start, len(source)):
        depth += (source[place] == "<") - (source[place] == ">")
        if depth == 0:
            return place + 1
    return len(source)


def _node(key: str, attributes: dict[str, str]) -> Node:
    shape = attributes.get("shape", "ellipse").lower()
    label = attributes.get("label", key)
    if label == "\\N":
        label = key
    if shape in ("record", "mrecord"):
        return Node(key, tuple(_record_fields(label)))
    return Node(key, (_plain(label),), round=shape not in _BOXES)


def _record_fields(label: str) -> Iterator[str]:
    """Yield the fields of ``{ a | b | c }``; nested braces are flattened, ``<port>`` names dropped."""
    for part in re.split(r"(?<!\\)\|", label):
        braceless = re.sub(r"(?<!\\)[{}]", "", part)
        yield _plain(re.sub(r"(?<!\\)<[^<>]*(?<!\\)>", "", braceless))


def _plain(label: str) -> str:
    def shown(found: re.Match[str]) -> str:
        return {"n": " ", "l": " ", "r": " ", "N": ""}.get(found[1], found[1])

    return " ".join(unescape(_ALIGNED.sub(shown, label)).split())


# ---- an order that a second run repeats

_MAX_ORDERED = 3_000
"""Nodes; a larger graph keeps the order of its text, it is only counted on the screen."""
_MAX_CHOICES = 40
_MAX_LOOKS = 100_000
"""Looks at a node's neighbours in a refinement; long chains of nodes without labels would take too many."""
_Near = list[list[int]]


def _canonical(nodes: list[Node], edges: list[tuple[str, str]]) -> Graph:
    """Renumber the nodes by what they are and how they are connected; values that change decide only ties."""
    order = {node.id: place for place, node in enumerate(nodes)}
    pairs = [(order[source], order[target]) for source, target in edges]
    ranking = _ranking(nodes, pairs) if len(nodes) <= _MAX_ORDERED else list(range(len(nodes)))
    number = {place: position for position, place in enumerate(ranking, start=1)}
    return Graph(
        tuple(Node(f"n{number[place]}", nodes[place].fields, nodes[place].round) for place in ranking),
        tuple((f"n{a}", f"n{b}") for a, b in sorted((number[a], number[b]) for a, b in pairs)),
    )


def _ranking(nodes: list[Node], pairs: list[tuple[int, int]]) -> list[int]:
    """
    Return the places of the nodes in an order that does not depend on the order of the text.

    Labels and connections come first, then the first field below the label, ``data`` in the lecture's graphs.
    Nodes that are still alike can be swapped without a difference: one after the other is put first.
    """
    before: _Near = [[] for _ in nodes]
    after: _Near = [[] for _ in nodes]
    for source, target in pairs:
        after[source].append(target)
        before[target].append(source)
    colours = _refined(
        _ranked([(node.round, node.fields[:1], len(node.fields)) for node in nodes]), before, after
    )
    if _alike(colours) is not None:
        looks = [(colour, node.fields[1:2]) for colour, node in zip(colours, nodes, strict=True)]
        colours = _refined(_ranked(looks), before, after)
    for _ in range(_MAX_CHOICES):
        first = _alike(colours)
        if first is None:
            break
        chosen = _ranked([(colour, place != first) for place, colour in enumerate(colours)])
        colours = _refined(chosen, before, after, _MAX_LOOKS // _MAX_CHOICES)
    return sorted(range(len(nodes)), key=lambda place: (colours[place], place))


def _alike(colours: list[int]) -> int | None:
    """Return the first node that shares its colour with another one."""
    seen: dict[int, int] = {}
    shared = [seen[colour] for place, colour in enumerate(colours) if seen.setdefault(colour, place) != place]
    return min(shared, key=lambda place: colours[place], default=None)


def _refined(colours: list[int], before: _Near, after: _Near, looks: int = _MAX_LOOKS) -> list[int]:
    """
    Return a colour, 0 and up, for each node: equal where neither node nor neighbourhood tells two apart.

    Neighbours are looked at again and again, as in the test of Weisfeiler and Leman, until nothing is split further.
    """
    count = len(set(colours))
    for _ in range(looks // max(1, len(colours))):
        around = [
            (
                colour,
                tuple(sorted(colours[near] for near in sources)),
                tuple(sorted(colours[near] for near in targets)),
            )
            for colour, sources, targets in zip(colours, before, after, strict=True)
        ]
        colours = _ranked(around)
        found = len(set(colours))
        if found == count:
            break
        count = found
    return colours


def _ranked(looks: Sequence[Any]) -> list[int]:
    """Return for each look its rank among the different ones."""
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks)))}
    return [ranks[look] for look in looks]
