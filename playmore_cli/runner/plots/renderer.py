"""
A matplotlib renderer that draws into character cells.

Everything matplotlib draws comes down to the few calls below, so any artist works. Strokes become dots, faces and
images are painted by Agg and sampled later, small markers and text become characters.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.transforms import Affine2D, Transform

from playmore_cli.runner.plots.arrows import draw_arrows
from playmore_cli.runner.plots.canvas import CELL_HEIGHT, CELL_WIDTH, DPI, Canvas, Letter, Rect
from playmore_cli.runner.plots.faces import Painter, face_context, is_thin
from playmore_cli.runner.plots.hatches import draw_hatch
from playmore_cli.runner.plots.palette import is_blank, visible_face
from playmore_cli.runner.plots.pens import opacity, rgb_of, stroke
from playmore_cli.runner.plots.points import LARGEST, Markers, draw_points
from playmore_cli.runner.plots.text import cut, plain, width

GROUND = "playmore:ground"
"""Group id of a background that clears what lies below it."""
_OF_MARKERS = frozenset(["line2d", "PathCollection", "Path3DCollection"])
"""Groups of matplotlib's whose shape at a place is a marker; a polygon of any other kind is what it is."""
_FEW = 1000
"""Shapes of one collection up to which each is looked at for being thin, as arrows are."""
_RANGE = 8
"""Colours in one collection from which they are a range and no names."""
_NO_LETTER = Letter(" ", None)
_SHORT = 3
"""Letters: labels up to this length move to a free cell beside them rather than hide another one."""
_BESIDE = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (0, 2), (0, -2))
"""Rows and columns by which they move, tried in this order."""


