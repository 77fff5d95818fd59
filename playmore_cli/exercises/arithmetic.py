"""Reading a number as people write one: in digits of any custom, as arithmetic, in words."""

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

LONGEST = 200
"""Characters from which on a text is not read as a number."""

_DEEPEST = 20  # brackets and signs within each other
_LARGEST_EXPONENT = 1000.0


@dataclass(frozen=True)
class Reading:
    """
    A number that a text may mean.

    *unit* is the place value of the last digit written, 0 for what was calculated; *is_rounded* whether it was
    written as a round number: "about", or with k for thousands.
    """

    value: float
    unit: float = 0.0
    is_rounded: bool = False

    def is_near(self, other: float) -> bool:
        """Return whether *other*, rounded to the digits that were written, is this number."""
        if math.isnan(other) or math.isinf(other):
            return self.value == other or (math.isnan(self.value) and math.isnan(other))
        bound = self.unit / 2 if self.unit < 1 and self.value else 0.0
        near = max(bound * (1 + 1e-9), 1e-3 * abs(other) * (not self.unit))
        return self.equals(other) or abs(self.value - other) <= near

    def equals(self, other: float) -> bool:
        """Return whether this is *other* but for the rounding of arithmetic."""
        if math.isnan(other):
            return math.isnan(self.value)
        return self.value == other or math.isclose(self.value, other, rel_tol=1e-9)


def read_numbers(text: str) -> tuple[Reading, ...]:
    """
    Return the numbers that *text* may mean; none where it is no number.

    A comma can stand before decimals or between thousands, 60 % may be meant as 60 or as 0.6.

    >>> [one.value for one in read_numbers("7,553")], [one.value for one in read_numbers("27**3")]
    ([7553.0, 7.553], [19683.0])
    >>> [one.value for one in read_numbers("forty-one parameters")], read_numbers("many")
    ([41.0], ())
    """
    if len(text) > LONGEST:
        return ()
    plain, is_rounded = _unhedged(_plain(text))
    found: list[Reading] = []
    for numeral, of_hundred, greedy in product(_NUMERALS, (0.01, 1.0), (True, False)):
        try:
            reading = _Parser(_tokens(plain, numeral), of_hundred, greedy).read()
        except _NotANumberError:
            continue
        reading = replace(reading, is_rounded=reading.is_rounded or is_rounded)
        if not any(one.value == reading.value or (one.value != one.value) for one in found):
            found.append(reading)
    return tuple(found)


def word_set(text: str) -> frozenset[str]:
    """Return the words of *text*, for tables of words that can be read."""
    return frozenset(text.split())


class _NotANumberError(Exception):
    """The text is not one of our expressions."""


# ---- from text to tokens

_SIGNS = {
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "^": "**", "√": " sqrt ", "∞": " inf ",
    "π": " pi ", "²": "**2", "³": "**3", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)",
    "’": "'", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ",
}  # fmt: skip
_PHRASES = (
    (r"\b(?:math|torch|np|numpy|f)\.", ""),
    (r"\bto the(?: power(?: of)?)?\b", "**"),
    (r"\b(?:divided by|over)\b", "/"),
    (r"\b(?:multiplied by)\b", "*"),
    (r"(?<=\d)\s*[x]\s*(?=\d)", "*"),
    (r"(?<=\d)\s*x$", ""),
    (r"\bplus\b", "+"),
    (r"\bminus\b|\bnegative\b", "-"),
    (r"\bper ?cent\b|\bpct\b", "%"),
    (r"\b(?:square root|root|sqrt)(?: of)?\b", " sqrt "),
    (r"\bnatural (?:log(?:arithm)?)(?: of)?\b|\blogarithm(?: of)?\b|\blog of\b|\bln\b(?: of)?", " log "),
    (r"\bnot a number\b", "nan"),
    (r"\binfin\w+\b", "inf"),
    (r"\btimes in\b|\btime in\b", "/"),
    (r"\bin\b(?=\s*(?:\d|ten\b|a\b))", "/"),
    (r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?=[a-z])", r"\1 "),
)  # fmt: skip
_HEDGES = re.compile(
    r"^\s*(?:about|around|approx(?:imately)?\.?|roughly|circa|ca\.?|c\.|nearly|almost|practically|say|some|~+|≈|"
    r"maybe|perhaps|probably|hopefully|to|at|by)(?![a-z])\s*"
)
_OPENINGS = re.compile(
    r"^\s*(?:=|it'?s\b|it is\b|i (?:think|guess|say)\b|is\b|still\b|exactly\b|only\b|just\b|the\b|a factor of\b"
    r"|(?:it |that |this )?(?:gives?|stays?|becomes?|remains?|makes|has|will be|would be|should be)\b|a single\b"
    r"|equals\b)\s*"
)
_ENDINGS = re.compile(
    r"(?:\s+(?:or so|roughly|approximately|i think|maybe|exactly|of them|at all|each)|\s*[.!?;]+|ish)\s*$"
)

