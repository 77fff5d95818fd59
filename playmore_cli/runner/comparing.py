"""
What is wrong with a value beside the right one, in words.

The order is that in which a teacher would look: is there anything, is it of the right kind, are there nan, is it one of
the likely slips, has it the right shape, and only then the numbers: sign, factor, places, single entries.
"""

import itertools
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Likely = Mapping[str, Any]
"""Sentences, each with the value that a learner has who made that slip (or a function without arguments giving it)."""

_SHOWN = 8
"""Numbers of a list that are told in full; of a longer one the first wrong place is."""
_LONG = 60


@dataclass(frozen=True)
class Subject:
    """
    What a sentence is about.

    Args:
        what: as learners read it, ``encode('ab')`` or ``dlogits``.
        likely: slips to look for.
        kind: what it must be where the task asks for more than the right values; see `of_kind`.
        rtol: how far a number may be off, as a share of it.
        atol: how far any number may be off; the share ``1e-5`` of the largest unless given.
        shapes: shapes of what went in, to tell rows from columns.
        known: variables by name, to tell whose values these are.
    """

    what: str
    likely: Likely = field(default_factory=dict)
    kind: str = ""
    rtol: float = 1e-4
    atol: float | None = None
    shapes: tuple[tuple[int, ...], ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_call(self) -> bool:
        """Whether it is what a function gives back."""
        return self.what.endswith(")")

    @property
    def gives(self) -> str:
        """The subject and its verb."""
        return f"{self.what} {'gives' if self.is_call else 'is'}"


def difference(got: Any, want: Any, subject: Subject) -> str:
    """
    Return what is wrong with *got*, in one sentence; nothing where it is as *want*.

    Where only values matter, a list, an array and a tensor are the same, and so are a number and a tensor of one.

    >>> difference([1.0, -2.0], [-1.0, 2.0], Subject("slopes"))
    'slopes has the wrong sign: [1, -2], where [-1, 2] is right'
    >>> difference(None, 3, Subject("f(2)"))
    'f(2) returns nothing: is a `return` missing?'
    >>> difference(17.76971, 17.76972, Subject("the loss", rtol=0, atol=1e-6))
    'the loss is 17.76971, where 17.76972 is right'
    """
    if fault := missing(got, want, subject) or of_kind(got, subject):
        return fault
    right = as_array(want)
    if right is None:
        return _plain(got, want, subject)
    found = as_array(got)
    if found is None:
        return f"{subject.gives} {_kind_of(got)}, where {_kind_of(want)} is right"
    return _numbers(found, right, subject)


def missing(got: Any, want: Any, subject: Subject) -> str:
    """Return how to say that there is nothing, or that the start was left as it is."""
    if got is None and want is not None:
        return (
            f"{subject.what} returns nothing: is a `return` missing?"
            if subject.is_call
            else f"{subject.what} is None"
        )
    if got is Ellipsis and want is not Ellipsis:
        return f"{subject.gives} still `...`: that is yours to write"
    return ""


_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "tensor": ("a tensor", lambda value: is_tensor(value)),
    "whole": (
        "a tensor of whole numbers",
        lambda value: is_tensor(value) and not (value.is_floating_point() or value.is_complex()),
    ),
    "float": ("a tensor with decimals", lambda value: is_tensor(value) and value.is_floating_point()),
    "int": ("a plain int", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "number": (
        "a plain number",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    ),
    "bool": ("True or False", lambda value: isinstance(value, bool)),
    "str": ("a string", lambda value: isinstance(value, str)),
    "list": ("a list", lambda value: isinstance(value, list)),
    "tuple": ("a tuple", lambda value: isinstance(value, tuple)),
    "sequence": ("a list", lambda value: isinstance(value, list | tuple)),
    "dict": ("a dictionary", lambda value: isinstance(value, dict)),
    "set": ("a set", lambda value: isinstance(value, set | frozenset)),
    "function": ("a function", callable),
    "class": ("a class", lambda value: isinstance(value, type)),
}


def of_kind(got: Any, subject: Subject) -> str:
    """
    Return that *got* is not of the kind that the task asks for; nothing where it is, or where any will do.

    >>> of_kind([1, 2], Subject("N", kind="tensor"))
    'N is a list; a tensor is asked for'
    """
    if not subject.kind:
        return ""
    name, fits = _KINDS[subject.kind]
    return "" if fits(got) else f"{subject.gives} {_kind_of(got)}; {name} is asked for"


def is_tensor(value: Any) -> bool:
    """Whether *value* is a tensor of torch, which need not have been imported."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def as_array(value: Any) -> "np.ndarray[Any, Any] | None":
    """
    Return the numbers of *value*; ``None`` where it is no number, and no even table of numbers.

    >>> as_array(((1, 2), (3, 4))).shape, as_array([[1], [2, 3]]), as_array("12")
    ((2, 2), None, None)
    """
    if is_tensor(value):
        plain = value.detach().cpu().resolve_conj()
        if plain.dtype.is_floating_point:
            plain = plain.double()
        numbers: np.ndarray[Any, Any] = plain.numpy()
        return numbers
    if isinstance(value, bool | int | float | np.generic | np.ndarray):
        found = np.asarray(value)
        return found if found.dtype.kind in "biuf" else None
    if isinstance(value, list | tuple | range):
        if not value:
            return np.zeros(0)
        parts = [as_array(one) for one in value]
        if any(part is None for part in parts):
            return None
        arrays = [part for part in parts if part is not None]
        if len({part.shape for part in arrays}) > 1:
            return None
        return np.stack(arrays)
    return None


def shape_words(shape: Sequence[int]) -> str:
    """
    Return a shape as learners write it.

    >>> shape_words((3, 4)), shape_words(())
    ('(3, 4)', 'that of one number, ()')
    """
    return str(tuple(shape)) if shape else "that of one number, ()"


def short(value: Any) -> str:
    """
    Return a value in a few characters, for the brackets of a call.

    >>> short("emma"), short([1, 2]), short(list(range(99)))
    ("'emma'", '[1, 2]', 'a list of 99')
    """
    if is_tensor(value) or isinstance(value, np.ndarray):
        array = as_array(value)
        if array is not None and array.size <= 4 and array.ndim <= 1:
            return f"tensor({_told(array)})"
        if len(value.shape) < 2:
            return f"a tensor of {value.shape[0] if value.shape else 'one number'}"
        return f"a {'x'.join(map(str, value.shape))} tensor"
    if callable(value) and hasattr(value, "__name__"):
        name = str(value.__name__)
        return name if name.isidentifier() else "a function"
    if isinstance(value, list | tuple | dict | set):
        text = repr(value)
        return (
            text if len(text) <= 30 and "tensor" not in text else f"a {type(value).__name__} of {len(value)}"
        )
    text = repr(value)
    return text if len(text) <= 30 else f"{text[:12]}…{text[-8:]}" if isinstance(value, str) else "…"


def apart(one: Any, other: Any) -> tuple[str, str]:
    """
    Return two numbers with as many digits as it takes to tell them apart.

    >>> apart(17.76971, 17.76972), apart(0.5, 0.25), apart(3, 3.0000001)
    (('17.76971', '17.76972'), ('0.5', '0.25'), ('3', '3.0000001'))
    """
    for digits in range(4, 18):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            return texts
    return repr(one), repr(other)


# -- numbers -------------------------------------------------------------------------------------------------------

_Array = Any
"""An array of numpy."""


def _numbers(got: _Array, want: _Array, subject: Subject) -> str:
    if fault := _not_finite(got, want, subject):
        return fault
    if want.ndim == 0 and got.size == 1:
        got = got.reshape(())
    if got.shape == want.shape and _is_close(got, want, subject):
        return ""
    for says, value in subject.likely.items():
        slip = as_array(value() if callable(value) else value)
        if slip is not None and slip.shape == got.shape and _is_close(got, slip, subject):
            return says
    if got.shape != want.shape:
        return _other_shape(got, want, subject)
    return next(_slips(got.astype(float), want.astype(float), subject)) + _owner(got, subject)


def _is_close(got: _Array, want: _Array, subject: Subject) -> bool:
    return bool(_close_places(got, want, subject).all())


def _close_places(got: _Array, want: _Array, subject: Subject) -> _Array:
    if got.dtype.kind in "biu" and want.dtype.kind in "biu":
        return got == want
    finite = np.abs(want[np.isfinite(want)]) if want.dtype.kind == "f" else np.abs(want)
    largest = float(finite.max()) if finite.size else 0.0
    atol = subject.atol if subject.atol is not None else 1e-5 * largest or 1e-6
    return np.isclose(got.astype(float), want.astype(float), rtol=subject.rtol, atol=atol, equal_nan=True)


def _not_finite(got: _Array, want: _Array, subject: Subject) -> str:
    """Return that there are nan or infinite numbers, where the right ones are not."""
    if got.dtype.kind != "f":
        return ""
    for name, find in (("nan", np.isnan), ("infinite", np.isinf)):
        bad = find(got)
        meant = find(want.astype(float)) if want.shape == got.shape else np.zeros(got.shape, bool)
        if not (bad & ~meant).any() or (name == "infinite" and want.shape != got.shape and find(want).any()):
            continue
        if got.size == 1:
            sign = "-" if name == "infinite" and got.reshape(-1)[0] < 0 else ""
            return f"{subject.gives} {sign}{'nan' if name == 'nan' else 'infinity'}, where {_told(want)} is right"
        count = int(bad.sum())
        some = "every number" if count == got.size else f"{count} of the {got.size} numbers"
        return f"{subject.gives} {name} in {some}{_first(bad)}"
    return ""


def _first(places: _Array) -> str:
    return f", first at {_place(tuple(int(one) for one in np.argwhere(places)[0]))}"


def _place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _other_shape(got: _Array, want: _Array, subject: Subject) -> str:
    shapes = f"its shape is {shape_words(got.shape)}, {shape_words(want.shape)} is right"
    if got.ndim == 2 and got.T.shape == want.shape:
        return f"{subject.what} is transposed: {shapes}"
    for axes in _axes(got.ndim):
        for fold, name in ((np.sum, "sum"), (np.mean, "average")):
            folded = fold(got, axis=axes)
            if (
                folded.size == want.size
                and want.size < got.size
                and _is_close(folded.reshape(want.shape), want, subject)
            ):
                where = " and ".join(map(str, axes))
                return (
                    f"{subject.what} is right before broadcasting is undone: {name} it over dimension {where} "
                    f"({shapes})"
                )
    if got.size == want.size and _is_close(got.reshape(want.shape), want, subject):
        return f"{subject.what} holds the right numbers in another shape: {shapes}"
    for shape in subject.shapes:
        if len(shape) == 2 and shape[0] != shape[1]:
            each = {shape[0]: "row", shape[1]: "column"}
            lengths = _squeezed(got.shape), _squeezed(want.shape)
            if len(lengths[0]) == len(lengths[1]) == 1 and {lengths[0][0], lengths[1][0]} == set(shape):
                return (
                    f"{subject.gives} one number for each {each[lengths[0][0]]}, not for each "
                    f"{each[lengths[1][0]]}: it goes along the wrong dimension ({shapes})"
                )
    if got.ndim == want.ndim == 1:
        has = "gives" if subject.is_call else "has"
        return (
            f"{subject.what} {has} {len(got)} numbers, where {len(want)} are right{_cut(got, want, subject)}"
        )
    return f"{subject.what} has the wrong shape: {shapes}"


def _cut(got: _Array, want: _Array, subject: Subject) -> str:
    """Return that one list is the other without its beginning or end."""
    less, more = sorted((got, want), key=len)
    if not len(less):
        return ""
    verb = "missing" if len(got) < len(want) else "too many"
    count = len(more) - len(less)
    many = "" if count == 1 else f"{count} "
    if _is_close(less, more[: len(less)], subject):
        return f": the last {many}{'is' if count == 1 else 'are'} {verb}"
    if _is_close(less, more[count:], subject):
        return f": the first {many}{'is' if count == 1 else 'are'} {verb}"
    return ""


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _axes(count: int) -> Iterator[tuple[int, ...]]:
    for many in range(1, count + 1):
        yield from itertools.combinations(range(count), many)


def _slips(got: _Array, want: _Array, subject: Subject) -> Iterator[str]:
    """Yield what relation *got* has to *want*, which have one shape and differ; the last is always true."""
    what, beside = subject.what, _beside(got, want)

    def is_near(other: _Array) -> bool:
        return _is_close(got, other, subject)

    if want.any() and not got.any():
        yield f"{subject.gives} 0{' everywhere' if got.size > 1 else ''}{_instead(want)}"
    if is_near(-want):
        yield f"{what} has the wrong sign{beside}"
    factor = _factor(got, want, subject)
    if factor is not None:
        yield f"{what} is {_factor_words(factor, got.size)}{beside}"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and is_near(want.T):
        yield f"{what} is transposed: rows and columns are swapped"
    if got.size > 2:
        yield from _moved(got, want, subject)
        shift = float((got - want).reshape(-1)[0])
        if is_near(want + shift):
            word = "large" if shift > 0 else "small"
            yield f"{what}: every number is {_number(abs(shift))} too {word}{beside}"
        if got.ndim == 2:
            yield from _by_row_or_column(got, want, subject)
        if is_near(np.full(got.shape, got.reshape(-1)[0])):
            yield f"{subject.gives} {_number(got.reshape(-1)[0])} everywhere{_instead(want)}"
        if _is_close(np.sort(got, axis=None), np.sort(want, axis=None), subject):
            yield f"{what} holds the right numbers in other places{_wrong_place(got, want, subject)}"
    if got.size == 1:
        one, other = apart(got.item(), want.item())
        yield f"{subject.gives} {one}, where {other} is right"
    if got.ndim == 1 and got.size <= _SHOWN:
        yield f"{subject.gives}{beside.removeprefix(':')}"
    yield f"{what} is wrong{_wrong_place(got, want, subject)}"


def _moved(got: _Array, want: _Array, subject: Subject) -> Iterator[str]:
    """Yield that the numbers are one place off, or turned round, along a dimension."""
    what = subject.what

    def is_moved(axis: int, start: int, part: _Array) -> bool:
        return _is_close(np.take(got, range(start, start + part.shape[axis]), axis), part, subject)

    names = ("row", "column") if want.ndim == 2 else ("place",) if want.ndim == 1 else ()
    for axis in range(want.ndim):
        name = names[axis] if names else f"place along dimension {axis}"
        size = want.shape[axis]
        first, last = (np.take(want, places, axis) for places in (range(1, size), range(size - 1)))
        if size > 2 and is_moved(axis, 1, last):
            yield f"{what} is one {name} too late: what stands at 1 belongs to 0"
        if size > 2 and is_moved(axis, 0, first):
            yield f"{what} is one {name} too early: what stands at 0 belongs to 1"
        if size > 1 and _is_close(got, np.flip(want, axis), subject):
            yield f"{what} is in reverse order" + (f" along dimension {axis}" if want.ndim > 1 else "")


def _by_row_or_column(got: _Array, want: _Array, subject: Subject) -> Iterator[str]:
    """Yield that each row, or each column, is right but for a factor of its own."""
    if not (want != 0).all() or not np.isfinite(got).all():
        return
    ratio = got / want
    for axis, name in ((1, "row"), (0, "column")):
        if want.shape[axis] > 1 and np.allclose(ratio, ratio.mean(axis, keepdims=True), rtol=1e-3):
            yield f"{subject.what}: each {name} is off by a factor of its own{_wrong_place(got, want, subject)}"


def _factor(got: _Array, want: _Array, subject: Subject) -> float | None:
    """Return the one number by which all of *want* would have to be multiplied; ``None`` if there is none to tell."""
    places = np.abs(want) > 1e-9 * max(float(np.abs(want).max()), 1e-300)
    if not places.any():
        return None
    ratios = (got[places] / want[places]).reshape(-1)
    factor = float(np.median(ratios))
    if not math.isfinite(factor) or factor == 0 or not _is_close(got, factor * want, subject):
        return None
    if got.size > 1 or _whole_factor(factor) is not None:
        return factor
    return None


def _whole_factor(factor: float) -> int | None:
    """Return the whole number from 2 to 64 that *factor*, or 1 by *factor*, is to the fourth digit."""
    large = max(abs(factor), 1 / abs(factor))
    return round(large) if 2 <= round(large) <= 64 and abs(large - round(large)) < 1e-4 * large else None


def _factor_words(factor: float, size: int) -> str:
    whole = _whole_factor(factor)
    turned = ", with the wrong sign" if factor < 0 else ""
    share = abs(factor)
    text = (
        f"{whole} times too large"
        if whole and share > 1
        else f"{whole} times too small"
        if whole
        else f"off by a factor {share:.4g}"
    )
    return f"{text}{' everywhere' if size > 1 else ''}{turned}"


def _beside(got: _Array, want: _Array) -> str:
    """Return both, where they are few numbers: ``": [1, -2], where [-1, 2] is right"``."""
    if got.ndim > 1 or got.size > _SHOWN:
        return ""
    if got.ndim == 0:
        one, other = apart(got.item(), want.item())
        return f": {one}, where {other} is right"
    pairs = [apart(a, b) if a != b else (_number(a), _number(b)) for a, b in zip(got, want, strict=True)]
    ones, others = (", ".join(texts) for texts in zip(*pairs, strict=True))
    return f": [{ones}], where [{others}] is right"


def _instead(want: _Array) -> str:
    return f", where {_told(want)} is right" if want.size <= _SHOWN and want.ndim <= 1 else ""


def _told(array: _Array) -> str:
    if array.ndim == 0:
        return _number(array.item())
    if array.ndim == 1 and array.size <= _SHOWN:
        return f"[{', '.join(_number(one) for one in array)}]"
    return f"a table of shape {tuple(array.shape)}"


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _wrong_place(got: _Array, want: _Array, subject: Subject) -> str:
    wrong = ~_close_places(got, want, subject)
    count = int(wrong.sum())
    index = tuple(int(one) for one in np.argwhere(wrong)[0])
    one, other = apart(got[index].item(), want[index].item())
    many = f" in {count} of its {got.size} numbers" if count < got.size else " in every number"
    return f"{many}: at {_place(index)} it is {one}, where {other} is right"


def _owner(got: _Array, subject: Subject) -> str:
    """Return whose values these are, if they are those of one of the variables at hand."""
    if got.size < 3 or not got.any():
        return ""
    for name, value in subject.known.items():
        if (is_tensor(value) or isinstance(value, np.ndarray)) and tuple(value.shape) == got.shape:
            other = as_array(value)
            if other is not None and other.dtype.kind == got.dtype.kind and np.array_equal(other, got):
                return f" (these are the values of `{name}`)"
    return ""


# -- everything else -----------------------------------------------------------------------------------------------


def _plain(got: Any, want: Any, subject: Subject) -> str:
    """Return what is wrong with a text, a dictionary, a set or a list of such."""
    if isinstance(want, dict) and isinstance(got, Mapping):
        return _entries(got, want, subject)
    if isinstance(want, set | frozenset) and isinstance(got, set | frozenset):
        return _members(got, want, subject)
    if isinstance(want, list | tuple) and isinstance(got, list | tuple):
        return _items(got, want, subject)
    try:
        if bool(got == want):
            return ""
    except Exception as error:  # the learner's own `__eq__`, whatever it does
        return f"{subject.what} cannot be compared: {type(error).__name__}: {error}"
    for says, value in subject.likely.items():
        if _is_same(got, value() if callable(value) else value):
            return says
    if isinstance(want, str) and isinstance(got, str):
        return f"{subject.gives} {_text(got)}, where {_text(want)} is right{_first_letter(got, want)}"
    if type(got) is type(want):
        return f"{subject.gives} {short(got)}, where {short(want)} is right"
    return f"{subject.gives} {_kind_of(got)}, where {_kind_of(want)} is right"


def _is_same(got: Any, want: Any) -> bool:
    return not difference(got, want, Subject(""))


def _entries(got: Mapping[Any, Any], want: dict[Any, Any], subject: Subject) -> str:
    if not got and want:
        return f"{subject.what} is empty, where it should have {len(want)} entries"
    for says, value in subject.likely.items():
        if _is_same(dict(got), value() if callable(value) else value) and not _is_same(dict(got), want):
            return says
    lost = [key for key in want if key not in got]
    extra = [key for key in got if key not in want]
    if lost or extra:
        parts = [f"{short(lost[0])} is missing"] if lost else []
        parts += [f"{short(extra[0])} does not belong"] if extra else []
        counts = [f"{len(lost)} missing"] * (len(lost) > 1) + [f"{len(extra)} too many"] * (len(extra) > 1)
        told = f" ({', '.join(counts)})" if counts else ""
        return f"{subject.what} has other keys than it should: {' and '.join(parts)}{told}"
    for key, value in want.items():
        inner = Subject(f"{subject.what}[{short(key)}]", rtol=subject.rtol, atol=subject.atol)
        if fault := difference(got[key], value, inner):
            return fault
    return ""


def _members(got: Any, want: Any, subject: Subject) -> str:
    for one in want - got:
        return f"{subject.what} lacks {short(one)}"
    for one in got - want:
        return f"{subject.what} holds {short(one)}, which does not belong"
    return ""


def _items(got: Any, want: Any, subject: Subject) -> str:
    for says, value in subject.likely.items():
        if _is_same(got, value() if callable(value) else value) and not _is_same(got, want):
            return says
    if len(got) != len(want):
        return f"{subject.gives} {len(got)} items, where {len(want)} are right"
    if sorted(map(repr, got)) == sorted(map(repr, want)) and list(got) != list(want):
        order = " in reverse order" if list(got) == list(want)[::-1] else " in another order"
        return f"{subject.what} holds the right items{order}"
    for place, (one, other) in enumerate(zip(got, want, strict=True)):
        part = f"item {place} of {subject.what}"
        if fault := difference(one, other, Subject(part, rtol=subject.rtol, atol=subject.atol)):
            return fault
    return ""


def _text(text: str) -> str:
    return repr(text) if len(text) <= _LONG else f"{text[: _LONG - 1]!r}…"


def _first_letter(got: str, want: str) -> str:
    if len(want) <= _LONG and len(got) <= _LONG:
        return ""
    place = next(
        (place for place, (one, other) in enumerate(zip(got, want, strict=False)) if one != other),
        min(len(got), len(want)),
    )
    return f"; they part at character {place}"


def _kind_of(value: Any) -> str:
    """Return what a value is, in words: ``a list``, ``an int``, ``a tensor of shape (2, 3)``."""
    if value is None:
        return "None"
    if isinstance(value, bool | int | float):
        return f"{'an' if isinstance(value, int) and not isinstance(value, bool) else 'a'} {type(value).__name__}"
    if is_tensor(value):
        return f"a tensor of {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, str):
        return f"the string {_text(value)}"
    if callable(value):
        return (
            "a function" if hasattr(value, "__name__") else f"an object of the class {type(value).__name__}"
        )
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
