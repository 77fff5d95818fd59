r"""
Text from elsewhere, made safe to print.

A program's output, a note or a lesson from a stranger may hold bytes that command the terminal: set its
title, fill the clipboard, move the cursor over what was shown, switch screens. Only colours and the common
emphases are let through; everything else is dropped or shown as a sign. What a terminal would show in the end
of a line that was drawn over (a progress bar that returns to its beginning) is worked out here.
"""

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

MAX_CHARACTERS = 200_000
MAX_LINE = 20_000
_MAX_MARKS = 3
"""Accents on one character; languages need two, decorated nonsense piles up dozens."""

_MARKS = ("Mn", "Me", "Cf")
_HARMLESS = re.compile(
    "[\t\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    "\u2070-\u20cf\u2100-\u2cee\u2cf2-\u2d7e\u2d80-\u2ddf\u2e00-\u2e7f\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)
_TOKEN = re.compile(
    r"(?P<colour>\x1b\[[0-9;:]{0,80}m)"
    r"|(?P<erase>\x1b\[[0-2]?K)"
    # operating system commands and other strings, even unfinished: they end at a bell, ST or the line's end
    r"|(?P<string>(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|(?=\x1b)|$))"
    r"|(?P<sequence>(?:\x1b\[|\x9b)[0-?]*[ -/]*(?:[@-~]|(?=[^0-?]|$)))"
    r"|(?P<escape>\x1b[ -/]*[0-~]?)"
    r"|(?P<control>[\x00-\x08\x0a-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x08\x0a-\x1f\x7f-\x9f]+)"
)
_MOVES = re.compile(r"[\r\x08]|\x1b\[[0-2]?K")
_LINE_END = re.compile("\r*\n|[\u2028\u2029]")
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LONE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

PLAIN = Style.null()
_SIGN = Style(dim=True)
_CUT = " … the rest of this line is not shown"
_Piece = tuple[str, Style]


def clean(text: str, *, max_characters: int = MAX_CHARACTERS, max_line: int = MAX_LINE) -> Text:
    """
    Return *text* with its colours, and with nothing else that a terminal would obey.

    Text beyond *max_characters* is left out, and a last line says how much; so is what stands in one line
    beyond *max_line* characters.
    """
    rows, _ = _rows(text[:max_characters], PLAIN, max_line)
    result = _assemble(rows)
    if len(text) > max_characters:
        result.append(f"\n… {len(text) - max_characters:,} more characters are not shown", _SIGN)
    return result


def clean_plain(text: str, *, max_characters: int = MAX_CHARACTERS, max_line: int = MAX_LINE) -> str:
    r"""
    Return *text* without colours and without anything that a terminal would obey.

    >>> clean_plain("\x1b[31mred\x1b[0m \x1b]0;title\x07and 10%\r and 99%")
    ' and 99%10%'
    """
    if len(text) <= min(max_characters, max_line) and "\n" not in text and _HARMLESS.fullmatch(text):
        return text
    return clean(text, max_characters=max_characters, max_line=max_line).plain


class StreamCleaner:
    """
    Cleans output that arrives in chunks: whole lines as they are finished, colours carried on.

    *max_characters* bounds the whole stream; after it only *left_out* grows, the count of what is not shown.
    """

    def __init__(self, max_characters: int = MAX_CHARACTERS, max_line: int = MAX_LINE) -> None:
        self._left = max_characters
        self._max_line = max_line
        self._pending = ""
        self._style = PLAIN
        self.left_out = 0

    def feed(self, chunk: str) -> Text | None:
        """Return the lines that *chunk* finished, without the last line end, or ``None`` for none."""
        taken = chunk[: self._left]
        self._left -= len(taken)
        self.left_out += len(chunk) - len(taken)
        whole, line_end, self._pending = (self._pending + taken).rpartition("\n")
        self._pending = _forget_drawn_over(self._pending)
        if not line_end:
            return None
        rows, self._style = _rows(whole, self._style, self._max_line)
        return _assemble(rows)

    def unfinished(self) -> Text:
        """Return the line that has not ended yet, as it stands: a prompt, or a progress bar."""
        rows, _ = _rows(self._pending, self._style, self._max_line)
        return _assemble(rows)

    def finish(self) -> Text | None:
        """Return what remains when the stream has ended, or ``None``."""
        rest = self.unfinished()
        self._pending = ""
        if self.left_out:
            rest.append("\n" if rest.plain else "")
            rest.append(f"… {self.left_out:,} more characters are not shown", _SIGN)
        return rest if rest.plain else None


