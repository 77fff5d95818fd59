"""Where the steps of a lesson stand in its file."""

from playmore_cli.lesson.nodes import Mapping, Node, Scalar, Sequence, parse_nodes


def step_lines(text: str) -> dict[str, int]:
    r"""
    Return the line, from 1, in which each step of a lesson's text begins, by its id.

    >>> step_lines("chapters:\n  - steps:\n      - id: one\n      - {id: two}\n")
    {'one': 3, 'two': 4}
    """
    root, _ = parse_nodes(text)
    return {
        str(name.value): step.line
        for chapter in _items(root, "chapters")
        for step in _items(chapter, "steps")
        if isinstance(step, Mapping) and isinstance(name := step.get("id"), Scalar)
    }


def _items(node: Node | None, key: str) -> tuple[Node, ...]:
    found = node.get(key) if isinstance(node, Mapping) else None
    return found.items if isinstance(found, Sequence) else ()