_POINT = r"[1-9]\d{0,2}(?:(?P<g>[, _'])\d{3})(?:(?P=g)\d{3})*(?:\.\d+)?(?![\d])|\d*\.\d+|\d+\.?"
_COMMA = r"[1-9]\d{0,2}(?:(?P<g>[. _'])\d{3})(?:(?P=g)\d{3})*(?:,\d+)?(?![\d])|\d*,\d+|\d+"
_NUMERALS = (
    (re.compile(rf"(?:{_POINT})(?:e[+-]?\d+)?"), "."),
    (re.compile(rf"(?:{_COMMA})(?:e[+-]?\d+)?"), ","),
)
_WORD = re.compile(r"[a-zµ]+\d*")
_OPERATOR = re.compile(r"\*\*|//|[-+*/()%]")


def _plain(text: str) -> str:
    """Return *text* in small letters with signs and phrases of one spelling; of an equation the last side."""
    plain = text.lower().replace("**", "^")
    for sign, meaning in _SIGNS.items():
        plain = plain.replace(sign, meaning)
    for pattern, meaning in _PHRASES:
        plain = re.sub(pattern, meaning, plain)
    sides = [side for side in plain.split("=") if side.strip()]
    return sides[-1].strip() if sides else ""


def _unhedged(text: str) -> tuple[str, bool]:
    """Return *text* without "about" and the like, and whether there was one."""
    is_rounded = False
    while True:
        shorter = _ENDINGS.sub("", _OPENINGS.sub("", text))
        unhedged = _HEDGES.sub("", shorter)
        is_rounded |= unhedged != shorter
        if unhedged == text:
            return text, is_rounded
        text = unhedged


@dataclass(frozen=True)
class _Token:
    """A numeral with its value and unit, a word, or an operator."""

    text: str
    value: float = 0.0
    unit: float = 0.0
    is_numeral: bool = False

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_known(self) -> bool:
        return not self.is_word or self.text in _KNOWN or _singular(self.text) in _FRACTIONS


def _tokens(text: str, custom: tuple[re.Pattern[str], str]) -> list[_Token]:
    """Return the tokens of *text*, without the words around a number that only say what is counted."""
    numeral, point = custom
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif found := numeral.match(text, at):
            tokens.append(_numeral(found[0], point))
            at = found.end()
        elif found := (_OPERATOR.match(text, at) or _WORD.match(text, at)):
            tokens.append(_Token(found[0]))
            at = found.end()
        else:
            raise _NotANumberError
    return _without_units(tokens)


def _numeral(text: str, point: str) -> _Token:
    digits, _, exponent = text.partition("e")
    digits = "".join(c for c in digits if c.isdigit() or c == point).replace(",", ".")
    decimals = len(digits.partition(".")[2])
    try:
        power = max(-400, min(int(exponent or 0), 400))
        return _Token(text, float(f"{digits}e{power}"), 10.0 ** max(power - decimals, -300), True)
    except (ValueError, OverflowError):
        raise _NotANumberError from None


def _without_units(tokens: list[_Token]) -> list[_Token]:
    """Drop what is counted, as in "41 parameters", "row 3" or "32 of 864", but no word beside an operator."""
    for place, token in enumerate(tokens):
        if token.text == "of" and place and tokens[place - 1].is_numeral:
            tokens = tokens[:place]
            break
    while len(tokens) > 1 and not tokens[0].is_known and _may_go(tokens[0], tokens[1]):
        tokens = tokens[1:]
    end = len(tokens)
    for place in range(len(tokens) - 1, 0, -1):
        if not tokens[place].is_word or tokens[place].text in _BINDING:
            break
        if not tokens[place].is_known and _may_go(tokens[place], tokens[place - 1]):
            end = place
    return tokens[:end]


def _may_go(token: _Token, neighbour: _Token) -> bool:
    return token.text not in _BINDING and not (neighbour.text[0] in "+-*/(" and len(token.text) == 1)


# ---- from tokens to a number

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "none": 0, "nothing": 0, "nil": 0, "nought": 0, "naught": 0,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
         "ninety": 90}  # fmt: skip
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
           "k": 1e3, "m": 1e6, "mio": 1e6, "bn": 1e9}  # fmt: skip
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
              "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000, "millionth": 10**6}  # fmt: skip
_CONSTANTS = {"inf": math.inf, "nan": math.nan, "pi": math.pi, "e": math.e}
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "log": lambda x: -math.inf if x == 0 else math.log(x), "log2": math.log2,
    "log10": math.log10, "exp": math.exp, "tanh": math.tanh, "abs": abs,
}  # fmt: skip
_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "times": operator.mul,
}  # fmt: skip
_BINDING = word_set(
    "not no never less more than fewer above below under between or except without but isnt greater smaller "
    "larger bigger least most per each every"
)
_KNOWN = frozenset(
    {*_UNITS, *_TENS, *_SCALES, *_FRACTIONS, *_CONSTANTS, *_FUNCTIONS, *_OPERATORS, "a", "an", "and", "of", "the",
     "squared", "cubed", "doubled"}
)  # fmt: skip


