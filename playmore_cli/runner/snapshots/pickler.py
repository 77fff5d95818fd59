"""
A pickler for a whole namespace: its functions, classes and closures by value, everything shared once.

What pickle cannot do, or does only nearly, raises `InexactError`: a snapshot is exact or there is none.
"""

import contextlib
import io
import marshal
import pickle
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from playmore_cli.runner.snapshots import rebuilding
from playmore_cli.runner.snapshots.closed_files import FILES, reduce_closed_file
from playmore_cli.runner.snapshots.orders import insertion_order
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.runner.snapshots.serials import NumberedBase, numbered_hash, serial_of
from playmore_cli.runner.snapshots.tensors import Memory, reduce_array, reduce_generator, reduce_tensor

_CODE_FORMAT = 2
"""Of marshal: the last one whose bytes do not depend on how often an object is referred to."""

_HEAP_TYPE = 1 << 9
_REFUSED = (types.GeneratorType, types.CoroutineType, types.FrameType, types.TracebackType, io.IOBase)
_AT_ADDRESSES = (types.BuiltinFunctionType, types.MethodType, types.MethodWrapperType)
_OF_OBJECT = ("__eq__", "__reduce_ex__", "__reduce__", "__getstate__", "__new__")
"""What a class must have left as it is for its instances to be filled later."""
_MARKS_OF_DATACLASSES = (
    "_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR", "MISSING", "KW_ONLY", "_HAS_DEFAULT_FACTORY", "_EMPTY_METADATA",
)  # fmt: skip


