"""
Views of parameters: a tensor made of a leaf by slicing, turning and reshaping alone has a graph that can be made anew.

Its nodes save no tensors, only the figures that the operations were called with.
"""

import sys
from collections.abc import Callable
from typing import Any

Recipe = tuple[tuple[Any, ...], ...]
"""The operations that make a view of its leaf, in their order: the name of the node each leaves, and its figures."""

_FIGURES: dict[str, tuple[str, ...]] = {
    "AliasBackward0": (),
    "DiagonalBackward0": ("offset", "dim1", "dim2"),
    "PermuteBackward0": ("dims",),
    "SelectBackward0": ("dim", "index"),
    "SliceBackward0": ("dim", "start", "end", "step"),
    "SplitBackward0": ("split_size", "dim"),
    "SqueezeBackward0": (),
    "SqueezeBackward1": ("dim",),
    "TBackward0": (),
    "TransposeBackward0": ("dim0", "dim1"),
    "UnbindBackward0": ("dim",),
    "UnsqueezeBackward0": ("dim",),
}
"""What a node saves of the call."""
_OF_SIZE = frozenset(["ExpandBackward0", "ViewBackward0"])
"""Nodes whose operation takes the size of its result."""
_MANY = frozenset(["SplitBackward0", "UnbindBackward0"])
"""Nodes of operations with several results, of which one is taken."""

_MAKERS: dict[str, Callable[..., Any]] = {
    "AliasBackward0": lambda base: base[...],
    "DiagonalBackward0": lambda base, *figures: base.diagonal(*figures),
    "ExpandBackward0": lambda base, size: base.expand(size),
    "PermuteBackward0": lambda base, order: base.permute(order),
    "SelectBackward0": lambda base, *figures: base.select(*figures),
    "SliceBackward0": lambda base, *figures: sys.modules["torch"].ops.aten.slice(base, *figures),
    "SplitBackward0": lambda base, size, dimension, number: base.split(size, dimension)[number],
    "SqueezeBackward0": lambda base: base.squeeze(),
    "SqueezeBackward1": lambda base, dimension: base.squeeze(dimension),
    "TBackward0": lambda base: base.t(),
    "TransposeBackward0": lambda base, *figures: base.transpose(*figures),
    "UnbindBackward0": lambda base, dimension, number: base.unbind(dimension)[number],
    "UnsqueezeBackward0": lambda base, dimension: base.unsqueeze(dimension),
    "ViewBackward0": lambda base, size: base.view(size),
}


def recipe_of(tensor: Any) -> Recipe | None:
    """Return how to make *tensor*, which has a graph, of its leaf; ``None`` where it is not a view that can be made."""
    base = tensor._base
    if base is None or not base.is_leaf or not base.requires_grad:
        return None
    recipe: list[tuple[Any, ...]] = []
    size: Any
    node, number, size = tensor.grad_fn, tensor.output_nr, tensor.size()
    while type(node).__name__ in _MAKERS:
        name = type(node).__name__
        if name in _OF_SIZE:
            if size is None:
                return None
            figures: tuple[Any, ...] = (tuple(size),)
        else:
            figures = tuple(_signed(getattr(node, f"_saved_{figure}")) for figure in _FIGURES[name])
        recipe.insert(0, (name, *figures, number) if name in _MANY else (name, *figures))
        size = getattr(node, "_saved_self_sym_sizes", None)
        ((node, number),) = node.next_functions
    if getattr(node, "variable", None) is not base or not _is_same(made_of(base, tuple(recipe)), tensor):
        return None
    return tuple(recipe)


def made_of(base: Any, recipe: Recipe) -> Any:
    """Return the view of *base* that *recipe* makes."""
    with sys.modules["torch"].enable_grad():
        for name, *figures in recipe:
            base = _MAKERS[name](base, *figures)
    return base


def _signed(figure: Any) -> Any:
    """Return a figure as it was given: the nodes show a negative one as unsigned."""
    if isinstance(figure, tuple):
        return tuple(_signed(one) for one in figure)
    return figure - (1 << 64) if isinstance(figure, int) and figure >= 1 << 63 else figure


def _is_same(made: Any, tensor: Any) -> bool:
    """Whether two views lie alike in memory and came about alike."""
    return _form(made) == _form(tensor)


def _form(tensor: Any) -> tuple[Any, ...]:
    names, node = [], tensor.grad_fn
    while node is not None and len(node.next_functions) == 1:
        names.append(type(node).__name__)
        node = node.next_functions[0][0]
    return (tensor.data_ptr(), tensor.dtype, tensor.size(), tensor.stride(), tensor.output_nr, names)
