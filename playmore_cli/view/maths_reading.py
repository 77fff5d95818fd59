"""Formulae in LaTeX, read into their parts."""

import re
from functools import lru_cache

from msgspec import Struct

from playmore_cli.view.maths_signs import (
    ACCENTS,
    ALPHABETS,
    BIG,
    DELIMITERS,
    FACES,
    FUNCTIONS,
    IGNORED,
    LETTERS,
    MATRICES,
    OPERATORS,
    RELATIONS,
    SIZES,
    SPACES,
    WORDS,
)


class Sign(Struct, frozen=True):
    """Characters that stand beside others without a space: a letter, a number, a bracket."""

    text: str


class Space(Struct, frozen=True):
    """A space that was asked for."""

    text: str


class Relation(Struct, frozen=True):
    """A sign with a space on both sides, such as ``=`` and ``→``."""

    text: str


class Operator(Struct, frozen=True):
    """A sign with spaces between two terms and without them before one, such as ``−``."""

    text: str


class Function(Struct, frozen=True):
    """A name such as ``log``."""

    name: str


class Big(Struct, frozen=True):
    """A sum, a product, an integral."""

    sign: str


class Braced(Struct, frozen=True):
    """Parts in braces."""

    parts: "Row"


class Fraction(Struct, frozen=True):
    """One thing over another, with or without a stroke between them."""

    above: "Row"
    below: "Row"
    stroke: bool = True


class Root(Struct, frozen=True):
    """A root; *degree* is empty for the square root."""

    inside: "Row"
    degree: "Row"


class Accent(Struct, frozen=True):
    """Parts under a hat, a bar or a tilde; *mark* is the combining character."""

    under: "Row"
    mark: str


class Scripts(Struct, frozen=True):
    """A part with something lowered or raised at its right."""

    base: "Part | None"
    below: "Row | None"
    above: "Row | None"


class Fenced(Struct, frozen=True):
    """Brackets that grow with what they hold; either may be empty."""

    left: str
    parts: "Row"
    right: str


class Matrix(Struct, frozen=True):
    """Cells in rows; *name* is the environment's."""

    name: str
    rows: "tuple[tuple[Row, ...], ...]"


class Remarked(Struct, frozen=True):
    """Parts with a remark above or below: ``underbrace`` (*brace*), ``overset`` and the like."""

    parts: "Row"
    remark: "Row"
    above: bool
    brace: bool


Part = (
    Sign
    | Space
    | Relation
    | Operator
    | Function
    | Big
    | Braced
    | Fraction
    | Root
    | Accent
    | Scripts
    | Fenced
    | Matrix
    | Remarked
)
Row = tuple[Part, ...]

PRIME = Sign("′")
COMMA = Sign(", ")


class UndrawableError(Exception):
    """The formula holds something outside the subset; the message says what."""


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|:=|\d+(?:,\d{3})*(?:\.\d+)?|\s+|.", re.DOTALL)
_MAX_LENGTH = 2_000
_MAX_DEPTH = 40
_ENDS = frozenset({"}", "\\right", "\\end"})
_RELATION_SIGNS = frozenset(RELATIONS.values()) - {"|"}
_OPERATOR_SIGNS = frozenset(OPERATORS.values())


@lru_cache(maxsize=512)
def read_formula(tex: str) -> Row:
    """
    Return the parts of a formula.

    Raises:
        UndrawableError: it is not a formula, or it holds something outside the subset.
    """
    return _Reader(tex).formula()


