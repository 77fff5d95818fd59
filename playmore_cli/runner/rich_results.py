"""
Values that bring their own form along: Jupyter's rich display protocol, as far as a terminal can follow.

A picture is drawn as plots are, Markdown and LaTeX are set as narration is. HTML is taken where the value says
nothing of itself otherwise: its tables become columns, the rest words.
"""

import base64
import binascii
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from playmore_cli.runner.html_words import words_of_html

_WIDEST = 2_000
"""Pixels of a side of a picture; larger ones are reduced, as no terminal shows more."""


class RichForm(NamedTuple):
    """The best form of a value: a *picture* (PNG, JPEG or another kind that Pillow reads), else a *text*."""

    picture: bytes = b""
    text: str = ""
    is_markdown: bool = False


def rich_form(value: Any, plainly: str) -> RichForm | None:
    """
    Return the form that *value* brings along, ``None`` where it brings none that is better than its ``repr``.

    Args:
        value: any; its ``_repr_*_`` methods are called, so this belongs into a copy of the process.
        plainly: its ``repr``. Where that names more than a place in memory, only pictures and Markdown are better.
    """
    if isinstance(value, type):
        return None
    forms = _forms_of(value)
    for kind in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        if content := _bytes_in(forms.get(kind)):
            return RichForm(picture=content)
    if text := _text_in(forms.get("text/markdown")):
        return RichForm(text=text, is_markdown=True)
    if not says_nothing(plainly):
        return None
    if text := _text_in(forms.get("text/latex")):
        return RichForm(text=text, is_markdown=True)
    if text := words_of_html(_text_in(forms.get("text/html"))):
        return RichForm(text=text)
    if text := words_of_html(_text_in(forms.get("image/svg+xml"))):
        return RichForm(text=f"a drawing that only a browser shows; its words: {text}")
    return None


def says_nothing(plainly: str) -> bool:
    """
    Whether a ``repr`` tells no more than a type and a place in memory.

    >>> says_nothing("<IPython.core.display.HTML object>"), says_nothing("<a.B object at 0x7f>"), says_nothing("B(1)")
    (True, True, False)
    """
    return plainly.startswith("<") and (
        " object at 0x" in plainly or plainly.endswith(" object>") or " at 0x" in plainly
    )


def is_plot_noise(value: Any) -> bool:
    """Whether *value* is what a call that draws hands back: artists or an animation of matplotlib, one or several."""
    artist, animation = sys.modules.get("matplotlib.artist"), sys.modules.get("matplotlib.animation")
    if artist is None:
        return False
    kinds = (artist.Artist, animation.Animation) if animation is not None else (artist.Artist,)
    waiting, seen = [value], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if isinstance(one, kinds):
            continue
        if seen > 1_000 or not isinstance(one, list | tuple) or not one:
            return False
        waiting += one
    return True


def figure_of(picture: bytes) -> Any:
    """
    Return a matplotlib figure that shows a picture and nothing else, what is transparent in it white.

    Raises:
        Exception: Pillow cannot read the picture; it raises of many kinds.
    """
    import numpy as np
    from matplotlib.figure import Figure
    from PIL import Image

    with Image.open(BytesIO(picture)) as opened:
        image = opened.convert("RGBA")
    image.thumbnail((_WIDEST, _WIDEST))
    white = Image.new("RGBA", image.size, "white")
    figure = Figure(figsize=(6.4, max(6.4 * image.height / image.width, 0.1)))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(np.asarray(Image.alpha_composite(white, image).convert("RGB")))
    return figure


def _forms_of(value: Any) -> dict[str, Any]:
    """Return by MIME type what a value's methods give; one that raises gives nothing, as in Jupyter."""
    forms: dict[str, Any] = {}
    bundle = _called(value, "_repr_mimebundle_")
    bundle = bundle[0] if isinstance(bundle, tuple) and bundle else bundle
    if isinstance(bundle, Mapping):
        forms |= {str(kind): content for kind, content in bundle.items()}
    for kind, name in _METHODS.items():
        if kind not in forms and (given := _called(value, name)) is not None:
            forms[kind] = given[0] if isinstance(given, tuple) and given else given
    return forms


_METHODS = {
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
}


def _called(value: Any, name: str) -> Any:
    method = getattr(type(value), name, None)
    if not callable(method):
        return None
    try:
        return method(value)
    except Exception:  # the value's own code: whatever it is, another form is taken
        return None


def _bytes_in(content: Any) -> bytes:
    """Return the bytes of a picture, which may come in base64."""
    if isinstance(content, str):
        try:
            return base64.b64decode(content)
        except (binascii.Error, ValueError):
            return b""
    return bytes(content) if isinstance(content, bytes | bytearray) else b""


def _text_in(content: Any) -> str:
    return content.strip() if isinstance(content, str) else ""
