"""
What a snapshot's stream calls while it is unpacked: the makers and fillers of its objects.

An object that may contain itself is made empty and filled later. The streams on disk name these functions, so a
change of what one of them takes or gives needs a new `state_names.FORMAT`.
"""

import dataclasses
import importlib
import marshal
import sys
import tempfile
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playmore_cli.runner.snapshots import autograd, devices, views
from playmore_cli.runner.snapshots.serials import NumberedBase, give_serial

_MAPPED = 1_000_000
"""Bytes from which on memory stays the mapped file that it was read from, whose pages are read and copied when needed.

torch makes no tensor over it larger in place (resize_, out=): smaller ones get memory of torch's own.
"""


class Loading:
    """What the functions of this module need of the snapshot being unpacked; only one is at a time."""

    names: dict[str, Any]
    memory: list[Any]
    """Of every tensor storage and array its bytes, and where asked for, the storage made of them."""


def function(code: types.CodeType, module: str | None, name: str, closure: Any) -> types.FunctionType:
    """Return an empty function over the namespace (*module* ``None``) or over a library's module."""
    where = Loading.names if module is None else vars(importlib.import_module(module))
    return types.FunctionType(code, where, name, None, closure)


def fill_function(made: types.FunctionType, state: Any) -> None:
    """Give a function its defaults, attributes and names."""
    (made.__defaults__, made.__kwdefaults__, attributes, made.__qualname__, module, made.__doc__, notes) = (
        state
    )
    made.__module__ = module
    made.__dict__.update(attributes)
    if notes:
        made.__annotations__ = notes


def code(data: bytes) -> Any:
    """Return the code object that *data* holds."""
    return marshal.loads(data)


def cell() -> types.CellType:
    """Return an empty cell of a closure."""
    return types.CellType()


def method(made: Any, owner: Any) -> types.MethodType:
    """Return a function bound to its object."""
    return types.MethodType(made, owner)


def module(name: str) -> types.ModuleType:
    """Return a module, imported if need be."""
    return importlib.import_module(name)


def kind(name: str) -> Any:
    """Return one of the types that only the module ``types`` has a name for."""
    return getattr(types, name)


def numbered_base() -> type:
    """Return the hidden base of the lesson's classes."""
    return NumberedBase


def plain_class(
    name: str, bases: tuple[type, ...], slots: Any, attributes: Iterable[str], is_operation: bool
) -> type:
    """
    Return a class whose attributes stand in their order and hold nothing yet.

    *is_operation* says that it is one of torch's, with its own backward pass.
    """
    body: dict[str, Any] = dict.fromkeys(attributes)
    if slots is not None:
        body["__slots__"] = slots
    kind: Any = type(sys.modules["torch"].autograd.Function) if is_operation else type
    made: type = kind(name, bases, body) if is_operation else type.__new__(type, name, bases, body)
    return made


def fill_class(made: type, state: Any) -> None:
    """Give a class its attributes and names."""
    qualified, module_name, attributes = state
    for name, value in attributes:
        type.__setattr__(made, name, value)
    made.__qualname__, made.__module__ = qualified, module_name


def instance(of: type, serial: int | None) -> Any:
    """Return an empty instance of a lesson's class with the serial number it had."""
    made: Any = object.__new__(of)
    if serial is not None:
        give_serial(made, serial)
    return made


def property_of(getter: Any, setter: Any, deleter: Any, doc: str | None) -> property:
    """Return a property."""
    return property(getter, setter, deleter, doc)


def read_only(mapping: dict[Any, Any]) -> Any:
    """Return a read-only view of a dict."""
    return types.MappingProxyType(mapping)


def of_dataclasses(name: str) -> Any:
    """Return one of the marks that the module ``dataclasses`` tells apart by identity."""
    return getattr(dataclasses, name)


# -- tensors and arrays ------------------------------------------------------------------------------------------


def _storage(number: int, device: str) -> Any:
    found = Loading.memory[number]
    torch = sys.modules["torch"]
    if not isinstance(found, torch.UntypedStorage):
        content = torch.empty(0, dtype=torch.uint8)
        if len(found):
            content = torch.frombuffer(found, dtype=torch.uint8)
        if len(found) < _MAPPED:
            content = content.clone()
        found = devices.moved(content, device).untyped_storage()
        Loading.memory[number] = found
    return found


def tensor(
    number: int,
    dtype: Any,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    is_parameter: bool,
    wants_gradient: bool,
    graph: tuple[str, str | None] | None,
    device: str,
) -> Any:
    """Return a tensor over storage *number* on a *device*; all tensors of one storage share its memory."""
    torch = importlib.import_module("torch")
    storage = _storage(number, device)
    if graph is not None:
        return autograd.attach(autograd.TensorGraph(*graph), storage, dtype, offset, size, stride)
    made = torch.empty(0, dtype=dtype, device=device).set_(storage, offset, size, stride)
    if is_parameter:
        return torch.nn.Parameter(made, requires_grad=wants_gradient)
    return made.requires_grad_(True) if wants_gradient else made


def view(base: Any, recipe: views.Recipe) -> Any:
    """Return a view of a parameter, with its graph."""
    return views.made_of(base, recipe)


def fill_tensor(made: Any, state: Any) -> None:
    """Give a tensor its gradient and attributes."""
    gradient, attributes, retains = state
    if retains:
        made.retain_grad()
    if gradient is not None:
        made.grad = gradient
    made.__dict__.update(attributes)


def closed_file(mode: str, name: Any, encoding: str | None, errors: str | None, met: str) -> Any:
    """
    Return a file as it is after it was closed: of this *mode* and *name*, ``None`` for *encoding* if it is binary.

    *met* holds the kinds of line ends that were read from it.
    """
    with tempfile.NamedTemporaryFile("w", newline="") as holder:
        holder.write(met)
        holder.flush()
        made: Any
        with Path(holder.name).open(mode, encoding=encoding, errors=errors) as made:
            if met:
                made.read()
            raw = made.raw if encoding is None else made.buffer.raw
            raw.name = name
    return made


def generator(device: str, state: bytes) -> Any:
    """Return a torch.Generator that goes on where it was."""
    torch = importlib.import_module("torch")
    made = torch.Generator(device)
    made.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
    return made


def default_generator() -> Any:
    """Return torch's own generator, whose state is part of the state around the namespace."""
    return importlib.import_module("torch").default_generator


def array(number: int, dtype: Any, shape: tuple[int, ...], fortran: bool, writable: bool) -> Any:
    """Return an array that owns its memory, *number* among what is stored."""
    numpy = importlib.import_module("numpy")
    made = numpy.empty(shape, dtype, order="F" if fortran else "C")
    made.reshape(-1, order="A").view(numpy.uint8)[:] = numpy.frombuffer(Loading.memory[number], numpy.uint8)
    made.flags.writeable = writable
    return made


def array_view(
    owner: Any, dtype: Any, shape: tuple[int, ...], strides: tuple[int, ...], offset: int, writable: bool
) -> Any:
    """Return an array over the memory of another one, *offset* bytes from its start."""
    made: Any = importlib.import_module("numpy").ndarray(shape, dtype, owner, offset, strides)
    made.flags.writeable = writable
    return made


def array_of_tensor(source: Any) -> Any:
    """Return the array that shares a tensor's memory."""
    return source.detach().numpy()
