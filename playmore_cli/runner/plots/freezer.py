"""
Figures as bytes, so that they can be drawn again at any width, and as PNG.

A frozen figure is a pickle, compressed, made by this program's worker for the same learner; nothing else may be
thawed, for unpickling runs what the bytes say. Functions of the learner's that a figure holds (a formatter of tick
labels, the two halves of a scale) are stored by value: the code as `marshal` writes it, the values of its closure,
and of the global names it uses those that can be pickled. The learner's classes are stored by what they define.
"""

import importlib
import io
import marshal
import pickle
import sys
import zlib
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np
from matplotlib import cbook
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

_PROTOCOL = 5
_SHARP, _WIDEST = 130, 1600
"""Dots an inch of a figure in its own size, and the most pixels it may be wide."""
_being_tried: set[int] = set()
"""Ids of the values that `_can_be_kept` is at."""
_RECOMPUTED = {
    "_x": None, "_y": None, "_xy": None, "_path": None, "_transformed_path": None, "_invalidx": True, "_invalidy": True,
}  # fmt: skip


def freeze(figure: Figure) -> bytes:
    """
    Return *figure* as bytes, as it is now; drawing changes a figure, so this comes first.

    A figure that holds something no pickle can keep is frozen as an image of itself.
    """
    canvas: Any = figure.canvas
    manager, canvas.manager = canvas.manager, None
    try:
        return _pickled(figure)
    except Exception:
        return _pickled(_photograph(figure))
    finally:
        canvas.manager = manager


def thaw(data: bytes) -> Figure:
    """
    Return the figure that `freeze` made *data* of.

    Only ever call it with bytes that this program's own worker made: unpickling runs what they say.

    Raises:
        TypeError: the bytes hold something else.
    """
    figure = pickle.loads(zlib.decompress(data))
    if not isinstance(figure, Figure):
        raise TypeError(f"these bytes hold a {type(figure).__name__}, not a figure")
    return figure


def png(figure_bytes: bytes, width_px: int, height_px: int) -> bytes:
    """
    Return a frozen figure as a PNG of exactly *width_px* x *height_px* pixels, on white.

    The resolution follows the size, so that letters keep their proportion to the plot. With a width of 0 the figure
    has its own size and loses its margins, as a notebook shows it.
    """
    figure = thaw(figure_bytes)
    if not width_px:
        return _as_in_a_notebook(figure)
    dpi = max(min(width_px / 6.4, height_px / 4.8), 40.0)
    figure.set_dpi(dpi)
    figure.set_size_inches(width_px / dpi, height_px / dpi)
    canvas: Any = FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    canvas.print_png(buffer)
    return buffer.getvalue()


def _as_in_a_notebook(figure: Figure) -> bytes:
    resolution = min(_SHARP, _WIDEST / figure.get_figwidth())
    canvas: Any = FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    canvas.print_figure(buffer, format="png", dpi=resolution, facecolor="white", bbox_inches="tight")
    return buffer.getvalue()


def _pickled(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    _FigurePickler(buffer, _PROTOCOL).dump(figure)
    return zlib.compress(buffer.getvalue(), 1)


def _photograph(figure: Figure) -> Figure:
    """Return a figure that shows an image of *figure*."""
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    image = np.array(canvas.buffer_rgba())
    copy = Figure(figsize=(figure.get_figwidth(), figure.get_figheight()))
    axes = copy.add_axes((0, 0, 1, 1))
    axes.imshow(image)
    axes.axis("off")
    return copy


class _FigurePickler(pickle.Pickler):
    """
    Pickles functions that cannot be imported again by value, and modules by name.

    Of a line it leaves out what matplotlib computes from the points anyway, two thirds of the bytes.
    """

    def reducer_override(self, obj: Any) -> Any:
        """Return how to rebuild *obj*, or leave it to the usual ways."""
        if isinstance(obj, ModuleType):
            return importlib.import_module, (obj.__name__,)
        if isinstance(obj, FunctionType) and not _is_importable(obj):
            code = (marshal.dumps(obj.__code__), obj.__name__)
            return _empty_function, code, _parts_of(obj), None, None, _fill_function
        if isinstance(obj, type) and "mixin_class" in _held(obj):
            held = _held(obj)
            return _class_with, (held["mixin_class"], held["fmt"], held["attr_name"], held["base_class"])
        if isinstance(obj, type) and obj.__module__ == "__main__":
            return _empty_class, (obj.__name__, obj.__bases__), _members(obj), None, None, _fill_class
        if isinstance(obj, Line2D):
            parts: Any = obj.__reduce_ex__(_PROTOCOL)
            return parts[0], parts[1], {**parts[2], **_RECOMPUTED}
        return NotImplemented


def _held(made: type) -> dict[str, Any]:
    """Return what the function holds by which a class that matplotlib put together says how to pickle its objects."""
    reduce = vars(made).get("__reduce__")
    if not isinstance(reduce, FunctionType) or reduce.__module__ != "matplotlib.cbook":
        return {}
    cells = (cell.cell_contents for cell in reduce.__closure__ or ())
    return dict(zip(reduce.__code__.co_freevars, cells, strict=True))


def _class_with(mixin: type, form: str, attribute: str | None, base: type) -> type:
    made: type = cbook._make_class_factory(mixin, form, attribute)(base)  # type: ignore[attr-defined]
    return made


def _members(made: type) -> dict[str, Any]:
    """Return what the learner's class defines, without what every class gets by itself."""
    return {name: value for name, value in vars(made).items() if name not in ("__dict__", "__weakref__")}


def _empty_class(name: str, bases: tuple[type, ...]) -> type:
    return type(name, bases, {"__module__": "__main__"})


def _fill_class(made: type, members: dict[str, Any]) -> None:
    for name, value in members.items():
        setattr(made, name, value)


def _is_importable(function: FunctionType) -> bool:
    if function.__module__ == "__main__":
        return False
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _parts_of(function: FunctionType) -> tuple[Any, ...]:
    """Return what `_fill_function` fills a function of *function*'s code with."""
    values = {
        name: function.__globals__[name] for name in _names(function.__code__) if name in function.__globals__
    }
    kept = {name: value for name, value in values.items() if value is not function and _can_be_kept(value)}
    cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
    return kept, function.__defaults__, function.__kwdefaults__, cells


def _names(code: CodeType) -> set[str]:
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*(_names(each) for each in inner))


def _can_be_kept(value: Any) -> bool:
    if id(value) in _being_tried:  # it refers to itself by way of others
        return True
    _being_tried.add(id(value))
    try:
        _FigurePickler(io.BytesIO(), _PROTOCOL).dump(value)
    except Exception:
        return False
    finally:
        _being_tried.discard(id(value))
    return True


def _empty_function(code: bytes, name: str) -> FunctionType:
    """Return a function that knows nothing of what is around it: it may be part of what it refers to."""
    body: CodeType = marshal.loads(code)
    world = {"__builtins__": __builtins__, "__name__": "__figure__"}
    return FunctionType(body, world, name, None, tuple(CellType() for _ in body.co_freevars))


def _fill_function(function: FunctionType, parts: tuple[Any, ...]) -> None:
    values, defaults, keyword_defaults, cells = parts
    function.__globals__.update({function.__name__: function, **values})
    function.__defaults__, function.__kwdefaults__ = defaults, keyword_defaults
    for cell, content in zip(function.__closure__ or (), cells, strict=True):
        cell.cell_contents = content