class CellRenderer(RendererBase):
    """Draws on *canvas*; matplotlib calls the methods with y upwards in pixels, except for text."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        self.width, self.height = canvas.width, canvas.height
        self.dpi = DPI
        self._painter = Painter(canvas)
        self._groups: list[tuple[str, str | None]] = []
        self.left_out = 0
        """Texts that found no room beside others."""

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
        """Note the kind and the id of what is drawn next."""
        self._groups.append((s, gid))

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

    # What it draws

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Any,
        transform: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """Draw a line, or a shape with a face of colour *rgbFace* and an edge."""
        if self._groups and self._groups[-1][1] == GROUND:
            self._clear(path, transform)
            return
        filled = rgbFace is not None and opacity(gc, rgbFace) > 0 and len(path.vertices) > 0
        if filled:
            self._painter.shape(gc, path, transform, rgbFace)
        edge = gc.get_rgb()
        self.canvas.next_artist()
        if gc.get_hatch():
            draw_hatch(self.canvas, gc, path, transform, gc.get_hatch_color() or edge)
        if gc.get_linewidth() > 0 and not (filled and rgb_of(edge) == rgb_of(rgbFace)):
            stroke(self.canvas, gc, path, transform, edge)
        elif filled and is_thin(path, transform):
            stroke(self.canvas, _solid(gc), path, transform, rgbFace)

    def _clear(self, path: Any, transform: Transform) -> None:
        """Make the cells under the rectangle *path* blank."""
        corners = np.asarray(transform.transform(path.vertices))
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        left, right = max(int(x0 // CELL_WIDTH), 0), min(int(-(-x1 // CELL_WIDTH)), self.canvas.columns)
        top = max(int((self.height - y1) // CELL_HEIGHT), 0)
        bottom = min(int(-(-(self.height - y0) // CELL_HEIGHT)), self.canvas.rows)
        self.canvas.wipe(Rect(left, top, right, bottom))

    def draw_image(self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None) -> None:
        """Draw an image of RGBA bytes, its lower left corner at (*x*, *y*)."""
        self._painter.paint(lambda agg: agg.draw_image(gc, round(x), round(y), im), gc.get_clip_rectangle())

    def draw_quad_mesh(
        self,
        gc: GraphicsContextBase,
        master_transform: Any,
        meshWidth: Any,  # noqa: N803
        meshHeight: Any,  # noqa: N803
        coordinates: Any,
        offsets: Any,
        offsetTrans: Any,  # noqa: N803
        facecolors: Any,
        antialiased: Any,
        edgecolors: Any,
    ) -> None:
        """Draw a mesh of quadrilaterals (``pcolormesh``)."""
        self._painter.paint(
            lambda agg: agg.draw_quad_mesh(
                gc,
                master_transform,
                meshWidth,
                meshHeight,
                coordinates,
                offsets,
                offsetTrans,
                facecolors,
                False,
                edgecolors,
            )
        )

    def draw_gouraud_triangles(
        self, gc: GraphicsContextBase, triangles_array: Any, colors_array: Any, transform: Transform
    ) -> None:
        """Draw triangles with colours that run from corner to corner."""
        self._painter.paint(
            lambda agg: agg.draw_gouraud_triangles(gc, triangles_array, colors_array, transform)
        )

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Any,
        marker_trans: Transform,
        path: Any,
        trans: Transform,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """Draw one marker at every corner of *path*."""
        filled = (
            rgbFace is not None and opacity(gc, rgbFace) > 0 and not is_blank(tuple(rgbFace), gc.get_rgb())
        )
        places = np.asarray(trans.transform(path.vertices), dtype=np.float64)
        if not self._draws_markers():
            for place in places:
                self.draw_path(gc, marker_path, marker_trans + Affine2D().translate(*place), rgbFace)
            return
        colour = rgbFace if filled else gc.get_rgb()
        markers = Markers(marker_path, [marker_trans], places, [colour], not filled, of_line=True)
        draw_points(self.canvas, self._painter, gc, markers)

    def _draws_markers(self) -> bool:
        """Whether what is drawn now are points; matplotlib draws a single polygon by the same call."""
        return not self._groups or self._groups[-1][0] in _OF_MARKERS

    def draw_path_collection(
        self,
        gc: GraphicsContextBase,
        master_transform: Any,
        paths: Sequence[Any],
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
        """Draw many shapes: points, error bars, polygons of a surface, lines of a wire frame."""
        if not len(paths):
            return
        transforms = [Affine2D(np.asarray(matrix)) + master_transform for matrix in all_transforms]
        transforms = transforms or [master_transform]
        places = np.asarray(offset_trans.transform(np.asarray(offsets, dtype=np.float64).reshape(-1, 2)))
        faces, edges = np.asarray(facecolors).reshape(-1, 4), np.asarray(edgecolors).reshape(-1, 4)
        blank = (
            len(faces) == 1 == len(edges)
            and self._draws_markers()
            and is_blank(tuple(faces[0]), tuple(edges[0]))
        )
        faces = faces if len(faces) and (faces[:, 3] > 0).any() and not blank else faces[:0]
        colours = faces if len(faces) else edges
        if self._groups and self._groups[-1][0] == "Quiver" and len(colours):
            outlines = [
                np.asarray(transforms[number % len(transforms)].transform(path.vertices))
                + places[number % len(places)]
                for number, path in enumerate(paths)
            ]
            draw_arrows(self.canvas, _solid(gc), outlines, list(colours))
            return
        if len(paths) == 1 and len(colours) and self._draws_markers():
            markers = Markers(paths[0], transforms, places, list(colours), not len(faces))
            if np.ptp(markers.outline()) <= LARGEST:
                draw_points(self.canvas, self._painter, gc, markers)
                return
        if len(faces):
            face = face_context(gc)
            self._painter.paint(
                lambda agg: agg.draw_path_collection(
                    face,
                    master_transform,
                    paths,
                    all_transforms,
                    offsets,
                    offset_trans,
                    self._seen(faces),
                    np.zeros((0, 4)),
                    np.zeros(1),
                    [(0, None)],
                    np.zeros(1, np.uint8),
                    *others[1:],
                    **options,
                )
            )
        shapes = max(len(paths), len(places))
        self.canvas.next_artist()
        edged = len(edges) > 0 and not (len(faces) == len(edges) and np.allclose(faces, edges))
        if not edged and shapes > _FEW:
            return
        hatched = gc.get_hatch() if shapes <= _FEW else None
        own_inks = options.get("hatchcolors")  # since matplotlib 3.11
        hatch_inks = (
            own_inks if own_inks is not None and len(own_inks) else [gc.get_hatch_color() or gc.get_rgb()]
        )
        for number in range(shapes):
            shift = places[number % len(places)] if len(places) else (0.0, 0.0)
            path = paths[number % len(paths)]
            moved = transforms[number % len(transforms)] + Affine2D().translate(*shift)
            if hatched:
                draw_hatch(self.canvas, gc, path, moved, hatch_inks[number % len(hatch_inks)])
            wide = float(linewidths[number % len(linewidths)]) if len(linewidths) else 1.0
            if edged and wide > 0:
                pen = _solid(gc)
                pen.set_linewidth(wide)
                pen.set_dashes(*(linestyles[number % len(linestyles)] if len(linestyles) else (0, None)))
                stroke(self.canvas, pen, path, moved, edges[number % len(edges)])
            elif len(faces) > 0 and shapes <= _FEW and is_thin(path, moved):
                stroke(self.canvas, _solid(gc), path, moved, faces[number % len(faces)])

    def _seen(self, faces: Any) -> Any:
        """Return *faces* with black made visible, unless it is one end of a range of colours."""
        if len(np.unique(faces, axis=0)) > _RANGE:
            return faces
        return np.array([visible_face(tuple(face), self.canvas.dark) for face in faces.tolist()])

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
        """Write one line, its left end at *x* and its foot at *y* (pixels, downwards); upright ones stacked."""
        text, ink, bold = cut(plain(s), self.canvas.columns), rgb_of(gc.get_rgb()), _is_bold(prop)
        if not (np.isfinite(x) and np.isfinite(y)) or gc.get_alpha() == 0:
            return
        if 80 < angle % 180 < 100 and text.upper() != text.lower() and len(text) <= self.canvas.rows:
            column = max(round(x / CELL_WIDTH) - 1, 0)
            for number, letter in enumerate(text):
                self.canvas.write(int(y // CELL_HEIGHT) - len(text) + number, column, letter, ink, bold)
            return
        if angle:
            half = width(text) * CELL_WIDTH / 2
            x_middle, y_middle = x + half * np.cos(np.radians(angle)), y - half * np.sin(np.radians(angle))
            row = int(np.floor(y_middle / CELL_HEIGHT - 0.5))
            column = int(np.floor((x_middle - half) / CELL_WIDTH + 0.499))
        elif mtext is None:
            row, column = int(np.floor(y / CELL_HEIGHT - 0.5)), int(np.floor(x / CELL_WIDTH + 0.499))
        else:
            row, column = self._anchored(mtext, width(text))
        # what would stand beyond an edge is moved in: half a word, or a number without its sign, would mislead
        column = max(min(column, self.canvas.columns - width(text)), 0)
        row += (row == -1) - (row == self.canvas.rows)
        self._write_free(row, column, text, ink, bold, is_fixed=_is_of_image(mtext))

    def draw_tex(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, *, mtext: Any = None
    ) -> None:
        """Write text that was meant for LaTeX, which need not be there, as other text."""
        self.draw_text(gc, x, y, s, prop, angle, "TeX", mtext)

    def _write_free(self, row: int, column: int, text: str, ink: Any, bold: bool, is_fixed: bool) -> None:
        """
        Write *text* at its place or beside it where it hides no other and joins no other number.

        A text without such a place is left out: half of one and half of another would read as a third. One that
        *is_fixed* belongs to a pixel, and would say something else of its neighbour.
        """
        ways = _BESIDE if width(text) <= _SHORT else ((0, 0), (1, 0), (-1, 0))
        for down, right in ways[:1] if is_fixed else ways:
            if self._is_free(row + down, column + right, text):
                self.canvas.write(row + down, column + right, text, ink, bold)
                return
        there = (
            self.canvas.letters.get((row, column + each), _NO_LETTER).text for each in range(width(text))
        )
        if 0 <= row < self.canvas.rows and "".join(there) != text:
            self.left_out += 1

    def _is_free(self, row: int, column: int, text: str) -> bool:
        letters, end = self.canvas.letters, column + width(text)
        if any((row, each) in letters for each in range(column, end)):
            return False
        before, after = (letters.get((row, each), _NO_LETTER).text for each in (column - 1, end))
        return not (
            (_is_numeric(before) and _is_numeric(text[:1])) or (_is_numeric(text[-1:]) and _is_numeric(after))
        )

    def _anchored(self, text: Any, cells: int) -> tuple[int, int]:
        """Return the cell in which a text of one line begins: its own point, moved by its alignment."""
        x, y = text.get_transform().transform(text.get_unitless_position())
        across, down = x / CELL_WIDTH, (self.height - y) / CELL_HEIGHT
        start = {"left": across, "right": across - cells}.get(text.get_ha(), across - cells / 2)
        row = {"top": down, "bottom": down - 1, "baseline": down - 1}.get(text.get_va(), down - 0.5)
        return int(np.floor(row + 0.501)), int(np.floor(start + 0.499))


def _is_of_image(text: Any) -> bool:
    """Return whether a text stands on the pixel of an image."""
    axes = getattr(text, "axes", None)
    return axes is not None and bool(axes.images) and text.get_transform() is axes.transData


def _is_numeric(letter: str) -> bool:
    return letter.isnumeric() or (letter != "" and letter in ".,−-%")


def _solid(gc: GraphicsContextBase) -> GraphicsContextBase:
    """Return a copy of *gc* that draws thin lines without dashes."""
    pen = GraphicsContextBase()
    pen.copy_properties(gc)
    pen.set_linewidth(1)
    pen.set_dashes(0, None)
    return pen


def _is_bold(prop: Any) -> bool:
    weight = prop.get_weight()
    return weight in ("bold", "heavy", "black", "semibold", "extra bold") or (
        isinstance(weight, int | float) and weight >= 600
    )