class SnapshotPickler(pickle.Pickler):
    """
    Writes several pickles that share one memo.

    The states of the lesson's objects and the contents of closures are put off to the next pickle, so that a long
    chain of objects takes no deep recursion.

    Args:
        buffer: takes the bytes.
        names: the namespace; functions over it are stored as such.
    """

    def __init__(self, buffer: io.BytesIO, names: dict[str, Any]) -> None:
        super().__init__(buffer, protocol=5)
        self.memory = Memory()
        self.left_out = 0
        """How many tensors stand in it whose living graph is left out."""
        self.mentioned: set[str] = set()
        """Names of variables and attributes that occur in the code of functions."""
        self._names = names
        self._waiting: list[tuple[str, Any, Any]] = []
        self._insides_of_files: list[Any] = []
        self._can_be_filled: dict[type, bool] = {}
        self._reducers: dict[type, Callable[[Any], Any]] = {
            types.FunctionType: self._function,
            types.CodeType: self._code,
            types.CellType: self._cell,
            types.ModuleType: self._module,
            types.MethodType: lambda method: (rebuilding.method, (method.__func__, method.__self__)),
            types.MappingProxyType: self._proxy,
            property: lambda made: (rebuilding.property_of, (made.fget, made.fset, made.fdel, made.__doc__)),
            staticmethod: lambda made: (staticmethod, (made.__func__,)),
            classmethod: lambda made: (classmethod, (made.__func__,)),
        }
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        if numpy is not None:
            self._reducers[numpy.ndarray] = lambda array: reduce_array(array, self.memory)
        if torch is not None:
            self._reducers[torch.Tensor] = self._reducers[torch.nn.Parameter] = self._tensor
            self._reducers[torch.Generator] = reduce_generator
        self._tensor_class = torch.Tensor if torch is not None else ()
        self._operation_kind = type(torch.autograd.Function) if torch is not None else None
        """The metaclass of operations with their own backward pass."""

    def dump_all(self, head: Any) -> int:
        """
        Write *head* and all that it leads to; return how many pickles that are.

        Raises:
            InexactError: something cannot be stored exactly.
        """
        self.dump(head)
        count = 1
        while self._waiting:
            batch, self._waiting = self._waiting, []
            self.dump(batch)
            count += 1
        memo = self.memo.copy()
        if id(self._names) in memo:
            raise InexactError("the namespace as a value of its own (globals())")
        if any(id(inside) in memo for inside in self._insides_of_files):
            raise InexactError("the inside of a closed file as a value of its own")
        orders = _orders(memo.values())
        if orders:
            self.dump(orders)
            count += 1
        return count

    def reducer_override(self, obj: Any) -> Any:
        """Return how to make *obj* again, or leave it to pickle."""
        kind = type(obj)
        reducer = self._reducers.get(kind)
        if reducer is not None:
            return reducer(obj)
        if isinstance(obj, type):
            return self._class(obj)
        can_be_filled = self._can_be_filled.get(kind)
        if can_be_filled is None:
            can_be_filled = self._can_be_filled[kind] = _can_be_filled(kind)
        if can_be_filled:
            self._waiting.append(("object", obj, obj.__dict__))
            return rebuilding.instance, (kind, serial_of(obj))
        if isinstance(obj, BaseException) and (obj.__traceback__ is not None or obj.__context__ is not None):
            raise InexactError("an exception with its traceback")
        if kind in FILES and obj.closed:
            return reduce_closed_file(obj, self._insides_of_files)
        if isinstance(obj, _REFUSED):
            raise InexactError(f"an object of class {kind.__name__}")
        if isinstance(obj, self._tensor_class):
            raise InexactError(f"a tensor of class {kind.__name__}")
        if serial_of(obj) is not None:
            raise InexactError(f"an object of class {kind.__name__} in a set")
        if kind.__module__ == "dataclasses":
            return _mark_of_dataclasses(obj)
        return NotImplemented

    def _function(self, made: types.FunctionType) -> Any:
        if _is_importable(made, made.__module__, made.__qualname__):
            return NotImplemented
        module = None
        if made.__globals__ is not self._names:
            module = made.__globals__.get("__name__", "")
            if vars(sys.modules.get(module, types)) is not made.__globals__:
                raise InexactError(f"the function {made.__qualname__}, whose module is not known")
        state = (
            made.__defaults__,
            made.__kwdefaults__,
            made.__dict__,
            made.__qualname__,
            made.__module__,
            made.__doc__,
            made.__annotations__,
        )
        maker = (made.__code__, module, made.__name__, made.__closure__)
        return rebuilding.function, maker, state, None, None, rebuilding.fill_function

    def _code(self, code: types.CodeType) -> Any:
        inner = [code]
        while inner:
            one = inner.pop()
            self.mentioned.update(one.co_names)
            inner += [part for part in one.co_consts if isinstance(part, types.CodeType)]
        return rebuilding.code, (marshal.dumps(code, _CODE_FORMAT),)

    def _cell(self, cell: types.CellType) -> Any:
        with contextlib.suppress(ValueError):  # an empty cell, of a name that is not bound yet
            self._waiting.append(("cell", cell, cell.cell_contents))
        return rebuilding.cell, ()

    def _module(self, module: types.ModuleType) -> Any:
        if sys.modules.get(module.__name__) is not module or module.__name__ == "__main__":
            raise InexactError(f"the module {module.__name__}, which cannot be imported")
        return rebuilding.module, (module.__name__,)

    def _proxy(self, proxy: Any) -> Any:
        mark = _mark_of_dataclasses(proxy) if "dataclasses" in sys.modules else NotImplemented
        return (rebuilding.read_only, (dict(proxy),)) if mark is NotImplemented else mark

    def _tensor(self, tensor: Any) -> Any:
        reduced, left_out = reduce_tensor(tensor, self.memory)
        self.left_out += left_out
        return reduced

    def _class(self, made: type) -> Any:
        if made is NumberedBase:
            return rebuilding.numbered_base, ()
        if _is_importable(made, made.__module__, made.__qualname__):
            return NotImplemented
        if not made.__flags__ & _HEAP_TYPE:
            for name in types.__all__:
                if getattr(types, name) is made:
                    return rebuilding.kind, (name,)
            raise InexactError(f"the type {made.__name__}, which has no name to import it by")
        is_operation = type(made) is self._operation_kind
        if type(made) is not type and not is_operation:
            raise InexactError(f"the class {made.__name__}, which has a metaclass")
        if any("__init_subclass__" in vars(base) for base in made.__mro__[1:] if base is not object):
            raise InexactError(f"the class {made.__name__}, whose base acts when it is derived from")
        slots = vars(made).get("__slots__")
        fields = () if slots is None else (slots,) if isinstance(slots, str) else tuple(slots)
        left = {"__dict__", "__weakref__", "__slots__", *fields}
        if is_operation:
            left.add("_backward_cls")  # its metaclass makes it
        attributes = [(name, value) for name, value in vars(made).items() if name not in left]
        order = [name for name, _ in attributes]
        filled = [(name, value) for name, value in attributes if name != "__module__"]
        state = (made.__qualname__, made.__module__, filled)
        maker = (made.__name__, made.__bases__, slots, order, is_operation)
        return rebuilding.plain_class, maker, state, None, None, rebuilding.fill_class