class _Reader:
    """Reads the tokens of one formula from left to right."""

    def __init__(self, source: str) -> None:
        if len(source) > _MAX_LENGTH:
            raise UndrawableError(f"the formula is longer than {_MAX_LENGTH:,} characters")
        self._tokens: list[str] = []
        self._space_before: list[bool] = []
        """Whether a space stands before the token; words need it back."""
        spaced = False
        for token in _TOKEN.findall(source):
            if token.isspace():
                spaced = True
            else:
                self._tokens.append(token)
                self._space_before.append(spaced)
                spaced = False
        self._place = 0
        self._depth = 0

    def formula(self) -> Row:
        """Read to the end."""
        parts = self._row()
        if self._place < len(self._tokens):
            raise UndrawableError(f"{self._tokens[self._place]} without its opening")
        return parts

    def _peek(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self, wanted_by: str) -> str:
        token = self._peek()
        if token is None:
            raise UndrawableError(f"{wanted_by} lacks what belongs to it")
        self._place += 1
        return token

    def _take(self, token: str) -> bool:
        if self._peek() == token:
            self._place += 1
            return True
        return False

    def _row(self, *ends: str) -> Row:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UndrawableError(f"the formula is nested more than {_MAX_DEPTH} deep")
        parts: list[Part] = []
        while (token := self._peek()) is not None and token not in _ENDS and token not in ends:
            self._place += 1
            if token in ("_", "^", "'"):
                parts.append(self._script(parts.pop() if parts else None, token))
            elif (part := self._part(token)) is not None:
                parts.append(part)
        self._depth -= 1
        return tuple(parts)

    def _script(self, base: Part | None, token: str) -> Part:
        scripts = base if isinstance(base, Scripts) else Scripts(base, None, None)
        if token == "'":
            primes: Row = (PRIME,)
            while self._take("'"):
                primes += (PRIME,)
            return Scripts(scripts.base, scripts.below, primes + (scripts.above or ()))
        argument = self._argument(token)
        if isinstance(base, Remarked) and base.brace:
            return Remarked(base.parts, argument, base.above, brace=True)
        if token == "_":
            if scripts.below is not None:
                raise UndrawableError("_ stands twice at one place")
            return Scripts(scripts.base, argument, scripts.above)
        if scripts.above is not None and scripts.above[0] != PRIME:
            raise UndrawableError("^ stands twice at one place")
        return Scripts(scripts.base, scripts.below, (scripts.above or ()) + argument)

    def _argument(self, wanted_by: str) -> Row:
        token = self._next(wanted_by)
        if token == "{":
            return self._braced()
        part = self._part(token)
        return () if part is None else (part,)

    def _braced(self) -> Row:
        parts = self._row()
        if not self._take("}"):
            raise UndrawableError("{ without its }")
        return parts

    def _words(self, wanted_by: str) -> str:
        """Read ``{...}`` as words, spaces included."""
        if not self._take("{"):
            return self._next(wanted_by)
        words, depth = "", 1
        while True:
            before = " " if self._place < len(self._tokens) and self._space_before[self._place] else ""
            token = self._next(wanted_by)
            depth += (token == "{") - (token == "}")
            if not depth:
                return words + before
            if token not in ("{", "}"):
                words += before + (SPACES.get(token[1:], token[1:]) if token[0] == "\\" else token)

    def _part(self, token: str) -> Part | None:
        if token == "{":
            held = self._braced()
            return Sign(",") if held == (COMMA,) else Braced(held)
        if token in _ENDS:
            raise UndrawableError(f"{token} without its opening")
        if token == "&":
            raise UndrawableError("& outside a matrix")
        if token == "~":
            return Space(" ")
        if token[0] == "\\" and len(token) > 1:
            return self._command(token)
        return _character(token)

    def _command(self, token: str) -> Part | None:
        name = token[1:]
        if name in IGNORED:
            return None
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return Fraction(self._argument(token), self._argument(token))
        if name == "binom":
            return Fenced("(", (Fraction(self._argument(token), self._argument(token), stroke=False),), ")")
        if name == "sqrt":
            return self._root(token)
        if name == "left":
            return self._fenced()
        if name == "begin":
            return self._matrix()
        if name in SIZES:
            return Sign(self._delimiter(token))
        if name in ("underbrace", "overbrace"):
            return Remarked(self._argument(token), (), name == "overbrace", brace=True)
        if name in ("overset", "stackrel", "underset"):
            remark = self._argument(token)
            return Remarked(self._argument(token), remark, name != "underset", brace=False)
        return self._worded(token, name) or _simple(token, name)

    def _worded(self, token: str, name: str) -> Part | None:
        """Read a command whose argument is words, or letters in another face."""
        if name in ACCENTS:
            return Accent(self._argument(token), ACCENTS[name])
        if name.startswith("operatorname"):
            return Function(self._words(token).strip())
        if name in WORDS:
            return Sign(self._words(token))
        if name in FACES:
            return Braced(self._argument(token))
        if name in ALPHABETS:
            return Sign("".join(ALPHABETS[name].get(letter, letter) for letter in self._words(token)))
        return None

    def _root(self, token: str) -> Part:
        degree: Row = ()
        if self._take("["):
            degree = self._row("]")
            self._next(token)
        return Root(self._argument(token), degree)

    def _delimiter(self, wanted_by: str) -> str:
        token = self._next(wanted_by)
        if token not in DELIMITERS:
            raise UndrawableError(f"{wanted_by} with {token}, which is no bracket")
        return DELIMITERS[token]

    def _fenced(self) -> Part:
        left = self._delimiter("\\left")
        parts = self._row()
        if not self._take("\\right"):
            raise UndrawableError("\\left without its \\right")
        return Fenced(left, parts, self._delimiter("\\right"))

    def _matrix(self) -> Part:
        name = self._words("\\begin")
        if name not in MATRICES:
            raise UndrawableError(f"\\begin{{{name}}}")
        if name == "array":
            self._words("\\begin{array}")
        rows: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        while True:
            cells.append(self._row("&", "\\\\"))
            if self._take("&"):
                continue
            rows.append(tuple(cells))
            cells = []
            if not self._take("\\\\"):
                break
        if not self._take("\\end") or self._words("\\end") != name:
            raise UndrawableError(f"\\begin{{{name}}} without its \\end")
        if len(rows) > 1 and rows[-1] == ((),):
            rows.pop()
        return Matrix(name, tuple(rows))


def _character(token: str) -> Part:
    if token in RELATIONS or token in _RELATION_SIGNS:
        return Relation(RELATIONS.get(token, token))
    if token in OPERATORS or token in _OPERATOR_SIGNS:
        return Operator(OPERATORS.get(token, token))
    return COMMA if token == "," else Sign(token)


def _simple(token: str, name: str) -> Part:
    if name in LETTERS:
        return Sign(LETTERS[name])
    if name in RELATIONS:
        return Relation(RELATIONS[name])
    if name in OPERATORS:
        return Operator(OPERATORS[name])
    if name in BIG:
        return Big(BIG[name])
    if name in FUNCTIONS:
        return Function(name)
    if name in SPACES:
        return Space(SPACES[name])
    if token in DELIMITERS:
        return Sign(DELIMITERS[token])
    if name == "\\":
        raise UndrawableError("a new line \\\\ outside a matrix")
    raise UndrawableError(token)
