"""Text for cells: matplotlib's maths as plain characters, widths, cutting and wrapping."""

import re
import unicodedata

from matplotlib._mathtext_data import tex2uni

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SIGNS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "infty": "∞", "partial": "∂",
    "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "sqrt": "√", "to": "→", "rightarrow": "→", "in": "∈",
    "ell": "ℓ", "left": "", "right": "", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": " ", "langle": "⟨",
    "rangle": "⟩", "mid": "|", "Vert": "‖", "propto": "∝", "sim": "∼", "equiv": "≡", "forall": "∀", "exists": "∃",
    "leftarrow": "←", "Rightarrow": "⇒", "zeta": "ζ", "xi": "ξ", "kappa": "κ", "varphi": "ϕ", "Xi": "Ξ", "circ": "∘",
}  # fmt: skip
_WRAPPERS = re.compile(
    r"\\(?:mathdefault|mathrm|mathbf|mathit|mathsf|mathcal|mathtt|mathfrak|mathscr|mathnormal|mathregular"
    r"|textnormal|textrm|textsf|texttt|textit|textbf|text|operatorname)\s*(?=\{)"
)
_SPACES = re.compile(
    r"\\(?:[,;:!>]|displaystyle|textstyle|rm|it|bf|tt|cal|sf|hspace\s*\{[^{}]*\})(?![A-Za-z])"
)
_GROUP = re.compile(r"(?<![\^_A-Za-z\]}])\{([^{}]*)\}")
"""Braces that hold together what no command asks for."""
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_SHIFTED = re.compile(r"(?P<how>[\^_])(?:\{(?P<several>[^{}]*)\}|(?P<one>[^\\{}(]))")
_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308",
    "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7", "acute": "\u0301", "grave": "\u0300",
    "breve": "\u0306", "check": "\u030c", "mathring": "\u030a",
}  # fmt: skip
_ACCENTED = re.compile(rf"\\({'|'.join(_ACCENTS)})(?:\s*\{{([^{{}}]*)\}}|\s*(\w))")
_BLACKBOARD = re.compile(r"\\mathbb\s*\{([^{}]*)\}")
_DOUBLE = str.maketrans("RNZQCP", "ℝℕℤℚℂℙ")
_COMMAND = re.compile(rf"\\(?!(?:[dt]?frac|sqrt|mathbb|{'|'.join(_ACCENTS)})(?![A-Za-z]))([A-Za-z]+)(\s?)")
_FORMULA = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")
_TO_ASCII = str.maketrans({
    "−": "-", "×": "x", "·": ".", "…": "~", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "≈": "~", "→": "->",
    "●": "o", "■": "o", "∞": "inf", "α": "alpha", "β": "beta", "σ": "sigma", "μ": "mu", "π": "pi", "λ": "lambda",
})  # fmt: skip


def plain(text: str) -> str:
    r"""
    Return a label of matplotlib's as characters, its ``$...$`` parts read as maths.

    >>> plain(r"$\mathdefault{10^{-2}}$"), plain(r"loss of $W_1$ at $\sigma=2$")
    ('10⁻²', 'loss of W₁ at σ=2')
    """
    return clean(_FORMULA.sub(lambda found: _formula(found[1]), text).replace(r"\$", "$"))


def _formula(source: str) -> str:
    r"""
    Return a formula in one line.

    >>> _formula(r"\frac{1}{1+e^{-t}}"), _formula(r"\hat{y}=\sqrt{x+1}"), _formula(r"\frac{\partial L}{\partial w}")
    ('1/(1+e^(-t))', 'ŷ=√(x+1)', '∂L/∂w')
    """
    source = _SPACES.sub("", _WRAPPERS.sub("", source))
    source = (
        _COMMAND.sub(lambda found: _sign(found[1], found[2]), source).replace("^∘", "°").replace("^′", "′")
    )
    before = ""
    while before != source:  # from the inside out
        before = source
        source = _GROUP.sub(r"\1", source)
        source = _ACCENTED.sub(lambda found: _accented(found[1], found[2] or found[3] or ""), source)
        source = _BLACKBOARD.sub(lambda found: found[1].translate(_DOUBLE), source)
        source = _SHIFTED.sub(
            lambda found: _shifted(found["several"] or found["one"] or "", found["how"]), source
        )
        source = _ROOT.sub(lambda found: f"√{_grouped(found[1])}", source)
        source = _FRACTION.sub(lambda found: f"{_grouped(found[1])}/{_grouped(found[2])}", source)
    return re.sub(r"[{}\\]", "", source)


