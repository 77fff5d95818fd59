"""
Formulae in characters: a subset of LaTeX as one line of Unicode, or as a small drawing of several lines.

What is outside the subset is not guessed at: `undrawable` says what it was, and the drawing functions return
the source.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len

from playmore_cli.view.maths_reading import (
    COMMA,
    PRIME,
    Accent,
    Big,
    Braced,
    Fenced,
    Fraction,
    Function,
    Matrix,
    Operator,
    Part,
    Relation,
    Remarked,
    Root,
    Row,
    Scripts,
    Sign,
    Space,
    UndrawableError,
    read_formula,
)
from playmore_cli.view.maths_signs import BRACES, LIMITED, LOWERED, MATRICES, RAISED, TALL

_MAX_SMALL = 8
"""Characters of a script that is set in small characters; longer ones are hard to read."""


def undrawable(tex: str) -> str | None:
    r"""
    Return why a formula cannot be drawn, or ``None`` where it can.

    >>> undrawable(r"\frac{a}{b}")
    >>> undrawable(r"\oint x")
    '\\oint is outside the maths that a terminal can draw'
    >>> undrawable("x^{2")
    '{ without its }'
    """
    try:
        read_formula(tex)
    except UndrawableError as reason:
        told = str(reason)
        return (
            f"{told} is outside the maths that a terminal can draw"
            if told[0] == "\\" and " " not in told
            else told
        )
    return None


def inline_maths(tex: str) -> str:
    r"""
    Return a formula as one line; one that is outside the subset as its source.

    >>> inline_maths(r"\frac{\partial L}{\partial w_i} = x_i^2")
    '∂L/∂wᵢ = xᵢ²'
    >>> inline_maths(r"\frac{a + b}{2c}")
    '(a + b)/(2c)'
    """
    try:
        return _line(read_formula(tex)).strip()
    except UndrawableError:
        return " ".join(tex.split())


def box_maths(tex: str) -> list[str]:
    r"""
    Return a formula as lines of characters, none ending in a space; one outside the subset as its source.

    >>> print("\n".join(box_maths(r"x = \frac{a + b}{2}")))
         a + b
    x = ───────
           2
    """
    try:
        box = _boxed(read_formula(tex))
    except UndrawableError:
        return [" ".join(tex.split())]
    return [line.rstrip() for line in box.lines]


# ---- spaces between parts


def _core(part: Part | None) -> Part | None:
    """Return the part that carries the scripts."""
    return part.base if isinstance(part, Scripts) else part


def _spaces(part: Part, before: Part | None, after: Part | None) -> tuple[bool, bool]:
    """Return whether a space belongs before and after a part, for its neighbours' sake."""
    match _core(part):
        case Relation():
            return before is not None, after is not None
        case Operator():
            binary = before is not None and not _opens(before) and after is not None
            return binary, binary
        case Function():
            return _ends_term(before), _begins_term(after) and not _begins_with_bracket(after)
        case Big():
            return _ends_term(before), after is not None
        case Fraction():
            return _ends_term(before), _begins_term(after)
        case _:
            return False, False


def _opens(part: Part) -> bool:
    """Return whether a sign behind *part* belongs to what follows, as in ``(−1`` and ``= −1``."""
    if isinstance(part, Sign):
        return part.text in ("(", "[", "{", ", ", "|", "⟨")
    return isinstance(part, Relation | Operator | Space)


def _ends_term(part: Part | None) -> bool:
    core = _core(part)
    if core is None or isinstance(core, Relation | Operator | Space):
        return False
    return not (isinstance(core, Sign) and core.text in ("(", "[", "{", "/", ", ", "⟨", "|", "‖"))


def _begins_term(part: Part | None) -> bool:
    core = _core(part)
    if core is None or isinstance(core, Relation | Operator | Space):
        return False
    return not (
        isinstance(core, Sign)
        and core.text in (")", "]", "}", ", ", ",", "/", ".", "|", "‖", "⟩", ";", ":", "!")
    )


def _begins_with_bracket(part: Part | None) -> bool:
    core = _core(part)
    return isinstance(core, Fenced) or (isinstance(core, Sign) and core.text in ("(", "["))


# ---- one line


def _line(row: Row) -> str:
    line = ""
    for place, part in enumerate(row):
        before = row[place - 1] if place else None
        after = row[place + 1] if place + 1 < len(row) else None
        space_before, space_after = _spaces(part, before, after)
        if isinstance(_core(part), Fraction) and isinstance(_core(before), Fraction):
            line = line.rstrip() + " · "
        drawn = _line_part(part)
        if part == Space(" ") and line.endswith(" "):
            continue
        line += (
            (" " if space_before and not line.endswith(" ") else "") + drawn + (" " if space_after else "")
        )
    return line


