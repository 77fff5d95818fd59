"""Computation graphs: boxes and wires where they fit, an indented outline where they do not, words for pipes."""

from collections.abc import Callable, Iterator, Mapping

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from playmore_cli.outputs import Graph
from playmore_cli.view.graph_boxes import Box, Boxes, changed_fields, fold
from playmore_cli.view.graph_layout import Density, Grid, extent, lay_out
from playmore_cli.view.theme import DARK, Theme
from playmore_cli.view.wrapping import wrapped

_MAX_DRAWN = 60
"""Boxes; more of them make a drawing that nobody reads."""
_MAX_HEIGHT = 60
_TALL = 22
_MAX_OUTLINE = 60
_FOLDED_OUTLINE = 24
_MAX_NAMED = 8
"""Edges that are named rather than drawn; more of them are counted."""
_DENSITIES = (
    Density(),
    Density(air=False),
    Density(air=False, title=13),
)


def draw_graph(graph: Graph, width: int, *, previous: Graph | None = None, theme: Theme = DARK) -> Text:
    """
    Return a graph drawn for *width* columns.

    Fields that differ from the *previous* drawing of the same graph are lit. A graph that is too wide is drawn as
    an outline, one of hundreds of values as a summary and the first levels of an outline.
    """
    boxes = fold(graph, changed_fields(graph, previous))
    if not boxes.ordered:
        return Text("an empty graph", theme.muted)
    if len(boxes.ordered) <= _MAX_DRAWN:
        for density in _DENSITIES:
            grid = lay_out(boxes, density)
            if extent(grid)[1] > _TALL:
                grid = lay_out(boxes, Density(floor=False, air=density.air, title=density.title))
            columns, rows = extent(grid)
            if columns <= width and rows <= _MAX_HEIGHT:
                return _with_backward(_painted(grid, theme), boxes, width, theme)
    return _with_backward(_outlined(boxes, width, theme), boxes, width, theme)


def _painted(grid: Grid, theme: Theme) -> Text:
    columns, rows = extent(grid)
    text = Text(no_wrap=True)
    for y in range(rows):
        x = 0
        while x < columns:
            cell = grid.get((x, y))
            text.append(cell.character if cell else " ", _look(cell.part if cell else "", theme))
            x += max(1, cell_len(cell.character)) if cell else 1
        text.rstrip()
        text.append("\n" if y + 1 < rows else "")
    return text


def _look(part: str, theme: Theme) -> Style:
    match part:
        case "wire":
            return theme.wire
        case "label":
            return theme.label
        case "gradient":
            return theme.gradient
        case "lit":
            return theme.lit
        case "operation":
            return theme.operation
        case "muted":
            return theme.muted
        case _:
            return Style.null()


def _with_backward(text: Text, boxes: Boxes, width: int, theme: Theme) -> Text:
    """Name the edges that run against the drawing: those that close a cycle, and those from a box to itself."""
    numbers = boxes.numbers()

    def named(edges: list[tuple[str, str]], parts: Callable[[tuple[str, str]], tuple[str, ...]]) -> str:
        names = [
            " → ".join(boxes.by_id[key].name(numbers[key]) for key in parts(edge))
            for edge in edges[:_MAX_NAMED]
        ]
        more = f" and {len(edges) - _MAX_NAMED} more" if len(edges) > _MAX_NAMED else ""
        return ", ".join(names) + more

    loops = [edge for edge in boxes.backward if edge[0] == edge[1]]
    cycles = [edge for edge in boxes.backward if edge[0] != edge[1]]
    remarks = []
    if loops:
        remarks.append(f"each to itself: {named(loops, lambda edge: edge[:1])}")
    if cycles:
        remarks.append(f"and back: {named(cycles, lambda edge: edge)}")
    for remark in remarks:
        for row in wrapped(Text(remark, theme.muted), width):
            text.append("\n").append_text(row)
    return text


# ---- outline