def _sign(command: str, gap: str) -> str:
    """Return the character that a command of LaTeX stands for, or its name."""
    if command in _SIGNS:
        return _SIGNS[command]
    code = tex2uni.get(command)
    return chr(code) if code is not None else command + gap


def _grouped(part: str) -> str:
    """Return a part of a formula in brackets where it is a sum or a fraction."""
    part = part.strip()
    return f"({part})" if re.search(r"(?<!^)[-+−±/](?![^(]*\))", part) else part


def _accented(accent: str, text: str) -> str:
    """Return a letter with its accent; of those over several letters a line alone is kept, which may mean "not"."""
    if accent == "overline" and len(text) > 1:
        return "".join(letter + "\u0305" for letter in text)
    return unicodedata.normalize("NFC", text + _ACCENTS[accent]) if len(text) == 1 else text


def _shifted(text: str, how: str) -> str:
    table = _RAISED if how == "^" else _LOWERED
    if all(ord(letter) in table for letter in text):
        return text.translate(table)
    return f"{how}{text}" if len(text) == 1 else f"{how}({text})"


def clean(text: str) -> str:
    """
    Return *text* with every character that a terminal would act upon made visible or dropped.

    Newlines stay. A label comes from the learner's code, which may hold anything.
    """
    kept = []
    for letter in text.replace("\t", " ").replace("\r\n", "\n"):
        kind = unicodedata.category(letter)
        if letter == "\n" or kind[0] != "C":
            kept.append(letter)
        elif kind == "Cc" and ord(letter) < 32:
            kept.append(chr(0x2400 + ord(letter)))
    return "".join(kept)


def letters(text: str) -> list[tuple[str, int]]:
    """
    Split *text* into what fills cells: each piece with its width, 1 or 2, combining marks kept on their letter.

    >>> letters("e\u0301漢")
    [('é', 1), ('漢', 2)]
    """
    pieces: list[tuple[str, int]] = []
    for letter in unicodedata.normalize("NFC", text):
        if unicodedata.combining(letter):
            if pieces and len(pieces[-1][0]) < 4:
                pieces[-1] = (pieces[-1][0] + letter, pieces[-1][1])
            continue
        pieces.append((letter, 2 if unicodedata.east_asian_width(letter) in "WF" else 1))
    return pieces


def width(text: str) -> int:
    """
    Return how many cells *text* (one line) takes.

    >>> width("loss"), width("損失")
    (4, 4)
    """
    return len(text) if text.isascii() else sum(cells for _, cells in letters(text))


def cut(text: str, room: int) -> str:
    """
    Return *text* shortened to *room* cells, with an ellipsis where something was left out.

    >>> cut("validation loss", 8)
    'validat…'
    """
    if width(text) <= room:
        return text
    kept, used = "", 0
    for piece, cells in letters(text):
        if used + cells > room - 1:
            break
        kept, used = kept + piece, used + cells
    return kept.rstrip() + "…" if room > 0 else ""


def wrap(text: str, room: int, most: int) -> list[str]:
    """
    Break *text* at blanks into at most *most* lines of *room* cells; the last one is cut.

    >>> wrap("training and validation loss", 14, 2)
    ['training and', 'validation lo…']
    """
    lines: list[str] = []
    for line in text.split("\n"):
        words = line.split() or [""]
        current = words[0]
        for word in words[1:]:
            if width(current) + 1 + width(word) <= room:
                current += " " + word
            else:
                lines.append(current)
                current = word
        lines.append(current)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [cut(line, room) for line in lines]


def to_ascii(text: str) -> str:
    """
    Return *text* in ASCII: known signs spelled, accents dropped, the rest as ``?``.

    >>> to_ascii("−3 × 10⁻² é")
    '-3 x 10-2 e'
    """
    spelled = unicodedata.normalize("NFKD", text.translate(_TO_ASCII)).translate(_TO_ASCII)
    return "".join(
        letter if ord(letter) < 128 else "?" for letter in spelled if not unicodedata.combining(letter)
    )