def _line_part(part: Part) -> str:
    match part:
        case Sign(text) | Space(text) | Relation(text) | Operator(text) | Function(text) | Big(text):
            return text
        case Braced(parts):
            return _line(parts).strip()
        case Fraction(above, below, True):
            return f"{_numerator(above)}/{_denominator(below)}"
        case Fraction(above, below):
            return f"{_line(above)} over {_line(below)}"
        case Root(inside, degree):
            return _line_root(inside, degree)
        case Accent(under, mark):
            return _accented(_line(under).strip(), mark)
        case Scripts(base, below, above):
            return _line_scripts(base, below, above)
        case Fenced(left, parts, right):
            return f"{left}{_line(parts).strip()}{right}"
        case Matrix(name, rows):
            return _line_matrix(name, rows)
        case Remarked(parts, remark, _, _):
            said = _line(remark).strip()
            return _line(parts).strip() + (f" ({said})" if said else "")


def _numerator(row: Row) -> str:
    """Return what stands above a stroke, in brackets unless it is a product of signs."""
    row = _unwrapped(row)
    product = all(
        isinstance(core := _core(part), Sign | Braced | Accent | Space | Root | Fenced) and core != Sign("/")
        for part in row
    )
    line = _line(row).strip()
    return line if product and row else f"({line})"


def _denominator(row: Row) -> str:
    """Return what stands below a stroke, in brackets unless it is one thing, such as ``x`` or ``∂x``."""
    row = _unwrapped(row)
    line = _line(row).strip()
    differential = len(row) == 2 and _core(row[0]) in (Sign("d"), Sign("∂"), Sign("∇"))
    single = len(row) == 1 and not isinstance(_core(row[0]), Fraction)
    return line if single or differential else f"({line})"


def _unwrapped(row: Row) -> Row:
    while len(row) == 1 and isinstance(row[0], Braced):
        row = row[0].parts
    return row


def _line_root(inside: Row, degree: Row) -> str:
    held, order = _line(inside).strip(), _line(degree).strip()
    sign = {"": "√", "3": "∛", "4": "∜"}.get(order)
    inside = _unwrapped(inside)
    single = len(inside) == 1 and isinstance(_core(inside[0]), Sign | Accent | Fenced) and "(" not in held[1:]
    body = held if single else f"({held})"
    return f"{sign}{body}" if sign else f"{body}^(1/{order})"


def _accented(letters: str, mark: str) -> str:
    if mark == "\u0304":
        return "".join(letter + mark for letter in letters)
    return letters[:1] + mark + letters[1:]


def _line_scripts(base: Part | None, below: Row | None, above: Row | None) -> str:
    drawn = _line_part(base) if base is not None else ""
    inner = _unwrapped((base,)) if base is not None else ()
    if above is not None and any(isinstance(part, Fraction | Root | Operator | Relation) for part in inner):
        drawn = f"({drawn})"
    return drawn + _script(below, LOWERED, "_") + _script(above, RAISED, "^")


def _script(script: Row | None, small: Mapping[str, str], mark: str) -> str:
    if script is None:
        return ""
    if (drawn := _small(script, small)) is not None:
        return drawn
    line = _line(script).strip()
    primes = len(line) - len(line.lstrip(PRIME.text))
    rest = line[primes:].strip()
    return line[:primes] + mark + (rest if cell_len(rest) == 1 else f"({rest})")


def _small(script: Row, signs: Mapping[str, str]) -> str | None:
    """Return a script in raised or lowered characters where all of them exist and it is short."""
    if any(isinstance(_core(part), Function | Big | Fraction | Root | Fenced) for part in script):
        return None
    packed = _line(script).replace(" ", "").replace("−", "-")
    if len(packed) > _MAX_SMALL or any(letter not in signs for letter in packed):
        return None
    return "".join(signs[letter] for letter in packed)


def _line_matrix(name: str, rows: tuple[tuple[Row, ...], ...]) -> str:
    left, right = MATRICES[name]
    lines = [" ".join(_line(cell).strip() for cell in row).strip() for row in rows]
    return f"{left}{'; '.join(lines)}{'}' if name == 'cases' else right}"


# ---- several lines


