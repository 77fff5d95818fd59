"""
Graphs of the ``graphviz`` package, read from the DOT text that they hold; the ``dot`` program is not needed.

The grammar is Graphviz's own, read with patience: what has no meaning for a drawing in characters is skipped,
subgraphs are flattened, and a statement that cannot be read is left out rather than refused.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import Any

from playmore_cli.outputs import Graph, Node

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|$)|^\#[^\n]*)"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*(?:"|$))'
    r"|(?P<edge>->|--)"
    r"|(?P<name>[A-Za-z_0-9.\x80-\uffff]+|-\.?\d[\d.]*)"
    r"|(?P<mark>[\[\]{};,=:+<])"
    r"|(?P<other>.)",
    re.DOTALL | re.MULTILINE,
)
_MAX_CHARACTERS = 4_000_000
_MAX_DEPTH = 50
_BOXES = frozenset({"box", "rect", "rectangle", "square", "note", "plaintext", "plain", "none"})
_Token = tuple[str, str]


def graph_from_dot(source: str) -> Graph:
    """
    Return the graph of a DOT text.

    Ids are ``n1``, ``n2``, ... and boxes and edges stand in an order that depends on the graph's structure and
    not on the names in the text: the lecture's code names its nodes by memory address, which no second run repeats.

    >>> graph_from_dot('digraph { a [label="{ x | data 2 }" shape=record]; a -> b }').nodes[0]
    Node(id='n1', fields=('x', 'data 2'), round=False)
    """
    reader = _Reader(source[:_MAX_CHARACTERS])
    reader.read()
    return _canonical(reader.nodes(), reader.edges)


class _Reader:
    """Reads the statements of a DOT text from left to right."""

    def __init__(self, source: str) -> None:
        self._tokens = list(_tokens(source))
        self._place = 0
        self._depth = 0
        self._attributes: dict[str, dict[str, str]] = {}
        self.edges: list[tuple[str, str]] = []

    def nodes(self) -> list[Node]:
        """Return the nodes in the order in which they were first named."""
        return [_node(key, attributes) for key, attributes in self._attributes.items()]

    def read(self) -> None:
        """Read the whole text: ``strict digraph name { ... }``."""
        while self._peek() is not None and not self._take("{"):
            self._place += 1
        while self._peek() is not None:
            self._statements({})

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, mark: str) -> bool:
        if self._peek() == ("mark", mark):
            self._place += 1
            return True
        return False

    def _take_word(self, *words: str) -> str | None:
        token = self._peek()
        if token is not None and token[0] == "name" and token[1].lower() in words:
            self._place += 1
            return token[1].lower()
        return None

    def _statements(self, defaults: dict[str, str]) -> list[str]:
        """Read up to the closing brace; return the nodes named. *defaults* are attributes of nodes named first."""
        members: list[str] = []
        while self._peek() is not None and not self._take("}"):
            if kind := self._take_word("graph", "node", "edge"):
                attributes = self._list()
                if kind == "node":
                    defaults.update(attributes)
                continue
            ends = self._ends(defaults)
            if ends is None:
                self._place += 1
            else:
                members += self._chain(ends, defaults)
        return members

    def _chain(self, ends: list[str], defaults: dict[str, str]) -> list[str]:
        """Read what follows the first end of ``a -> b -> c [...]`` or of ``a [...]``; return all ends."""
        links = [ends]
        while (token := self._peek()) is not None and token[0] == "edge":
            self._place += 1
            links.append(self._ends(defaults) or [])
        attributes = self._list()
        if len(links) == 1:
            for key in ends:
                self._attributes[key].update(attributes)
        for sources, targets in pairwise(links):
            self.edges += [(source, target) for source in sources for target in targets]
        return [key for link in links for key in link]

    def _ends(self, defaults: dict[str, str]) -> list[str] | None:
        """Read a node, or a group of them in braces; ``None`` where neither stands, nothing for ``key = value``."""
        if self._take_word("subgraph"):
            self._name()
        if self._take("{"):
            if self._depth >= _MAX_DEPTH:
                return []  # deeper braces are read as if they were not there
            self._depth += 1
            members = self._statements(dict(defaults))
            self._depth -= 1
            return members
        name = self._name()
        if name is None:
            return None
        if self._take("="):
            self._name()
            return []
        while self._take(":"):
            self._name()
        self._attributes.setdefault(name, dict(defaults))
        return [name]

    def _name(self) -> str | None:
        token = self._peek()
        if token is None or token[0] not in ("name", "quoted", "html"):
            return None
        self._place += 1
        words = token[1]
        while token[0] == "quoted" and self._take("+"):
            more = self._peek()
            if more is None or more[0] != "quoted":
                break
            self._place += 1
            words += more[1]
        return words

    def _list(self) -> dict[str, str]:
        """Read ``[key=value, ...]``, as often as it stands there."""
        attributes: dict[str, str] = {}
        while self._take("["):
            while self._peek() is not None and not self._take("]"):
                key = self._name()
                if key is None:
                    self._place += 1
                elif self._take("="):
                    attributes[key.lower()] = self._name() or ""
        return attributes


def _tokens(source: str) -> Iterator[_Token]:
    place = 0
    while found := _TOKEN.match(source, place):
        kind, word = str(found.lastgroup), found[0]
        place = found.end()
        if word == "<":
            place = _html_end(source, found.start())
            yield "html", re.sub(r"<[^>]*>", " ", source[found.start() + 1 : place - 1])
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
    label = attributes.get("label", "\\N").replace("\\N", key)
    if shape in ("record", "mrecord"):
        return Node(key, tuple(_record_fields(label)))
    return Node(key, (_plain(label),), round=shape not in _BOXES)


def _record_fields(label: str) -> Iterator[str]:
    """Yield the fields of ``{ a | b | c }``; nested braces are flattened, ``<port>`` names dropped."""
    for part in re.split(r"(?<!\\)\|", label):
        braceless = re.sub(r"(?<!\\)[{}]", "", part)
        yield _plain(re.sub(r"(?<!\\)<[^<>]*(?<!\\)>", "", braceless))


def _plain(label: str) -> str:
    r"""Return a label without escapes: ``\l`` and the like break a line, a backslash shields the sign behind it."""
    shown = re.sub(r"\\(.)", lambda found: " " if found[1] in "nlr" else found[1], label)
    return " ".join(unescape(shown).split())


# ---- an order that a second run repeats

_MAX_ORDERED = 1_000
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
