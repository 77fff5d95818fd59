"""Lines as dots: polylines sampled on a grid of 2 x 4 dots a cell, which braille characters can show."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CHUNK = 20_000
"""Segments sampled at once; bounds the memory of a line with many points."""


def samples(points: Floats) -> Floats:
    """
    Return points along the polyline, no two neighbours more than one dot apart on either axis.

    *points*: shape (n, 2) with n >= 2, in dots. The result holds every given point, in order.
    """
    delta = np.diff(points, axis=0)
    steps = np.maximum(np.ceil(np.abs(delta).max(axis=1)), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(delta)), steps)
    first = np.cumsum(steps) - steps
    share = (np.arange(len(segment)) - first[segment]) / steps[segment]
    return np.vstack([points[segment] + delta[segment] * share[:, None], points[-1:]])


def line_dots(points: Floats, dashes: Sequence[float] = (), offset: float = 0.0) -> Ints:
    """
    Return the dots that the polyline covers, shape (k, 2) as (x, y), repeats possible.

    *points*: shape (n, 2) in dots, y downwards. *dashes* are lengths in dots, drawn and left out in turn.
    """
    if len(points) < 2:
        return np.floor(points).astype(np.int64)
    if dashes:
        along = samples(points)
        return np.floor(along[_drawn(along, dashes, offset)]).astype(np.int64)
    across = np.diff(points[:, 0])
    spread = np.ptp(points[:, 0])
    if len(points) > 4 * spread + 8 and (across >= 0).all():
        return _columns(points)
    parts = [
        np.floor(samples(points[start : start + _CHUNK + 1])).astype(np.int64)
        for start in range(0, len(points) - 1, _CHUNK)
    ]
    return np.concatenate(parts)


def _drawn(along: Floats, dashes: Sequence[float], offset: float) -> npt.NDArray[np.bool_]:
    """Return for each sample whether it lies in a dash and not in a gap."""
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(along, axis=0).T))])
    phase = (travelled + offset) % sum(dashes)
    drawn = np.zeros(len(along), dtype=np.bool_)
    start = 0.0
    for number, length in enumerate(dashes):
        if number % 2 == 0:
            drawn |= (phase >= start) & (phase < start + length)
        start += length
    return drawn


def _columns(points: Floats) -> Ints:
    """
    Return the dots of a line with many points per dot column and x never decreasing.

    Such a line covers, in each column, everything between its lowest and its highest point there; a series
    of 20,000 losses costs as many operations as points instead of points times their jumps.
    """
    column = np.floor(points[:, 0]).astype(np.int64)
    row = np.floor(points[:, 1]).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    low, high = np.minimum.reduceat(row, starts), np.maximum.reduceat(row, starts)
    height = high - low + 1
    index = np.repeat(np.arange(len(starts)), height)
    down = np.arange(len(index)) - (np.cumsum(height) - height)[index]
    inside = np.stack([column[starts][index], low[index] + down], axis=1)
    crossing = np.flatnonzero(np.diff(column))
    ends = np.stack([points[crossing], points[crossing + 1]], axis=1)
    bridges = [np.floor(samples(pair)).astype(np.int64) for pair in ends]
    return np.concatenate([inside, *bridges])