class _Box(Struct, frozen=True):
    """Lines of equal width; *base* is the 0-based line that stands level with the text around it."""

    lines: tuple[str, ...]
    base: int

    @property
    def width(self) -> int:
        """Columns."""
        return cell_len(self.lines[0])

    @property
    def height(self) -> int:
        """Lines."""
        return len(self.lines)


_SPACE = _Box((" ",), 0)


def _text(line: str) -> _Box:
    return _Box((line,), 0)


def _boxed(row: Row) -> _Box:
    boxes: list[_Box] = []
    for place, part in enumerate(row):
        before = row[place - 1] if place else None
        after = row[place + 1] if place + 1 < len(row) else None
        space_before, space_after = _spaces(part, before, after)
        if isinstance(_core(part), Fraction):
            # a stroke must not run into the minus sign or the letter beside it
            space_before, space_after = before is not None, after is not None and not isinstance(after, Sign)
        if space_before and boxes and boxes[-1] is not _SPACE:
            boxes.append(_SPACE)
        if part == Space(" ") and (before == COMMA or (boxes and boxes[-1] is _SPACE)):
            continue
        boxes.append(_SPACE if part == Space(" ") else _box_part(part))
        if space_after:
            boxes.append(_SPACE)
    return _beside(boxes) if boxes else _text("")


def _beside(boxes: Sequence[_Box | None]) -> _Box:
    present = [box for box in boxes if box is not None]
    above = max(box.base for box in present)
    below = max(box.height - box.base for box in present)
    lines = [""] * (above + below)
    for box in present:
        for number in range(above + below):
            inside = number - above + box.base
            lines[number] += box.lines[inside] if 0 <= inside < box.height else " " * box.width
    return _Box(tuple(lines), above)


def _stacked(boxes: Sequence[_Box], base: int) -> _Box:
    width = max(box.width for box in boxes)
    return _Box(tuple(_centred(line, width) for box in boxes for line in box.lines), base)


