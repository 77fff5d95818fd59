"""One name means one thing: no module and no public class of the package is called like another."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "playmore_cli"


def twice(named: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the names that stand for more than one thing."""
    return {name: places for name, places in named.items() if len(places) > 1}


def test_modules_are_named_once() -> None:
    """
    Every module has a name of its own.
    """
    named = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.stem.startswith("__"):
            named[path.stem].append(str(path.relative_to(PACKAGE)))

    assert twice(named) == {}


def test_public_classes_are_named_once() -> None:
    """
    Every public class has a name of its own.
    """
    named = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named[node.name].append(str(path.relative_to(PACKAGE)))

    assert twice(named) == {}
