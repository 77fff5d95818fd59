"""
Tensors and arrays as tables, and any value in a few words.

The learner's values are looked at and never changed, however odd they are: nothing here raises, runs a
``__repr__`` of theirs, or takes longer for a hundred million elements than for a million.
"""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from playmore_cli.outputs import TensorTable

_SAMPLE = 1_000_000
"""Elements that the figures of the heading are made from."""
_COUNTED = 100_000
"""Elements that the spread is counted from, at least."""
_HEIGHTS = "▁▂▃▄▅▆▇█"
_BARS = 32
_MAX_ONE_LINE = 40
_LEFT_OUT = "⋯"


def tabulate(value: object, width: int = 78, rows: int = 8) -> TensorTable | None:
    """
    Return a table of a torch tensor or a numpy array, *rows* high and for *width* columns, or ``None`` for the rest.

    ``None`` is also the answer for a tensor that cannot be looked at (on the meta device, say): its ``repr``
    stands beside the table in any case.
    """
    try:
        kind = _kind(value)
        return _tabulate(value, kind, width, rows) if kind else None
    except Exception:  # a broken or exotic value is shown by its repr alone
        return None


def _kind(value: object) -> str | None:
    """Return what numbers in rows *value* is; its type is asked and not its ``__class__``, which may run code."""
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if numpy is None:
        return None
    if torch is not None and issubclass(type(value), torch.Tensor):
        return "parameter" if issubclass(type(value), torch.nn.Parameter) else "tensor"
    if issubclass(type(value), numpy.ndarray) and value.dtype.kind in "biufc":  # type: ignore[attr-defined]
        return "array"
    return None


def _tabulate(value: Any, kind: str, width: int, rows: int) -> TensorTable:
    shape = tuple(int(size) for size in value.shape)
    heading = [f"{kind} {shape}", str(value.dtype).removeprefix("torch.")]
    if kind == "array":
        value = sys.modules["numpy"].asarray(value)
    else:
        heading += _origin(value)
        value = value.detach()
    if 0 in shape:
        return TensorTable(" · ".join([*heading, "empty"]))
    if not shape:
        return TensorTable(" · ".join([*heading, _number(value.item())]))
    figures, spread = _figures(value, shape)
    columns, labels, cells = _cells(value, shape, width, rows)
    return TensorTable(" · ".join(heading + figures), columns, labels, cells, spread)


def _origin(tensor: Any) -> list[str]:
    parts = []
    if tensor.grad_fn is not None:
        parts.append(f"from {type(tensor.grad_fn).__name__}")
    elif tensor.requires_grad:
        parts.append("requires grad")
    if tensor.device.type != "cpu":
        parts.append(str(tensor.device))
    return parts


def _as_array(value: Any) -> Any:
    """Return a detached tensor or an array as a numpy array; floating point numbers of any kind as float64."""
    torch, numpy = sys.modules.get("torch"), sys.modules["numpy"]
    if torch is not None and issubclass(type(value), torch.Tensor):
        if value.is_sparse or value.is_quantized:
            raise TypeError("its elements do not stand in rows")
        value = value.resolve_conj().resolve_neg().cpu()
        value = (value.to(torch.float64) if value.dtype.is_floating_point else value).numpy()
    return value.astype(numpy.float64) if value.dtype.kind == "f" else value


# ---- figures


def _figures(value: Any, shape: tuple[int, ...]) -> tuple[list[str], str]:
    """Return the figures of the heading and the spread; of a huge tensor those of an even sample, marked ``≈``."""
    numpy = sys.modules["numpy"]
    sample, whole = _sample(value, shape)
    about = "" if whole else "≈"
    if sample.dtype.kind == "b":
        return [f"{about}{100 * float(sample.mean()):.4g} % True"], ""
    with numpy.errstate(all="ignore"):
        if sample.dtype.kind == "c":
            return [f"mean {about}{_number(complex(sample.mean()))}"], ""
        finite = sample[numpy.isfinite(sample)]
        nans = int(numpy.isnan(sample).sum())
        parts = []
        if finite.size:
            wide = finite.astype(numpy.float64)
            figures = (
                ("min", finite.min()),
                ("max", finite.max()),
                ("mean", wide.mean()),
                ("std", wide.std()),
            )
            parts = [f"{name} {about}{_number(figure.item())}" for name, figure in figures]
        infinite = int(sample.size) - int(finite.size) - nans
        parts += [f"{about}{count:,} {name}" for name, count in (("nan", nans), ("inf", infinite)) if count]
        return parts, _spread(finite)