def _forget_drawn_over(line: str) -> str:
    """A bar that is redrawn for an hour must not grow in memory: its last two drawings are enough."""
    if len(line) < 100_000:
        return line
    return line[max(line.rfind("\r", 0, line.rfind("\r")), len(line) - 100_000, 0) :]


def _rows(text: str, style: Style, max_line: int) -> tuple[list[list[_Piece]], Style]:
    rows = []
    for line in _LINE_END.split(text):
        if len(line) <= max_line and _HARMLESS.fullmatch(line):
            rows.append([(line, style)])
            continue
        row, style = _row(line, style, max_line)
        rows.append(row)
    return rows, style


def _row(line: str, style: Style, max_line: int) -> tuple[list[_Piece], Style]:
    if _MOVES.search(line):
        cells = _Cells(max_line)
        style = cells.draw(line, style)
        return cells.pieces(), style
    row: list[_Piece] = []
    tidy = _Tidy()
    room = max_line
    for token in _TOKEN.finditer(line):
        kind, value = token.lastgroup, token[0]
        if kind == "colour":
            style = _coloured(style, value)
        elif kind == "text":
            if room > 0:
                row.append((tidy.text(value[:room]), style))
            room -= len(value)
        elif kind == "control" and room > 0 and (sign := _sign(value)):
            row.append((sign, _SIGN))
            room -= 1
    if room < 0:
        row.append((_CUT, _SIGN))
    return row, style


class _Cells:
    """One line as a terminal fills it: a character may be written over by a later one."""

    def __init__(self, max_line: int) -> None:
        self._cells: list[_Piece] = []
        self._column = 0
        self._max_line = max_line
        self._tidy = _Tidy()
        self._cut = False

    def draw(self, line: str, style: Style) -> Style:
        """Write the line; return the style that holds at its end."""
        for token in _TOKEN.finditer(line):
            kind, value = token.lastgroup, token[0]
            if kind == "colour":
                style = _coloured(style, value)
            elif kind == "erase":
                self._erase(value)
            elif value == "\r":
                self._column = 0
            elif value == "\b":
                self._column = max(0, self._column - 1)
            elif kind == "control":
                self._write(_sign(value), _SIGN)
            elif kind == "text":
                self._write(self._tidy.text(value), style)
        return style

    def _erase(self, value: str) -> None:
        if "2" in value:
            self._cells = [(" ", PLAIN)] * self._column
        elif "1" in value:
            self._cells[: self._column] = [(" ", PLAIN)] * min(self._column, len(self._cells))
        else:
            del self._cells[self._column :]

    def _write(self, text: str, style: Style) -> None:
        for character in text:
            if self._column >= self._max_line:
                self._cut = True
                return
            if character == "\t":
                step = 8 - self._column % 8
                missing = self._column + step - len(self._cells)
                self._cells += [(" ", style)] * missing
                self._column += step
                continue
            width = cell_len(character) if character > "\u02ff" else 1
            if width == 0:
                self._put_on_last(character)
                continue
            # the second half of a wide character is an empty cell
            self._cells[self._column : self._column + width] = [(character, style), ("", style)][:width]
            self._column += width

    def _put_on_last(self, mark: str) -> None:
        if 0 < self._column <= len(self._cells):
            under, look = self._cells[self._column - 1]
            if len(under) <= _MAX_MARKS:
                self._cells[self._column - 1] = (under + mark, look)

    def pieces(self) -> list[_Piece]:
        """Return the line as it looks in the end, without the spaces that an erased bar leaves."""
        while self._cells and self._cells[-1] == (" ", PLAIN):
            self._cells.pop()
        return [*self._cells, (_CUT, _SIGN)] if self._cut else self._cells


