r"""
Pictures for terminals that can show pixels: kitty, iTerm2 and sixel, from the bytes of a PNG.

Everything here is text made from bytes: what a terminal can do is read from its answer, what it is sent is a string.
Whoever holds the terminal asks and writes.

What is sent, `ESC` and `ST` (= ``ESC \``) being control characters:

- kitty: ``ESC _ G a=T,f=100,q=2,c=COLUMNS,r=ROWS,m=1;BASE64 ST`` in pieces of 4,096 characters, ``m=0`` on the last.
- iTerm2: ``ESC ] 1337 ; File=inline=1;size=BYTES;width=COLUMNS;height=ROWS;preserveAspectRatio=1:BASE64 BEL``.
- sixel: ``ESC P 0;1 q "1;1;WIDTH;HEIGHT``, colours ``#N;2;R;G;B`` in per cent, then bands of six rows: for each colour
  of a band ``#N`` and one character per column, 63 plus a bit per row, runs as ``!COUNT CHARACTER``; ``$`` returns to
  the band's left end, ``-`` goes to the next band; ``ST``.
"""

import base64
import io
import re
from collections.abc import Callable, Mapping
from enum import Enum

_ESC, _ST = "\x1b", "\x1b\\"
_PIECE = 4096
_SIXEL_COLOURS = 128

_ATTRIBUTES = re.compile(r"\x1b\[\?([\d;]*)c")
_CELL = re.compile(r"\x1b\[6;(\d+);(\d+)t")


class Protocol(Enum):
    """A way to show pixels."""

    KITTY = "kitty"
    ITERM2 = "iterm2"
    SIXEL = "sixel"


def may_be_asked(environ: Mapping[str, str]) -> bool:
    """
    Return whether a terminal with these variables passes on a question about pictures and prints none of it.

    >>> may_be_asked({"TERM": "xterm-256color"}), may_be_asked({"TERM": "tmux-256color"}), may_be_asked({})
    (True, False, False)
    """
    term = environ.get("TERM", "dumb")
    inside = "TMUX" in environ or "STY" in environ or term.startswith(("screen", "tmux"))
    return not inside and term not in ("dumb", "linux", "")


def protocol_in(answer: str, environ: Mapping[str, str]) -> Protocol | None:
    r"""
    Return how the terminal that gave *answer* shows pixels, ``None`` if it does not.

    >>> protocol_in("\x1b_Gi=31;OK\x1b\\\x1b[?62;c", {})
    <Protocol.KITTY: 'kitty'>
    >>> protocol_in("\x1b[?63;1;2;4;22c", {})
    <Protocol.SIXEL: 'sixel'>
    >>> protocol_in("\x1b[?1;2c", {"LC_TERMINAL": "iTerm2"})
    <Protocol.ITERM2: 'iterm2'>
    >>> protocol_in("\x1b[?1;2c", {})
    """
    if "\x1b_Gi=31;OK" in answer:
        return Protocol.KITTY
    if environ.get("TERM_PROGRAM") == "iTerm.app" or environ.get("LC_TERMINAL") == "iTerm2":
        return Protocol.ITERM2
    attributes = _ATTRIBUTES.search(answer)
    return Protocol.SIXEL if attributes and "4" in attributes[1].split(";") else None


def cell_in(answer: str) -> tuple[int, int] | None:
    r"""
    Return the width and height of a cell in pixels; ``None`` where the terminal did not say.

    >>> cell_in("\x1b[6;18;9t"), cell_in("")
    ((9, 18), None)
    """
    found = _CELL.search(answer)
    return believable_cell(int(found[2]), int(found[1])) if found else None


def believable_cell(wide: float, high: float) -> tuple[int, int] | None:
    """
    Return a cell's size in whole pixels; ``None`` for one that no font has.

    >>> believable_cell(8.03, 15.1), believable_cell(0, 0)
    ((8, 15), None)
    """
    return (int(wide), int(high)) if 2 <= wide <= 200 and 2 <= high <= 400 else None


def image_text(png: bytes, protocol: Protocol, columns: int, rows: int) -> str:
    """
    Return what to write so that the terminal shows *png* in *columns* x *rows* cells.

    A sixel image takes the pixels it has. The cursor is then below the picture or at its end, as the terminal likes.
    """
    makers: dict[Protocol, Callable[[], str]] = {
        Protocol.KITTY: lambda: kitty(png, columns, rows),
        Protocol.ITERM2: lambda: iterm2(png, columns, rows),
        Protocol.SIXEL: lambda: sixel(png),
    }
    return makers[protocol]()


def kitty(png: bytes, columns: int, rows: int) -> str:
    """Return the kitty graphics commands that show *png*; the terminal is told not to answer."""
    data = base64.standard_b64encode(png).decode("ascii")
    pieces = []
    for start in range(0, len(data), _PIECE):
        head = f"a=T,f=100,q=2,c={columns},r={rows}," if start == 0 else ""
        more = int(start + _PIECE < len(data))
        pieces.append(f"{_ESC}_G{head}m={more};{data[start : start + _PIECE]}{_ST}")
    return "".join(pieces)


def iterm2(png: bytes, columns: int, rows: int) -> str:
    """Return the iTerm2 command that shows *png*."""
    data = base64.standard_b64encode(png).decode("ascii")
    options = f"inline=1;size={len(png)};width={columns};height={rows};preserveAspectRatio=1"
    return f"{_ESC}]1337;File={options}:{data}\a"


def sixel(png: bytes) -> str:
    """Return *png* as sixels, in at most 128 colours."""
    from PIL import Image  # for the few terminals that show sixels

    with Image.open(io.BytesIO(png)) as opened:
        flat = Image.new("RGB", opened.size, (255, 255, 255))
        rgba = opened.convert("RGBA")
        flat.paste(rgba, mask=rgba.getchannel("A"))
    image = flat.quantize(_SIXEL_COLOURS, dither=Image.Dither.NONE)
    wide, high = image.size
    pixels, palette = image.tobytes(), image.getpalette() or []
    parts = [f'{_ESC}P0;1q"1;1;{wide};{high}']
    for colour in sorted(set(pixels)):
        red, green, blue = (round(value * 100 / 255) for value in palette[3 * colour : 3 * colour + 3])
        parts.append(f"#{colour};2;{red};{green};{blue}")
    bands = [pixels[start * wide : (start + 6) * wide] for start in range(0, high, 6)]
    parts.append("-".join(_band(band, wide) for band in bands))
    return "".join(parts) + _ST


def _band(band: bytes, wide: int) -> str:
    """Return up to six rows of pixels (palette numbers, row after row) as sixels."""
    rows = [band[start : start + wide] for start in range(0, len(band), wide)]
    return "$".join(f"#{colour}{_sixels(rows, colour)}" for colour in sorted(set(band)))


def _sixels(rows: list[bytes], colour: int) -> str:
    """
    Return one character per column, whose bits tell in which *rows* the pixel has that *colour*.

    A row becomes a number with one byte per column; since a byte holds at most 63, the rows can be added as numbers.
    """
    total = 0
    for bit, row in enumerate(rows):
        if colour in row:
            table = bytes(1 << bit if value == colour else 0 for value in range(256))
            total += int.from_bytes(row.translate(table), "big")
    characters = total.to_bytes(len(rows[0]), "big").translate(_TO_CHARACTERS).decode("ascii")
    return _RUN.sub(lambda found: f"!{len(found[0])}{found[1]}", characters.rstrip("?"))


_TO_CHARACTERS = bytes((63 + value) % 256 for value in range(256))
_RUN = re.compile(r"(.)\1{3,}")
