"""
What an exercise rules out: found in the syntax tree of an attempt, and where that can be hidden, when it is called.

A ban names what may not be used and why. ``loops``, ``comprehensions``, ``imports``, ``products`` (of matrices) and
``autograd`` are words of their own; ``softmax`` is every variable and attribute of that name, ``.softmax`` every
attribute, ``F.softmax`` that one.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, NamedTuple
from unittest.mock import patch

Bans = tuple[tuple[tuple[str, ...], str], ...]
"""What may not be used, each with the reason that is told."""


class Forbidden(Exception):  # noqa: N818  (it breaks a rule, not the program)
    """An attempt used what the exercise rules out."""


class Found(NamedTuple):
    """Something ruled out: in which *line* (from 1) it stands, and the sentence to tell."""

    line: int
    says: str


_LOOPS: tuple[type[ast.AST], ...] = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS: tuple[type[ast.AST], ...] = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_WORDS = {
    "loops": ("a loop", _LOOPS),
    "comprehensions": ("a comprehension", _COMPREHENSIONS),
    "imports": ("an import", (ast.Import, ast.ImportFrom)),
}
"""Words for whole kinds of code: what a learner is told, and the nodes."""
_SPELT_OUT = {
    "autograd": (".backward", ".grad", ".autograd", ".requires_grad_"),
    "products": ("@", "matmul", "mm", "bmm", "einsum", "tensordot", ".dot", ".linear", ".Linear"),
}
"""Words for several names."""


def find_forbidden(tree: ast.AST, bans: Bans) -> Found | None:
    r"""
    Return the first thing in *tree* that is ruled out.

    >>> tree = ast.parse("p = F.softmax(x, 1)\nfor row in p: print(row)")
    >>> find_forbidden(tree, ((("loops",), "broadcasting does it"),))
    Found(line=2, says='line 2 uses a loop, which is ruled out here: broadcasting does it')
    >>> find_forbidden(tree, (((".softmax",), "it is what you write"),)).says
    'line 1 uses `F.softmax`, which is ruled out here: it is what you write'
    """
    found = [
        Found(line, f"line {line} uses {what}, which is ruled out here: {because}")
        for uses, because in bans
        for use in _spelt_out(uses)
        for line, what in _places(tree, use)
    ]
    return min(found, default=None)


def _spelt_out(uses: Iterable[str]) -> Iterator[str]:
    for use in uses:
        yield from _SPELT_OUT.get(use, (use,))


def _places(tree: ast.AST, use: str) -> Iterator[tuple[int, str]]:
    """Yield the lines in which *use* stands, with the code that does it."""
    what, nodes = _WORDS.get(use, ("", ()))
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if what:
            if isinstance(node, nodes):
                yield line, what
        elif text := _used(node, use):
            yield line, f"`{text}`"


def _used(node: ast.AST, use: str) -> str:
    """Return the code of *node* if it is what *use* means."""
    owner, dot, name = use.rpartition(".")
    match node:
        case ast.BinOp(op=ast.MatMult()) if use == "@":
            return "@"
        case ast.Attribute(attr=attribute) if attribute == name:
            text = ast.unparse(node)
            if not owner or text == use:
                return text if len(text) <= 40 else f".{attribute}"
        case ast.Name(id=variable, ctx=ast.Load()) if variable == name and not dot:
            return variable
        case ast.ImportFrom(names=names) if any(one.name == name for one in names):
            return ast.unparse(node)
        case ast.Constant(value=str(text)) if text == name:
            return repr(text)  # getattr(torch, 'softmax')
    return ""


@contextmanager
def guarded(bans: Bans, filename: str) -> Iterator[None]:
    """
    Let functions of torch and numpy that are ruled out raise `Forbidden` when code of *filename* calls them.

    So it is noticed, too, where the name is put together or the function was given another one.
    """
    with ExitStack() as stack:
        for uses, because in bans:
            for use in _spelt_out(uses):
                name = use.rpartition(".")[2]
                for home in _homes() if name not in _WORDS else ():
                    original = getattr(home, name, None)
                    if callable(original) and not isinstance(original, type) and name.isidentifier():
                        says = f"your version calls `{name}`, which is ruled out here: {because}"
                        stack.enter_context(patch.object(home, name, _guard(original, filename, says)))
        yield


def _homes() -> list[Any]:
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    homes: list[Any] = [numpy] if numpy is not None else []
    return [torch, torch.Tensor, torch.nn.functional, torch.autograd, *homes] if torch is not None else homes


def _guard(original: Callable[..., Any], filename: str, says: str) -> Callable[..., Any]:
    @wraps(original)
    def guard(*given: Any, **named: Any) -> Any:
        if sys._getframe(1).f_code.co_filename == filename:
            raise Forbidden(says)
        return original(*given, **named)

    return guard