def _assemble(rows: list[list[_Piece]]) -> Text:
    """Join equal looks into one run; the Text carries no markup, so brackets and colons stay as they are."""
    result = Text()
    run: list[str] = []
    look = PLAIN
    for number, row in enumerate(rows):
        if number:
            run.append("\n")
        for characters, style in row:
            if style is not look and style != look:
                result.append("".join(run), look)
                run, look = [], style
            run.append(characters)
    return result.append("".join(run), look)


def _sign(control: str) -> str:
    """Return what to show for a control character: nothing for bell and escape, else its picture."""
    if control in "\x07\x1b":
        return ""
    return chr(0x2400 + ord(control)) if ord(control) < 32 else "\ufffd"


class _Tidy:
    """Shows what would turn the direction of writing, drops the invisible, and thins out piles of accents."""

    def __init__(self) -> None:
        self._marks = 0

    def text(self, text: str) -> str:
        """Return *text* tidied; the accents at its beginning count with those before it."""
        if _HARMLESS.fullmatch(text):
            self._marks = 0
            return text
        text = _DIRECTION.sub(lambda found: f"<{ord(found[0]):04X}>", text)
        text = _LONE.sub("\ufffd", _INVISIBLE.sub("", text))
        kept = []
        for character in text:
            if character < "\u0300" or unicodedata.category(character) not in _MARKS:
                self._marks = 0
            else:
                self._marks += 1
            if self._marks <= _MAX_MARKS:
                kept.append(character)
        return "".join(kept)


_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike", 21: "underline"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",)}


@lru_cache(maxsize=4096)
def _coloured(style: Style, sequence: str) -> Style:
    """
    Return *style* after a colour sequence ``ESC [ ... m``.

    Blinking and concealed text are left out on purpose: the one distracts, the other hides.
    """
    codes = _codes(sequence[2:-1])
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = PLAIN
        elif code in _ON:
            style += Style.parse(_ON[code])
        elif code in _OFF:
            style += Style.parse(" ".join(f"not {name}" for name in _OFF[code]))
        elif code in (38, 48):
            colour = _extended(codes)
            if colour:
                style += Style.parse(colour if code == 38 else f"on {colour}")
        elif code in (39, 49):
            style += Style.parse("default" if code == 39 else "on default")
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style += Style.parse(f"color({code % 10 + 8 * (code >= 90)})")
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style += Style.parse(f"on color({code % 10 + 8 * (code >= 100)})")
    return style


def _codes(parameters: str) -> list[int]:
    """Return the numbers of a sequence; of ``38:2::r:g:b`` the empty colour space is left out."""
    codes: list[int] = []
    for part in parameters.split(";"):
        numbers = [int(number[-4:]) if number else 0 for number in part.split(":")]
        if len(numbers) == 1:
            codes += numbers
        elif numbers[0] in (38, 48):
            codes += numbers[:2] + numbers[-3:] if numbers[1] == 2 and len(numbers) > 5 else numbers
        elif numbers[0] == 4:
            codes.append(4 if numbers[1] else 24)
    return codes


def _extended(codes: list[int]) -> str:
    """Take the rest of a 38 or 48 sequence off *codes*; return the colour's name, or nothing."""
    kind = codes.pop(0) if codes else None
    if kind == 5 and codes:
        index = codes.pop(0)
        return f"color({index})" if index < 256 else ""
    if kind == 2 and len(codes) >= 3:
        red, green, blue = (min(255, codes.pop(0)) for _ in range(3))
        return f"#{red:02x}{green:02x}{blue:02x}"
    codes.clear()
    return ""
