"""
Autograd graphs of tensors: freed ones, and stand-ins for those that a snapshot leaves out.

No library can store the graph behind a tensor. A graph that was freed by ``backward()`` is as good as its error
message; one that is still alive is left out, and its stand-in raises when a gradient reaches it: the state is then
built from an older snapshot and the step runs again, so that nobody ever sees the difference.
"""

import sys
from dataclasses import dataclass
from typing import Any

from playmore_cli.runner.snapshots.refusals import InexactError

_FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)


class GraphLeftOutError(RuntimeError):
    """A gradient came to a graph that the snapshot had left out."""


@dataclass(frozen=True)
class TensorGraph:
    """
    The graph behind a tensor: the *name* of its last operation, and what ``backward()`` would raise.

    *message* is ``None`` while the graph is alive.
    """

    name: str
    message: str | None


class _Reached:
    """How often a gradient came to a graph that was left out, in this process."""

    times = 0


reached = _Reached()

_stand_ins: dict[TensorGraph, tuple[Any, Any]] = {}
_graph_of: dict[type, TensorGraph] = {}
_saved_names: dict[type, tuple[str, ...]] = {}


def graph_of(tensor: Any) -> TensorGraph:
    """
    Return the graph behind *tensor*, which must have one.

    Raises:
        InexactError: a node of it cannot be looked at.
    """
    return TensorGraph(type(tensor.grad_fn).__name__, _message(tensor.grad_fn))


def _message(last: Any) -> str | None:
    nodes, seen = [last], set()
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        known = _graph_of.get(type(node))
        if known is not None:
            if known.message is not None:
                return known.message
            continue
        message = _message_of_node(node)
        if message is not None:
            return message
        nodes.extend(follower for follower, _ in node.next_functions)
    return None


def _message_of_node(node: Any) -> str | None:
    """Return what torch says when the saved tensors of *node* are asked for, ``None`` where they are there."""
    kind = type(node)
    if kind not in _saved_names:
        _saved_names[kind] = tuple(
            name
            for name in dir(node)
            if (name.startswith("_saved_") and not name.endswith(("_sym_sizes", "_sym_strides")))
            or name == "saved_tensors"
        )
    for name in _saved_names[kind]:
        try:
            getattr(node, name)
        except RuntimeError as error:
            message = str(error)
            if "second time" in message:
                return _FREED
            if "modified by an inplace operation" in message:
                return message
            raise InexactError(f"a node of an autograd graph, {kind.__name__}: {message[:80]}") from error
    return None


def attach(graph: TensorGraph, storage: Any, dtype: Any, offset: int, size: Any, stride: Any) -> Any:
    """Return a tensor over *storage* whose graph is a stand-in for *graph*."""
    torch = sys.modules["torch"]
    if graph not in _stand_ins:
        _stand_ins[graph] = _make_stand_in(torch, graph), torch.zeros((), requires_grad=True)
    function, anchor = _stand_ins[graph]
    with torch.enable_grad():
        return function.apply(anchor, storage, dtype, offset, size, stride)


def _make_stand_in(torch: Any, graph: TensorGraph) -> Any:
    def forward(
        context: Any, anchor: Any, storage: Any, dtype: Any, offset: int, size: Any, stride: Any
    ) -> Any:
        return torch.empty(0, dtype=dtype, device=storage.device).set_(storage, offset, size, stride)

    def backward(context: Any, *gradients: Any) -> Any:
        if graph.message is None:
            reached.times += 1
            raise GraphLeftOutError("this graph was left out of the snapshot; its state is built again")
        raise RuntimeError(graph.message)

    function: Any = type(
        "Operation",
        (torch.autograd.Function,),
        {"forward": staticmethod(forward), "backward": staticmethod(backward)},
    )
    node = function._backward_cls
    node.__name__, node.__qualname__, node.__module__ = graph.name, graph.name, "builtins"
    _graph_of[node] = graph
    return function
