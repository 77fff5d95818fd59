"""
Tensors and arrays as tables, and any value in a few words.

The learner's values are looked at and never changed, however odd they are: nothing here raises, runs a
``__repr__`` of theirs, or takes longer for a hundred million elements than for a million.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from playmore_cli.outputs import TensorTable

_SAMPLE = 1_000_000
"""Elements that the figures of the heading are made from."""
_BARS = "▁▂▃▄▅▆▇█"
_SPREAD = 32
_MAX_ONE_LINE = 40
_LEFT_OUT = "⋯"


def tabulate(value: object, width: int = 78, rows: int = 8) -> TensorTable | None:
    """
    Return a table of a torch tensor or a numpy array, *rows* high and for *width* columns, or ``None`` for the rest.

    ``None`` is also the answer for a tensor that cannot be looked at (on the meta device, say): its ``repr`` stands
    beside the table in any case.
    """
    try:
        kind = _kind(value)
        return _tabulate(value, kind, width, rows) if kind else None
    except Exception:  # a broken or exotic value is shown by its repr alone
        return None


def _kind(value: object) -> str | None:
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if numpy is None:
        return None
    if torch is not None and isinstance(value, torch.Tensor):
        return "parameter" if isinstance(value, torch.nn.Parameter) else "tensor"
    if isinstance(value, numpy.ndarray) and value.dtype.kind in "biufc":
        return "array"
    return None


def _tabulate(value: Any, kind: str, width: int, rows: int) -> TensorTable:
    shape = tuple(int(size) for size in value.shape)
    heading = [f"{kind} {_shape(shape)}", str(value.dtype).removeprefix("torch.")]
    if kind != "array":
        heading += _origin(value)
    count = 1
    for size in shape:
        count *= size
    if count == 0:
        return TensorTable(" · ".join([*heading, "empty"]))
    if not shape:
        return TensorTable(" · ".join([*heading, _number(_as_array(value).item())]))
    figures, spread = _figures(value, shape)
    columns, labels, cells = _cells(value, shape, width, rows)
    return TensorTable(" · ".join(heading + figures), columns, labels, cells, spread)


def _shape(shape: tuple[int, ...]) -> str:
    return str(shape)


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
    """Return a numpy array with the value's elements: int64, float64, complex128 or bool."""
    torch, numpy = sys.modules.get("torch"), sys.modules["numpy"]
    if torch is not None and isinstance(value, torch.Tensor):
        plain = value.detach()
        if plain.is_sparse or plain.is_quantized:
            raise TypeError("not a plain tensor")
        with torch.no_grad():
            plain = plain.resolve_conj().resolve_neg().cpu()
            if plain.dtype.is_floating_point:
                plain = plain.to(torch.float64)
            return numpy.array(plain.numpy())
    plain = numpy.asarray(value)
    return plain.astype(numpy.float64) if plain.dtype.kind == "f" else plain


# ---- figures


def _figures(value: Any, shape: tuple[int, ...]) -> tuple[list[str], str]:
    """Return the figures of the heading and the spread; of a huge tensor those of an even sample, marked ``≈``."""
    numpy = sys.modules["numpy"]
    sample, whole = _sample(value, shape)
    if sample.dtype.kind == "b":
        mark = "" if whole else "≈"
        return [f"{mark}{100 * float(sample.mean()):.4g} % True"], ""
    if sample.dtype.kind == "c":
        return ["complex"] if not numpy.isfinite(sample).all() else [
            f"mean {_number(complex(sample.mean()))}"
        ], ""
    finite = sample[numpy.isfinite(sample)]
    nans = int(numpy.isnan(sample).sum())
    infinite = int(sample.size - finite.size - nans)
    mark = "" if whole else "≈"
    parts = []
    if finite.size:
        wide = finite.astype(numpy.float64)
        with numpy.errstate(all="ignore"):
            figures = (
                ("min", finite.min()),
                ("max", finite.max()),
                ("mean", wide.mean()),
                ("std", wide.std()),
            )
        parts = [f"{name} {mark}{_number(figure.item())}" for name, figure in figures]
    if nans:
        parts.append(f"{mark}{nans:,} nan")
    if infinite:
        parts.append(f"{mark}{infinite:,} inf")
    return parts, _spread(finite)


