"""Markers: characters where they are few and small, dots where they are many, shapes where they are large."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.transforms import Affine2D, IdentityTransform

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DOT, Canvas
from playmore_cli.runner.plots.faces import Painter, face_context, rectangle
from playmore_cli.runner.plots.markers import SMALL, is_known, is_stroke, sign_of
from playmore_cli.runner.plots.palette import seen_through
from playmore_cli.runner.plots.pens import clipped, opacity, rgb_of, stroke

Floats = npt.NDArray[np.float64]

MANY = 400
"""More markers than this are drawn as dots instead of characters."""
LARGEST = 3 * CELL_HEIGHT
"""Pixels: markers up to this size are moved to the middle of their cell, so that all look alike."""
_BLOCKS = 1.6 * CELL_HEIGHT
"""Pixels: markers up to this size become rectangles of half cells, whatever their shape."""
_DOTS = 2
"""Pixels: markers up to this size are always dots."""


@dataclass(frozen=True)
class Markers:
    """
    Markers of one shape.

    Attributes:
        path: their outline.
        transforms: to pixels, used in turn.
        places: where they stand, shape (n, 2) in pixels, y upwards.
        colours: used in turn.
        hollow: whether they have an edge only.
        of_line: whether they stand on a line, all of one size.
    """

    path: Any
    transforms: Sequence[Any]
    places: Floats
    colours: Sequence[Any]
    hollow: bool
    of_line: bool = False

    def outline(self) -> Floats:
        """Return the outline of the largest of them, in pixels."""
        outlines = [np.asarray(each.transform(self.path.vertices)) for each in self.transforms]
        return max(outlines, key=lambda outline: float(np.ptp(outline)) if len(outline) else 0.0)


def draw_points(canvas: Canvas, painter: Painter, gc: GraphicsContextBase, markers: Markers) -> None:
    """Draw *markers*, those inside the rectangle that *gc* clips to."""
    places = markers.places
    inside = np.isfinite(places[:, 0]) & np.isfinite(places[:, 1])
    clip = gc.get_clip_rectangle()
    if clip is not None:
        x, y = np.where(inside[:, None], places, -1e9).T
        inside &= (x >= clip.x0 - 1) & (x <= clip.x1 + 1) & (y >= clip.y0 - 1) & (y <= clip.y1 + 1)
    inked = [opacity(gc, colour) > 0 for colour in markers.colours]
    chosen: list[int] = [number for number in np.flatnonzero(inside).tolist() if inked[number % len(inked)]]
    outline = markers.outline()
    size = float(np.ptp(outline, axis=0).max()) if len(outline) else 0.0
    if not chosen or size == 0:
        return
    sign = sign_of(outline, hollow=markers.hollow)
    canvas.next_artist()
    if len(chosen) > MANY or size <= _DOTS:
        _as_dots(canvas, gc, markers, chosen, 1 if size <= DOT else 2)
    elif size > SMALL and not (markers.hollow or is_stroke(markers.path) or _is_plain(markers, sign, size)):
        _as_shapes(painter, gc, markers, chosen)
    elif sign in "│─" or len(markers.path.vertices) == 2 or (size > _BLOCKS and is_stroke(markers.path)):
        for number in chosen:
            form = markers.transforms[number % len(markers.transforms)]
            moved = form + Affine2D().translate(*places[number])
            stroke(canvas, gc, markers.path, moved, markers.colours[number % len(markers.colours)])
    else:
        for number in chosen:
            x, y = places[number]
            colour = markers.colours[number % len(markers.colours)]
            row = int(np.floor(min((canvas.height - y) / CELL_HEIGHT, canvas.rows - 0.5)))
            ink = seen_through(rgb_of(colour), opacity(gc, colour), canvas.dark)
            canvas.mark(row, int(np.floor(x / CELL_WIDTH)), sign, ink)


def _is_plain(markers: Markers, sign: str, size: float) -> bool:
    """Return whether a character says more of the markers of a line than a shape of half cells would."""
    return size <= _BLOCKS and markers.of_line and is_known(markers.outline()) and sign not in "●■"


def _as_dots(canvas: Canvas, gc: GraphicsContextBase, markers: Markers, chosen: list[int], side: int) -> None:
    """Draw each of the *chosen* markers as *side* x *side* dots."""
    places = markers.places
    corner = np.stack([places[:, 0] / DOT, (canvas.height - places[:, 1]) / DOT], axis=1) - (side - 1) / 2
    corner = np.floor(np.where(np.isfinite(corner), corner, -9)).astype(np.int64)
    spots = [np.array((dx, dy)) for dx in range(side) for dy in range(side)]
    colours = markers.colours[: len(places)]
    values = np.array([(*rgb_of(colour), opacity(gc, colour)) for colour in colours])
    different, kind = np.unique(values, axis=0, return_inverse=True)
    which = np.array(chosen, dtype=np.int64)
    kind = kind.reshape(-1)[which % len(values)]
    inks = [
        seen_through((red, green, blue), alpha, canvas.dark) for red, green, blue, alpha in different.tolist()
    ]
    covered = np.concatenate([np.column_stack([corner[which] + spot, kind]) for spot in spots])
    seen = clipped(canvas, gc, covered)
    canvas.speckle(seen[:, :2], seen[:, 2], inks)


def _as_shapes(painter: Painter, gc: GraphicsContextBase, markers: Markers, chosen: list[int]) -> None:
    """Draw the *chosen* markers as filled shapes in the middle of their cells."""
    cell = np.array([CELL_WIDTH, CELL_HEIGHT])
    # Counted from the top, as characters are: both kinds of markers stand in the same row.
    from_top = np.array([0, painter.height]) - markers.places * np.array([-1, 1])
    middle = (np.floor(from_top / cell) + 0.5) * cell
    middle[:, 1] = painter.height - middle[:, 1]
    face = face_context(gc)

    def draw(agg: Any) -> None:
        for number in chosen:
            form = markers.transforms[number % len(markers.transforms)]
            colour = tuple(markers.colours[number % len(markers.colours)])
            size = np.ptp(np.asarray(form.transform(markers.path.vertices)), axis=0)
            if size.max() <= _BLOCKS and is_known(markers.outline()):
                half = np.maximum(np.round(size / cell), 1) * cell / 2
                block = rectangle(middle[number] - half, middle[number] + half)
                agg.draw_path(face, block, IdentityTransform(), colour)
            else:
                agg.draw_path(face, markers.path, form + Affine2D().translate(*middle[number]), colour)

    painter.paint(draw)