def _centred(line: str, width: int) -> str:
    missing = width - cell_len(line)
    return " " * (missing // 2) + line + " " * (missing - missing // 2)


def _box_part(part: Part) -> _Box:
    match part:
        case Braced(parts):
            return _boxed(parts)
        case Fraction(above, below, stroke):
            top, bottom = _boxed(above), _boxed(below)
            between = ("─" if stroke else " ") * (max(top.width, bottom.width) + 2)
            return _stacked([top, _text(between), bottom], top.height)
        case Root(inside, degree):
            return _box_root(_boxed(inside), part, degree)
        case Fenced(left, parts, right):
            held = _boxed(parts)
            return _beside([_fence(left, held), held, _fence(right, held)])
        case Matrix(name, rows):
            return _box_matrix(name, rows)
        case Remarked(parts, remark, above, brace):
            return _box_remarked(_boxed(parts), _boxed(remark), above=above, brace=brace)
        case Scripts(base, below, above):
            return _box_scripts(base, below, above)
        case _:
            return _text(_line_part(part))


def _box_root(held: _Box, root: Root, degree: Row) -> _Box:
    if held.height == 1:
        return _text(_line_part(root))
    strokes = [" │"] * (held.height - 1) + ["╲│"]
    lines = [" ┌" + "─" * (held.width + 1)]
    lines += [f"{stroke}{line} " for stroke, line in zip(strokes, held.lines, strict=True)]
    box = _Box(tuple(lines), held.base + 1)
    order = _line(degree).strip()
    return _beside([_Box((order, " " * cell_len(order)), 1), box]) if order else box


def _fence(sign: str, held: _Box) -> _Box | None:
    """Return a bracket as high as what it holds."""
    if not sign:
        return None
    height = held.height
    if height == 1:
        return _text(sign)
    if sign in BRACES:
        top, bar, waist, bottom = BRACES[sign]
        lines = [top, *[bar] * (height - 2), bottom]
        if height > 2:
            lines[height // 2] = waist
        return _Box(tuple(lines), held.base)
    if sign in TALL:
        top, bar, bottom = tuple(TALL[sign])
        return _Box((top, *[bar] * (height - 2), bottom), held.base)
    return _Box(tuple(sign if number == held.base else " " for number in range(height)), held.base)


def _box_remarked(held: _Box, said: _Box, *, above: bool, brace: bool) -> _Box:
    parts = [held, _text(_brace(held.width, above=above)), said] if brace else [held, said]
    stack = parts[::-1] if above else parts
    return _stacked(stack, held.base + sum(box.height for box in stack[: stack.index(held)]))


def _brace(width: int, *, above: bool) -> str:
    if width < 3:
        return "⏞" if above else "⏟"
    left, middle, right = tuple("╭┴╮" if above else "╰┬╯")
    before = (width - 3) // 2
    return left + "─" * before + middle + "─" * (width - 3 - before) + right


def _box_matrix(name: str, rows: tuple[tuple[Row, ...], ...]) -> _Box:
    columns = max(len(row) for row in rows)
    boxes = [
        [_boxed(row[column]) if column < len(row) else _text("") for column in range(columns)] for row in rows
    ]
    widths = [max(row[column].width for row in boxes) for column in range(columns)]
    between = _text(" " if name.startswith("align") else "  ")
    lines = []
    for row in boxes:
        cells: list[_Box] = []
        for column, (box, width) in enumerate(zip(row, widths, strict=True)):
            cells += [between] if column else []
            cells.append(_aligned(box, width, _alignment(name, column)))
        lines.append(_beside(cells))
    # a brace of two lines has no waist, and tall rows run into each other
    loose = any(line.height > 1 for line in lines) or (name == "cases" and len(lines) == 2)
    stack: list[str] = []
    for number, line in enumerate(lines):
        stack += [" " * line.width] if loose and number else []
        stack += line.lines
    held = _Box(tuple(stack), lines[0].base if len(lines) == 1 else len(stack) // 2)
    left, right = MATRICES[name]
    return _beside([_fence(left, held), held, _fence(right, held)])


def _alignment(name: str, column: int) -> str:
    if name.startswith("align"):
        return "left" if column % 2 else "right"
    return "left" if name == "cases" else "centre"


def _aligned(box: _Box, width: int, alignment: str) -> _Box:
    missing = " " * (width - box.width)
    lines = {
        "left": (line + missing for line in box.lines),
        "right": (missing + line for line in box.lines),
        "centre": (_centred(line, width) for line in box.lines),
    }[alignment]
    return _Box(tuple(lines), box.base)


def _box_scripts(base: Part | None, below: Row | None, above: Row | None) -> _Box:
    body = _box_part(base) if base is not None else _text("")
    if isinstance(base, Big) or (isinstance(base, Function) and base.name in LIMITED):
        upper, lower = (_limit(script) if script is not None else None for script in (above, below))
        stack = [box for box in (upper, body, lower) if box is not None]
        return _stacked(stack, (upper.height if upper else 0) + body.base)
    lowered = _small(below, LOWERED) if below is not None else ""
    raised = _small(above, RAISED) if above is not None else ""
    if (
        lowered is None
        and below is not None
        and len(below) == 1
        and isinstance(below[0], Sign)
        and body.height == 1
    ):
        lowered = f"_{below[0].text}"  # μ_B in one line is easier to read than B in a line of its own
    if body.height == 1 and lowered is not None and raised is not None:
        return _text(body.lines[0] + lowered + raised)
    if lowered is not None and raised is not None:
        return _corner(
            body, _text(raised) if raised else None, _text(lowered) if lowered else None, level=True
        )
    if body.height == 1 and lowered:
        return _corner(_text(body.lines[0] + lowered), _boxed(above) if above is not None else None, None)
    return _corner(
        body, _boxed(above) if above is not None else None, _boxed(below) if below is not None else None
    )


def _limit(script: Row) -> _Box:
    """Return what stands above or below a sum, packed, so that the sum keeps near its terms."""
    box = _boxed(script)
    return _text(box.lines[0].replace(" ", "")) if box.height == 1 else box


def _corner(body: _Box, upper: _Box | None, lower: _Box | None, *, level: bool = False) -> _Box:
    """Set scripts at a body's right corners: beyond its first and last line, or *level* with them."""
    if upper is None and lower is None:
        return body  # a script of nothing but space
    width = max(box.width for box in (upper, lower) if box is not None)
    rise = max(0, upper.height - level) if upper else 0
    fall = max(0, lower.height - level) if lower else 0
    height = rise + body.height + fall
    right = [" " * width] * height
    if upper:
        for number, line in enumerate(upper.lines):
            right[number] = line + " " * (width - upper.width)
    if lower:
        for number, line in enumerate(lower.lines, start=height - lower.height):
            right[number] = line + " " * (width - lower.width)
    left = [" " * body.width] * rise + list(body.lines) + [" " * body.width] * fall
    return _Box(tuple(a + b for a, b in zip(left, right, strict=True)), body.base + rise)