def _orders(met: Iterable[tuple[int, Any]]) -> list[tuple[str, Any, Any]]:
    """Return the sets that must be filled in another order than they iterate in, as they were *met* one by one."""
    found = []
    sets = [one for one in met if type(one[1]) in (set, frozenset) and len(one[1]) > 1]
    for _, candidate in sorted(sets, key=lambda one: one[0]):
        elements = list(candidate)
        if any(_hashes_by_address(element) for element in elements):
            raise InexactError("a set that iterates by addresses, which differ in every process")
        order = insertion_order(elements)
        if order is None or (order is not elements and type(candidate) is frozenset):
            raise InexactError("a set whose order cannot be made again")
        if order is not elements:
            found.append(("set", candidate, order))
    return found


def _hashes_by_address(element: Any) -> bool:
    """Whether the hash of *element* hangs on where it, or a part of it, lies in memory."""
    if isinstance(element, tuple | frozenset):
        return any(_hashes_by_address(part) for part in element)
    plain: Any = object
    own: Any = type(element).__hash__
    return own is plain.__hash__ or isinstance(element, _AT_ADDRESSES) or type(element).__name__ == "Tensor"


def _is_importable(obj: Any, module: str | None, qualified: str) -> bool:
    """Whether *obj* is what a module other than the namespace has under its name."""
    found: Any = sys.modules.get(module or "")
    if found is None or module == "__main__":
        return False
    for part in qualified.split("."):
        found = getattr(found, part, None)
    return found is obj


def _can_be_filled(kind: Any) -> bool:
    """Whether an instance of a lesson's class may be made first and given its attributes later."""
    plain: Any = object
    return (
        kind.__module__ == "__main__"
        and kind.__hash__ in (plain.__hash__, numbered_hash)
        and all(getattr(kind, name) is getattr(plain, name) for name in _OF_OBJECT)
        and not hasattr(kind, "__setstate__")
        and all(
            base in (object, NumberedBase)
            or (base.__module__ == "__main__" and "__slots__" not in vars(base))
            for base in kind.__mro__
        )
    )


def _mark_of_dataclasses(obj: Any) -> Any:
    for name in _MARKS_OF_DATACLASSES:
        if getattr(sys.modules["dataclasses"], name, None) is obj:
            return rebuilding.of_dataclasses, (name,)
    return NotImplemented


class DigestPickler(SnapshotPickler):
    """
    Writes what only a digest is made of: equal states give equal bytes, whichever of their equal texts are one object.

    Python shares texts as it sees fit, and otherwise after a state was unpacked than before it was packed.
    """

    def __init__(self, buffer: io.BytesIO, names: dict[str, Any]) -> None:
        super().__init__(buffer, names)
        self._texts: dict[str | bytes, str | bytes] = {}

    def persistent_id(self, value: Any) -> Any:
        """Return one object for all texts that are equal."""
        return self._texts.setdefault(value, value) if type(value) in (str, bytes) else None
