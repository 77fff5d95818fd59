"""Colours: what can be read on what, and the soft inks of frames and labels."""

from functools import lru_cache

Rgb = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""

READABLE = 3.0
"""Contrast that characters need."""
READABLE_ON_DARK = 4.5
"""The same on a dark coloured paper, where grey letters drown."""
VISIBLE = 1.8
"""Contrast that marks and lines need."""
_NEAR_BLACK = 0.01
"""Luminance of a face below which it is one with a dark ground."""


def ground(dark: bool) -> Rgb:
    """Return the background that a terminal of this kind is taken to have."""
    return (0.07, 0.07, 0.07) if dark else (1.0, 1.0, 1.0)


def frame_ink(dark: bool) -> Rgb:
    """Return the grey of axes and grids: quiet, and still visible where the background was guessed wrong."""
    return (0.44, 0.44, 0.44) if dark else (0.56, 0.56, 0.56)


def label_ink(dark: bool) -> Rgb:
    """Return the grey of tick labels."""
    return (0.62, 0.62, 0.62) if dark else (0.38, 0.38, 0.38)


@lru_cache(8192)
def luminance(rgb: Rgb) -> float:
    """
    Return the relative luminance of WCAG 2, 0 (black) to 1 (white).

    >>> round(luminance((1.0, 1.0, 1.0)), 3), luminance((0.0, 0.0, 0.0))
    (1.0, 0.0)
    """
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: Rgb, other: Rgb) -> float:
    """
    Return the contrast ratio of WCAG 2, from 1 (the same) to 21 (black on white).

    >>> round(contrast((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_grey(rgb: Rgb) -> bool:
    """Return whether *rgb* has no hue to speak of."""
    return max(rgb) - min(rgb) < 0.06


@lru_cache(8192)
def legible(ink: Rgb | None, paper: Rgb | None, dark: bool, need: float = READABLE) -> Rgb | None:
    """
    Return *ink*, or the nearest colour that stands out from *paper* by the contrast *need*.

    ``None`` as paper is the terminal's own background, ``None`` as ink its own foreground. A colour keeps its
    hue and grows lighter or darker; black, white and grey give way to the terminal's foreground, or on a
    coloured paper to whichever of black and white is further off.
    """
    behind = ground(dark) if paper is None else paper
    if ink is None:
        return None if paper is None else _opposite(behind)
    if is_grey(ink) and paper is None and (luminance(ink) < 0.02 or luminance(ink) > 0.9):
        return None
    if contrast(ink, behind) >= need:
        return ink
    if is_grey(ink):
        return None if paper is None else _opposite(behind)
    goal = _opposite(behind)
    for step in range(1, 10):
        share = step / 10
        mixed = _mix(ink, goal, share)
        if contrast(mixed, behind) >= need:
            return mixed
    return goal


def visible_face(colour: tuple[float, ...], dark: bool) -> tuple[float, ...]:
    """
    Return *colour* (red, green, blue, perhaps alpha), in place of black on a dark ground a grey that is seen there.

    >>> visible_face((0.0, 0.0, 0.0, 1.0), True), visible_face((0.0, 0.0, 0.0), False)
    ((0.44, 0.44, 0.44, 1.0), (0.0, 0.0, 0.0))
    """
    red, green, blue, *alpha = colour
    is_lost = dark and is_grey((red, green, blue)) and luminance((red, green, blue)) < _NEAR_BLACK
    return (*frame_ink(dark), *alpha) if is_lost else colour


def seen_through(rgb: Rgb, alpha: float, dark: bool) -> Rgb:
    """
    Return *rgb* laid with opacity *alpha* over the terminal's background, with as much more of it as is seen.

    Dots cannot add up as faint points do: brightened towards white instead, red ones and blue ones look alike.

    >>> [round(part, 2) for part in seen_through((1.0, 0.0, 0.0), 0.1, False)]
    [1.0, 0.5, 0.5]
    """
    need = VISIBLE if is_grey(rgb) else _for_dots(dark)
    shares = [alpha, *(tenth / 10 for tenth in range(int(alpha * 10) + 1, 11))]
    laid = (blend(rgb, share, dark) for share in shares)
    return next((one for one in laid if contrast(one, ground(dark)) >= need), rgb)


def _for_dots(dark: bool) -> float:
    """Return the contrast that dots of a colour need; on dark ground they need more light than a face."""
    return 4.2 if dark else 2.3


def is_blank(face: tuple[float, ...] | None, edge: tuple[float, ...]) -> bool:
    """
    Return whether a marker is hollow: without a face, or filled with the paper's white inside an edge of a colour.

    >>> is_blank((1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 1.0)), is_blank((1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
    (True, False)
    """
    if face is None or face[3:4] == (0.0,):
        return True
    return min(face[:3]) > 0.97 and min(edge[:3]) < 0.9


def thin(ink: Rgb | None, paper: Rgb | None, dark: bool) -> Rgb | None:
    """Return the colour for dots and marks."""
    if paper is not None or ink is None or is_grey(ink):
        return legible(ink, paper, dark, VISIBLE)
    return legible(ink, None, dark, _for_dots(dark))


def _opposite(paper: Rgb) -> Rgb:
    return (0.0, 0.0, 0.0) if luminance(paper) > 0.18 else (1.0, 1.0, 1.0)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (a * (1 - share) + b * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def blend(rgb: Rgb, alpha: float, dark: bool) -> Rgb:
    """Return *rgb* laid with opacity *alpha* over the terminal's background."""
    return rgb if alpha >= 1 else _mix(ground(dark), rgb, max(alpha, 0.0))