def _sample(value: Any, shape: tuple[int, ...]) -> tuple[Any, bool]:
    """Return at most about a million elements, evenly taken along the longest dimensions, and whether these are all."""
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
    """Return a histogram from the smallest to the largest element, one character a bar."""
    numpy = sys.modules["numpy"]
    if finite.size < 16:
        return ""
    wide = finite.astype(numpy.float64)
    low, high = float(wide.min()), float(wide.max())
    if not low < high or not numpy.isfinite(high - low):
        return ""
    counts, _ = numpy.histogram(wide, bins=_SPREAD, range=(low, high))
    most = counts.max()
    return "".join(_BARS[min(7, int(count * 8 / most))] if count else " " for count in counts.tolist())


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
    """Return how to write the cells, all in one way: four decimals, or powers of ten where these would hide the digits."""
    sizes = [
        abs(number)
        for number in numbers
        if isinstance(number, float) and number == number and abs(number) != float("inf")
    ]
    if not sizes:
        return _number
    largest, smallest = max(sizes), min((size for size in sizes if size), default=1.0)
    if all(size == int(size) for size in sizes) and largest < 1e6:
        return lambda number: f"{number:.0f}." if number - number == 0 else str(number)
    if largest >= 1e5 or largest < 1e-2 or smallest < 1e-7:
        return lambda number: f"{number:.3e}"
    return lambda number: f"{number:.4f}"


def _number(number: Any) -> str:
    """
    Return a number with about four significant digits.

    >>> _number(2.61234), _number(32033), _number(1e-9), _number(2.0)
    ('2.612', '32033', '1e-09', '2.0')
    """
    if isinstance(number, complex):
        return f"{number.real:.4g}{number.imag:+.4g}j"
    if isinstance(number, float):
        short = f"{number:.4g}"
        return short + ".0" if short.lstrip("-").isdigit() else short
    return str(number)


# ---- in a few words


def one_line(value: object) -> str:
    """
    Return a value in at most 40 characters: ``(27, 2)`` for a tensor, ``2.61`` for a number, ``list of 3``.

    >>> one_line(2.61), one_line([1, 2, 3]), one_line("emma"), one_line(None)
    ('2.61', 'list of 3', "'emma'", 'None')
    """
    try:
        text = _described(value)
    except Exception:  # a value whose own class is broken still has a type
        text = type(value).__name__
    text = " ".join(text.split())
    return text if len(text) <= _MAX_ONE_LINE else text[: _MAX_ONE_LINE - 1] + "…"


def _described(value: Any) -> str:
    kind = type(value)
    if value is None or kind in (bool, float, complex):
        return _number(value)
    if kind is int:
        return (
            str(value)
            if abs(value) < 10**18
            else f"a number of about {value.bit_length() * 301 // 1000} digits"
        )
    if kind in (str, bytes):
        return repr(value[:_MAX_ONE_LINE])
    if _kind(value):
        return _described_array(value)
    for base in (list, tuple, dict, set, frozenset, range):
        if isinstance(value, base):
            return _described_container(value, base)
    return _described_object(value)


def _described_array(value: Any) -> str:
    shape = tuple(int(size) for size in value.shape)
    return _shape(shape) if shape else _number(_as_array(value).item())


def _described_container(value: Any, base: type) -> str:
    count = base.__len__(value)  # type: ignore[attr-defined]
    name = type(value).__name__
    if base is range:
        return f"{value!r}"
    if base in (list, tuple) and 0 < count <= 4:
        items = [base.__getitem__(value, place) for place in range(count)]  # type: ignore[attr-defined]
        if all(type(item) in (int, float, bool, str) and len(str(item)) < 12 for item in items):
            shown = ", ".join(_described(item) for item in items)
            return (
                f"({shown})"
                if base is tuple and type(value) is tuple
                else f"[{shown}]"
                if type(value) is list
                else f"{name} of {count}"
            )
    return f"{name} of {count}"


def _described_object(value: Any) -> str:
    kind = type(value)
    if isinstance(value, type):
        return f"class {value.__name__}"
    if kind.__name__ in ("function", "builtin_function_or_method", "method"):
        return f"function {value.__name__}"
    if kind.__name__ == "module":
        return f"module {value.__name__}"
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return _number(value.item())
    fields = _plain_fields(value)
    return f"{kind.__name__}({', '.join(fields)})" if fields else kind.__name__


def _plain_fields(value: Any) -> list[str]:
    """Return the public numbers and words of an object of the learner's own classes, without running any code of theirs."""
    if type(value).__module__ != "__main__":
        return []
    fields = object.__getattribute__(value, "__dict__") if hasattr(type(value), "__dict__") else {}
    return [
        f"{name}={_described(field)}"
        for name, field in list(fields.items())[:20]
        if isinstance(name, str)
        and not name.startswith("_")
        and type(field) in (int, float, bool, str)
        and field != ""
    ]
