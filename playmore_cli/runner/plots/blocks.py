"""
Fills as block characters: the best two colours and the best shape for each cell.

A cell is sampled at 8 x 8 places. Candidates are the quadrants, the lower eighths and the left eighths, so that a
bar's height and length are exact to an eighth of a cell.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, Canvas
from playmore_cli.runner.plots.palette import ground

SAMPLES = 8
_UNIFORM = 0.03
"""Colours of one cell that differ by less are shown as one."""
_OVERHANG = 1.6
"""How much worse it is to cover a sample that is empty than to leave one empty."""
_SLIVER = 0.13
"""Between two colours that fill a cell, a strip of an eighth is no more than a pixel's rounding, and left out."""
_ALIKE = 1e-9
"""Gains that differ by a smaller part are one gain, rounded."""
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""Indexed by the sum of 1 top left, 2 top right, 4 bottom left, 8 bottom right."""
_LOWER = "▁▂▃▄▅▆▇"
_LEFT = "▏▎▍▌▋▊▉"

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


def _shapes() -> tuple[list[str], Bools]:
    """Return the characters and what each covers, shape (characters, 64)."""
    signs: list[str] = []
    masks: list[Bools] = []
    half = SAMPLES // 2
    for number, sign in enumerate(_QUADRANTS):
        mask = np.zeros((SAMPLES, SAMPLES), np.bool_)
        for corner, (row, column) in enumerate(((0, 0), (0, half), (half, 0), (half, half))):
            if number >> corner & 1:
                mask[row : row + half, column : column + half] = True
        signs.append(sign)
        masks.append(mask)
    for eighths in (1, 2, 3, 5, 6, 7):
        lower, left = np.zeros((2, SAMPLES, SAMPLES), np.bool_)
        lower[SAMPLES - eighths :] = True
        left[:, :eighths] = True
        signs += [_LOWER[eighths - 1], _LEFT[eighths - 1]]
        masks += [lower, left]
    return signs, np.array(masks).reshape(len(signs), -1)


_SIGNS, _MASKS = _shapes()


class Blocks(NamedTuple):
    """
    One block a cell.

    Attributes:
        sign: index into `SIGNS`, shape (rows, columns).
        ink, paper: colours 0 to 1, shape (rows, columns, 3).
        has_ink, has_paper: where the colours count; elsewhere the terminal's own shows.
        covered: share of each cell that is filled, 0 to 1.
        mean: mean colour of what is filled, shape (rows, columns, 3).
    """

    sign: npt.NDArray[np.int64]
    ink: Floats
    paper: Floats
    has_ink: Bools
    has_paper: Bools
    covered: Floats
    mean: Floats


SIGNS = _SIGNS


def best_blocks(canvas: Canvas) -> Blocks:
    """Return for each cell the block character and the colours nearest to the fills of *canvas*."""
    rows, columns = canvas.rows, canvas.columns
    sign = np.zeros((rows, columns), np.int64)
    ink, paper, mean = np.zeros((3, rows, columns, 3), np.float32)
    has_ink, has_paper = np.zeros((2, rows, columns), np.bool_)
    covered = np.zeros((rows, columns), np.float32)
    filled, colour = _sampled(canvas)
    share = filled.mean(axis=2)
    weight = filled[..., None]
    middle = (colour * weight).sum(axis=2) / np.maximum(weight.sum(axis=2), 1)
    covered[...], mean[...] = share, middle

    spread = np.where(weight, colour, np.nan)
    some, full = share > 0, share == 1
    flat = np.zeros_like(full)
    if full.any():
        flat[full] = np.ptp(spread[full], axis=1).max(axis=-1) < _UNIFORM
    paper[flat], has_paper[flat] = middle[flat], True

    part = some & ~full
    if part.any():
        both = filled[part].astype(np.float32) @ _MASKS.T.astype(np.float32)
        wrong = share[part][:, None] * _MASKS.shape[1] - both + (_MASKS.sum(axis=1) - both) * _OVERHANG
        best = wrong.argmin(axis=1)
        whole = best == _QUADRANTS.index("█")
        sign[part] = np.where(whole, 0, best)
        ink[part] = paper[part] = middle[part]
        has_ink[part], has_paper[part] = ~whole & (best > 0), whole

    mixed = full & ~flat
    if mixed.any():
        chosen, over, under = _two_colours(colour[mixed])
        sign[mixed], ink[mixed], paper[mixed] = chosen, over, under
        has_ink[mixed] = has_paper[mixed] = True
    return Blocks(sign, ink, paper, has_ink, has_paper, covered, mean)


def _sampled(canvas: Canvas) -> tuple[Bools, Floats]:
    """
    Return which samples are filled and their colours over the terminal's ground.

    Shapes (rows, columns, 64) and (rows, columns, 64, 3).
    """
    rows, columns, high = canvas.rows, canvas.columns, CELL_HEIGHT // SAMPLES
    pixels = canvas.pixels.reshape(rows, SAMPLES, high, columns, SAMPLES, CELL_WIDTH // SAMPLES, 4)
    pixels = pixels.transpose(0, 3, 1, 4, 2, 5, 6).reshape(rows, columns, SAMPLES * SAMPLES, -1, 4)
    there = pixels[..., 3] > 0
    count = there.sum(axis=-1)
    alpha = pixels[..., 3:].astype(np.float32) / 255
    behind = np.array(ground(canvas.dark), np.float32)
    over = pixels[..., :3].astype(np.float32) / 255 * alpha + behind * (1 - alpha)
    colour = (over * there[..., None]).sum(axis=-2) / np.maximum(count, 1)[..., None]
    return count * 2 >= there.shape[-1], colour.astype(np.float32)


def _two_colours(colour: Floats) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """
    Return for cells that are filled throughout the sign, its colour and the colour behind it.

    *colour*: shape (n, 64, 3). The error is the sum of squared distances to the means of both parts.
    """
    share = _MASKS.mean(axis=1)
    inner = (share > _SLIVER) & (share < 1 - _SLIVER)
    masks = _MASKS[inner].astype(np.float64)
    inside = masks.sum(axis=1)
    outside = masks.shape[1] - inside
    exact = colour.astype(np.float64)
    over = np.einsum("nsc,ms->nmc", exact, masks, optimize=True)
    under = exact.sum(axis=1)[:, None] - over
    gain = (over**2).sum(axis=-1) / inside + (under**2).sum(axis=-1) / outside
    # a shape and its opposite gain alike; without the tolerance the processor's rounding would choose
    best = (gain >= gain.max(axis=1, keepdims=True) * (1 - _ALIKE)).argmax(axis=1)
    each = np.arange(len(colour))
    chosen = np.flatnonzero(inner)[best]
    return chosen, over[each, best] / inside[best][:, None], under[each, best] / outside[best][:, None]
