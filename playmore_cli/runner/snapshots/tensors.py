"""How tensors, arrays and generators are taken apart; memory that several share is stored once."""

import sys
from itertools import pairwise
from typing import Any

from playmore_cli.runner.snapshots import autograd, devices, rebuilding, views
from playmore_cli.runner.snapshots.refusals import InexactError


class Memory:
    """The storages of tensors and the arrays met so far, in the order of their numbers."""

    def __init__(self) -> None:
        self._owners: list[Any] = []
        self._numbers: dict[int, int] = {}

    def number_of(self, storage: Any) -> int:
        """Return the number of a tensor's storage, the same for all tensors that share it."""
        key: int = storage._cdata
        if key not in self._numbers:
            self._numbers[key] = self.add(storage)
        return self._numbers[key]

    def add(self, owner: Any) -> int:
        """Return the number of an owner of memory that is new."""
        self._owners.append(owner)
        return len(self._owners) - 1

    def views(self) -> list[memoryview]:
        """
        Return the bytes of each owner, not copied.

        Raises:
            InexactError: two owners share memory (an array made of a buffer, a tensor made of an array).
        """
        views, spans = [], []
        for owner in self._owners:
            address, view = bytes_of(owner)
            views.append(view)
            if view.nbytes and address:
                spans.append((address, address + view.nbytes))
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                raise InexactError("an array and a tensor that share memory")
        return views


def bytes_of(owner: Any) -> tuple[int, memoryview]:
    """
    Return where the memory of a storage or an array begins, and its bytes, not copied; 0 and a copy of a GPU's memory.
    """
    numpy = sys.modules["numpy"]
    if isinstance(owner, numpy.ndarray):
        flat = owner.reshape(-1, order="A").view(numpy.uint8)
        return owner.__array_interface__["data"][0], memoryview(flat)
    if owner.nbytes() == 0:
        return 0, memoryview(b"")
    torch = sys.modules["torch"]
    whole = torch.empty(0, dtype=torch.uint8, device=owner.device).set_(owner, 0, (owner.nbytes(),), (1,))
    is_here = owner.device.type == "cpu"
    return owner.data_ptr() if is_here else 0, memoryview(whole.cpu().numpy())


def reduce_tensor(tensor: Any, memory: Memory) -> tuple[Any, bool]:
    """
    Return how to make a tensor again, and whether a living graph is left out.

    Raises:
        InexactError: it has hooks, lies on a device of an unknown kind, is sparse, or its class is not torch's own.
    """
    torch = sys.modules["torch"]
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter):
        raise InexactError(f"a tensor of class {type(tensor).__name__}")
    if tensor.layout is not torch.strided or tensor.device.type not in devices.KINDS or tensor.is_quantized:
        raise InexactError(f"a tensor that is {tensor.layout} on {tensor.device}")
    if tensor.is_inference() or tensor.is_conj() or tensor.is_neg():
        raise InexactError("a tensor that is conjugated, negated or made in inference mode")
    if tensor._backward_hooks or getattr(tensor, "_post_accumulate_grad_hooks", None):
        raise InexactError("a tensor with hooks")
    graph = None
    recipe = views.recipe_of(tensor) if tensor.grad_fn is not None else None
    if tensor.grad_fn is not None and recipe is None:
        graph = autograd.graph_of(tensor)
        base = tensor._base if tensor._is_view() else None
        if graph.message is None and base is not None and base.is_leaf and base.requires_grad:
            raise InexactError("a view of a parameter, with a living graph")
    kept = tensor.is_leaf or tensor.retains_grad  # asking others for .grad warns
    state = (tensor.grad if kept else None, tensor.__dict__, not tensor.is_leaf and tensor.retains_grad)
    is_plain = state[0] is None and not state[1] and not state[2]
    if recipe is not None:
        made = (rebuilding.view, (tensor._base, recipe))
        return (made if is_plain else (*made, state, None, None, rebuilding.fill_tensor)), False
    form = (
        memory.number_of(tensor.untyped_storage()),
        tensor.dtype,
        tensor.storage_offset(),
        tuple(tensor.size()),
        tensor.stride(),
        type(tensor) is torch.nn.Parameter,
        tensor.requires_grad,
        graph and (graph.name, graph.message),
        str(tensor.device),
    )
    left_out = graph is not None and graph.message is None
    if is_plain:
        return (rebuilding.tensor, form), left_out
    return (rebuilding.tensor, form, state, None, None, rebuilding.fill_tensor), left_out


def reduce_generator(generator: Any) -> Any:
    """Return how to make a torch.Generator again."""
    if generator is sys.modules["torch"].default_generator:
        return rebuilding.default_generator, ()
    if devices.is_default(generator):
        return devices.default_generator, (generator.device.index,)
    return rebuilding.generator, (str(generator.device), bytes(generator.get_state().numpy()))


def reduce_array(array: Any, memory: Memory) -> Any:
    """
    Return how to make an array again: one that owns its memory by its bytes, a view by its owner.

    Raises:
        InexactError: its memory belongs to something that is neither an array nor a tensor.
    """
    numpy, torch = sys.modules["numpy"], sys.modules.get("torch")
    if array.dtype.hasobject:
        return NotImplemented
    owner = array
    while isinstance(owner.base, numpy.ndarray):
        owner = owner.base
    if type(owner) is not numpy.ndarray:
        raise InexactError(f"an array of class {type(owner).__name__}")
    if torch is not None and type(owner.base) is torch.Tensor and owner is array:
        twin = owner.base.detach().numpy()
        if (twin.dtype, twin.shape, twin.strides) == (array.dtype, array.shape, array.strides):
            return rebuilding.array_of_tensor, (owner.base,)
    if owner.base is not None and not (torch is not None and type(owner.base) is torch.Tensor):
        raise InexactError(f"an array over the memory of a {type(owner.base).__name__}")
    if owner is not array:
        offset = array.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
        form = (array.dtype, array.shape, array.strides, offset, array.flags.writeable)
        return rebuilding.array_view, (owner, *form)
    if owner.base is not None or not (array.flags.c_contiguous or array.flags.f_contiguous):
        raise InexactError("an array over foreign memory")
    fortran = not array.flags.c_contiguous
    return rebuilding.array, (memory.add(array), array.dtype, array.shape, fortran, array.flags.writeable)