def _outlined(boxes: Boxes, width: int, theme: Theme) -> Text:
    large = len(boxes.ordered) > _MAX_OUTLINE
    budget = _FOLDED_OUTLINE if large else _MAX_OUTLINE * 2
    depth = _depth_for(boxes, budget, max(2, (width - 24) // 3))
    text = Text(no_wrap=True)
    if large:
        for row in wrapped(Text().append(_summary(boxes), theme.muted), width):
            text.append_text(row).append("\n")
    numbers = boxes.numbers()
    rows = [_outline_row(line, boxes, numbers, width, theme) for line in _outline(boxes, depth)]
    cut = rows[: 2 * budget]
    text.append_text(Text("\n").join(cut))
    if len(rows) > len(cut):
        text.append(f"\n… {len(rows) - len(cut)} more", theme.muted)
    return text


def _summary(boxes: Boxes) -> str:
    operations = boxes.operations()
    counts = ", ".join(f"{count} of {name}" for name, count in operations.most_common(8))
    values = sum(not box.bubble for box in boxes.ordered)
    leaves = len(boxes.leaves())
    parts = [
        _count(values, "value"),
        _count(sum(operations.values()), "operation") + (f" ({counts})" if counts else ""),
        _count(leaves, "leaf", "leaves"),
        f"{boxes.depth()} deep",
    ]
    return ", ".join(parts)


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


class _Line:
    """One line of an outline: the *rails* before it, its box, and whether it is *again* or has *hidden* boxes below."""

    __slots__ = ("again", "box", "hidden", "rails")

    def __init__(self, rails: str, box: Box, *, again: bool, hidden: int) -> None:
        self.rails, self.box, self.again, self.hidden = rails, box, again, hidden


def _outline(boxes: Boxes, depth: int) -> Iterator[_Line]:
    """Yield the lines from each root down to *depth* levels; a box used twice is written out once."""
    seen: set[str] = set()
    stack = [(root, "", "") for root in reversed(boxes.roots())]
    while stack:
        box, rails, turn = stack.pop()
        again = box.id in seen and bool(box.inputs)
        deep = (len(rails) + len(turn)) // 3 >= depth
        hidden = len(box.inputs) if deep and not again else 0
        yield _Line(rails + turn, box, again=again, hidden=hidden)
        if again or deep:
            continue
        seen.add(box.id)
        below = rails + {"": "", "├─ ": "│  ", "└─ ": "   "}[turn]
        for place, source in reversed(list(enumerate(box.inputs))):
            stack.append((boxes.by_id[source], below, "└─ " if place == len(box.inputs) - 1 else "├─ "))


def _depth_for(boxes: Boxes, budget: int, deepest: int) -> int:
    """Return the greatest depth at which the outline has at most *budget* lines."""
    depth = 1
    while depth < deepest and sum(1 for _ in _outline(boxes, depth + 1)) <= budget:
        depth += 1
        if depth >= boxes.depth():
            break
    return depth


def _outline_row(line: _Line, boxes: Boxes, numbers: Mapping[str, int], width: int, theme: Theme) -> Text:
    """Return a line of an outline; the operands are named where there is room for them."""
    box = line.box
    name = box.name(numbers[box.id])
    row = Text(no_wrap=True).append(line.rails, theme.wire)
    row.append(name, theme.operation if box.bubble else theme.label)
    if box.operation:
        row.append(" = ").append(box.operation, theme.operation)
    values = Text()
    if line.again:
        values.append("  (written out above)", theme.muted)
    for value in () if line.again else box.told():
        values.append("  ").append(f"{value.name} " if value.name else "", theme.muted)
        values.append(value.text, _look(value.part, theme)).append(" •" if value.lit else "", theme.lit)
    if line.hidden:
        values.append("  ⋯", theme.muted)
    made_of = ", ".join(boxes.by_id[source].name(numbers[source]) for source in box.inputs)
    if made_of and row.cell_len + cell_len(made_of) + 2 + values.cell_len <= width:
        row.append(f"({made_of})", theme.muted)
    row.append_text(values)
    if row.cell_len > width:  # a number that the screen's edge cuts would be read as another one
        lit = Text(" •", theme.lit) if any(value.lit for value in box.told()) and not line.again else Text()
        row.truncate(max(width - lit.cell_len, 1), overflow="ellipsis")
        row.append_text(lit)
    return row


# ---- words


def graph_words(graph: Graph, *, previous: Graph | None = None) -> str:
    """
    Return a graph in words: how large it is, and what each value is made of, the result first.

    >>> from playmore_cli.outputs import Node
    >>> nodes = (Node("a", ("a", "data 2.0")), Node("+", ("+",), round=True), Node("b", ("b", "data 4.0")))
    >>> print(graph_words(Graph(nodes, (("a", "+"), ("+", "b")))))
    Graph of 2 values and 1 operation (1 of +), 1 leaf, 2 deep.
    b = + of a: data 4.0.
    a: data 2.0.
    """
    boxes = fold(graph, changed_fields(graph, previous))
    if not boxes.ordered:
        return "An empty graph."
    if all(len(node.fields) == 1 for node in graph.nodes):
        return "\n".join(_arrow_words(graph))
    numbers = boxes.numbers()
    shown = boxes.ordered[::-1]
    many = len(shown) > _FOLDED_OUTLINE
    lines = [graph.words] if graph.words else []
    lines.append(f"Graph of {_summary(boxes).replace(', ', ' and ', 1)}.")
    for box in shown[: _FOLDED_OUTLINE // 2 if many else None]:
        lines.append(_sentence(box, boxes, numbers))
    if many:
        lines.append(f"{len(shown) - _FOLDED_OUTLINE // 2} more values are not read out.")
    lines += [f"Changed: {words}." for words in _changes(boxes, numbers)]
    return "\n".join(lines)


def _arrow_words(graph: Graph) -> Iterator[str]:
    """
    Yield what leads to what in a graph whose nodes are names without values.

    >>> from playmore_cli.outputs import Node
    >>> nodes = (Node("n1", ("ab",), round=True), Node("n2", ("a",), round=True), Node("n3", ("b",), round=True))
    >>> print(*_arrow_words(Graph(nodes, (("n2", "n1"), ("n3", "n1")))), sep=" ")
    Graph of 3 nodes and 2 arrows. a leads to ab. b leads to ab.
    """
    if graph.words:
        yield graph.words
    yield f"Graph of {_count(len(graph.nodes), 'node')} and {_count(len(graph.edges), 'arrow')}."
    names = {node.id: node.fields[0] or node.id for node in graph.nodes}
    shown = 0
    for node in graph.nodes:
        targets = [names[target] for source, target in graph.edges if source == node.id and target in names]
        if not targets:
            continue
        if shown == _FOLDED_OUTLINE:
            yield "The other arrows are not read out."
            return
        shown += 1
        more = f" and {len(targets) - 8} more" if len(targets) > 8 else ""
        yield f"{names[node.id]} leads to {', '.join(targets[:8])}{more}."


def _sentence(box: Box, boxes: Boxes, numbers: Mapping[str, int]) -> str:
    made = ""
    if box.inputs:
        names = ", ".join(boxes.by_id[source].name(numbers[source]) for source in box.inputs)
        made = f" = {box.operation} of {names}" if box.operation else f" from {names}"
    values = ", ".join(value.words for value in box.told())
    return f"{box.name(numbers[box.id])}{made}{': ' + values if values else ''}."


def _changes(boxes: Boxes, numbers: Mapping[str, int]) -> Iterator[str]:
    changed = [
        f"{box.name(numbers[box.id])} {value.words}"
        for box in boxes.ordered
        for value in box.values
        if value.lit
    ]
    if changed:
        yield ", ".join(changed[:_FOLDED_OUTLINE])
