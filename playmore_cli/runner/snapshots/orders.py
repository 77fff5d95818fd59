"""The order in which sets iterate."""

import itertools
from collections.abc import Iterable
from typing import Any


def insertion_order(elements: list[Any]) -> list[Any] | None:
    """
    Return an order of insertion into an empty set after which it iterates as *elements* do.

    A set's order depends on what was added and removed before, so it is found by trying: as they are, backwards,
    every permutation of a few, and for each size of table those first that sit in their own slot.
    ``None`` where nothing of this gives it.
    """
    for order in _candidates(elements):
        if [id(element) for element in _filled(order)] == [id(element) for element in elements]:
            return order
    return None


def _candidates(elements: list[Any]) -> Iterable[list[Any]]:
    yield elements
    yield elements[::-1]
    if len(elements) <= 5:
        yield from map(list, itertools.permutations(elements))
    for bits in range(3, 20):
        if 1 << bits < len(elements):
            continue
        mask = (1 << bits) - 1
        at_home, displaced, furthest = [], [], -1
        for element in elements:
            home = hash(element) & mask
            if home > furthest:
                at_home.append(element)
                furthest = home
            else:
                displaced.append(element)
        yield at_home + displaced
        yield at_home + displaced[::-1]


def _filled(order: list[Any]) -> set[Any]:
    filled: set[Any] = set()
    for element in order:
        filled.add(element)
    return filled
