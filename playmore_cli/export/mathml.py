"""
Formulae as MathML, which browsers draw themselves.

The same parts are read that the terminal draws, so what a lesson may hold is what a page can show.
"""

from html import escape

from playmore_cli.view.maths_reading import (
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
from playmore_cli.view.maths_signs import LIMITED, MATRICES

_ACCENTS = {"\u0302": "^", "\u0304": "¯", "\u0303": "~", "\u20d7": "→", "\u0307": "˙", "\u0308": "¨"}
_BRACKETS = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉")
_SPACES = {"": "0", " ": "0.25em", "  ": "0.5em", "    ": "2em"}


def mathml(tex: str, *, display: bool = False) -> str:
    r"""
    Return a formula as a ``math`` element; one that cannot be read as its source in code type.

    >>> mathml("x^2")
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    try:
        row = read_formula(tex)
    except UndrawableError:
        return f"<code>{escape(tex)}</code>"
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{_bare(row, display)}</math>"


def _bare(row: Row, display: bool) -> str:
    return "".join(_part(part, display) for part in row)


def _row(row: Row, display: bool = False) -> str:
    """Return parts as one element."""
    inside = _bare(row, display)
    return inside if len(row) == 1 else f"<mrow>{inside}</mrow>"


def _part(part: Part | None, display: bool) -> str:
    match part:
        case None:
            return "<mrow></mrow>"
        case Sign(text=text):
            return _sign(text)
        case Space(text=text):
            return f'<mspace width="{_SPACES.get(text, "0.25em")}"></mspace>'
        case Relation(text=text) | Operator(text=text):
            return f"<mo>{escape(text)}</mo>"
        case Function(name=name):
            return f"<mi>{escape(name)}</mi><mo>&#x2061;</mo>"
        case Big(sign=sign):
            return f"<mo>{sign}</mo>"
        case Braced(parts=parts):
            return f"<mrow>{_bare(parts, display)}</mrow>"
        case Fraction(above=above, below=below, stroke=stroke):
            line = "" if stroke else ' linethickness="0"'
            return f"<mfrac{line}>{_row(above)}{_row(below)}</mfrac>"
        case Root(inside=inside, degree=degree):
            if degree:
                return f"<mroot>{_row(inside)}{_row(degree)}</mroot>"
            return f"<msqrt>{_row(inside)}</msqrt>"
        case Accent(under=under, mark=mark):
            sign = f'<mo stretchy="{_stretches(mark)}">{_ACCENTS.get(mark, mark)}</mo>'
            return f'<mover accent="true">{_row(under)}{sign}</mover>'
        case Scripts():
            return _scripts(part, display)
        case Fenced(left=left, parts=parts, right=right):
            return f"<mrow>{_fence(left)}{_bare(parts, display)}{_fence(right)}</mrow>"
        case Matrix(name=name, rows=rows):
            return _matrix(name, rows)
        case Remarked():
            return _remarked(part)


def _sign(text: str) -> str:
    if text.strip() == ",":
        return '<mo separator="true">,</mo>'
    if text in _BRACKETS:
        return f'<mo stretchy="false">{text}</mo>'
    if text.replace(",", "").replace(".", "").isdigit():
        return f"<mn>{text}</mn>"
    if len(text) == 1 and (text.isalpha() or text in "∂∇∞ℓℏ∅"):
        return f"<mi>{text}</mi>"
    if len(text) > 1 and any(character.isalpha() for character in text):
        return f"<mtext>{escape(text)}</mtext>"
    return f"<mo>{escape(text)}</mo>"


def _stretches(mark: str) -> str:
    return "true" if mark == "\u0304" else "false"


def _fence(sign: str) -> str:
    return f'<mo fence="true" stretchy="true">{escape(sign)}</mo>' if sign else ""


def _scripts(part: Scripts, display: bool) -> str:
    base = part.base
    limits = isinstance(base, Big) or (isinstance(base, Function) and base.name in LIMITED)
    if isinstance(base, Function):
        drawn = f"<mi>{escape(base.name)}</mi>"
        after = "<mo>&#x2061;</mo>"
    else:
        drawn, after = _part(base, display), ""
    below = None if part.below is None else _row(part.below)
    above = None if part.above is None else _row(part.above)
    under, over = ("munder", "mover") if limits and display else ("msub", "msup")
    both = "munderover" if limits and display else "msubsup"
    if below is not None and above is not None:
        return f"<{both}>{drawn}{below}{above}</{both}>{after}"
    if below is not None:
        return f"<{under}>{drawn}{below}</{under}>{after}"
    return f"<{over}>{drawn}{above or ''}</{over}>{after}"


def _matrix(name: str, rows: tuple[tuple[Row, ...], ...]) -> str:
    left, right = MATRICES[name]
    # MathML as browsers know it leaves alignment to the style sheet.
    aligns = f' class="{name.rstrip("*")}"' if name.rstrip("*") in ("cases", "aligned", "align") else ""
    cells = "".join("<mtr>" + "".join(f"<mtd>{_row(cell)}</mtd>" for cell in row) + "</mtr>" for row in rows)
    return f"<mrow>{_fence(left)}<mtable{aligns}>{cells}</mtable>{_fence(right)}</mrow>"


def _remarked(part: Remarked) -> str:
    inside, remark = _row(part.parts), _row(part.remark)
    if part.brace:
        brace = '<mo stretchy="true">⏞</mo>' if part.above else '<mo stretchy="true">⏟</mo>'
        outer = "mover" if part.above else "munder"
        inside = f"<{outer}>{inside}{brace}</{outer}>"
        if not part.remark:
            return inside
    outer = "mover" if part.above else "munder"
    return f"<{outer}>{inside}{remark}</{outer}>"
