"""
What the check of an exercise is written with: fresh inputs, the lecture's own version, and sentences for what differs.

`Referee.names` are in the namespace of every check beside the lesson's and the learner's variables.
`docs/writing-lessons.md` shows how they are used.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import GeneratorType
from typing import Any

import numpy as np

from playmore_cli.runner.comparing import (
    Likely,
    Subject,
    as_array,
    difference,
    is_tensor,
    missing,
    of_kind,
    shape_words,
    short,
)
from playmore_cli.runner.random_streams import kept_streams, seed_streams


class Variables:
    """Variables as attributes: reading one that is not there is a ``NameError``, as it is in code."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__["_values"] = values

    def __getattr__(self, name: str) -> Any:
        if name not in self._values:
            raise NameError(f"name {name!r} is not defined", name=name)
        return self._values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self._values[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values


class LectureVariables(Variables):
    """
    The variables after the lecture's version, run in a namespace of its own when first asked for.

    Called with names, the version is run anew with these values.
    """

    def __init__(self, run: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self.__dict__["_run"] = run

    def __getattr__(self, name: str) -> Any:
        if name == "_values":
            self.__dict__["_values"] = self._run({})
            return self.__dict__["_values"]
        return super().__getattr__(name)

    def __call__(self, seed: int | None = None, /, **given: Any) -> Variables:
        """Return the variables after another run that began with the values *given*."""
        with seeded(seed):
            return Variables(self._run(given))


class Fresh:
    """Numbers that no lesson has seen: the same in every run, and no random stream of the learner's moves."""

    def __init__(self, seed: int = 20) -> None:
        self._draw = np.random.default_rng(seed)

    def __call__(self, *shape: int) -> Any:
        """Return a tensor of normal numbers."""
        return self._tensor(self._draw.normal(size=shape).astype(np.float32))

    def ints(self, high: int, *shape: int) -> Any:
        """Return a tensor of whole numbers from 0 to below *high*."""
        return self._tensor(self._draw.integers(0, high, size=shape))

    def number(self, low: float = -2.0, high: float = 2.0) -> float:
        """Return one plain number."""
        return float(self._draw.uniform(low, high))

    def numbers(self, count: int, low: float = -2.0, high: float = 2.0) -> list[float]:
        """Return a list of plain numbers."""
        return [self.number(low, high) for _ in range(count)]

    def words(self, count: int, letters: str = "abcdefghijklmnopqrstuvwxyz") -> list[str]:
        """Return made-up words of 1 to 8 letters."""
        return [
            "".join(self._draw.choice(list(letters), int(self._draw.integers(1, 9)))) for _ in range(count)
        ]

    @staticmethod
    def _tensor(array: Any) -> Any:
        import torch

        return torch.from_numpy(np.asarray(array))


@contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Seed all random streams and put them back afterwards; ``None`` leaves them as they are."""
    with kept_streams():
        if seed is not None:
            seed_streams(seed)
        yield


class Referee:
    """
    The helpers of one check.

    Args:
        yours: the learner's variables, themselves: what is set is seen by their functions.
        lecture: the lecture's version.
        given: the variables before the attempt.
        again: runs the attempt in a namespace of its own with other values.
    """

    def __init__(
        self,
        yours: Variables,
        lecture: LectureVariables,
        given: Mapping[str, Any],
        again: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:
        self._yours, self._lecture, self._given, self._again = yours, lecture, given, again

    def names(self) -> dict[str, Any]:
        """Return what a check can use."""
        return {
            "yours": self._yours,
            "lecture": self._lecture,
            "given": Variables(dict(self._given)),
            "again": self.again,
            "fresh": Fresh(),
            "same": self.same,
            "agrees": self.agrees,
            "shaped": shaped,
            "raises": self.raises,
            "members": members,
            "drawn": drawn,
            "seeded": seeded,
        }

    def again(self, seed: int | None = None, /, **given: Any) -> Variables:
        """
        Run the attempt anew, in a namespace of its own, with the values *given*; return its variables.

        What the attempt changes in place should be given as well: all else is what the lesson has.
        """
        with seeded(seed):
            return Variables(self._again(given))

    def same(
        self,
        got: Any,
        want: Any,
        what: str,
        likely: Likely | None = None,
        *,
        kind: str = "",
        rtol: float = 1e-4,
        atol: float | None = None,
    ) -> None:
        """
        Say what is wrong with *got* unless it is *want*.

        Args:
            got: what the learner has.
            want: what is right.
            what: what it is, as the sentence begins: ``"encode('ab')"`` or ``"`dlogits`"``.
            likely: sentences, each with the value of a learner who made that slip.
            kind: what it must be where values are not all: tensor, whole, float, int, number, bool, str, list, ...
            rtol: how far a number may be off, as a share of it.
            atol: how far any number may be off, instead of a share of the largest.

        Raises:
            AssertionError: it is not the same; the message is for the learner.
        """
        subject = Subject(what, likely or {}, kind, rtol, atol, known=self._given)
        _say(difference(got, want, subject))

    def agrees(
        self,
        name: str,
        *arguments: Any,
        want: Any = ...,
        likely: Mapping[str, Any] | None = None,
        kind: str = "",
        seed: int | None = None,
        keeps: bool = False,
        grads: bool = False,
        rtol: float = 1e-4,
        atol: float | None = None,
        **named: Any,
    ) -> Any:
        """
        Call the learner's function *name* and say what is wrong with what it returns; return it.

        Args:
            name: of the learner's function.
            arguments: what it is called with; each side has a copy.
            want: what is right; by default what the lecture's function of that name returns.
            likely: sentences, each with the value of that slip, or a function of the same arguments that gives it.
            kind: as in `same`.
            seed: of the random streams, for each side.
            keeps: that the function must not change its arguments.
            grads: that gradients must flow back to the arguments that require them, as in the lecture's version.
            rtol: as in `same`.
            atol: as in `same`.
            named: arguments given by name.

        Raises:
            AssertionError: it is not the same; the message is for the learner.
            TypeError: a value stands where the name belongs; the message is for the lesson's author.
        """
        if not isinstance(name, str):
            raise TypeError(
                f"agrees takes the name of a function, as in agrees('f', 3), and not a value: {short(name)}"
            )
        inner = [short(one) for one in arguments] + [f"{key}={short(one)}" for key, one in named.items()]
        what = f"{name}({', '.join(inner)})"
        mine, theirs, before = copies(arguments), copies(arguments), copies(arguments)
        with seeded(seed):
            got = getattr(self._yours, name)(*mine, **copy_of(named))
        if want is ...:
            with seeded(seed):
                want = getattr(self._lecture, name)(*theirs, **copy_of(named))
        slips = {says: _bound(slip, arguments, named) for says, slip in (likely or {}).items()}
        shapes = tuple(tuple(one.shape) for one in arguments if is_tensor(one))
        _say(difference(got, want, Subject(what, slips, kind, rtol, atol, shapes, self._given)))
        if grads:
            _say(_gradients(name, self._parameters(name), (got, mine), (want, theirs)))
        if keeps:
            for was, now in zip(before, mine, strict=True):
                if difference(now, was, Subject("")):
                    _say(f"{name} changes what it is called with: work on a copy, or make a new value")
        return got

    def _parameters(self, name: str) -> tuple[str, ...]:
        """Return what the lecture's function calls its arguments."""
        return tuple(inspect.signature(getattr(self._lecture, name)).parameters)

    def raises(
        self, error: type[BaseException], name: str | Callable[..., Any], *arguments: Any, because: str = ""
    ) -> BaseException:
        """
        Say so unless calling the learner's function *name* raises *error*; return what was raised.

        Raises:
            AssertionError: nothing was raised, or something else.
        """
        called = getattr(self._yours, name) if isinstance(name, str) else name
        label = name if isinstance(name, str) else getattr(name, "__name__", "it")
        what = f"{label}({', '.join(short(one) for one in arguments)})"
        why = f": {because}" if because else ""
        try:
            got = called(*arguments)
        except error as raised:
            return raised
        except Exception as raised:
            raise AssertionError(
                f"{what} raises {type(raised).__name__} ({raised}), where {error.__name__} is right{why}"
            ) from raised
        raise AssertionError(f"{what} gives {short(got)}; it should raise {error.__name__}{why}")


def shaped(got: Any, shape: Sequence[int], what: str, *, kind: str = "") -> None:
    """
    Say so unless *got* has this shape; ``None`` in *shape* fits any size.

    Raises:
        AssertionError: it has another, or none.
    """
    subject = Subject(what, kind=kind)
    _say(missing(got, shape, subject) or of_kind(got, subject))
    array = as_array(got)
    if array is None:
        raise AssertionError(f"{subject.gives} {short(got)}, where numbers of shape {tuple(shape)} are right")
    fits = len(array.shape) == len(shape) and all(
        want in (None, have) for have, want in zip(array.shape, shape, strict=True)
    )
    if fits:
        return
    turned = (
        "is transposed" if array.ndim == 2 and array.shape[::-1] == tuple(shape) else "has the wrong shape"
    )
    raise AssertionError(
        f"{what} {turned}: its shape is {shape_words(array.shape)}, {shape_words(shape)} is right"
    )


def members(got: Any, want: Mapping[str, Any], what: str) -> None:
    """
    Say so unless *got* holds exactly the objects of *want*, each once, in any order: themselves, not equal ones.

    Raises:
        AssertionError: one is missing, there twice, or a copy, or one does not belong; or it is no flat list.
    """
    if got is None:
        raise AssertionError(f"{what} returns nothing: is a `return` missing?")
    if not isinstance(got, Iterable):
        raise AssertionError(f"{what} is {short(got)}; a list is asked for")
    if iter(got) is got and not _is_of_torch(got):
        raise AssertionError(
            f"{what} can be gone through only once, as it is a {type(got).__name__}: return a list"
        )
    held = list(got)
    if any(isinstance(one, list | tuple) for one in held):
        raise AssertionError(f"{what} is a list of lists; it should be one flat list")
    for name, one in want.items():
        count = sum(other is one for other in held)
        if count > 1:
            raise AssertionError(f"{what} holds {name} {'twice' if count == 2 else f'{count} times'}")
        if count == 0:
            copied = is_tensor(one) and any(
                is_tensor(other) and other.shape == one.shape and bool((other == one).all()) for other in held
            )
            raise AssertionError(
                f"{what} holds a copy of {name}, not {name} itself" if copied else f"{what} lacks {name}"
            )
    extra = [other for other in held if all(other is not one for one in want.values())]
    if extra:
        raise AssertionError(f"{what} holds {short(extra[0])}, which does not belong")


def _is_of_torch(got: Any) -> bool:
    """Return whether a generator is that of a module's own `parameters`, which whoever asks for a list can mean."""
    return isinstance(got, GeneratorType) and "torch" in got.gi_code.co_filename


def drawn(
    got: Any,
    what: str,
    *,
    mean: float | None = None,
    std: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """
    Say so unless many random numbers are spread as they should be; what is not given is not looked at.

    Mean and standard deviation may be off by five standard errors. *low* and *high* are the ends of an even spread: all
    numbers lie between them, some near each.

    Raises:
        AssertionError: they are not.
    """
    array = as_array(got)
    if array is None or array.size < 2:
        raise AssertionError(f"{what} should be many numbers, not {short(got)}")
    numbers = array.astype(float).reshape(-1)
    if np.isnan(numbers).any():
        raise AssertionError(f"{what} holds nan")
    if numbers.min() == numbers.max():
        raise AssertionError(f"{what}: every number is {numbers[0]:.4g}; they should be drawn at random")
    if low is not None and high is not None:
        if numbers.min() < low or numbers.max() > high:
            raise AssertionError(
                f"{what} lies between {numbers.min():.4g} and {numbers.max():.4g}, where {low:g} to {high:g} is right"
            )
        reach = (high - low) * max(0.02, 20 / numbers.size)
        if numbers.min() > low + reach or numbers.max() < high - reach:
            raise AssertionError(
                f"{what} lies only between {numbers.min():.4g} and {numbers.max():.4g}; "
                f"it should reach from {low:g} to {high:g}"
            )
    spread = std if std is not None else float(numbers.std())
    if mean is not None and abs(numbers.mean() - mean) > 5 * spread / numbers.size**0.5:
        raise AssertionError(f"{what} has mean {numbers.mean():.4g}, where {mean:g} is right")
    if std is not None and abs(numbers.std() - std) > 5 * std / (2 * numbers.size) ** 0.5:
        raise AssertionError(f"{what} has standard deviation {numbers.std():.4g}, where {std:.4g} is right")


def copies(values: Iterable[Any]) -> list[Any]:
    """Return a copy of each value."""
    return [copy_of(value) for value in values]


def copy_of(value: Any) -> Any:
    """Return a copy of a tensor, a generator or a collection that shares nothing with it; all else as it is."""
    if is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if type(value).__name__ == "Generator" and hasattr(value, "get_state"):
        twin = type(value)()
        twin.set_state(value.get_state())
        return twin
    if isinstance(value, list | set):
        return type(value)(copy_of(one) for one in value)
    if type(value) is tuple:
        return tuple(copy_of(one) for one in value)
    if isinstance(value, dict):
        return {key: copy_of(one) for key, one in value.items()}
    return value


def _gradients(
    name: str, parameters: tuple[str, ...], got: tuple[Any, list[Any]], want: tuple[Any, list[Any]]
) -> str:
    """Return what is wrong with the gradients of the arguments, each side a value and what it was made of."""
    import torch

    for place, (mine, theirs) in enumerate(zip(got[1], want[1], strict=True)):
        if not (is_tensor(theirs) and theirs.requires_grad):
            continue
        parameter = parameters[place] if place < len(parameters) else f"argument {place}"
        lost = f"no gradient flows back from {name} to {parameter}: stay with tensors, without item() or data"
        if not (is_tensor(got[0]) and got[0].requires_grad):
            return lost
        (slope,) = torch.autograd.grad(got[0].sum(), mine, retain_graph=True, allow_unused=True)
        (right,) = torch.autograd.grad(want[0].sum(), theirs, retain_graph=True)
        if slope is None:
            return lost
        if fault := difference(slope, right, Subject(f"the gradient of {name} with respect to {parameter}")):
            return fault
    return ""


def _bound(slip: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    return (lambda: slip(*copies(arguments), **copy_of(named))) if callable(slip) else slip


def _say(fault: str) -> None:
    if fault:
        raise AssertionError(fault)