def _sample(value: Any, shape: tuple[int, ...]) -> tuple[Any, bool]:
    """Return at most a million elements, evenly taken along the longest dimensions, and whether these are all."""
    steps = [1] * len(shape)
    sizes = list(shape)
    while _product(sizes) > _SAMPLE:
        longest = sizes.index(max(sizes))
        steps[longest] *= 2
        sizes[longest] = -(-shape[longest] // steps[longest])
    taken = value[tuple(slice(None, None, step) for step in steps)]
    return _as_array(taken), all(step == 1 for step in steps)


def _product(sizes: Iterable[int]) -> int:
    product = 1
    for size in sizes:
        product *= size
    return product


def _spread(finite: Any) -> str:
    """Return a histogram from the smallest to the largest element, one character a bar, for 16 elements or more."""
    numpy = sys.modules["numpy"]
    if finite.size < 16:
        return ""
    wide = finite[:: 1 + finite.size // _COUNTED].astype(numpy.float64)
    low, high = float(finite.min()), float(finite.max())
    if not low < high or not numpy.isfinite(high - low):
        return ""
    counts, _ = numpy.histogram(wide, bins=_BARS, range=(low, high))
    most = int(counts.max())
    return "".join(_HEIGHTS[min(7, count * 8 // most)] if count else " " for count in counts.tolist())


# ---- cells


def _cells(
    value: Any, shape: tuple[int, ...], width: int, rows: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return column labels, row labels and cells; the rows run over all dimensions but the last."""
    outer, last = shape[:-1], shape[-1]
    picked = _ends(_product(outer), max(3, rows))
    # nobody reads more columns than fit with one digit each
    candidates = _ends(last, max(5, width // 2))
    indices = {place: _unravel(place, outer) for place in picked if place is not None}
    kept = [column for column in candidates if column is not None]
    values = {place: _as_array(value[index][kept]).tolist() for place, index in indices.items()}
    show = _formatter([number for row in values.values() for number in row])
    texts = {place: dict(zip(kept, map(show, row), strict=True)) for place, row in values.items()}
    labels = {place: ",".join(map(str, index)) or " " for place, index in indices.items()}
    gutter = max(map(len, labels.values()))
    widest = max([len(text) for row in texts.values() for text in row.values()] + [len(str(last - 1))])
    columns = _ends(last, max(3, (width - gutter - 3 + 2) // (widest + 2)))
    cells = tuple(
        tuple(
            "" if place is None else _LEFT_OUT if column is None else texts[place][column]
            for column in columns
        )
        for place in picked
    )
    return (
        tuple("" if column is None else str(column) for column in columns),
        tuple("" if place is None else labels[place] for place in picked),
        cells,
    )


def _ends(count: int, room: int) -> list[int | None]:
    """
    Return the indices to show of *count*, at most *room* of them, ``None`` where some are left out.

    >>> _ends(3, 5), _ends(9, 5)
    ([0, 1, 2], [0, 1, None, 7, 8])
    """
    if count <= room:
        return list(range(count))
    tail = 2 if room >= 5 else 1
    return [*range(room - tail - 1), None, *range(count - tail, count)]


def _unravel(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    index: tuple[int, ...] = ()
    for size in reversed(shape):
        index = (place % size, *index)
        place //= size
    return index


def _formatter(numbers: Sequence[Any]) -> Callable[[Any], str]:
    """Return how to write all cells: with four decimals or more, or powers of ten where these hide the digits."""
    sizes = [abs(number) for number in numbers if isinstance(number, float) and math.isfinite(number)]
    if not sizes:
        return _number
    largest = max(sizes)
    if largest < 1e6 and all(size == int(size) for size in sizes):
        return lambda number: f"{number:.0f}." if math.isfinite(number) else str(number)
    if not 1e-2 <= largest < 1e5:
        return lambda number: f"{number:.3e}"
    decimals = max(4, 3 - math.floor(math.log10(largest)))
    return lambda number: f"{number:.{decimals}f}"


def _number(number: Any) -> str:
    """
    Return a number with about four significant digits.

    >>> _number(2.61234), _number(32033), _number(1e-9), _number(2.0), _number(1173.74)
    ('2.612', '32033', '1e-09', '2.0', '1173.7')
    """
    if isinstance(number, complex):
        return f"{number.real:.4g}{number.imag:+.4g}j"
    if isinstance(number, float):
        short = f"{number:.4g}"
        return f"{number:.1f}" if short.lstrip("-").isdigit() else short
    return str(number)


# ---- in a few words


def one_line(value: object) -> str:
    """
    Return a value in at most 40 characters: ``(27, 2)`` for a tensor, ``2.61`` for a number, ``list of 3``.

    >>> one_line(2.61), one_line([[1], [2], [3]]), one_line((8, 3)), one_line("em  ma")
    ('2.61', 'list of 3', '(8, 3)', "'em  ma'")
    """
    try:
        text = " ".join(line.strip() for line in _described(value).splitlines())
    except Exception:  # a value whose class is broken still has a type
        text = type(value).__name__
    return text if len(text) <= _MAX_ONE_LINE else text[: _MAX_ONE_LINE - 1] + "…"


def _described(value: Any) -> str:
    kind = type(value)
    if value is None or kind in (bool, float, complex):
        return _number(value)
    if kind is int:
        return (
            str(value)
            if abs(value) < 10**18
            else f"number of about {value.bit_length() * 301 // 1000} digits"
        )
    if kind in (str, bytes):
        return repr(value[:_MAX_ONE_LINE])
    if _kind(value):
        shape = tuple(int(size) for size in value.shape)
        return str(shape) if shape else _number(value.item())
    base = next((base for base in (list, tuple, dict, set, frozenset, range) if issubclass(kind, base)), None)
    return _described_object(value) if base is None else _described_container(value, base)


def _described_container(value: Any, base: Any) -> str:
    """Return a short list or tuple of numbers and words in full, else how many there are."""
    kind = type(value)
    count = base.__len__(value)
    if kind in (list, tuple) and 0 < count <= 4 and all(type(item) in _SIMPLE for item in value):
        shown = ", ".join(_described(item) for item in value)
        if len(shown) <= _MAX_ONE_LINE - 10:
            return f"[{shown}]" if kind is list else f"({shown},)" if count == 1 else f"({shown})"
    return f"{kind.__name__} of {count:,}"


_SIMPLE = (int, float, bool, str, type(None))


def _described_object(value: Any) -> str:
    kind = type(value)
    if issubclass(kind, type):
        return f"class {value.__name__}"
    if kind.__name__ in ("function", "builtin_function_or_method", "method"):
        return f"function {value.__name__}"
    if kind.__name__ == "module":
        return f"module {value.__name__}"
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, numpy.generic):
        return _number(value.item())
    if numpy is not None and issubclass(kind, numpy.ndarray):
        return str(value.shape)
    fields = _plain_fields(value) if kind.__module__ == "__main__" else []
    return f"{kind.__name__}({', '.join(fields)})" if fields else kind.__name__


def _plain_fields(value: Any) -> list[str]:
    """Return the public numbers and words of an object of a lesson's class, without running any of its code."""
    try:
        fields = object.__getattribute__(value, "__dict__")
    except AttributeError:  # a class with __slots__ keeps its fields elsewhere
        return []
    return [
        f"{name}={_described(field)}"
        for name, field in list(fields.items())[:20]
        if type(name) is str
        and not name.startswith("_")
        and name != "training"
        and type(field) in _SIMPLE
        and field != ""
    ]
