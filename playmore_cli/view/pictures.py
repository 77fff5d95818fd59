"""Drawings in character cells, in the colours that the console has."""

from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

from playmore_cli.outputs import Colour, Picture, Run
from playmore_cli.view.clean import clean_plain

_CUBE = (0, 95, 135, 175, 215, 255)
_HUE = 3.0
_GREY = 400.0
_Lab = tuple[float, float, float]


class PictureView:
    """A picture as a renderable; *indent* columns stand before each row."""

    def __init__(self, picture: Picture, indent: int = 0) -> None:
        self._picture = picture
        self._indent = indent

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the picture's width; it cannot be squeezed."""
        return Measurement(self._picture.columns + self._indent, self._picture.columns + self._indent)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows; on a console without colours only their characters."""
        colours = None if console.no_color else console.color_system
        for row in self._picture.rows:
            if self._indent:
                yield Segment(" " * self._indent)
            for run in row:
                text = clean_plain(run.text).replace("\n", " ")
                yield Segment(text, _style(run, colours) if colours else None)
            yield Segment.line()


def picture(drawing: Picture, indent: int = 0) -> PictureView:
    """Return a drawing as a renderable."""
    return PictureView(drawing, indent)


def _style(run: Run, colours: str) -> Style:
    return Style(
        color=_colour(run.ink, colours),
        bgcolor=_colour(run.paper, colours),
        bold=run.bold or None,
        dim=run.dim or None,
    )


@lru_cache(maxsize=4096)
def _colour(colour: Colour | None, colours: str) -> Color | None:
    if colour is None:
        return None
    if colours == "truecolor":
        return Color.from_rgb(*colour)
    if colours == "256":
        return Color.from_ansi(nearest_of_256(colour))
    return Color.from_rgb(*colour).downgrade(ColorSystem.STANDARD)


@lru_cache(maxsize=4096)
def nearest_of_256(colour: Colour) -> int:
    """
    Return the number of the nearest colour among 16 to 255 of the 256-colour table.

    Near is what looks near: the distance is taken in CIELAB, another hue counts for more than another lightness,
    and a colour that has a hue does not turn grey; so a pale blue stays blue, and a map of blues a map of blues.

    >>> nearest_of_256((255, 0, 0)), nearest_of_256((128, 128, 128)), nearest_of_256((198, 219, 239))
    (196, 244, 153)
    """
    target = _lab(colour)
    strength = _chroma(target)
    tinted = strength > 2 and target[0] < 97

    def distance(index: int) -> float:
        other = _lab(rgb_of_256(index))
        lightness, red, yellow = (a - b for a, b in zip(target, other, strict=True))
        weaker = (strength - _chroma(other)) ** 2
        hue = max(0.0, red**2 + yellow**2 - weaker)
        return lightness**2 + weaker + _HUE * hue + (_GREY if tinted and _chroma(other) < 2 else 0)

    return min(_candidates(colour), key=distance)


def _candidates(colour: Colour) -> list[int]:
    """Return the corners of the colour cube around a colour, and the greys around it."""
    around = []
    for part in colour:
        above = next(index for index, level in enumerate(_CUBE) if level >= part)
        around.append({max(0, above - 2), max(0, above - 1), above, min(5, above + 1)})
    cube = [
        16 + 36 * red + 6 * green + blue for red in around[0] for green in around[1] for blue in around[2]
    ]
    grey = round((sum(colour) / 3 - 8) / 10)
    return cube + [232 + min(23, max(0, grey + step)) for step in (-2, -1, 0, 1, 2)]


@lru_cache(maxsize=256)
def rgb_of_256(index: int) -> Colour:
    if index >= 232:
        level = 8 + 10 * (index - 232)
        return level, level, level
    return _CUBE[(index - 16) // 36], _CUBE[(index - 16) // 6 % 6], _CUBE[(index - 16) % 6]


@lru_cache(maxsize=8192)
def _lab(colour: Colour) -> _Lab:
    """Return CIELAB (D65) of an sRGB colour."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = _root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(light: float) -> float:
    return float(light ** (1 / 3)) if light > 0.008856 else 7.787 * light + 16 / 116


def _chroma(lab: _Lab) -> float:
    return float((lab[1] ** 2 + lab[2] ** 2) ** 0.5)
