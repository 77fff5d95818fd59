"""
A matplotlib renderer that draws into character cells.

Everything matplotlib draws comes down to the few calls below, so any artist works. Strokes become dots, faces and
images are painted by Agg without antialiasing and sampled later, small markers and text become characters.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform, Transform

from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DOT, DPI, Box, Canvas
from playmore_cli.runner.plots.markers import SMALL, sign_of
from playmore_cli.runner.plots.palette import Rgb, blend
from playmore_cli.runner.plots.strokes import line_dots
from playmore_cli.runner.plots.text import plain, width

Floats = npt.NDArray[np.float64]

GROUND = "playmore:ground"
"""Group id of a background that clears what lies below it."""
_SQUARE = Path([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]], closed=True)
_MANY = 400
"""More markers than this are drawn as dots instead of characters."""
_SNAPPED = 3 * CELL_HEIGHT
"""Markers up to this size are moved to the middle of their cell, so that all look alike."""


class CellRenderer(RendererBase):
    """Draws on *canvas*; matplotlib calls the methods with y upwards in pixels, except for text."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        self.width, self.height = canvas.width, canvas.height
        self._agg = RendererAgg(canvas.width, canvas.height, DPI)
        self._groups: list[str | None] = []

    # What matplotlib asks

    def flipy(self) -> bool:
        """Text is placed from the top."""
        return True

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Size in pixels."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Convert typographic points."""
        return points * DPI / 72

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Note the id of what is drawn next."""
        self._groups.append(gid)

    def close_group(self, s: str) -> None:
        """Forget it."""
        if self._groups:
            self._groups.pop()

    def option_image_nocomposite(self) -> bool:
        """Images are drawn one by one, each at its place among the artists."""
        return True

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Text takes whole cells."""
        return width(plain(s)) * CELL_WIDTH, CELL_HEIGHT, 0.0

    def _get_font_height_metrics(self, prop: Any) -> tuple[float, float, float]:
        """Lines of text lie one cell apart (asked since matplotlib 3.11)."""
        return CELL_HEIGHT, 0.0, 0.0

    # Faces and images

    def _paint(self, draw: Callable[[RendererAgg], None]) -> None:
        """Let *draw* paint on an empty surface and lay the result over the canvas."""
        self._agg.clear()
        draw(self._agg)
        painted = np.asarray(self._agg.buffer_rgba())
        there = painted[..., 3] > 0
        rows = np.flatnonzero(there.any(axis=1))
        if not len(rows):
            return
        columns = np.flatnonzero(there[rows[0] : rows[-1] + 1].any(axis=0))
        patch = painted[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        self.canvas.fill(int(rows[0]), int(columns[0]), patch)

    def _face_context(self, gc: GraphicsContextBase) -> GraphicsContextBase:
        """Return a copy of *gc* for a face alone: no edge, hard borders."""
        face = self.new_gc()
        face.copy_properties(gc)
        face.set_linewidth(0)
        face.set_antialiased(False)
        face.set_snap(False)
        face.set_hatch(None)
        return face

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:  # noqa: N803
        """Draw a line, or a shape with a face of colour *rgbFace* and an edge."""
        if self._groups and self._groups[-1] == GROUND:
            self._clear(path, transform)
            return
        if rgbFace is not None and _opacity(gc, rgbFace) > 0 and len(path.vertices):
            face = self._face_context(gc)
            shape, placed = _at_least_visible(path, transform)
            self._paint(lambda agg: agg.draw_path(face, shape, placed, tuple(rgbFace)))
        if gc.get_linewidth() > 0 and not (rgbFace is not None and _same(gc.get_rgb(), rgbFace)):
            self._stroke(gc, path, transform, gc.get_rgb())

    def _clear(self, path: Path, transform: Transform) -> None:
        """Make the cells under the rectangle *path* blank, and its surroundings that would run into labels."""
        corners = np.asarray(transform.transform(path.vertices))
        low, high = corners.min(axis=0), corners.max(axis=0)
        left, right = int(max(low[0] // CELL_WIDTH, 0)), int(min(-(-high[0] // CELL_WIDTH), self.canvas.columns))
        top = int(max((self.height - high[1]) // CELL_HEIGHT, 0))
        bottom = int(min(-(-(self.height - low[1]) // CELL_HEIGHT), self.canvas.rows))
        self.canvas.wipe(Box(left, top, right, bottom))

    def draw_image(self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None) -> None:
        """Draw an image of RGBA bytes, its lower left corner at (*x*, *y*)."""
        self._paint(lambda agg: agg.draw_image(gc, round(x), round(y), im))

    def draw_quad_mesh(self, *args: Any, **options: Any) -> None:
        """Draw a mesh of quadrilaterals (``pcolormesh``)."""
        self._paint(lambda agg: agg.draw_quad_mesh(*args, **options))

    def draw_gouraud_triangles(
        self, gc: GraphicsContextBase, triangles_array: Any, colors_array: Any, transform: Transform
    ) -> None:
        """Draw triangles with colours that run from corner to corner."""
        self._paint(lambda agg: agg.draw_gouraud_triangles(gc, triangles_array, colors_array, transform))

    # Lines

    def _stroke(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgba: Any) -> None:
        alpha = _opacity(gc, rgba)
        if alpha <= 0:
            return
        ink = blend(_rgb(rgba), alpha, self.canvas.dark)
        margin = 2 * max(self.width, self.height)
        shown = path.cleaned(
            transform=transform,
            remove_nans=True,
            clip=(-margin, -margin, self.width + margin, self.height + margin),
            simplify=False,
            curves=False,
        )
        offset, pattern = gc.get_dashes()
        scale = 2 * DPI / 72 / DOT
        dashes = [] if pattern is None else [max(round(float(length) * scale), 1) for length in pattern]
        self.canvas.next_artist()
        for part in shown.to_polygons(closed_only=False):
            corners = np.asarray(part, dtype=np.float64)
            if len(corners) < 2 or not np.isfinite(corners).all():
                continue
            dots = np.stack([corners[:, 0] / DOT, (self.height - corners[:, 1]) / DOT], axis=1)
            covered = line_dots(dots, dashes, float(offset or 0) * scale)
            if gc.get_linewidth() * DPI / 72 >= 1.75 * DOT:
                covered = np.concatenate([covered, covered + [1, 0], covered + [0, 1]])
            self.canvas.stroke(self._clipped(gc, covered), ink)

    def _clipped(self, gc: GraphicsContextBase, dots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the *dots* inside the rectangle and the path that *gc* clips to."""
        clip = gc.get_clip_rectangle()
        if clip is not None:
            left, right = np.floor(clip.x0 / DOT + 0.01), np.ceil(clip.x1 / DOT - 0.01)
            top = np.floor((self.height - clip.y1) / DOT + 0.01)
            bottom = np.ceil((self.height - clip.y0) / DOT - 0.01)
            x, y = dots[:, 0], dots[:, 1]
            low, side = np.minimum(y, bottom - 1), np.minimum(x, right - 1)
            dots = np.stack([np.where(x == right, side, x), np.where(y == bottom, low, y)], axis=1)
            x, y = dots[:, 0], dots[:, 1]
            dots = dots[(x >= left) & (x < right) & (y >= top) & (y < bottom)].astype(np.int64)
        outline, transform = gc.get_clip_path()
        if outline is not None and transform is not None and len(dots):
            centres = np.stack([(dots[:, 0] + 0.5) * DOT, self.height - (dots[:, 1] + 0.5) * DOT], axis=1)
            dots = dots[outline.contains_points(centres, transform, radius=DOT)]
        return dots

    # Markers and collections

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """Draw one marker at every corner of *path*."""
        places = np.asarray(trans.transform(path.vertices), dtype=np.float64)
        face = rgbFace if rgbFace is not None and _opacity(gc, rgbFace) > 0 else None
        outline = np.asarray(marker_trans.transform(marker_path.vertices))
        colour = face if face is not None else gc.get_rgb()
        self._markers(gc, outline, marker_path, [marker_trans], places, [colour], face is None)

    def draw_path_collection(
        self,
        gc: GraphicsContextBase,
        master_transform: Any,
        paths: Sequence[Path],
        all_transforms: Any,
        offsets: Any,
        offset_trans: Any,
        facecolors: Any,
        edgecolors: Any,
        linewidths: Any,
        linestyles: Any,
        *others: Any,
        **options: Any,
    ) -> None:
        """Draw many shapes: points, bars of an error, polygons of a surface, lines of a wire frame."""
        shapes = max(len(paths), len(offsets))
        if not len(paths) or not shapes:
            return
        transforms = [Affine2D(np.asarray(matrix)) + master_transform for matrix in all_transforms] or [
            master_transform
        ]
        places = np.asarray(offset_trans.transform(np.asarray(offsets, dtype=np.float64).reshape(-1, 2)))
        faces, edges = np.asarray(facecolors).reshape(-1, 4), np.asarray(edgecolors).reshape(-1, 4)
        if len(paths) == 1 and len(offsets) > 0 and len(faces) + len(edges) > 0:
            outlines = [np.asarray(each.transform(paths[0].vertices)) for each in transforms]
            largest = max(
                (np.ptp(outline, axis=0).max() for outline in outlines if len(outline)), default=0.0
            )
            if largest <= _SNAPPED and (len(offsets) > 1 or np.any(places)):
                colours = faces if len(faces) else edges
                biggest = max(outlines, key=lambda outline: float(np.ptp(outline)) if len(outline) else 0.0)
                self._markers(gc, biggest, paths[0], transforms, places, list(colours), not len(faces))
                return
        if len(faces) and (faces[:, 3] > 0).any():
            face = self._face_context(gc)
            self._paint(
                lambda agg: agg.draw_path_collection(
                    face,
                    master_transform,
                    paths,
                    all_transforms,
                    offsets,
                    offset_trans,
                    faces,
                    np.zeros((0, 4)),
                    np.zeros(1),
                    [(0, None)],
                    np.zeros(1, np.uint8),
                    *others[1:],
                    **options,
                )  # fmt: skip
            )
        if not len(edges) or (len(faces) == len(edges) and np.allclose(faces, edges)):
            return
        for number in range(shapes):
            edge, wide = (
                edges[number % len(edges)],
                linewidths[number % len(linewidths)] if len(linewidths) else 1,
            )
            if edge[3] <= 0 or wide <= 0:
                continue
            shift = places[number % len(places)] if len(places) else (0.0, 0.0)
            pen = self.new_gc()
            pen.copy_properties(gc)
            pen.set_linewidth(float(wide))
            pen.set_dashes(*(linestyles[number % len(linestyles)] if len(linestyles) else (0, None)))
            moved = transforms[number % len(transforms)] + Affine2D().translate(*shift)
            self._stroke(pen, paths[number % len(paths)], moved, edge)

    def _markers(
        self,
        gc: GraphicsContextBase,
        outline: Floats,
        path: Path,
        transforms: Sequence[Transform],
        places: Floats,
        colours: Sequence[Any],
        hollow: bool,
    ) -> None:
        """
        Draw markers of one shape at *places* (pixels, y upwards); *outline* is the largest of them.

        Transforms and colours are used in turn, as matplotlib does.
        """
        inside = np.isfinite(places).all(axis=1)
        clip = gc.get_clip_rectangle()
        if clip is not None:
            x, y = places[:, 0], places[:, 1]
            with np.errstate(invalid="ignore"):
                inside &= (x >= clip.x0 - 1) & (x <= clip.x1 + 1) & (y >= clip.y0 - 1) & (y <= clip.y1 + 1)
        chosen = np.flatnonzero(inside)
        size = float(np.ptp(outline, axis=0).max()) if len(outline) else 0.0
        if size > SMALL and not hollow and len(chosen) <= _MANY:
            self._shapes(gc, path, transforms, places, colours, chosen)
        elif len(chosen) <= _MANY and size > 2:
            sign = sign_of(outline)
            for number in chosen:
                x, y = places[number]
                colour = colours[number % len(colours)]
                ink = blend(_rgb(colour), _opacity(gc, colour), self.canvas.dark)
                row = int(np.floor(min((self.height - y) / CELL_HEIGHT, self.canvas.rows - 0.5)))
                self.canvas.mark(row, int(np.floor(x / CELL_WIDTH)), sign, ink)
        else:
            self._dots(gc, places, colours, chosen, 1 if size <= 4 else 2)

    def _dots(
        self, gc: GraphicsContextBase, places: Floats, colours: Sequence[Any], chosen: Any, side: int
    ) -> None:
        """Draw each of the *chosen* places as *side* x *side* dots."""
        corner = np.stack([places[:, 0] / DOT, (self.height - places[:, 1]) / DOT], axis=1) - (side - 1) / 2
        corner = np.floor(np.where(np.isfinite(corner), corner, -9)).astype(np.int64)
        spots = [(dx, dy) for dx in range(side) for dy in range(side)]
        values = np.array([(*_rgb(colour), _opacity(gc, colour)) for colour in colours[: len(places)]])
        different, kind = np.unique(values, axis=0, return_inverse=True)
        kind = kind.reshape(-1)[chosen % len(values)]
        self.canvas.next_artist()
        for number, (red, green, blue, alpha) in enumerate(different.tolist()):
            own = chosen[kind == number]
            if len(own):
                covered = np.concatenate([corner[own] + np.array(spot) for spot in spots])
                self.canvas.stroke(self._clipped(gc, covered), blend((red, green, blue), alpha, self.canvas.dark))

    def _shapes(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transforms: Sequence[Transform],
        places: Floats,
        colours: Sequence[Any],
        chosen: Any,
    ) -> None:
        """Draw the *chosen* markers as filled shapes in the middle of their cells."""
        cell = np.array([CELL_WIDTH, CELL_HEIGHT])
        middle = (np.floor(places / cell) + 0.5) * cell
        face = self._face_context(gc)
        face.set_clip_rectangle(None)

        def draw(agg: RendererAgg) -> None:
            for number in chosen:
                shape = transforms[number % len(transforms)]
                spot = Path(middle[number : number + 1])
                agg.draw_markers(
                    face, path, shape, spot, IdentityTransform(), tuple(colours[number % len(colours)])
                )

        self._paint(draw)

    # Text

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Write one line, its left end at *x* and its foot at *y* (pixels, downwards)."""
        text, ink, bold = plain(s), _rgb(gc.get_rgb()), _is_bold(prop)
        if not (np.isfinite(x) and np.isfinite(y)) or gc.get_alpha() == 0:
            return
        if 45 < angle % 180 < 135:
            column = round(x / CELL_WIDTH) - 1
            for number, letter in enumerate(text):
                self.canvas.write(int(y // CELL_HEIGHT) - len(text) + number, column, letter, ink, bold)
            return
        if mtext is None or angle:
            row, column = int(np.floor(y / CELL_HEIGHT - 0.5)), int(np.floor(x / CELL_WIDTH + 0.499))
        else:
            row, column = self._anchored(mtext, width(text))
        if width(text) <= 3:
            row, column = self._free(row, column, width(text))
        self.canvas.write(row, column, text, ink, bold)

    def _anchored(self, text: Any, cells: int) -> tuple[int, int]:
        """Return the cell in which a text of one line begins: its own point, moved by its alignment."""
        x, y = text.get_transform().transform(text.get_unitless_position())
        across, down = x / CELL_WIDTH, (self.height - y) / CELL_HEIGHT
        start = {"left": across, "right": across - cells}.get(text.get_ha(), across - cells / 2)
        row = {"top": down, "bottom": down - 1, "baseline": down - 1}.get(text.get_va(), down - 0.5)
        return int(np.floor(row + 0.501)), int(np.floor(start + 0.499))

    def _free(self, row: int, column: int, cells: int) -> tuple[int, int]:
        """Return the place itself, or the nearest one where a short label hides no other."""
        for down, right in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (0, 2), (0, -2)):
            spot = range(column + right, column + right + cells)
            if not any((row + down, each) in self.canvas.letters for each in spot):
                return row + down, column + right
        return row, column


def _rgb(colour: Any) -> Rgb:
    red, green, blue = (float(part) for part in colour[:3])
    return (red, green, blue)


def _same(one: Any, other: Any) -> bool:
    return _rgb(one) == _rgb(other)


def _opacity(gc: GraphicsContextBase, colour: Any) -> float:
    if gc.get_forced_alpha():
        return float(gc.get_alpha())
    return float(colour[3]) if len(colour) > 3 else 1.0


def _is_bold(prop: Any) -> bool:
    weight = prop.get_weight()
    return weight in ("bold", "heavy", "black", "semibold", "extra bold") or (
        isinstance(weight, int | float) and weight >= 600
    )


def _at_least_visible(path: Path, transform: Transform) -> tuple[Path, Transform]:
    """Return *path* in pixels, a thin upright rectangle widened so that it fills at least one sample."""
    corners = np.asarray(transform.transform(path.vertices))
    if (
        len(corners) > 5
        or not np.isfinite(corners).all()
        or len(np.unique(np.round(corners, 6), axis=0)) != 4
    ):
        return path, transform
    low, high = corners.min(axis=0), corners.max(axis=0)
    upright = all(len(np.unique(np.round(corners[:, axis], 6))) == 2 for axis in (0, 1))
    least = np.array([CELL_WIDTH / 2, 2.0])
    if not upright or (high - low >= least).all() or (high - low <= 0).any():
        return path, transform
    grown = np.where(high - low < least, np.floor(low / least) * least, low)
    size = np.where(high - low < least, least, high - low)
    (x0, y0), (x1, y1) = grown, grown + size
    return Path([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], closed=True), IdentityTransform()
