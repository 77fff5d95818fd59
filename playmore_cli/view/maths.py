"""
Formulae in characters: a subset of LaTeX as one line of Unicode, or as a small drawing of several lines.

What is outside the subset is not guessed at: `undrawable` says which command it was, and the drawing functions
return the source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

_GREEK = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "vartheta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "varphi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Upsilon",
            "Phi",
            "Psi",
            "Omega",
        ],
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
_LETTERS = _GREEK | {
    "partial": "∂",
    "nabla": "∇",
    "infty": "∞",
    "ell": "ℓ",
    "hbar": "ℏ",
    "emptyset": "∅",
    "forall": "∀",
    "exists": "∃",
    "top": "ᵀ",
    "prime": "′",
    "ldots": "…",
    "dots": "…",
    "cdots": "⋯",
    "vdots": "⋮",
    "ddots": "⋱",
    "checkmark": "✓",
    "degree": "°",
    "%": "%",
    "_": "_",
    "#": "#",
    "$": "$",
    "&": "&",
}
_RELATIONS = {
    "=": "=",
    "<": "<",
    ">": ">",
    "leftarrow": "←",
    "gets": "←",
    "rightarrow": "→",
    "to": "→",
    "leftrightarrow": "↔",
    "longrightarrow": "⟶",
    "Rightarrow": "⇒",
    "Leftarrow": "⇐",
    "Leftrightarrow": "⇔",
    "implies": "⇒",
    "iff": "⇔",
    "mapsto": "↦",
    "approx": "≈",
    "neq": "≠",
    "ne": "≠",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ll": "≪",
    "gg": "≫",
    "equiv": "≡",
    "sim": "∼",
    "propto": "∝",
    "in": "∈",
    "notin": "∉",
    "subset": "⊂",
    "subseteq": "⊆",
    "mid": "|",
    "coloneqq": "≔",
    ":=": "≔",
}
_OPERATORS = {
    "+": "+",
    "-": "−",
    "*": "·",
    "cdot": "·",
    "times": "×",
    "div": "÷",
    "pm": "±",
    "mp": "∓",
    "odot": "⊙",
    "oplus": "⊕",
    "otimes": "⊗",
    "circ": "∘",
    "ast": "∗",
    "cup": "∪",
    "cap": "∩",
    "land": "∧",
    "lor": "∨",
    "setminus": "∖",
}
_BIG = {"sum": "∑", "prod": "∏", "int": "∫", "bigcup": "⋃", "bigcap": "⋂"}
_FUNCTIONS = frozenset(
    [
        "tanh",
        "sinh",
        "cosh",
        "sin",
        "cos",
        "tan",
        "exp",
        "log",
        "ln",
        "max",
        "min",
        "argmax",
        "argmin",
        "lim",
        "sup",
        "inf",
        "det",
        "dim",
        "softmax",
        "relu",
        "var",
    ]
)
_LIMITED = frozenset({"max", "min", "argmax", "argmin", "lim", "sup", "inf"})
_SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "quad": "  ", "qquad": "    ", "enspace": " "}
_IGNORED = frozenset(
    [
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "large",
        "Large",
        "LARGE",
        "small",
        "limits",
        "nolimits",
        "mathstrut",
        "strut",
        "nonumber",
    ]
)
_SIZES = frozenset(
    ["big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr"]
)
_WORDS = frozenset(
    [
        "text",
        "mathrm",
        "mathsf",
        "texttt",
        "mathtt",
        "operatorname",
        "textrm",
        "textbf",
        "textit",
        "mathbf",
        "boldsymbol",
        "mathit",
    ]
)
_ALPHABETS = {
    "mathbb": dict(zip("CEHNPQRZ1", "ℂ𝔼ℍℕℙℚℝℤ𝟙", strict=True)),
    "mathcal": dict(zip("BDEFHLNRO", "ℬ𝒟ℰℱℋℒ𝒩ℛ𝒪", strict=True)),
}
_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
_DELIMITERS = {
    "(": "(",
    ")": ")",
    "[": "[",
    "]": "]",
    "|": "|",
    ".": "",
    "/": "/",
    "\\{": "{",
    "\\}": "}",
    "\\|": "‖",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\lVert": "‖",
    "\\rVert": "‖",
    "\\vert": "|",
    "\\Vert": "‖",
    "\\langle": "⟨",
    "\\rangle": "⟩",
    "\\lfloor": "⌊",
    "\\rfloor": "⌋",
    "\\lceil": "⌈",
    "\\rceil": "⌉",
}
_MATRICES = {
    "matrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "cases": ("{", ""),
    "aligned": ("", ""),
    "align": ("", ""),
    "align*": ("", ""),
    "array": ("", ""),
}
_ABOVE = dict(
    zip(
        "0123456789+-=()nixyktabcdefghjlmoprsuvwzTNABDEGHIJKLMOPRUVW′βγδθϕχᵀ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵏᵗᵃᵇᶜᵈᵉᶠᵍʰʲˡᵐᵒᵖʳˢᵘᵛʷᶻᵀᴺᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴼᴾᴿᵁⱽᵂ′ᵝᵞᵟᶿᵠᵡᵀ",
        strict=True,
    )
)
_BELOW = dict(
    zip("0123456789+-=()ijknxtaehlmoprsuvβγρϕχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₓₜₐₑₕₗₘₒₚᵣₛᵤᵥᵦᵧᵨᵩᵪ", strict=True)
)


# ---- what a formula is made of


@dataclass(frozen=True)
class _Sign:
    """Characters that stand beside each other without a space: a letter, a number, a bracket."""

    text: str


@dataclass(frozen=True)
class _Space:
    text: str


@dataclass(frozen=True)
class _Relation:
    text: str


@dataclass(frozen=True)
class _Operator:
    text: str


@dataclass(frozen=True)
class _Function:
    name: str


@dataclass(frozen=True)
class _Big:
    sign: str


@dataclass(frozen=True)
class _Group:
    parts: "_Row"


@dataclass(frozen=True)
class _Fraction:
    above: "_Row"
    below: "_Row"
    line: bool = True


@dataclass(frozen=True)
class _Root:
    inside: "_Row"
    degree: "_Row"


@dataclass(frozen=True)
class _Accent:
    under: "_Row"
    mark: str


@dataclass(frozen=True)
class _Scripts:
    base: "_Part | None"
    below: "_Row | None"
    above: "_Row | None"


@dataclass(frozen=True)
class _Fenced:
    """Brackets that grow with what they hold."""

    left: str
    parts: "_Row"
    right: str


@dataclass(frozen=True)
class _Matrix:
    name: str
    rows: "tuple[tuple[_Row, ...], ...]"


@dataclass(frozen=True)
class _Labelled:
    """``underbrace``, ``overset`` and the like: a part with a remark above or below."""

    parts: "_Row"
    remark: "_Row"
    above: bool


_Part = (
    _Sign
    | _Space
    | _Relation
    | _Operator
    | _Function
    | _Big
    | _Group
    | _Fraction
    | _Root
    | _Accent
    | _Scripts
    | _Fenced
    | _Matrix
    | _Labelled
)
_Row = tuple[_Part, ...]


# ---- reading


class _Undrawable(Exception):
    """The formula holds something outside the subset; the message says what."""


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|:=|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_MAX_LENGTH = 2_000
_MAX_DEPTH = 40


class _Reader:
    """Reads the tokens of one formula from left to right."""

    def __init__(self, source: str) -> None:
        if len(source) > _MAX_LENGTH:
            raise _Undrawable(f"the formula is longer than {_MAX_LENGTH:,} characters")
        self._tokens = [token for token in _TOKEN.findall(source) if not token.isspace()]
        self._words = list(_TOKEN.findall(source))
        self._place = 0
        self._depth = 0
        self._spaced = self._spaces()

    def _spaces(self) -> list[str]:
        """Return, for each token, the space that stands before it; words in ``text`` need it back."""
        before, spaces = "", []
        for token in self._words:
            if token.isspace():
                before = " "
            else:
                spaces.append(before)
                before = ""
        return spaces

    def formula(self) -> _Row:
        """Read to the end."""
        parts = self._row(frozenset())
        if self._place < len(self._tokens):
            raise _Undrawable(f"{self._tokens[self._place]} without its opening")
        return parts

    def _peek(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self, wanted_by: str) -> str:
        token = self._peek()
        if token is None:
            raise _Undrawable(f"{wanted_by} lacks what belongs to it")
        self._place += 1
        return token

    def _row(self, ends: frozenset[str]) -> _Row:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Undrawable(f"the formula is nested more than {_MAX_DEPTH} deep")
        parts: list[_Part] = []
        while (
            (token := self._peek()) is not None
            and token not in ends
            and token not in ("}", "\\right", "\\end")
        ):
            self._place += 1
            if token in ("_", "^", "'"):
                self._script(parts, token)
            elif part := self._part(token):
                parts.append(part)
        self._depth -= 1
        return tuple(parts)

    def _script(self, parts: list[_Part], token: str) -> None:
        last = parts.pop() if parts else None
        scripts = last if isinstance(last, _Scripts) else _Scripts(last, None, None)
        if token == "'":
            primes: _Row = (_Sign("′"),)
            while self._peek() == "'":
                self._place += 1
                primes += (_Sign("′"),)
            parts.append(_Scripts(scripts.base, scripts.below, primes + (scripts.above or ())))
            return
        argument = self._argument(token)
        if (scripts.below if token == "_" else scripts.above) is not None:
            already_prime = token == "^" and scripts.above and scripts.above[0] == _Sign("′")
            if not already_prime:
                raise _Undrawable(f"{token} stands twice at one place")
            argument = (scripts.above or ()) + argument
        if isinstance(scripts.base, _Labelled):
            parts.append(_Labelled(scripts.base.parts, argument, scripts.base.above))
        elif token == "_":
            parts.append(_Scripts(scripts.base, argument, scripts.above))
        else:
            parts.append(_Scripts(scripts.base, scripts.below, argument))

    def _argument(self, wanted_by: str) -> _Row:
        token = self._next(wanted_by)
        if token == "{":
            return self._braced()
        part = self._part(token)
        return (part,) if part else ()

    def _braced(self) -> _Row:
        parts = self._row(frozenset())
        if self._peek() != "}":
            raise _Undrawable("{ without its }")
        self._place += 1
        return parts

    def _raw(self, wanted_by: str) -> str:
        """Read ``{...}`` as it stands, spaces included."""
        if self._peek() != "{":
            return self._next(wanted_by)
        self._place += 1
        words, depth = "", 1
        while depth:
            before = self._spaced[self._place] if self._place < len(self._tokens) else ""
            token = self._next(wanted_by)
            depth += (token == "{") - (token == "}")
            if depth and token not in "{}":
                words += before + (_SPACES.get(token[1:], token[1:]) if token[0] == "\\" else token)
            elif not depth:
                words += before
        return words

    def _part(self, token: str) -> _Part | None:
        if token == "{":
            return _Group(self._braced())
        if token == "}":
            raise _Undrawable("} without its {")
        if token == "&":
            raise _Undrawable("& outside a matrix")
        if token == "~":
            return _Space(" ")
        if token[0] != "\\":
            return self._character(token)
        return self._command(token)

    def _character(self, token: str) -> _Part:
        if token in _RELATIONS:
            return _Relation(_RELATIONS[token])
        if token in ("+", "-", "*"):
            return _Operator(_OPERATORS[token])
        if token == ",":
            return _Sign(", ")
        return _Sign(token)

    def _command(self, token: str) -> _Part | None:
        name = token[1:]
        if simple := self._simple(name):
            return simple
        if name in _IGNORED:
            return None
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return _Fraction(self._argument(token), self._argument(token))
        if name == "binom":
            return _Fenced("(", (_Fraction(self._argument(token), self._argument(token), line=False),), ")")
        if name == "sqrt":
            degree: _Row = ()
            if self._peek() == "[":
                self._place += 1
                degree = self._row(frozenset("]"))
                self._next(token)
            return _Root(self._argument(token), degree)
        if name in _ACCENTS:
            return _Accent(self._argument(token), _ACCENTS[name])
        if name.rstrip("*") in _WORDS:
            words = self._raw(token)
            return _Function(words) if name.startswith("operatorname") else _Sign(words)
        if name in _ALPHABETS:
            letters = self._raw(token)
            return _Sign("".join(_ALPHABETS[name].get(letter, letter) for letter in letters))
        if name == "left":
            return self._fenced()
        if name in _SIZES:
            return _Sign(self._delimiter(token))
        if name == "begin":
            return self._matrix()
        if name in ("underbrace", "overbrace"):
            return _Labelled(self._argument(token), (), name == "overbrace")
        if name in ("overset", "stackrel", "underset"):
            remark = self._argument(token)
            return _Labelled(self._argument(token), remark, name != "underset")
        if name == "\\":
            raise _Undrawable("a new line \\\\ outside a matrix")
        raise _Undrawable(token)

    def _simple(self, name: str) -> _Part | None:
        if name in _LETTERS:
            return _Sign(_LETTERS[name])
        if name in _RELATIONS:
            return _Relation(_RELATIONS[name])
        if name in _OPERATORS:
            return _Operator(_OPERATORS[name])
        if name in _BIG:
            return _Big(_BIG[name])
        if name in _FUNCTIONS:
            return _Function(name)
        if name in _SPACES:
            return _Space(_SPACES[name])
        if "\\" + name in _DELIMITERS:
            return _Sign(_DELIMITERS["\\" + name])
        return None

    def _delimiter(self, wanted_by: str) -> str:
        token = self._next(wanted_by)
        if token not in _DELIMITERS:
            raise _Undrawable(f"{wanted_by} with {token}, which is no bracket")
        return _DELIMITERS[token]

    def _fenced(self) -> _Part:
        left = self._delimiter("\\left")
        parts = self._row(frozenset())
        if self._peek() != "\\right":
            raise _Undrawable("\\left without its \\right")
        self._place += 1
        return _Fenced(left, parts, self._delimiter("\\right"))

    def _matrix(self) -> _Part:
        name = self._raw("\\begin")
        if name not in _MATRICES:
            raise _Undrawable(f"\\begin{{{name}}}")
        if name == "array":
            self._raw("\\begin{array}")
        rows: list[tuple[_Row, ...]] = []
        cells: list[_Row] = []
        while True:
            cells.append(self._row(frozenset({"&", "\\\\"})))
            token = self._peek()
            if token in ("&", "\\\\"):
                self._place += 1
            if token != "&":
                rows.append(tuple(cells))
                cells = []
            if token not in ("&", "\\\\"):
                break
        if self._peek() != "\\end":
            raise _Undrawable(f"\\begin{{{name}}} without its \\end")
        self._place += 1
        if self._raw("\\end") != name:
            raise _Undrawable(f"\\begin{{{name}}} closed by another \\end")
        if len(rows) > 1 and rows[-1] == ((),):
            rows.pop()
        return _Matrix(name, tuple(rows))


@lru_cache(maxsize=512)
def _read(tex: str) -> _Row:
    return _Reader(tex).formula()


def undrawable(tex: str) -> str | None:
    r"""
    Return why a formula cannot be drawn, or ``None`` where it can.

    >>> undrawable(r"\\frac{a}{b}"), undrawable(r"\\oint x")
    (None, '\\\\oint is outside the maths that a terminal can draw')
    """
    try:
        _read(tex)
    except _Undrawable as reason:
        told = str(reason)
        return (
            f"{told} is outside the maths that a terminal can draw"
            if told.startswith("\\") and " " not in told
            else told
        )
    return None


# ---- one line


def inline_maths(tex: str) -> str:
    r"""
    Return a formula as one line; one that is outside the subset as its source.

    >>> inline_maths(r"\\frac{\\partial L}{\\partial w_i} = x_i^2")
    '∂L/∂wᵢ = xᵢ²'
    >>> inline_maths(r"\\frac{a + b}{2c}")
    '(a + b)/(2c)'
    """
    try:
        return _tidy(_line(_read(tex)))
    except _Undrawable:
        return " ".join(tex.split())


def _tidy(line: str) -> str:
    return line.strip()


def _line(row: _Row) -> str:
    line = ""
    before: _Part | None = None
    for place, part in enumerate(row):
        after = row[place + 1] if place + 1 < len(row) else None
        line += _spaced(part, _line_part(part), before, after)
        before = part
    return line


def _spaced(part: _Part, drawn: str, before: _Part | None, after: _Part | None) -> str:
    """Return a drawn part with the spaces that its neighbours ask for."""
    core = _core(part)
    if isinstance(core, _Relation):
        return (" " if before is not None else "") + drawn + (" " if after is not None else "")
    if isinstance(core, _Operator):
        binary = before is not None and not _opens(before) and after is not None
        return f" {drawn} " if binary else drawn
    space_before = isinstance(core, _Function | _Big) and before is not None and _ends_a_term(before)
    space_after = False
    if isinstance(core, _Function):
        space_after = (
            after is not None
            and not _begins_with_bracket(after)
            and not isinstance(after, _Relation | _Operator | _Space)
        )
    elif isinstance(core, _Big):
        space_after = after is not None and (part is not core or not isinstance(after, _Space))
    elif isinstance(core, _Fraction):
        space_after = _is_term(after)
        space_before = (
            before is not None and _ends_a_term(before) and not isinstance(_core(before), _Fraction)
        )
    if space_after and isinstance(core, _Fraction) and isinstance(_core(after), _Fraction):
        return (" " if space_before else "") + drawn + " · "
    return (" " if space_before else "") + drawn + (" " if space_after else "")


def _core(part: _Part | None) -> _Part | None:
    return part.base if isinstance(part, _Scripts) else part


def _opens(part: _Part) -> bool:
    """Whether a sign after *part* is a sign of its own and not between two terms: ``( -1``, ``= -1``."""
    return isinstance(part, _Relation | _Operator | _Space) or (
        isinstance(part, _Sign) and part.text in ("(", "[", "{", ", ", "|")
    )


def _ends_a_term(part: _Part) -> bool:
    core = _core(part)
    if isinstance(core, _Sign):
        return core.text not in ("(", "[", "{", "/", ", ", "⟨", "|", "‖")
    return not isinstance(core, _Relation | _Operator | _Space)


def _is_term(part: _Part | None) -> bool:
    core = _core(part)
    if core is None or isinstance(core, _Relation | _Operator | _Space):
        return False
    return not (
        isinstance(core, _Sign) and core.text in (")", "]", "}", ", ", "/", ".", "|", "‖", "⟩", ";", ":", "!")
    )


def _begins_with_bracket(part: _Part) -> bool:
    core = _core(part)
    return isinstance(core, _Fenced) or (isinstance(core, _Sign) and core.text in ("(", "[", ")", "]", ", "))


def _line_part(part: _Part) -> str:
    match part:
        case _Sign(text) | _Space(text) | _Relation(text) | _Operator(text):
            return text
        case _Function(name):
            return name
        case _Big(sign):
            return sign
        case _Group(parts):
            return _line(parts)
        case _Fraction(above, below, line):
            if not line:
                return f"{_line(above)} over {_line(below)}"
            return f"{_single(above)}/{_single(below)}"
        case _Root(inside, degree):
            root = {"": "√", "3": "∛", "4": "∜"}.get(_line(degree))
            held = _line(inside).strip()
            body = held if cell_len(held) == 1 else f"({held})"
            return f"{root}{body}" if root else f"({held})^(1/{_line(degree)})"
        case _Accent(under, mark):
            return _accented(_line(under), mark)
        case _Scripts(base, below, above):
            drawn = _line_part(base) if base is not None else ""
            if isinstance(base, _Fraction | _Root) and above is not None:
                drawn = f"({drawn})"
            return drawn + _script_line(below, _BELOW, "_") + _script_line(above, _ABOVE, "^")
        case _Fenced(left, parts, right):
            return f"{left}{_line(parts).strip()}{right}"
        case _Matrix(name, rows):
            left, right = _MATRICES[name]
            between = "" if name.startswith("align") else " "
            lines = "; ".join(
                between.join(_line(cell).strip() if between else _line(cell) for cell in row).strip()
                for row in rows
            )
            return f"{left or ''}{lines}{right or ('}' if name == 'cases' else '')}"
        case _Labelled(parts, remark, _):
            said = _line(remark).strip()
            return _line(parts).strip() + (f" ({said})" if said else "")


def _single(row: _Row) -> str:
    """Return one side of a fraction's stroke, in brackets where it is more than one thing."""
    line = _line(row).strip()
    if len(row) == 1 and isinstance(row[0], _Group | _Fenced):
        return (
            line
            if isinstance(row[0], _Fenced) and row[0].left
            else _single(row[0].parts)
            if isinstance(row[0], _Group)
            else f"({line})"
        )
    differential = (len(row) == 2 and row[0] in (_Sign("d"), _Sign("∂"), _Sign("∇"))) or (
        len(row) == 2 and isinstance(row[0], _Scripts) and row[0].base in (_Sign("d"), _Sign("∂"))
    )
    alone = len(row) == 1 and not isinstance(row[0], _Fraction)
    number = line.replace(".", "").isdigit()
    return line if alone or differential or number else f"({line})"


def _accented(under: str, mark: str) -> str:
    letters = under.strip()
    if mark == "\u0304":
        return "".join(letter + mark for letter in letters)
    return letters[:1] + mark + letters[1:]


def _script_line(script: _Row | None, signs: dict[str, str], otherwise: str) -> str:
    if script is None:
        return ""
    line = _line(script).strip()
    small = _small(line, signs)
    if small is not None:
        return small
    return otherwise + (line if cell_len(line) == 1 else f"({line})")


def _small(line: str, signs: dict[str, str]) -> str | None:
    """Return the line in raised or lowered characters where all of them exist."""
    packed = line.replace(" ", "").replace("−", "-")
    if any(letter not in signs for letter in packed):
        return None
    return "".join(signs[letter] for letter in packed)


# ---- several lines


@dataclass(frozen=True)
class _Box:
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


def box_maths(tex: str) -> list[str]:
    r"""
    Return a formula as lines of characters, spaces at line ends removed; one outside the subset as its source.

    >>> print("\\n".join(box_maths(r"\\frac{a + b}{2}")))
     a + b
    ───────
       2
    """
    try:
        box = _boxed(_read(tex))
    except _Undrawable:
        return [" ".join(tex.split())]
    return [line.rstrip() for line in box.lines]


def _text(line: str) -> _Box:
    return _Box((line,), 0)


def _boxed(row: _Row) -> _Box:
    boxes: list[_Box] = []
    before: _Part | None = None
    for place, part in enumerate(row):
        after = row[place + 1] if place + 1 < len(row) else None
        box = _box_part(part)
        core = _core(part)
        if isinstance(core, _Fraction) or (box.height > 1 and not isinstance(core, _Function | _Big)):
            # a tall part shows by its shape where it begins and ends
            if isinstance(core, _Fraction) and before is not None and isinstance(_core(before), _Fraction):
                box = _beside([_text(" "), box])
        else:
            spaced = _spaced(part, "\0", before, after)
            box = _beside(
                [_text(space) if space else None for space in spaced.split("\0")[:1]]
                + [box]
                + [_text(space) for space in spaced.split("\0")[1:] if space]
            )
        boxes.append(box)
        before = part
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


def _centred(line: str, width: int) -> str:
    missing = width - cell_len(line)
    return " " * (missing // 2) + line + " " * (missing - missing // 2)


def _stacked(boxes: Sequence[_Box], base: int) -> _Box:
    width = max(box.width for box in boxes)
    return _Box(tuple(_centred(line, width) for box in boxes for line in box.lines), base)


def _box_part(part: _Part) -> _Box:
    match part:
        case _Group(parts):
            return _boxed(parts)
        case _Fraction(above, below, line):
            top, bottom = _boxed(above), _boxed(below)
            stroke = ("─" if line else " ") * (max(top.width, bottom.width) + 2)
            return _stacked([top, _text(stroke), bottom], top.height)
        case _Root(inside, degree):
            return _root(_boxed(inside), _line_part(part), degree)
        case _Fenced(left, parts, right):
            held = _boxed(parts)
            return _beside([_fence(left, held), held, _fence(right, held)])
        case _Matrix(name, rows):
            return _matrix(name, rows)
        case _Labelled(parts, remark, above):
            body, said = _boxed(parts), _boxed(remark)
            brace = _text(("⏞" if above else "⏟") if body.width < 3 else _brace(body.width, above))
            stack = [said, brace, body] if above else [body, brace, said]
            return _stacked(stack, body.base + (said.height + 1 if above else 0))
        case _Scripts(base, below, above):
            return _scripts(base, below, above)
        case _:
            return _text(_line_part(part))


def _brace(width: int, above: bool) -> str:
    left, middle, right = "╭┴╮" if above else "╰┬╯"
    before = (width - 3) // 2
    return left + "─" * before + middle + "─" * (width - 3 - before) + right


def _root(inside: _Box, line: str, degree: _Row) -> _Box:
    if inside.height == 1:
        return _text(line)
    roof = " ┌" + "─" * (inside.width + 1)
    lines = [roof]
    for number, held in enumerate(inside.lines):
        stroke = "╲│" if number == inside.height - 1 else " │"
        lines.append(f"{stroke}{held} ")
    box = _Box(tuple(lines), inside.base + 1)
    return _beside([_Box((_line(degree), " "), 1), box]) if degree else box


def _fence(sign: str, inside: _Box) -> _Box | None:
    if not sign:
        return None
    if inside.height == 1:
        return _text(sign)
    ends = {
        "(": "⎛⎜⎝",
        ")": "⎞⎟⎠",
        "[": "⎡⎢⎣",
        "]": "⎤⎥⎦",
        "|": "│││",
        "‖": "║║║",
        "⌊": "⎢⎢⎣",
        "⌋": "⎥⎥⎦",
        "⌈": "⎡⎢⎢",
        "⌉": "⎤⎥⎥",
    }
    height = inside.height
    if sign in "{}":
        top, middle, bottom, bar = ("⎧", "⎨", "⎩", "⎪") if sign == "{" else ("⎫", "⎬", "⎭", "⎪")
        if height == 2:
            return _Box((top, bottom), inside.base)
        waist = height // 2
        lines = [top, *(middle if number == waist else bar for number in range(1, height - 1)), bottom]
        return _Box(tuple(lines), inside.base)
    if sign not in ends:
        return _beside(
            [_Box(tuple(sign if number == inside.base else " " for number in range(height)), inside.base)]
        )
    top, bar, bottom = tuple(ends[sign])
    return _Box((top, *[bar] * (height - 2), bottom), inside.base)


def _matrix(name: str, rows: tuple[tuple[_Row, ...], ...]) -> _Box:
    boxes = [[_boxed(cell) for cell in row] for row in rows]
    columns = max(len(row) for row in boxes)
    widths = [
        max((row[column].width for row in boxes if column < len(row)), default=0) for column in range(columns)
    ]
    lines = []
    for row in boxes:
        padded = []
        for column, width in enumerate(widths):
            box = row[column] if column < len(row) else _text("")
            padded.append(_aligned(name, column, box, width))
            if column + 1 < columns:
                padded.append(_text("" if name.startswith("align") else "  "))
        lines.append(_beside(padded))
    tall = any(line.height > 1 for line in lines)
    stack: list[str] = []
    for number, line in enumerate(lines):
        stack += [" " * line.width] if tall and number else []
        stack += line.lines
    inside = _Box(tuple(stack), lines[0].base if len(lines) == 1 else len(stack) // 2)
    left, right = _MATRICES[name]
    return _beside([_fence(left, inside), inside, _fence(right, inside)])


def _aligned(name: str, column: int, box: _Box, width: int) -> _Box:
    missing = " " * (width - box.width)
    if name == "cases" or (name.startswith("align") and column % 2):
        return _Box(tuple(line + missing for line in box.lines), box.base)
    if name.startswith("align"):
        return _Box(tuple(missing + line for line in box.lines), box.base)
    return _Box(tuple(_centred(line, width) for line in box.lines), box.base)


def _scripts(base: _Part | None, below: _Row | None, above: _Row | None) -> _Box:
    stacks = isinstance(base, _Big) or (isinstance(base, _Function) and base.name in _LIMITED)
    if base is not None and stacks:
        body = _box_part(base)
        upper, lower = (_boxed(script) if script is not None else None for script in (above, below))
        stack = [box for box in (upper, body, lower) if box is not None]
        return _stacked(stack, (upper.height if upper else 0) + body.base)
    body = _box_part(base) if base is not None else _text("")
    small = _small_scripts(below, above)
    if small is not None:
        if body.height == 1:
            return _Box((body.lines[0] + small[0] + small[1],), 0)
        return _corner(
            body, _text(small[1]) if small[1] else None, _text(small[0]) if small[0] else None, close=True
        )
    return _corner(
        body, _boxed(above) if above is not None else None, _boxed(below) if below is not None else None
    )


def _small_scripts(below: _Row | None, above: _Row | None) -> tuple[str, str] | None:
    lowered = _small(_line(below).strip(), _BELOW) if below is not None else ""
    raised = _small(_line(above).strip(), _ABOVE) if above is not None else ""
    return None if lowered is None or raised is None else (lowered, raised)


def _corner(body: _Box, upper: _Box | None, lower: _Box | None, *, close: bool = False) -> _Box:
    """Set scripts at the right corners of a body: beyond its first and last line, or *close*, level with them."""
    width = max(box.width for box in (upper, lower) if box is not None)
    reach = 1 if close else 0
    rise = max(0, upper.height - reach) if upper else 0
    fall = max(0, lower.height - reach) if lower else 0
    height = rise + body.height + fall
    right = [" " * width] * height
    if upper:
        for number, line in enumerate(upper.lines):
            right[number] = line + " " * (width - upper.width)
    if lower:
        for number, line in enumerate(lower.lines):
            right[height - lower.height + number] = line + " " * (width - lower.width)
    left = [" " * body.width] * rise + list(body.lines) + [" " * body.width] * fall
    return _Box(tuple(a + b for a, b in zip(left, right, strict=True)), body.base + rise)


def is_tall(tex: str) -> bool:
    """Return whether a formula gains from being drawn on several lines."""
    return len(box_maths(tex)) > 1