class _Parser:
    """
    Reads one expression; *of_hundred* is what a percent is worth.

    With *greedy*, a function without brackets takes in all of the product that follows: the root of 2/30.
    """

    def __init__(self, tokens: list[_Token], of_hundred: float, greedy: bool) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0
        self._of_hundred, self._greedy = of_hundred, greedy

    def read(self) -> Reading:
        try:
            reading = self._sum()
        except (ValueError, OverflowError, ZeroDivisionError):
            raise _NotANumberError from None
        if self._next in ("times", "the"):
            self._at += 1
        if self._at < len(self._tokens):
            raise _NotANumberError
        return reading

    @property
    def _next(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _take(self, *texts: str) -> str:
        """Return the next token where it is one of *texts*, and go on behind it; else nothing."""
        text = self._next
        if text not in texts:
            return ""
        self._at += 1
        return text

    def _sum(self) -> Reading:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Reading(_OPERATORS[sign](left.value, self._product().value))
        return left

    def _product(self) -> Reading:
        left = self._signed()
        while sign := self._take("*", "/", "//", "times"):
            if not self._next:  # "7 times", as a factor
                return left
            right = self._signed().value
            value = left.value * right if sign in ("*", "times") else _divided(left.value, right)
            left = Reading(float(math.floor(value)) if sign == "//" else value)
        return left

    def _signed(self) -> Reading:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotANumberError
        sign = self._take("-", "+")
        reading = self._signed() if sign else self._power()
        self._depth -= 1
        return replace(reading, value=-reading.value) if sign == "-" else reading

    def _power(self) -> Reading:
        base = self._scaled()
        if self._take("**"):
            exponent = self._signed().value
            if abs(exponent) > _LARGEST_EXPONENT:
                raise _NotANumberError
            base = Reading(math.pow(base.value, exponent))
        return base

    def _scaled(self) -> Reading:
        reading = self._atom()
        while True:
            if self._take("%"):
                reading = Reading(
                    reading.value * self._of_hundred, reading.unit * self._of_hundred, reading.is_rounded
                )
                self._take("of")
            elif scale := self._take(*_SCALES):
                by = _SCALES[scale]
                reading = Reading(reading.value * by, reading.unit * by, reading.unit > 0)
            elif self._take("squared"):
                reading = Reading(reading.value**2)
            elif self._take("cubed"):
                reading = Reading(reading.value**3)
            elif _singular(self._next) in _FRACTIONS:
                reading = Reading(reading.value / _FRACTIONS[_singular(self._next)])
                self._at += 1
                self._take("of")
                if self._next and self._next not in "+-*/)":
                    reading = Reading(reading.value * self._scaled().value)
            else:
                return reading

    def _atom(self) -> Reading:
        if self._at >= len(self._tokens):
            raise _NotANumberError
        token = self._tokens[self._at]
        self._at += 1
        if token.is_numeral:
            return Reading(token.value, token.unit)
        if token.text == "(":
            inner = self._sum()
            if not self._take(")"):
                raise _NotANumberError
            return inner
        if token.text in _CONSTANTS:
            return Reading(_CONSTANTS[token.text])
        if token.text in _FUNCTIONS:
            return Reading(_FUNCTIONS[token.text](self._argument()))
        if token.text in ("a", "an", "the") and _singular(self._next) in {*_SCALES, *_FRACTIONS}:
            return Reading(1.0)
        if token.text in ("half", "quarter"):
            self._at -= 1
            return Reading(1.0)
        if token.text in _UNITS or token.text in _TENS:
            self._at -= 1
            return self._in_words()
        raise _NotANumberError

    def _argument(self) -> float:
        self._take("of")
        self._take("the")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotANumberError
        bracketed = self._next == "("
        argument = self._product() if self._greedy and not bracketed else self._signed()
        self._depth -= 1
        return argument.value

    def _in_words(self) -> Reading:
        """Return forty-one, or two hundred and sixteen; thousands and more are scales."""
        total = 0.0
        while (word := self._next) in _UNITS or word in _TENS or word == "hundred":
            total = total * 100 if word == "hundred" else total + _UNITS.get(word, _TENS.get(word, 0))
            self._at += 1
            following = self._tokens[self._at + 1].text if self._at + 1 < len(self._tokens) else ""
            if self._next == "and" and (following in _UNITS or following in _TENS):
                self._at += 1
        return Reading(total)


def _singular(word: str) -> str:
    return "half" if word == "halves" else word.removesuffix("s")


def _divided(above: float, below: float) -> float:
    if below:
        return above / below
    return math.nan if not above or math.isnan(above) else math.copysign(math.inf, above)
