"""Which artists leave something on the picture: words must not tell of what nobody sees."""

from typing import Any

import numpy as np
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

_NOTHING = ("None", "none", " ", "")


def is_seen(artist: Any, axes: Any) -> bool:
    """Return whether *artist* is visible, has ink, and reaches into the view of *axes*."""
    return artist.get_visible() and has_ink(artist) and _is_in_view(artist, axes)


def has_ink(artist: Any) -> bool:
    """Return whether *artist* is drawn with anything that is not wholly transparent."""
    if np.ndim(artist.get_alpha()) == 0 and artist.get_alpha() == 0:
        return False
    match artist:
        case Line2D():
            drawn = str(artist.get_linestyle()) not in _NOTHING and artist.get_linewidth() > 0
            if drawn and to_rgba(artist.get_color())[3] > 0:
                return True
            marked = str(artist.get_marker()) not in _NOTHING and artist.get_markersize() > 0
            inks = (artist.get_markerfacecolor(), artist.get_markeredgecolor())
            return marked and any(to_rgba(ink)[3] > 0 for ink in inks)
        case Collection():
            if artist.get_array() is not None and np.any(_widths(artist) > 0):
                return True  # coloured by values when it is drawn
            faces, edges = to_rgba_array(artist.get_facecolor()), to_rgba_array(artist.get_edgecolor())
            has_faces = bool((faces[:, 3] > 0).any()) and _has_size(artist)
            return has_faces or bool(
                (edges[:, 3] > 0).any() and np.any(_widths(artist) > 0) and _has_size(artist)
            )
        case Patch():
            has_face = artist.get_fill() and to_rgba(artist.get_facecolor())[3] > 0
            return has_face or (artist.get_linewidth() > 0 and to_rgba(artist.get_edgecolor())[3] > 0)
        case Text():
            return to_rgba(artist.get_color())[3] > 0
    return True


def _widths(collection: Collection) -> Any:
    return np.atleast_1d(np.asarray(collection.get_linewidth(), dtype=np.float64))


def _has_size(collection: Any) -> bool:
    sizes = collection.get_sizes() if hasattr(collection, "get_sizes") else ()
    return len(sizes) == 0 or bool(np.any(np.asarray(sizes) > 0))


def _is_in_view(artist: Any, axes: Any) -> bool:
    """Whether the box around it reaches into the view; where it has none, or the axes is no rectangle, it may."""
    if axes.name != "rectilinear":
        return True
    match artist:
        case Line2D():
            points = artist.get_transform().transform(artist.get_xydata())
        case AxesImage():
            left, right, bottom, top = artist.get_extent()
            points = artist.get_transform().transform([(left, bottom), (right, top)])
        case Patch():
            points = artist.get_extents().get_points()
        case Collection():
            points = axes.transData.transform(artist.get_datalim(axes.transData).get_points())
        case _:
            return True
    points = np.asarray(points, dtype=np.float64)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return True
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    view = axes.bbox
    return bool(x1 >= view.x0 - 1 and x0 <= view.x1 + 1 and y1 >= view.y0 - 1 and y0 <= view.y1 + 1)
